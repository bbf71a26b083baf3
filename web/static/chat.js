// The citizen's chat: sends what is typed, shows what comes back. All text is set as text, never as HTML.
"use strict";

const log = document.getElementById("log");
const status = document.getElementById("status");
const typing = document.getElementById("typing");
const form = document.getElementById("form");
const field = document.getElementById("message");
const AWAY =
  "Der Lotse ist gerade nicht zu erreichen. Bitte versuchen Sie es gleich noch einmal.\n" +
  "Hilfe am Telefon: Behördennummer 115. Kreisverwaltung: 06641 977-0.\n" +
  "In Not: 112 oder 110. Zum Reden: TelefonSeelsorge 116 123.";
const SEARCHING = "Der Lotse sucht …";
const SLOW =
  "Das dauert gerade länger. Hilfe am Telefon: Behördennummer 115. In Not: 112 oder 110. Zum Reden: TelefonSeelsorge 116 123.";
const SLOW_AFTER = 3500;
const TIMEOUT = 15000;
// Numbers as people write them here: short codes, 0800 and area codes, with spaces, slashes and hyphens.
const LINKS = /(https?:\/\/[^\s<>"]+[^\s<>".,)])|(?<![\d.])(11[0-9](?: ?\d{3})?|0\d[\d /-]{5,18}\d)(?!\d|\.\d)|\*\*([^*]+)\*\*/g;

let token = null;

function append(parent, text) {
  let from = 0;
  for (const match of text.matchAll(LINKS)) {
    parent.append(text.slice(from, match.index));
    const [whole, url, phone, bold] = match;
    if (bold) {
      const strong = document.createElement("strong");
      append(strong, bold);
      parent.append(strong);
    } else {
      const link = document.createElement("a");
      link.href = url || "tel:" + phone.replace(/[^\d]/g, "");
      link.textContent = whole;
      if (url) link.rel = "noopener noreferrer";
      parent.append(link);
    }
    from = match.index + whole.length;
  }
  parent.append(text.slice(from));
}

function show(text, who) {
  const box = document.createElement("div");
  box.className = "message " + who;
  const speaker = document.createElement("span");
  speaker.className = "hidden";
  speaker.textContent = who === "lotse" ? "Lotse sagt: " : "Sie sagen: ";
  box.append(speaker);
  append(box, text);
  log.append(box);
  return box;
}

function choices(buttons) {
  document.querySelectorAll(".choices").forEach((old) => old.remove());
  if (!buttons.length) return;
  const row = document.createElement("div");
  row.className = "choices";
  for (const button of buttons) {
    const element = document.createElement("button");
    element.type = "button";
    element.textContent = button.title;
    element.addEventListener("click", () => send({ payload: button.payload }, button.title));
    row.append(element);
  }
  log.append(row);
}

function answer(messages) {
  let first = null;
  for (const message of messages) first = show(message.text, "lotse") && (first || log.lastElementChild);
  choices(messages.flatMap((message) => message.buttons || []));
  status.textContent = "Lotse sagt: " + messages.map((message) => message.text.replaceAll("**", "")).join(" ");
  if (first) first.scrollIntoView({ block: "nearest" });
}

async function call(path, options) {
  const headers = { "Content-Type": "application/json" };
  if (token) headers.Authorization = "Bearer " + token;
  const response = await fetch(path, { ...options, headers, signal: AbortSignal.timeout(TIMEOUT) });
  if (response.status === 401) token = null;
  return response.status === 204 ? {} : response.json();
}

async function begin() {
  const reply = await call("/api/conversations", { method: "POST", body: "{}" });
  token = reply.token;
  return reply.messages;
}

async function send(body, shown) {
  show(shown, "citizen");
  choices([]);
  typing.textContent = SEARCHING;
  const wait = setTimeout(() => { typing.hidden = false; }, 300);
  const slow = setTimeout(() => { typing.replaceChildren(); append(typing, SLOW); status.textContent = SLOW; }, SLOW_AFTER);
  try {
    if (!token) await begin();
    const reply = await call("/api/conversations/messages", { method: "POST", body: JSON.stringify(body) });
    const forgotten = reply.messages.some((message) => (message.custom || {}).type === "deleted");
    if (forgotten) log.replaceChildren();
    answer(reply.messages);
    if (forgotten) {
      token = null;
      answer(await begin());
    }
  } catch {
    answer([{ text: AWAY, buttons: [] }]);
    if (body.text && !field.value) field.value = body.text;
  } finally {
    clearTimeout(wait);
    clearTimeout(slow);
    typing.hidden = true;
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = field.value.trim();
  if (!text) { field.focus(); return; }
  field.value = "";
  send({ text }, text);
});
field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});
document.getElementById("restart").addEventListener("click", () => send({ payload: "/restart" }, "Von vorn anfangen"));
document.getElementById("forget").addEventListener("click", async () => {
  try {
    const refused = token ? (await call("/api/conversations", { method: "DELETE" })).messages : null;
    if (refused && token) { answer(refused); return; }
    token = null;
    log.replaceChildren();
    answer(await begin());
  } catch {
    answer([{ text: AWAY, buttons: [] }]);
  }
});

begin().then(answer).catch(() => answer([{ text: AWAY, buttons: [] }]));
