"""The held-out messages, and what counts as understanding them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Row = dict[str, Any]


def read_set(folder: Path, parse: Callable[[str], Row]) -> dict[str, list[Row]]:
    """Returns the messages of each held-out file of a folder, each with what the model made of it under ``parse``."""
    return {
        path.stem: [
            {**(row := json.loads(line)), "parse": completed(parse(row["text"]))}
            for line in path.read_text(encoding="utf-8").splitlines()
            if line.strip()
        ]
        for path in sorted(folder.glob("*.jsonl"))
    }


def completed(parse: Row) -> Row:
    """Returns a parse with needs and crisis; a model that names neither is taken at its best intent."""
    if "needs" in parse:
        return parse
    ranking = [item for item in parse["intent_ranking"] if item["name"] != "nlu_fallback"] or [parse["intent"]]
    best = ranking[0]["name"]
    needs = [item for item in ranking if item["name"].startswith("need_")][:1] if best.startswith("need_") else []
    crisis = best.removeprefix("crisis_") if best.startswith("crisis_") else None
    return {**parse, "needs": [{"topic": item["name"].removeprefix("need_")} for item in needs], "crisis": crisis}


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
    """Returns the figures of the targets, by name; what a set or a model does not have is missing."""
    from sklearn.metrics import f1_score

    needs = rows["needs"]
    labels = sorted({row["intent"] for row in needs})
    foreign = [row for row in rows["languages"] if row["language"] != "de"]
    german = [row for row in rows["languages"] if row["language"] == "de"]
    calm = [*needs, *rows["questions"]]
    names_languages = any("language" in row["parse"] for row in foreign)

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
        "two_needs": share(rows["two_needs"], lambda row: is_right("two_needs", row)),
        "single_stays_single": share(needs, lambda row: len(row["parse"].get("needs", [])) <= 1),
        "dialogue_acts": share(rows["acts"], lambda row: is_right("acts", row)),
    }
    if names_languages:
        figures["language_named"] = share(foreign, lambda row: row["parse"].get("language", "de") == row["language"])
        figures["german_mistaken"] = share([*german, *calm], lambda row: row["parse"].get("language", "de") != "de")
    if "places" in rows and names_languages:
        figures["places"] = share(rows["places"], lambda row: is_right("places", row))
    for style in sorted({row["style"] for row in needs}):
        group = [row for row in needs if row["style"] == style]
        figures[f"style_{style}"] = share(group, lambda row: is_right("needs", row))
    for label in labels:
        group = [row for row in needs if row["intent"] == label]
        figures[f"topic_{label.removeprefix('need_')}"] = share(group, lambda row: is_right("needs", row))
    return figures
