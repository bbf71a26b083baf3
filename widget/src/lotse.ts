// <kult-lotse>: the Lotse on any page. Attributes: server, title, colour, topic, position, lang.
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { Api, AwayError, type Button, type Message, type Said, type Service } from "./api";
import { clear, type Entry, load, save } from "./memory";
import { printNote, saveNote } from "./note";
import { Behind, Unread } from "./page";
import { plain } from "./safe";
import { styles } from "./styles";
import { fill, texts, type Texts } from "./texts";
import { bubble, card, rich } from "./view";

const TYPING_AFTER = 300;
const SLOW_AFTER = 3500;
const SIZES = [1, 1.25, 1.5];
const EXIT = "https://www.wetter.de/";
const ESCAPES = 3;
const ESCAPES_WITHIN = 1500;
const HOME = new URL(import.meta.url).origin;

export class KultLotse extends LitElement {
  static override styles = styles;
  static override properties = {
    server: { type: String },
    heading: { type: String, attribute: "title" },
    colour: { type: String },
    topic: { type: String },
    opened: { type: Boolean, reflect: true },
    entries: { state: true },
    waiting: { state: true },
    typing: { state: true },
    slow: { state: true },
    failed: { state: true },
    view: { state: true },
    emergency: { state: true },
    note: { state: true },
    size: { state: true },
    announced: { state: true },
    reported: { state: true },
  };

  server = "";
  heading = "";
  colour = "";
  topic = "";
  opened = false;
  entries: Entry[] = [];
  waiting = false;
  typing = false;
  slow = false;
  failed: Said | null = null;
  view: "chat" | "note" = "chat";
  emergency = false;
  note: Service[] = [];
  size = 0;
  announced = "";
  reported = new Set<string>();

  private api!: Api;
  private texts: Texts = texts("de");
  private unread = new Unread();
  private behind = new Behind();
  private escapes: number[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener("keydown", this.keys);
    this.texts = texts(this.lang);
    this.api = new Api(this.checkedServer());
    if (/^#[0-9a-fA-F]{6}$/.test(this.colour)) this.style.setProperty("--lotse-accent", this.colour);
    const kept = load();
    if (kept) {
      this.entries = kept.entries;
      this.note = kept.note;
      this.size = kept.size in SIZES ? kept.size : 0;
      this.api.token = kept.token;
      this.opened = kept.open;
    }
  }

  private checkedServer(): string {
    if (!this.server) return HOME;
    try {
      const url = new URL(this.server);
      if (url.protocol === "https:" || url.protocol === "http:") return url.origin;
    } catch {
      // Said below.
    }
    console.error(this.texts.noServer);
    return HOME;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener("keydown", this.keys);
    this.behind.release();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("opened")) {
      if (this.opened) this.behind.silence(this);
      else this.behind.release();
    }
    if (changed.has("size")) this.style.setProperty("--lotse-size", String(SIZES[this.size]));
    if (changed.has("entries")) {
      // The answer is read from its beginning: what was said last stands on top.
      const scroll = this.renderRoot.querySelector<HTMLElement>(".scroll");
      const said = [...(scroll?.querySelectorAll<HTMLElement>(".citizen") ?? [])].at(-1);
      if (scroll) scroll.scrollTop = said ? said.offsetTop - scroll.offsetTop : 0;
    }
  }

  override render(): TemplateResult {
    return html`${this.opened ? this.panel() : this.launcher()}
      <div class="hidden" role="status">${this.announced}</div>`;
  }

  private launcher(): TemplateResult {
    return html`<button type="button" class="launcher" aria-haspopup="dialog" @click=${this.open}>${this.texts.open}</button>`;
  }

