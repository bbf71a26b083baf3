import { css } from "lit";

export const styles = css`
  /* !important: a host page's own !important rules must not win (inside a shadow root ours do). */
  :host {
    all: initial !important;
    --accent: var(--lotse-accent, #005a8c);
    --text: light-dark(#1b1b1b, #f2f2f2);
    --back: light-dark(#ffffff, #16191c);
    --soft: light-dark(#eef3f7, #23292f);
    --line: light-dark(#5b6670, #98a3ad);
    --tone: light-dark(var(--accent), #8cc8f5);
    --on-tone: light-dark(#ffffff, #0d1b26);
    --danger: light-dark(#a40000, #ff9d94);
    color-scheme: light dark !important;
    position: fixed !important;
    z-index: 2147483000 !important;
    inset: auto 1rem 1rem auto !important;
    font: 16px/1.5 system-ui, sans-serif !important;
    color: var(--text) !important;
  }
  :host([position="left"]) { inset: auto auto 1rem 1rem !important; }
  :host([hidden]) { display: none !important; }
  * { box-sizing: border-box; font: inherit; }
  button, .link {
    min-height: 2.75rem; padding: 0.35rem 0.8rem; border: 2px solid var(--tone); border-radius: 0.5rem;
    background: var(--back); color: var(--tone); cursor: pointer; text-align: start;
  }
  button:disabled { opacity: 0.6; cursor: default; }
  :focus-visible { outline: 3px solid var(--tone); outline-offset: 2px; }
  .launcher { background: var(--tone); color: var(--on-tone); font-weight: 600; font-size: 1.1rem; border-radius: 2rem; }
  .panel {
    display: flex; flex-direction: column; width: min(26rem, calc(100vw - 2rem)); height: min(42rem, calc(100dvh - 2rem));
    background: var(--back); border: 2px solid var(--tone); border-radius: 0.75rem; overflow: hidden;
  }
  .top { padding: 0.5rem 0.75rem; border-bottom: 1px solid var(--line); }
  .bar { display: flex; flex-wrap: wrap; gap: 0.4rem; align-items: center; }
  h2 { margin: 0; font-size: 1.2rem; font-weight: 700; color: var(--tone); flex: 1; }
  h3 { margin: 0; font-size: 1em; font-weight: 700; }
  p { margin: 0.2rem 0; }
  .danger { border-color: var(--danger); color: var(--danger); font-weight: 600; }
  .emergency { padding: 0.5rem 0.75rem; border: 2px solid var(--danger); border-radius: 0.5rem; margin-top: 0.4rem; white-space: pre-line; }
  .scroll { flex: 1; overflow-y: auto; padding: 0.5rem 0.75rem; font-size: calc(1em * var(--lotse-size, 1)); }
  .message { margin: 0.5rem 0; padding: 0.5rem 0.75rem; border-radius: 0.6rem; white-space: pre-line; overflow-wrap: anywhere; }
  .lotse { background: var(--soft); margin-inline-end: 1.25rem; }
  .citizen { background: var(--tone); color: var(--on-tone); margin-inline-start: 2.5rem; }
  .card { margin: 0.4rem 0; padding: 0.5rem 0.75rem; border: 1px solid var(--line); border-radius: 0.6rem; overflow-wrap: anywhere; }
  .card a, .message a, .emergency a { display: inline-block; min-height: 24px; color: var(--tone); }
  .citizen a { color: inherit; }
  strong { font-weight: 700; }
  .small { font-size: 0.875em; }
  .choices { display: flex; flex-wrap: wrap; gap: 0.4rem; margin: 0.5rem 0; }
  form { padding: 0.5rem 0.75rem; border-top: 1px solid var(--line); }
  label { display: block; font-weight: 600; }
  .row { display: flex; gap: 0.4rem; align-items: stretch; }
  textarea {
    flex: 1; min-width: 0; padding: 0.4rem; color: var(--text); background: var(--back); border: 2px solid var(--line);
    border-radius: 0.5rem; resize: none;
  }
  .send { background: var(--tone); color: var(--on-tone); }
  .tools { padding: 0 0.75rem 0.5rem; }
  .tools button { min-height: 2.25rem; border-color: var(--line); color: var(--text); padding: 0.2rem 0.6rem; }
  .hidden {
    position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
  }
  @media (max-width: 30rem), (max-height: 30rem) {
    :host([opened]) { inset: 0 !important; }
    .panel { width: 100vw; height: 100dvh; border: 0; border-radius: 0; }
  }
  @media (max-height: 30rem) {
    .panel { overflow-y: auto; display: block; }
    .scroll { overflow: visible; }
  }
  @media (prefers-reduced-motion: no-preference) { .scroll { scroll-behavior: smooth; } }
  @media (forced-colors: active) { .message, .card, .panel { border: 1px solid CanvasText; } .citizen { border-width: 2px; } }
  @media print { :host { display: none !important; } }
`;
