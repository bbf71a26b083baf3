from bot.nlu.decision import Decision

DECISION = Decision({"second_at_least": 0.2, "second_share": 0.4})


def _ranking(**confidence: float) -> list[dict[str, object]]:
    return [{"name": name, "confidence": value} for name, value in confidence.items()]


def test_one_need() -> None:
    needs = DECISION.list_needs(_ranking(need_debt=0.8, need_housing=0.1))
    assert [need["topic"] for need in needs] == ["debt"]


def test_two_needs() -> None:
    needs = DECISION.list_needs(_ranking(need_debt=0.5, greet=0.1, need_housing=0.3))
    assert [need["topic"] for need in needs] == ["debt", "housing"]


def test_no_need_in_a_greeting() -> None:
    assert DECISION.list_needs(_ranking(greet=0.6, need_debt=0.3)) == []


def test_unsure_is_looked_through() -> None:
    ranking = [{"name": "nlu_fallback", "confidence": 0.3}, *_ranking(need_debt=0.25)]
    assert [need["topic"] for need in DECISION.list_needs(ranking)] == ["debt"]