  private panel(): TemplateResult {
    return html`<section class="panel" role="dialog" aria-labelledby="title">
      <div class="top">
        <div class="bar">
          <h2 id="title">${this.heading || this.texts.title}</h2>
          <button type="button" @click=${this.close}>${this.texts.close}</button>
        </div>
        <p class="small">${this.texts.program}</p>
        <div class="bar">
          <button type="button" class="danger" aria-expanded=${this.emergency} @click=${this.toggleEmergency}>
            ${this.texts.emergency}
          </button>
          <button type="button" class="danger" @click=${this.leave}>${this.texts.leave}</button>
        </div>
        ${this.emergency ? html`<div class="emergency">${rich(this.texts.emergencyText)}</div>` : nothing}
      </div>
      ${this.view === "note" ? this.noteView() : this.chatView()}
      <div class="bar tools">
        <button type="button" aria-pressed=${this.view === "note"} @click=${this.toggleNote}>
          ${this.texts.note} (${this.note.length})
        </button>
        <button type="button" @click=${this.grow}>${this.texts.bigger}</button>
        <button type="button" @click=${() => this.say({ payload: "/restart" }, this.texts.restart)}>${this.texts.restart}</button>
        <button type="button" @click=${this.forget}>${this.texts.forget}</button>
      </div>
    </section>`;
  }

  private chatView(): TemplateResult {
    const last = this.entries.at(-1);
    const buttons = last?.who === "lotse" && !this.waiting ? this.choices() : [];
    return html`<div class="scroll" tabindex="0" role="log" aria-live="off" aria-label=${this.texts.log}>
        ${this.entries.map((entry) => this.entry(entry))}
        ${this.typing ? html`<p class="small">${this.slow ? rich(this.texts.slow) : this.texts.typing}</p>` : nothing}
        ${this.failed && !this.waiting
          ? html`<button type="button" @click=${this.retry}>${this.texts.retry}</button>`
          : nothing}
        <div class="choices">
          ${buttons.map(
            (button) =>
              html`<button type="button" @click=${() => this.say({ payload: button.payload }, button.title)}>${button.title}</button>`,
          )}
        </div>
      </div>
      <form @submit=${this.submit}>
        <label for="field">${this.texts.label}</label>
        <div class="row">
          <textarea id="field" rows="2" maxlength="2000" autocomplete="off" @keydown=${this.enter}></textarea>
          <button type="submit" class="send" ?disabled=${this.waiting}>${this.texts.send}</button>
        </div>
      </form>`;
  }

  private entry({ who, message }: Entry): TemplateResult {
    const step = message.step ? html`<p class="small">${fill(this.texts.step, message.step)}</p>` : nothing;
    const page = message.page
      ? html`<p><a href=${this.checkedServer() + message.page} target="_blank" rel="noopener noreferrer">${this.texts.takeAway}</a></p>`
      : nothing;
    if (!message.services.length) return html`${step}${bubble(this.texts, who, message)}${page}`;
    const heading = { ...message, text: message.text.split("\n")[0] ?? "" };
    return html`${bubble(this.texts, who, heading)}${message.services.map((item) => this.card(item))}`;
  }

  private card(item: Service): TemplateResult {
    const kept = this.note.some((other) => other.id === item.id);
    return card(this.texts, item, {
      kept,
      reported: this.reported.has(item.id),
      keep: () => {
        this.note = kept ? this.note.filter((other) => other.id !== item.id) : [...this.note, item];
        this.store();
      },
      report: () => void this.report(item),
    });
  }

  private async report(item: Service): Promise<void> {
    this.reported = new Set([...this.reported, item.id]);
    this.announced = this.texts.thanks;
    await this.api.report(item.id).catch(() => undefined);
  }

