import { spawnSync } from 'node:child_process';
import { api, base, close, complaints, makeTicket, must, newPage, same, strayRequests, until } from './harness.mjs';

export const tests = {
  'the page is sent with a strict policy and a fresh nonce each time': async () => {
    const one = await fetch(`${base}/app/inbox`);
    const two = await fetch(`${base}/app/inbox`);
    const policy = one.headers.get('content-security-policy') ?? '';
    must(/script-src 'self'(;|$)/.test(policy), policy);
    must(!policy.includes('unsafe-inline') && !policy.includes('unsafe-eval'), policy);
    const nonces = await Promise.all([one, two].map(async (page) => /csp-nonce" content="([^"]+)"/.exec(await page.text())?.[1]));
    must(nonces[0] && nonces[0] !== nonces[1], `nonces: ${nonces}`);
    must(policy.includes(`'nonce-${nonces[0]}'`), 'the page has another nonce than its policy');
  },

  'files with a hash are kept for a year and come compressed': async () => {
    const html = await (await fetch(`${base}/app/`)).text();
    const script = /src="(\/app\/assets\/[^"]+\.js)"/.exec(html)?.[1];
    must(script, 'no script in the page');
    const answer = await fetch(base + script, { headers: { 'Accept-Encoding': 'br' } });
    must(/max-age=31536000/.test(answer.headers.get('cache-control') ?? ''), answer.headers.get('cache-control'));
    same(answer.headers.get('content-encoding'), 'br', 'the encoding');
    same((await fetch(`${base}/app/assets/missing-00000000.js`)).status, 404, 'a script that is not there');
  },

  'the first screen and every route stay within their budget': async () => {
    const result = spawnSync('node', ['scripts/check-size.mjs'], { cwd: new URL('../../ui', import.meta.url), encoding: 'utf8' });
    same(result.status, 0, result.stdout + result.stderr);
  },

  'the tab is called after what it shows': async () => {
    const ticket = await makeTicket();
    const page = await newPage();
    const title = (wanted) => until(async () => (await page.title()).endsWith(wanted), `the title is not ${wanted}`);
    await page.goto('/app/inbox/open');
    await title('Abiertos · Lazo');
    await page.goto(`/app/tickets/${ticket.id}`);
    await title(`#${ticket.number} ${ticket.subject} · Lazo`);
    await page.goto('/app/dashboard');
    await title('Indicadores · Lazo');
    await close(page);
  },

  'the live stream is taken up again after the server refused it for a while': async () => {
    const ticket = await makeTicket();
    const page = await newPage();
    let refused = 0;
    await page.route('**/api/v1/stream*', (route) => {
      refused += 1;
      return refused <= 2 ? route.fulfill({ status: 503, body: '' }) : route.continue();
    });
    await page.goto(`/app/tickets/${ticket.id}`);
    await until(() => refused > 2, 'the stream was not asked for again');
    await page.waitForTimeout(500);
    await api('POST', `/tickets/${ticket.id}/messages`, { text: 'Después del corte', public: true });
    await page.getByText('Después del corte').waitFor();
    await close(page);
  },

  'an address without a screen says so and offers a way on': async () => {
    const page = await newPage();
    await page.goto('/app/no/such/place');
    await page.getByText('No lo encontramos').waitFor();
    await close(page);
  },
};

/** Asked at the end of every run. */
export const closing = {
  'no page of this run broke, asked for another host or met its own policy': async () => {
    same(complaints.join('\n'), '', 'complaints');
    same(strayRequests.join('\n'), '', 'requests to other hosts');
  },
};
