import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_db.phones import InvalidPhoneError, format_phone


@pytest.mark.parametrize(
    ("written", "formatted"),
    [
        ("110", "110"),
        ("115", "115"),
        ("116117", "116 117"),
        ("116 016", "116 016"),
        ("06641 977-0", "06641 977-0"),
        ("06641 977-2095", "06641 977-2095"),
        ("06641/977244", "06641 977244"),
        ("0800 111 0 111", "0800 1110111"),
    ],
)
def test_formats_as_people_read_it(written: str, formatted: str) -> None:
    assert format_phone(written) == formatted


@pytest.mark.parametrize("written", ["", "abc", "99", "06641 1", "0800", "117", "12345678901234567"])
def test_refuses_what_cannot_be_called(written: str) -> None:
    with pytest.raises(InvalidPhoneError, match="„"):
        format_phone(written)


@given(st.text(max_size=30))
def test_any_text_is_formatted_or_refused(text: str) -> None:
    with contextlib.suppress(InvalidPhoneError):
        assert any(character.isdigit() for character in format_phone(text))
