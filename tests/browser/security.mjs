// What guards an account: the second factor, and one's own sessions.
import { createHmac } from 'node:crypto';
import { api, base, close, must, newPage, noFindings, same, settled } from './harness.mjs';

const PASSWORD = 'una frase bastante larga';

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

let count = 0;
async function anAgent() {
  count += 1;
  const address = `codigo-${Date.now().toString(36)}-${count}@example.com`;
  await api('POST', '/agents', { email: address, name: 'Persona con código', role: 'agent', language: 'es', password: PASSWORD });
  return address;
}

/** The agent's second factor is put in force over the API; its secret. */
async function protect(address) {
  const answer = await fetch(`${base}/api/v1/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email: address, password: PASSWORD }),
  });
  const { csrf } = await answer.json();
  const own = (path, body) =>
    fetch(`${base}/api/v1/me/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf, Cookie: answer.headers.getSetCookie()[0].split(';')[0] },
      body: JSON.stringify(body),
    }).then((told) => told.json());
  const { secret } = await own('two_factor', { current_password: PASSWORD });
  must((await own('two_factor/confirm', { code: appCode(secret, -1) })).recovery_codes.length === 10, 'it is not in force');
  return secret;
}

async function enter(page, address) {
  await page.goto('/app/login');
  await page.getByLabel('Correo').fill(address);
  await page.getByLabel('Contraseña', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Iniciar sesión' }).click();
}

export const tests = {
  'who has a second factor is asked for its code, in words when it is wrong': async () => {
    const address = await anAgent();
    const secret = await protect(address);
    const page = await newPage({ signedIn: false });
    await enter(page, address);
    const code = page.getByLabel('Código de verificación');
    await code.fill('000000');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('Ese código no es correcto').waitFor();
    await code.fill(appCode(secret));
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/app\/inbox/);
    await close(page);
  },

  'an agent turns the second factor on and off by keyboard, and keeps the recovery codes': async () => {
    const address = await anAgent();
    const page = await newPage({ signedIn: false });
    await enter(page, address);
    await page.waitForURL(/\/app\/(inbox|start)/);
    await page.goto('/app/me/security');
    await page.getByRole('button', { name: 'Activar' }).press('Enter');
    await page.keyboard.insertText('no es esta');
    await page.keyboard.press('Enter');
    await page.getByText('Esa no es tu contraseña.').waitFor();
    await page.getByLabel('Contraseña actual', { exact: true }).fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('img', { name: 'Código QR para tu aplicación' }).waitFor();
    const secret = (await page.locator('code').first().textContent()).replaceAll(' ', '');
    await page.getByLabel('Código de verificación').fill('000000');
    await page.keyboard.press('Enter');
    await page.getByText('Ese código no es correcto').waitFor();
    await noFindings(page, 'the secret');
    await page.getByLabel('Código de verificación').fill(appCode(secret));
    await page.keyboard.press('Enter');
    const codes = page.getByRole('list', { name: 'Códigos de recuperación' }).getByRole('listitem');
    await codes.first().waitFor();
    same(await codes.count(), 10, 'recovery codes');
    await noFindings(page, 'the recovery codes');
    await page.getByLabel('Los guardé en un lugar seguro').check();
    await page.getByRole('button', { name: 'Listo' }).press('Enter');
    await page.getByText(/Activa desde/).waitFor();
    await page.getByText('Te quedan 10 códigos de recuperación.').waitFor();
    await page.getByRole('button', { name: 'Desactivar' }).press('Enter');
    await page.keyboard.insertText(PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Activar' }).waitFor();
    await close(page);
  },

  'an agent sees where the account is open, and ends what is not this place': async () => {
    const address = await anAgent();
    const here = await newPage({ signedIn: false, colorScheme: 'dark', width: 390 });
    const there = await newPage({ signedIn: false });
    for (const page of [here, there]) {
      await enter(page, address);
      await page.waitForURL(/\/app\/(inbox|start)/);
    }
    await here.goto('/app/me/security');
    await here.getByText('Esta sesión').waitFor();
    await settled(here);
    await noFindings(here, 'the sessions');
    await here.getByRole('button', { name: /^Cerrar la sesión de Chrome/ }).click();
    await here.getByText('Sesión cerrada').waitFor();
    await here.getByRole('button', { name: /^Cerrar la sesión de/ }).waitFor({ state: 'detached' });
    await there.goto('/app/customers');
    await there.waitForURL(/\/app\/login/);
    for (const page of [here, there]) await close(page);
  },
};
