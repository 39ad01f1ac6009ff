// The page of one customer, its tasks, duplicates and company, by mouse and by keyboard, against any text.
import { api, close, makeTicket, must, newPage, noFindings, same, settled, until } from './harness.mjs';

const HOSTILE = '<img src=x onerror="document.title=\'ran\'"> \u202e "comillas"';

async function customerOf(fields = {}) {
  const ticket = await makeTicket();
  const customer = await api('GET', `/customers/${ticket.customer_id}`);
  if (Object.keys(fields).length === 0) return customer;
  return api('PATCH', `/customers/${customer.id}`, fields, { 'If-Match': `"${customer.version}"` });
}

const fresh = (id) => api('GET', `/customers/${id}`);

export const tests = {
  'a customer is edited in place by keyboard, and the change is taken back': async () => {
    const customer = await customerOf({ city: 'Cali' });
    const page = await newPage();
    await page.goto(`/app/customers/${customer.id}`);
    await page.getByRole('button', { name: 'Editar: Ciudad' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.type(HOSTILE);
    await page.keyboard.press('Enter');
    await page.getByText('Ficha actualizada').waitFor();
    await until(async () => (await fresh(customer.id)).city === HOSTILE, 'the city was not saved');
    await page.getByRole('button', { name: 'Deshacer' }).click();
    await until(async () => (await fresh(customer.id)).city === 'Cali', 'the city did not come back');
    same(await page.title().then((title) => title.includes('ran')), false, 'a script ran');
    await close(page);
  },

  'an address is added, and one of somebody else is refused with what to do': async () => {
    const [customer, other] = [await customerOf(), await customerOf()];
    const page = await newPage();
    await page.goto(`/app/customers/${customer.id}`);
    const card = page.getByRole('region', { name: 'Cómo lo reconocemos' });
    await card.getByRole('button', { name: 'Añadir contacto' }).click();
    await card.getByRole('textbox', { name: 'Correo' }).fill(other.email);
    await card.getByRole('button', { name: 'Añadir contacto' }).click();
    await card.getByText('Ya es de otro cliente').waitFor();
    await card.getByRole('textbox', { name: 'Correo' }).fill(`segundo-${customer.id}@example.com`);
    await card.getByRole('button', { name: 'Añadir contacto' }).click();
    await until(async () => (await fresh(customer.id)).identities.length === 2, 'the address was not added');
    await close(page);
  },

  'a note is written, pinned, removed and brought back': async () => {
    const customer = await customerOf();
    const page = await newPage();
    await page.goto(`/app/customers/${customer.id}?tab=notes`);
    await page.getByRole('textbox', { name: 'Escribe una nota para el equipo' }).fill(HOSTILE);
    await page.keyboard.press('Control+Enter');
    await page.locator('li').filter({ hasText: '<img src=x' }).waitFor();
    await page.getByRole('button', { name: 'Fijar la nota' }).click();
    await page.getByText('Nota fijada').waitFor();
    await page.getByRole('button', { name: 'Borrar la nota' }).click();
    await page.getByRole('heading', { name: 'Sin notas' }).waitFor();
    await page.getByText('Nota borrada').waitFor();
    await page.getByRole('button', { name: 'Deshacer' }).last().click();
    await page.locator('li').filter({ hasText: '<img src=x' }).waitFor();
    await close(page);
  },

  'a task is written down, done with a tick, and opened again': async () => {
    const customer = await customerOf();
    const page = await newPage();
    await page.goto(`/app/customers/${customer.id}?tab=tasks`);
    const title = `Llamar a ${customer.id}`;
    await page.getByRole('textbox', { name: 'Qué hay que hacer' }).fill(title);
    await page.getByRole('button', { name: 'Mañana' }).click();
    await page.getByRole('button', { name: 'Anotar la tarea' }).click();
    await page.getByRole('checkbox', { name: `Hecha: ${title}` }).waitFor();
    await page.goto('/app/tasks');
    await page.getByRole('checkbox', { name: `Hecha: ${title}` }).click();
    await until(async () => (await page.getByRole('checkbox', { name: `Hecha: ${title}` }).count()) === 0, 'it is still there');
    await page.getByRole('button', { name: 'Deshacer' }).click();
    await page.getByRole('checkbox', { name: `Hecha: ${title}` }).waitFor();
    await close(page);
  },

  'a consent is withdrawn only with a reason, and the history keeps both words': async () => {
    const customer = await customerOf();
    await api('POST', `/customers/${customer.id}/consents`, { channel: 'mail', purpose: 'marketing', is_given: true, words: HOSTILE });
    const page = await newPage();
    await page.goto(`/app/customers/${customer.id}?tab=consents`);
    await page.getByRole('button', { name: 'Retirar permiso: Promociones por Correo' }).click();
    await page.getByRole('button', { name: 'Guardar' }).click();
    await page.getByText('Di por qué lo retira').waitFor();
    await page.getByRole('textbox', { name: 'Motivo' }).fill('Lo pidió por teléfono');
    await page.getByRole('button', { name: 'Guardar' }).click();
    await page.getByText('Negativa registrada').waitFor();
    await until(async () => (await page.locator('tbody tr').count()) === 2, 'the history lacks a word');
    await close(page);
  },

  'the stage is moved by hand with a reason, and the move is taken back': async () => {
    const customer = await customerOf();
    const page = await newPage();
    await page.goto(`/app/customers/${customer.id}`);
    await page.getByRole('button', { name: 'Mover de etapa' }).click();
    await page.getByRole('combobox', { name: 'Nueva etapa' }).selectOption('advocacy');
    await page.getByRole('textbox', { name: 'Motivo' }).fill('Nos trajo tres clientes');
    await page.getByRole('dialog').getByRole('button', { name: 'Mover de etapa' }).click();
    await until(async () => (await fresh(customer.id)).stage === 'advocacy', 'it was not moved');
    await page.getByText('Nos trajo tres clientes').first().waitFor();
    await page.getByRole('button', { name: 'Deshacer' }).click();
    await until(async () => (await fresh(customer.id)).override_stage === null, 'the move stands');
    await close(page);
  },

  'two entries of one person are compared and merged': async () => {
    const phone = `+57 31${String(Date.now()).slice(-8)}`;
    const first = await customerOf({ phone, name: 'María Peña Doble' });
    const second = await customerOf({ phone, name: 'Peña Doble, Maria' });
    await until(async () => (await api('GET', `/customers/${first.id}/duplicates`)).data.length > 0, 'no pair was found');
    const page = await newPage();
    await page.goto(`/app/customers/${first.id}`);
    await page.getByRole('button', { name: 'Comparar y unir' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Unir dos fichas' });
    await dialog.getByText('No se puede deshacer').waitFor();
    await dialog.getByRole('button', { name: 'Unir las fichas' }).click();
    await until(async () => (await fresh(first.id).catch(() => fresh(second.id))).identities.length >= 3, 'they are still two');
    await close(page);
  },

  'the history is narrowed in the address and widened again': async () => {
    const customer = await customerOf();
    const page = await newPage();
    await page.goto(`/app/customers/${customer.id}?tab=history`);
    await page.getByRole('combobox', { name: 'Qué' }).selectOption('purchases');
    await page.waitForURL(/kind=purchases/);
    await page.getByText('Nada coincide con el filtro').waitFor();
    await page.getByRole('button', { name: 'Quitar filtros' }).last().click();
    await page.getByRole('region', { name: 'Historia' }).locator('time').first().waitFor();
    await close(page);
  },

  'a company shows its people, and who is linked can be taken out again': async () => {
    const customer = await customerOf();
    const company = await api('POST', '/companies', { name: `Empresa ${customer.id} ${HOSTILE}` });
    const linked = await fresh(customer.id);
    await api('PATCH', `/customers/${customer.id}`, { company_id: company.id }, { 'If-Match': `"${linked.version}"` });
    const page = await newPage();
    await page.goto(`/app/companies/${company.id}`);
    await page.getByRole('link', { name: customer.name }).first().waitFor();
    await page.getByRole('button', { name: `Quitar a ${customer.name}` }).click();
    await until(async () => (await fresh(customer.id)).company_id === null, 'still linked');
    await page.getByRole('button', { name: 'Deshacer' }).click();
    await until(async () => (await fresh(customer.id)).company_id === company.id, 'the link did not come back');
    await close(page);
  },

  ...Object.fromEntries(
    ['light', 'dark'].map((colorScheme) => [
      `the customer's tabs, tasks, companies and duplicates have no A or AA finding in the ${colorScheme} theme`,
      async () => {
        const customer = await customerOf();
        await api('POST', '/customer_notes', { customer_id: customer.id, text: 'Nota', is_pinned: true });
        await api('POST', '/tasks', { customer_id: customer.id, title: 'Tarea', due_at: '2026-01-01T00:00:00Z' });
        await api('POST', `/customers/${customer.id}/consents`, { channel: 'mail', purpose: 'x', is_given: true, words: 'Acepto' });
        const page = await newPage({ colorScheme });
        const tabs = ['', '?tab=history', '?tab=purchases', '?tab=notes', '?tab=tasks', '?tab=files', '?tab=consents'];
        for (const path of [...tabs.map((tab) => `customers/${customer.id}${tab}`), 'tasks', 'companies', 'customers/duplicates']) {
          await page.goto(`/app/${path}`);
          await settled(page);
          await noFindings(page, path);
        }
        await close(page);
      },
    ]),
  ),
};

must(Object.keys(tests).length === 11, 'a sentence stands twice');
