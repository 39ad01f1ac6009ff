import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { api, close, makeChannel, makeTicket, must, newPage, same, settled, shots, until } from './harness.mjs';
import { ticketByMail } from './mail_case.mjs';

const SIZES = { 390: 844, 1024: 768, 1366: 860 };

async function screens() {
  const ticket = await makeTicket();
  await api('POST', `/tickets/${ticket.id}/messages`, { text: 'Una nota para el equipo', public: false });
  const channel = await makeChannel({ name: `Un buzón de nombre tan largo como ${'m'.repeat(40)}`.slice(0, 60) + Date.now() });
  const byMail = await ticketByMail(channel);
  return {
    inbox: '/app/inbox/open',
    case: `/app/inbox/all/${ticket.id}`,
    customers: '/app/customers',
    customer: `/app/customers/${ticket.customer_id}`,
    numbers: '/app/dashboard',
    mail: `/app/tickets/${byMail.id}`,
    mailboxes: '/app/settings/channels',
    mailbox: `/app/settings/channels/${channel.id}`,
    failed: '/app/settings/failed_mail',
    workspace: '/app/settings/workspace',
    agents: '/app/settings/agents',
    roles: '/app/settings/roles',
    calendar: `/app/settings/calendars/${(await api('GET', '/calendars?limit=1')).data[0].id}`,
    macro: `/app/settings/macros/${(await api('GET', '/macros?limit=1')).data[0].id}`,
    audit: '/app/settings/audit',
  };
}

const languageTest = (code, words) => async () => {
  const page = await newPage();
  await page.goto('/app/customers');
  await page.locator('li[data-index="0"]').waitFor();
  await page.getByRole('button', { name: /Tu cuenta|Your account|Sua conta/ }).click();
  await page.getByRole('menuitem', { name: /Tu cuenta|Your account|Sua conta/ }).click();
  await page.getByRole('link', { name: /Idioma y región|Language and region|Idioma e região/ }).click();
  await page.getByText(words.own, { exact: true }).click();
  await until(() => page.evaluate((wanted) => document.documentElement.lang === wanted, code), 'the page keeps its language');
  await page.goto('/app/customers');
  await page.getByRole('heading', { level: 1, name: words.customers }).waitFor();
  await page.reload();
  await page.getByRole('heading', { level: 1, name: words.customers }).waitFor();
  same(await page.evaluate(() => document.documentElement.lang), code, 'the language after reloading');
  await until(async () => (await api('GET', '/me')).language === code, 'the account keeps its language');
  await page.goto('/app/dashboard');
  await page.getByRole('heading', { level: 1, name: words.numbers }).waitFor();
  const text = await page.locator('body').innerText();
  must(!/\b[a-z]+\.[a-z]+_[a-z_]+\b/.test(text), `a bare key is shown: ${text.match(/\b[a-z]+\.[a-z]+_[a-z_]+\b/)?.[0]}`);
  await close(page);
};

export const tests = {
  'nothing is wider than the screen at 390, 1024 and 1366': async () => {
    mkdirSync(shots, { recursive: true });
    const all = await screens();
    // A desk is loaded once and made narrower; a phone is loaded as one.
    for (const widths of [[390], [1366, 1024]]) {
      const page = await newPage({ width: widths[0], height: SIZES[widths[0]], hasTouch: widths[0] < 1024 });
      for (const [name, path] of Object.entries(all)) {
        await page.setViewportSize({ width: widths[0], height: SIZES[widths[0]] });
        await page.goto(path);
        for (const width of widths) {
          await page.setViewportSize({ width, height: SIZES[width] });
          await settled(page);
          const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          must(over <= 0, `${name} at ${width} is ${over} px too wide`);
          await page.screenshot({ path: join(shots, `${name}-${width}.png`) });
        }
      }
      await close(page);
    }
  },

  'a phone has one pane at a time and a bar below': async () => {
    const ticket = await makeTicket();
    const page = await newPage({ width: 390, height: 844, hasTouch: true });
    await page.goto('/app/inbox/all');
    await page.getByRole('searchbox').fill(ticket.subject);
    await page.getByRole('link', { name: new RegExp(ticket.subject) }).click();
    await page.getByRole('region', { name: 'Conversación' }).waitFor();
    same(await page.getByRole('searchbox').count(), 0, 'lists beside the case');
    await page.getByRole('button', { name: 'Cliente', exact: true }).click();
    await page.getByRole('dialog', { name: 'Cliente' }).getByText(/Otros casos/).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Volver' }).click();
    await page.getByRole('link', { name: new RegExp(ticket.subject) }).waitFor();
    await page.getByRole('link', { name: 'Clientes' }).last().click();
    await page.waitForURL(/\/app\/customers/);
    await close(page);
  },

  'controls are large enough to be hit': async () => {
    const all = await screens();
    const page = await newPage();
    for (const [name, path] of Object.entries(all)) {
      await page.goto(path);
      await settled(page);
      const small = await page.evaluate(() =>
        [...document.querySelectorAll('button, input, [role=option], [role=menuitem]')]
          .filter((node) => node.checkVisibility() && node.type !== 'file' && node.type !== 'radio')
          .map((node) => ({ box: (node.closest('label') ?? node).getBoundingClientRect(), name: node.ariaLabel ?? node.textContent }))
          .filter(({ box }) => box.width > 1 && (box.width < 24 || box.height < 24))
          .map(({ box, name }) => `${name} ${Math.round(box.width)}x${Math.round(box.height)}`),
      );
      same(small.join(', '), '', `too small on ${name}`);
    }
    await close(page);
  },

  'the theme is chosen, stays, and follows the system when it should': async () => {
    const page = await newPage({ colorScheme: 'dark' });
    const scheme = () => page.evaluate(() => document.documentElement.dataset.mantineColorScheme);
    await page.goto('/app/inbox/open');
    await page.locator('li[data-index="0"]').waitFor();
    same(await scheme(), 'dark', 'the system’s theme');
    await page.getByRole('button', { name: /Tu cuenta/ }).click();
    await page.getByRole('menuitem', { name: 'Claro' }).click();
    await until(async () => (await scheme()) === 'light', 'light was not taken');
    await page.reload();
    await page.locator('li[data-index="0"]').waitFor();
    same(await scheme(), 'light', 'the theme after reloading');
    await page.getByRole('button', { name: /Tu cuenta/ }).click();
    await page.getByRole('menuitem', { name: 'Del sistema' }).click();
    await until(async () => (await scheme()) === 'dark', 'it does not follow the system');
    await until(async () => (await api('GET', '/me/preferences')).theme === 'system', 'the account does not know');
    await close(page);
  },

  'the workspace speaks English': languageTest('en', { own: 'English', customers: /Customers/, numbers: 'Dashboard' }),
  'the workspace speaks Portuguese': languageTest('pt', { own: 'Português', customers: /Clientes/, numbers: 'Indicadores' }),
  'the workspace speaks Spanish': languageTest('es', { own: 'Español', customers: /Clientes/, numbers: 'Indicadores' }),
};
