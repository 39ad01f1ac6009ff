import { api, close, makeTicket, newPage, noFindings, settled } from './harness.mjs';

const THEMES = ['light', 'dark'];

/** One test a screen and theme: as it opens, and then with each menu and dialog that it has. */
function screen(name, path, states = {}, options = {}) {
  return Object.fromEntries(
    THEMES.map((theme) => [
      `${name} has no A or AA finding in the ${theme} theme`,
      async () => {
        const page = await newPage({ colorScheme: theme, ...options });
        await page.goto(typeof path === 'function' ? await path() : path);
        await settled(page);
        await noFindings(page, name);
        for (const [what, act] of Object.entries(states)) {
          await act(page);
          await page.waitForTimeout(500);
          await noFindings(page, `${name}, ${what}`);
          await page.keyboard.press('Escape');
          await page.waitForTimeout(250);
        }
        await close(page);
      },
    ]),
  );
}

async function caseWithEverything() {
  const ticket = await makeTicket();
  await api('POST', `/tickets/${ticket.id}/messages`, { text: 'Respuesta https://example.com/x', public: true });
  await api('POST', `/tickets/${ticket.id}/messages`, { text: 'Nota', public: false });
  await api('POST', `/tickets/${ticket.id}/messages`, { html: '<p>Con <b>formato</b></p>', public: true, direction: 'in' });
  return `/app/inbox/all/${ticket.id}`;
}

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
    'preferences open': async (page) => {
      await page.getByRole('button', { name: /Tu cuenta/ }).click();
      await page.getByRole('menuitem', { name: 'Preferencias' }).click();
    },
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
  ...screen('the customers', '/app/customers'),
  ...screen('a customer', async () => `/app/customers/${(await makeTicket()).customer_id}`),
  ...screen('the numbers', '/app/dashboard', {
    'formula open': (page) => page.getByRole('button', { name: /Cómo se calcula: NPS/ }).click(),
    'as a table': (page) => page.getByRole('button', { name: /Ver como tabla/ }).first().click(),
  }),
  ...screen('what is not there', '/app/tickets/999999999'),
};
