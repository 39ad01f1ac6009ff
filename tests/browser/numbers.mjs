import { api, close, must, newPage, same, until } from './harness.mjs';

const card = (page, name) => page.getByRole('region', { name, exact: true });
const spanish = (value, digits = 0) => new Intl.NumberFormat('es-MX', { maximumFractionDigits: digits }).format(value);
const period = async (page) => ({ from: await page.getByLabel('Desde').inputValue(), to: await page.getByLabel('Hasta').inputValue() });
const drawer = (page) => page.getByRole('dialog');

async function hasEverything(page, name) {
  const chart = card(page, name);
  await chart.getByRole('button', { name: /Ver como tabla/ }).waitFor();
  await until(async () => (await chart.locator('svg[role=img], table, ol, [role=img]').count()) > 0, `${name} draws nothing`);
  for (const picture of await chart.locator('svg[role=img]').all())
    must((await picture.getAttribute('aria-label')).length > 8, `${name} has no words`);
  same(await chart.getByRole('link', { name: /CSV/ }).count(), 1, `the file of ${name}`);
  await chart.getByRole('button', { name: /Ver como tabla/ }).click();
  await until(async () => (await chart.locator('tbody tr').count()) > 1, `the table of ${name} is empty`);
  await chart.getByRole('button', { name: /Ver como gráfico/ }).click();
}

