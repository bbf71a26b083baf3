import json
from pathlib import Path

import pytest

from bot.training_data import TrainingDataError, check, read_examples

ROOT = Path(__file__).parent.parent.parent
DATA = """version: "3.1"
nlu:
- intent: greet
  metadata:
    style: plain
  examples: |
    - hallo
    - guten tag
- intent: thank
  examples: |
    - danke
"""
DOMAIN = "intents:\n- greet\n- thank\n"


def _check(tmp_path: Path, data: str) -> int:
    (tmp_path / "data").mkdir()
    (tmp_path / "domain").mkdir()
    (tmp_path / "data" / "a.yml").write_text(data, encoding="utf-8")
    (tmp_path / "domain" / "d.yml").write_text(DOMAIN, encoding="utf-8")
    return len(check(tmp_path / "data", tmp_path / "domain"))


def test_good_data_passes(tmp_path: Path) -> None:
    assert _check(tmp_path, DATA) == 3


@pytest.mark.parametrize(
    ("old", "new", "place", "reason"),
    [
        ("- intent: thank", "- intent: thanks", "a.yml:11", "thanks"),
        ("- danke", "- Hallo", "a.yml:11", "auch unter"),
        ("- guten tag", "- hallo", "a.yml:8", "schon in"),
        ("- guten tag", "guten tag", "a.yml:8", "beginnt mit"),
        ("nlu:", "nlu: [", "a.yml:", "YAML"),
    ],
)
def test_a_mistake_is_named_with_file_line_and_reason(
    tmp_path: Path, old: str, new: str, place: str, reason: str
) -> None:
    with pytest.raises(TrainingDataError, match=reason) as caught:
        _check(tmp_path, DATA.replace(old, new))
    assert place in str(caught.value)


def test_the_project_has_at_least_sixty_examples_of_each_kind() -> None:
    examples = check(ROOT / "bot" / "data", ROOT / "bot" / "domain")
    counts: dict[str, int] = {}
    for example in examples:
        counts[example.intent] = counts.get(example.intent, 0) + 1
    assert len(counts) == 15 + 4 + 19
    assert min(counts.values()) >= 60, counts


def test_no_training_message_is_in_the_held_out_set() -> None:
    training = {example.text.lower() for example in read_examples(ROOT / "bot" / "data")}
    for path in (ROOT / "bot" / "evaluation").glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            text = json.loads(line)["text"].lower()
            # Bare words such as "hallo" or a PLZ are nobody's.
            assert text not in training or len(text) <= 25, f"{path.name}: {text}"


@pytest.mark.parametrize("also", ["thank", "nothing"])
def test_a_second_need_must_be_another_known_intent(tmp_path: Path, also: str) -> None:
    data = DATA.replace("- intent: thank\n", f"- intent: thank\n  metadata:\n    also: {also}\n")
    with pytest.raises(TrainingDataError, match="kein zweites Anliegen"):
        _check(tmp_path, data)


@pytest.mark.filterwarnings("ignore:Slot auto-fill:UserWarning")
def test_rasa_is_shown_one_example_of_each_intent() -> None:
    from bot.importer import OneExampleImporter

    importer = OneExampleImporter(str(ROOT / "config.yml"), str(ROOT / "bot/domain"), [str(ROOT / "bot/data")])
    shown = [example.get("intent") for example in importer.get_nlu_data().intent_examples]
    assert sorted(shown) == sorted({example.intent for example in read_examples(ROOT / "bot" / "data")})
    assert not importer.get_stories().is_empty()
