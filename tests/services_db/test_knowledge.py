"""The knowledge: what is wrong in its files is named, what is weak is not shown, what is not known is listed."""

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from services_db.__main__ import main
from services_db.check import check
from services_db.knowledge.read import FOLDER, KnowledgeError, knowledge
from services_db.knowledge.schema import Line

TODAY = dt.date(2026, 11, 23)
Change = Callable[[Path], None]


def _replaced(name: str, old: str, new: str) -> Change:
    def change(folder: Path) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_replaced("guides/pflegegrad.yml", "refs: [pflege-formlos]", "refs: [hearsay]"), "hearsay"),
        (_replaced("guides/pflegegrad.yml", "letters: [pflegegrad-antrag]", "letters: [none]"), "pflegegrad/new: none"),
        (_replaced("guides/pflegegrad.yml", "{pflegegeld[2]}", "{pflegegeld[9]}"), "pflegegrad/new"),
        (_replaced("guides/pflegegrad.yml", "key: pflegegrad/waiting", "key: pflegegrad/new"), "gibt es zweimal"),
        (_replaced("guides/pflegegrad.yml", "refs: [sgb11-18c]", "refs: []"), "ohne Quelle"),
        (_replaced("guides/topics.yml", 'simple: "Fragen Sie im Rathaus', 'plain: "Fragen'), "plain"),
        (_replaced("amounts.yml", "reference: kindergeld", "reference: nobody"), "nobody"),
        (_replaced("letters.yml", "{file_number}", "{shoe_size}"), "shoe_size"),
        (_replaced("references.yml", "https://", "ftp://"), "url"),
        (_replaced("letters.yml", "letters:", "letters: ]"), "kein gültiges YAML"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, change: Change, expected: str) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    change(folder)
    with pytest.raises(KnowledgeError, match=expected):
        knowledge(folder)


def test_what_is_weakly_sourced_is_not_shown_but_listed(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    path = folder / "references.yml"
    path.write_text(
        path.read_text("utf-8")
        .replace("Saarland (Antrag formlos", "x", 1)
        .replace('date: "2025", confidence: high', 'date: "2025", confidence: low', 1),
        "utf-8",
    )
    found = knowledge(folder)
    line = found.guides["pflegegrad/new"].steps[0]
    assert not found.shown(line)
    assert any(gap.guide == "pflegegrad/new" and "Pflegekasse" in gap.detail for gap in found.gaps())


@pytest.mark.parametrize("text", ["Sie haben 3 Wochen Zeit.", "Es gibt 500 Euro.", "Bis zum 31. März."])
def test_a_figure_needs_a_source(text: str) -> None:
    with pytest.raises(ValueError, match="ohne Quelle"):
        Line(text=text)
    assert Line(text=text, refs=["somewhere"]).text == text


@pytest.mark.parametrize("text", ["Rufen Sie 115 an.", "Bei Gefahr 112.", "Immer: 116 123.", "Nach § 16 SGB I."])
def test_numbers_to_call_and_paragraphs_are_no_claims(text: str) -> None:
    assert Line(text=text).refs == []


def test_every_reference_is_used() -> None:
    known = knowledge()
    used = {ref for guide in known.guides.values() for line in guide.lines for ref in line.refs}
    used |= {amount.reference for amount in known.amounts.values()}
    used |= {ref for letter in known.letters.values() for ref in letter.legal}
    used.add("sgb11-15")  # the arithmetic of the self-check
    assert set(known.references) == used


def test_gaps_are_among_the_findings(session: Session) -> None:
    gaps = [finding for finding in check(session, TODAY) if finding.kind == "gap"]
    assert any("forms/elterngeld" in finding.subject for finding in gaps)


def test_the_sentences_are_printed_with_their_sources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/lotse.db")
    assert main(["facts", "pflegegrad/new"]) == 0
    printed = capsys.readouterr().out
    assert "§ 33 SGB XI" in printed
    assert "347 Euro" in printed
    assert "forms/" not in printed
