"""The rules, and what rules alone cannot say: while a question of a journey is open, a message is an answer first.

The action server decides whether it is one (it knows the question). If it is not, the message goes where the rules
would have sent it, and afterwards the question is asked again. A message that shows a crisis never takes this way: its
rule wins. Rasa's forms were not used: their slots and questions are fixed in the domain, a journey's are content.
"""

from __future__ import annotations

import re
from typing import Any

from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

TAKE_ANSWER = "action_take_answer"
ASK_AGAIN = "action_ask_again"
REMIND = "utter_crisis_reminder"
"""After a crisis the next answer names the main numbers once more, whatever was said ("war nur Spaß")."""
OWN_WAYS = ("restart", "delete_data", "answer", "start_check")
"""Intents whose rules count even while a question is open."""
_MONTH = re.compile(r"\b(?:januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember)\b")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class JourneyRulePolicy(RulePolicy):
    """Rasa's RulePolicy, with the order "answer first" while the slot ``question`` is set."""

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Predicts the next action."""
        done = _actions_since_message(tracker)
        if not done and _follows_crisis(tracker):
            return self._certainly(REMIND, tracker, domain)
        done = [name for name in done if name != REMIND]
        if not done and _takes_answer(tracker):
            return self._certainly(TAKE_ANSWER, tracker, domain)
        if done[:1] != [TAKE_ANSWER]:
            predicted = self._by_rules(tracker, domain, rule_only_data, **kwargs)
            # The fallback is for messages. What no rule lets follow an action would else follow it again and again.
            by_rule = predicted.max_confidence > self.config["core_fallback_threshold"]
            return predicted if by_rule or not done else self._certainly(ACTION_LISTEN_NAME, tracker, domain)
        if not tracker.get_slot("passed_on") or done[-1] == ASK_AGAIN:
            return self._certainly(ACTION_LISTEN_NAME, tracker, domain)
        if len(done) > 1:
            still_open = tracker.get_slot("question") and not tracker.get_slot("pending")
            return self._certainly(ASK_AGAIN if still_open else ACTION_LISTEN_NAME, tracker, domain)
        return self._by_rules(tracker, domain, rule_only_data, **kwargs)

    def _by_rules(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        plain = _as_the_rules_see_it(tracker, domain)
        return super().predict_action_probabilities(plain, domain, rule_only_data, **kwargs)

    def _certainly(self, action: str, tracker: DialogueStateTracker, domain: Domain) -> PolicyPrediction:
        return self._rule_prediction(self._prediction_result(action, tracker, domain), action)


def _takes_answer(tracker: DialogueStateTracker) -> bool:
    message = tracker.latest_message
    intent = (message.intent.get("name") or "") if message else ""
    listening = tracker.latest_action_name in (ACTION_LISTEN_NAME, REMIND)
    is_day = bool(_MONTH.search((message.text or "").lower())) if message else False  # "Anfang November" is no restart
    free = not intent.startswith("crisis_") and (intent not in OWN_WAYS or (intent == "restart" and is_day))
    return bool(listening and intent and free and tracker.get_slot("question"))


def _follows_crisis(tracker: DialogueStateTracker) -> bool:
    """Returns whether the message before the last one showed a crisis, and the last one does not."""
    intents = [
        str(event.intent.get("name") or "")
        for event in tracker.applied_events()
        if isinstance(event, UserUttered) and event.intent
    ][-2:]
    shows = [intent.startswith("crisis_") for intent in intents]
    return shows == [True, False] and tracker.latest_action_name == ACTION_LISTEN_NAME


def _actions_since_message(tracker: DialogueStateTracker) -> list[str]:
    names: list[str] = []
    for event in reversed(tracker.applied_events()):
        if isinstance(event, UserUttered):
            break
        if isinstance(event, ActionExecuted) and event.action_name and event.action_name != ACTION_LISTEN_NAME:
            names.append(event.action_name)
    return names[::-1]


def _as_the_rules_see_it(tracker: DialogueStateTracker, domain: Domain) -> DialogueStateTracker:
    """Returns the conversation without the two actions that no rule knows."""
    if not {TAKE_ANSWER, REMIND}.intersection(_actions_since_message(tracker)):
        return tracker
    kept: list[Event] = [
        event
        for event in tracker.events
        if not (isinstance(event, ActionExecuted) and event.action_name in (TAKE_ANSWER, REMIND))
    ]
    return DialogueStateTracker.from_events(tracker.sender_id, kept, domain.slots)
