import pytest

from bot.nlu.decision import Decision, _has_words

DECISION = Decision(Decision.get_default_config())


def _ranking(**confidence: float) -> list[dict[str, object]]:
    return [{"name": name, "confidence": value} for name, value in confidence.items()]


def _topics(ranking: list[dict[str, object]], second: dict[str, object] | None = None) -> list[str]:
    return [need["topic"] for need in DECISION.list_needs(ranking, second)]


def test_one_need() -> None:
    assert _topics(_ranking(need_debt=0.8, need_housing=0.1)) == ["debt"]


def test_two_needs() -> None:
    second = {"name": "need_school", "confidence": 0.9}
    assert _topics(_ranking(need_debt=0.9, need_housing=0.05, need_school=0.04), second) == ["debt", "school"]


def test_an_unlikely_second_need_is_left_out() -> None:
    assert _topics(_ranking(need_debt=0.5, need_housing=0.36), {"name": "need_housing", "confidence": 0.2}) == ["debt"]


def test_the_best_need_is_not_named_twice() -> None:
    assert _topics(_ranking(need_debt=0.5, need_housing=0.4), {"name": "need_debt", "confidence": 0.9}) == ["debt"]


def test_no_need_in_a_greeting() -> None:
    assert _topics(_ranking(greet=0.6, need_debt=0.3)) == []


def test_unsure_is_looked_through() -> None:
    assert _topics([{"name": "nlu_fallback", "confidence": 0.3}, *_ranking(need_debt=0.25)]) == ["debt"]


def test_a_need_may_stand_behind_a_crisis() -> None:
    assert _topics(_ranking(crisis_child=0.5, need_family=0.3, need_school=0.1)) == ["family"]
    assert _topics(_ranking(crisis_child=0.9, need_family=0.05)) == []


@pytest.mark.parametrize("text", ["16", "ich bin 24", "bin 17", "Er ist schon 18 Jahre alt", "82 J.", "!?", "12.11."])
def test_an_age_or_a_figure_alone_means_no_intent(text: str) -> None:
    assert not _has_words(text)


@pytest.mark.parametrize("text", ["112", "110", "hilfe", "ich bin 24 und weiß nicht weiter", "ich bin 15 schwanger"])
def test_words_and_emergency_numbers_may_mean_one(text: str) -> None:
    assert _has_words(text)
