// What the widget itself says. The numbers are those of services_db/seed (a test compares them).
const DE = {
  open: "Hilfe finden",
  title: "Lotse",
  program: "Hier antwortet ein Computer-Programm.",
  close: "Schließen",
  label: "Was ist los? Schreiben Sie es mit Ihren Worten.",
  send: "Senden",
  says: "Lotse sagt:",
  youSay: "Sie sagen:",
  typing: "Der Lotse sucht …",
  slow: "Das dauert gerade länger. Hilfe am Telefon: Behördennummer 115. In Not: 112 oder 110. Zum Reden: 116 123.",
  log: "Gespräch",
  restart: "Von vorn",
  forget: "Verlauf löschen",
  bigger: "Größere Schrift",
  note: "Merkzettel",
  keep: "Merken",
  kept: "Gemerkt",
  printNote: "Drucken",
  saveNote: "Speichern",
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
    "In Not: 112 oder 110. Zum Reden, Tag und Nacht: TelefonSeelsorge 116 123.\n" +
    "Hilfe am Telefon: Behördennummer 115. Kreisverwaltung 06641 977-0. K.U.L.T., Fulder Tor 28, 36304 Alsfeld.",
  emergencyText:
    "Rettung und Feuerwehr: 112\nPolizei: 110\nReden, Tag und Nacht: TelefonSeelsorge 116 123\n" +
    "Gewalt gegen Frauen: 116 016\nKinder und Jugendliche: 116 111\nGift: 06131 19240\nArzt, nicht lebensgefährlich: 116 117",
  wrong: "Stimmt etwas nicht?",
  thanks: "Danke. Wir sehen nach.",
  noServer: "<kult-lotse>: Das Attribut „server“ ist keine Internetadresse. Es gilt die Adresse des Skripts.",
};

export type Texts = typeof DE;

// The frame in other languages; the answers of the Lotse are German.
const EN: Texts = {
  open: "Find help",
  title: "Lotse",
  program: "You are talking to a computer program. It answers in German.",
  close: "Close",
  label: "What is the matter? Use your own words.",
  send: "Send",
  says: "Lotse says:",
  youSay: "You say:",
  typing: "The Lotse is searching …",
  slow: "This is taking longer. Help by phone: 115. In an emergency: 112 or 110. To talk: 116 123.",
  log: "Conversation",
  restart: "Start again",
  forget: "Delete history",
  bigger: "Larger text",
  note: "My notes",
  keep: "Keep",
  kept: "Kept",
  printNote: "Print",
  saveNote: "Save",
  emptyNote: "Nothing kept yet. Choose “Keep” on a contact.",
  leave: "Leave quickly",
  emergency: "Emergency",
  retry: "Send again",
  phone: "Phone",
  phoneOf: "Phone via",
  mail: "E-mail",
  way: "Show the way",
  website: "Website",
  distance: "about {km} km",
  bring: "Bring along",
  checked: "Last checked on {date}.",
  unchecked: "Not confirmed yet – please call first.",
  source: "Source",
  step: "Question {step} of {of}",
  takeAway: "Take away",
  unread: "({count}) ",
  away:
    "The Lotse cannot be reached just now. Your text is still there. Please try again in a moment.\n" +
    "In an emergency: 112 or 110. To talk, day and night: 116 123.\n" +
    "Help by phone: 115 (public services). District office 06641 977-0. K.U.L.T., Fulder Tor 28, 36304 Alsfeld.",
  emergencyText:
    "Ambulance and fire: 112\nPolice: 110\nTo talk, day and night: 116 123\nViolence against women: 116 016\n" +
    "Children and teenagers: 116 111\nPoison: 06131 19240\nDoctor, not life-threatening: 116 117",
  wrong: "Is something wrong?",
  thanks: "Thank you. We will look into it.",
  noServer: "<kult-lotse>: the attribute “server” is no web address. The address of the script is used.",
};

const LANGUAGES: Record<string, Texts> = { de: DE, en: EN };

/** Returns the texts of a language; German where there are none. */
export function texts(language: string): Texts {
  return LANGUAGES[language.toLowerCase().split("-")[0] ?? ""] ?? DE;
}

export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}
