// Fills a letter from its form, on this device only. Nothing is sent and nothing is stored.
"use strict";

const BLANK = "____________";
const inputs = [...document.querySelectorAll("[data-field]")];

function values() {
  return Object.fromEntries(inputs.map((input) => [input.dataset.field, input.value.trim()]));
}

function fill() {
  const given = values();
  for (const part of document.querySelectorAll("[data-template]")) {
    part.textContent = part.dataset.template.replace(/\{(\w+)\}/g, (_, name) => given[name] || BLANK);
  }
  for (const part of document.querySelectorAll("[data-out]")) part.textContent = given[part.dataset.out] || BLANK;
}

document.getElementById("today").textContent = new Date().toLocaleDateString("de-DE", {
  day: "2-digit", month: "2-digit", year: "numeric",
});
document.getElementById("fields").addEventListener("input", fill);
document.getElementById("fields").addEventListener("submit", (event) => event.preventDefault());
document.getElementById("fields").addEventListener("reset", () => setTimeout(fill));
document.getElementById("print").addEventListener("click", () => window.print());
fill();
