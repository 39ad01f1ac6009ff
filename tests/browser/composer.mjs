// The reply box: kept, shared, sent after some seconds, taken back, put off, held; its look, its lists.
import { spawn, spawnSync } from 'node:child_process';
import { api, base, close, folder, makeTicket, must, newPage, noFindings, same, session, until, valueOf } from './harness.mjs';

const reply = (page) => page.getByRole('textbox', { name: 'Responder' });
const note = (page) => page.getByRole('textbox', { name: 'Nota interna' });
const thread = (page) => page.getByRole('region', { name: 'Conversación' });
const messagesOf = async (ticket) => (await api('GET', `/tickets/${ticket.id}/messages`)).data;
const draftsOf = async (ticket) => (await api('GET', `/tickets/${ticket.id}/drafts`)).data;
const rich = (page) => page.locator('[contenteditable="true"]');

async function open(ticket, options) {
  const page = await newPage(options);
  await page.goto(`/app/tickets/${ticket.id}`);
  await page.getByRole('button', { name: 'Macros' }).waitFor();
  return page;
}

/** Writes as a person does: the look of the text is there before the first letter. */
async function type(page, box, text) {
  await box(page).click();
  await rich(page).waitFor();
  await page.keyboard.type(text);
}

async function grace(seconds) {
  const settings = await api('GET', '/settings');
  await api('PATCH', '/settings', { undo_send_seconds: seconds }, { 'If-Match': `"${settings.version}"` });
}

