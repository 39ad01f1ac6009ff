import { api, close, must, newPage, same, until } from './harness.mjs';

const column = (page, name) => page.getByRole('region', { name, exact: true });
const run = Date.now().toString(36);
let counter = 0;

/** A customer of this run's own, who wrote to us: in consideration, newest of the column. */
async function somebody() {
  counter += 1;
  const ticket = await api('POST', '/tickets', {
    subject: `Viaje ${run}-${counter}`,
    customer: { email: `viaje-${run}-${counter}@example.com`, name: `Viajera ${run}-${counter}` },
    message: { text: 'Quiero comprar', public: true },
  });
  const customer = await api('GET', `/customers/${ticket.customer_id}`);
  same(customer.stage, 'consideration', 'where somebody new stands');
  // The most valuable first: this one is at the top.
  const [order] = [await api('POST', '/orders', { customer_id: customer.id, status: 'paid', ordered_at: new Date().toISOString(), lines: [{ name: 'Oro', quantity: 1, price: { amount: 90_000_000 + counter, currency: (await api('GET', '/settings')).base_currency } }] })];
  must(order.id, 'the order');
  return api('GET', `/customers/${customer.id}`);
}

const stageOf = async (customer) => (await api('GET', `/customers/${customer.id}`)).stage;

/** Why, in the dialog that asks before a move. */
async function because(page, words) {
  const dialog = page.getByRole('dialog', { name: /^Mover a/ });
  await dialog.getByLabel('¿Por qué?').fill(words);
  await dialog.getByRole('button', { name: 'Mover', exact: true }).click();
}