export const tests = {
  'the numbers show what the reports say': async () => {
    const page = await newPage();
    await page.goto('/app/dashboard');
    await page.waitForURL(/dashboard\/manager/);
    const nps = card(page, 'NPS');
    await until(async () => /\d/.test(await nps.innerText()), 'no NPS');
    const { from, to } = await period(page);
    const report = await api('GET', `/reports/nps?from=${from}&to=${to}`);
    must((await nps.innerText()).includes(spanish(report.total.value, 1)), `${await nps.innerText()} has no ${report.total.value}`);
    for (const name of ['CSAT', 'Facilidad (CES)', 'Abandono', '1.ª respuesta', 'Resolución', 'Casos creados'])
      await until(async () => /\d|—/.test((await card(page, name).innerText()).replace(name, '')), `nothing under ${name}`);
    await close(page);
  },

  'every chart of the business page has a drawing, words, a table and a file': async () => {
    const page = await newPage();
    await page.goto('/app/dashboard/manager');
    for (const name of ['NPS por etapa', 'Quiénes responden al NPS', 'NPS en el tiempo', 'Satisfacción y facilidad', 'Abandono por mes', 'Casos por canal', 'Tiempo a la primera respuesta', 'Tiempo de resolución', 'Por qué nos escriben', 'Clientes por etapa', 'Cambios de etapa', 'Quiénes vuelven a comprar'])
      await hasEverything(page, name);
    await close(page);
  },

  'every chart of the team page has a drawing, words, a table and a file': async () => {
    const page = await newPage();
    await page.goto('/app/dashboard/lead');
    for (const name of ['Casos pendientes', 'Casos por agente', 'Resolución por agente', 'Cuándo llegan los casos', 'Cuánto se espera según la hora', 'Casos reabiertos', 'Mensajes por caso resuelto'])
      await hasEverything(page, name);
    await close(page);
  },

  'a figure opens the very list that it counts, and a line of it its case': async () => {
    const page = await newPage();
    await page.goto('/app/dashboard/manager');
    const { from, to } = await period(page);
    const report = await api('GET', `/reports/volume?from=${from}&to=${to}`);
    await card(page, 'Casos creados').getByRole('button', { name: /Ver la lista/ }).click();
    await drawer(page).getByText(`${spanish(report.total.n)} casos`).waitFor();
    await drawer(page).getByRole('listitem').first().getByRole('link').click();
    await page.waitForURL(/\/app\/tickets\/\d+/);
    await close(page);
  },

  'a reason and a passage between stages open their lists too': async () => {
    const page = await newPage();
    await page.goto('/app/dashboard/manager');
    const { from, to } = await period(page);
    const reasons = await api('GET', `/reports/volume?by=topic&from=${from}&to=${to}`);
    const most = reasons.groups.filter((row) => row.topic).sort((a, b) => b.n - a.n)[0];
    await card(page, 'Por qué nos escriben').getByRole('button', { name: new RegExp(`^${most.topic}`) }).click();
    await drawer(page).getByText(`${spanish(most.n)} casos`).waitFor();
    await page.keyboard.press('Escape');
    await drawer(page).waitFor({ state: 'hidden' });
    const stages = await api('GET', `/reports/stage?by=stage&from=${from}&to=${to}`);
    const move = stages.transitions.find((one) => one.from === 'experience' && one.to === 'retention');
    await card(page, 'Cambios de etapa').getByRole('button', { name: /^De Experiencia a Retención/ }).click();
    await drawer(page).getByText(`${spanish(move.count)} pasos`).waitFor();
    await close(page);
  },

  'the hours of the week are walked with the arrow keys, and open their cases': async () => {
    const page = await newPage();
    await page.goto('/app/dashboard/lead');
    const table = page.getByRole('region', { name: 'Tabla: Cuándo llegan los casos' });
    await table.locator('td button').first().waitFor();
    await table.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    const name = await page.evaluate(() => document.activeElement.getAttribute('aria-label'));
    const n = name.match(/: (\d+)\./)[1];
    await page.keyboard.press('Enter');
    await drawer(page).getByText(new RegExp(`^${n} casos?$`)).waitFor();
    await close(page);
  },

  'a chart is walked with the arrow keys, and Enter opens the point': async () => {
    const page = await newPage();
    await page.goto('/app/dashboard/manager');
    const chart = card(page, 'NPS en el tiempo');
    await chart.locator('svg path[d]').first().waitFor({ state: 'attached' });
    await chart.getByRole('group').focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    const said = chart.getByRole('group').getByRole('status');
    await until(async () => /n \d/.test(await said.innerText()), 'the point says nothing');
    const n = (await said.innerText()).match(/n (\d+)/)[1];
    await page.keyboard.press('Enter');
    await drawer(page).getByText(new RegExp(`^${n} respuestas?$`)).waitFor();
    await close(page);
  },

  'window and filters live in the address, and a number that cannot follow one says so': async () => {
    const page = await newPage();
    await page.goto('/app/dashboard/manager?period=24m');
    const volume = card(page, 'Casos creados');
    const value = async () => (await volume.getByRole('button', { name: /Ver la lista/ }).innerText()).match(/[\d.,]+/)?.[0];
    await until(value, 'no volume');
    const long = await value();
    await page.getByRole('combobox', { name: 'Periodo' }).click();
    await page.getByRole('option', { name: '30 días' }).click();
    await page.waitForURL(/period=30d/);
    await until(async () => (await value()) !== long, 'the number stayed');
    await page.getByRole('combobox', { name: 'Etapa' }).click();
    await page.getByRole('option', { name: 'Retención' }).click();
    await page.waitForURL(/stage=retention/);
    await card(page, 'Abandono').getByText('No sigue el filtro de etapa.').waitFor();
    await page.reload();
    await card(page, 'Abandono').getByText('No sigue el filtro de etapa.').waitFor();
    await page.getByRole('button', { name: 'Quitar filtros' }).click();
    await until(() => !page.url().includes('stage='), 'the filter stayed');
    await page.goto('/app/dashboard/manager?from=2024-01-01&to=2024-01-31');
    same(await page.getByLabel('Desde').inputValue(), '2024-01-01', 'the first day');
    await close(page);
  },

  'no data is a dash and never a zero': async () => {
    const page = await newPage();
    await page.goto('/app/dashboard/manager?from=2001-01-01&to=2001-03-31');
    await until(async () => (await card(page, 'NPS').innerText()).includes('—'), 'NPS shows something for 2001');
    await card(page, 'NPS en el tiempo').getByText('Sin datos en este periodo').first().waitFor();
    await close(page);
  },

  'my work counts what is mine': async () => {
    const page = await newPage();
    await page.goto('/app/dashboard/agent?period=24m');
    const { agent } = await api('GET', '/session');
    const filter = encodeURIComponent(JSON.stringify({ field: 'agent_id', op: 'is', value: agent.id }));
    const { from, to } = await period(page);
    const report = await api('GET', `/reports/volume?from=${from}&to=${to}&filter=${filter}`);
    const shown = report.total.n > 0 ? spanish(report.total.n) : '—';
    await until(async () => (await card(page, 'Casos creados').innerText()).includes(shown), `my work is not ${shown}`);
    same(await page.getByRole('combobox', { name: 'Agente' }).count(), 0, 'nobody else to choose');
    await close(page);
  },
};
