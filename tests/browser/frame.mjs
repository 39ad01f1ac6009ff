// The frame: first set-up, invitations, palette and keys, one's own account, one stream a browser, a server that goes.
import { api, close, makeTicket, must, newPage, noFindings, same, settled, until, valueOf } from './harness.mjs';
import { OwnServer, withAdmin } from './own_server.mjs';

const SECRET = 'una frase bastante larga';

/** Tabs on until the focus is where it should be. */
async function tabTo(page, locator, most = 90) {
  for (let step = 0; step < most; step += 1) {
    if (await locator.evaluate((node) => node === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('the keyboard does not get there');
}

const heading = (page, name) => page.getByRole('heading', { level: 1, name });

async function setUpByKeyboard(page, server) {
  await page.goto(`/app/setup?token=${server.setup}`);
  await tabTo(page, page.getByLabel('Tu nombre'));
  await page.keyboard.type('Ana Restrepo');
  await tabTo(page, page.getByLabel('Correo'));
  await page.keyboard.type('ana@tienda.example');
  await tabTo(page, page.getByLabel('Contraseña', { exact: true }));
  await page.keyboard.type(SECRET);
  await page.keyboard.press('Enter');
  await heading(page, 'Cuéntanos de tu negocio').waitFor();
}

async function answerSteps(page) {
  await noFindings(page, 'the first step');
  await tabTo(page, page.getByLabel('Nombre del negocio'));
  await page.keyboard.type('Café Andino');
  await page.keyboard.press('Enter');
  await heading(page, '¿Cuándo atiendes?').waitFor();
  // Whoever is interrupted goes on here.
  await page.reload();
  await heading(page, '¿Cuándo atiendes?').waitFor();
  const saturday = page.getByRole('checkbox', { name: 'sábado' });
  await saturday.waitFor();
  await tabTo(page, saturday);
  await page.keyboard.press('Space');
  await noFindings(page, 'the hours');
  await tabTo(page, page.getByRole('button', { name: 'Guardar y seguir' }));
  await page.keyboard.press('Enter');
  await heading(page, 'Conecta tu correo').waitFor();
  await tabTo(page, page.getByRole('button', { name: 'Saltar este paso' }));
  await page.keyboard.press('Enter');
  await heading(page, 'Invita a tu equipo').waitFor();
}

async function inviteByKeyboard(page, address) {
  await tabTo(page, page.getByLabel('Correo de la persona'));
  await page.keyboard.type(address);
  await page.keyboard.press('Enter');
  const copy = page.getByRole('button', { name: `Copiar el enlace de ${address}` });
  await copy.waitFor();
  await noFindings(page, 'an invitation');
  await tabTo(page, copy);
  await page.keyboard.press('Enter');
  return until(() => page.evaluate(() => navigator.clipboard.readText()), 'the link is not copied');
}

async function acceptInvitation(server, link) {
  const page = await newPage({ signedIn: false, baseURL: server.url });
  await page.goto(link);
  await heading(page, 'Te invitaron a Café Andino').waitFor();
  await noFindings(page, 'an invitation that is opened');
  await page.getByLabel('Tu nombre').fill('Luis Mora');
  await page.getByLabel('Contraseña', { exact: true }).fill(SECRET);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/app\/inbox/);
  await page.getByText('Luis Mora').first().waitFor();
  same(await page.getByRole('link', { name: 'Ajustes' }).count(), 0, 'an agent has no settings');
  await page.getByRole('button', { name: 'No mostrar más' }).click();
  await page.getByRole('region', { name: 'Primero:' }).waitFor({ state: 'detached' });
  await page.goto(link);
  await page.getByText('Este enlace ya no sirve').waitFor();
  await close(page);
}

async function askForPassword(server) {
  const page = await newPage({ signedIn: false, baseURL: server.url });
  await page.goto('/app/login');
  await page.getByLabel('Correo').fill('luis@tienda.example');
  await page.getByRole('button', { name: '¿Olvidaste tu contraseña?' }).click();
  same(await page.getByLabel('Correo').inputValue(), 'luis@tienda.example', 'the address is not asked for twice');
  await page.getByRole('button', { name: 'Enviar el enlace' }).click();
  await page.getByText('Este espacio todavía no envía correo.').waitFor();
  await noFindings(page, 'a forgotten password');
  await page.getByRole('button', { name: 'Volver a iniciar sesión' }).click();
  await page.getByRole('button', { name: 'Iniciar sesión' }).waitFor();
  await close(page);
}

/** A page of a server of its own, with one ticket open. */
async function atTicket(server, admin) {
  const ticket = await admin.api('POST', '/tickets', {
    subject: 'Pedido perdido',
    customer: { email: 'eva@example.com', name: 'Eva' },
    message: { text: '¿Dónde está?', public: true },
  });
  const page = await newPage({ signedIn: false, baseURL: server.url });
  await page.context().addCookies(admin.cookies);
  await page.goto(`/app/tickets/${ticket.id}`);
  await page.getByRole('heading', { name: 'Pedido perdido' }).waitFor();
  await settled(page);
  return { ticket, page };
}

async function writeReply(page, key, name, words) {
  await page.keyboard.press(key);
  const field = page.getByRole('textbox', { name });
  await until(() => field.evaluate((node) => node.contains(document.activeElement)), `${name} has no focus`);
  await field.fill(words);
  await until(async () => (await valueOf(field)) === words, 'the words are not there');
  await page.keyboard.press('Control+Enter');
}

const said = async (admin, ticket) =>
  (await admin.api('GET', `/tickets/${ticket.id}/messages?limit=100`)).data.map((message) => message.text.trim());

export const tests = {
  'a workspace is set up by keyboard alone, goes on where it was left, and a colleague comes in by a link': async () => {
    const server = await OwnServer.started();
    const page = await newPage({ signedIn: false, baseURL: server.url, permissions: ['clipboard-read', 'clipboard-write'] });
    try {
      await setUpByKeyboard(page, server);
      await answerSteps(page);
      const link = await inviteByKeyboard(page, 'luis@tienda.example');
      await tabTo(page, page.getByRole('button', { name: 'Ir a la Bandeja' }));
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/app\/inbox/);
      const steps = page.getByRole('region', { name: 'Primero:' });
      await steps.getByRole('button', { name: /Invitar a tu equipo.*hecho/ }).waitFor();
      await noFindings(page, 'the first steps');
      await acceptInvitation(server, link);
      await askForPassword(server);
    } finally {
      await close(page);
      await server.remove();
    }
  },

  'the palette runs a command of this very screen, found by a few letters': async () => {
    const ticket = await makeTicket();
    const page = await newPage();
    await page.goto(`/app/tickets/${ticket.id}`);
    await page.getByRole('heading', { name: ticket.subject }).waitFor();
    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog', { name: 'Buscar o ejecutar un comando' });
    await palette.waitFor();
    same(await palette.getByRole('group').first().getAttribute('aria-label'), 'En el caso', 'the first group');
    await page.keyboard.type('resol');
    await until(
      async () => /^Resolver/.test(await palette.getByRole('option', { selected: true }).innerText()),
      'the command is not the first',
    );
    await page.keyboard.press('Enter');
    await until(async () => (await api('GET', `/tickets/${ticket.id}`)).status === 'solved', 'the ticket is not solved');
    await close(page);
  },

  'a key is remapped with a warning of who loses it, works, is shown by the help, and can be had back': async () => {
    const page = await newPage();
    await page.goto('/app/me/keyboard');
    await page.getByRole('button', { name: 'Cambiar: Ir a Clientes' }).click();
    const capture = page.getByRole('textbox', { name: /Pulsa las teclas nuevas/ });
    await capture.waitFor();
    await page.keyboard.press('g');
    await page.getByText(/No se puede: se confunde con/).waitFor();
    await page.keyboard.press('j');
    await page.getByText('Ya es de «Ir a Ajustes», que se quedará sin atajo.').waitFor();
    await noFindings(page, 'a key that is being remapped');
    await page.keyboard.press('Enter');
    await page.getByText('Atajo cambiado: Ir a Clientes').waitFor();
    await until(async () => (await api('GET', '/me/preferences')).keys['go.customers'] === 'g j', 'not in the account');
    await page.goto('/app/inbox/open');
    await page.locator('li[data-index="0"]').waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('j');
    await page.waitForURL(/\/app\/customers/);
    await page.goto('/app/me/keyboard');
    await page.getByRole('button', { name: 'Restablecer todos' }).click();
    await until(
      async () => Object.keys((await api('GET', '/me/preferences')).keys).length === 0,
      'the account keeps the keys',
    );
    await close(page);
  },

  'region and time zone change how numbers and times are written, not the language': async () => {
    const page = await newPage();
    await page.goto('/app/me/language');
    await page.getByText('1,234,567.89').waitFor();
    await page.getByLabel('Región', { exact: true }).selectOption('es-AR');
    await page.getByText('1.234.567,89').waitFor();
    same(await page.evaluate(() => document.documentElement.lang), 'es', 'the language');
    await page.getByLabel('Región', { exact: true }).selectOption('');
    await until(async () => (await api('GET', '/me/preferences')).region === null, 'the account keeps the region');
    await close(page);
  },

  'two tabs read one stream, and the other goes on when the first is closed': async () => {
    const first = await newPage();
    const context = first.context();
    let streams = 0;
    context.on('request', (request) => {
      if (request.url().includes('/api/v1/stream')) streams += 1;
    });
    await first.goto('/app/inbox/open');
    await first.locator('li[data-index="0"]').waitFor();
    await until(() => streams === 1, 'nobody reads the stream');
    const second = await context.newPage();
    await second.goto('/app/inbox/open');
    await second.locator('li[data-index="0"]').waitFor();
    const one = await makeTicket({ priority: 'urgent' });
    await second.getByText(one.subject).first().waitFor();
    same(streams, 1, 'streams of two tabs');
    // What happens while one closes and the other opens is not missed.
    const [two] = await Promise.all([makeTicket({ priority: 'urgent' }), first.close()]);
    await until(() => streams === 2, 'nobody took the stream over');
    await second.getByText(two.subject).first().waitFor();
    await context.close();
  },

  'a server that is killed in the middle of a reply loses nothing, and sends everything once': async () => {
    const server = await OwnServer.started();
    try {
      const admin = await withAdmin(server);
      const { ticket, page } = await atTicket(server, admin);
      await server.kill();
      await writeReply(page, 'r', 'Responder', 'Va de camino');
      await page.getByText('Sale cuando vuelva la conexión').waitFor();
      await page.getByRole('button', { name: /1 cambio por enviar/ }).waitFor();
      await page.locator('body').click({ position: { x: 4, y: 4 } });
      await page.keyboard.press('p');
      await page.getByRole('option', { name: 'Urgente' }).click();
      await page.getByRole('button', { name: /2 cambios por enviar/ }).click();
      const waiting = page.getByRole('dialog', { name: 'Por enviar' });
      await waiting.getByText('Va de camino').waitFor();
      await noFindings(page, 'what waits to be sent');
      await page.keyboard.press('Escape');
      await server.start();
      await page.reload();
      await page.getByText(/2 cambios enviados/).waitFor();
      await until(async () => (await said(admin, ticket)).includes('Va de camino'), 'the reply did not arrive');
      same((await said(admin, ticket)).filter((text) => text === 'Va de camino').length, 1, 'how often it was sent');
      same((await admin.api('GET', `/tickets/${ticket.id}`)).priority, 'urgent', 'the priority');
      await page.getByRole('button', { name: /por enviar/ }).waitFor({ state: 'detached' });
      await close(page);
    } finally {
      await server.remove();
    }
  },

  'what the server refuses of what waited is kept with its words, and can be discarded': async () => {
    const ticket = await makeTicket();
    const page = await newPage();
    let is = 'gone';
    await page.route(`**/api/v1/tickets/${ticket.id}`, (route) => {
      if (route.request().method() !== 'PATCH') return route.continue();
      return is === 'gone'
        ? route.abort()
        : route.fulfill({ status: 422, contentType: 'application/problem+json', body: '{"title":"Así no","status":422}' });
    });
    await page.goto(`/app/tickets/${ticket.id}`);
    await page.getByRole('heading', { name: ticket.subject }).waitFor();
    await settled(page);
    await page.keyboard.press('p');
    await page.getByRole('option', { name: 'Alta' }).click();
    await page.getByRole('button', { name: /1 cambio por enviar/ }).click();
    is = 'here';
    await page.getByRole('button', { name: 'Intentar ahora' }).click();
    const dialog = page.getByRole('dialog', { name: 'Por enviar' });
    await dialog.getByText('Así no').waitFor();
    await dialog.getByRole('button', { name: 'Descartar' }).click();
    await dialog.getByText('Todo llegó al servidor.').waitFor();
    await page.keyboard.press('Escape');
    same((await api('GET', `/tickets/${ticket.id}`)).priority, 'normal', 'the priority');
    await close(page);
  },

  'on a phone everything without a tab is behind More, in both themes': async () => {
    for (const colorScheme of ['light', 'dark']) {
      const page = await newPage({ width: 390, height: 844, colorScheme });
      await page.goto('/app/inbox/open');
      await page.locator('li[data-index="0"]').waitFor();
      await page.getByRole('button', { name: 'Más', exact: true }).click();
      const sheet = page.getByRole('dialog', { name: 'Más' });
      await sheet.getByRole('button', { name: 'Recorrido' }).waitFor();
      await noFindings(page, `the sheet, ${colorScheme}`);
      await sheet.getByRole('button', { name: 'Tu cuenta' }).click();
      await page.waitForURL(/\/app\/me\/profile/);
      await close(page);
    }
  },

  'one’s own account has no accessibility findings in either theme, and reflows at 320 px': async () => {
    for (const colorScheme of ['light', 'dark']) {
      const page = await newPage({ colorScheme, width: colorScheme === 'dark' ? 320 : 1366 });
      for (const section of colorScheme === 'dark' ? ['profile', 'language', 'appearance', 'keyboard'] : ['profile', 'keyboard']) {
        await page.goto(`/app/me/${section}`);
        await settled(page);
        await noFindings(page, `${section}, ${colorScheme}`);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        must(over <= 0, `${section} is ${over} px too wide`);
      }
      await close(page);
    }
  },
};
