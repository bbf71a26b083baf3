"""The arithmetic of § 15 SGB XI."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.journeys.self_check import WEIGHTS, orientation

LEVELS = st.fixed_dictionaries({area: st.integers(0, 4) for area in WEIGHTS})


def test_the_weights_are_those_of_the_law() -> None:
    assert WEIGHTS == {"mobility": 10, "mind": 15, "behaviour": 15, "self_care": 40, "therapy": 20, "everyday": 15}
    assert orientation(dict.fromkeys(WEIGHTS, 4)).points == 100


@pytest.mark.parametrize(
    ("levels", "points", "grade"),
    [
        ({}, 0, 0),
        ({"self_care": 1}, 10, 0),
        ({"mobility": 1, "self_care": 1}, 12.5, 1),
        ({"self_care": 2, "therapy": 1}, 25, 1),
        ({"mobility": 3, "self_care": 2}, 27.5, 2),
        ({"self_care": 3, "therapy": 3, "mobility": 1}, 47.5, 3),
        ({"self_care": 4, "therapy": 4, "mobility": 4}, 70, 4),
        ({"self_care": 4, "therapy": 4, "mobility": 4, "mind": 4, "everyday": 2}, 92.5, 5),
    ],
)
def test_points_and_grades(levels: dict[str, int], points: float, grade: int) -> None:
    found = orientation(levels)
    assert (found.points, found.grade) == (points, grade)


def test_of_mind_and_behaviour_the_higher_counts() -> None:
    assert orientation({"mind": 4, "behaviour": 1}).points == 15
    assert orientation({"mind": 1, "behaviour": 4}).points == 15
    assert orientation({"mind": 4, "behaviour": 4}).points == 15


@pytest.mark.parametrize(("levels", "grade"), [({"self_care": 1}, 0), ({"self_care": 1, "mobility": 1}, 2), ({}, 0)])
def test_a_child_of_up_to_18_months_is_one_grade_higher(levels: dict[str, int], grade: int) -> None:
    assert orientation(levels, infant=True).grade == grade


@given(LEVELS)
def test_grades_never_leave_their_range_and_infants_are_never_lower(levels: dict[str, int]) -> None:
    plain, infant = orientation(levels), orientation(levels, infant=True)
    assert 0 <= plain.points <= 100
    assert 0 <= plain.grade <= infant.grade <= 5
    assert not plain.incomplete


@given(LEVELS, st.sampled_from(sorted(WEIGHTS)))
def test_more_help_never_means_a_lower_grade(levels: dict[str, int], area: str) -> None:
    more = levels | {area: min(levels[area] + 1, 4)}
    assert orientation(more).grade >= orientation(levels).grade


def test_an_area_left_open_is_said() -> None:
    assert orientation({"mobility": 2}).incomplete


@pytest.mark.parametrize("levels", [{"mobility": 5}, {"mobility": -1}, {"cooking": 1}])
def test_what_is_no_level_is_refused(levels: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"level|areas"):
        orientation(levels)
