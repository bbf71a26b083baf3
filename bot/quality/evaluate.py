"""Measures the assistant: `python -m bot.quality.evaluate MODEL` writes docs/quality and compares with the last model.

Cross-validation on the training data, the held-out set (bot/evaluation, written by other hands), every style and topic.
"""

import json
import sys
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.quiet import quiet

HELD_OUT = Path("bot/evaluation")
REPORT = Path("docs/quality")
ACCEPTED = REPORT / "accepted.json"
BOOTSTRAPS = 2000
SEED = 42

Row = dict[str, Any]


def main(model: Path) -> int:
    """Writes the report; returns 1 when the model is worse than the accepted one beyond chance, else 0."""
    quiet()
    warnings.simplefilter("ignore")
    from bot.parser import Parser
    from bot.quality.cross_validation import cross_validate
    from bot.quality.plots import draw_confusion, draw_reliability

    REPORT.mkdir(parents=True, exist_ok=True)
    parser = Parser(model)
    rows = {path.stem: read_rows(path, parser.parse) for path in sorted(HELD_OUT.glob("*.jsonl"))}
    validation = cross_validate()
    needs = rows["needs"]
    draw_confusion([row["intent"] for row in needs], [f"need_{top_need(row)}" for row in needs], REPORT)
    calibration_error = draw_reliability(
        [(row["parse"]["intent"]["confidence"], row["parse"]["intent"]["name"] == row["intent"]) for row in needs],
        REPORT,
    )
    figures = {**measure(rows), **validation, "calibration_error": calibration_error}
    right = {name: [int(is_right(name, row)) for row in group] for name, group in rows.items()}
    accepted = json.loads(ACCEPTED.read_text(encoding="utf-8")) if ACCEPTED.is_file() else None
    comparison, worse = compare(right, accepted["right"] if accepted else None)
    text = write_report(figures, rows, comparison)
    (REPORT / "README.md").write_text(text, encoding="utf-8")
    (REPORT / "candidate.json").write_text(json.dumps({"figures": figures, "right": right}), encoding="utf-8")
    print(text)
    print("Das neue Modell darf das alte nicht ersetzen." if worse else "Das neue Modell darf das alte ersetzen.")
    return int(worse)