let colleagues = 0;
/** Somebody else of the desk, in a browser of their own. */
async function colleague() {
  colleagues += 1;
  const email = `colega-${process.pid}-${Date.now()}-${colleagues}@example.com`;
  // A word of its own: the list finds by the first letters.
  const name = `${'QWXYZ'[colleagues % 5]}${Math.random().toString(36).replace(/[^a-z]/g, '')} Colega`;
  const password = 'caballo correcto 9';
  const agent = await api('POST', '/agents', { email, name, role: 'agent', language: 'es', password });
  const answer = await fetch(`${base}/api/v1/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  const cookies = answer.headers.getSetCookie().map((line) => {
    const [pair] = line.split(';');
    return { name: pair.slice(0, pair.indexOf('=')), value: pair.slice(pair.indexOf('=') + 1), url: base, httpOnly: /httponly/i.test(line) };
  });
  return { agent, cookies };
}

async function openAs(who, ticket) {
  const page = await newPage({ signedIn: false });
  await page.context().addCookies(who.cookies);
  await page.goto(`/app/tickets/${ticket.id}`);
  await page.getByRole('button', { name: 'Macros' }).waitFor();
  return page;
}

/** A server of the test's own, to be killed. */
async function ownServer(place) {
  const words = ['--database', `sqlite:${place}/lazo.db`];
  const run = spawnSync(process.env.LAZO, ['agent', 'add', ...words, '--email', 'eva@example.com', '--name', 'Eva', '--role', 'admin', '--password-stdin'], { input: 'caballo correcto 9' });
  must(run.status === 0, String(run.stderr));
  const server = { port: '0', child: null };
  server.start = () =>
    new Promise((ready, failed) => {
      server.child = spawn(process.env.LAZO, ['serve', ...words, '--listen', `127.0.0.1:${server.port}`], { cwd: place });
      let said = '';
      server.child.stdout.on('data', (data) => {
        said += data;
        const found = /127\.0\.0\.1:(\d+)/.exec(said);
        if (found) {
          server.port = found[1];
          ready();
        }
      });
      server.child.on('exit', () => failed(new Error(`the server ended: ${said}`)));
    });
  server.kill = () =>
    new Promise((gone) => {
      server.child.removeAllListeners('exit');
      server.child.on('exit', gone);
      server.child.kill('SIGKILL');
    });
  await server.start();
  return server;
}

export const tests = {
  'an answer waits some seconds, is taken back, and then leaves once': async () => {
    await grace(30);
    const ticket = await makeTicket();
    const page = await open(ticket);
    await type(page, reply, 'Ya salió tu pedido.');
    await page.keyboard.press('Control+Enter');
    await page.getByText(/^Sale en \d+ s$/).waitFor();
    same(await valueOf(reply(page)), '', 'the box');
    same((await messagesOf(ticket)).length, 1, 'messages while it waits');
    await page.getByRole('status').getByRole('button', { name: 'Deshacer envío' }).click();
    await until(async () => (await valueOf(reply(page))) === 'Ya salió tu pedido.', 'it did not come back');
    same((await draftsOf(ticket))[0].state, 'writing', 'the draft');
    await grace(1);
    await reply(page).press('Control+Enter');
    await thread(page).getByText('Ya salió tu pedido.').waitFor();
    await until(async () => (await page.getByText(/^Sale en/).count()) === 0, 'the bubble stayed');
    same((await messagesOf(ticket)).length, 2, 'messages');
    await grace(0);
    await close(page);
  },

  'send and solve: the case is solved as the answer leaves, not before': async () => {
    await grace(2);
    const ticket = await makeTicket();
    const page = await open(ticket);
    await type(page, reply, 'Listo.');
    await page.keyboard.press('Control+Shift+Enter');
    await page.getByText(/^Sale en/).waitFor();
    same((await api('GET', `/tickets/${ticket.id}`)).status, 'new', 'the status while it waits');
    await until(async () => (await api('GET', `/tickets/${ticket.id}`)).status === 'solved', 'not solved');
    await grace(0);
    await close(page);
  },

  'an answer is put off until tomorrow, and edited again': async () => {
    const ticket = await makeTicket();
    const page = await open(ticket);
    await type(page, reply, 'Mañana te digo.');
    await page.getByRole('button', { name: 'Más formas de enviar' }).click();
    await page.getByRole('menuitem', { name: 'Programar envío…' }).click();
    await page.getByRole('button', { name: /^Mañana a las 9:00 \d/ }).click();
    const waits = page.getByRole('region', { name: 'Respuestas por salir' });
    await waits.getByText(/^Sale el /).waitFor();
    const [draft] = await draftsOf(ticket);
    must(draft.state === 'scheduled' && Date.parse(draft.send_at) > Date.now() + 3_600_000 / 2, JSON.stringify(draft));
    await waits.getByRole('button', { name: 'Editar' }).click();
    await until(async () => (await valueOf(reply(page))) === 'Mañana te digo.', 'it did not come back');
    await waits.waitFor({ state: 'hidden' });
    await close(page);
  },

  'two agents have one draft, and one of them takes it': async () => {
    const ticket = await makeTicket();
    const who = await colleague();
    const { agent } = await session();
    const mine = await open(ticket);
    await type(mine, reply, 'Empecé yo');
    await until(async () => (await draftsOf(ticket))[0]?.text === 'Empecé yo', 'it was not saved');
    const theirs = await openAs(who, ticket);
    await theirs.getByText(`${agent.name} está escribiendo una respuesta`).waitFor();
    await theirs.getByText('Empecé yo').waitFor();
    await theirs.getByRole('button', { name: 'Tomar el borrador' }).click();
    await until(async () => (await valueOf(reply(theirs))) === 'Empecé yo', 'the words did not come along');
    await mine.getByText(new RegExp(`${who.agent.name} (está escribiendo|tiene un borrador)`)).waitFor();
    await theirs.keyboard.press('r');
    await rich(theirs).waitFor();
    await theirs.keyboard.press('Control+End');
    await theirs.keyboard.type(' y termino yo');
    await theirs.keyboard.press('Control+Enter');
    await until(async () => (await messagesOf(ticket)).at(-1).text === 'Empecé yo y termino yo', 'not sent');
    same((await messagesOf(ticket)).at(-1).author.id, who.agent.id, 'its author');
    await reply(mine).waitFor();
    same(await valueOf(reply(mine)), '', 'the box of the first');
    await close(theirs);
    await close(mine);
  },

  'a server that dies while somebody writes loses nothing': async () => {
    const place = folder();
    const server = await ownServer(place.path);
    const page = await newPage({ signedIn: false });
    const home = `http://127.0.0.1:${server.port}`;
    // Through the pages that are tested, the calls go to the server that dies.
    await page.route('**/api/v1/**', async (route) => {
      const url = new URL(route.request().url());
      if (url.pathname.endsWith('/stream')) return route.abort();
      try {
        const { origin: _origin, referer: _referer, ...headers } = await route.request().allHeaders();
        await route.fulfill({ response: await route.fetch({ url: home + url.pathname + url.search, headers, timeout: 5_000 }) });
      } catch {
        await route.abort().catch(() => undefined);
      }
      return undefined;
    });
    await page.goto('/app/login');
    await page.getByLabel('Correo').fill('eva@example.com');
    await page.locator('input[type="password"]').fill('caballo correcto 9');
    await page.keyboard.press('Enter');
    await page.waitForURL(/inbox|start/);
    const id = await page.evaluate(async () => {
      const { csrf } = await (await fetch('/api/v1/session')).json();
      const answer = await fetch('/api/v1/tickets', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf },
        body: JSON.stringify({ subject: 'Se cae', customer: { email: 'c@example.com' }, message: { text: 'Hola' } }),
      });
      return (await answer.json()).id;
    });
    await page.goto(`/app/tickets/${id}`);
    await page.getByRole('button', { name: 'Macros' }).waitFor();
    await type(page, reply, 'Antes de la caída');
    await page.getByText('Guardado', { exact: true }).waitFor();
    await server.kill();
    await page.keyboard.type(' y después');
    await page.getByText('Sin conexión: se guarda en este equipo').waitFor();
    await server.start();
    await page.getByText('Guardado', { exact: true }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Macros' }).waitFor();
    await until(async () => (await valueOf(reply(page))) === 'Antes de la caída y después', 'words were lost');
    await close(page);
    await server.kill();
    place.remove();
  },

  'a picture is pasted into the answer and seen there and in the case': async () => {
    const ticket = await makeTicket();
    const page = await open(ticket);
    await type(page, reply, 'Mira: ');
    await page.evaluate(async () => {
      const canvas = document.createElement('canvas');
      canvas.width = 40;
      canvas.height = 20;
      canvas.getContext('2d').fillRect(0, 0, 40, 20);
      const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'));
      const data = new DataTransfer();
      data.items.add(new File([blob], 'captura.png', { type: 'image/png' }));
      document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    });
    const shown = rich(page).getByRole('img', { name: 'captura.png' });
    await shown.waitFor();
    await until(() => shown.evaluate((image) => image.naturalWidth === 40), 'the picture is not seen');
    await page.keyboard.press('Control+Enter');
    await thread(page).getByRole('img', { name: 'captura.png' }).waitFor();
    const last = (await messagesOf(ticket)).at(-1);
    must(last.text.includes(`![captura.png](cid:attachment-${last.attachments[0].id})`), last.text);
    await close(page);
  },

  'a colleague is called in a note from the keyboard': async () => {
    const ticket = await makeTicket();
    const who = await colleague();
    const page = await open(ticket);
    await page.keyboard.press('n');
    await rich(page).waitFor();
    await page.keyboard.type(`Mira esto @${who.agent.name.slice(0, 6)}`);
    await page.getByRole('option', { name: `@${who.agent.name}` }).waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.type('por favor');
    await page.keyboard.press('Control+Enter');
    await thread(page).locator('article[data-kind="note"] mark', { hasText: who.agent.name }).waitFor();
    const last = (await messagesOf(ticket)).at(-1);
    same(last.mentions[0]?.agent_id, who.agent.id, 'whom it calls');
    same(last.public, false, 'public');
    await close(page);
  },

  'a quick reply is found by its word and put in with the names filled in': async () => {
    const ticket = await makeTicket();
    const word = `prueba${Date.now()}`;
    const body = { shortcut: word, name: 'De prueba', text: 'Hola, {{customer.name}}.', is_shared: true };
    await api('POST', '/quick_replies', body);
    const page = await open(ticket);
    await type(page, reply, `/${word.slice(0, -2)}`);
    await page.getByRole('option', { name: new RegExp(word) }).waitFor();
    await noFindings(page, 'the list of quick replies');
    await page.keyboard.press('Enter');
    await until(async () => /^Hola, Persona .+\.$/.test(await valueOf(reply(page))), 'it was not put in');
    await page.getByRole('button', { name: 'Respuestas rápidas' }).click();
    await page.getByRole('button', { name: 'Administrar' }).click();
    const dialog = page.getByRole('dialog', { name: 'Respuestas rápidas' });
    await dialog.getByRole('button', { name: 'Nueva respuesta rápida' }).click();
    await dialog.getByLabel(/^Palabra corta/).fill(`otra${word}`);
    await dialog.getByLabel(/^Nombre/).fill('Otra');
    await dialog.getByRole('button', { name: 'Guardar' }).click();
    await dialog.getByText(`/otra${word}`).waitFor();
    await close(page);
  },

  'what the customer writes meanwhile holds the answer until somebody has seen it': async () => {
    const ticket = await makeTicket();
    const page = await open(ticket);
    await type(page, reply, 'Sigue en camino.');
    await api('POST', `/tickets/${ticket.id}/messages`, { text: 'Ya llegó, gracias', direction: 'in' });
    await page.getByText('Llegó un mensaje mientras escribías.').waitFor();
    await page.keyboard.press('Control+Enter');
    const held = page.getByRole('region', { name: 'Respuestas por salir' });
    await held.getByText('Llegó un mensaje mientras escribías.').waitFor();
    same((await messagesOf(ticket)).length, 2, 'messages');
    await noFindings(page, 'an answer that was held');
    await held.getByRole('button', { name: 'Enviar igual' }).click();
    await until(async () => (await messagesOf(ticket)).at(-1).text === 'Sigue en camino.', 'not sent');
    await held.waitFor({ state: 'hidden' });
    await close(page);
  },

  'a macro shows what it would do, sends nothing, and is undone': async () => {
    const ticket = await makeTicket();
    await api('POST', '/macros', {
      name: `Previa ${ticket.id}`,
      is_shared: true,
      actions: [{ reply: 'Hola, {{customer.name}}.' }, { field: 'priority', value: 'urgent' }, { add_tag: 'previa' }],
    });
    const page = await open(ticket);
    await page.keyboard.press('m');
    const list = page.getByRole('listbox');
    await list.waitFor();
    await page.keyboard.type(`Previa ${ticket.id}`);
    await list.getByRole('option', { name: new RegExp(`Previa ${ticket.id}`) }).getByText(/Prioridad: Urgente/).waitFor();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: `Previa ${ticket.id}` });
    await dialog.getByRole('row', { name: 'Prioridad Normal Urgente' }).waitFor();
    await dialog.getByText(/^Hola, Persona/).waitFor();
    await noFindings(page, 'the preview of a macro');
    same((await api('GET', `/tickets/${ticket.id}`)).priority, 'normal', 'the priority before');
    await dialog.getByRole('button', { name: 'Aplicar' }).click();
    await until(async () => (await api('GET', `/tickets/${ticket.id}`)).priority === 'urgent', 'not applied');
    must(/^Hola, Persona/.test(await valueOf(reply(page))), 'no words in the box');
    same((await messagesOf(ticket)).length, 1, 'messages');
    await page.getByRole('status').getByRole('button', { name: 'Deshacer' }).click();
    await until(async () => (await api('GET', `/tickets/${ticket.id}`)).priority === 'normal', 'not undone');
    await close(page);
  },

  'a promised file that is not there is asked for before the answer leaves': async () => {
    const ticket = await makeTicket();
    const page = await open(ticket);
    await type(page, reply, 'Te adjunto la guía.');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Hablas de un adjunto, pero no hay ningún archivo.').waitFor();
    same((await messagesOf(ticket)).length, 1, 'messages');
    await page.getByRole('button', { name: 'Enviar sin archivo' }).click();
    await until(async () => (await messagesOf(ticket)).length === 2, 'not sent');
    await close(page);
  },

  'text keeps its look over plain and rich, and who likes it plain has it plain': async () => {
    const ticket = await makeTicket();
    const page = await open(ticket);
    await type(page, reply, '**Hola** y adiós');
    must((await rich(page).locator('strong').textContent()) === 'Hola', 'not strong');
    await page.getByRole('button', { name: 'Texto con formato' }).click();
    await rich(page).waitFor({ state: 'detached' });
    same(await valueOf(reply(page)), '**Hola** y adiós', 'the plain text');
    await page.reload();
    await page.getByRole('button', { name: 'Macros' }).waitFor();
    await reply(page).click();
    same(await valueOf(reply(page)), '**Hola** y adiós', 'after reloading');
    must((await rich(page).count()) === 0, 'the wish was forgotten');
    await page.getByRole('button', { name: 'Texto con formato' }).click();
    await rich(page).locator('strong').waitFor();
    await close(page);
  },

  'a draft is discarded and had back': async () => {
    const ticket = await makeTicket();
    const page = await open(ticket);
    await type(page, reply, 'Mejor no');
    await until(async () => (await draftsOf(ticket)).length === 1, 'not saved');
    await page.getByRole('button', { name: 'Descartar el borrador' }).click();
    await until(async () => (await draftsOf(ticket)).length === 0, 'not discarded');
    await page.getByRole('status').getByRole('button', { name: 'Deshacer' }).click();
    await until(async () => (await valueOf(reply(page))) === 'Mejor no', 'not back');
    await until(async () => (await draftsOf(ticket))[0]?.text === 'Mejor no', 'not saved again');
    await close(page);
  },

  ...Object.fromEntries(
    ['light', 'dark'].map((theme) => [
      `the reply box has no A or AA finding in the ${theme} theme`,
      async () => {
        await grace(60);
        const ticket = await makeTicket();
        const page = await open(ticket, { colorScheme: theme });
        await type(page, reply, '**Hola**');
        await noFindings(page, 'an answer being written');
        await page.keyboard.press('Control+Enter');
        await page.getByText(/^Sale en/).waitFor();
        await noFindings(page, 'an answer that waits, with its toast');
        await type(page, reply, 'Otra');
        await page.getByRole('button', { name: 'Más formas de enviar' }).click();
        await page.getByRole('menuitem', { name: 'Programar envío…' }).waitFor();
        await noFindings(page, 'the ways to send');
        await page.getByRole('menuitem', { name: 'Programar envío…' }).click();
        await page.getByRole('dialog', { name: 'Programar envío…' }).waitFor();
        await noFindings(page, 'when to send');
        await page.keyboard.press('Escape');
        await note(page).count();
        await page.getByText('Nota interna', { exact: true }).first().click();
        await note(page).waitFor();
        await noFindings(page, 'a note');
        await grace(0);
        await close(page);
      },
    ]),
  ),
};
