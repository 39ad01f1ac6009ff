import { api, close, makeChannel, makeTicket, must, newPage, same, settled, until } from './harness.mjs';
import { imapServer, smtpServer } from './mail_server.mjs';

const EVIL = '<img src=https://evil.example/x.png onerror="window.owned=1">';
const field = (page, name) => page.getByLabel(name, { exact: true });
const save = (page) => page.getByRole('button', { name: /^(Guardar|Crear el buzón)$/ }).click();
const card = (page, name) => page.getByRole('article').filter({ has: page.getByRole('link', { name, exact: true }) });
const words = () => `buzon${Date.now().toString(36)}${Math.random().toString(36).slice(2, 6)}`;

async function openForm(channel, options) {
  const page = await newPage(options);
  await page.goto(`/app/settings/channels/${channel.id}`);
  await page.getByRole('heading', { level: 2, name: channel.name }).waitFor();
  await settled(page);
  return page;
}

/** Answers a resource by hand, for what a demo workspace cannot be brought to. */
const answer = (page, path, body, status = 200) =>
  page.route(path, (route) => route.fulfill({ status, contentType: 'application/json', body: JSON.stringify(body) }));

const failedMail = (fields = {}) => ({
  id: 1, version: 1, channel_id: null, source: 'imap', envelope_from: 'rosa@example.com', envelope_to: 'soporte@example.com',
  state: 'failed', tries: 3, due_at: '2026-11-24T10:00:00Z', detail: 'El mensaje tiene demasiadas partes.', ticket_id: 1,
  created_at: '2026-11-24T10:00:00Z', updated_at: '2026-11-24T10:00:00Z', ...fields,
});

