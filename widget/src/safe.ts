// Text from the server becomes text, bold, and links of three kinds; never HTML.
export type Part =
  | { kind: "text"; text: string }
  | { kind: "bold"; parts: Part[] }
  | { kind: "link"; text: string; href: string };

const LINKS =
  /(https?:\/\/[^\s<>"]+[^\s<>".,)])|(?<![\d.])(11[0-9](?: ?\d{3})?|0\d[\d /-]{5,18}\d)(?!\d|\.\d)|\*\*([^*]+)\*\*/g;
const SCHEMES = new Set(["http:", "https:", "tel:", "mailto:", "geo:"]);
export const MOST_CHARACTERS = 20_000;

/** Splits a text into parts. Longer texts than MOST_CHARACTERS are cut. */
export function parts(text: string): Part[] {
  const source = text.slice(0, MOST_CHARACTERS);
  const found: Part[] = [];
  let from = 0;
  for (const match of source.matchAll(LINKS)) {
    if (match.index > from) found.push({ kind: "text", text: source.slice(from, match.index) });
    const [whole, url, phone, bold] = match;
    if (bold) found.push({ kind: "bold", parts: parts(bold) });
    else found.push({ kind: "link", text: whole, href: url ?? telephone(phone ?? "") });
    from = match.index + whole.length;
  }
  if (from < source.length) found.push({ kind: "text", text: source.slice(from) });
  return found;
}

/** Returns the target of a tel: link: digits and a leading plus only. */
export function telephone(number: string): string {
  return "tel:" + number.replace(/(?!^\+)[^\d]/g, "");
}

/** Returns the address if its scheme may be linked to, else null. */
export function safeUrl(url: unknown): string | null {
  if (typeof url !== "string") return null;
  try {
    const parsed = new URL(url);
    return SCHEMES.has(parsed.protocol) ? parsed.href : null;
  } catch {
    return null;
  }
}

/** Returns a text without the marks of bold, for the status region. */
export function plain(text: string): string {
  return text.replaceAll("**", "");
}
