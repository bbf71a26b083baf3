from bot.nlu.decision import Decision

DECISION = Decision(Decision.get_default_config())


def _ranking(**confidence: float) -> list[dict[str, object]]:
    return [{"name": name, "confidence": value} for name, value in confidence.items()]


def test_one_need() -> None:
    needs = DECISION.list_needs(_ranking(need_debt=0.8, need_housing=0.1))
    assert [need["topic"] for need in needs] == ["debt"]


def test_two_needs() -> None:
    needs = DECISION.list_needs(_ranking(need_debt=0.5, greet=0.1, need_housing=0.36))
    assert [need["topic"] for need in needs] == ["debt", "housing"]


def test_no_need_in_a_greeting() -> None:
    assert DECISION.list_needs(_ranking(greet=0.6, need_debt=0.3)) == []


def test_unsure_is_looked_through() -> None:
    ranking = [{"name": "nlu_fallback", "confidence": 0.3}, *_ranking(need_debt=0.25)]
    assert [need["topic"] for need in DECISION.list_needs(ranking)] == ["debt"]


def test_a_clause_states_a_second_need() -> None:
    ranking = _ranking(need_debt=0.9, need_housing=0.05, need_school=0.04)
    clauses = [{"name": "need_debt", "confidence": 0.9}, {"name": "need_school", "confidence": 0.8}]
    assert [need["topic"] for need in DECISION.list_needs(ranking, clauses)] == ["debt", "school"]


def test_an_unsure_clause_states_nothing() -> None:
    ranking = _ranking(need_debt=0.9, need_school=0.05)
    clauses = [{"name": "need_school", "confidence": 0.5}]
    assert [need["topic"] for need in DECISION.list_needs(ranking, clauses)] == ["debt"]


def test_a_need_may_stand_behind_a_crisis() -> None:
    needs = DECISION.list_needs(_ranking(crisis_child=0.5, need_family=0.3, need_school=0.1))
    assert [need["topic"] for need in needs] == ["family"]
    assert DECISION.list_needs(_ranking(crisis_child=0.9, need_family=0.05)) == []