export const tests = {
  'the settings are for those who run the workspace, and others are told so': async () => {
    const page = await newPage();
    await page.route('**/api/v1/session', async (route) => {
      const real = await route.fetch();
      const body = await real.json();
      await route.fulfill({ response: real, json: { ...body, agent: { ...body.agent, role: 'agent' } } });
    });
    await page.goto('/app/inbox/open');
    await page.locator('li[data-index="0"]').waitFor();
    same(await page.getByRole('link', { name: 'Ajustes' }).count(), 0, 'ways to the settings');
    await page.goto('/app/settings/channels');
    await page.getByText('Los ajustes son de quien administra o lidera.').waitFor();
    await close(page);
  },

  'a workspace without a mailbox is told what one is for, and led to the first': async () => {
    const page = await newPage();
    await answer(page, '**/api/v1/channels?*', { data: [], next: null });
    await page.goto('/app/inbox/open');
    await page.locator('li[data-index="0"]').waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('j');
    await page.getByRole('link', { name: 'Buzones' }).click();
    await page.getByText('Todavía no hay buzones').waitFor();
    await page.getByRole('button', { name: 'Añadir buzón' }).click();
    await page.waitForURL(/\/app\/settings\/channels\/new/);
    await close(page);
  },

  'a mailbox is made without a mouse, its provider known by its address': async () => {
    const name = words();
    const page = await newPage();
    await page.goto('/app/settings/channels/new');
    await field(page, 'Dirección *').focus();
    await page.keyboard.type(`${name}@fastmail.com`);
    await page.getByRole('button', { name: 'Usar los datos de Fastmail' }).focus();
    await page.keyboard.press('Enter');
    same(await field(page, 'Servidor IMAP *').inputValue(), 'imap.fastmail.com', 'the server');
    await field(page, 'Nombre del buzón *').focus();
    await page.keyboard.type(name);
    await page.locator('#channel-password').focus();
    await page.keyboard.type('no-es-real');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/app\/settings\/channels\/\d+/);
    await page.getByText('Buzón guardado').waitFor();
    const [stored] = (await api('GET', '/channels?limit=200')).data.filter((one) => one.name === name);
    must(stored, 'the server has no such mailbox');
    same(stored.smtp_port, 465, 'the port');
    same(stored.preset, 'fastmail', 'the provider');
    same((await api('GET', `/channels/${stored.id}/secrets`)).password, true, 'a password is kept');
    await api('DELETE', `/channels/${stored.id}`, undefined, { 'If-Match': `"${stored.version}"` });
    await close(page);
  },

  'what is missing or refused is said at its field, and a summary leads there': async () => {
    const other = await makeChannel();
    const page = await newPage();
    await page.goto('/app/settings/channels/new');
    await page.getByRole('button', { name: 'Crear el buzón' }).click();
    const summary = page.getByRole('alert');
    await summary.getByText('Servidor IMAP').waitFor();
    await until(() => summary.evaluate((node) => node === document.activeElement), 'the summary has no focus');
    await summary.getByRole('button', { name: 'Nombre del buzón' }).click();
    await until(() => page.evaluate(() => document.activeElement?.id === 'channel-name'), 'it leads nowhere');
    await field(page, 'Nombre del buzón *').fill(words());
    await field(page, 'Dirección *').fill(other.address);
    await page.getByText('Lo entrega tu servidor').click();
    await page.getByText('Solo recibe').click();
    await page.getByRole('button', { name: 'Crear el buzón' }).click();
    await page.locator('#channel-address-error').waitFor();
    same(await field(page, 'Dirección *').inputValue(), other.address, 'what was typed');
    must((await summary.innerText()).includes('Dirección'), await summary.innerText());
    await close(page);
  },

  'a secret is written and never shown, and can be replaced': async () => {
    const channel = await makeChannel({
      sends: 'smtp', smtp_host: '127.0.0.1', smtp_port: 1, login: 'password', secrets: { password: 'muy-secreta-1' },
    });
    const page = await openForm(channel);
    await page.getByText('Lo guardado no se muestra').waitFor();
    must(!(await page.content()).includes('muy-secreta-1'), 'the secret is in the page');
    await page.getByRole('button', { name: 'Reemplazar: Contraseña' }).click();
    const secret = page.locator('#channel-password');
    same(await secret.inputValue(), '', 'the field');
    same(await secret.getAttribute('type'), 'password', 'the kind of field');
    const [request] = await Promise.all([
      page.waitForRequest((one) => one.method() === 'PUT' && one.url().endsWith('/secrets')),
      secret.fill('muy-secreta-2').then(() => save(page)),
    ]);
    same(request.postData(), '{"password":"muy-secreta-2"}', 'what was sent');
    await page.getByText('Lo guardado no se muestra').waitFor();
    must(!(await page.content()).includes('muy-secreta-2'), 'the new secret is in the page');
    await close(page);
  },

  'a test says of each side what happened, in words': async () => {
    const smtp = await smtpServer();
    const imap = await imapServer();
    imap.refusal = '[AUTHENTICATIONFAILED] Invalid credentials (Failure)';
    const channel = await makeChannel({
      receives: 'imap', imap_host: '127.0.0.1', imap_port: imap.port, imap_security: 'none',
      sends: 'smtp', smtp_host: '127.0.0.1', smtp_port: smtp.port, smtp_security: 'none',
      login: 'password', user_name: 'ana', secrets: { password: 'x' },
    });
    const page = await openForm(channel);
    await page.getByRole('button', { name: 'Probar la conexión' }).click();
    const verdict = (side) => page.locator('[data-ok]').filter({ has: page.locator('strong', { hasText: side }) });
    await verdict('Enviar').waitFor({ timeout: 60_000 });
    same(await verdict('Enviar').getAttribute('data-ok'), 'true', await verdict('Enviar').innerText());
    same(await verdict('Recibir').getAttribute('data-ok'), 'false', 'receiving');
    must((await verdict('Recibir').innerText()).length > 25, `words: ${await verdict('Recibir').innerText()}`);
    smtp.close();
    imap.close();
    await close(page);
  },

  'a test message goes where it was asked to, and how the mailbox goes shows by itself': async () => {
    const smtp = await smtpServer();
    const channel = await makeChannel({ sends: 'smtp', smtp_host: '127.0.0.1', smtp_port: smtp.port, smtp_security: 'none' });
    const page = await openForm(channel);
    await page.getByLabel('Mensaje de prueba para').fill('prueba@example.com');
    await page.getByRole('button', { name: 'Enviarme una prueba' }).click();
    await page.getByText(/Va en camino a prueba@example\.com/).waitFor();
    await until(() => smtp.letters.some((one) => one.to.includes('prueba@example.com')), 'no letter arrived');
    await page.getByText('Envía bien').waitFor();
    smtp.close();
    await close(page);
  },

  'a mailbox whose server is gone says so in the list, without asking for it': async () => {
    const page = await newPage();
    await page.goto('/app/settings/channels');
    await settled(page);
    const channel = await makeChannel({
      receives: 'imap', imap_host: '127.0.0.1', imap_port: 1, imap_security: 'none', login: 'password', secrets: { password: 'x' },
    });
    const shown = card(page, channel.name);
    await shown.getByText('No puede recibir').waitFor({ timeout: 60_000 });
    const detail = (await api('GET', `/channels/${channel.id}`)).receive_detail;
    must(detail, 'the server gave no words');
    await shown.getByText(detail).waitFor();
    await close(page);
  },

  'a mailbox is paused and taken up again': async () => {
    const channel = await makeChannel();
    const page = await openForm(channel);
    await page.getByRole('button', { name: 'Pausar' }).click();
    await until(async () => !(await api('GET', `/channels/${channel.id}`)).is_active, 'it was not paused');
    await page.getByRole('button', { name: 'Activar' }).click();
    await until(async () => (await api('GET', `/channels/${channel.id}`)).is_active, 'it was not taken up');
    same(await page.getByRole('button', { name: 'Guardar' }).isDisabled(), true, 'nothing is left to save');
    await close(page);
  },

  'removing asks first, says why it is refused, and leads back when it is done': async () => {
    const channel = await makeChannel();
    const page = await openForm(channel);
    let refuse = true;
    await page.route(`**/api/v1/channels/${channel.id}`, (route) =>
      route.request().method() === 'DELETE' && refuse
        ? route.fulfill({ status: 409, contentType: 'application/problem+json', body: `{"title":"x","detail":"Ya pasaron mensajes ${EVIL.replaceAll('"', "'")}","status":409}` })
        : route.continue(),
    );
    await page.getByRole('button', { name: 'Quitar', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Quitar el buzón' });
    await dialog.getByRole('button', { name: 'Quitar', exact: true }).click();
    await dialog.getByRole('alert').getByText(/Ya pasaron mensajes/).waitFor();
    same(await page.locator('img').count(), 0, 'pictures made of words');
    refuse = false;
    await dialog.getByRole('button', { name: 'Quitar', exact: true }).click();
    await page.waitForURL(/\/app\/settings\/channels$/);
    await until(async () => (await card(page, channel.name).count()) === 0, 'it is still listed');
    await close(page);
  },

  'changes that are not saved hold the page until somebody decides': async () => {
    const channel = await makeChannel();
    const page = await newPage();
    await page.goto('/app/settings/channels');
    await card(page, channel.name).getByRole('link').click();
    await page.getByRole('heading', { level: 2, name: channel.name }).waitFor();
    await field(page, 'Nombre que verán').fill('A medias');
    const dialog = page.getByRole('dialog', { name: 'Hay cambios sin guardar' });
    await page.getByRole('link', { name: 'Clientes' }).first().click();
    await dialog.getByRole('button', { name: 'Seguir aquí' }).click();
    await dialog.waitFor({ state: 'detached' });
    same(await field(page, 'Nombre que verán').inputValue(), 'A medias', 'what was typed');
    await page.goBack();
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    must(page.url().endsWith(`/channels/${channel.id}`), page.url());
    same(await field(page, 'Nombre que verán').inputValue(), 'A medias', 'what was typed, after going back');
    await page.getByRole('link', { name: 'Panel' }).first().click();
    await dialog.getByRole('button', { name: 'Salir sin guardar' }).click();
    await page.waitForURL(/\/app\/dashboard/);
    same((await api('GET', `/channels/${channel.id}`)).from_name, null, 'what the server keeps');
    await close(page);
  },

  'a change that somebody else was first with shows both, and either can be kept': async () => {
    const channel = await makeChannel({ from_name: 'Sol' });
    const change = async (fields) => {
      const now = await api('GET', `/channels/${channel.id}`);
      return api('PATCH', `/channels/${channel.id}`, fields, { 'If-Match': `"${now.version}"` });
    };
    const page = await newPage();
    await page.route('**/api/v1/stream*', (route) => route.abort());
    await page.goto(`/app/settings/channels/${channel.id}`);
    await field(page, 'Nombre que verán').fill('Lo mío');
    await change({ from_name: EVIL, relay: 'mx.ajeno.example' });
    await save(page);
    const notice = page.getByRole('alert').filter({ hasText: 'Otra persona cambió este buzón' });
    await notice.getByText('mx.ajeno.example').waitFor();
    await notice.getByText(EVIL).waitFor();
    await notice.getByRole('button', { name: 'Seguir con lo mío' }).click();
    same(await field(page, 'Servidor de correo propio').inputValue(), 'mx.ajeno.example', 'what only they changed');
    await save(page);
    await until(async () => (await api('GET', `/channels/${channel.id}`)).from_name === 'Lo mío', 'mine was not kept');
    await field(page, 'Nombre que verán').fill('Otra vez');
    await change({ from_name: 'Lo suyo' });
    await save(page);
    await notice.getByRole('button', { name: 'Usar lo suyo' }).click();
    same(await field(page, 'Nombre que verán').inputValue(), 'Lo suyo', 'theirs');
    await close(page);
  },

  'a signature shows as it will look, and hostile Markdown stays text': async () => {
    const channel = await makeChannel();
    const page = await openForm(channel);
    await page.locator('#channel-signature').fill(`**Tienda Sol**\n[ayuda](https://sol.example) [x](javascript:window.owned=1)\n${EVIL}`);
    const preview = page.getByRole('region', { name: 'Así se verá' });
    await preview.locator('strong', { hasText: 'Tienda Sol' }).waitFor();
    same(await preview.locator('a:not([href^="https://"])').count(), 0, 'links that lead elsewhere than to the web');
    await preview.getByText(EVIL).waitFor();
    same(await preview.locator('img').count(), 0, 'pictures');
    await page.getByRole('button', { name: 'Descartar' }).click();
    same(await page.locator('#channel-signature').inputValue(), '', 'after discarding');
    await close(page);
  },

  'mail that is handed over shows the lines that a mail server needs': async () => {
    const channel = await makeChannel();
    const page = await openForm(channel);
    await page.getByText(`/usr/bin/lazo mail deliver --channel ${channel.address}`).first().waitFor();
    await page.getByText(`${channel.address} lmtp:inet:127.0.0.1:2424`).waitFor();
    await close(page);
  },

  'mail that failed is counted, listed with its reason and its case, and tried again': async () => {
    const page = await newPage();
    let left = [failedMail(), failedMail({ id: 2, ticket_id: null, envelope_from: EVIL, detail: EVIL })];
    await page.route('**/api/v1/mail_spool?*', (route) => route.fulfill({ json: { data: left, next: null, count: left.length } }));
    await page.route('**/api/v1/mail_spool/*/retry', (route) => {
      const id = Number(/mail_spool\/(\d+)/.exec(route.request().url())[1]);
      if (id === 2) return route.fulfill({ status: 409, contentType: 'application/problem+json', body: '{"title":"x","detail":"Se está leyendo ahora.","status":409}' });
      left = left.filter((one) => one.id !== id);
      return route.fulfill({ json: failedMail({ state: 'waiting' }) });
    });
    await page.goto('/app/settings/channels');
    await page.getByRole('link', { name: /Correo con fallos 2/ }).click();
    await page.getByText('El mensaje tiene demasiadas partes.').waitFor();
    same(await page.getByRole('link', { name: 'Ver su caso' }).getAttribute('href'), '/app/tickets/1', 'its case');
    same(await page.locator('main img').count(), 0, 'pictures made of words');
    await page.getByRole('button', { name: 'Intentar de nuevo: <img' }).click();
    await page.getByText('Se está leyendo ahora.').waitFor();
    await page.getByRole('button', { name: 'Intentar de nuevo: rosa@example.com' }).click();
    await page.getByText('Lo intentamos otra vez').waitFor();
    await until(async () => (await page.getByRole('article').count()) === 1, 'it is still listed');
    await close(page);
  },

  'the case that stands for mail that failed says why, and has it tried again': async () => {
    const ticket = await makeTicket();
    const file = await api('POST', '/attachments?name=original.eml', new TextEncoder().encode('x'), { 'Content-Type': 'message/rfc822' });
    await api('POST', `/tickets/${ticket.id}/messages`, { text: 'No se pudo leer', channel: 'mail', direction: 'in', attachments: [file.id] });
    const page = await newPage();
    let left = [failedMail({ ticket_id: ticket.id })];
    await page.route('**/api/v1/mail_spool?*', (route) =>
      route.fulfill({ json: { data: route.request().url().includes(`ticket_id`) ? left : [], next: null } }));
    await page.route('**/api/v1/mail_spool/*/retry', (route) => {
      left = [];
      return route.fulfill({ json: failedMail({ state: 'waiting' }) });
    });
    await page.goto(`/app/tickets/${ticket.id}`);
    await page.getByText('El mensaje tiene demasiadas partes.').waitFor();
    await page.getByRole('button', { name: 'Intentar de nuevo: rosa@example.com' }).click();
    await page.getByText('El mensaje tiene demasiadas partes.').waitFor({ state: 'detached' });
    await close(page);
  },

  'without failed mail the page says that all is well, by the server itself': async () => {
    const page = await newPage();
    await page.goto('/app/settings/failed_mail');
    await page.getByText('Todo el correo se pudo leer').waitFor();
    await close(page);
  },

  'hostile names and words of servers are only text in the settings': async () => {
    const channel = await makeChannel({ from_name: EVIL, name: `${EVIL.slice(0, 60)} ${words()}` });
    const page = await newPage();
    await page.route('**/api/v1/channels?*', async (route) => {
      const real = await route.fetch();
      const body = await real.json();
      for (const one of body.data)
        if (one.id === channel.id) Object.assign(one, { send_state: 'failing', sends: 'smtp', send_detail: EVIL, receive_state: 'failing', receive_detail: EVIL });
      await route.fulfill({ response: real, json: body });
    });
    await page.goto('/app/settings/channels');
    await page.getByText(EVIL).first().waitFor();
    await page.goto(`/app/settings/channels/${channel.id}`);
    await page.getByText(EVIL).first().waitFor();
    await page.waitForTimeout(300);
    same(await page.locator('main img').count(), 0, 'pictures');
    same(await page.evaluate(() => window.owned), undefined, 'something ran');
    await close(page);
  },

  ...Object.fromEntries(
    [['en', 'Mailboxes', 'Save'], ['pt', 'Caixas de correio', 'Salvar'], ['es', 'Buzones', 'Guardar']].map(([code, title, saving]) => [
      `the settings speak ${code}, with no bare key and no line cut on a phone`,
      async () => {
        const channel = await makeChannel({ receives: 'imap', imap_host: '127.0.0.1', imap_port: 1, sends: 'smtp', smtp_host: '127.0.0.1', smtp_port: 1 });
        const page = await newPage({ width: 390, height: 844 });
        await page.addInitScript((language) => localStorage.setItem('lazo.language', language), code);
        for (const path of ['/app/settings/channels', `/app/settings/channels/${channel.id}`, '/app/settings/failed_mail']) {
          await page.goto(path);
          await settled(page);
          const text = await page.locator('main').innerText();
          must(!/\b(settings|mail|action|error)\.[a-z_]+\b/.test(text), `a bare key: ${text.match(/\b(settings|mail|action|error)\.[a-z_]+\b/)?.[0]}`);
          const cut = await page.evaluate(() =>
            [...document.querySelectorAll('main button, main label, main legend, main h2, main h3')]
              .filter((node) => node.checkVisibility() && node.scrollWidth > node.clientWidth + 1 && getComputedStyle(node).overflow !== 'visible')
              .map((node) => node.textContent));
          same(cut.join('|'), '', `cut off at ${path}`);
        }
        await page.goto(`/app/settings/channels/${channel.id}`);
        await page.getByRole('button', { name: title }).or(page.getByRole('link', { name: title })).first().waitFor();
        await page.getByRole('button', { name: saving, exact: true }).waitFor();
        await close(page);
      },
    ]),
  ),
};
