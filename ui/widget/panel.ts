// The panel of the widget: a form to write by, and then the conversation of that ticket.
import { type Config, call, type Message, Refusal, type Ticket } from './api';
import { keep, type Panel, type Place, recall } from './shared';
import { STYLE } from './style';
import { WORDS, type Words } from './words';

const REFRESH_MS = 20_000;
const RETRY_MS = 15_000;

type Child = Node | string;
function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  values: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(values)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const isAddress = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);

/** What waits for the network: the words for a new ticket, or for one that is there. */
interface Waiting {
  address: string;
  body: Record<string, unknown>;
}

class Widget implements Panel {
  private readonly place: Place;
  private words: Words;
  private language: string;
  private readonly panel: HTMLElement;
  private readonly body: HTMLElement;
  private readonly title: HTMLElement;
  private config: Config | null = null;
  private ticket: Ticket | null = null;
  private isBusy = false;
  private timer = 0;

  constructor(place: Place) {
    this.place = place;
    this.language = place.language;
    this.words = this.wordsOf(place.language);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    place.root.adoptedStyleSheets = [...place.root.adoptedStyleSheets, sheet];
    this.title = make('h2', { id: 'title' });
    const close = make('button', { type: 'button', 'aria-label': this.words.close }, '×');
    close.addEventListener('click', () => this.close());
    this.body = make('div', { class: 'body' });
    this.panel = make(
      'section',
      { class: 'panel', role: 'dialog', 'aria-labelledby': 'title', lang: this.language, hidden: '' },
      make('header', {}, this.title, close),
      this.body,
    );
    this.panel.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.close();
    });
    place.root.prepend(this.panel);
    addEventListener('online', () => void this.sendWaiting());
  }

  private wordsOf(language: string): Words {
    return WORDS[language] ?? (WORDS.es as Words);
  }

  private address(path: string): string {
    return `${this.place.base}/w/v1${path}`;
  }

  isOpen(): boolean {
    return !this.panel.hidden;
  }

  open(): void {
    this.panel.hidden = false;
    this.place.button.setAttribute('aria-expanded', 'true');
    this.place.button.querySelector('b')?.remove();
    clearInterval(this.timer);
    this.timer = window.setInterval(() => {
      if (!document.hidden) void this.refresh();
    }, REFRESH_MS);
    void this.begin();
  }

  close(): void {
    this.panel.hidden = true;
    clearInterval(this.timer);
    this.place.button.setAttribute('aria-expanded', 'false');
    this.place.button.focus();
  }

  remove(): void {
    clearInterval(this.timer);
    this.panel.remove();
  }

  write(text: string): void {
    keep(this.place.site, 'draft', text);
    this.open();
  }

  private async begin(): Promise<void> {
    if (!this.config) await this.configure();
    if (recall(this.place.site, 'token') && !this.ticket) await this.refresh();
    this.show();
    void this.sendWaiting();
    this.body.querySelector<HTMLElement>('input:not(.trap),textarea')?.focus();
  }

  private async configure(): Promise<void> {
    try {
      this.config = await call<Config>(
        this.address(`/config?site=${encodeURIComponent(this.place.site)}`),
        this.language,
      );
    } catch {
      return;
    }
    if (this.config.color) (this.place.root.host as HTMLElement).style.setProperty('--c', this.config.color);
    if (this.config.language in WORDS) {
      this.language = this.config.language;
      this.words = this.wordsOf(this.language);
      this.panel.lang = this.language;
    }
    this.title.textContent = this.config.workspace;
  }

  private take(ticket: Ticket): void {
    const isNew = ticket.messages.length !== this.ticket?.messages.length;
    this.ticket = ticket;
    keep(this.place.site, 'token', ticket.token);
    const theirs = ticket.messages.filter((message) => !message.mine).length;
    keep(this.place.site, 'seen', String(theirs));
    if (isNew) this.show();
  }

  private async refresh(): Promise<void> {
    const token = recall(this.place.site, 'token');
    if (!token) return;
    try {
      this.take(await call<Ticket>(this.address(`/tickets/${token}`), this.language));
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 404) return;
      this.forget();
      this.show(this.words.gone);
    }
  }

  private forget(): void {
    this.ticket = null;
    for (const what of ['token', 'seen']) keep(this.place.site, what, null);
  }

  // ---- sending ----

  private async send(waiting: Waiting, tell: (words: string, field?: string) => void): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    tell(this.words.sending);
    try {
      const ticket = await call<Ticket>(waiting.address, this.language, waiting.body);
      keep(this.place.site, 'draft', null);
      keep(this.place.site, 'waiting', null);
      this.take(ticket);
    } catch (error) {
      if (error instanceof Refusal) {
        keep(this.place.site, 'waiting', null);
        if (error.field === 'email') tell(this.words.badEmail, 'email');
        else tell(error.status === 429 || error.status === 409 ? this.words.tooMany : this.words.failed);
      } else {
        keep(this.place.site, 'waiting', JSON.stringify(waiting));
        tell(this.words.queued);
        window.setTimeout(() => void this.sendWaiting(), RETRY_MS);
      }
    } finally {
      this.isBusy = false;
    }
  }

  private async sendWaiting(): Promise<void> {
    const kept = recall(this.place.site, 'waiting');
    if (kept) await this.send(JSON.parse(kept) as Waiting, (words) => this.tell(words));
  }

  private tell(words: string, field = ''): void {
    const line = this.body.querySelector('.bad');
    if (line) line.textContent = words;
    for (const input of this.body.querySelectorAll('[name]')) {
      const isBad = field !== '' && input.getAttribute('name') === field;
      input.setAttribute('aria-invalid', String(isBad));
      if (isBad) (input as HTMLElement).focus();
    }
  }

  // ---- what is shown ----

  private show(words = ''): void {
    this.body.replaceChildren(...(this.ticket ? this.conversation(this.ticket) : this.contact()));
    if (words) this.tell(words);
    const last = this.body.querySelector('.log')?.lastElementChild;
    last?.scrollIntoView({ block: 'nearest' });
  }

  private textarea(): HTMLTextAreaElement {
    const area = make('textarea', { name: 'text', maxlength: '20000', rows: '4' });
    area.value = recall(this.place.site, 'draft') ?? '';
    area.addEventListener('input', () => keep(this.place.site, 'draft', area.value));
    return area;
  }

  private submit(form: HTMLFormElement): Child[] {
    const line = make('p', { class: 'bad', role: 'status' });
    return [line, make('button', { type: 'submit' }, form.dataset.send ?? '')];
  }

  private contact(): Node[] {
    const { words, place } = this;
    const name = make('input', { name: 'name', autocomplete: 'name', maxlength: '120' });
    const email = make('input', { name: 'email', type: 'email', autocomplete: 'email', required: '' });
    name.value = place.person.name ?? '';
    email.value = place.person.email ?? '';
    const text = this.textarea();
    const trap = make('input', {
      class: 'trap',
      name: 'website',
      tabindex: '-1',
      'aria-hidden': 'true',
      autocomplete: 'off',
    });
    const form = make('form', { novalidate: '', 'data-send': words.send });
    const privacy = this.config?.privacy_url;
    const agreed = make('input', { type: 'checkbox', name: 'agreed' });
    form.append(
      make('label', {}, words.name, name),
      make('label', {}, words.email, email),
      make('label', {}, words.message, text),
      trap,
      ...(privacy
        ? [
            make(
              'label',
              { class: 'check' },
              agreed,
              make(
                'span',
                {},
                `${words.agree} `,
                make('a', { href: privacy, target: '_blank', rel: 'noopener' }, words.privacy),
              ),
            ),
          ]
        : []),
      ...this.submit(form),
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (!isAddress(email.value.trim())) return this.tell(words.badEmail, 'email');
      if (!text.value.trim()) return this.tell(words.required, 'text');
      if (privacy && !agreed.checked) return this.tell(words.mustAgree, 'agreed');
      void this.send(
        {
          address: this.address('/tickets'),
          body: {
            site: place.site,
            email: email.value.trim(),
            text: text.value,
            language: this.language,
            page: location.href.slice(0, 1000),
            agreed: agreed.checked,
            ...(name.value.trim() ? { name: name.value.trim() } : {}),
            ...(trap.value ? { website: trap.value } : {}),
          },
        },
        (said, field) => this.tell(said, field),
      );
    });
    return [make('p', { class: 'say' }, this.config?.greeting || words.greeting), form];
  }

  private bubble(message: Message): Node {
    const who = message.mine
      ? []
      : [make('span', { class: 'small' }, message.who || this.words.team), document.createElement('br')];
    return make('p', { class: message.mine ? 'say mine' : 'say' }, ...who, message.text);
  }

  private conversation(ticket: Ticket): Node[] {
    const { words } = this;
    const promise = ticket.next_update_at
      ? ` ${words.promise} ${new Date(ticket.next_update_at).toLocaleString(this.language, { dateStyle: 'long', timeStyle: 'short' })}.`
      : '';
    const again = make('button', { type: 'button', class: 'quiet' }, words.again);
    again.addEventListener('click', () => {
      this.forget();
      this.show();
    });
    const text = this.textarea();
    text.style.minHeight = '56px';
    const form = make('form', { novalidate: '', 'data-send': words.send });
    form.append(make('label', {}, words.message, text), ...this.submit(form));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (!text.value.trim()) return this.tell(words.required, 'text');
      void this.send(
        { address: this.address(`/tickets/${ticket.token}/messages`), body: { text: text.value } },
        (said, field) => this.tell(said, field),
      );
    });
    return [
      make(
        'p',
        { class: 'small state' },
        `${words.number} ${ticket.number}. ${ticket.status_words}. ${ticket.next_step}${promise}`,
      ),
      make(
        'div',
        { class: 'log', role: 'log', 'aria-label': words.log },
        ...ticket.messages.map((message) => this.bubble(message)),
      ),
      form,
      make(
        'div',
        { class: 'row small' },
        make('a', { href: this.place.base + ticket.page, target: '_blank', rel: 'noopener' }, words.page),
        again,
      ),
    ];
  }
}

window.lazoPanel = (place) => new Widget(place);
