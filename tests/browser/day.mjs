// An agent's day from the first case to the numbers: once by mouse, once by keys alone.
import { api, close, makeTicket, newPage, same, session, until } from './harness.mjs';

const thread = (page) => page.getByRole('region', { name: 'Conversación' });
const rich = (page, name) => page.locator(`[contenteditable="true"][aria-label="${name}"]`);
const toasts = (page) => page.getByRole('region', { name: 'Avisos' });
const now = (ticket) => api('GET', `/tickets/${ticket.id}`);
const hasFocus = (locator) => locator.evaluate((node) => node === document.activeElement);

/** A case, another of the same customer, a macro of this day's own, and a colleague to hand the case to. */
async function morning() {
  const ticket = await makeTicket();
  const other = await api('POST', '/tickets', {
    subject: 'El mismo asunto otra vez', customer_id: ticket.customer_id, message: { text: 'Escribo de nuevo', public: true },
  });
  const macro = `Jornada ${ticket.id}`;
  await api('POST', '/macros', { name: macro, is_shared: true, actions: [{ field: 'priority', value: 'high' }] });
  const { agent } = await session();
  const colleague = (await api('GET', '/agents?limit=200')).data.find((one) => one.id !== agent.id && one.is_active && one.role === 'agent');
  return { ticket, other, macro, agent, colleague };
}

const wasSaid = (ticket, text, isPublic) =>
  until(
    async () => (await api('GET', `/tickets/${ticket.id}/messages`)).data.some((one) => one.text.trim() === text && one.public === isPublic),
    `not kept: ${text}`,
  );

