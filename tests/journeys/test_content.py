"""The content: everything named is there, plain enough, and every number to call stands in the directory."""

import re
import statistics
from pathlib import Path

import pytest
import textstat
import yaml

from bot.actions.journey import STOP
from bot.journeys import engine
from bot.journeys.schema import UNKNOWN
from services_db.knowledge.read import knowledge
from services_db.knowledge.schema import Guide
from web.messages import is_payload

KNOWN = knowledge()
SEED = Path(__file__).parents[2] / "services_db" / "seed"
HARDEST, HARDEST_MEAN = 9.0, 6.0
"""Wiener Sachtextformel 1: about the school year in which a text is understood (4 very easy, 15 very hard)."""
_PHONE = re.compile(r"\b(?:116 ?\d{3}|0\d{3,4} ?\d[\d -]{4,})\b")

textstat.set_lang("de")


def _hard(lines: list[str]) -> float:
    return float(textstat.wiener_sachtextformel(" ".join(lines), 1))


def _steps(guide: Guide, simple: bool = False) -> list[str]:
    return [KNOWN.fill((line.simple or "") if simple else line.text) for line in guide.steps]


def test_every_guide_is_reached_by_a_journey() -> None:
    reached = set()
    for journey in engine.journeys().values():
        reached |= {result.guide for result in journey.results} | {case.guide for case in journey.cases}
        reached |= {choice.guide for choice in journey.choose.from_} if journey.choose else set()
        reached |= {journey.default} if journey.default else set()
    assert reached == set(KNOWN.guides)


def test_every_need_has_a_journey() -> None:
    taxonomy = yaml.safe_load((SEED / "taxonomy.yml").read_text(encoding="utf-8"))
    needs = {term["code"] for term in taxonomy["terms"] if not term["code"].startswith("crisis")}
    assert needs - {"contact_point", "switchboard"} <= set(engine.journeys())


@pytest.mark.parametrize("guide", KNOWN.guides.values(), ids=lambda guide: guide.key)
def test_a_guide_is_plain(guide: Guide) -> None:
    assert _hard(_steps(guide)) <= HARDEST
    assert all(len(step) <= 330 for step in _steps(guide))


def test_the_guides_are_easy_and_their_simpler_words_easier() -> None:
    full = statistics.mean(_hard(_steps(guide)) for guide in KNOWN.guides.values())
    simple = statistics.mean(_hard(_steps(guide, simple=True)) for guide in KNOWN.guides.values())
    assert full <= HARDEST_MEAN
    assert simple <= full - 1


@pytest.mark.parametrize("guide", KNOWN.guides.values(), ids=lambda guide: guide.key)
def test_citizens_are_addressed_with_sie(guide: Guide) -> None:
    text = " ".join([*_steps(guide), *_steps(guide, simple=True)])
    assert not re.search(r"\b([Dd]u|[Dd]ein\w*|[Dd]ich|[Dd]ir)\b", text), text


def test_every_number_to_call_stands_in_the_directory() -> None:
    seed = re.sub(r"[ -]", "", "".join(path.read_text(encoding="utf-8") for path in SEED.glob("*.yml")))
    texts = [line.text for guide in KNOWN.guides.values() for line in guide.lines]
    numbers = {number for text in texts for number in _PHONE.findall(text)}
    assert numbers
    assert [number for number in numbers if re.sub(r"[ -]", "", number) not in seed] == []


def test_at_least_fourteen_forms_say_what_one_must_know() -> None:
    forms = [guide for guide in KNOWN.guides.values() if guide.form]
    assert len(forms) >= 14
    for guide in forms:
        for part in ("responsible", "where", "bring", "deadline", "mistakes"):
            assert getattr(guide, part) or guide.unknown, (guide.key, part)
        assert len(guide.mistakes) >= 3 or guide.unknown


def test_nothing_weak_is_shown() -> None:
    for guide in KNOWN.guides.values():
        for line in guide.lines:
            weak = any(KNOWN.references[ref].confidence == "low" for ref in line.refs)
            assert KNOWN.shown(line) is not weak


def test_kindergeld_has_an_einspruch_and_all_others_a_widerspruch() -> None:
    assert KNOWN.guides["forms/kindergeld"].remedy == "einspruch"
    named = {guide.key: guide.remedy for guide in KNOWN.guides.values() if guide.form}
    assert [key for key, remedy in named.items() if remedy == "einspruch"] == ["forms/kindergeld"]


def test_every_button_of_a_journey_may_be_sent() -> None:
    for journey in engine.journeys().values():
        for link in journey.more:
            assert is_payload(link.payload), link
        for question in journey.questions:
            for key in [*(option.key for option in engine.options(journey, question)), UNKNOWN, STOP]:
                payload = f'/answer{{"question": "{journey.key}.{question.key}", "option": "{key}"}}'
                assert is_payload(payload), payload


def test_the_questions_are_plain() -> None:
    texts = [item.ask for journey in engine.journeys().values() for item in journey.questions]
    assert statistics.mean(_hard([text.format(for_whom="für Ihre Mutter", yours="")]) for text in texts) <= HARDEST
