// How messages and services look. No HTML from outside: Lit sets all of it as text.
import { html, nothing, type TemplateResult } from "lit";
import type { Message, Service } from "./api";
import { parts, safeUrl, telephone, type Part } from "./safe";
import { fill, type Texts } from "./texts";

export function rich(text: string): TemplateResult[] {
  return parts(text).map(part);
}

function part(item: Part): TemplateResult {
  if (item.kind === "bold") return html`<strong>${item.parts.map(part)}</strong>`;
  if (item.kind === "text") return html`${item.text}`;
  const href = item.href.startsWith("tel:") ? item.href : safeUrl(item.href);
  return href ? html`<a href=${href} rel="noopener noreferrer" target=${target(href)}>${item.text}</a>` : html`${item.text}`;
}

function target(href: string): string {
  return href.startsWith("http") ? "_blank" : "_self";
}

export function bubble(say: Texts, who: "lotse" | "citizen", message: Message): TemplateResult {
  const speaker = who === "lotse" ? say.says : say.youSay;
  return html`<div class="message ${who}" dir="auto"><span class="hidden">${speaker} </span>${rich(message.text)}</div>`;
}

/** Returns 2026-11-23 as 23.11.2026. */
function germanDate(date: string): string {
  return date.split("-").reverse().join(".");
}

function mail(address: string): TemplateResult {
  const href = /^[^\s@?&:/]+@[^\s@?&:/]+$/.test(address) ? safeUrl(`mailto:${address}`) : null;
  return href ? html`<a href=${href}>${address}</a>` : html`${address}`;
}

export interface CardState {
  kept: boolean;
  reported: boolean;
  keep: () => void;
  report: () => void;
}

export function card(say: Texts, item: Service, { kept, reported, keep, report }: CardState): TemplateResult {
  const url = safeUrl(item.url);
  const source = safeUrl(item.source);
  const way = item.address
    ? `https://www.openstreetmap.org/search?query=${encodeURIComponent(item.address)}`
    : null;
  const numbers = item.phones.map(
    (phone, index) => html`${index ? ", " : ""}<a href=${telephone(phone)}>${phone}</a>`,
  );
  return html`<article class="card">
    <h3>${item.name}</h3>
    ${item.alert ? html`<p><strong>${item.alert}</strong></p>` : nothing}
    ${item.open_text ? html`<p>${item.open_text}</p>` : nothing}
    ${numbers.length
      ? html`<p>${item.phone_of ? html`${say.phoneOf} ${item.phone_of}` : say.phone}: ${numbers}</p>`
      : nothing}
    ${item.email ? html`<p>${say.mail}: ${mail(item.email)}</p>` : nothing}
    ${item.address
      ? html`<p>
          ${item.address}${item.distance_km ? ` (${fill(say.distance, { km: Math.round(item.distance_km) })})` : ""}
          <a href=${way ?? ""} target="_blank" rel="noopener noreferrer">${say.way}</a>
        </p>`
      : nothing}
    ${url ? html`<p><a href=${url} target="_blank" rel="noopener noreferrer">${say.website}: ${item.url}</a></p>` : nothing}
    ${item.required_documents.length ? html`<p>${say.bring}: ${item.required_documents.join(", ")}</p>` : nothing}
    <p class="small">
      ${item.assured_date ? fill(say.checked, { date: germanDate(item.assured_date) }) : say.unchecked}
      ${source ? html`<a href=${source} target="_blank" rel="noopener noreferrer">${say.source}</a>` : nothing}
    </p>
    <button type="button" aria-pressed=${kept ? "true" : "false"} @click=${keep}>
      ${kept ? say.kept : say.keep}<span class="hidden">: ${item.name}</span>
    </button>
    <button type="button" ?disabled=${reported} @click=${report}>
      ${reported ? say.thanks : say.wrong}<span class="hidden"> ${item.name}</span>
    </button>
  </article>`;
}
