import pytest

from bot.nlu.clauses import MAX_CLAUSES, split_clauses


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Ich habe Schulden", []),
        ("Ich habe Schulden. Hilfe!", []),
        (
            "Ich habe hohe Schulden und mein Sohn schwänzt die Schule",
            ["Ich habe hohe Schulden", "und mein Sohn schwänzt die Schule"],
        ),
        (
            "Die Miete ist offen. Außerdem brauche ich Pflege.",
            ["Die Miete ist offen", "Außerdem brauche ich Pflege"],
        ),
        ("", []),
    ],
)
def test_split(text: str, clauses: list[str]) -> None:
    assert split_clauses(text) == clauses


def test_the_number_is_bounded() -> None:
    assert len(split_clauses("Das ist ein Satz. " * 100)) == MAX_CLAUSES
