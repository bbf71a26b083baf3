// What the widget itself says. The numbers are those of services_db/seed (a test compares them).
export const TEXTS = {
  open: "Hilfe finden",
  title: "Lotse",
  program: "Hier antwortet ein Computer-Programm.",
  close: "Schließen",
  label: "Was ist los? Schreiben Sie es mit Ihren Worten.",
  send: "Senden",
  says: "Lotse sagt:",
  youSay: "Sie sagen:",
  typing: "Der Lotse sucht …",
  log: "Gespräch",
  restart: "Von vorn",
  forget: "Verlauf löschen",
  bigger: "Größere Schrift",
  note: "Merkzettel",
  keep: "Merken",
  kept: "Gemerkt",
  printNote: "Drucken",
  emptyNote: "Noch nichts gemerkt. Tippen Sie bei einer Stelle auf „Merken“.",
  leave: "Schnell verlassen",
  emergency: "Notfall",
  retry: "Noch einmal senden",
  phone: "Telefon",
  phoneOf: "Telefon über",
  mail: "E-Mail",
  way: "Weg zeigen",
  website: "Internet",
  distance: "etwa {km} km",
  bring: "Mitbringen",
  checked: "Zuletzt geprüft am {date}.",
  unchecked: "Noch nicht bestätigt – bitte vorher anrufen.",
  source: "Quelle",
  step: "Frage {step} von {of}",
  takeAway: "Zum Mitnehmen",
  unread: "({count}) ",
  away:
    "Der Lotse ist gerade nicht zu erreichen. Ihr Text ist noch da. Bitte versuchen Sie es gleich noch einmal.\n" +
    "Hilfe am Telefon: Behördennummer 115. Kreisverwaltung 06641 977-0. K.U.L.T., Fulder Tor 28, 36304 Alsfeld.",
  emergencyText:
    "Rettung und Feuerwehr: 112\nPolizei: 110\nReden, Tag und Nacht: TelefonSeelsorge 116 123\n" +
    "Gewalt gegen Frauen: 116 016\nKinder und Jugendliche: 116 111\nGift: 06131 19240\nArzt, nicht lebensgefährlich: 116 117",
  noServer: "<kult-lotse>: Das Attribut „server“ ist keine Internetadresse. Es gilt die Adresse des Skripts.",
} as const;

export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}
