import { api, close, makeTicket, must, newPage, same, until } from './harness.mjs';

export const tests = {
  'customers are listed, searched and narrowed by stage': async () => {
    const ticket = await makeTicket();
    const customer = await api('GET', `/customers/${ticket.customer_id}`);
    const page = await newPage();
    await page.goto('/app/customers');
    await page.locator('li[data-index="0"]').waitFor();
    await page.getByRole('searchbox').fill(customer.email);
    await until(async () => (await page.locator('li[data-index]').count()) === 1, 'not narrowed');
    await page.getByRole('searchbox').fill('');
    await page.getByRole('button', { name: 'Retención' }).click();
    await page.waitForURL(/stage=retention/);
    await page.locator('li[data-index="0"]').getByText('Retención').first().waitFor();
    await close(page);
  },

  'a customer shows stage, numbers, cases and orders': async () => {
    const found = await api('GET', `/customers?filter=${encodeURIComponent('{"field":"stage","op":"is","value":"retention"}')}&limit=1`);
    const customer = found.data[0];
    must(customer, 'the demo has no customer in retention');
    const page = await newPage();
    await page.goto(`/app/customers/${customer.id}`);
    await page.getByRole('heading', { level: 1, name: customer.name }).waitFor();
    await page.getByText('5 de 6').waitFor();
    for (const name of ['Ficha', 'Casos', 'Valor', 'Riesgo'])
      await page.getByRole('heading', { level: 2, name: new RegExp(name) }).waitFor();
    await close(page);
  },

  'the timeline tells what happened in sentences, newest first, and goes on': async () => {
    const found = await api('GET', `/customers?filter=${encodeURIComponent('{"field":"stage","op":"is","value":"advocacy"}')}&limit=20`);
    let busiest = null;
    for (const customer of found.data) {
      const { next } = await api('GET', `/customers/${customer.id}/timeline?limit=50`);
      if (next) busiest = customer;
    }
    const page = await newPage();
    await page.goto(`/app/customers/${(busiest ?? found.data[0]).id}?tab=history`);
    const history = page.getByRole('region', { name: 'Historia' });
    await history.locator('li').first().waitFor();
    const times = await history.locator('time').evaluateAll((nodes) => nodes.map((node) => node.dateTime));
    same(JSON.stringify(times), JSON.stringify([...times].sort().reverse()), 'the order');
    const text = await history.innerText();
    const kinds = text.match(/\b(ticket|message|note|order|payment|invoice|contract|response|customer|identity)[ .](\w+_)?(created|changed|added|sent|received|removed)\b/g);
    must(kinds === null, `bare kinds are shown: ${kinds}`);
    if (busiest) {
      const before = times.length;
      await history.locator('time').last().scrollIntoViewIfNeeded();
      await until(async () => (await history.locator('time').count()) > before, 'nothing older came');
    }
    await close(page);
  },

  'a case of the timeline can be opened': async () => {
    const ticket = await makeTicket();
    const page = await newPage();
    await page.goto(`/app/customers/${ticket.customer_id}?tab=history`);
    const history = page.getByRole('region', { name: 'Historia' });
    await history.getByRole('link', { name: ticket.subject }).first().click();
    await page.waitForURL(new RegExp(`/app/tickets/${ticket.id}`));
    await close(page);
  },

  'somebody who is not there is said so': async () => {
    const page = await newPage();
    await page.goto('/app/customers/999999999');
    await page.getByText('No lo encontramos').waitFor();
    await close(page);
  },
};
