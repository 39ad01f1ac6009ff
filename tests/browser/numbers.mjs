import { api, close, must, newPage, same, until } from './harness.mjs';

const card = (page, name) => page.getByRole('region', { name, exact: true });

export const tests = {
  'the numbers show what the reports say': async () => {
    const page = await newPage();
    await page.goto('/app/dashboard');
    const nps = card(page, 'NPS');
    await until(async () => /\d/.test(await nps.innerText()), 'no NPS');
    const from = await page.getByLabel('Desde').inputValue();
    const to = await page.getByLabel('Hasta').inputValue();
    const report = await api('GET', `/reports/nps?from=${from}&to=${to}`);
    const shown = new Intl.NumberFormat('es-MX', { maximumFractionDigits: 1 }).format(report.total.value);
    must((await nps.innerText()).includes(shown), `${await nps.innerText()} has no ${shown}`);
    for (const name of ['CSAT', 'Facilidad (CES)', 'Abandono', '1.ª respuesta', 'Resolución', 'Casos creados'])
      await until(async () => /\d|—/.test((await card(page, name).innerText()).replace(name, '')), `nothing under ${name}`);
    await close(page);
  },

  'every chart draws something, has words, a formula and a table': async () => {
    const page = await newPage();
    await page.goto('/app/dashboard');
    for (const name of ['NPS por etapa', 'NPS en el tiempo', 'Satisfacción y facilidad', 'Tiempo a la primera respuesta', 'Tiempo de resolución', 'Casos por canal', 'Casos pendientes', 'Casos reabiertos', 'Clientes por etapa']) {
      const chart = page.getByRole('region', { name, exact: true });
      const picture = chart.getByRole('img');
      await picture.waitFor();
      must((await picture.getAttribute('aria-label')).length > name.length, `${name} has no words`);
      await until(async () => (await picture.locator('g > path[d], g > rect').count()) > 0, `${name} draws nothing`);
      await chart.getByRole('button', { name: /Ver como tabla/ }).click();
      await chart.getByRole('table').waitFor();
      must((await chart.locator('tbody tr').count()) > 1, `the table of ${name} is empty`);
      await chart.getByRole('button', { name: /Ver como gráfico/ }).click();
    }
    await close(page);
  },

  'the period lives in the address and changes the numbers': async () => {
    const page = await newPage();
    await page.goto('/app/dashboard?period=24m');
    const volume = card(page, 'Casos creados');
    const value = async () => (await volume.innerText()).match(/[\d.,]+/)?.[0];
    await until(value, 'no volume');
    const long = await value();
    await page.getByText('30 días').click();
    await page.waitForURL(/period=30d/);
    await until(async () => (await value()) !== long, 'the number stayed');
    await page.goto('/app/dashboard?from=2024-01-01&to=2024-01-31');
    same(await page.getByLabel('Desde').inputValue(), '2024-01-01', 'the first day');
    await close(page);
  },

  'no data is a dash and never a zero': async () => {
    const page = await newPage();
    await page.goto('/app/dashboard?from=2001-01-01&to=2001-03-31');
    const nps = card(page, 'NPS');
    await until(async () => (await nps.innerText()).includes('—'), 'NPS shows something for 2001');
    await page.getByRole('region', { name: 'NPS en el tiempo', exact: true }).getByText('Sin datos en este periodo').first().waitFor();
    await close(page);
  },
};
