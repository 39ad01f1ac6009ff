import { createRequire } from 'node:module';
import { api, close, deliver, makeChannel, makeTicket, must, newPage, same, strayRequests, until } from './harness.mjs';

// T13: whatever people write is text. It must not run, fetch, or become elements, wherever it is shown.
const EVIL = '<img src=https://evil.example/x.png onerror="window.owned=1"><script>window.owned=2</script>"\'><svg onload=window.owned=3>';
const owned = (page) => page.evaluate(() => window.owned);

async function inert(page, where) {
  await page.waitForTimeout(300);
  same(await owned(page), undefined, `something ran ${where}`);
  same(await page.locator('img, script:not([src]), svg[onload]').count(), 0, `an element was made ${where}`);
}

/** The cleaner of the application itself, as one script. */
async function cleanerSource() {
  const require = createRequire(new URL('../../ui/package.json', import.meta.url));
  const { rolldown } = await import(require.resolve('rolldown'));
  const bundle = await rolldown({ input: new URL('../../ui/src/lib/sanitize.ts', import.meta.url).pathname });
  const { output } = await bundle.generate({ format: 'iife', name: 'cleaner' });
  await bundle.close();
  return output[0].code;
}

export const tests = {
  'hostile text is only text in lists, cases, customers, timelines, search and titles': async () => {
    const mark = `malo${Date.now()}`;
    const ticket = await makeTicket({
      subject: `${EVIL} ${mark}`,
      customer: { email: `${mark}@example.com`, name: EVIL },
      message: { text: EVIL, public: true },
    });
    await api('PATCH', `/tickets/${ticket.id}`, { tags: [`<b onclick=1>${mark}`] }, { 'If-Match': `"${ticket.version}"` });
    await api('POST', `/tickets/${ticket.id}/messages`, { text: EVIL, public: false });
    await api('POST', `/tickets/${ticket.id}/messages`, { html: `<p>hola</p>${EVIL}<a href="javascript:window.owned=4">x</a><style>*{display:none}</style>`, public: true, direction: 'in' });
    const strays = strayRequests.length;
    const page = await newPage();

    await page.goto(`/app/inbox/all?q=${mark}`);
    await page.getByText(EVIL).first().waitFor();
    await inert(page, 'in the list');

    await page.goto(`/app/tickets/${ticket.id}`);
    await page.getByRole('heading', { name: new RegExp(mark) }).waitFor();
    await until(async () => (await page.locator('article').count()) === 3, 'three messages');
    await inert(page, 'in the case');
    for (const frame of page.frames().slice(1)) {
      same(await frame.locator('script, svg, style, [onerror], a[href^="javascript"]').count(), 0, 'in the mail frame');
      same(await frame.locator('img').count(), 0, 'pictures in the mail frame');
    }

    await page.keyboard.press('l');
    await page.getByRole('listbox').waitFor();
    await inert(page, 'in the tags');
    await page.keyboard.press('Escape');

    await page.goto(`/app/customers/${ticket.customer_id}?tab=history`);
    await page.getByRole('region', { name: 'Historia' }).getByText(new RegExp(mark)).first().waitFor();
    await inert(page, 'on the customer page');

    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('combobox').fill(mark);
    await page.getByRole('option', { name: new RegExp(mark) }).first().waitFor();
    await inert(page, 'in the palette');
    same(strayRequests.length, strays, `asked for: ${strayRequests.slice(strays).join(', ')}`);
    await close(page);
  },

  'the names of files are only text, and nothing uploaded opens in our own page': async () => {
    const ticket = await makeTicket();
    const name = '<img src=x onerror=window.owned=1>.html';
    const file = await api('POST', `/attachments?name=${encodeURIComponent(name)}`, new TextEncoder().encode('<script>window.owned=1</script>'), { 'Content-Type': 'text/html' });
    await api('POST', `/tickets/${ticket.id}/messages`, { text: 'va', public: true, attachments: [file.id] });
    const page = await newPage();
    await page.goto(`/app/tickets/${ticket.id}`);
    const link = page.getByRole('list', { name: 'Archivos' }).getByRole('link').first();
    await link.waitFor();
    await inert(page, 'in the name of a file');
    const answer = await page.request.get(await link.getAttribute('href'));
    const headers = answer.headers();
    must(/^attachment/.test(headers['content-disposition'] ?? ''), `disposition: ${headers['content-disposition']}`);
    must(/^nosniff/.test(headers['x-content-type-options'] ?? ''), 'types may be guessed');
    must(!/text\/html/.test(headers['content-type'] ?? ''), `type: ${headers['content-type']}`);
    await close(page);
  },

  'the second wall around mail drops what the first might have missed': async () => {
    // A page of its own without a policy: parsing hostile HTML is itself reported where one holds.
    const page = await newPage();
    await page.evaluate(`${await cleanerSource()};window.cleaner = cleaner;`);
    const clean = (html, inline = [], asked = false) =>
      page.evaluate(([source, pairs, show]) => window.cleaner.cleanMail(source, new Map(pairs), show), [html, inline, asked]);
    const evil = await clean(
      `<p onclick="x()">hola</p>${EVIL}<a href="javascript:x()">l</a><form action="/x"><input name="a"></form><iframe src="/x"></iframe><div id="root" class="a" name="b" style="position:fixed">x</div><style>*{}</style><math><mi>x</mi></math>`,
    );
    must(evil.html.includes('hola'), evil.html);
    must(!/onclick|<script|onload|onerror|javascript:|<form|<input|<iframe|<svg|<math|style|id=|class=|name=|<img/i.test(evil.html), evil.html);
    const pictures = await clean('<img src="https://evil.example/x.png" alt="logo"><img data-remote-src="https://evil.example/y.png"><img src="data:image/svg+xml;base64,AA==">');
    same(pictures.heldBack, 2, 'pictures held back');
    must(pictures.html.includes('[logo]') && !/<img|evil|data:/.test(pictures.html), pictures.html);
    const within = await clean('<img src="data:image/png;base64,AA==">');
    must(within.html.includes('src="data:image/png;base64,AA=="') && within.heldBack === 0, within.html);
    const inline = [['a@b', '/api/v1/attachments/7/content']];
    for (const html of ['<img src="cid:a@b">', '<img data-cid="a@b">', '<img data-cid="a%40b" data-remote-src="https://evil.example/">']) {
      const own = await clean(html, inline);
      must(own.html.includes('src="/api/v1/attachments/7/content"') && own.heldBack === 0 && !own.html.includes('evil'), own.html);
    }
    const foreign = await clean('<img data-cid="other@mail" alt="x"><img src="/api/v1/session"><img src="/api/v1/attachments/../session">', inline);
    must(!/<img/.test(foreign.html) && foreign.heldBack === 0, foreign.html);
    const asked = await clean('<img data-remote-src="https://pictures.example/x.png" onerror="x()"><img data-remote-src="javascript:x()"><img data-remote-src="//evil.example/x">', [], true);
    must(/^<img src="https:\/\/pictures\.example\/x\.png" referrerpolicy="no-referrer">$/.test(asked.html), asked.html);
    const link = await clean('<a href="https://example.com">x</a>');
    must(/target="_blank"/.test(link.html) && /noopener noreferrer/.test(link.html), link.html);
    await close(page);
  },

  'hostile mail is only text: its people, subject, files, and what servers said of it': async () => {
    const channel = await makeChannel({ name: `<i>${Date.now()}</i>`, relay: 'mx.example.com' });
    const mark = `carta-mala-${Date.now()}`;
    const word = (text) => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;
    deliver(channel.name, `Authentication-Results: mx.example.com; spf=fail; dkim=fail; dmarc=fail header.from=cliente.example
From: ${word(EVIL)} <malo@cliente.example>
To: ${word(EVIL)} <${channel.address}>
Cc: ${word(EVIL)} <luis@cliente.example>
Subject: ${word(`${EVIL} ${mark}`)}
Message-ID: <${mark}@cliente.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=mm

--mm
Content-Type: text/html; charset=utf-8

<p>hola</p>${EVIL}<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example/">
<link rel="stylesheet" href="https://evil.example/x.css"><style>@import "https://evil.example/y.css";p{background:url(https://evil.example/z)}</style>
<img src="cid:other@mail"><a href="https://example.com/" onclick="window.owned=5">enlace</a>
--mm
Content-Type: text/html; name*=utf-8''${encodeURIComponent(EVIL)}.html
Content-Disposition: attachment; filename*=utf-8''${encodeURIComponent(EVIL)}.html

<script>window.owned=6</script>
--mm--
`);
    const filter = encodeURIComponent(JSON.stringify({ field: 'subject', op: 'contains', value: mark }));
    const ticket = await until(async () => (await api('GET', `/tickets?filter=${filter}`)).data[0], 'the mail made no case');
    const [message] = (await api('GET', `/tickets/${ticket.id}/messages`)).data;
    const strays = strayRequests.length;
    const page = await newPage();
    // The delivery of an answer, failed with words of a hostile server.
    await page.route(`**/api/v1/tickets/${ticket.id}/messages?*`, async (route) => {
      const real = await route.fetch();
      const body = await real.json();
      body.data.push({ ...message, id: message.id + 1_000_000, direction: 'out', author: { kind: 'agent', id: 1, name: EVIL }, html: null, text: EVIL, reply: null, mail: null,
        delivery: { state: 'failed', at: null, detail: EVIL } });
      await route.fulfill({ response: real, json: body });
    });
    await page.goto(`/app/tickets/${ticket.id}`);
    await page.getByRole('button', { name: 'Reintentar' }).waitFor();
    for (const people of await page.getByRole('button', { name: /^Para / }).all()) await people.click();
    await page.getByRole('button', { name: 'Detalles del correo' }).first().click();
    await page.getByRole('dialog').getByText(/<i>/).waitFor();
    await inert(page, 'around the mail');
    await page.getByRole('button', { name: 'Ver el original' }).click();
    await page.getByRole('region', { name: 'Mensaje original' }).getByText(/window\.owned=6/).waitFor();
    await inert(page, 'in the original');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Mostrar el mensaje completo' }).click();
    await page.getByRole('button', { name: 'Mostrar', exact: true }).click();
    await until(() => page.frames().some((frame) => frame.url().endsWith('/app/mail-pictures.html')), 'the other frame');
    await inert(page, 'with pictures shown');
    for (const frame of page.frames().slice(1)) {
      same(await frame.locator('script, svg, style, base, meta[http-equiv], [onerror], [onclick], link[href*="evil"]').count(), 0, 'in the mail frame');
      same(await frame.evaluate(() => window.owned), undefined, 'something ran in the frame');
    }
    const asked = strayRequests.splice(strays);
    same(asked.filter((url) => url !== 'https://evil.example/x.png').join(', '), '', 'asked for besides the picture');
    await close(page);
  },
};