export const tests = {
  'a day at the desk by mouse: find, take, answer, note, macro, merge, hand over, put off, solve, undo, numbers': async () => {
    const { ticket, other, macro, agent, colleague } = await morning();
    const page = await newPage();
    const click = (name, options = {}) => page.getByRole('button', { name, ...options }).click();
    const option = (name) => page.getByRole('listbox').getByRole('option', { name }).first().click();
    await page.goto('/app/inbox/all');
    await page.getByRole('searchbox').click();
    await page.keyboard.insertText(ticket.subject);
    await page.getByRole('link', { name: new RegExp(ticket.subject) }).click();
    await page.getByRole('button', { name: 'Macros' }).waitFor();

    await click(/Responsable/);
    await option(new RegExp(agent.name));
    await until(async () => (await now(ticket)).agent_id === agent.id, 'not taken');
    await page.getByRole('textbox', { name: 'Responder' }).click();
    await rich(page, 'Responder').waitFor();
    await until(() => hasFocus(rich(page, 'Responder')), 'the answer has no focus');
    await page.keyboard.insertText('Ya salió tu pedido.');
    await click('Enviar', { exact: true });
    await wasSaid(ticket, 'Ya salió tu pedido.', true);
    await page.getByText('Nota interna', { exact: true }).first().click();
    await rich(page, 'Nota interna').click();
    await until(() => hasFocus(rich(page, 'Nota interna')), 'the note has no focus');
    await page.keyboard.insertText('Revisar la guía mañana');
    await click('Guardar nota');
    await wasSaid(ticket, 'Revisar la guía mañana', false);
    await click('Macros');
    await option(macro);
    await page.getByRole('dialog', { name: macro }).getByRole('button', { name: 'Aplicar' }).click();
    await until(async () => (await now(ticket)).priority === 'high', 'the macro did nothing');
    await click('Más acciones', { exact: true });
    await page.getByRole('menuitem', { name: 'Unir con otro caso…' }).click();
    const merge = page.getByRole('dialog', { name: 'Unir dos casos' });
    await merge.getByRole('button', { name: /El mismo asunto/ }).click();
    await merge.getByRole('button', { name: 'Unir los casos' }).click();
    await until(async () => (await now(other)).merged_into === ticket.id, 'not merged');
    await click(/Responsable/);
    await option(new RegExp(colleague.name));
    await until(async () => (await now(ticket)).agent_id === colleague.id, 'not handed over');
    await click('Más acciones', { exact: true });
    await page.getByRole('menuitem', { name: /^Posponer/ }).click();
    await page.getByRole('dialog', { name: 'Posponer el caso' }).getByRole('button', { name: /Mañana/ }).first().click();
    await until(async () => (await now(ticket)).snoozed_until !== null, 'not put off');
    await page.goto(`/app/tickets/${ticket.id}`);
    const before = (await now(ticket)).status;
    await click('Resolver', { exact: true });
    await until(async () => (await now(ticket)).status === 'solved', 'not solved');
    await toasts(page).getByRole('button', { name: 'Deshacer' }).last().click();
    await until(async () => (await now(ticket)).status === before, 'solving was not undone');
    await page.getByRole('link', { name: 'Panel' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Indicadores' }).waitFor();
    await page.getByRole('button', { name: /Cómo se calcula/ }).first().waitFor();
    await close(page);
  },

  'a day at the desk by keys alone: find, take, answer, note, macro, merge, hand over, put off, solve, undo, numbers': async () => {
    const { ticket, other, macro, agent, colleague } = await morning();
    const page = await newPage();
    const press = (...keys) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
    const tabTo = async (target, why) => {
      for (let step = 0; step < 60 && !(await hasFocus(target)); step += 1) await page.keyboard.press('Tab');
      same(await hasFocus(target), true, why);
    };
    /** The command of that name, by the palette. */
    const command = async (words) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog').getByRole('combobox').waitFor();
      await page.keyboard.type(words);
      await page.getByRole('option', { name: words }).first().waitFor();
      await page.keyboard.press('Enter');
    };
    const pick = async (key, words) => {
      await page.keyboard.press(key);
      const list = page.getByRole('listbox');
      await list.waitFor();
      await page.keyboard.type(words);
      await list.getByRole('option', { name: new RegExp(words) }).first().waitFor();
      await page.keyboard.press('Enter');
    };
    await page.goto('/app/inbox/open');
    await page.locator('li[data-index="0"]').waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('combobox').waitFor();
    await page.keyboard.type(ticket.subject);
    await page.getByRole('option', { name: new RegExp(`^${ticket.subject} `) }).first().waitFor();
    await until(async () => {
      const active = await page.getByRole('dialog').getByRole('combobox').getAttribute('aria-activedescendant');
      if (active && (await page.locator(`[id="${active}"]`).textContent())?.includes(ticket.subject)) return true;
      await page.keyboard.press('ArrowDown');
      return false;
    }, 'the palette does not lead to the case');
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`/${ticket.id}`));
    await thread(page).getByText(/Primer mensaje/).waitFor();

    await page.keyboard.press('A');
    await until(async () => (await now(ticket)).agent_id === agent.id, 'not taken');
    // No waiting for the box: what is typed before it is whole is not lost.
    await page.keyboard.press('r');
    await page.keyboard.type('Ya salió tu pedido.');
    await page.keyboard.press('Control+Enter');
    await wasSaid(ticket, 'Ya salió tu pedido.', true);
    // The box is empty and has the focus again once the answer is on its way; Escape leaves it for the keys of the case.
    await until(async () => (await rich(page, 'Responder').innerText().catch(() => '…')).trim() === '', 'the box was not emptied');
    await until(async () => {
      await page.keyboard.press('Escape');
      return page.evaluate(() => !document.activeElement?.isContentEditable);
    }, 'the box is not left');
    await page.keyboard.press('n');
    await rich(page, 'Nota interna').waitFor();
    await until(() => hasFocus(rich(page, 'Nota interna')), 'the note has no focus');
    await page.keyboard.type('Revisar la guía mañana');
    await page.keyboard.press('Control+Enter');
    await wasSaid(ticket, 'Revisar la guía mañana', false);
    await page.keyboard.press('Escape');
    await pick('m', macro);
    const apply = page.getByRole('dialog', { name: macro }).getByRole('button', { name: 'Aplicar' });
    await apply.waitFor();
    await tabTo(apply, 'applying the macro');
    await page.keyboard.press('Enter');
    await until(async () => (await now(ticket)).priority === 'high', 'the macro did nothing');
    await page.getByRole('dialog', { name: macro }).waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await command('Unir con otro caso');
    const merge = page.getByRole('dialog', { name: 'Unir dos casos' });
    await merge.getByLabel('Buscar el otro caso').waitFor();
    await page.keyboard.type(`#${other.id}`);
    await tabTo(merge.getByRole('button', { name: /El mismo asunto/ }), 'the other case');
    await page.keyboard.press('Enter');
    await tabTo(merge.getByRole('button', { name: 'Unir los casos' }), 'the button');
    await page.keyboard.press('Enter');
    await until(async () => (await now(other)).merged_into === ticket.id, 'not merged');
    await merge.waitFor({ state: 'detached' });
    await pick('a', colleague.name);
    await until(async () => (await now(ticket)).agent_id === colleague.id, 'not handed over');
    await page.keyboard.press('z');
    const putOff = page.getByRole('dialog', { name: 'Posponer el caso' });
    await until(() => hasFocus(putOff.getByRole('button').nth(1)), 'the first time has no focus');
    await page.keyboard.press('Enter');
    await until(async () => (await now(ticket)).snoozed_until !== null, 'not put off');
    await page.goto(`/app/tickets/${ticket.id}`);
    await thread(page).getByText(/Primer mensaje/).waitFor();
    const before = (await now(ticket)).status;
    await page.keyboard.press('e');
    await until(async () => (await now(ticket)).status === 'solved', 'not solved');
    const undo = toasts(page).getByRole('button', { name: 'Deshacer' }).last();
    await undo.waitFor();
    for (let step = 0; step < 60 && !(await hasFocus(undo)); step += 1) await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await until(async () => (await now(ticket)).status === before, 'solving was not undone');
    await page.evaluate(() => document.activeElement?.blur());
    await press('g', 'p');
    await page.getByRole('heading', { level: 1, name: 'Indicadores' }).waitFor();
    await page.getByRole('button', { name: /Cómo se calcula/ }).first().waitFor();
    await close(page);
  },
};
