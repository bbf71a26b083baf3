// The notepad on paper and as a file.
import type { Service } from "./api";

function lines(note: Service[]): string[] {
  return note.map((item) => [item.name, item.phones.join(", "), item.address, item.email].filter(Boolean).join(" – "));
}

/** Opens a page with what was noted and prints it. */
export function printNote(title: string, note: Service[]): void {
  const page = window.open("", "_blank");
  if (!page) return;
  page.document.title = title;
  for (const line of lines(note)) {
    const block = page.document.createElement("p");
    block.textContent = line;
    page.document.body.append(block);
  }
  page.print();
}

/** Saves what was noted as a text file. */
export function saveNote(title: string, note: Service[]): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([lines(note).join("\n\n")], { type: "text/plain;charset=utf-8" }));
  link.download = `${title}.txt`;
  link.click();
  URL.revokeObjectURL(link.href);
}
