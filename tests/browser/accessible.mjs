import { acted, api, close, makeChannel, makeTicket, newPage, noFindingsInBothThemes, settled } from './harness.mjs';
import { ticketByMail } from './mail_case.mjs';

/** One test a screen, in both themes: as it opens, and then with each menu and dialog that it has. */
function screen(name, path, states = {}, options = {}) {
  return {
    [`${name} has no A or AA finding in either theme`]: async () => {
      const page = await newPage(options);
      await page.goto(typeof path === 'function' ? await path() : path);
      await settled(page);
      await noFindingsInBothThemes(page, name);
      for (const [what, act] of Object.entries(states)) {
        await acted(page, () => act(page));
        await noFindingsInBothThemes(page, `${name}, ${what}`);
        await acted(page, () => page.keyboard.press('Escape'), { mustChange: false });
      }
      await close(page);
    },
  };
}

async function caseWithEverything() {
  const ticket = await makeTicket();
  await api('POST', `/tickets/${ticket.id}/messages`, { text: 'Respuesta https://example.com/x', public: true });
  await api('POST', `/tickets/${ticket.id}/messages`, { text: 'Nota', public: false });
  await api('POST', `/tickets/${ticket.id}/messages`, { html: '<p>Con <b>formato</b></p>', public: true, direction: 'in' });
  return `/app/inbox/all/${ticket.id}`;
}

async function caseByMail() {
  const ticket = await ticketByMail(await makeChannel({ relay: 'mx.example.com' }));
  return `/app/tickets/${ticket.id}`;
}

async function mailbox() {
  const channel = await makeChannel({
    receives: 'imap', imap_host: '127.0.0.1', imap_port: 1, imap_security: 'none', sends: 'smtp', smtp_host: '127.0.0.1', smtp_port: 1,
    login: 'password', secrets: { password: 'x' }, preset: 'google', signature: '**Sol**\n- uno\n- dos',
  });
  return `/app/settings/channels/${channel.id}`;
}

/** Failed mail cannot be had from a demo, so it is answered by hand. */
const withFailedMail = async (page) => {
  const mail = {
    id: 1, version: 1, channel_id: null, source: 'imap', envelope_from: 'rosa@example.com', envelope_to: 'soporte@example.com', state: 'failed',
    tries: 3, due_at: '2026-11-24T10:00:00Z', detail: 'Tiene demasiadas partes.', ticket_id: 1, created_at: '2026-11-24T10:00:00Z', updated_at: '2026-11-24T10:00:00Z',
  };
  await page.route('**/api/v1/mail_spool?*', (route) => route.fulfill({ json: { data: [mail], next: null, count: 1 } }));
  await page.reload();
  await page.getByText('Tiene demasiadas partes.').waitFor();
};

