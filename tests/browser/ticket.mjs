import { readFileSync } from 'node:fs';
import { api, close, makeChannel, makeTicket, must, newPage, same, session, strayRequests, until, wantedHost, wantedRequests, valueOf } from './harness.mjs';
import { ticketByMail } from './mail_case.mjs';
import { smtpServer } from './mail_server.mjs';

const reply = (page) => page.getByRole('textbox', { name: 'Responder' });
const thread = (page) => page.getByRole('region', { name: 'Conversación' });
const statusOf = async (id) => (await api('GET', `/tickets/${id}`)).status;

async function open(ticket, options) {
  const page = await newPage(options);
  await page.goto(`/app/tickets/${ticket.id}`);
  await thread(page).getByText(/Primer mensaje/).first().waitFor();
  return page;
}

/** On its way within the seconds in which it can be taken back, or gone already. */
async function isLeaving(ticket, text) {
  const [drafts, messages] = await Promise.all([
    api('GET', `/tickets/${ticket.id}/drafts`),
    api('GET', `/tickets/${ticket.id}/messages`),
  ]);
  const waits = drafts.data.some((draft) => draft.state === 'scheduled' && draft.text.trim() === text);
  return waits || messages.data.some((message) => message.text.trim() === text);
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
    await page.getByRole('dialog', { name: 'Otra persona cambió lo mismo antes' }).getByRole('button', { name: 'Dejar como está' }).click();
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

  'a message that the server refuses stays in the box, and goes when it is taken': async () => {
    const ticket = await makeTicket();
    const page = await open(ticket);
    let broken = true;
    await page.route('**/api/v1/drafts/*/send', (route) =>
      broken
        ? route.fulfill({ status: 422, contentType: 'application/problem+json', body: '{"title":"Así no","status":422}' })
        : route.continue(),
    );
    await reply(page).fill('Una respuesta importante');
    await until(() => page.getByRole('button', { name: 'Enviar', exact: true }).isEnabled(), 'it cannot be sent');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('alert').getByText(/No pudimos enviarlo.*Así no/).waitFor();
    same(await valueOf(reply(page)), 'Una respuesta importante', 'the text');
    broken = false;
    await page.keyboard.press('Control+Enter');
    await until(() => isLeaving(ticket, 'Una respuesta importante'), 'not sent');
    same(await valueOf(reply(page)), '', 'the box');
    await close(page);
  },

  'a case that was left while its answer was on its way keeps no draft of it': async () => {
    const ticket = await makeTicket();
    const page = await open(ticket);
    let go;
    await page.route('**/api/v1/drafts/*/send', async (route) => {
      await new Promise((done) => {
        go = done;
      });
      return route.continue();
    });
    await reply(page).fill('Sale mientras me voy');
    await until(() => page.getByRole('button', { name: 'Enviar', exact: true }).isEnabled(), 'it cannot be sent');
    await page.keyboard.press('Control+Enter');
    await until(() => go, 'nothing was sent');
    await page.getByRole('link', { name: 'Clientes' }).first().click();
    await page.waitForURL(/\/app\/customers/);
    go();
    await until(() => isLeaving(ticket, 'Sale mientras me voy'), 'it was not sent');
    await page.goto(`/app/tickets/${ticket.id}`);
    await reply(page).waitFor();
    same(await valueOf(reply(page)), '', 'the box');
    await close(page);
  },

  'a draft survives closing the page': async () => {
    const ticket = await makeTicket();
    const page = await open(ticket);
    await reply(page).fill('A medio escribir');
    await until(async () => (await api('GET', `/tickets/${ticket.id}/drafts`)).data.length === 1, 'it was not kept');
    await page.reload();
    await until(async () => (await valueOf(reply(page))) === 'A medio escribir', 'the draft is gone');
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

  'a mail shows for whom it was, what was found out about its sender, and the original as text': async () => {
    const channel = await makeChannel({ relay: 'mx.example.com' });
    const ticket = await ticketByMail(channel);
    const page = await newPage();
    await page.goto(`/app/tickets/${ticket.id}`);
    const message = thread(page).getByRole('article').first();
    await message.getByText(/Puede ser falso/).waitFor();
    await message.getByRole('button', { name: /^Para / }).click();
    await message.getByText('"Paz, Luis" <luis@cliente.example>').or(message.getByText('Paz, Luis <luis@cliente.example>')).waitFor();
    await message.getByRole('button', { name: 'Detalles del correo' }).click();
    const details = page.getByRole('dialog', { name: 'Detalles del correo' });
    await details.getByText('falló').waitFor();
    await details.getByText('pasó').first().waitFor();
    await details.getByText(channel.name).waitFor();
    await details.getByRole('button', { name: 'Ver el original' }).click();
    const original = page.getByRole('region', { name: 'Mensaje original' });
    await original.getByText(/^Authentication-Results: mx\.example\.com/m).waitFor();
    must((await original.innerText()).includes('<img src="cid:foto@x"'), 'the source is not whole');
    same(await original.locator('img, b').count(), 0, 'elements made of the source');
    await close(page);
  },

  'pictures of the same mail are seen at once, those from elsewhere only when somebody asks': async () => {
    const ticket = await ticketByMail(await makeChannel());
    const page = await newPage();
    await page.route(`${wantedHost}**`, (route) =>
      route.fulfill({ contentType: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="30"/>' }));
    const before = wantedRequests.length;
    await page.goto(`/app/tickets/${ticket.id}`);
    const frame = page.frameLocator('iframe').first();
    const width = (alt) => frame.getByAltText(alt).evaluate((image) => (image.complete ? image.naturalWidth : 0));
    await until(async () => (await frame.getByAltText('la foto').count()) === 1 && (await width('la foto')) === 1, 'the picture of the mail is not seen');
    same(await frame.locator('img').count(), 1, 'pictures before asking');
    same(wantedRequests.length, before, 'requests before asking');
    await page.getByRole('button', { name: 'Mostrar', exact: true }).click();
    await until(async () => (await frame.getByAltText('logo').count()) === 1 && (await width('logo')) === 80, 'the picture from elsewhere is not seen');
    same(await width('la foto'), 1, 'the picture of the mail');
    const sandbox = await page.locator('iframe').first().getAttribute('sandbox');
    must(!sandbox.includes('allow-scripts'), sandbox);
    const policy = (await page.request.get('/app/mail-pictures.html')).headers()['content-security-policy'];
    must(/default-src 'none'/.test(policy) && /frame-ancestors 'self'/.test(policy) && !/script-src/.test(policy), policy);
    same(strayRequests.filter((url) => url.includes('tracker.example')).join(), '', 'requests for what is no picture');
    await close(page);
  },

  'attached mail and signatures are listed by name, and all files are downloads': async () => {
    const ticket = await ticketByMail(await makeChannel());
    const page = await newPage();
    await page.goto(`/app/tickets/${ticket.id}`);
    const files = page.getByRole('list', { name: 'Archivos' });
    await files.getByRole('link', { name: /reenviado\.eml mensaje adjunto/ }).waitFor();
    await files.getByRole('link', { name: /smime\.p7s firma digital/ }).waitFor();
    same(await files.getByText('foto.png').count(), 0, 'a picture that is seen is listed too');
    await close(page);
  },

  'an answer leaves with its copies, and how its delivery goes shows by itself, with the server’s words': async () => {
    const smtp = await smtpServer();
    smtp.refusal = '550 5.1.1 Aquí no vive <b>nadie</b>';
    const channel = await makeChannel({ sends: 'smtp', smtp_host: '127.0.0.1', smtp_port: smtp.port, smtp_security: 'none' });
    const ticket = await ticketByMail(channel);
    const page = await newPage();
    await page.goto(`/app/tickets/${ticket.id}`);
    await page.getByRole('button', { name: '1 copia', exact: true }).click();
    must((await page.getByLabel('Cc', { exact: true }).inputValue()).includes('luis@cliente.example'), 'who had a copy gets none');
    await page.getByLabel('Cc', { exact: true }).fill('eva@cliente.example');
    await page.getByLabel('Cco', { exact: true }).fill('jefe@sol.example');
    await reply(page).fill('Le enviamos otro **hoy**.');
    await page.keyboard.press('Control+Enter');
    const sent = thread(page).getByRole('article').filter({ hasText: 'Le enviamos otro' });
    await sent.getByText(/Aquí no vive <b>nadie<\/b>/).waitFor();
    await sent.getByText('No se entregó').first().waitFor();
    await sent.locator('strong', { hasText: 'hoy' }).waitFor(); // as it looks in the letter
    smtp.refusal = null;
    await sent.getByRole('button', { name: 'Reintentar' }).click();
    await sent.getByText('Enviado', { exact: true }).waitFor();
    const letter = smtp.letters.at(-1);
    same([...letter.to].sort().join(), ['eva@cliente.example', 'jefe@sol.example', 'rosa@cliente.example'].join(), 'who got it');
    must(!letter.text.includes('jefe@sol.example'), 'a blind copy is named in the letter');
    smtp.close();
    await close(page);
  },

  'what is no address is refused before anything is sent, and nothing is lost': async () => {
    const smtp = await smtpServer();
    const channel = await makeChannel({ sends: 'smtp', smtp_host: '127.0.0.1', smtp_port: smtp.port, smtp_security: 'none' });
    const ticket = await ticketByMail(channel);
    const page = await newPage();
    await page.goto(`/app/tickets/${ticket.id}`);
    await page.getByRole('button', { name: '1 copia', exact: true }).click();
    await page.getByLabel('Cco', { exact: true }).fill('Eva <eva>');
    await reply(page).fill('Texto que no se pierde');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('alert').getByText(/No parece una dirección: Eva <eva>/).waitFor();
    same(await valueOf(reply(page)), 'Texto que no se pierde', 'the text');
    same(await page.getByLabel('Cco', { exact: true }).inputValue(), 'Eva <eva>', 'the copies');
    await page.reload();
    await until(async () => (await valueOf(reply(page))) === 'Texto que no se pierde', 'the text is gone after reloading');
    await until(async () => (await page.getByLabel('Cco', { exact: true }).inputValue()) === 'Eva <eva>', 'the copies after reloading');
    await page.route('**/api/v1/drafts/*/send', (route) =>
      route.fulfill({ status: 422, contentType: 'application/problem+json', body: '{"title":"x","detail":"x","status":422,"errors":[{"pointer":"/bcc/0","code":"x","detail":"Esa dirección rebota."}]}' }));
    await page.getByLabel('Cco', { exact: true }).fill('eva@cliente.example');
    await reply(page).press('Control+Enter');
    await page.getByText('Esa dirección rebota.').first().waitFor();
    same(await valueOf(reply(page)), 'Texto que no se pierde', 'the text after the server refused');
    same((await api('GET', `/tickets/${ticket.id}/messages`)).data.length, 1, 'messages kept');
    smtp.close();
    await close(page);
  },

  'whom an answer goes to, and by which of several mailboxes, can be chosen': async () => {
    const smtp = await smtpServer();
    const sends = { sends: 'smtp', smtp_host: '127.0.0.1', smtp_port: smtp.port, smtp_security: 'none' };
    const first = await makeChannel(sends);
    const second = await makeChannel(sends);
    const ticket = await ticketByMail(first);
    const page = await newPage();
    await page.goto(`/app/tickets/${ticket.id}`);
    const from = page.getByLabel('Desde');
    await until(async () => (await from.inputValue()) === String(first.id), 'it does not leave by where it came in');
    await from.selectOption(String(second.id));
    await page.getByRole('button', { name: '1 copia', exact: true }).click();
    same(await page.getByLabel('Para', { exact: true }).inputValue(), 'Rosa Paz <rosa@cliente.example>', 'whom it goes to');
    await page.getByLabel('Para', { exact: true }).fill('almacen@cliente.example');
    await page.getByLabel('Cc', { exact: true }).fill('');
    await reply(page).fill('Desde la otra');
    await page.keyboard.press('Control+Enter');
    await until(async () => smtp.letters.some((one) => one.text.includes(`From: ${second.address}`) || one.text.includes(`<${second.address}>`)), 'it left by another');
    same(smtp.letters.at(-1).to.join(), 'almacen@cliente.example', 'who got it');
    smtp.close();
    await close(page);
  },
};