def read_rows(path: Path, parse: Callable[[str], Row]) -> list[Row]:
    """Returns the messages of a held-out file, each with what the model made of it under ``parse``."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [{**(row := json.loads(line)), "parse": parse(row["text"])} for line in lines if line.strip()]


def top_need(row: Row) -> str | None:
    """Returns the best need of a message, also where the intent is something else."""
    needs = row["parse"].get("needs") or []
    return needs[0]["topic"] if needs else None


def found_places(row: Row) -> set[str]:
    """Returns the official names of the places found, the likeliest of each mention."""
    return {place["candidates"][0]["name"] for place in row["parse"].get("places") or []}


def is_right(name: str, row: Row) -> bool:
    """Returns whether a message of the held-out file of this name was understood as its writer meant it."""
    parse = row["parse"]
    if name == "crisis":
        return bool(parse.get("crisis"))
    if name == "lookalikes":
        return not parse.get("crisis")
    if name == "places":
        return found_places(row) == {place["name"] for place in row["places"]}
    if name == "two_needs":
        return {f"need_{need['topic']}" for need in parse.get("needs", [])} == set(row["needs"])
    if name in {"needs", "questions"} or (name == "languages" and row["intent"].startswith("need_")):
        return f"need_{top_need(row)}" == row["intent"]
    return bool(parse["intent"]["name"] == row["intent"])


def measure(rows: dict[str, list[Row]]) -> dict[str, float]:
    """Returns the figures of the targets, by name."""
    from sklearn.metrics import f1_score

    needs = rows["needs"]
    labels = sorted({row["intent"] for row in needs})
    foreign = [row for row in rows["languages"] if row["language"] != "de"]
    german = [row for row in rows["languages"] if row["language"] == "de"]
    calm = [*needs, *rows["questions"]]

    def share(group: list[Row], test: Callable[[Row], object]) -> float:
        return sum(bool(test(row)) for row in group) / max(len(group), 1)

    figures = {
        "needs_macro_f1": float(
            f1_score(
                [row["intent"] for row in needs],
                [f"need_{top_need(row)}" for row in needs],
                labels=labels,
                average="macro",
            )
        ),
        "questions": share(rows["questions"], lambda row: is_right("questions", row)),
        "crisis_recall": share(rows["crisis"], lambda row: row["parse"].get("crisis")),
        "crisis_kind": share(rows["crisis"], lambda row: f"crisis_{row['parse'].get('crisis')}" == row["intent"]),
        "false_alarms_lookalikes": share(rows["lookalikes"], lambda row: row["parse"].get("crisis")),
        "false_alarms_calm": share(calm, lambda row: row["parse"].get("crisis")),
        "foreign_needs": share(
            [row for row in foreign if row["intent"].startswith("need_")], lambda row: is_right("languages", row)
        ),
        "language_named": share(foreign, lambda row: row["parse"].get("language", "de") == row["language"]),
        "german_mistaken": share([*german, *calm], lambda row: row["parse"].get("language", "de") != "de"),
        "places": share(rows["places"], lambda row: is_right("places", row)),
        "two_needs": share(rows["two_needs"], lambda row: is_right("two_needs", row)),
        "single_stays_single": share(needs, lambda row: len(row["parse"].get("needs", [])) <= 1),
        "dialogue_acts": share(rows["acts"], lambda row: is_right("acts", row)),
    }
    for style in sorted({row["style"] for row in needs}):
        group = [row for row in needs if row["style"] == style]
        figures[f"style_{style}"] = share(group, lambda row: is_right("needs", row))
    for label in labels:
        group = [row for row in needs if row["intent"] == label]
        figures[f"topic_{label.removeprefix('need_')}"] = share(group, lambda row: is_right("needs", row))
    return figures


def compare(right: dict[str, list[int]], before: dict[str, list[int]] | None) -> tuple[list[tuple[str, str]], bool]:
    """Compares with the accepted model by a paired bootstrap over the messages.

    Args:
        right: 1 for each message understood, by held-out file.
        before: the same of the accepted model, or None when there is none yet.

    Returns:
        A line a file (name, verdict with its 95 % interval), and whether any file became worse beyond chance.
    """
    import numpy as np

    random = np.random.default_rng(SEED)
    lines, worse = [], False
    for name, values in right.items():
        if before is None or len(before.get(name, [])) != len(values):
            lines.append((name, "kein Vergleich"))
            continue
        difference = np.array(values) - np.array(before[name])
        means = random.choice(difference, (BOOTSTRAPS, len(difference))).mean(axis=1)
        low, high = np.percentile(means, [2.5, 97.5])
        verdict = "besser" if low > 0 else "schlechter" if high < 0 else "gleich"
        worse = worse or high < 0
        lines.append((name, f"{verdict} ({difference.mean():+.3f}, 95 %: {low:+.3f} bis {high:+.3f})"))
    return lines, worse


TARGETS = {
    "needs_macro_f1": ("Anliegen, Macro-F1", "≥ 0.92"),
    "style_indirect": ("· indirekt", "≥ 0.85"),
    "style_typos": ("· Tippfehler", "≥ 0.90"),
    "style_dialect": ("· Dialekt", "≥ 0.90"),
    "questions": ("Fragen an Ämter", "≥ 0.88"),
    "crisis_recall": ("Krisen erkannt", "≥ 0.98"),
    "crisis_kind": ("Krisen, Art richtig", "–"),
    "false_alarms_lookalikes": ("Fehlalarm bei Ähnlichem", "≤ 0.03"),
    "false_alarms_calm": ("Fehlalarm bei ruhigem Text", "≤ 0.005"),
    "foreign_needs": ("Anliegen in zehn anderen Sprachen", "≥ 0.80"),
    "language_named": ("Sprache erkannt", "≥ 0.95"),
    "german_mistaken": ("Deutsch verwechselt", "≤ 0.01"),
    "places": ("Orte", "≥ 0.97"),
    "two_needs": ("zwei Anliegen", "≥ 0.80"),
    "single_stays_single": ("eines bleibt eines", "≥ 0.97"),
    "dialogue_acts": ("Gesprächsakte", "≥ 0.95"),
    "calibration_error": ("Kalibrierungsfehler (ECE)", "≤ 0.05"),
    "cross_validated_macro_f1": ("Kreuzvalidierung, Macro-F1 aller Absichten", "–"),
    "cross_validated_needs_f1": ("Kreuzvalidierung, Macro-F1 der Anliegen", "–"),
}


def write_report(figures: dict[str, float], rows: dict[str, list[Row]], comparison: list[tuple[str, str]]) -> str:
    """Returns the report as Markdown."""
    lines = [
        "# Wie gut der Lotse versteht",
        "",
        "Gemessen mit `make evaluate`; Testtexte von anderer Hand als die Lerntexte.",
        "",
    ]
    lines += ["| was | Ziel | gemessen |", "|---|---|---|"]
    lines += [f"| {title} | {target} | {figures[key]:.3f} |" for key, (title, target) in TARGETS.items()]
    lines += ["", "## Nach Stil und Thema", "", "| Gruppe | richtig |", "|---|---|"]
    lines += [
        f"| {key.replace('_', ' ', 1)} | {value:.2f} |"
        for key, value in figures.items()
        if key.startswith(("style_", "topic_"))
    ]
    lines += ["", "## Vergleich mit dem zuletzt angenommenen Modell", "", "| Testsatz | Urteil |", "|---|---|"]
    lines += [f"| {name} | {verdict} |" for name, verdict in comparison]
    mistakes: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows["needs"]:
        if not is_right("needs", row):
            mistakes[row["intent"]][str(top_need(row) or row["parse"]["intent"]["name"])] += 1
    lines += ["", "## Häufigste Verwechslungen", ""]
    lines += [
        f"- {intent.removeprefix('need_')}: "
        + ", ".join(f"{other} ({count})" for other, count in counter.most_common(3))
        for intent, counter in sorted(mistakes.items())
    ]
    lines += ["", "![Verwechslungen](confusion.png)", "", "![Verlässlichkeit der Sicherheit](reliability.png)", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
