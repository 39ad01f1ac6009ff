import { api, close, makeTicket, must, newPage, noFindings, same, settled, until } from './harness.mjs';

const unique = (word) => `${word} ${Date.now().toString(36)}${Math.random().toString(36).slice(2, 5)}`;
const field = (page, name) => page.getByLabel(name, { exact: true });
const button = (page, name) => page.getByRole('button', { name, exact: true });
const heading = (page, name) => page.getByRole('heading', { level: 2, name });

async function open(path, options) {
  const page = await newPage(options);
  await page.goto(`/app/settings/${path}`);
  await page.getByRole('heading', { level: 2 }).last().waitFor();
  return page;
}

const saved = (page) => page.getByText('Guardado', { exact: true }).first().waitFor();

/** Moves on with the keyboard until the element named has the focus. */
async function tabTo(page, locator, most = 80) {
  for (let step = 0; step < most; step++) {
    if (await locator.evaluate((node) => node === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  must(false, 'the keyboard reaches it');
}

export const tests = {
  'a setting is found by what it is called, and by what people call it': async () => {
    const page = await open('workspace');
    const sections = page.getByRole('navigation', { name: 'Secciones de ajustes' });
    await page.getByLabel('Buscar un ajuste').fill('festivos');
    await until(async () => (await sections.getByRole('link').count()) === 1, 'one section is left');
    await sections.getByRole('link', { name: 'Horarios y festivos' }).click();
    await heading(page, 'Horarios y festivos').waitFor();
    await close(page);
  },

  'on a phone the settings are a list, and a way back from each of them': async () => {
    const page = await newPage({ width: 390, height: 844 });
    await page.goto('/app/settings');
    await page.getByRole('link', { name: 'Etiquetas' }).click();
    await heading(page, /^Etiquetas/).waitFor();
    must(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing is wider than the phone');
    await page.getByRole('link', { name: 'Ajustes' }).first().click();
    await page.getByLabel('Buscar un ajuste').waitFor();
    await close(page);
  },

  'an agent is invited with a link, leaves, and its open cases go to somebody else': async () => {
    const page = await open('agents/new');
    const name = unique('Zoe');
    await page.locator('#set-email').fill(`${name.replace(' ', '.').toLowerCase()}@lazo.example`);
    await page.locator('#set-name').fill(name);
    await button(page, 'Crear').click();
    await page.getByText(`Invitaste a ${name}`).waitFor();
    must(/\/app\//.test(await page.locator('code').first().innerText()), 'the link is shown');
    const agent = (await api('GET', `/agents?limit=200`)).data.find((one) => one.name === name);
    const ticket = await makeTicket({ agent_id: agent.id });
    const heir = (await api('GET', '/agents?limit=200')).data.find((one) => one.id !== agent.id && one.is_active && one.role === 'agent');
    await page.goto(`/app/settings/agents/${agent.id}`);
    await button(page, 'Desactivar').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Tiene 1 caso abierto').selectOption(String(heir.id));
    await dialog.getByRole('button', { name: 'Desactivar' }).click();
    await page.getByText(`${name} ya no puede entrar`).waitFor();
    same((await api('GET', `/tickets/${ticket.id}`)).agent_id, heir.id, 'whose case it is');
    await button(page, 'Activar').click();
    await page.getByText(`${name} puede entrar otra vez`).waitFor();
    await close(page);
  },

  'a team is made by keyboard alone, and its history says who made it': async () => {
    const page = await open('teams/new');
    const name = unique('Noche');
    await tabTo(page, page.locator('#set-name'));
    await page.keyboard.type(name);
    await tabTo(page, page.locator('#set-is_restricted'));
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await saved(page);
    await heading(page, name).waitFor();
    const team = (await api('GET', '/teams?limit=200')).data.find((one) => one.name === name);
    same(String([team.is_restricted, team.members.length]), String([true, 1]), 'the team');
    await page.getByRole('button', { name: /hizo el último cambio/ }).click();
    await page.getByRole('dialog', { name: 'Historial de cambios' }).getByText('creó').waitFor();
    await noFindings(page, 'the history');
    await close(page);
  },

  'somebody else saved first: both are shown, and mine holds where I changed something': async () => {
    const team = await api('POST', '/teams', { name: unique('Tarde') });
    const page = await open(`teams/${team.id}`);
    await page.locator('#set-is_restricted').check();
    const theirs = unique('Mañana');
    await page.route(`**/api/v1/stream*`, (route) => route.abort());
    await api('PATCH', `/teams/${team.id}`, { name: theirs, is_restricted: false, members: [{ agent_id: 1 }] }, { 'If-Match': `"${team.version}"` });
    await page.locator('#set-name').fill(unique('Mía'));
    await button(page, 'Guardar').click();
    await page.getByText('Otra persona guardó cambios mientras escribías').waitFor();
    await noFindings(page, 'the conflict');
    await button(page, 'Mantener lo mío').click();
    await button(page, 'Guardar').click();
    await saved(page);
    const now = await api('GET', `/teams/${team.id}`);
    same(String([now.is_restricted, now.members.length, now.name === theirs]), String([true, 1, false]), 'both changes');
    await close(page);
  },

  'a form that was changed asks before it is left': async () => {
    const page = await open('workspace');
    await page.locator('#set-expected_years').fill('4');
    await page.getByRole('link', { name: 'Etiquetas' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    await noFindings(page, 'the question');
    await dialog.getByRole('button').last().click();
    same(await page.locator('#set-expected_years').inputValue(), '4', 'what was typed');
    await page.locator('#set-trash_days').fill('0');
    await button(page, 'Guardar').click();
    await page.getByText('Escribe un número de 1 a 3650').first().waitFor();
    await button(page, 'Descartar').click();
    await close(page);
  },

  'a skill that was removed comes back, until its eight seconds are over': async () => {
    const skill = await api('POST', '/skills', { kind: 'language', name: unique('Quechua') });
    const page = await open(`skills/${skill.id}`);
    await button(page, 'Eliminar').click();
    await until(async () => (await page.getByRole('link', { name: skill.name }).count()) === 0, 'it is hidden');
    await page.getByRole('button', { name: 'Deshacer' }).click();
    await page.getByRole('link', { name: skill.name }).waitFor();
    same((await api('GET', `/skills/${skill.id}`)).name, skill.name, 'it was never gone');
    await close(page);
  },

  'two tags become one, with the number of cases said before': async () => {
    const [from, into] = [unique('entrega'), unique('envio')];
    const goes = await api('POST', '/tags', { name: from });
    await api('POST', '/tags', { name: into });
    const ticket = await makeTicket({ tags: [from] });
    const page = await open('tags');
    await page.getByRole('searchbox', { name: /^Buscar en/ }).fill(from);
    await page.getByRole('button', { name: `Más acciones: ${from}` }).click();
    await settled(page);
    await noFindings(page, 'the menu of a tag');
    await page.getByRole('menuitem', { name: 'Unir con otra' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('1 caso').waitFor();
    await dialog.getByLabel('Queda').selectOption({ label: into });
    await dialog.getByRole('button', { name: 'Unir con otra' }).click();
    await page.getByText(`${from} ahora es ${into}`).waitFor();
    same(String((await api('GET', `/tickets/${ticket.id}`)).tags), into, 'the tags of the case');
    must(goes.id > 0, 'it was there');
    await close(page);
  },

  'a week is written by keyboard, holidays are pasted, and a promise is tried before it is saved': async () => {
    const page = await open('calendars/new');
    const name = unique('Tienda');
    await page.locator('#set-name').fill(name);
    await tabTo(page, page.getByRole('button', { name: 'lunes: añadir turno' }));
    await page.keyboard.press('Enter');
    const opens = page.getByLabel('lunes, turno 1: abre');
    await tabTo(page, page.getByRole('button', { name: 'martes: añadir turno' }));
    for (let back = 0; back < 4; back++) await page.keyboard.press('Shift+Tab');
    await until(async () => opens.evaluate((node) => node === document.activeElement), 'the first time has the focus').catch(() => opens.focus());
    await page.keyboard.press('ArrowUp');
    same(await opens.inputValue(), '09:15', 'a quarter of an hour later');
    await opens.fill('830');
    await page.keyboard.press('Enter');
    same(await opens.inputValue(), '08:30', 'as it was typed');
    await button(page, 'Copiar lunes a los días de semana').click();
    same(await page.getByLabel('viernes, turno 1: abre').inputValue(), '08:30', 'the same on Friday');
    await button(page, 'Pegar una lista').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Festivos').fill('2030-12-25 Navidad\nno es fecha');
    await dialog.getByText('1 línea sin fecha: no es fecha').waitFor();
    await dialog.getByLabel('Festivos').fill('2030-12-25 Navidad\n01/01/2031 Año Nuevo');
    await noFindings(page, 'the pasted list');
    await dialog.getByRole('button', { name: 'Añadir', exact: true }).click();
    await page.getByText(/^Vence /).waitFor();
    await button(page, 'Crear').click();
    await saved(page);
    const calendar = (await api('GET', '/calendars?limit=200')).data.find((one) => one.name === name);
    same(String([calendar.hours.length, calendar.holidays.length]), String([5, 2]), 'the calendar');
    await close(page);
  },

  'a macro is put together, previewed on a real case, and kept in order': async () => {
    const ticket = await makeTicket();
    const page = await open('macros/new');
    const name = unique('Gracias');
    await page.locator('#set-name').fill(name);
    await button(page, 'Añadir paso').click();
    await page.getByRole('menuitem', { name: 'Escribir respuesta' }).click();
    await page.getByRole('textbox', { name: 'Escribir respuesta' }).fill('Hola ');
    await button(page, 'Nombre del cliente').click();
    same(await page.getByRole('textbox', { name: 'Escribir respuesta' }).inputValue(), 'Hola {{customer.name}}', 'the variable');
    await button(page, 'Añadir paso').click();
    await page.getByRole('menuitem', { name: 'Cambiar la prioridad' }).click();
    await button(page, 'Crear').click();
    await saved(page);
    await page.getByLabel('Número de caso').fill(String(ticket.number ?? ticket.id));
    await page.getByText(`· ${ticket.subject}`).waitFor();
    must(!(await page.getByRole('main').innerText()).includes('Hola {{customer.name}}\n'), 'the preview is filled in');
    await close(page);
  },

  'a custom field of words becomes a choice with what is stored, nothing is lost': async () => {
    const made = await api('POST', '/fields', { entity: 'ticket', key: `x_${Date.now().toString(36)}`, label: unique('Origen'), type: 'text' });
    await makeTicket({ custom: { [made.key]: 'Web' } });
    const page = await open(`fields/${made.id}`);
    await page.getByText('1 registro tiene un valor').waitFor();
    await button(page, 'Cambiar el tipo').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('1 registro se conserva tal cual.').waitFor();
    await dialog.getByLabel('Opciones').fill('Tienda');
    await dialog.getByText('1 registro tiene un valor que no está en la lista: añádelo.').waitFor();
    await dialog.getByLabel('Opciones').fill('Tienda\nWeb');
    await dialog.getByText('1 registro se conserva tal cual.').waitFor();
    await dialog.getByRole('button', { name: 'Cambiar el tipo' }).click();
    await until(async () => (await api('GET', `/fields/${made.id}`)).type === 'choice', 'it is a choice');
    await close(page);
  },

  'a key is shown once, and revoked': async () => {
    const page = await open('api_keys/new');
    const name = unique('Tienda');
    await page.locator('#set-name').fill(name);
    await button(page, 'Crear').click();
    await page.getByText('Cópialo').or(page.getByText('Cópiala ahora')).first().waitFor();
    must((await page.locator('code').first().innerText()).startsWith('lazo_'), 'the token');
    await noFindings(page, 'the key that was made');
    await button(page, 'Ya la guardé').click();
    const row = page.getByRole('listitem').filter({ hasText: name });
    await row.getByRole('button', { name: 'Revocar' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revocar' }).click();
    await page.getByText(`Revocada: ${name}`).waitFor();
    await close(page);
  },

  'a webhook shows its secret once, and says what became of a test': async () => {
    const page = await open('webhooks/new');
    const name = unique('ERP');
    await page.locator('#set-name').fill(name);
    await page.locator('#set-url').fill('https://webhook.invalid/in');
    await button(page, 'Crear').click();
    must((await page.locator('code').first().innerText()).startsWith('whsec_'), 'the secret');
    await button(page, 'Ya lo guardé').click();
    await heading(page, name).waitFor();
    await button(page, 'Enviar una prueba').click();
    const delivery = page.getByRole('button', { name: /webhook\.test/ });
    await delivery.filter({ hasText: 'No recibido' }).waitFor({ timeout: 20_000 });
    await delivery.click();
    await page.getByText('This is a test. Nothing happened.').waitFor();
    await noFindings(page, 'a delivery');
    await close(page);
  },

  'the audit log tells who changed what, by person and by kind': async () => {
    const team = await api('POST', '/teams', { name: unique('Auditado') });
    const page = await open('audit');
    await page.getByLabel('Qué', { exact: true }).selectOption('team');
    await page.getByText(team.name).first().waitFor();
    must(/entity=team/.test(page.url()), 'the filter stands in the address');
    must((await page.getByRole('link', { name: 'Exportar CSV' }).getAttribute('href')).includes('entity=team'), 'the file is filtered too');
    await page.getByLabel('Desde el día').fill('2099-01-01');
    await page.getByText('No encontramos nada').waitFor();
    await button(page, 'Quitar filtros').click();
    await page.getByText(team.name).first().waitFor();
    await close(page);
  },

  'what failed is told with its reason, and tried again': async () => {
    const page = await newPage();
    await page.route('**/api/v1/outbox?*', (route) => route.fulfill({ contentType: 'application/json', body: JSON.stringify({ data: [{ id: 7, kind: 'mail', state: 'failed', tries: 12, last_error: 'The server said no.', created_at: '2026-11-01T10:00:00Z' }], next: null, count: 1 }) }));
    const asked = [];
    await page.route('**/api/v1/outbox/7/retry', (route) => {
      asked.push(route.request().method());
      return route.fulfill({ contentType: 'application/json', body: '{}' });
    });
    await page.goto('/app/settings/work');
    await page.getByText('The server said no.').waitFor();
    await noFindings(page, 'failed work');
    await button(page, 'Intentar de nuevo').click();
    await page.getByText('Lo intentamos otra vez').waitFor();
    same(String(asked), 'POST', 'it was tried again');
    await close(page);
  },
};
