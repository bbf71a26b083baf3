// What is kept in this tab, for this session only, and not before the chat was opened.
import type { Message, Service } from "./api";

const KEY = "kult-lotse";
const MOST = 400;

export interface Entry {
  who: "lotse" | "citizen";
  message: Message;
}
export interface Kept {
  token: string | null;
  open: boolean;
  entries: Entry[];
  note: Service[];
  size: number;
}

export function load(): Kept | null {
  try {
    const text = sessionStorage.getItem(KEY);
    if (!text) return null;
    const kept = JSON.parse(text) as Kept;
    return Array.isArray(kept.entries) && Array.isArray(kept.note) ? kept : null;
  } catch {
    return null;
  }
}

export function save(kept: Kept): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ ...kept, entries: kept.entries.slice(-MOST) }));
  } catch {
    // A full or forbidden store: the chat works without it.
  }
}

export function clear(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Nothing was kept then.
  }
}
