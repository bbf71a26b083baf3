import { describe, expect, it } from "vitest";
import { MOST_CHARACTERS, parts, plain, safeUrl, telephone } from "../src/safe";

describe("text from the server", () => {
  it("becomes text, bold and links", () => {
    expect(parts("**Hilfe** unter 06641 977-2095, https://example.org/a.")).toEqual([
      { kind: "bold", parts: [{ kind: "text", text: "Hilfe" }] },
      { kind: "text", text: " unter " },
      { kind: "link", text: "06641 977-2095", href: "tel:066419772095" },
      { kind: "text", text: ", " },
      { kind: "link", text: "https://example.org/a", href: "https://example.org/a" },
      { kind: "text", text: "." },
    ]);
  });

  it.each(["112", "116 123", "115"])("links the short number %s", (number) => {
    expect(parts(number)[0]).toMatchObject({ kind: "link" });
  });

  it.each(["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)", "{{7*7}}", "\u202Eabc"])(
    "keeps %s as text",
    (text) => {
      const found = parts(text);
      expect(found.every((part) => part.kind === "text")).toBe(true);
      expect(found.map((part) => (part.kind === "text" ? part.text : "")).join("")).toBe(text);
    },
  );

  it("cuts what is endless", () => {
    const found = parts("a".repeat(MOST_CHARACTERS * 3));
    expect(found).toHaveLength(1);
  });

  it("loses its marks where it is read aloud", () => {
    expect(plain("**Pflegegrad** – Alsfeld")).toBe("Pflegegrad – Alsfeld");
  });
});

describe("addresses", () => {
  it.each(["https://example.org/", "http://example.org/", "mailto:a@example.org", "geo:50.7,9.2"])("allows %s", (url) => {
    expect(safeUrl(url)).toBe(url);
  });

  it.each(["javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "vbscript:x", "//example.org", "x", 7, null])(
    "refuses %s",
    (url) => {
      expect(safeUrl(url)).toBeNull();
    },
  );

  it("dials digits only", () => {
    expect(telephone("+49 (6641) 977-0;ext=1")).toBe("tel:+4966419770" + "1");
    expect(telephone("javascript:1")).toBe("tel:1");
  });
});
