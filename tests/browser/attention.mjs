import { api, base, close, makeTicket, must, newPage, noFindings, same, settled, until } from './harness.mjs';

const PASSWORD = 'caballo correcto 9';
const run = Date.now().toString(36);
let counter = 0;

/** A colleague of this run's own, signed in: their record, their page maker and their own way over the API. */
async function colleague(name, fields = {}) {
  counter += 1;
  const email = `colega-${run}-${counter}@example.com`;
  const agent = await api('POST', '/agents', { name, email, role: 'agent', language: 'es', password: PASSWORD, ...fields });
  const answer = await fetch(`${base}/api/v1/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password: PASSWORD }),
  });
  const { csrf } = await answer.json();
  const [pair] = answer.headers.getSetCookie()[0].split(';');
  const cut = pair.indexOf('=');
  const cookies = [{ name: pair.slice(0, cut), value: pair.slice(cut + 1), url: base }];
  const call = async (method, path, body, headers = {}) => {
    const reply = await fetch(`${base}/api/v1${path}`, {
      method,
      headers: { Cookie: pair, 'X-CSRF-Token': csrf, 'Content-Type': 'application/json', ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    must(reply.ok, `${method} ${path}: ${reply.status}`);
    return reply.status === 204 ? null : reply.json();
  };
  const open = async (options = {}) => {
    const page = await newPage({ signedIn: false, ...options });
    await page.context().addCookies(cookies);
    return page;
  };
  return { agent, call, open, cookies };
}

const assign = (by, ticket, agent) =>
  by('PATCH', `/tickets/${ticket.id}`, { agent_id: agent.id }, { 'If-Match': `"${ticket.version}"` });
const bell = (page) => page.locator('button[aria-label*="viso"][aria-haspopup="dialog"]').first();
const panel = (page) => page.getByRole('dialog', { name: 'Avisos' });

export const tests = {
  'two agents in one ticket see each other come, write and go': async () => {
    const luis = await colleague('Luis Presente');
    const eva = await colleague('Eva Mirona');
    const ticket = await makeTicket();
    const hers = await eva.open();
    await hers.goto(`/app/tickets/${ticket.id}`);
    const his = await luis.open();
    await his.goto(`/app/tickets/${ticket.id}`);
    const status = hers.getByRole('status').filter({ hasText: 'Luis Presente' });
    await status.filter({ hasText: 'está aquí' }).waitFor();
    await his.getByRole('status').filter({ hasText: 'Eva Mirona está aquí' }).waitFor();
    const list = await newPage();
    await list.goto('/app/inbox/all');
    await list.getByTitle(/Eva Mirona.*Luis Presente|Luis Presente.*Eva Mirona/).first().waitFor();
    await his.getByRole('textbox', { name: /respuesta|mensaje|Responder/i }).first().click();
    // Who pauses is no longer writing: he goes on until both have seen it.
    const writes = async (seen) => {
      await his.keyboard.type('a');
      return (await seen.count()) > 0;
    };
    await until(() => writes(status.filter({ hasText: 'está escribiendo' })), 'she never saw him write');
    await until(() => writes(list.getByTitle('Luis Presente está escribiendo')), 'the list never had a pencil');
    await close(list);
    await his.goto('/app/inbox/open');
    await until(async () => (await status.count()) === 0, 'who left is still shown');
    await close(his);
    await close(hers);
  },

  'what is assigned to me rings the bell and the title, opens by keyboard alone and is read then': async () => {
    const ana = await colleague('Ana Avisada');
    const page = await ana.open();
    await page.goto('/app/inbox/mine');
    await bell(page).waitFor();
    const ticket = await makeTicket();
    await assign(api, ticket, ana.agent);
    await page.getByRole('button', { name: '1 aviso sin leer' }).waitFor();
    await until(async () => (await page.title()).startsWith('(1) '), 'the title does not count');
    await page.keyboard.press('g');
    await page.keyboard.press('n');
    await panel(page).getByRole('link', { name: /te asignó el caso/ }).waitFor();
    await page.getByRole('button', { name: 'Marcar todo como leído' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`/tickets/${ticket.id}$`));
    await page.getByRole('heading', { name: ticket.subject }).waitFor();
    await page.getByRole('button', { name: 'Avisos', exact: true }).first().waitFor();
    await until(async () => !(await page.title()).startsWith('('), 'the title still counts');
    await close(page);
  },

  'several things in one ticket are one line, marking all as read can be taken back, and what was read stays to be seen': async () => {
    const ana = await colleague('Ana Marcas');
    const luis = await colleague('Luis Marcas');
    const first = await makeTicket();
    const second = await makeTicket();
    await assign(luis.call, first, ana.agent);
    await assign(luis.call, second, ana.agent);
    await luis.call('POST', `/tickets/${first.id}/messages`, { text: '@Ana mira', public: false, mentions: [ana.agent.id] });
    const page = await ana.open();
    await page.goto('/app/inbox/open');
    await page.getByRole('button', { name: '3 avisos sin leer' }).click();
    const lines = panel(page).locator('li');
    await lines.nth(1).waitFor();
    same(await lines.count(), 2, 'lines, one a ticket');
    await panel(page).getByRole('link', { name: /Luis Marcas te mencionó.*Luis Marcas te asignó/s }).waitFor();
    await page.getByRole('button', { name: 'Marcar todo como leído' }).click();
    const toast = page.getByText('Marcaste 3 avisos como leídos');
    await toast.waitFor();
    await noFindings(page, 'the panel with its toast');
    await page.getByRole('button', { name: 'Deshacer' }).click();
    await page.getByRole('button', { name: 'Marcar todo como leído' }).click();
    await panel(page).getByText('Estás al día').waitFor();
    await panel(page).getByText('Todos', { exact: true }).click();
    await lines.nth(1).waitFor();
    await panel(page).getByRole('button', { name: /^Marcar como no leído: / }).first().click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^\d avisos? sin leer$/ }).waitFor();
    await close(page);
  },

  'what tells me is mine to choose: the bell takes sound and desktop along, quiet hours and all are kept': async () => {
    const ana = await colleague('Ana Elige');
    const page = await ana.open();
    await page.goto('/app/me/notifications');
    const box = (name) => page.getByRole('checkbox', { name, exact: true });
    await box('Sonido: Me asignan un caso').check();
    await box('Campana: Me mencionan en una nota').uncheck();
    must(!(await box('Sonido: Me mencionan en una nota').isChecked()), 'sound goes with the bell');
    await box('Correo: Me asignan un caso').check();
    await box('Todos los días, en estas horas').check();
    await page.getByLabel('Desde').fill('21:30');
    await until(async () => {
      const kept = await ana.call('GET', '/me/notifications');
      return kept.quiet_from === 1290 && kept.ways.mention.length === 0 && kept.ways.assigned.includes('mail');
    }, 'the choice was not kept');
    await page.reload();
    await page.getByLabel('Desde').waitFor();
    same(await page.getByLabel('Desde').inputValue(), '21:30', 'the beginning of the quiet hours');
    must(await box('Sonido: Me asignan un caso').isChecked(), 'the sound was not kept');
    await close(page);
  },

  'the team page shows who is here and where, counts along live, and a figure opens its very tickets': async () => {
    const luis = await colleague('Luis Guardia');
    const ticket = await makeTicket();
    const page = await newPage();
    await page.goto('/app/team');
    const row = page.getByRole('row', { name: /Luis Guardia/ });
    await row.getByText('No está').waitFor();
    const his = await luis.open();
    await his.goto(`/app/tickets/${ticket.id}`);
    await row.getByText('Aquí').waitFor();
    await row.getByRole('link', { name: `En el caso #${ticket.id}` }).waitFor();
    await assign(api, ticket, luis.agent);
    const figure = row.getByRole('link', { name: '1 Abiertos, Luis Guardia' });
    await figure.click();
    await page.waitForURL(/\/app\/inbox\/all\?filter=/);
    await page.getByRole('link', { name: new RegExp(ticket.subject) }).first().waitFor();
    await page.getByText('1 caso', { exact: true }).first().waitFor();
    await close(his);
    await close(page);
  },

  'who says to be away is away for everybody, and an agent has no team page': async () => {
    const ana = await colleague('Ana Turno');
    const page = await newPage();
    await page.goto('/app/team');
    const hers = await ana.open();
    await hers.goto('/app/inbox/open');
    const row = page.getByRole('row', { name: /Ana Turno/ });
    await row.getByText('Aquí').waitFor();
    await hers.getByRole('button', { name: /Tu cuenta/ }).first().click();
    await hers.getByRole('menuitemradio', { name: 'Ausente' }).click();
    await row.getByText('Ausente').waitFor();
    const ticket = await makeTicket();
    await page.goto(`/app/tickets/${ticket.id}`);
    await page.getByRole('heading', { name: ticket.subject }).waitFor();
    await page.keyboard.press('a');
    await page.getByRole('option', { name: /Ana Turno.*Ausente/ }).waitFor();
    same(await hers.getByRole('link', { name: 'Equipo', exact: true }).count(), 0, 'links to the team page');
    await close(hers);
    await close(page);
  },

  'notices, preferences, presence and the team page have no accessibility findings in either theme': async () => {
    const ana = await colleague('Ana Accesible', { role: 'lead' });
    const luis = await colleague('Luis Asequible');
    const ticket = await makeTicket({ priority: 'urgent' });
    await assign(luis.call, ticket, ana.agent);
    await luis.call('POST', '/responses', { kind: 'nps', score: 2, customer_id: ticket.customer_id, ticket_id: ticket.id });
    const write = () => luis.call('PUT', '/presence', { tab: 'a', ticket_id: ticket.id, editing: true });
    for (const colorScheme of ['light', 'dark']) {
      const page = await ana.open({ colorScheme });
      await page.goto('/app/team');
      await page.getByRole('row', { name: /Luis Asequible/ }).waitFor();
      await settled(page);
      await noFindings(page, `team, ${colorScheme}`);
      await page.getByRole('button', { name: /Tu cuenta/ }).first().click();
      await page.getByRole('menuitemradio', { name: 'Ausente' }).waitFor();
      await noFindings(page, `menu of the account, ${colorScheme}`);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: /avisos? sin leer/ }).first().click();
      await panel(page).locator('li').first().waitFor();
      await noFindings(page, `notices, ${colorScheme}`);
      await page.goto('/app/me/notifications');
      await page.getByRole('checkbox', { name: 'Todos los días, en estas horas' }).check();
      await settled(page);
      await noFindings(page, `preferences of notices, ${colorScheme}`);
      await page.goto('/app/inbox/open');
      await settled(page);
      await write();
      await page.getByTitle(/Luis Asequible está escribiendo/).first().waitFor();
      await noFindings(page, `a list with a pencil, ${colorScheme}`);
      await close(page);
    }
    const phone = await ana.open({ width: 390, height: 844 });
    await phone.goto(`/app/tickets/${ticket.id}`);
    await settled(phone);
    await write();
    await phone.getByText('Luis Asequible está escribiendo').waitFor();
    await noFindings(phone, 'a case with somebody else, on a phone');
    await phone.goto('/app/team');
    await phone.getByRole('row', { name: /Luis Asequible/ }).waitFor();
    await settled(phone);
    await noFindings(phone, 'team, on a phone');
    must(await phone.evaluate(() => document.documentElement.scrollWidth <= 390), 'the team page is wider than a phone');
    await close(phone);
  },
};
