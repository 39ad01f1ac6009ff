import { createRequire } from 'node:module';
import { api, close, makeTicket, must, newPage, same, strayRequests, until } from './harness.mjs';

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

    await page.goto(`/app/customers/${ticket.customer_id}`);
    await page.getByRole('region', { name: 'Historia' }).getByText(new RegExp(mark)).first().waitFor();
    await inert(page, 'on the customer page');

    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill(mark);
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
    const clean = (html, inline = []) =>
      page.evaluate(([source, pairs]) => window.cleaner.cleanMail(source, new Map(pairs)), [html, inline]);
    const evil = await clean(
      `<p onclick="x()">hola</p>${EVIL}<a href="javascript:x()">l</a><form action="/x"><input name="a"></form><iframe src="/x"></iframe><div id="root" class="a" name="b" style="position:fixed">x</div><style>*{}</style><math><mi>x</mi></math>`,
    );
    must(evil.html.includes('hola'), evil.html);
    must(!/onclick|<script|onload|onerror|javascript:|<form|<input|<iframe|<svg|<math|style|id=|class=|name=|<img/i.test(evil.html), evil.html);
    const pictures = await clean('<img src="https://evil.example/x.png" alt="logo"><img src="data:image/png;base64,AA==">');
    same(pictures.heldBack, 2, 'pictures held back');
    must(pictures.html.includes('[logo]'), pictures.html);
    const own = await clean('<img src="cid:a@b">', [['a@b', '/api/v1/attachments/7/content']]);
    must(own.html.includes('src="/api/v1/attachments/7/content"') && own.heldBack === 0, own.html);
    const link = await clean('<a href="https://example.com">x</a>');
    must(/target="_blank"/.test(link.html) && /noopener noreferrer/.test(link.html), link.html);
    await close(page);
  },
};
