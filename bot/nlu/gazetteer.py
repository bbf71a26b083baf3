"""Finds places in a message: PLZ, municipalities and districts, misspelt or inflected, under their official names."""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from bot.nlu.german import normalise

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_PLZ = re.compile(r"(?<!\d)\d{5}(?!\d)")
_BRACKET = re.compile(r"\s*\(([^)]*)\)")

# A word after one of these is likely a place …
_BEFORE = frozenset(
    "in im bei nach aus von vom nahe um naehe richtung wohne wohn wohnen wohnt wohnort wohnhaft ort stadt gemeinde "
    "dorf ortsteil kreis raum komme komm kommt zwischen oder und sondern hier lebe lebt plz ueber ist statt "
    "nicht jetzt zuerst frueher".split()
)
# … and after one of these almost certainly, even when it is also an ordinary word.
_TOWARDS = frozenset("in aus nach bei nahe richtung ort stadt gemeinde dorf ortsteil wohnort wohne wohn wohnt".split())
# What leads to a place and says nothing else.
_LEADING = re.compile(
    r"((?<!\w)(ich|wir|er|sie|mir|isch|und|auch|hier|wohn(?:e|en|n|st|t|te|ten|haft)?|leb(?:e|en|st|t|te|ten)?|bin|sind|sin|"
    r"komm\w*|aus|in|im|bei|nahe|um|von|vom|"
    r"nach|der|naehe|nähe|plz|gemeinde|stadt|ort|ortsteil)[\s,:]+)+$",
    re.IGNORECASE,
)
# A name after one of these is a person's.
_TITLES = frozenset(
    "herr herrn frau familie fam minister onkel tante kollege kollegin doktor dr opa oma lehrer chef".split()
)
_ARTICLES = frozenset("der die das den dem des ein eine einen einem einer viele viel kein keine mehr noch".split())
SHORT = 4
"""A message of so many words says hardly more than a place."""
_NOT = frozenset("nicht statt net ned nix kein anstatt".split())
# Words before a place that say it is a place of living rather than something passing.
_LIVING = re.compile(
    r"\b(wohn(?!ung|geld)\w*|leb\w*|gemeldet|zu ?hause|daheim|komm\w* aus|bin aus|sind aus|sin aus|zieh\w*)\b"
)


@dataclass(frozen=True)
class Found:
    """A place in a message: what it may stand for, as (official name, PLZ), and the characters that name it."""

    candidates: tuple[tuple[str, str], ...]
    spans: tuple[tuple[int, int], ...]
    negated: bool = False

    @property
    def start(self) -> int:
        """Where the first mention begins."""
        return self.spans[0][0]