  private noteView(): TemplateResult {
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${this.texts.note}>
      ${this.note.length ? this.note.map((item) => this.card(item)) : html`<p>${this.texts.emptyNote}</p>`}
      ${this.note.length
        ? html`<div class="choices">
            <button type="button" @click=${() => printNote(this.texts.note, this.note)}>${this.texts.printNote}</button>
            <button type="button" @click=${() => saveNote(this.texts.note, this.note)}>${this.texts.saveNote}</button>
          </div>`
        : nothing}
    </div>`;
  }

  private choices(): Button[] {
    const from = this.entries.findLastIndex((entry) => entry.who === "citizen") + 1;
    return this.entries.slice(from).flatMap((entry) => entry.message.buttons);
  }

  private open = async (): Promise<void> => {
    this.opened = true;
    this.unread.clear();
    await this.updateComplete;
    this.field?.focus();
    if (!this.entries.length) await this.begin();
    this.store();
  };

  private close = async (): Promise<void> => {
    this.opened = false;
    this.store();
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(".launcher")?.focus();
  };

  private keys = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    const now = event.timeStamp;
    this.escapes = [...this.escapes.filter((moment) => now - moment < ESCAPES_WITHIN), now];
    if (this.escapes.length >= ESCAPES) this.leave();
    else if (this.opened) void this.close();
  };

  private enter = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.submit(event);
    }
  };

  private submit = (event: Event): void => {
    event.preventDefault();
    const text = this.field?.value.trim() ?? "";
    if (!text || this.waiting) return;
    if (this.field) this.field.value = "";
    void this.say({ text }, text);
  };

  private get field(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector("textarea");
  }

  private async begin(): Promise<void> {
    await this.exchange(null, async () => {
      const greeting = await this.api.begin();
      return /^[a-z_]{2,30}$/.test(this.topic)
        ? [...greeting, ...(await this.api.send({ payload: `/need_${this.topic}` }))]
        : greeting;
    });
  }

  private async say(said: Said, shown: string): Promise<void> {
    this.view = "chat";
    this.entries = [...this.entries, { who: "citizen", message: message(shown) }];
    if ("payload" in said) {
      // The button that was pressed goes away; its focus goes to the log, not to the page behind.
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>(".scroll")?.focus();
    }
    await this.exchange(said, async () => {
      if (!this.api.token) await this.api.begin();
      return this.api.send(said);
    });
  }

  private retry = (): void => {
    const said = this.failed;
    if (said) void this.exchange(said, async () => {
      if (!this.api.token) await this.api.begin();
      return this.api.send(said);
    });
  };

  private async exchange(said: Said | null, ask: () => Promise<Message[]>): Promise<void> {
    this.waiting = true;
    this.failed = null;
    const soon = setTimeout(() => (this.typing = true), TYPING_AFTER);
    const late = setTimeout(() => {
      this.slow = true;
      this.announced = this.texts.slow;
    }, SLOW_AFTER);
    try {
      await this.show(await ask());
    } catch (error) {
      const told = error instanceof AwayError ? error.messages : [];
      this.failed = said;
      await this.show(told.length ? told : [message(this.texts.away)]);
    } finally {
      clearTimeout(soon);
      clearTimeout(late);
      this.typing = false;
      this.slow = false;
      this.waiting = false;
      this.store();
    }
  }

  private async show(answers: Message[]): Promise<void> {
    if (answers.some((answer) => answer.deleted)) {
      this.entries = [];
      this.note = [];
      this.api.token = null;
    }
    this.entries = [...this.entries, ...answers.map((answer) => ({ who: "lotse" as const, message: answer }))];
    this.announced = `${this.texts.says} ${answers.map((answer) => plain(answer.text)).join(" ")}`;
    if (!this.opened && answers.length) this.unread.add(answers.length, (count) => fill(this.texts.unread, { count }));
  }

  private toggleEmergency = (): void => {
    this.emergency = !this.emergency;
    if (this.emergency) this.announced = this.texts.emergencyText;
  };

  private toggleNote = (): void => {
    this.view = this.view === "note" ? "chat" : "note";
  };

  private grow = (): void => {
    this.size = (this.size + 1) % SIZES.length;
    this.store();
  };

  private forget = async (): Promise<void> => {
    try {
      await this.api.forget();
    } catch (error) {
      // Not deleted yet: the server says so, and the token stays, so that it can be asked again.
      const told = error instanceof AwayError && error.status !== 401 ? error.messages : [];
      if (this.api.token) return void (await this.show(told.length ? told : [message(this.texts.away)]));
    }
    clear();
    this.entries = [];
    this.note = [];
    this.failed = null;
    await this.begin();
  };

  private leave = (): void => {
    void this.api.forget().catch(() => undefined);
    clear();
    this.entries = [];
    location.replace(EXIT);
  };

  private store(): void {
    save({ token: this.api.token, open: this.opened, entries: this.entries, note: this.note, size: this.size });
  }
}

function message(text: string): Message {
  return { text, buttons: [], services: [], step: null, page: null, deleted: false };
}

if (!customElements.get("kult-lotse")) customElements.define("kult-lotse", KultLotse);
