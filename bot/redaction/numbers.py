"""Finds what has a form: mail addresses, IBANs, numbers of insurances, taxes and phones, addresses, birth dates.

Forms: IBAN ISO 13616; Krankenversichertennummer (one letter, nine digits) § 290 SGB V; Versicherungsnummer of the
pension insurance (8 digits, letter, 3 digits) § 147 SGB VI; Steuer-Identifikationsnummer (11 digits) § 139b AO. People
mistype, so check digits are not asked for: a wrong number is personal too.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from phonenumbers import Leniency, PhoneNumberMatcher

Found = tuple[int, int, str]

MONTHS = (
    "jan(?:uar)?|jänner|feb(?:ruar)?|märz|maerz|mrz|april|apr|mai|juni|jun|juli|jul|aug(?:ust)?|sep(?:t(?:ember)?)?"
    "|okt(?:ober)?|nov(?:ember)?|dez(?:ember)?|січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня"
    "|листопада|грудня|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|stycznia|lutego"
    "|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia|ianuarie|februarie|martie"
    "|aprilie|iunie|iulie|septembrie|octombrie|noiembrie|decembrie|january|february|march|may|june|july|october"
    "|december|ocak|şubat|mart|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık"
)
ORDINALS = "ersten?|zweiten?|dritten?|siebten?|siebenten?|[a-zäöü]{3,18}(?:t|st)en?"
_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|[(\[{](?:at|ät|a)[)\]}]|\b(?:at|ät|et|klammeraffe)\b)\s?[\w-]{1,63}"
    r"(?:(?:\s?(?:\.|[(\[{](?:dot|punkt)[)\]}]|,)\s?|\s(?:punkt|dot|pkt|minus|strich|bindestrich)\s)[\w-]{1,63}){0,5}"
    r"(?:\s?\.\s?|\s(?:punkt|dot|pkt)\s|[(\[{](?:dot|punkt)[)\]}]|,)"
    r"(?:de|com|net|org|eu|info|me|ru|ua|pl|tr|ro|at|ch|online)\b"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,255}",
    re.IGNORECASE,
)
_SPOKEN_LOCAL = re.compile(
    r"(?:[\w-]{1,40}\s(?:punkt|dot|minus|strich|unterstrich|bindestrich)\s){1,5}$", re.IGNORECASE
)
_IBAN = re.compile(
    r"\b[a-z] ?[a-z]\s?\d(?:[ .-]{0,3}[0-9oO]){11,28}\b|\b[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){3,7}(?: ?\w{1,3})?\b", re.I
)
_PENSION = re.compile(r"(?<![\w])(?:\d[ ./-]?){8}[a-z][ ./-]?(?:\d[ ./-]?){2}\d(?!\d)", re.IGNORECASE)
_HEALTH = re.compile(r"(?<!\w)[a-z][ .-]?(?:\d[ .-]?){8}\d(?!\d)", re.IGNORECASE)
_TAX_NUMBER = re.compile(r"(?<![\d/])\d{2,3}\s?/\s?\d{3,4}\s?/\s?\d{4,5}(?!\d)")
_TAX_ID = re.compile(r"(?<!\d)[1-9](?:[ ./-]?\d){10}(?!\d)")
_TAX_CUE = re.compile(r"(?:steuer|tax|\bst\.? ?(?:nr|id)|idnr|finanzamt|tin)", re.IGNORECASE)
_DATE = re.compile(
    r"(?<![\d.])(?P<d>\d{1,2})\s?[./-]\s?(?P<m>\d{1,2})\s?[./-]\s?(?P<y>\d{4}|\d{2})(?![\d])"
    r"|(?<!\d)(?P<y2>\d{4})-(?P<m2>\d{1,2})-(?P<d2>\d{1,2})(?!\d)"
    rf"|(?<!\d)(?P<d3>\d{{1,2}})\s?(?:[./-]|ten|er)?\s?(?P<m3>{MONTHS})\.?\s(?:[./-]\s)?(?P<y3>\d{{4}}|\d{{2}})(?!\d)"
    r"|(?<!\d)\d{1,2}\s?(?:\.|te[nr])?\s?im\s\d{1,2}\s?(?:\.|te[nr])?\s(?P<y5>\d{4}|\d{2})(?!\d)"
    rf"|\b(?:{ORDINALS})\s(?:{MONTHS})(?:\s(?P<y4>\d{{4}}|\d{{2}}|[a-zäöü]{{8,40}}))?\b",
    re.IGNORECASE,
)
_SHORT_DATE = re.compile(rf"(?<![\d.])\d{{1,2}}\s?\.\s?(?:\d{{1,2}}\s?\.?|(?:{MONTHS})\b)(?!\d)", re.IGNORECASE)
_PACKED_DATE = re.compile(r"(?<!\d)(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)?\d{2}(?!\d)")
_BIRTH = re.compile(
    r"\bgeb\b|gebor|geburt|\bgebohr|\*|birth|\bborn\b|doğum|narod|urodz|născut|nascut|народ|рожд|مواليد"
    r"|geb\.|\bgebtag|\bauf die welt",
    re.IGNORECASE,
)
_BORN = re.compile(
    r"\bgeb(?:oren|\.)?,?\s(?:(?:am|an|im|anno)\s)?"
    r"(?P<date>(?:[\w.]{1,20},?\s){0,4}(?:19|20)\d{2}(?:, am \S{1,4} \w{3,9})?)(?!\d)",
    re.IGNORECASE,
)
_HOTLINE = re.compile(r"(?<!\d)(?:116[ /-]?\d{3}|11[0-9]|0800(?:[ /-]?\d){6,8}|01806(?:[ /-]?\d){6})(?!\d)")
_YEARS = re.compile(r"(?<!\d)(?:19|20)\d{2}\s?(?:/|-|–|bis|und)\s?(?:19|20)?\d{2}(?!\d)")
_AMOUNT = re.compile(r"(?<!\d)\d{1,3}(?:[. ]\d{3})*(?:,\d{1,2}|,-)?\s?(?:€|eur\b|euro)", re.IGNORECASE)
_DIGITS = re.compile(r"(?<![\w])\+?\(?[\doO](?:[ /.()–-]{0,3}[\doO]){5,20}(?!\w)")
_MANY_DIGITS = re.compile(r"(?:\d\D{0,3}){7}")
_WORDS_OF_DIGITS = re.compile(
    r"(?:\b(?:null|eins?|zwei|zwo|drei|vier|fünf|fuenf|sechs|sieben|acht|neun|doppel\w+)\b[ ,-]*){6,}", re.IGNORECASE
)
_STREET_WORD = (
    r"str(?:\.|aß?s?e|asse|aße)?|strasse|straße|schdraße|stroß|weg|gasse|gass|gassl|gässle|gässchen|gäßchen|platz|allee|ring|ufer|graben|damm|pfad|steig|steige|markt"
    r"|hof|berg|tor|wiese|wiesen|feld|garten|gärten|brücke|mühle|höhe|siedlung|park|rain|hang|grund|tal|born|eck|winkel"
    r"|acker|kamp|wall|chaussee|promenade|anger|bach|brunnen|hecke|linde|stück|leite|kirche|burg|heide|wald|see|teich"
)
_HOUSE = r"(?:nr\.?\s?|hausnr\.?\s?|hausnummer\s)?\d{1,4}\s?(?:[a-h]\b)?(?:\s?[-/]\s?\d{1,3}[a-h]?\b|\s\d/\d)?"
_AFTER_HOUSE = (
    r"(?!\d)(?!\s?(?:€|%|euro|eur|uhr|jahr|kinder|mal\b|monat|tag|woche|prozent|person|stund|minut|km\b|meter|cent|grad"
    r"|leute|zimmer(?!\s\d)|qm|\.\s?(?:klasse|schuljahr|stock|etage)|klasse|punkt))"
)
_STREETS = (
    re.compile(
        rf"(?<![\w.-])(?:(?-i:[A-ZÄÖÜ])[\w.-]{{1,40}}\s|(?:alte|neue|obere|untere|große|kleine|lange|hohe|kurze)\w?\s)?[\w.-]{{0,40}}(?:{_STREET_WORD})\.?,?\s{{0,2}}{_HOUSE}{_AFTER_HOUSE}",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:am|an der|an den|an dem|im|in der|in den|zum|zur|zu den|auf der|auf dem|auf'm|vor dem|vor der|hinter der"
        r"|hinter dem|hinter den|unter der|unter den|bei der|bei den|über dem|ober der|neben der|neben dem|unterm|überm"
        r"|aufm|uff de[rm]?|an de|an da|in de|uf de[rm]?|an't|straße de[rs]|str\. de[rs]|platz de[rs]|allee de[rs]"
        r"|weg de[rs])"
        r"\s(?:[A-Za-zÄÖÜäöüß.-]{3,40}\s){1,3}"
        rf"{_HOUSE}{_AFTER_HOUSE}",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:wohn\w{0,12}|adresse|anschrift|straße|strasse)\s?(?:ist|lautet|is|:)?\s?(?:in der|in|im|am|jetzt)?\s?"
        rf"(?P<address>(?:[A-Za-zÄÖÜäöüß.-]{{4,40}}\s){{1,2}}\d{{1,3}}\s?[a-h]?\b{_AFTER_HOUSE})",
        re.IGNORECASE,
    ),
)
_NO_STREET = re.compile(
    r"\b(?:pflegegrad|pflegestufe|klasse|artikel|absatz|paragraph|stufe|seite|punkt|grad|modul|nummer)\b", re.I
)


def find_numbers(text: str, today: dt.date | None = None) -> Iterator[Found]:
    """Yields start, end and kind of each piece of personal data that has a form.

    Args:
        text: a message as written.
        today: for telling a birth date from the date of a letter; the default is today.
    """
    taken = bytearray(len(text))

    def take(start: int, end: int) -> bool:
        """Returns whether anything of this stretch was still free, and takes it."""
        free = not all(taken[start:end])
        taken[start:end] = b"\1" * (end - start)
        return free

    for match in _EMAIL.finditer(text):
        spoken = _SPOKEN_LOCAL.search(text[: match.start()])
        start = spoken.start() if spoken else match.start()
        if take(start, match.end()):
            yield start, match.end(), "email"
    for pattern, kind in ((_IBAN, "iban"), (_PENSION, "insurance"), (_HEALTH, "insurance"), (_TAX_NUMBER, "tax")):
        for match in pattern.finditer(text):
            if sum(map(str.isdigit, match.group())) >= 9 and take(*match.span()):
                yield *match.span(), kind
    year = (today or dt.date.today()).year
    for match in _DATE.finditer(text):
        if take(*match.span()) and _is_birth_date(text, match, year):
            yield *match.span(), "birth_date"
    for pattern in (_SHORT_DATE, _PACKED_DATE):
        for match in pattern.finditer(text):
            if _near(_BIRTH, text, *match.span(), 14) and take(*match.span()):
                yield *match.span(), "birth_date"
    for match in _BORN.finditer(text):
        if take(*match.span("date")):
            yield *match.span("date"), "birth_date"
    for pattern in (_HOTLINE, _YEARS, _AMOUNT):
        for match in pattern.finditer(text):
            take(*match.span())
    for match in _TAX_ID.finditer(text):
        if take(*match.span()):
            yield *match.span(), "tax"
    for pattern in _STREETS:
        for match in pattern.finditer(text):
            span = match.span("address" if "address" in pattern.groupindex else 0)
            if not _NO_STREET.search(match.group()) and take(*span):
                yield *span, "address"
    # PhoneNumberMatcher is slow; what it finds is mostly found by _DIGITS too, but not numbers between letters.
    if _MANY_DIGITS.search(text):
        for found in PhoneNumberMatcher(text, "DE", leniency=Leniency.VALID):
            if take(found.start, found.end):
                yield found.start, found.end, "phone"
    for match in _DIGITS.finditer(text):
        if sum(map(str.isdigit, match.group())) >= 6 and take(*match.span()):
            kind = "tax" if _near(_TAX_CUE, text, *match.span(), 25) else "phone"
            yield *match.span(), kind
    for match in _WORDS_OF_DIGITS.finditer(text):
        if take(*match.span()):
            yield *match.span(), "phone"


def _is_birth_date(text: str, match: re.Match[str], year: int) -> bool:
    if _near(_BIRTH, text, *match.span(), 30):
        return True
    groups = match.groupdict()
    written = next((groups[key] for key in ("y", "y2", "y3", "y4", "y5") if groups[key]), None)
    if written is None or not written.isdigit():
        return written is not None
    value = int(written)
    if len(written) == 2:
        value += 2000 if value <= year % 100 else 1900
    return value < year - 10


def _near(cue: re.Pattern[str], text: str, start: int, end: int, reach: int) -> bool:
    return bool(cue.search(text[max(0, start - reach) : start]) or cue.search(text[end : end + reach]))