class Gazetteer:
    """All municipalities of Germany and the districts of the Vogelsbergkreis, by normalised name and by PLZ.

    Args:
        local: rows of the Vogelsbergkreis: municipality, plz, district (empty for the municipality itself).
        national: rows of the rest of Germany: name, plz.
        risky: normalised names that are also ordinary words; they count only in a phrase such as "wohne in …".
        words: how often normalised ordinary words occur in lower case: none of them is a misspelt place, and a
            national name that occurs so more than twice is risky.
    """

    def __init__(
        self, local: list[list[str]], national: list[list[str]], risky: list[str], words: dict[str, int] | None = None
    ) -> None:
        self._words = words or {}
        self._names: dict[str, dict[tuple[str, str], None]] = defaultdict(dict)
        self._by_plz: dict[str, tuple[str, str]] = {}
        self._local: set[str] = set()
        self._municipalities: set[str] = set()
        for municipality, plz, district in local:
            place = (municipality, plz)
            for name in _variants(district or municipality):
                self._names[name].setdefault(place)
                self._local.add(name)
            if not district:
                self._by_plz[plz] = place
            self._municipalities |= {_variants(municipality)[0]} if not district else set()
        codes: dict[str, list[str]] = defaultdict(list)
        for name, plz in national:
            self._by_plz.setdefault(plz, (name, plz))
            codes[name].append(plz)
        # The more PLZ a town has, the larger it is, and the likelier it is meant.
        for name in sorted(codes, key=lambda name: -_size(codes[name])):
            for variant in _variants(name):
                self._names[variant].setdefault((name, codes[name][0]))
        self._risky = frozenset(risky) | {
            name for name, count in self._words.items() if count > 2 and name in self._names and name not in self._local
        }
        self._longest = max(len(name.split()) for name in self._names)
        self._sounds = {_sound(name): name for name in sorted(self._local) if len(name) >= 5}
        self._fuzzy_local = _by_first_letter(name for name in self._local if len(name) >= 5)
        self._fuzzy_national = _by_first_letter(
            name for name in self._names if len(name) >= 7 and name not in self._local
        )

    def find(self, text: str) -> list[Found]:
        """Returns the places in a message, in their order; a longer name wins over a shorter one inside it.

        Args:
            text: the message as written.
        """
        found = [
            Found((self._by_plz[match.group()],), (match.span(),))
            for match in _PLZ.finditer(text)
            if match.group() in self._by_plz
        ]
        spelt_out = re.sub(r"\s", "", text)
        if not found and len(spelt_out) == 5 and spelt_out in self._by_plz:
            found.append(Found((self._by_plz[spelt_out],), ((0, len(text)),)))
        words = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(text)]
        normal = [normalise(word) for word, _, _ in words]
        living = bool(_LIVING.search(normalise(text)))
        position = 0
        while position < len(words):
            for size in range(min(self._longest, len(words) - position), 0, -1):
                start = words[position][1]
                same_sentence = not position or text[words[position - 1][2] : start].strip(" :(") == ""
                before = normal[position - 1] if position and same_sentence else ""
                end = words[position + size - 1][2]
                begins = position == 0 and text[end : end + 1] == ","
                near = _Near(before, words[position][0][:1].isupper(), living, len(words), begins)
                candidates = self._lookup(" ".join(normal[position : position + size]), size, near)
                if candidates:
                    span = (start, end)
                    found.append(Found(candidates, (span,), before in _NOT))
                    position += size
                    break
            else:
                position += 1
        return _without_repeats(sorted(found, key=lambda item: item.start))

    def _lookup(self, name: str, size: int, near: "_Near") -> tuple[tuple[str, str], ...]:
        if near.person:
            return ()
        if name in self._names and self._plausible(name, near):
            return self._candidates(name)
        if size > 2 or name in self._risky or name in self._words or name[0].isdigit():
            return ()
        if size == 1:
            stem = _without_ending(name)
            if stem in self._local and stem not in self._risky and (near.likely or near.capital):
                return self._candidates(stem)
        return self._misspelt(name, near)

    def _plausible(self, name: str, near: "_Near") -> bool:
        if near.alone and (near.length == 1 or name not in self._risky):
            return True
        if name in self._risky and name in self._municipalities and near.likely and near.capital:
            return True
        if name in self._risky and name in self._municipalities and near.capital and near.length <= SHORT:
            return near.before not in _ARTICLES  # "nicht Alsfeld, Schotten", "ich meine Schlitz"
        if name in self._risky:
            return near.towards and (near.living or near.length <= (6 if near.capital else 4))
        if name in self._local:
            return len(name) >= 5 or near.likely
        return near.length <= 4 or near.begins or (near.likely and (near.capital or near.living))

    def _misspelt(self, name: str, near: "_Near") -> tuple[tuple[str, str], ...]:
        likely = near.likely or near.alone
        if len(name) < 5 or not (likely or (near.capital and len(name) >= 7)):
            return ()
        short = near.living or near.length <= SHORT
        nearest = _closest(name, self._fuzzy_national, 1) if likely and short and len(name) >= 7 else None
        if nearest and not _closest(name, self._fuzzy_local, 1):
            # "Göttingn" sounds like a village here, but is one letter away from a town.
            return self._candidates(nearest)
        if likely and _sound(name) in self._sounds:
            return self._candidates(self._sounds[_sound(name)])
        allowed = 1 if len(name) < 8 else 2
        best = _closest(name, self._fuzzy_local, allowed)
        return self._candidates(best) if best else ()

    def _candidates(self, name: str) -> tuple[tuple[str, str], ...]:
        return tuple(self._names[name])


class _Near:
    """The surroundings of a word in a message, as far as they tell a place from another word."""

    def __init__(self, before: str, capital: bool, living: bool, length: int, begins: bool) -> None:
        self.before = before
        self.person = before in _TITLES
        self.begins = begins
        self.likely = before in _BEFORE
        self.towards = before in _TOWARDS
        self.capital = capital
        self.living = living
        self.alone = length <= 2
        self.length = length


def _variants(name: str) -> list[str]:
    """All ways to write an official name: without its bracket, hyphens as spaces, without "am Main" and the like."""
    plain = normalise(_BRACKET.sub("", name))
    full = normalise(_BRACKET.sub(r" \1", name))
    forms = [plain, full, plain.replace("-", " "), full.replace("/", " ")]
    if bracket := _BRACKET.search(name):
        forms += [f"{plain} {link} {normalise(bracket.group(1))}" for link in ("an der", "im", "am")]
    forms.append(re.sub(r" (a\.|am|an der|in der|im|ob der|bei|vor der|i\.|v\.d\.) ?.*$", "", plain))
    return list(dict.fromkeys(" ".join(_WORD.findall(form)) for form in forms if len(form) >= 3))


