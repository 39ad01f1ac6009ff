import { readFileSync } from 'node:fs';
import { api, close, makeTicket, must, newPage, same, session, until } from './harness.mjs';

const reply = (page) => page.getByRole('textbox', { name: 'Responder' });
const thread = (page) => page.getByRole('region', { name: 'Conversación' });
const statusOf = async (id) => (await api('GET', `/tickets/${id}`)).status;

async function open(ticket, options) {
  const page = await newPage(options);
  await page.goto(`/app/tickets/${ticket.id}`);
  await thread(page).getByText(/Primer mensaje/).first().waitFor();
  return page;
}

export const tests = {
  'a case is found, opened, answered and solved without a mouse': async () => {
    const ticket = await makeTicket();
    const page = await newPage();
    await page.goto('/app/inbox/all');
    await page.locator('li[data-index="0"]').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type(ticket.subject);
    await until(async () => (await page.locator('li[data-index]').count()) === 1, 'the list was not narrowed');
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await until(() => page.evaluate(() => document.activeElement?.closest('[data-index]') !== null), 'j moved nothing');
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`/${ticket.id}`));
    await thread(page).getByText(/Primer mensaje/).waitFor();
    await page.keyboard.press('r');
    await until(() => reply(page).evaluate((node) => node === document.activeElement), 'r did not go to the reply');
    await page.keyboard.type('Ya salió tu pedido.');
    await page.keyboard.press('Control+Enter');
    await thread(page).getByText('Ya salió tu pedido.').waitFor();
    await until(async () => (await api('GET', `/tickets/${ticket.id}/messages`)).data.length === 2, 'it was not kept');
    await page.keyboard.press('Escape');
    await page.keyboard.press('e');
    await page.getByText('Caso resuelto').waitFor();
    await until(async () => (await statusOf(ticket.id)) === 'solved', 'the server does not know it is solved');
    await close(page);
  },

  'one chord sends and solves': async () => {
    const ticket = await makeTicket();
    const page = await open(ticket);
    await reply(page).fill('Listo, quedó resuelto.');
    await page.keyboard.press('Control+Shift+Enter');
    await until(async () => (await statusOf(ticket.id)) === 'solved', 'not solved');
    await page.getByRole('button', { name: 'Reabrir' }).waitFor();
    await close(page);
  },

  'solving can be undone for eight seconds': async () => {
    const ticket = await makeTicket();
    const page = await open(ticket);
    const taken = { status: 'pending' };
    await api('PATCH', `/tickets/${ticket.id}`, taken, { 'If-Match': `"${ticket.version}"` });
    await page.getByRole('button', { name: /Estado/ }).getByText('Esperando').waitFor();
    await page.getByRole('button', { name: 'Resolver', exact: true }).click();
    await until(async () => (await statusOf(ticket.id)) === 'solved', 'not solved');
    await page.getByRole('button', { name: 'Deshacer' }).click();
    await until(async () => (await statusOf(ticket.id)) === 'pending', 'the old status did not come back');
    await close(page);
  },

  'a note stays inside and looks like one': async () => {
    const ticket = await makeTicket();
    const page = await open(ticket);
    await page.keyboard.press('n');
    await page.keyboard.type('Ojo con la dirección');
    await page.keyboard.press('Control+Enter');
    const note = thread(page).locator('article[data-kind="note"]', { hasText: 'Ojo con la dirección' });
    await note.waitFor();
    await until(
      async () => (await api('GET', `/tickets/${ticket.id}/messages`)).data.some((one) => one.public === false),
      'no note was kept',
    );
    await close(page);
  },

  'status, assignee, priority and tags change from the keyboard': async () => {
    const { agent } = await session();
    const ticket = await makeTicket();
    const page = await open(ticket);
    const pick = async (key, words) => {
      await page.keyboard.press(key);
      await page.getByRole('listbox').waitFor();
      await page.keyboard.type(words);
      await page.keyboard.press('Enter');
    };
    await pick('s', 'espera');
    await until(async () => (await statusOf(ticket.id)) === 'pending', 'the status');
    await pick('p', 'urg');
    await until(async () => (await api('GET', `/tickets/${ticket.id}`)).priority === 'urgent', 'the priority');
    await page.keyboard.press('A');
    await until(async () => (await api('GET', `/tickets/${ticket.id}`)).agent_id === agent.id, 'the assignee');
    await pick('l', 'prueba-navegador');
    await until(
      async () => (await api('GET', `/tickets/${ticket.id}`)).tags.includes('prueba-navegador'),
      'the tag',
    );
    await close(page);
  },

  'a change that somebody else was first with shows how it stands now': async () => {
    const ticket = await makeTicket();
    const page = await newPage();
    await page.route('**/api/v1/stream*', (route) => route.abort());
    await page.goto(`/app/tickets/${ticket.id}`);
    await thread(page).getByText(/Primer mensaje/).waitFor();
    await api('PATCH', `/tickets/${ticket.id}`, { priority: 'urgent' }, { 'If-Match': `"${ticket.version}"` });
    await page.keyboard.press('p');
    await page.getByRole('option', { name: 'Baja' }).click();
    await page.getByText('Otra persona cambió este caso').waitFor();
    await page.getByRole('button', { name: /Prioridad/ }).getByText('Urgente').waitFor();
    same((await api('GET', `/tickets/${ticket.id}`)).priority, 'urgent', 'what the server keeps');
    await close(page);
  },

  'a refusal puts the old value back and says why': async () => {
    const ticket = await makeTicket();
    const page = await newPage();
    await page.route(`**/api/v1/tickets/${ticket.id}`, (route) =>
      route.request().method() === 'PATCH'
        ? route.fulfill({ status: 403, contentType: 'application/problem+json', body: '{"title":"x","detail":"No te toca a ti.","status":403}' })
        : route.continue(),
    );
    await page.goto(`/app/tickets/${ticket.id}`);
    await thread(page).getByText(/Primer mensaje/).waitFor();
    await page.keyboard.press('p');
    await page.getByRole('option', { name: 'Alta' }).click();
    await page.getByText('No te toca a ti.').waitFor();
    await page.getByRole('button', { name: /Prioridad/ }).getByText('Normal').waitFor();
    await close(page);
  },

  'a message that could not be sent comes back to the box': async () => {
    const ticket = await makeTicket();
    const page = await open(ticket);
    let broken = true;
    await page.route(`**/api/v1/tickets/${ticket.id}/messages`, (route) =>
      route.request().method() === 'POST' && broken ? route.abort() : route.continue(),
    );
    await reply(page).fill('Una respuesta importante');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('alert').getByText(/No pudimos enviarlo/).waitFor();
    same(await reply(page).inputValue(), 'Una respuesta importante', 'the text');
    broken = false;
    await page.keyboard.press('Control+Enter');
    await until(async () => (await api('GET', `/tickets/${ticket.id}/messages`)).data.length === 2, 'not sent');
    await close(page);
  },

  'a draft survives closing the page': async () => {
    const ticket = await makeTicket();
    const page = await open(ticket);
    await reply(page).fill('A medio escribir');
    await page.waitForTimeout(500);
    await page.reload();
    await reply(page).waitFor();
    same(await reply(page).inputValue(), 'A medio escribir', 'the draft');
    await close(page);
  },

  'a message that arrives while the case is open shows by itself': async () => {
    const ticket = await makeTicket();
    const page = await open(ticket);
    await page.waitForTimeout(500);
    await api('POST', `/tickets/${ticket.id}/messages`, { text: 'Acabo de escribir otra vez', public: true, direction: 'in' });
    await thread(page).getByText('Acabo de escribir otra vez').waitFor();
    await close(page);
  },

  'files go up with a message and come down again as they were': async () => {
    const ticket = await makeTicket();
    const page = await open(ticket);
    const bytes = Buffer.from('número;total\n7;19,99\n');
    await page.locator('input[type=file]').setInputFiles({ name: 'factura.csv', mimeType: 'text/csv', buffer: bytes });
    await reply(page).fill('Va la factura.');
    await until(() => page.getByRole('button', { name: 'Enviar', exact: true }).isEnabled(), 'the upload never ended');
    await page.keyboard.press('Control+Enter');
    const link = thread(page).getByRole('link', { name: /factura\.csv/ });
    await link.waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    same(download.suggestedFilename(), 'factura.csv', 'the name');
    must(readFileSync(await download.path()).equals(bytes), 'other bytes came down');
    await close(page);
  },

  'a macro says what it will do, changes the case and leaves its words in the box, unsent': async () => {
    const name = `Macro ${Date.now()}`;
    await api('POST', '/macros', {
      name,
      actions: [{ field: 'priority', value: 'high' }, { reply: 'Hola, {{customer.name}}. Ya lo vemos.' }],
    });
    const ticket = await makeTicket();
    const page = await open(ticket);
    await page.keyboard.press('m');
    const option = page.getByRole('option', { name: new RegExp(name) });
    await option.getByText(/Prioridad: Alta/).waitFor();
    await option.click();
    await until(async () => (await api('GET', `/tickets/${ticket.id}`)).priority === 'high', 'the priority');
    must(/^Hola, Persona .+\. Ya lo vemos\.$/.test(await reply(page).inputValue()), await reply(page).inputValue());
    same((await api('GET', `/tickets/${ticket.id}/messages`)).data.length, 1, 'messages sent');
    await close(page);
  },

  'formatted mail is shown in a frame that can run nothing': async () => {
    const ticket = await makeTicket({
      message: { html: '<p>Primer mensaje con <b>formato</b> y <a href="https://example.com/">enlace</a></p>', public: true },
    });
    const page = await newPage();
    await page.goto(`/app/tickets/${ticket.id}`);
    const frame = page.locator('iframe').first();
    await frame.waitFor();
    const sandbox = await frame.getAttribute('sandbox');
    must(sandbox !== null && !sandbox.includes('allow-scripts'), `sandbox is ${sandbox}`);
    const inside = page.frameLocator('iframe').first();
    await inside.locator('b', { hasText: 'formato' }).waitFor();
    same(await inside.locator('a').getAttribute('rel'), 'noopener noreferrer', 'the link');
    must((await frame.boundingBox()).height > 18, 'the frame has no height');
    await close(page);
  },
};
