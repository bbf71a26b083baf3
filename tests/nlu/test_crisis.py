from pathlib import Path

import pytest
import yaml

from bot.nlu.crisis import CrisisRules, kind_of

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
        CrisisRules({"figurative": [], "rules": [{"kind": "weather", "patterns": ["rain"]}]})


def test_kind_of() -> None:
    assert kind_of("crisis_child") == "child"
    assert kind_of("need_school") is None
