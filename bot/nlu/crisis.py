"""The crisis layer: looks at every message for danger, by rules and by the lean of the intent classifier."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from math import exp, inf, log
from pathlib import Path
from typing import Any

import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.german import normalise

KINDS = ("suicide", "violence", "child", "medical")
WHO = ("self", "other", "child", "man")
RULES_FILE = "crisis.json"
TINY = 1e-9


@dataclass(frozen=True)
class RuleHit:
    """A rule that fired: its kind, whether it is sure or even certain, the words it matched."""

    kind: str
    sure: bool
    words: str
    certain: bool = False


class CrisisRules:
    """The rules of bot/lookup/crisis.yml.

    Args:
        data: the parsed file: ``figurative`` (patterns), ``rules`` (kind, sure or certain, patterns), ``who``
            (who, patterns).

    Raises:
        ValueError: if a kind is unknown or a pattern is no regular expression.
    """

    def __init__(self, data: dict[str, Any]) -> None:
        self._figurative = [re.compile(pattern) for pattern in data["figurative"]]
        self._rules: list[tuple[str, bool, bool, re.Pattern[str]]] = []
        for rule in data["rules"]:
            if rule["kind"] not in KINDS:
                raise ValueError(f"Unbekannte Art von Krise: {rule['kind']}")
            certain = bool(rule.get("certain"))
            sure = certain or bool(rule.get("sure"))
            self._rules += [(rule["kind"], sure, certain, re.compile(pattern)) for pattern in rule["patterns"]]
        self._who = [
            (rule["who"], rule.get("kinds", KINDS), re.compile("|".join(rule["patterns"]))) for rule in data["who"]
        ]
        if unknown := {who for who, _, _ in self._who}.difference(WHO):
            raise ValueError(f"Unbekannt, um wen es geht: {', '.join(sorted(unknown))}")

    def hits(self, text: str) -> list[RuleHit]:
        """Returns the rules that fire on a message: certain ones first, then sure ones.

        Args:
            text: the message as written.
        """
        whole = plain = _words(text)
        for pattern in self._figurative:
            plain = pattern.sub(" ", plain)
        found = []
        for kind, sure, certain, pattern in self._rules:
            match = pattern.search(whole if certain else plain)
            if match:
                found.append(RuleHit(kind, sure, match.group().strip(), certain))
        return sorted(found, key=lambda hit: (not hit.certain, not hit.sure))

    def who(self, text: str, kind: str) -> str:
        """Returns whom a crisis is about: ``self``, ``other``, ``child`` (a minor writes) or ``man``.

        Args:
            text: the message as written.
            kind: of the crisis.
        """
        plain = _words(text)
        return next((who for who, kinds, pattern in self._who if kind in kinds and pattern.search(plain)), "self")


def _words(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[^\w\s]", " ", normalise(text)))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class CrisisDetector(IntentClassifier, GraphComponent):
    """Sets ``crisis`` (suicide, violence, child, medical or null) and, if there is one, the intent ``crisis_<kind>``.

    Two voices decide: the rules, and the lean of the intent classifier: the logarithm of how much likelier the best
    crisis is than the best other intent. A certain rule needs no lean, a sure one little, a weak one more, no rule
    most. Without a classifier before it sure rules decide alone. Missing someone in danger is worse than a false alarm.
    """

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._rules = CrisisRules({"figurative": [], "rules": [], "who": []})

    @classmethod
    def required_components(cls) -> list[type]:
        """Returns what must stand before it in the pipeline: nothing."""
        return []

    @staticmethod
    def required_packages() -> list[str]:
        """Returns the packages that must be installed: none beside Rasa."""
        return []

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Returns the settings: the rule file, the lean needed by what the rules say."""
        return {
            "rules": "bot/lookup/crisis.yml",
            "with_sure_rule": -2.0,
            "with_weak_rule": 0.0,
            "without_rule": 0.65,
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CrisisDetector:
        """Creates the component before training."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> CrisisDetector:
        """Loads the rules from the trained model."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._rules = CrisisRules(json.loads((folder / RULES_FILE).read_text(encoding="utf-8")))
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Checks the rules and stores them in the model."""
        rules = yaml.safe_load(Path(self._config["rules"]).read_text(encoding="utf-8"))
        self._rules = CrisisRules(rules)
        with self._storage.write_to(self._resource) as folder:
            (folder / RULES_FILE).write_text(json.dumps(rules, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets the crisis, and what led to it, on each message."""
        for message in messages:
            text = (message.get(TEXT) or "")[:2000]
            hits = self._rules.hits(text)
            foreign = message.get("language", "de") != "de"
            kind, lean = self.decide(hits, message.get("intent_ranking") or [], foreign)
            message.set("crisis", kind, add_to_output=True)
            message.set("crisis_reasons", {"rules": [vars(hit) for hit in hits], "lean": lean}, add_to_output=True)
            if kind:
                message.set("intent", {"name": f"crisis_{kind}", "confidence": sigmoid(lean)}, add_to_output=True)
                about = {"entity": "crisis_for", "value": self._rules.who(text, kind), "extractor": type(self).__name__}
                message.set("entities", [*message.get("entities", []), about], add_to_output=True)
            elif kind_of((message.get("intent") or {}).get("name") or ""):
                # Likelier a crisis than anything else, but not enough: the Lotse asks, and names numbers beside.
                message.set("intent", {"name": "nlu_fallback", "confidence": 1 - sigmoid(lean)}, add_to_output=True)
        return messages

    def decide(
        self, hits: list[RuleHit], ranking: list[dict[str, Any]], foreign: bool = False
    ) -> tuple[str | None, float]:
        """Returns the kind of crisis, or None, and the lean of the classifier.

        Args:
            hits: the rules that fired.
            ranking: all intents with their confidence.
            foreign: whether the message is in another language, where a sure rule counts on its own.
        """
        sure = [hit.kind for hit in hits if hit.sure]
        crises = {kind: item["confidence"] for item in ranking if (kind := kind_of(item["name"]))}
        others = [
            item["confidence"] for item in ranking if not kind_of(item["name"]) and item["name"] != "nlu_fallback"
        ]
        if not crises or not others:
            return (sure[0] if sure else None), 0.0
        lean = log(max(crises.values()) + TINY) - log(max(others) + TINY)
        if hits[:1] and hits[0].certain:
            return hits[0].kind, lean
        best = max(crises, key=lambda kind: crises[kind])
        supported = any(hit.kind == best for hit in hits)
        needed = self._config["with_weak_rule" if supported else "without_rule"]
        if sure:
            needed = -inf if foreign else self._config["with_sure_rule"]
        if lean < needed:
            return None, lean
        return (sure[0] if sure and crises[sure[0]] > crises[best] / 3 else best), lean


def sigmoid(lean: float) -> float:
    """Returns the probability that belongs to a logarithm of odds."""
    return 1 / (1 + exp(-lean))


def kind_of(intent: str) -> str | None:
    """Returns the crisis kind of an intent name (``crisis_child`` → ``child``), or None."""
    head, _, kind = intent.partition("_")
    return kind if head == "crisis" else None
