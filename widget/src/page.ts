// What the widget does to the page around it: silences it behind a panel that fills the screen, counts in its title.

const FULL_SCREEN = "(max-width: 480px), (max-height: 480px)";

/** The page behind a panel: while it is silenced it is not read, reached or pressed. */
export class Behind {
  private silenced: HTMLElement[] = [];

  /** Silences all beside the widget, where its panel fills the screen. */
  silence(widget: HTMLElement): void {
    this.release();
    if (!matchMedia(FULL_SCREEN).matches) return;
    for (let node: HTMLElement | null = widget; node && node !== document.body; node = node.parentElement) {
      for (const other of node.parentElement?.children ?? [])
        if (other !== node && other instanceof HTMLElement && !other.inert) this.silenced.push(other);
    }
    for (const element of this.silenced) element.inert = true;
  }

  /** Makes the page as it was. */
  release(): void {
    for (const element of this.silenced) element.inert = false;
    this.silenced = [];
  }
}

/** Answers that came while the panel was closed, counted in the title of the page. */
export class Unread {
  private count = 0;
  private title = "";

  /** Adds answers; `words` says in the title how many there are now. */
  add(answers: number, words: (count: number) => string): void {
    this.count += answers;
    this.title ||= document.title;
    document.title = words(this.count) + this.title;
  }

  /** Makes the title as it was. */
  clear(): void {
    if (this.count) document.title = this.title;
    this.count = 0;
    this.title = "";
  }
}
