import { createHmac } from 'node:crypto';
import { api, base, close, email, makeTicket, must, newPage, password, same, until, valueOf } from './harness.mjs';

async function fillSignIn(page, secret) {
  await page.getByLabel('Correo').fill(email);
  await page.getByLabel('Contraseña', { exact: true }).fill(secret);
  await page.getByRole('button', { name: 'Iniciar sesión' }).click();
}

/** RFC 6238, by hand. */
function appCode(secret, steps = 0) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const mac = createHmac('sha1', key).update(step).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** An agent of this run's own with a second factor in force; the secret. */
async function protectedAgent(address, secretWord) {
  await api('POST', '/agents', { email: address, name: 'Persona con código', role: 'agent', password: secretWord });
  const answer = await fetch(`${base}/api/v1/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email: address, password: secretWord }),
  });
  const { csrf } = await answer.json();
  const own = (path, body) =>
    fetch(`${base}/api/v1/me/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf, Cookie: answer.headers.getSetCookie()[0].split(';')[0] },
      body: JSON.stringify(body),
    }).then((told) => told.json());
  const { secret } = await own('two_factor', { current_password: secretWord });
  must((await own('two_factor/confirm', { code: appCode(secret, -1) })).recovery_codes.length === 10, 'it is not in force');
  return secret;
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

  'who has a second factor is asked for its code, in words when it is wrong': async () => {
    const address = `codigo-${Date.now().toString(36)}@example.com`;
    const secret = await protectedAgent(address, 'una frase bastante larga');
    const page = await newPage({ signedIn: false });
    await page.goto('/app/login');
    await page.getByLabel('Correo').fill(address);
    await page.getByLabel('Contraseña', { exact: true }).fill('una frase bastante larga');
    await page.getByRole('button', { name: 'Iniciar sesión' }).click();
    const code = page.getByLabel('Código de verificación');
    await code.fill('000000');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('Ese código no es correcto').waitFor();
    await code.fill(appCode(secret));
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/app\/inbox/);
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