export const tests = {
  ...screen('the sign-in', '/app/login', {}, { signedIn: false }),
  ...screen('the set-up', '/app/setup?token=x', {}, { signedIn: false }),
  ...screen('the inbox', '/app/inbox/open', {
    'views open': (page) => page.locator('h1 button').click(),
    'sort open': (page) => page.getByRole('button', { name: 'Ordenar' }).click(),
    'palette open': (page) => page.keyboard.press('Control+k'),
    'keys open': (page) => page.keyboard.press('?'),
    'new case open': (page) => page.keyboard.press('c'),
    'account open': (page) => page.getByRole('button', { name: /Tu cuenta/ }).click(),
    'nothing found': (page) => page.getByRole('searchbox').fill('nada de nada'),
  }),
  ...screen('a case', caseWithEverything, {
    'status open': (page) => page.keyboard.press('s'),
    'assignee open': (page) => page.keyboard.press('a'),
    'tags open': (page) => page.keyboard.press('l'),
    'macros open': (page) => page.keyboard.press('m'),
    'writing a note': (page) => page.keyboard.press('n'),
    'with a toast': async (page) => {
      await page.keyboard.press('p');
      await page.getByRole('option', { name: 'Alta' }).click();
    },
  }),
  ...screen('a case on a phone', caseWithEverything, {
    'customer open': (page) => page.getByRole('button', { name: 'Cliente', exact: true }).click(),
  }, { width: 390, height: 844, hasTouch: true }),
  ...screen('a case by mail', caseByMail, {
    'recipients open': (page) => page.getByRole('button', { name: /^Para / }).click(),
    'details open': (page) => page.getByRole('button', { name: 'Detalles del correo' }).click(),
    'original open': async (page) => {
      await page.getByRole('button', { name: 'Detalles del correo' }).click();
      await page.getByRole('button', { name: 'Ver el original' }).click();
    },
    'copies open': (page) => page.getByRole('button', { name: '1 copia', exact: true }).click(),
    'a copy that is no address': async (page) => {
      await page.getByLabel('Cco', { exact: true }).fill('nadie');
      await page.getByRole('textbox', { name: 'Responder' }).focus();
    },
  }),
  ...screen('the mailboxes', '/app/settings/channels'),
  ...screen('a mailbox', mailbox, {
    'a secret replaced': (page) => page.getByRole('button', { name: 'Reemplazar: Contraseña' }).click(),
    'removing': (page) => page.getByRole('button', { name: 'Quitar', exact: true }).click(),
    'wrong': async (page) => {
      await page.getByLabel('Servidor IMAP *').fill('');
      await page.getByRole('button', { name: 'Guardar' }).click();
    },
    'leaving': (page) => page.getByRole('link', { name: 'Clientes' }).first().click(),
  }),
  ...screen('a new mailbox', '/app/settings/channels/new', {
    'handed over': (page) => page.getByText('Lo entrega tu servidor').click(),
  }),
  ...screen('failed mail', '/app/settings/failed_mail', { 'with one': withFailedMail }),
  ...screen('the workspace in the settings', '/app/settings/workspace'),
  ...screen('the agents', '/app/settings/agents'),
  ...screen('an agent in the settings', async () => `/app/settings/agents/${(await api('GET', '/agents?limit=2&sort=-id')).data[0].id}`, {
    'leaving': (page) => page.getByRole('button', { name: 'Desactivar' }).click(),
  }),
  ...screen('hours and holidays', async () => `/app/settings/calendars/${(await api('GET', '/calendars?limit=1')).data[0].id}`, {
    'a list pasted': (page) => page.getByRole('button', { name: 'Pegar una lista' }).click(),
  }),
  ...screen('the roles', '/app/settings/roles', {
    'by action': (page) => page.getByText('Acciones', { exact: true }).click(),
  }),
  ...screen('the shared views', '/app/settings/views'),
  ...screen('a macro in the settings', async () => `/app/settings/macros/${(await api('GET', '/macros?limit=1')).data[0].id}`, {
    'a step added': (page) => page.getByRole('button', { name: 'Añadir paso' }).click(),
  }),
  ...screen('the tags', '/app/settings/tags'),
  ...screen('a new custom field', '/app/settings/fields/new', {
    'wrong': (page) => page.getByRole('button', { name: 'Crear', exact: true }).click(),
  }),
  ...screen('the stages in the settings', '/app/settings/stages'),
  ...screen('a new key', '/app/settings/api_keys/new'),
  ...screen('a new webhook', '/app/settings/webhooks/new'),
  ...screen('the audit log', '/app/settings/audit'),
  ...screen('failed work', '/app/settings/work'),
  ...screen('the customers', '/app/customers'),
  ...screen('a customer', async () => `/app/customers/${(await makeTicket()).customer_id}`),
  ...screen('the numbers', '/app/dashboard/manager', {
    'formula open': (page) => page.getByRole('button', { name: /Cómo se calcula: NPS/ }).click(),
    'as a table': (page) => page.getByRole('button', { name: /Ver como tabla/ }).first().click(),
    'a list behind a number': (page) => page.getByRole('button', { name: /^CSAT: .* Ver la lista/ }).click(),
    'a filter open': (page) => page.getByRole('combobox', { name: 'Etapa' }).click(),
    'walking a chart': async (page) => {
      await page.getByRole('region', { name: 'NPS en el tiempo' }).getByRole('group').focus();
      await page.keyboard.press('End');
    },
  }),
  ...screen('the numbers of the team', '/app/dashboard/lead'),
  ...screen('the journey board', '/app/journey', {
    'moving open': (page) => page.getByRole('button', { name: /^Mover a/ }).first().click(),
    'asking why': async (page) => {
      await page.getByRole('button', { name: /^Mover a/ }).first().click();
      await page.getByRole('menuitem', { name: 'Promoción' }).click();
    },
    'who left': (page) => page.getByRole('button', { name: /salieron/ }).last().click(),
    'bands open': (page) => page.getByRole('button', { name: 'Bandas' }).click(),
    'as a table': (page) => page.getByRole('button', { name: 'Ver como tabla' }).click(),
  }),
  ...screen('the journey board on a phone', '/app/journey', {}, { width: 390, height: 844, hasTouch: true }),
  ...screen('what is not there', '/app/tickets/999999999'),
};
