import { api, close, makeTicket, must, newPage, same, session, until } from './harness.mjs';

const rows = (page) => page.getByRole('list', { name: /Abiertos|Todos|Míos|Sin asignar|Resueltos|Esperando/ }).last();

export const tests = {
  'the inbox opens on a view, lists its cases and says how many there are': async () => {
    const page = await newPage();
    await page.goto('/app');
    await page.waitForURL(/\/app\/inbox\/open/);
    await page.locator('li[data-index="0"]').waitFor();
    must(/\d/.test(await page.getByRole('status').filter({ hasText: 'caso' }).first().textContent()), 'no count');
    const first = page.locator('li[data-index="0"]');
    same(await first.getAttribute('aria-posinset'), '1', 'the place of the first row');
    must(Number(await first.getAttribute('aria-setsize')) > 1, 'the size of the list');
    await close(page);
  },

  'choosing another view changes the address and the list': async () => {
    const page = await newPage();
    await page.goto('/app/inbox/open');
    await page.locator('li[data-index="0"]').waitFor();
    await page.getByRole('navigation', { name: 'Menú principal' }).first().getByRole('link', { name: /Resueltos/ }).click();
    await page.waitForURL(/\/app\/inbox\/solved/);
    await page.getByRole('heading', { level: 1, name: /Resueltos/ }).waitFor();
    await page.locator('button[aria-haspopup="listbox"]').first().click();
    await page.getByRole('option', { name: 'Todos' }).click();
    await page.waitForURL(/\/app\/inbox\/all/);
    await page.locator('li[data-index="0"]').waitFor();
    await page.goBack();
    await page.waitForURL(/\/app\/inbox\/solved/);
    await close(page);
  },

  'the list goes on while it is scrolled, and only the rows in view exist': async () => {
    const page = await newPage();
    await page.goto('/app/inbox/all');
    await page.locator('li[data-index="0"]').waitFor();
    const scroller = await page.locator('li[data-index="0"]').evaluateHandle((row) => row.closest('div'));
    await until(async () => {
      await scroller.evaluate((node) => node.scrollTo(0, node.scrollHeight));
      const last = await page.locator('li[data-index]').last().getAttribute('data-index');
      return Number(last) >= 60;
    }, 'the second page never came');
    must((await page.locator('li[data-index]').count()) < 60, 'rows out of view were drawn');
    await close(page);
  },

  'typing narrows the list, the address keeps it, and an empty result offers the way back': async () => {
    const ticket = await makeTicket();
    const page = await newPage();
    await page.goto('/app/inbox/all');
    const filter = page.getByRole('searchbox');
    await filter.fill(ticket.subject);
    await page.waitForURL(/q=/);
    await page.getByRole('link', { name: new RegExp(ticket.subject) }).waitFor();
    await until(async () => (await page.locator('li[data-index]').count()) === 1, 'more than one case is listed');
    await page.reload();
    await page.getByRole('link', { name: new RegExp(ticket.subject) }).waitFor();
    await filter.fill('nada de nada de nada');
    await page.getByText('Ningún caso coincide').waitFor();
    await page.getByRole('button', { name: 'Quitar filtros' }).click();
    await page.locator('li[data-index="3"]').waitFor();
    await close(page);
  },

  'a number finds its case': async () => {
    const ticket = await makeTicket();
    const page = await newPage();
    await page.goto('/app/inbox/all');
    await page.getByRole('searchbox').fill(`#${ticket.number}`);
    await page.getByRole('link', { name: new RegExp(ticket.subject) }).waitFor();
    await close(page);
  },

  'a new case appears in the list without asking for it': async () => {
    const page = await newPage();
    await page.goto('/app/inbox/all');
    await page.locator('li[data-index="0"]').waitFor();
    await page.waitForTimeout(500);
    const ticket = await makeTicket();
    await page.getByRole('link', { name: new RegExp(ticket.subject) }).first().waitFor();
    await close(page);
  },

  'the palette finds commands by a few letters and cases by their words': async () => {
    const ticket = await makeTicket();
    const page = await newPage();
    await page.goto('/app/inbox/open');
    await page.locator('li[data-index="0"]').waitFor();
    await page.keyboard.press('Control+k');
    const palette = page.getByRole('combobox', { name: 'Buscar o ejecutar un comando' });
    await palette.fill('clien');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/app\/customers/);
    await page.keyboard.press('Control+k');
    await palette.fill(ticket.subject);
    await page.getByRole('option', { name: new RegExp(`^${ticket.subject} `) }).first().click();
    await page.waitForURL(new RegExp(`/app/tickets/${ticket.id}`));
    await close(page);
  },

  'a new case can be written from the keyboard, for somebody new': async () => {
    const page = await newPage();
    await page.goto('/app/inbox/open');
    await page.locator('li[data-index="0"]').waitFor();
    await page.keyboard.press('c');
    const dialog = page.getByRole('dialog', { name: 'Nuevo caso' });
    await dialog.waitFor();
    const mark = `Llamada ${Date.now()}`;
    await dialog.getByRole('button', { name: 'Crear caso' }).click();
    await dialog.getByText('Elige un cliente de la lista').waitFor();
    await dialog.getByLabel(/^Cliente/).fill(`nueva-${Date.now()}@example.com`);
    await dialog.getByLabel(/^Asunto/).fill(mark);
    await dialog.getByRole('textbox', { name: /^Mensaje/ }).fill('Pregunta por su pedido');
    await page.keyboard.press('Control+Enter');
    await page.waitForURL(/\/app\/tickets\/\d+/);
    await page.getByRole('heading', { name: mark }).waitFor();
    await page.getByText('Pregunta por su pedido').waitFor();
    await close(page);
  },

  'help shows the keys of this very screen': async () => {
    const page = await newPage();
    await page.goto('/app/inbox/open');
    await page.locator('li[data-index="0"]').waitFor();
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: 'Atajos de teclado' });
    await dialog.getByText('Filtrar la lista').waitFor();
    same(await dialog.getByText('Escribir una nota').count(), 0, 'keys of a screen that is not open');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    await page.waitForURL(/\/app\/dashboard/);
    await close(page);
  },

  'what the API refuses is said on the screen, with a way to try again': async () => {
    const page = await newPage();
    let broken = true;
    await page.route('**/api/v1/tickets?*', (route) =>
      broken
        ? route.fulfill({ status: 500, contentType: 'application/problem+json', body: '{"title":"Fallo de prueba","status":500}' })
        : route.continue(),
    );
    await page.goto('/app/inbox/open');
    await page.getByText('Fallo de prueba').first().waitFor();
    broken = false;
    await page.getByRole('button', { name: 'Intentar de nuevo' }).click();
    await page.locator('li[data-index="0"]').waitFor();
    await close(page);
  },

  'losing the live connection is said quietly, and then plainly': async () => {
    const page = await newPage();
    await page.route('**/api/v1/stream*', (route) => route.abort());
    await page.goto('/app/inbox/open');
    await page.getByText('Reconectando').waitFor();
    await close(page);
  },

  'density is a preference of the account, in every browser': async () => {
    const page = await newPage();
    await page.goto('/app/inbox/open');
    await page.locator('li[data-index="0"]').waitFor();
    const height = async () => Math.round((await page.locator('li[data-index="0"]').boundingBox()).height);
    same(await height(), 76, 'a comfortable row');
    await page.goto('/app/me/appearance');
    await page.getByText('Compacta').click();
    await until(async () => (await api('GET', '/me/preferences')).density === 'compact', 'the account does not know');
    const elsewhere = await newPage();
    await elsewhere.goto('/app/inbox/open');
    await elsewhere.locator('li[data-index="0"]').waitFor();
    same(Math.round((await elsewhere.locator('li[data-index="0"]').boundingBox()).height), 56, 'a compact row in another browser');
    await close(elsewhere);
    await page.getByText('Cómoda').click();
    await until(async () => (await api('GET', '/me/preferences')).density === 'comfortable', 'the account does not know');
    await close(page);
  },

  'views follow who is signed in': async () => {
    const { agent } = await session();
    const ticket = await makeTicket();
    await api('PATCH', `/tickets/${ticket.id}`, { agent_id: agent.id }, { 'If-Match': `"${ticket.version}"` });
    const page = await newPage();
    await page.goto('/app/inbox/mine');
    await page.getByRole('link', { name: new RegExp(ticket.subject) }).waitFor();
    must((await rows(page).count()) > 0, 'no list');
    await close(page);
  },
};
