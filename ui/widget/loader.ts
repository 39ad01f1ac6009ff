// The script that a shop puts on its pages: a button, and the panel once somebody reaches for it.
//   <script async src="https://HOST/lazo.js" data-site="KEY" data-lang="es"></script>
import { keep, type Panel, type Person, type Place, recall, type StartPanel } from './shared';

declare const PANEL: string;

const NAMES: Record<string, string> = { es: 'Abrir ayuda', en: 'Open help', pt: 'Abrir ajuda' };
const UNREAD: Record<string, string> = { es: 'mensajes nuevos', en: 'new messages', pt: 'mensagens novas' };
const LOOK = `:host{all:initial}button{position:fixed;right:20px;bottom:20px;z-index:2147483000;width:56px;height:56px;border:0;border-radius:50%;background:var(--c,#0b6e6b);color:#fff;cursor:pointer;box-shadow:0 4px 16px rgb(16 32 33/25%);font:600 13px/1 system-ui,sans-serif}button:focus-visible{outline:3px solid #8ab8ff;outline-offset:3px}svg{display:block;margin:auto}b{position:absolute;top:-4px;right:-4px;min-width:20px;padding:4px 5px;border-radius:10px;background:#b42318}@media (forced-colors:active){button{border:2px solid}}`;

function start(script: HTMLScriptElement): void {
  const base = new URL(script.src).origin;
  const site = script.dataset.site ?? '';
  const wished = (script.dataset.lang || document.documentElement.lang || navigator.language).slice(0, 2);
  const language = wished in NAMES ? wished : 'es';
  const host = document.createElement('lazo-widget');
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(LOOK);
  root.adoptedStyleSheets = [sheet];
  const button = document.createElement('button');
  button.type = 'button';
  button.setAttribute('aria-label', NAMES[language] ?? '');
  button.setAttribute('aria-expanded', 'false');
  button.innerHTML =
    '<svg width="26" height="26" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round" aria-hidden="true"><path d="M4 4h16v12H9l-5 4z"/></svg>';
  root.append(button);
  document.body.append(host);

  const person: Person = {};
  const place: Place = { base, site, language, root, button, person };
  let panel: Panel | null = null;
  let loading: Promise<Panel> | null = null;

  const load = (): Promise<Panel> => {
    loading ??= new Promise<StartPanel>((done, fail) => {
      const tag = document.createElement('script');
      tag.src = base + PANEL;
      tag.onload = () => (window.lazoPanel ? done(window.lazoPanel) : fail());
      tag.onerror = fail;
      document.head.append(tag);
    }).then((begin) => {
      panel = begin(place);
      return panel;
    });
    loading.catch(() => {
      loading = null;
    });
    return loading;
  };
  const withPanel = (act: (panel: Panel) => void): void => void load().then(act, () => undefined);

  button.addEventListener('pointerenter', () => withPanel(() => undefined), { once: true });
  button.addEventListener('focus', () => withPanel(() => undefined), { once: true });
  button.addEventListener('click', () => withPanel((now) => (now.isOpen() ? now.close() : now.open())));

  const commands: Record<string, (value?: unknown) => void> = {
    open: () => withPanel((now) => now.open()),
    close: () => panel?.close(),
    send: (text) => withPanel((now) => now.write(String(text ?? ''))),
    identify: (who) => void Object.assign(person, who),
    shutdown: () => {
      for (const what of ['token', 'seen', 'draft', 'waiting']) keep(site, what, null);
      panel?.remove();
      host.remove();
    },
  };
  const run = (call: unknown[]): void => commands[String(call[0])]?.(call[1]);
  const earlier = window.Lazo?.q ?? [];
  window.Lazo = (...call) => run(call);
  for (const call of earlier) run(call);

  const token = recall(site, 'token');
  if (!token) return;
  fetch(`${base}/w/v1/tickets/${token}`)
    .then((answer) => answer.json())
    .then((ticket: { messages?: { mine: boolean }[] }) => {
      const theirs = ticket.messages?.filter((message) => !message.mine).length ?? 0;
      const unread = theirs - Number(recall(site, 'seen') ?? 0);
      if (unread <= 0 || panel?.isOpen()) return;
      const badge = document.createElement('b');
      badge.textContent = String(unread);
      button.append(badge);
      button.setAttribute('aria-label', `${NAMES[language]}, ${unread} ${UNREAD[language]}`);
    })
    .catch(() => undefined);
}

const script = document.currentScript;
if (script instanceof HTMLScriptElement) {
  if (document.body) start(script);
  else addEventListener('DOMContentLoaded', () => start(script));
}
