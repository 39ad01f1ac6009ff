// What customers see without signing in: the page of their case, and the widget on somebody else's page; and the screens
// where an agent sets both up.
import { createServer } from 'node:http';
import {
  api, base, close, makeTicket, must, newPage, noFindings, noFindingsInBothThemes, ownServers, same, settled, still, until,
} from './harness.mjs';

let counter = 0;
const unique = (word) => `${word} ${Date.now().toString(36)}-${(counter += 1)}`;
const button = (page, name) => page.getByRole('button', { name, exact: true });
const messagesOf = async (ticket) => (await api('GET', `/tickets/${ticket.id}/messages?limit=50`)).data;
const pageOf = async (ticket) => (await api('GET', `/tickets/${ticket.id}/page`)).path;

/** No finding of axe in either theme, on a page that is not the workspace. */
async function noFindingsEither(page, what) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await still(page);
    await noFindings(page, `${what}, ${colorScheme}`);
  }
}

/** A shop's page, as strict as a shop can be: only the widget's scripts and calls, no style but its own sheets. */
async function openShop(key, options) {
  const policy = `default-src 'none'; script-src ${base}; connect-src ${base}; style-src 'none'; img-src 'none'`;
  const server = createServer((_request, answer) => {
    answer.setHeader('Content-Type', 'text/html; charset=utf-8');
    answer.setHeader('Content-Security-Policy', policy);
    answer.end(
      `<!doctype html><html lang="es"><title>Tienda</title><main><h1>Tienda Sol</h1><p>Bienvenida</p></main>
      <script async src="${base}/lazo.js" data-site="${key}"></script></html>`,
    );
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${server.address().port}`;
  ownServers.add(url);
  const page = await newPage({ signedIn: false, ...options });
  return {
    page,
    url,
    /** The page of the shop, with the panel open. */
    enter: async () => {
      await page.goto(url);
      await page.getByRole('button', { name: /^Abrir ayuda/ }).click();
    },
    end: async () => {
      await close(page);
      await new Promise((done) => {
        server.close(done);
        server.closeAllConnections();
      });
      ownServers.delete(url);
    },
  };
}

const makeSite = (fields = {}) => api('POST', '/sites', { name: unique('Tienda'), ...fields });

const told = (page, words) => page.getByRole('status').getByText(words).waitFor();

/** The cases that came from an address of mail. */
async function casesOf(email) {
  const filter = JSON.stringify({ field: 'email', op: 'is', value: email });
  const { data } = await api('GET', `/customers?limit=1&filter=${encodeURIComponent(filter)}`);
  if (data.length === 0) return [];
  const own = JSON.stringify({ field: 'customer_id', op: 'is', value: data[0].id });
  return (await api('GET', `/tickets?limit=10&filter=${encodeURIComponent(own)}`)).data;
}

async function openCase(ticket, options) {
  const page = await newPage(options);
  await page.goto(`/app/tickets/${ticket.id}`);
  await button(page, 'Más acciones').waitFor();
  return page;
}

export const tests = {
  'a customer reads and answers a case where no script runs, and never sees a note': async () => {
    const ticket = await makeTicket();
    await api('POST', `/tickets/${ticket.id}/messages`, { text: 'Va en camino', public: true });
    await api('POST', `/tickets/${ticket.id}/messages`, { text: 'Nota solo nuestra', public: false });
    const page = await newPage({ signedIn: false, javaScriptEnabled: false, width: 390, height: 844 });
    await page.goto(await pageOf(ticket));
    await page.getByRole('heading', { level: 1, name: ticket.subject }).waitFor();
    await page.getByText('Va en camino').waitFor();
    same(await page.getByText('Nota solo nuestra').count(), 0, 'notes shown');
    await button(page, 'Enviar').click();
    await page.getByRole('alert').getByText('Escribe un mensaje o adjunta un archivo.').waitFor();
    await page.getByLabel('Tu mensaje').fill('¿Cuándo llega?\n<b>Gracias</b>');
    await page.getByLabel('Adjuntar archivos').setInputFiles({ name: 'recibo.txt', mimeType: 'text/plain', buffer: Buffer.from('123') });
    await button(page, 'Enviar').click();
    await page.getByText('Recibimos tu mensaje.').waitFor();
    await page.getByText('<b>Gracias</b>').waitFor();
    await page.getByRole('link', { name: 'recibo.txt' }).waitFor();
    const last = (await messagesOf(ticket)).find((one) => one.text?.includes('¿Cuándo llega?'));
    must(last?.direction === 'in' && last.public === true, 'the answer is a public message that came in');
    await close(page);
  },

  'the page of a case has no A or AA finding, as it opens and with a fault': async () => {
    const page = await newPage({ signedIn: false });
    await page.goto(await pageOf(await makeTicket()));
    await noFindingsEither(page, "the customer's page");
    await button(page, 'Enviar').click();
    await page.getByRole('alert').waitFor();
    await noFindingsEither(page, "the customer's page with a fault");
    await close(page);
  },

  'who follows a link that is not ours is told so in words': async () => {
    const page = await newPage({ signedIn: false, javaScriptEnabled: false });
    const answer = await page.goto('/t/nada-de-nada');
    same(answer.status(), 404, 'status');
    await page.getByRole('heading', { name: 'No encontramos esta solicitud' }).waitFor();
    await close(page);
  },

  'a visitor writes through the widget of a strict page, and the conversation goes on there': async () => {
    const site = await makeSite({ privacy_url: 'https://tienda.example/privacidad', greeting: 'Hola desde la tienda' });
    const shop = await openShop(site.site_key);
    const { page } = shop;
    const email = `${unique('lucia').replace(' ', '.')}@example.com`;
    await shop.enter();
    await page.getByText('Hola desde la tienda').waitFor();
    await button(page, 'Enviar').click();
    await told(page, 'Escribe un correo como ana@ejemplo.com.');
    await page.getByLabel('Correo electrónico').fill(email);
    await button(page, 'Enviar').click();
    await told(page, 'Escribe tu mensaje.');
    await noFindingsEither(page, 'the widget with a fault');
    await page.getByLabel('Nombre').fill('Lucía');
    await page.getByLabel('Tu mensaje').fill('¿Dónde está mi pedido?');
    await button(page, 'Enviar').click();
    await told(page, 'Acepta el aviso de privacidad para enviar.');
    await page.getByLabel('Acepto el').check();
    await button(page, 'Enviar').click();
    const log = page.getByRole('log');
    await log.getByText('¿Dónde está mi pedido?').waitFor();
    const [ticket] = await until(async () => {
      const found = await casesOf(email);
      return found.length > 0 ? found : null;
    }, 'no case came');
    await page.getByLabel('Tu mensaje').fill('Es el pedido 12');
    await button(page, 'Enviar').click();
    await log.getByText('Es el pedido 12').waitFor();
    await api('POST', `/tickets/${ticket.id}/messages`, { text: 'Sale mañana', public: true });
    await shop.enter();
    await log.getByText('Sale mañana').waitFor();
    await noFindingsEither(page, 'the conversation in the widget');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    const messages = await messagesOf(ticket);
    same(messages.filter((one) => one.public).length, 3, 'public messages of the case');
    const note = messages.find((one) => !one.public);
    must(note?.text.includes(shop.url) && note.text.includes(site.privacy_url), 'a note keeps where it was written and what was agreed to');
    await shop.end();
  },

  'what is written in the widget without a network leaves when it is back, once': async () => {
    const shop = await openShop((await makeSite()).site_key, { width: 390, height: 844 });
    const { page } = shop;
    const email = `${unique('sin.red').replace(' ', '.')}@example.com`;
    await shop.enter();
    await page.getByLabel('Correo electrónico').fill(email);
    await page.getByLabel('Tu mensaje').fill('Escrito sin red');
    await page.context().setOffline(true);
    await button(page, 'Enviar').click();
    await told(page, 'Sin conexión. Lo enviamos en cuanto vuelva.');
    await page.context().setOffline(false);
    await page.getByRole('log').getByText('Escrito sin red').waitFor();
    same((await casesOf(email)).length, 1, 'cases that came');
    await shop.end();
  },

  'a site is made, its line works in a page, and it is switched off and removed': async () => {
    const page = await newPage();
    const name = unique('Tienda');
    await page.goto('/app/settings/sites/new');
    await page.locator('#set-name').fill(name);
    await page.locator('#set-origins').fill('tienda.example');
    await page.locator('#set-color').fill('#ffee00');
    await page.getByText(/Las letras blancas se leen mal/).waitFor();
    await button(page, 'Crear').click();
    await page.getByRole('alert').getByText(/«tienda.example» no es una dirección/).waitFor();
    await page.locator('#set-origins').fill('https://tienda.example/inicio');
    await page.locator('#set-color').fill('#0b6e6b');
    await page.getByText(/^Se lee bien/).waitFor();
    await button(page, 'Crear').click();
    const line = page.locator('code').filter({ hasText: 'data-site' });
    await line.waitFor();
    const key = /data-site="([^"]+)"/.exec(await line.innerText())[1];
    const own = async () => (await api('GET', '/sites?limit=200')).data.find((one) => one.name === name);
    same((await own()).origins, 'https://tienda.example', 'origins');
    const asked = (origin) => fetch(`${base}/w/v1/config?site=${key}`, { headers: { Origin: origin } });
    same((await asked('https://tienda.example')).status, 200, 'its own page');
    must(!(await asked('https://otra.example')).ok, 'another page may use it');
    await page.locator('#set-color').fill('');
    await page.locator('#set-is_active').uncheck();
    await button(page, 'Guardar').click();
    await until(async () => (await own()).is_active === false, 'it was not switched off');
    same((await own()).color, null, 'colour');
    same((await asked('https://tienda.example')).status, 404, 'its page while switched off');
    await button(page, 'Quitar el sitio').click();
    const dialog = page.getByRole('dialog', { name: `¿Quitar ${name}?` });
    await dialog.getByText(/deja de funcionar en 1 dirección/).waitFor();
    await noFindingsInBothThemes(page, 'removing a site');
    await dialog.getByRole('button', { name: 'Quitar el sitio' }).click();
    await page.getByRole('heading', { level: 2, name: /^Sitios web/ }).waitFor();
    same(await own(), undefined, 'the site');
    await close(page);
  },

  'the sites in the settings have no A or AA finding in either theme': async () => {
    const site = await makeSite({ origins: 'https://tienda.example', color: '#ffee00' });
    const page = await newPage();
    for (const path of ['sites', `sites/${site.id}`, 'sites/new']) {
      await page.goto(`/app/settings/${path}`);
      await settled(page);
      await noFindingsInBothThemes(page, path);
    }
    await close(page);
  },

  "an agent copies the customer's link from the menu, and sees the case as the customer": async () => {
    const ticket = await makeTicket();
    const wanted = base + (await pageOf(ticket));
    const page = await openCase(ticket, { permissions: ['clipboard-read', 'clipboard-write'] });
    await button(page, 'Más acciones').click();
    await page.getByRole('menuitem', { name: 'Copiar enlace para el cliente' }).click();
    await page.getByText(/^Enlace copiado/).waitFor();
    same(await page.evaluate(() => navigator.clipboard.readText()), wanted, 'what was copied');
    const opened = page.context().waitForEvent('page');
    await button(page, 'Más acciones').click();
    await page.getByRole('menuitem', { name: 'Ver como el cliente' }).click();
    const seen = await opened;
    await seen.getByRole('heading', { level: 1, name: ticket.subject }).waitFor();
    same(seen.url(), `${wanted}?preview=1`, 'what was opened');
    same(await seen.getByRole('textbox').count(), 0, 'an agent finds no form there');
    await close(page);
  },

  "the customer's link is copied by keyboard alone, from the palette": async () => {
    const ticket = await makeTicket();
    const page = await openCase(ticket, { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('combobox').fill('enlace para el cliente');
    await page.getByRole('option', { name: /Copiar enlace para el cliente/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText(/^Enlace copiado/).waitFor();
    same(await page.evaluate(() => navigator.clipboard.readText()), base + (await pageOf(ticket)), 'what was copied');
    await close(page);
  },
};
