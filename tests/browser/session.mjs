import { api, base, close, email, makeTicket, must, newPage, password, same, until, valueOf } from './harness.mjs';

async function fillSignIn(page, secret) {
  await page.getByLabel('Correo').fill(email);
  await page.getByLabel('Contraseña', { exact: true }).fill(secret);
  await page.getByRole('button', { name: 'Iniciar sesión' }).click();
}

export const tests = {
  'whoever is not signed in is asked to, and then sees what they came for': async () => {
    const page = await newPage({ signedIn: false });
    await page.goto('/app/customers');
    await page.waitForURL(/\/app\/login\?to=/);
    await fillSignIn(page, password);
    await page.waitForURL(/\/app\/customers/);
    await page.getByRole('heading', { name: /Clientes/, level: 1 }).waitFor();
    await close(page);
  },

  'a wrong password is refused in words, the focus goes to them, and the address is kept': async () => {
    const page = await newPage({ signedIn: false });
    await page.goto('/app/login');
    await fillSignIn(page, 'this is not it');
    const alert = page.getByRole('alert');
    await alert.waitFor();
    must((await alert.textContent()).length > 10, 'the refusal has no words');
    await until(() => alert.evaluate((node) => node === document.activeElement), 'the refusal has no focus');
    same(await page.getByLabel('Correo').inputValue(), email, 'the address');
    await close(page);
  },

  'an address that leads elsewhere is not followed after signing in': async () => {
    const page = await newPage({ signedIn: false });
    await page.goto('/app/login?to=//evil.example/x');
    await fillSignIn(page, password);
    await page.waitForURL(/\/app\/inbox/);
    must(page.url().startsWith(base), page.url());
    await close(page);
  },

  'the set-up page says what is missing when its link has no token': async () => {
    const page = await newPage({ signedIn: false });
    await page.goto('/app/setup');
    await page.getByText('Falta el enlace de un solo uso').waitFor();
    await close(page);
  },

  'the set-up page refuses a short password itself and a wrong token in the server’s words': async () => {
    const page = await newPage({ signedIn: false });
    await page.goto('/app/setup?token=nothing');
    await page.getByLabel('Tu nombre').fill('Ana');
    await page.getByLabel('Correo').fill('ana@example.com');
    await page.getByLabel('Contraseña', { exact: true }).fill('corta');
    await page.getByRole('button', { name: 'Crear mi espacio' }).click();
    await page.getByText(/Usa 10 caracteres o más/).waitFor();
    await page.getByLabel('Contraseña', { exact: true }).fill('una frase bastante larga');
    await page.getByRole('button', { name: 'Crear mi espacio' }).click();
    await page.getByRole('alert').first().waitFor();
    must(page.url().includes('/app/setup'), page.url());
    await close(page);
  },

  'a session that ran out is renewed over the page, and what was written is still there': async () => {
    const ticket = await makeTicket();
    const page = await newPage({ signedIn: false });
    await page.goto('/app/login');
    await fillSignIn(page, password);
    await page.waitForURL(/\/app\/inbox/);
    await page.goto(`/app/tickets/${ticket.id}`);
    await page.getByRole('textbox', { name: 'Responder' }).fill('Esto no se debe perder');
    await page.context().clearCookies();
    await page.keyboard.press('Control+Enter');
    const dialog = page.getByRole('dialog', { name: 'Tu sesión terminó' });
    await dialog.waitFor();
    await dialog.getByLabel('Contraseña', { exact: true }).fill(password);
    await dialog.getByRole('button', { name: 'Iniciar sesión' }).click();
    await dialog.waitFor({ state: 'detached' });
    same(await valueOf(page.getByRole('textbox', { name: 'Responder' })), 'Esto no se debe perder', 'the draft');
    await close(page);
  },

  'signing out leads to the door and closes it': async () => {
    const page = await newPage({ signedIn: false });
    await page.goto('/app/login');
    await fillSignIn(page, password);
    await page.waitForURL(/\/app\/inbox/);
    await page.getByRole('button', { name: /Tu cuenta/ }).click();
    await page.getByRole('menuitem', { name: 'Cerrar sesión' }).click();
    await page.waitForURL(/\/app\/login/);
    await page.goto('/app/inbox');
    await page.waitForURL(/\/app\/login/);
    await close(page);
    await api('GET', '/me');
  },
};
