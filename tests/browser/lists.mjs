import { api, base, close, makeTicket, must, newPage, noFindings, same, session, until } from './harness.mjs';

const first = (page) => page.locator('li[data-index="0"]');
const filterOf = (filter) => encodeURIComponent(JSON.stringify(filter));
let counter = 0;
const mark = (word) => `${word}-${Date.now().toString(36)}-${(counter += 1)}`;

/** Tickets of one topic, of one customer. */
async function makeTickets(count, fields = {}) {
  const topic = mark('tema');
  const one = await makeTicket({ topic, ...fields });
  const made = [one];
  for (let at = 1; at < count; at += 1)
    made.push(
      await api('POST', '/tickets', {
        subject: `${topic} ${at}`,
        customer_id: one.customer_id,
        topic,
        message: { text: 'Hola', public: true },
        ...fields,
      }),
    );
  return { topic, tickets: made, filter: { field: 'topic', op: 'is', value: topic } };
}

async function agentPage(role = 'agent') {
  const email = `${mark('agente')}@example.com`;
  const password = 'una clave bastante larga';
  await api('POST', '/agents', { email, name: `Persona ${email.slice(0, 12)}`, role, password });
  const page = await newPage({ signedIn: false });
  const answer = await page.request.post(`${base}/api/v1/session`, { data: { email, password } });
  must(answer.ok(), `signing in: ${answer.status()}`);
  return page;
}

/** Ten thousand more cases, as the server would page them: what is tried here is the screen. */
async function tenThousand(page) {
  const [sample] = (await api('GET', '/tickets?limit=1&include=customer,agent,company')).data;
  const TOTAL = 10_000;
  await page.route('**/api/v1/tickets?*', (route) => {
    const query = new URL(route.request().url()).searchParams;
    if (query.get('filter')?.includes('"id"')) return route.fulfill({ json: { data: [], next: null } });
    const from = Number(query.get('after') ?? 0);
    const limit = Number(query.get('limit') ?? 50);
    const data = Array.from({ length: Math.min(limit, TOTAL - from) }, (_, at) => ({
      ...sample,
      id: 1_000_000 + from + at,
      number: 1_000_000 + from + at,
      subject: `Caso largo ${from + at + 1}`,
    }));
    const next = from + data.length < TOTAL ? String(from + data.length) : null;
    return route.fulfill({ json: { data, next, ...(query.get('count') ? { count: TOTAL } : {}) } });
  });
}