def _size(codes: list[str]) -> int:
    """Returns how many PLZ a town has; 0 for a name that several towns far from each other share."""
    return len(codes) if len({code[:1] for code in codes}) == 1 else 0


def _by_first_letter(names: Iterable[str]) -> dict[str, list[str]]:
    """Returns the names in order under their first letter, which people get right."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        found[name[0]].append(name)
    return found


def _closest(word: str, names: dict[str, list[str]], allowed: int) -> str | None:
    """Returns the name that takes the fewest changes, at most as many as allowed, or None."""
    of_letter = names.get(word[0], [])
    best = process.extractOne(word, of_letter, scorer=DamerauLevenshtein.distance, score_cutoff=allowed)
    return best[0] if best else None


def _sound(name: str) -> str:
    """Returns a name as it sounds in Hessian, where "t" is "d", "p" is "b", "k" is "g" and endings go missing."""
    soft = name.translate(str.maketrans("tpkwj", "dbgbg"))
    return re.sub(r"(.)\1", r"\1", soft).removesuffix("en").removesuffix("n").removesuffix("e")


def _without_ending(word: str) -> str:
    """Returns the town behind an inhabitant or adjective: "alsfelder" → "alsfeld"."""
    for ending in ("erin", "ern", "er", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 5:
            return word[: -len(ending)]
    return word


def _without_repeats(found: list[Found]) -> list[Found]:
    unique: list[Found] = []
    for item in found:
        # "36304 Alsfeld" and "Homberg, 35315" name one place: what is unambiguous decides.
        for index, other in enumerate(unique):
            shared = tuple(place for place in item.candidates if place in other.candidates)
            if shared:
                unique[index] = Found(shared, other.spans + item.spans, other.negated and item.negated)
                break
        else:
            unique.append(item)
    return unique


def read_places(folder: Path, risky: Path) -> dict[str, Any]:
    """Returns what a Gazetteer needs, from the place files and the list of risky names.

    Args:
        folder: its files with a column ``district`` are local (they name districts too), the others national.
        risky: one name a line, ``#`` begins a comment.
    """
    local: list[list[str]] = []
    national: list[list[str]] = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if "district" in row:
                    local.append([row["municipality"], row["plz"], row["district"]])
                else:
                    national.append([row["name"], row["plz"]])
    lines = risky.read_text(encoding="utf-8").splitlines()
    words = [normalise(line) for line in lines if line.strip() and not line.startswith("#")]
    return {"local": local, "national": national, "risky": words}


def ordinary_words(texts: Iterable[str]) -> dict[str, int]:
    """Returns the words citizens use when they do not speak of a place, normalised, and how often in lower case.

    A word that stands in one message only may be a misspelt place itself, and is left out.

    Args:
        texts: messages that are not about a place.
    """
    lower_case: dict[str, int] = {}
    messages: Counter[str] = Counter()
    for text in texts:
        words = [(normalise(word), word.islower()) for word in _WORD.findall(text)]
        messages.update({name for name, _ in words})
        for name, is_lower in words:
            lower_case[name] = lower_case.get(name, 0) + is_lower
    return {name: count for name, count in sorted(lower_case.items()) if messages[name] > 1}


def describe(found: Found, text: str) -> dict[str, Any]:
    """Returns a place as Rasa's parse shows it; ``living``: whether it is named as a place of living."""
    before = normalise(text[max(0, found.start - 40) : found.start])
    return {
        "text": " ".join(text[start:end] for start, end in found.spans),
        "candidates": [{"name": name, "plz": plz} for name, plz in found.candidates],
        "living": bool(_LIVING.search(before)),
        "negated": found.negated,
    }


def without_places(text: str, found: list[Found]) -> str:
    """Returns the text without its places and the words that lead to them ("wir wohnen in …")."""
    for start, end in sorted((span for item in found for span in item.spans), reverse=True):
        text = _LEADING.sub("", text[:start]) + " " + text[end:]
    return text


def is_only_place(text: str, found: list[Found]) -> bool:
    """Returns whether a message names hardly more than places ("wohne in alsfeld"), or is nothing but five digits."""
    if not found:
        return bool(_PLZ.fullmatch(text.strip()))
    rest = without_places(text, found)
    words = [normalise(word) for word in _WORD.findall(rest)]
    filler = _BEFORE | frozenset(
        "ich wir er sie mir mer isch bin sind sin ist is das es der die dem den mein meine mutter vater hessen "
        "vogelsberg vogelsbergkreis de da dort hab gross klein ja also jetzt bitte hallo "
        "ne nee nein nei doch sondern meinte quatsch sorry falsch".split()
    )
    return not all(item.negated for item in found) and len(words) <= 6 and all(word in filler for word in words)
