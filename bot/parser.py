"""Understands messages with a trained model, without a server."""

import asyncio
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.shared.nlu.constants import INTENT, TEXT


class Parser:
    """A loaded model.

    Args:
        model: the model file.
    """

    def __init__(self, model: Path) -> None:
        self._agent = Agent.load(str(model))

    def parse(self, text: str) -> dict[str, Any]:
        """Returns Rasa's whole parse of a message, with needs, places, language and crisis."""
        return asyncio.run(self._agent.parse_message(text))


def summary(parse: dict[str, Any], explain: bool = False) -> dict[str, Any]:
    """Returns what `make parse` prints for a message.

    Args:
        parse: what `Parser.parse` returned.
        explain: add which crisis rules fired and how sure the model was.
    """
    line: dict[str, Any] = {
        "text": parse[TEXT],
        "intent": parse[INTENT]["name"],
        "confidence": round(parse[INTENT]["confidence"], 4),
        "needs": [{**need, "confidence": round(need["confidence"], 4)} for need in parse.get("needs", [])],
        "crisis": parse.get("crisis"),
        "language": parse.get("language", "de"),
        "places": [_place(place) for place in parse.get("places", [])],
    }
    if explain:
        line["crisis_reasons"] = parse.get("crisis_reasons")
    return line


def _place(place: dict[str, Any]) -> dict[str, Any]:
    first, *others = place["candidates"]
    return {**first, "candidates": [first, *others]} if others else dict(first)