export const tests = {
  'the board counts who stands on each stage, and each count is a list': async () => {
    const page = await newPage();
    await page.goto('/app/journey');
    const report = await api('GET', '/reports/stage?by=stage');
    for (const [stage, name] of [['experience', 'Experiencia'], ['retention', 'Retención']]) {
      const { n } = report.groups.find((row) => row.stage === stage);
      const count = column(page, name).getByRole('link', { name: /Abrir la lista/ });
      await until(async () => (await count.innerText()) === new Intl.NumberFormat('es-MX').format(n), `${name} is not ${n}`);
      must((await count.getAttribute('href')).includes(encodeURIComponent(stage)), 'the list of another stage');
    }
    await column(page, 'Experiencia').getByRole('button', { name: /salieron/ }).click();
    await page.getByRole('dialog', { name: 'Salieron de Experiencia' }).getByRole('listitem').first().waitFor();
    await close(page);
  },

  'a customer is moved by the menu, for a reason, and put back by undo': async () => {
    const customer = await somebody();
    const page = await newPage();
    await page.goto('/app/journey');
    const from = column(page, 'Experiencia');
    await from.getByRole('button', { name: `Mover a ${customer.name}` }).click();
    await page.getByRole('menuitem', { name: 'Retención' }).click();
    const dialog = page.getByRole('dialog', { name: /^Mover a/ });
    await dialog.getByRole('button', { name: 'Mover', exact: true }).click();
    await dialog.getByText('Escribe el motivo del cambio.').waitFor();
    await because(page, 'Compra en tienda');
    await column(page, 'Retención').getByRole('link', { name: customer.name }).waitFor();
    await until(async () => (await stageOf(customer)) === 'retention', 'the server knows of no move');
    same((await api('GET', `/customers/${customer.id}`)).override_reason, 'Compra en tienda', 'the reason');
    await page.getByRole('button', { name: 'Deshacer' }).click();
    await until(async () => (await stageOf(customer)) === 'experience', 'undo changed nothing');
    await from.getByRole('link', { name: customer.name }).waitFor();
    await close(page);
  },

  'a customer is moved with the keyboard alone, and each step is said': async () => {
    const customer = await somebody();
    const page = await newPage();
    await page.goto('/app/journey');
    const handle = column(page, 'Experiencia').getByRole('button', { name: `Arrastrar a ${customer.name}` });
    await handle.focus();
    await page.keyboard.press('Space');
    const said = page.locator('[id^="DndLiveRegion"]');
    await until(async () => (await said.innerText()).length > 0, 'nothing is said');
    await page.keyboard.press('ArrowRight');
    await until(async () => (await said.innerText()).includes('Retención'), 'the next stage is not said');
    await page.keyboard.press('Space');
    await because(page, 'Renueva cada mes');
    await until(async () => (await stageOf(customer)) === 'retention', 'it stayed where it was');
    await close(page);
  },

  'a customer is dragged with the pointer': async () => {
    const customer = await somebody();
    const page = await newPage();
    await page.goto('/app/journey');
    const card = column(page, 'Experiencia').getByRole('listitem').filter({ hasText: customer.name });
    const to = column(page, 'Promoción');
    await card.waitFor();
    const [a, b] = [await card.boundingBox(), await to.boundingBox()];
    await page.mouse.move(a.x + 20, a.y + a.height - 8);
    await page.mouse.down();
    await page.mouse.move(a.x + 60, a.y + 40, { steps: 4 });
    await page.mouse.move(b.x + b.width / 2, b.y + b.height / 2, { steps: 12 });
    await page.mouse.up();
    await because(page, 'Nos recomienda');
    await until(async () => (await stageOf(customer)) === 'advocacy', 'it was not moved');
    await close(page);
  },

  'a refusal is said in words and the card goes back': async () => {
    const customer = await somebody();
    const page = await newPage();
    await page.route(`**/api/v1/customers/${customer.id}/stage`, (route) =>
      route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify({ type: '/problems/denied', title: 'No permitido', status: 403, code: 'denied', detail: 'Tu rol no puede mover a este cliente.' }) }),
    );
    await page.goto('/app/journey');
    await column(page, 'Experiencia').getByRole('button', { name: `Mover a ${customer.name}` }).click();
    await page.getByRole('menuitem', { name: 'Promoción' }).click();
    await because(page, 'Probemos');
    await page.getByText(`${customer.name} no pasó a Promoción.`).waitFor();
    await column(page, 'Experiencia').getByRole('link', { name: customer.name }).waitFor();
    same(await stageOf(customer), 'experience', 'where it stands');
    await close(page);
  },

  'a band that a lead sets is held against the number of its stage': async () => {
    const page = await newPage();
    await page.goto('/app/journey?period=24m&metric=ttr');
    await page.getByRole('button', { name: 'Bandas' }).click();
    const dialog = page.getByRole('dialog', { name: 'Bandas' });
    await dialog.getByLabel('Experiencia: Máximo').fill('-1');
    await dialog.getByLabel('Experiencia: Mínimo').fill('x');
    await dialog.getByRole('button', { name: 'Guardar bandas' }).click();
    await dialog.getByText(/deben ser números/).waitFor();
    await dialog.getByLabel('Experiencia: Mínimo').fill('');
    await dialog.getByRole('button', { name: 'Guardar bandas' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await column(page, 'Experiencia').getByText('▲ fuera de su banda').waitFor();
    const made = (await api('GET', '/thresholds?limit=200')).data.filter((band) => band.metric === 'ttr' && band.stage === 'experience');
    for (const band of made) await api('DELETE', `/thresholds/${band.id}`, undefined, { 'If-Match': `"${band.version}"` });
    await close(page);
  },

  'on a phone the stages are tabs, and money and time alone move the other ladders': async () => {
    const page = await newPage({ width: 390, height: 844, hasTouch: true });
    await page.goto('/app/journey');
    await page.getByRole('tab', { name: /^Retención/ }).click();
    await column(page, 'Retención').getByRole('listitem').first().waitFor();
    same(await page.getByRole('region', { name: 'Experiencia', exact: true }).count(), 0, 'other columns');
    await page.getByText('Valor', { exact: true }).click();
    await page.waitForURL(/ladder=value_stage/);
    await page.getByText(/Aquí mueven las reglas/).waitFor();
    same(await page.getByRole('button', { name: /^Mover a/ }).count(), 0, 'menus to move');
    await close(page);
  },

  'the board is a table too, with the same figures': async () => {
    const page = await newPage();
    await page.goto('/app/journey?view=table');
    const { groups } = await api('GET', '/reports/stage?by=stage');
    const row = page.getByRole('row', { name: /^Retención/ });
    const { n } = groups.find((one) => one.stage === 'retention');
    await until(async () => (await row.innerText()).includes(new Intl.NumberFormat('es-MX').format(n)), `Retención is not ${n}`);
    await row.getByRole('button').first().click();
    await page.getByRole('dialog', { name: 'Retención' }).getByText(/clientes$/).waitFor();
    await close(page);
  },
};