export const tests = {
  'ten thousand cases in a view: scrolled to the end, walked by keys, and only the rows in view exist': async () => {
    const page = await newPage();
    await tenThousand(page);
    await page.goto('/app/inbox/all');
    await first(page).waitFor();
    same(await first(page).getAttribute('aria-setsize'), '10000', 'the size of the list');
    const scroller = await first(page).evaluateHandle((row) => row.closest('div'));
    // Page after page, as far as each brings it.
    for (let last = 0; last < 9_999; ) {
      const before = last;
      await until(async () => {
        await scroller.evaluate((node) => node.scrollTo(0, node.scrollHeight));
        last = Number(await page.locator('li[data-index]').last().getAttribute('data-index'));
        return last > before;
      }, `nothing came after row ${before + 1}`);
    }
    await page.getByRole('link', { name: /Caso largo 10000/ }).waitFor();
    must((await page.locator('li[data-index]').count()) < 60, 'rows out of view were drawn');
    await page.locator('li[data-index="9999"] a').focus();
    await page.keyboard.press('k');
    await until(
      () => page.evaluate(() => document.activeElement?.closest('li')?.dataset.index === '9998'),
      'k does not go up from the last row',
    );
    same(
      await page.evaluate(() => document.activeElement.closest('li').getAttribute('aria-posinset')),
      '9999',
      'the place of the row in focus',
    );
    await close(page);
  },

  'what is read stays where it is when cases come in, and they wait behind a pill': async () => {
    const { filter } = await makeTickets(24);
    const page = await newPage();
    await page.goto(`/app/inbox/all?filter=${filterOf(filter)}`);
    await first(page).waitFor();
    const scroller = await first(page).evaluateHandle((row) => row.closest('div'));
    await scroller.evaluate((node) => node.scrollTo(0, 500));
    await page.waitForTimeout(300);
    const seen = await page.locator('li[data-index="8"] a').textContent();
    const { subject } = await makeTicket({ topic: filter.value });
    const pill = page.getByRole('button', { name: '1 nuevo' });
    await pill.waitFor();
    same(await page.locator('li[data-index="8"] a').textContent(), seen, 'the row that was read');
    await pill.click();
    await page.getByRole('link', { name: new RegExp(subject) }).waitFor();
    await close(page);
  },

  'several cases are chosen by keys, changed at once, and taken back from the toast': async () => {
    const { tickets, filter } = await makeTickets(5);
    const page = await newPage();
    await page.goto(`/app/inbox/all?filter=${filterOf(filter)}`);
    await page.locator('li[data-index="4"]').waitFor();
    await page.locator('li[data-index="0"] a').focus();
    await page.keyboard.press('x');
    for (let at = 1; at <= 3; at += 1) {
      await page.keyboard.press('j');
      await until(
        () => page.evaluate((index) => document.activeElement?.closest('li')?.dataset.index === String(index), at),
        'j does not move',
      );
    }
    await page.keyboard.press('X');
    await page.getByText('4 seleccionados').waitFor();
    await page.getByRole('toolbar', { name: 'Acciones con lo seleccionado' }).waitFor();
    await page.keyboard.press('p');
    await page.getByRole('combobox', { name: 'Cambiar la prioridad' }).fill('urgente');
    await page.keyboard.press('Enter');
    await page.getByText('Cambiaste 4').waitFor();
    await until(async () => {
      const now = await Promise.all(tickets.map((one) => api('GET', `/tickets/${one.id}`)));
      return now.filter((one) => one.priority === 'urgent').length === 4;
    }, 'not all are urgent');
    await page.getByRole('button', { name: 'Deshacer' }).click();
    await page.getByText('4 como antes').waitFor();
    const back = await Promise.all(tickets.map((one) => api('GET', `/tickets/${one.id}`)));
    must(back.every((one) => one.priority === 'normal'), 'a priority was not given back');
    await close(page);
  },

  'all of a view is changed but one, what fails is listed, and it is undone later from the list': async () => {
    const { tickets, filter } = await makeTickets(6);
    const closed = await api('GET', `/tickets/${tickets[2].id}`);
    await api('PATCH', `/tickets/${closed.id}`, { status: 'closed' }, { 'If-Match': `"${closed.version}"` });
    const page = await newPage();
    await page.goto(`/app/inbox/all?filter=${filterOf(filter)}`);
    await page.locator('li[data-index="5"]').waitFor();
    await page.getByRole('checkbox', { name: new RegExp(`caso ${tickets[0].id}:`) }).click({ force: true });
    await page.getByRole('button', { name: 'Los 6 de esta vista' }).click();
    await page.getByText('6 seleccionados').waitFor();
    await page.getByRole('checkbox', { name: new RegExp(`caso ${tickets[5].id}:`) }).click({ force: true });
    await page.getByText('5 seleccionados').waitFor();
    await page.getByRole('button', { name: 'Cambiar el estado' }).click();
    await page.getByRole('option', { name: 'Resuelto' }).click();
    const region = page.getByRole('region', { name: 'Cambios en bloque' });
    await region.getByText('4 cambiados, 1 no').waitFor();
    await region.getByRole('link', { name: `#${closed.id}` }).waitFor();
    await noFindings(page, 'a bulk change that failed in part');
    await region.getByRole('button', { name: 'Cerrar' }).click();
    same((await api('GET', `/tickets/${tickets[5].id}`)).status, 'new', 'the one that was left out');
    await page.getByRole('button', { name: 'Opciones de la lista' }).click();
    await noFindings(page, 'the menu of the list');
    await page.getByRole('menuitem', { name: 'Cambios en bloque recientes' }).click();
    const recent = page.getByRole('dialog', { name: 'Cambios en bloque recientes' });
    await recent.getByText('Resuelto').first().waitFor();
    await noFindings(page, 'recent bulk changes');
    await recent.getByRole('button', { name: 'Deshacer' }).first().click();
    await until(
      async () => (await api('GET', `/tickets/${tickets[0].id}`)).status !== 'solved',
      'it was not taken back',
    );
    await close(page);
  },

  'a filter is built by keyboard, saved as a view, and its address opens for a second agent': async () => {
    const { filter, tickets } = await makeTickets(3, { priority: 'high' });
    const page = await newPage();
    await page.goto('/app/inbox/all');
    await first(page).waitFor();
    await page.getByRole('button', { name: 'Filtrar casos' }).waitFor();
    await page.keyboard.press('F');
    const dialog = page.getByRole('dialog', { name: 'Filtrar casos' });
    await until(
      () => page.evaluate(() => document.activeElement?.textContent === 'Añadir condición'),
      'the keyboard does not begin at the first condition',
    );
    await page.keyboard.press('Enter');
    await page.getByRole('combobox', { name: 'Añadir condición' }).fill('Tema');
    await page.keyboard.press('Enter');
    await dialog.getByRole('combobox', { name: 'Comparación de Tema' }).selectOption('is');
    await dialog.getByRole('button', { name: 'Aplicar' }).click();
    await dialog.getByText('Falta el valor de «Tema»').waitFor();
    await noFindings(page, 'the filter builder');
    await dialog.getByRole('textbox', { name: 'Valor de Tema' }).fill(filter.value);
    await dialog.getByText('Hay 3 que coinciden').waitFor();
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.getByText(`Tema: ${filter.value}`).waitFor();
    await until(async () => (await page.locator('li[data-index]').count()) === 3, 'the list is not filtered');
    const shared = page.url();
    await page.getByRole('button', { name: 'Guardar como vista nueva' }).click();
    const name = mark('Vista');
    const save = page.getByRole('dialog', { name: 'Guardar como vista nueva' });
    await save.getByLabel('Nombre de la vista').fill(name);
    await save.getByLabel('Todas las personas').check();
    await noFindings(page, 'saving a view');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/app\/inbox\/\d+$/);
    await page.getByRole('heading', { level: 1, name }).waitFor();
    const menu = page.getByRole('navigation', { name: 'Menú principal' }).first();
    await menu.getByRole('link', { name: new RegExp(`^${name}.*3 casos$`) }).waitFor();

    const other = await agentPage();
    await other.goto(new URL(shared).pathname + new URL(shared).search);
    await other.getByRole('link', { name: new RegExp(tickets[0].subject) }).waitFor();
    same(await other.locator('li[data-index]').count(), 3, 'what the second agent sees');
    await other.goto(new URL(page.url()).pathname);
    await other.getByRole('heading', { level: 1, name }).waitFor();
    await other.getByRole('button', { name: 'Opciones de la lista' }).click();
    same(await other.getByRole('menuitem', { name: 'Eliminar la vista' }).count(), 0, 'who may delete a shared view');
    await close(other);

    // Changed, it says so, and can be left as it was; deleted, it comes back.
    await page.getByRole('button', { name: 'Ordenar', exact: true }).click();
    await page.getByRole('option', { name: 'Más antiguos primero' }).first().click();
    await page.getByText('Modificada').waitFor();
    await page.getByRole('button', { name: 'Descartar' }).click();
    await page.getByText('Modificada').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Opciones de la lista' }).click();
    await page.getByRole('menuitem', { name: 'Eliminar la vista' }).click();
    await page.getByRole('button', { name: 'Deshacer' }).click();
    await page.waitForURL(/\/app\/inbox\/\d+$/);
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await close(page);
  },

  'views are put in an order of one’s own by keyboard, and pinned to the menu': async () => {
    const page = await agentPage();
    await page.goto('/app/inbox/all');
    await first(page).waitFor();
    await page.getByRole('button', { name: 'Opciones de la lista' }).click();
    await page.getByRole('menuitem', { name: 'Ordenar las vistas' }).click();
    const dialog = page.getByRole('dialog', { name: 'Ordenar las vistas' });
    await dialog.getByRole('button', { name: 'Mover Abiertos' }).focus();
    for (const key of ['Space', 'ArrowUp', 'ArrowUp', 'Space']) await page.keyboard.press(key);
    await dialog.getByText('Abiertos: lugar 1 de').waitFor({ state: 'attached' });
    await dialog.getByRole('checkbox', { name: 'Mostrar Spam en el menú' }).check();
    await noFindings(page, 'ordering views');
    await dialog.getByRole('button', { name: 'Guardar' }).click();
    const links = page.getByRole('list', { name: 'Vistas' }).getByRole('link');
    await until(async () => /^Abiertos/.test(await links.first().textContent()), 'the order is not taken');
    await page.reload();
    await first(page).waitFor();
    await until(async () => /^Abiertos/.test(await links.first().textContent()), 'the order is forgotten');
    await page.getByRole('list', { name: 'Vistas' }).getByRole('link', { name: /^Spam/ }).waitFor();
    await close(page);
  },

  'the list is a table with columns of one’s choice, sorted by their titles, in both schemes without findings': async () => {
    const page = await newPage({ colorScheme: 'dark' });
    await page.goto('/app/inbox/all?layout=table');
    await first(page).waitFor();
    await page.getByRole('button', { name: /^Ordenar por Aviso prometido/ }).click();
    await page.waitForURL(/sort=-?next_update_at/);
    await noFindings(page, 'the table in the dark');
    await page.getByRole('button', { name: 'Opciones de la lista' }).click();
    await page.getByRole('menuitem', { name: 'Elegir columnas' }).click();
    const dialog = page.getByRole('dialog', { name: 'Elegir columnas' });
    await dialog.getByRole('button', { name: 'Etiquetas' }).click();
    await dialog.getByRole('button', { name: 'Quitar la columna Prioridad' }).click();
    await dialog.getByRole('button', { name: 'Aplicar' }).click();
    await page.waitForURL(/columns=/);
    await page.getByText('Etiquetas', { exact: true }).waitFor();
    same(await page.getByText('Prioridad', { exact: true }).count(), 0, 'the column that was removed');
    await close(page);
  },

  'customers are chosen and tagged together, and a segment keeps its filter': async () => {
    const { customer_id: id } = await makeTicket();
    const customer = await api('GET', `/customers/${id}`);
    const page = await newPage();
    await page.goto(`/app/customers?q=${encodeURIComponent(customer.email)}`);
    await first(page).waitFor();
    await page.getByRole('checkbox', { name: `Seleccionar a ${customer.name}` }).check();
    await page.getByRole('button', { name: 'Añadir etiqueta' }).click();
    const tag = mark('etiqueta');
    await page.getByRole('combobox', { name: 'Añadir etiqueta' }).fill(tag);
    await page.getByRole('option', { name: `Crear «${tag}»` }).click();
    await page.getByText('Cambiaste 1').waitFor();
    same((await api('GET', `/customers/${id}`)).tags.includes(tag), true, 'the tag');
    await page.goto(`/app/customers?filter=${filterOf({ field: 'tags', op: 'in', value: [tag] })}`);
    await until(async () => (await page.locator('li[data-index]').count()) === 1, 'not filtered by the tag');
    await noFindings(page, 'customers with a filter');
    await page.getByRole('button', { name: 'Guardar como vista nueva' }).click();
    const name = mark('Segmento');
    await page.getByRole('dialog').getByLabel('Nombre de la vista').fill(name);
    await page.keyboard.press('Enter');
    await page.waitForURL(/view=\d+/);
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await page.reload();
    await until(async () => (await page.locator('li[data-index]').count()) === 1, 'the segment lost its filter');
    await close(page);
  },

  'who may only look is offered nothing that would be refused': async () => {
    const page = await agentPage('collaborator');
    await page.goto('/app/inbox/all');
    await first(page).waitFor();
    await page.locator('li[data-index="0"] input').click({ force: true });
    const bar = page.getByRole('toolbar', { name: 'Acciones con lo seleccionado' });
    await bar.getByText('Tu rol mira, pero no cambia').waitFor();
    same(await bar.getByRole('button', { name: 'Asignar' }).count(), 0, 'assigning by a collaborator');
    await page.getByRole('button', { name: 'Opciones de la lista' }).click();
    same(await page.getByRole('menuitem', { name: 'Exportar como CSV' }).count(), 0, 'an export by a collaborator');
    await close(page);
  },

  'the list is exported by who may, with the columns that are shown': async () => {
    const { filter, tickets } = await makeTickets(2);
    const { agent } = await session();
    same(agent.role, 'admin', 'who runs the tests');
    const page = await newPage();
    await page.goto(`/app/inbox/all?filter=${filterOf(filter)}`);
    await first(page).waitFor();
    await page.getByRole('button', { name: 'Opciones de la lista' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'Exportar como CSV' }).click();
    const stream = await (await download).createReadStream();
    let text = '';
    for await (const part of stream) text += part;
    const lines = text.trim().split('\r\n');
    must(/Asunto/.test(lines[0]), `no titles: ${lines[0]}`);
    same(lines.length, 3, 'the lines of the file');
    must(text.includes(tickets[1].subject), 'a case is missing');
    await close(page);
  },
};
