"""The crisis layer: looks at every message for danger, by rules and by likeness to examples."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.features import sentence_features
from bot.nlu.german import normalise
from bot.nlu.linear import LinearModel

KINDS = ("suicide", "violence", "child", "medical")
CALM = "calm"
MODEL_FILE = "crisis.npz"
RULES_FILE = "crisis.json"


@dataclass(frozen=True)
class RuleHit:
    """A rule that fired: its kind, whether it counts on its own, the words it matched."""

    kind: str
    sure: bool
    words: str


class CrisisRules:
    """The rules of bot/lookup/crisis.yml.

    Args:
        data: the parsed file: ``figurative`` (patterns) and ``rules`` (kind, sure, patterns).

    Raises:
        ValueError: if a kind is unknown or a pattern is no regular expression.
    """

    def __init__(self, data: dict[str, Any]) -> None:
        self._figurative = [re.compile(pattern) for pattern in data["figurative"]]
        self._rules: list[tuple[str, bool, re.Pattern[str]]] = []
        for rule in data["rules"]:
            if rule["kind"] not in KINDS:
                raise ValueError(f"Unbekannte Art von Krise: {rule['kind']}")
            for pattern in rule["patterns"]:
                self._rules.append((rule["kind"], bool(rule.get("sure")), re.compile(pattern)))

    def hits(self, text: str) -> list[RuleHit]:
        """Returns the rules that fire on a message, sure ones first.

        Args:
            text: the message as written.
        """
        plain = re.sub(r"[^\w\s]", " ", normalise(text))
        plain = re.sub(r"\s+", " ", plain)
        for pattern in self._figurative:
            plain = pattern.sub(" ", plain)
        found = []
        for kind, sure, pattern in self._rules:
            match = pattern.search(plain)
            if match:
                found.append(RuleHit(kind, sure, match.group().strip()))
        return sorted(found, key=lambda hit: not hit.sure)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class CrisisDetector(IntentClassifier, GraphComponent):
    """Sets ``crisis`` (suicide, violence, child, medical or null) and, if there is one, the intent ``crisis_<kind>``.

    Two voices decide, never one alone: the rules, and a linear model of its own (five classes) over the
    sentence vector and n-grams. A sure rule needs little from the model, a weak rule more, no rule most; an unsure
    rule can only confirm. Missing someone in danger is worse than a false alarm.
    """

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._rules: CrisisRules | None = None
        self._model: LinearModel | None = None

    @classmethod
    def required_components(cls) -> list[type]:
        """Returns what must stand before it in the pipeline."""
        return [Featurizer]

    @staticmethod
    def required_packages() -> list[str]:
        """Returns the packages that must be installed."""
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Returns the settings: the rule file and how much the model must see, by how much the rules say."""
        return {
            "rules": "bot/lookup/crisis.yml",
            "strength": 0.5,
            "dense_weight": 1.0,
            "with_sure_rule": 0.1,
            "with_weak_rule": 0.45,
            "without_rule": 0.6,
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
        """Loads rules and model from the trained model."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._rules = CrisisRules(json.loads((folder / RULES_FILE).read_text(encoding="utf-8")))
            component._model = LinearModel.load(folder / MODEL_FILE)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Reads the rules and trains the model: the four kinds against everything else."""
        rules = yaml.safe_load(Path(self._config["rules"]).read_text(encoding="utf-8"))
        self._rules = CrisisRules(rules)
        examples = [item for item in training_data.intent_examples if item.get(INTENT) and item.get(TEXT)]
        kinds = [kind_of(item.get(INTENT)) or CALM for item in examples]
        features = sentence_features(examples, self._config["dense_weight"])
        self._model = LinearModel.fit(features, kinds, self._config["strength"])
        with self._storage.write_to(self._resource) as folder:
            (folder / RULES_FILE).write_text(json.dumps(rules, ensure_ascii=False), encoding="utf-8")
            self._model.save(folder / MODEL_FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets the crisis, and what led to it, on each message."""
        if self._model is None or self._rules is None or not messages:
            return messages
        rows = self._model.probabilities(sentence_features(messages, self._config["dense_weight"]))
        for message, row in zip(messages, rows, strict=True):
            likeness = {kind: float(row[self._model.classes.index(kind)]) for kind in KINDS}
            hits = self._rules.hits((message.get(TEXT) or "")[:2000])
            kind, danger = self._decide(hits, likeness)
            message.set("crisis", kind, add_to_output=True)
            message.set(
                "crisis_reasons",
                {"rules": [vars(hit) for hit in hits], "likeness": likeness, "danger": danger},
                add_to_output=True,
            )
            if kind:
                message.set("intent", {"name": f"crisis_{kind}", "confidence": max(danger, 0.5)}, add_to_output=True)
        return messages

    def _decide(self, hits: list[RuleHit], likeness: dict[str, float]) -> tuple[str | None, float]:
        danger = sum(likeness.values())
        sure = [hit.kind for hit in hits if hit.sure]
        weak = [hit.kind for hit in hits if not hit.sure]
        needed = self._config["without_rule"]
        if weak:
            needed = self._config["with_weak_rule"]
        if sure:
            needed = self._config["with_sure_rule"]
        if danger < needed:
            return None, danger
        return max(KINDS, key=lambda kind: likeness[kind] + (0.3 if kind in sure else 0.0)), danger


def kind_of(intent: str) -> str | None:
    """Returns the crisis kind of an intent name (``crisis_child`` → ``child``), or None."""
    head, _, kind = intent.partition("_")
    return kind if head == "crisis" else None
