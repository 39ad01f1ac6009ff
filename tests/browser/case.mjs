// A case beside its answers: put off, merged, split, linked, thrown away, timed, printed; its conversation, however long.
import { api, close, makeTicket, must, newPage, noFindings, same, session, until } from './harness.mjs';

const thread = (page) => page.getByRole('region', { name: 'Conversación' });
const now = (ticket) => api('GET', `/tickets/${ticket.id}`);
const say = (ticket, text, more = {}) =>
  api('POST', `/tickets/${ticket.id}/messages`, { text, public: true, ...more });

async function open(ticket, options, hash = '') {
  const page = await newPage(options);
  await page.goto(`/app/tickets/${ticket.id}${hash}`);
  await page.getByRole('button', { name: 'Más acciones' }).waitFor();
  await thread(page).locator('article').first().waitFor();
  return page;
}

async function choose(page, name) {
  await page.getByRole('button', { name: 'Más acciones' }).click();
  await page.getByRole('menuitem', { name }).click();
}

const undo = (page) =>
  page.getByRole('region', { name: 'Avisos' }).getByRole('button', { name: 'Deshacer' }).last();

async function twin(ticket, subject = 'El gemelo') {
  return api('POST', '/tickets', {
    subject,
    customer_id: ticket.customer_id,
    message: { text: `Palabras de ${subject}` },
  });
}

