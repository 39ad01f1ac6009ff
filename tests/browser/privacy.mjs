// What a person may ask of a business: all that it knows of them, being forgotten, and who looked.
import { readFileSync } from 'node:fs';
import { api, close, makeTicket, must, newPage, noFindings, same, settled, until } from './harness.mjs';

async function openPrivacy(options = {}) {
  const ticket = await makeTicket();
  const customer = await api('GET', `/customers/${ticket.customer_id}`);
  const page = await newPage(options);
  await page.goto(`/app/customers/${customer.id}?tab=privacy`);
  await page.getByRole('region', { name: 'Borrar sus datos' }).getByText('Mensajes', { exact: true }).waitFor();
  return { page, customer };
}

export const tests = {
  'all that is known of a person leaves as one document, the team’s own words only when asked for': async () => {
    const { page, customer } = await openPrivacy();
    const download = async () => {
      const coming = page.waitForEvent('download');
      await page.getByRole('region', { name: 'Exportar sus datos' }).getByRole('button', { name: 'Descargar' }).click();
      return JSON.parse(readFileSync(await (await coming).path(), 'utf8'));
    };
    const document = await download();
    same(document.customer.id, customer.id, 'the person');
    same(document.messages.length, 1, 'the messages');
    must(!('notes' in document), 'what the team wrote was not asked for');
    await page.getByLabel(/Incluir lo que escribió el equipo/).check();
    must('notes' in (await download()), 'what the team wrote was asked for');
    await close(page);
  },

  'forgetting a person is looked at first, waits, and can be cancelled': async () => {
    for (const options of [{}, { colorScheme: 'dark', width: 390 }]) {
      const { page, customer } = await openPrivacy(options);
      const card = page.getByRole('region', { name: 'Borrar sus datos' });
      await settled(page);
      await noFindings(page, 'privacy');
      await card.getByRole('button', { name: 'Pedir el borrado' }).press('Enter');
      await card.getByLabel('Motivo').fill('Lo pidió por teléfono');
      await card.getByLabel('Cuándo').selectOption('0');
      await noFindings(page, 'privacy, asking');
      must(await card.getByRole('button', { name: 'Borrar ahora' }).isDisabled(), 'the name was not typed');
      await card.getByLabel('Cuándo').selectOption('7');
      await card.getByRole('button', { name: 'Pedir el borrado' }).press('Enter');
      await card.getByText(/^Los datos se borran el/).waitFor();
      same((await api('GET', `/customers/${customer.id}/erasure`)).waiting.state, 'waiting', 'the wish');
      await card.getByRole('button', { name: 'Cancelar el borrado' }).press('Enter');
      await card.getByRole('button', { name: 'Pedir el borrado' }).waitFor();
      await close(page);
    }
  },

  'a person who is forgotten now is shown as such, and who looked stays': async () => {
    const { page, customer } = await openPrivacy();
    const card = page.getByRole('region', { name: 'Borrar sus datos' });
    await card.getByRole('button', { name: 'Pedir el borrado' }).click();
    await card.getByLabel('Motivo').fill('Lo pidió por correo');
    await card.getByLabel('Cuándo').selectOption('0');
    await card.getByLabel(/para confirmar$/).fill(customer.name);
    await card.getByRole('button', { name: 'Borrar ahora' }).click();
    await card.getByText(/^Los datos de esta persona se borraron/).waitFor();
    await page.getByRole('heading', { level: 1, name: /^Persona borrada/ }).waitFor();
    must(!(await page.locator('main').innerText()).includes(customer.email), 'the address is still shown');
    await until(async () => {
      await page.reload();
      await page.getByRole('region', { name: 'Quién la consultó' }).waitFor();
      await settled(page);
      return (await page.getByRole('region', { name: 'Quién la consultó' }).getByRole('listitem').count()) > 0;
    }, 'the look was not written');
    await close(page);
  },
};
