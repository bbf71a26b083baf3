import { css } from "lit";

// Lengths in px: rem would be the host page's, and may be anything.
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
    inset: auto 16px 16px auto !important;
    font: 16px/1.5 system-ui, sans-serif !important;
    color: var(--text) !important;
  }
  :host([position="left"]) { inset: auto auto 16px 16px !important; }
  :host([hidden]) { display: none !important; }
  * { box-sizing: border-box; font: inherit; }
  button, .link {
    min-height: 44px; padding: 5.6px 12.8px; border: 2px solid var(--tone); border-radius: 8px;
    background: var(--back); color: var(--tone); cursor: pointer; text-align: start;
  }
  button:disabled { opacity: 0.6; cursor: default; }
  :focus-visible { outline: 3px solid var(--tone); outline-offset: 2px; }
  .launcher { background: var(--tone); color: var(--on-tone); font-weight: 600; font-size: 17.6px; border-radius: 32px; }
  .panel {
    display: flex; flex-direction: column; width: min(416px, calc(100vw - 32px)); height: min(672px, calc(100dvh - 32px));
    background: var(--back); border: 2px solid var(--tone); border-radius: 12px; overflow: hidden;
  }
  .top { padding: 8px 12px; border-bottom: 1px solid var(--line); }
  .bar { display: flex; flex-wrap: wrap; gap: 6.4px; align-items: center; }
  h2 { margin: 0; font-size: 19.2px; font-weight: 700; color: var(--tone); flex: 1; }
  h3 { margin: 0; font-size: 1em; font-weight: 700; }
  p { margin: 3.2px 0; }
  .danger { border-color: var(--danger); color: var(--danger); font-weight: 600; }
  .emergency { padding: 8px 12px; border: 2px solid var(--danger); border-radius: 8px; margin-top: 6.4px; white-space: pre-line; }
  .scroll { flex: 1; overflow-y: auto; padding: 8px 12px; font-size: calc(1em * var(--lotse-size, 1)); }
  .message { margin: 8px 0; padding: 8px 12px; border-radius: 9.6px; white-space: pre-line; overflow-wrap: anywhere; }
  .lotse { background: var(--soft); margin-inline-end: 20px; }
  .citizen { background: var(--tone); color: var(--on-tone); margin-inline-start: 40px; }
  .card { margin: 6.4px 0; padding: 8px 12px; border: 1px solid var(--line); border-radius: 9.6px; overflow-wrap: anywhere; }
  .card a, .message a, .emergency a { display: inline-block; min-height: 24px; color: var(--tone); }
  .citizen a { color: inherit; }
  strong { font-weight: 700; }
  .small { font-size: 0.875em; }
  .choices { display: flex; flex-wrap: wrap; gap: 6.4px; margin: 8px 0; }
  form { padding: 8px 12px; border-top: 1px solid var(--line); }
  label { display: block; font-weight: 600; }
  .row { display: flex; gap: 6.4px; align-items: stretch; }
  textarea {
    flex: 1; min-width: 0; padding: 6.4px; color: var(--text); background: var(--back); border: 2px solid var(--line);
    border-radius: 8px; resize: none;
  }
  .send { background: var(--tone); color: var(--on-tone); }
  .tools { padding: 0 12px 8px; }
  .tools button { min-height: 36px; border-color: var(--line); color: var(--text); padding: 3.2px 9.6px; }
  .hidden {
    position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
  }
  @media (max-width: 480px), (max-height: 480px) {
    :host([opened]) { inset: 0 !important; }
    .panel { width: 100vw; height: 100dvh; border: 0; border-radius: 0; }
  }
  @media (max-height: 480px) {
    .panel { overflow-y: auto; display: block; }
    .scroll { overflow: visible; }
  }
  @media (prefers-reduced-motion: no-preference) { .scroll { scroll-behavior: smooth; } }
  @media (forced-colors: active) { .message, .card, .panel { border: 1px solid CanvasText; } .citizen { border-width: 2px; } }
  @media print { :host { display: none !important; } }
`;