export const tests = {
  'a case is put off by keyboard alone, and comes back by a press': async () => {
    const ticket = await makeTicket();
    const page = await open(ticket);
    await page.keyboard.press('z');
    const dialog = page.getByRole('dialog', { name: 'Posponer el caso' });
    await dialog
      .getByRole('button', { name: /Mañana|Más tarde hoy/ })
      .first()
      .waitFor();
    await until(
      () =>
        dialog
          .getByRole('button')
          .nth(1)
          .evaluate((node) => node === document.activeElement),
      'the first time has no focus',
    );
    await page.keyboard.press('Enter');
    await page.getByText(/^Pospuesto hasta el/).waitFor();
    const until_ = Date.parse(await until(async () => (await now(ticket)).snoozed_until, 'not put off'));
    must(until_ > Date.now() && until_ < Date.now() + 49 * 3_600_000, 'put off until a strange time');
    await page.getByRole('button', { name: 'Traer de vuelta' }).click();
    await until(async () => (await now(ticket)).snoozed_until === null, 'it did not come back');
    await page.keyboard.press('z');
    await dialog.getByLabel('Otra fecha y hora').fill('2020-01-01T09:00');
    await dialog.getByRole('button', { name: 'Posponer', exact: true }).click();
    await dialog.getByText('Elige un momento que no haya pasado.').waitFor();
    await dialog.getByRole('button', { name: 'Hasta que el cliente escriba' }).click();
    await page.getByText('Pospuesto hasta que el cliente escriba').waitFor();
    await say(ticket, 'Ya estoy aquí', { direction: 'in' });
    await page.getByText('Pospuesto hasta que el cliente escriba').waitFor({ state: 'detached' });
    await close(page);
  },

  'two cases become one after a preview, and two again by undoing it': async () => {
    const ticket = await makeTicket();
    const other = await twin(ticket);
    const page = await open(ticket);
    await choose(page, 'Unir con otro caso…');
    const dialog = page.getByRole('dialog', { name: 'Unir dos casos' });
    await dialog.getByRole('button', { name: /El gemelo/ }).click();
    await dialog.getByText(`1 mensaje de #${other.id} pasa a #${ticket.id}`).waitFor();
    await dialog.getByRole('button', { name: 'Unir los casos' }).click();
    await thread(page).getByText('Palabras de El gemelo').waitFor();
    await thread(page).getByText(`unió aquí el caso #${other.id}`).waitFor();
    same((await now(other)).merged_into, ticket.id, 'merged into');
    await undo(page).click();
    await thread(page).getByText('Palabras de El gemelo').waitFor({ state: 'detached' });
    same((await now(other)).status, 'new', 'the other’s status');
    await close(page);
  },

  'cases of different customers are not offered to be merged': async () => {
    const [ticket, stranger] = [await makeTicket(), await makeTicket()];
    const page = await open(ticket);
    await choose(page, 'Unir con otro caso…');
    const dialog = page.getByRole('dialog', { name: 'Unir dos casos' });
    await dialog.getByLabel('Buscar el otro caso').fill(String(stranger.id));
    await dialog.getByRole('button', { name: stranger.subject }).click();
    await dialog.getByText('Son de clientes distintos.', { exact: false }).waitFor();
    must(await dialog.getByRole('button', { name: 'Unir los casos' }).isDisabled(), 'they could be merged');
    await close(page);
  },

  'messages split off become a case of their own; both say so and lead to each other': async () => {
    const ticket = await makeTicket();
    await say(ticket, 'Y además: la factura', { direction: 'in' });
    const page = await open(ticket);
    await thread(page)
      .locator('article', { hasText: 'la factura' })
      .getByRole('button', { name: /Opciones del mensaje/ })
      .click();
    await page.getByRole('menuitem', { name: 'Dividir el caso con este mensaje' }).click();
    await page.getByText('1 mensaje pasa al caso nuevo').waitFor();
    await page.getByLabel('Asunto del caso nuevo').fill('La factura');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => !url.pathname.endsWith(`/${ticket.id}`));
    await page.getByRole('heading', { name: 'La factura' }).waitFor();
    await thread(page).getByText('Y además: la factura').waitFor();
    await thread(page).getByText(`dividió este caso del #${ticket.id}`).waitFor();
    await page.getByRole('button', { name: 'Detalles' }).click();
    await page
      .getByRole('region', { name: 'Detalles' })
      .getByRole('link', { name: new RegExp(`^#${ticket.id}`) })
      .click();
    await page.waitForURL(`**/tickets/${ticket.id}`);
    await thread(page)
      .getByText(/llevó mensajes al caso/)
      .waitFor();
    same(await thread(page).getByText('Y además: la factura').count(), 0, 'what moved is still here');
    await close(page);
  },

  'a link is made, seen from the other end, removed and undone': async () => {
    const ticket = await makeTicket();
    const other = await twin(ticket, 'La causa');
    const page = await open(other);
    await choose(page, 'Enlazar con otro caso…');
    const dialog = page.getByRole('dialog', { name: 'Enlazar con otro caso' });
    await dialog.getByLabel('Este caso es').selectOption({ label: 'Causa de' });
    await dialog.getByLabel('Buscar el otro caso').fill(`#${ticket.id}`);
    await dialog.getByRole('button', { name: ticket.subject }).click();
    await dialog.getByRole('button', { name: 'Enlazar', exact: true }).click();
    await page.getByText(`Enlazado con #${ticket.id}`).waitFor();
    await page.goto(`/app/tickets/${ticket.id}`);
    await page.getByRole('button', { name: 'Detalles' }).click();
    const details = page.getByRole('region', { name: 'Detalles' });
    await details.getByText('Causado por').waitFor();
    await details.getByRole('button', { name: `Quitar el enlace con #${other.id}` }).click();
    await details.getByText('Causado por').waitFor({ state: 'detached' });
    await undo(page).click();
    await details.getByText('Causado por').waitFor();
    await close(page);
  },

  'what is deleted can be taken back at once and later, and does nothing meanwhile': async () => {
    const ticket = await makeTicket();
    const page = await open(ticket);
    await choose(page, 'Borrar');
    await until(async () => (await now(ticket)).deleted_at, 'not deleted');
    await undo(page).click();
    await until(async () => (await now(ticket)).deleted_at === null, 'not restored');
    await page.goto(`/app/tickets/${ticket.id}`);
    await choose(page, 'Borrar');
    await page.getByText(/^En la papelera desde/).waitFor();
    same(await page.getByRole('textbox', { name: 'Responder' }).count(), 0, 'reply boxes in the trash');
    await page.getByRole('button', { name: 'Restaurar' }).click();
    await page.getByText(/^En la papelera desde/).waitFor({ state: 'detached' });
    await close(page);
  },

  'spam is marked with a way back': async () => {
    const ticket = await makeTicket();
    const page = await open(ticket);
    await choose(page, 'Marcar como spam');
    await until(async () => (await now(ticket)).is_spam, 'no spam');
    await undo(page).click();
    await until(async () => !(await now(ticket)).is_spam, 'still spam');
    await thread(page)
      .getByRole('button', { name: /cambio/ })
      .click();
    await thread(page).getByText('lo marcó como spam').waitFor();
    await close(page);
  },

  'following is one press, and one back': async () => {
    const ticket = await makeTicket();
    const { agent } = await session();
    const followers = async () =>
      (await api('GET', `/tickets/${ticket.id}/followers`)).data.map((one) => one.agent_id);
    const page = await open(ticket);
    await choose(page, 'Seguir');
    await until(async () => (await followers()).includes(agent.id), 'not followed');
    await choose(page, 'Dejar de seguir');
    await until(async () => (await followers()).length === 0, 'still followed');
    await close(page);
  },

  'from the palette and by keys alone a case is followed, united with another, and thrown away': async () => {
    const ticket = await makeTicket();
    const other = await twin(ticket);
    const { agent } = await session();
    const page = await open(ticket);
    const command = async (words) => {
      await page.evaluate(() => document.activeElement?.blur());
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog').getByRole('combobox').waitFor();
      await page.keyboard.type(words);
      await page.getByRole('option', { name: words }).first().waitFor();
      await page.keyboard.press('Enter');
    };
    await command('Seguir el caso');
    await until(async () => (await api('GET', `/tickets/${ticket.id}/followers`)).data.some((one) => one.agent_id === agent.id), 'not followed');
    await command('Unir con otro caso');
    const dialog = page.getByRole('dialog', { name: 'Unir dos casos' });
    await dialog.getByLabel('Buscar el otro caso').waitFor();
    await page.keyboard.type(`#${other.id}`);
    await dialog.getByRole('button', { name: /El gemelo/ }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const join = dialog.getByRole('button', { name: 'Unir los casos' });
    await join.waitFor();
    for (let step = 0; step < 8 && !(await join.evaluate((node) => node === document.activeElement)); step += 1) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await until(async () => (await now(other)).merged_into === ticket.id, 'not united');
    await dialog.waitFor({ state: 'detached' });
    await command('Borrar el caso');
    await until(async () => (await now(ticket)).deleted_at, 'not thrown away');
    await close(page);
  },

  'time is typed in, mended and taken out; the running clock survives a reload': async () => {
    const ticket = await makeTicket();
    const page = await open(ticket);
    await choose(page, 'Anotar tiempo');
    const dialog = page.getByRole('dialog', { name: /^Tiempo en el caso/ });
    await dialog.getByLabel('Cuánto tiempo').fill('mucho');
    await page.keyboard.press('Enter');
    await dialog.getByText('Escribe los minutos, o algo como 1 h 30.').waitFor();
    await dialog.getByLabel('Cuánto tiempo').fill('1 h 30');
    await dialog.getByLabel('Qué hiciste').fill('Llamada <b>larga</b>');
    await page.keyboard.press('Enter');
    await dialog.getByText('En total: 1:30:00').waitFor();
    await dialog.getByText('Llamada <b>larga</b>').waitFor();
    await dialog.getByRole('button', { name: 'Corregir 1:30:00' }).click();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('45');
    await page.keyboard.press('Enter');
    await until(async () => (await now(ticket)).time_spent === 2700, 'not mended');
    await dialog.getByRole('button', { name: 'Empezar' }).click();
    await until(async () => (await dialog.getByRole('timer').innerText()) !== '0:00', 'the clock stands');
    await dialog.getByRole('button', { name: 'Pausar' }).click();
    const shown = await dialog.getByRole('timer').innerText();
    await page.reload();
    await page.getByRole('button', { name: /^Tiempo: El reloj está en pausa/ }).click();
    same(await dialog.getByRole('timer').innerText(), shown, 'the clock after a reload');
    await dialog.getByRole('button', { name: 'Anotar este tiempo' }).click();
    await until(async () => (await now(ticket)).time_spent > 2700, 'the clock was not written down');
    await dialog.getByRole('button', { name: 'Quitar 45:00' }).click();
    await until(async () => (await now(ticket)).time_spent < 60, 'not taken out');
    await close(page);
  },

  'a change that another was quicker with is shown side by side, and either can be kept': async () => {
    const ticket = await makeTicket();
    const page = await open(ticket);
    let first = true;
    await page.route(`**/api/v1/tickets/${ticket.id}`, async (route) => {
      if (first && route.request().method() === 'PATCH') {
        first = false;
        await api(
          'PATCH',
          `/tickets/${ticket.id}`,
          { priority: 'urgent' },
          { 'If-Match': `"${(await now(ticket)).version}"` },
        );
      }
      await route.continue();
    });
    await page.keyboard.press('p');
    await page.keyboard.type('baja');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Otra persona cambió lo mismo antes' });
    await dialog.getByRole('group', { name: 'Prioridad' }).getByText('Urgente').waitFor();
    await dialog.getByRole('radio', { name: /Lo tuyo/ }).check();
    await dialog.getByRole('button', { name: 'Guardar lo mío' }).click();
    await until(async () => (await now(ticket)).priority === 'low', 'mine was not saved');
    await close(page);
  },

  'a field that is wanted for solving refuses in words, and is filled in the details': async () => {
    const key = `causa_${Date.now().toString(36)}`;
    const field = await api('POST', '/fields', {
      entity: 'ticket',
      key,
      label: 'Causa',
      type: 'choice',
      choices: 'Transporte\nFábrica',
      is_required_to_solve: true,
    });
    try {
      const ticket = await makeTicket();
      const page = await open(ticket);
      await page.keyboard.press('e');
      await page.getByText('No pudimos guardar el cambio').waitFor();
      same((await now(ticket)).status, 'new', 'status');
      await page.getByRole('button', { name: 'Detalles' }).click();
      await page.getByLabel('Causa (para resolver)').selectOption('Fábrica');
      await until(async () => (await now(ticket)).custom[key] === 'Fábrica', 'not filled');
      await page.evaluate(() => document.activeElement?.blur());
      await page.keyboard.press('e');
      await until(async () => (await now(ticket)).status === 'solved', 'not solved');
      await close(page);
    } finally {
      await api('DELETE', `/fields/${field.id}`, undefined, { 'If-Match': `"${field.version}"` });
    }
  },

  'the customer’s next news have a clock that says when it is overdue': async () => {
    const ticket = await makeTicket();
    const page = await open(ticket);
    await page.getByRole('button', { name: 'Prometer novedades' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Mañana/ })
      .click();
    await page.getByRole('button', { name: /^Novedades/ }).waitFor();
    const { version } = await now(ticket);
    await api(
      'PATCH',
      `/tickets/${ticket.id}`,
      { next_update_at: new Date(Date.now() - 600_000).toISOString() },
      { 'If-Match': `"${version}"` },
    );
    await page.getByRole('button', { name: /^Vencida hace 10/ }).waitFor();
    await close(page);
  },

  'a message is quoted in the reply, linked to, and emptied for good by a lead': async () => {
    const ticket = await makeTicket();
    await say(ticket, 'Mi tarjeta es 4111\nGracias', { direction: 'in' });
    const page = await open(ticket);
    const message = thread(page).locator('article', { hasText: '4111' });
    const menu = () => message.getByRole('button', { name: /Opciones del mensaje/ }).click();
    await menu();
    await page.getByRole('menuitem', { name: 'Citar en la respuesta' }).click();
    await until(
      async () =>
        /> Mi tarjeta es 4111|Mi tarjeta es 4111/.test(
          await page
            .getByRole('textbox', { name: 'Responder' })
            .evaluate((node) => node.value ?? node.innerText),
        ),
      'not quoted',
    );
    await menu();
    await page.getByRole('menuitem', { name: 'Quitar el contenido…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Quitar el contenido' }).click();
    await thread(page)
      .getByText(/quitó el contenido el/)
      .waitFor();
    same(await thread(page).getByText('4111').count(), 0, 'what was taken out is still shown');
    await close(page);
  },

  'a conversation of five hundred messages opens at its end, is read upwards, and any message has an address':
    async () => {
      const ticket = await makeTicket();
      for (let at = 0; at < 500; at += 25)
        await Promise.all(
          Array.from({ length: 25 }, (_, index) =>
            say(ticket, `Mensaje número ${at + index}.`, { public: false }),
          ),
        );
      const messages = (await api('GET', `/tickets/${ticket.id}/messages?limit=1`)).data;
      const page = await open(ticket);
      const box = thread(page);
      const gap = () => box.evaluate((node) => node.scrollHeight - node.scrollTop - node.clientHeight);
      await until(async () => (await gap()) < 80, 'it does not open at its end');
      must((await box.locator('article').count()) < 100, 'all were loaded at once');
      await until(async () => {
        await box.evaluate((node) => node.scrollTo(0, 0));
        return (await box.locator('article').count()) > 500;
      }, 'the older ones do not come');
      await page.getByRole('button', { name: 'Ir al último' }).click();
      await until(async () => (await gap()) < 80, 'it does not go to the last');
      await page.goto('/app/inbox');
      await page.goto(`/app/tickets/${ticket.id}#m${messages[0].id}`);
      await until(async () => {
        const first = page.locator(`#m${messages[0].id}`);
        return (
          (await first.count()) === 1 &&
          first.evaluate((node) => node.getBoundingClientRect().top < window.innerHeight)
        );
      }, 'the address does not lead to its message');
      await close(page);
    },

  'what came since the last time is marked, and the conversation opens there': async () => {
    const ticket = await makeTicket();
    const page = await open(ticket);
    await page.goto('/app/inbox');
    for (let index = 0; index < 12; index += 1) await say(ticket, `Novedad ${index}`, { direction: 'in' });
    await page.goto(`/app/tickets/${ticket.id}`);
    const mark = thread(page).getByText('12 mensajes nuevos');
    await mark.waitFor();
    await until(async () => (await mark.boundingBox()).y < 400, 'it does not open where the new begins');
    await page.getByRole('button', { name: 'Ir al último' }).waitFor();
    await close(page);
  },

  'hostile subjects, names, tags and texts are only text in the case and on paper': async () => {
    const evil = '<img src=x onerror="window.ran=1"><script>window.ran=1</script>';
    const naughty = [
      'undefined',
      '<a href="javascript:window.ran=1">x</a>',
      '{{customer.name}}',
      '\u202Etxet\u202C',
      'Ṱ̺̺̕o͞',
      '👩‍👩‍👧‍👧',
      "'; DROP TABLE tickets;--",
    ].join('\n');
    const ticket = await api('POST', '/tickets', {
      subject: `Asunto ${evil}`,
      customer: { email: `mal-${Date.now()}@example.com`, name: `Eva ${evil}` },
      message: { text: `${evil}\n${naughty}` },
      tags: ['<b>tag</b>'],
    });
    await say(ticket, `Nota ${evil}`, { public: false });
    const page = await open(ticket);
    await page.evaluate(() => {
      window.print = () => window.dispatchEvent(new Event('printed'));
      window.printed = new Promise((done) => window.addEventListener('printed', done));
    });
    await choose(page, 'Imprimir');
    await page.getByLabel('Incluir las notas internas').check();
    await page.getByRole('dialog').getByRole('button', { name: 'Imprimir' }).click();
    await page.evaluate(() => window.printed);
    await page.emulateMedia({ media: 'print' });
    const paper = page.locator('body > article');
    await paper.getByRole('heading', { name: `#${ticket.id} Asunto ${evil}` }).waitFor();
    await paper.getByText(`Nota ${evil}`).waitFor();
    await paper.getByText('<b>tag</b>').waitFor();
    must(!(await page.locator('#root').isVisible()), 'the screen is printed too');
    same(await page.evaluate(() => window.ran), undefined, 'something ran');
    must((await page.title()).includes('<img src=x'), 'the title is not the subject as text');
    await close(page);
  },

  ...Object.fromEntries(
    ['light', 'dark'].map((colorScheme) => [
      `a case with its menus, dialogs and notices has no A or AA finding in the ${colorScheme} theme`,
      async () => {
        const ticket = await makeTicket();
        const other = await twin(ticket);
        await api('POST', `/tickets/${ticket.id}/links`, { to_id: other.id, kind: 'related' });
        await say(ticket, 'Nota', { public: false });
        const page = await open(ticket, { colorScheme });
        await page.getByRole('button', { name: 'Detalles' }).click();
        await page.getByRole('region', { name: 'Detalles' }).getByRole('link').waitFor();
        await noFindings(page, 'details');
        for (const item of [
          'Posponer',
          'Unir con otro caso…',
          'Enlazar con otro caso…',
          'Anotar tiempo',
          'Imprimir',
        ]) {
          await choose(page, item);
          await page.getByRole('dialog').waitFor();
          await page.waitForTimeout(400);
          await noFindings(page, item);
          await page.keyboard.press('Escape');
          await page.getByRole('dialog').waitFor({ state: 'detached' });
        }
        await choose(page, 'Dividir el caso…');
        await thread(page).getByRole('checkbox').first().check();
        await noFindings(page, 'splitting');
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: 'Más acciones' }).click();
        await page.waitForTimeout(300);
        await noFindings(page, 'the menu');
        await page.getByRole('menuitem', { name: 'Borrar' }).click();
        await undo(page).waitFor();
        await noFindings(page, 'the trash and its notice');
        await close(page);
      },
    ]),
  ),
};
