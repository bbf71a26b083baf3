"""Measures the assistant: `python -m bot.quality.evaluate MODEL` writes docs/quality and compares with the last model.

Cross-validation on the training data, both held-out sets (written by other hands), every style and topic, and Rasa's
default pipeline beside them where `make baseline` has measured it.
"""

import json
import sys
import warnings
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from bot.quality.held_out import Row, is_right, measure, read_set, top_need
from bot.quiet import quiet
from bot.without_tensorflow import leave_out_tensorflow

SETS = {"first": Path("bot/evaluation"), "second": Path("bot/evaluation/second")}
REPORT = Path("docs/quality")
ACCEPTED = REPORT / "accepted.json"
BASELINE = REPORT / "baseline.json"
BOOTSTRAPS = 2000
SEED = 42


def main(model: Path) -> int:
    """Writes the report; returns 1 when the model is worse than the accepted one beyond chance, else 0."""
    leave_out_tensorflow()
    quiet()
    warnings.simplefilter("ignore")
    from bot.nlu.examples import labelled_examples
    from bot.parser import Parser
    from bot.quality.cross_validation import macro_f1, predict_unseen, read_settings
    from bot.quality.plots import draw_confusion, draw_reliability

    parser = Parser(model)
    sets = {name: read_set(folder, parser.parse) for name, folder in SETS.items()}
    figures = {name: measure(rows) for name, rows in sets.items()}
    needs = [row for rows in sets.values() for row in rows["needs"]]
    draw_confusion([row["intent"] for row in needs], [f"need_{top_need(row)}" for row in needs], REPORT)
    figures["first"]["calibration_error"] = draw_reliability(
        [(row["parse"]["intent"]["confidence"], row["parse"]["intent"]["name"] == row["intent"]) for row in needs],
        REPORT,
    )
    examples = labelled_examples()
    figures["first"] |= macro_f1(examples, predict_unseen(examples, read_settings()))
    right = {
        f"{name}/{part}": [int(is_right(part, row)) for row in rows]
        for name, parts in sets.items()
        for part, rows in parts.items()
    }
    comparison, worse = compare(right, _read(ACCEPTED).get("right", {}))
    text = write_report(figures, _read(BASELINE), needs, comparison)
    (REPORT / "README.md").write_text(text, encoding="utf-8")
    (REPORT / "candidate.json").write_text(json.dumps({"figures": figures, "right": right}), encoding="utf-8")
    print(text)
    print("Das neue Modell darf das alte nicht ersetzen." if worse else "Das neue Modell darf das alte ersetzen.")
    return int(worse)


def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return found


def compare(right: dict[str, list[int]], before: dict[str, list[int]]) -> tuple[list[tuple[str, str]], bool]:
    """Compares with the accepted model by a paired bootstrap over the messages.

    Args:
        right: 1 for each message understood, by held-out file.
        before: the same of the accepted model; a file it was not measured on is missing.

    Returns:
        A line a file (name, verdict with its 95 % interval), and whether any file became worse beyond chance.
    """
    import numpy as np

    random = np.random.default_rng(SEED)
    lines, worse = [], False
    for name, values in right.items():
        if len(before.get(name, [])) != len(values):
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


def write_report(
    figures: dict[str, dict[str, float]],
    baseline: dict[str, Any],
    needs: list[Row],
    comparison: list[tuple[str, str]],
) -> str:
    """Returns the report as Markdown.

    Args:
        figures: by name, of the first and the second held-out set.
        baseline: the same of Rasa's default pipeline, with ``name``; may be empty.
        needs: the messages with needs of both sets, with what the model made of them.
        comparison: with the accepted model, a line a file.
    """
    name = baseline.get("name", "Rasas Standard: nicht gemessen (make baseline)")
    lines = [
        "# Wie gut der Lotse versteht",
        "",
        "Gemessen mit `make evaluate`. Beide Sätze von Testtexten sind von anderer Hand als die Lerntexte. Der erste",
        "diente auch dazu, Einstellungen zu wählen. Auf den zweiten wurde nichts eingestellt; seine Zahlen sagten",
        "aber mit, wovon noch Lerntexte zu schreiben waren, und gleiche Texte wurden aus den Lerntexten gestrichen.",
        "",
        f"| was | Ziel | erster Satz | zweiter Satz | {name}, erster Satz | zweiter Satz |",
        "|---|---|---|---|---|---|",
    ]
    columns = [figures["first"], figures["second"], baseline.get("first", {}), baseline.get("second", {})]
    for key, (title, target) in TARGETS.items():
        values = [f"{column[key]:.3f}" if key in column else "–" for column in columns]
        lines.append(f"| {title} | {target} | {' | '.join(values)} |")
    lines += ["", "## Nach Stil und Thema", "", "| Gruppe | erster Satz | zweiter Satz |", "|---|---|---|"]
    lines += [
        f"| {key.replace('_', ' ', 1)} | {value:.2f} | {figures['second'].get(key, float('nan')):.2f} |"
        for key, value in figures["first"].items()
        if key.startswith(("style_", "topic_"))
    ]
    lines += ["", "## Vergleich mit dem zuletzt angenommenen Modell", "", "| Testsatz | Urteil |", "|---|---|"]
    lines += [f"| {name} | {verdict} |" for name, verdict in comparison]
    mistakes: dict[str, Counter[str]] = defaultdict(Counter)
    for row in needs:
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
