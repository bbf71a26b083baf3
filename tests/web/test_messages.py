import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.messages import clean_text, has_words, is_payload, merge


@given(st.text(max_size=300))
def test_typed_text_is_never_a_command_and_has_no_unseen_characters(text: str) -> None:
    cleaned = clean_text(text)
    assert not cleaned.startswith("/")
    assert "\n" not in cleaned
    assert not set(cleaned) & set("\x00\u200b\u202e\ufeff\x1b")
    assert clean_text(cleaned) == cleaned


@pytest.mark.parametrize(
    ("text", "words"), [("🙂🙂", False), ("...", False), ("36304", True), ("ä", True), ("مرحبا", True)]
)
def test_has_words(text: str, words: bool) -> None:
    assert has_words(text) is words


@pytest.mark.parametrize(
    "payload", ["/need_debt", "/skip", "/restart", '/give_location{"plz": "35315", "place": "Homberg (Ohm)"}']
)
def test_payloads_of_buttons_pass(payload: str) -> None:
    assert is_payload(payload)


@pytest.mark.parametrize(
    "payload",
    [
        "/session_start",
        "/nlu_fallback",
        "restart",
        "/give_location",
        '/skip{"plz": "35315", "place": "x"}',
        '/inform{"topic": "debt"}',
        '/give_location{"plz": "35315", "place": "x\\"}"}',
        "/need_debt\n",
        '/give_location{"plz": "٣٥٣١٥", "place": "<b>"}',
    ],
)
def test_other_payloads_do_not(payload: str) -> None:
    assert not is_payload(payload)


@given(st.text(max_size=120))
def test_no_text_is_a_payload_by_chance(text: str) -> None:
    assert not is_payload(text) or text.startswith("/")


def test_data_belongs_to_the_text_before_it() -> None:
    answers = [{"text": "a"}, {"text": "b", "buttons": [{"title": "t", "payload": "/skip"}]}, {"custom": {"type": "x"}}]
    first, second = merge(answers)
    assert (first.text, first.custom) == ("a", None)
    assert (second.text, second.custom, second.buttons[0].title) == ("b", {"type": "x"}, "t")


@given(st.text(max_size=200) | st.from_regex(r"/[a-z_]{1,20}(\{.{0,80}\})?", fullmatch=True))
def test_whatever_passes_as_a_payload_is_one_of_a_button(payload: str) -> None:
    if is_payload(payload):
        head, _, values = payload.partition("{")
        assert head.startswith("/") and head[1:].replace("_", "").isalpha()
        assert not values or set(json.loads("{" + values)) in ({"plz", "place"}, {"question", "option"})


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ('/give_location{"plz": "36304", "place": "Alsfeld"}', "give_location"),
        ('//inform{"topic": {"a": "b"}} hallo', "inform hallo"),
        ('\u200b/affirm{"x": 1', "affirm"),
        ("Ich wohne in {Alsfeld}", "Ich wohne in {Alsfeld}"),
    ],
)
def test_the_values_of_a_typed_command_do_not_count(typed: str, read: str) -> None:
    assert clean_text(typed) == read
