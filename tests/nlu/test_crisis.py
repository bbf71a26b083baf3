from pathlib import Path

import pytest
import yaml
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.crisis import CrisisDetector, CrisisRules, RuleHit, kind_of

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def rules() -> CrisisRules:
    return CrisisRules(yaml.safe_load((ROOT / "bot" / "lookup" / "crisis.yml").read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ich will nicht mehr leben", "suicide"),
        ("isch will nimmer lewe, am liebsten wär ich tot", "suicide"),
        ("хочу умереть", "suicide"),
        ("I don't want to live anymore", "suicide"),
        ("je ne veux plus vivre", "suicide"),
        ("kocam beni dövüyor", "violence"),
        ("mój tata nie oddycha", "medical"),
        ("mein Mann schlägt mich", "violence"),
        ("wo ist das nächste Frauenhaus", "violence"),
        ("papa haut mich", "child"),
        ("das Baby wurde geschüttelt", "child"),
        ("er atmet nicht mehr", "medical"),
        ("mein Sohn hat Reiniger getrunken", "medical"),
    ],
)
def test_a_sure_rule_fires(rules: CrisisRules, text: str, kind: str) -> None:
    assert kind in [hit.kind for hit in rules.hits(text) if hit.sure]


@pytest.mark.parametrize(
    "text",
    [
        "mein Handy ist tot",
        "ich lach mich tot",
        "ich könnte meinen Chef umbringen",
        "der Papierkram bringt mich um",
        "ich sterbe vor Hunger",
        "wie beantrage ich Wohngeld",
    ],
)
def test_no_rule_fires_on_figures_of_speech(rules: CrisisRules, text: str) -> None:
    assert rules.hits(text) == []


def test_a_rule_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="weather"):
        CrisisRules({"figurative": [], "rules": [{"kind": "weather", "patterns": ["rain"]}], "who": []})


def test_a_rule_about_nobody_known_is_refused() -> None:
    with pytest.raises(ValueError, match="dog"):
        CrisisRules({"figurative": [], "rules": [], "who": [{"who": "dog", "patterns": ["wau"]}]})


def test_whom_a_crisis_is_about_is_told_to_the_dialogue() -> None:
    detector = CrisisDetector(CrisisDetector.get_default_config(), None, None)
    detector._rules = CrisisRules(yaml.safe_load((ROOT / "bot" / "lookup" / "crisis.yml").read_text(encoding="utf-8")))
    message = Message({"text": "papa haut mich"})
    detector.process([message])
    assert [(entity["entity"], entity["value"]) for entity in message.get("entities")] == [("crisis_for", "child")]


def test_kind_of() -> None:
    assert kind_of("crisis_child") == "child"
    assert kind_of("need_school") is None


def _ranking(crisis: float, other: float) -> list[dict[str, object]]:
    return [{"name": "crisis_suicide", "confidence": crisis}, {"name": "need_debt", "confidence": other}]


SURE = RuleHit("suicide", True, "x")
WEAK = RuleHit("suicide", False, "x")


@pytest.mark.parametrize(
    ("hits", "crisis", "other", "kind"),
    [
        ([], 0.6, 0.3, "suicide"),
        ([], 0.5, 0.4, None),
        ([WEAK], 0.5, 0.4, "suicide"),
        ([RuleHit("child", False, "x")], 0.5, 0.4, None),
        ([SURE], 0.2, 0.7, "suicide"),
        ([SURE], 0.01, 0.9, None),
    ],
)
def test_rules_and_classifier_decide_together(
    hits: list[RuleHit], crisis: float, other: float, kind: str | None
) -> None:
    detector = CrisisDetector(CrisisDetector.get_default_config(), None, None)
    assert detector.decide(hits, _ranking(crisis, other))[0] == kind


def test_without_a_classifier_sure_rules_decide() -> None:
    detector = CrisisDetector(CrisisDetector.get_default_config(), None, None)
    assert detector.decide([SURE], [])[0] == "suicide"
    assert detector.decide([WEAK], [])[0] is None


def test_in_another_language_a_sure_rule_is_enough() -> None:
    detector = CrisisDetector(CrisisDetector.get_default_config(), None, None)
    assert detector.decide([SURE], _ranking(0.01, 0.9), foreign=True)[0] == "suicide"


CASES = yaml.safe_load((ROOT / "tests" / "crisis_cases.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:40])
def test_the_cases_of_both_runtimes(rules: CrisisRules, case: dict[str, str]) -> None:
    sure = {hit.kind for hit in rules.hits(case["text"]) if hit.sure}
    assert case["kind"] in sure if case["kind"] else not sure
    if "who" in case:
        assert rules.who(case["text"], case["kind"]) == case["who"]
