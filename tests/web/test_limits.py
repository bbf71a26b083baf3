import time
from collections.abc import Iterator

import pytest

from services_db.settings import Limits
from web.limits import Doorkeeper, LastMinute, TooMuchError, network_of


@pytest.fixture
def doorkeeper() -> Iterator[Doorkeeper]:
    yield Doorkeeper(Limits(messages_per_minute=2, requests_per_minute=3, conversations_per_minute=1, at_once=2))


def test_an_address_may_send_so_much_and_another_one_too(doorkeeper: Doorkeeper) -> None:
    for _ in range(3):
        doorkeeper.request_from("192.0.2.1")
    with pytest.raises(TooMuchError, match="too_many"):
        doorkeeper.request_from("192.0.2.1")
    doorkeeper.request_from("192.0.2.2")


def test_a_conversation_may_send_so_much(doorkeeper: Doorkeeper) -> None:
    for _ in range(2):
        with doorkeeper.message_in("a"):
            pass
    with pytest.raises(TooMuchError, match="too_many"), doorkeeper.message_in("a"):
        pass
    with doorkeeper.message_in("b"):
        pass


def test_one_message_at_a_time_and_not_all_at_once(doorkeeper: Doorkeeper) -> None:
    with doorkeeper.message_in("a"):
        with pytest.raises(TooMuchError, match="one_at_a_time"), doorkeeper.message_in("a"):
            pass
        with doorkeeper.message_in("b"), pytest.raises(TooMuchError, match="busy"), doorkeeper.message_in("c"):
            pass


def test_a_failed_message_gives_its_place_back(doorkeeper: Doorkeeper) -> None:
    with pytest.raises(ZeroDivisionError), doorkeeper.message_in("a"):
        raise ZeroDivisionError
    with doorkeeper.message_in("a"):
        pass


def test_no_address_is_kept_and_its_count_goes_with_the_minute(
    doorkeeper: Doorkeeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    doorkeeper.request_from("192.0.2.77")
    assert len(doorkeeper._requests) == 1
    assert "192.0.2.77" not in repr(vars(doorkeeper._requests))
    now = time.monotonic()
    monkeypatch.setattr("web.limits.time.monotonic", lambda: now + 61)
    doorkeeper.request_from("192.0.2.78")
    assert len(doorkeeper._requests) == 1  # of the second one


def test_after_a_minute_there_is_room_again(monkeypatch: pytest.MonkeyPatch) -> None:
    window = LastMinute(1)
    now = time.monotonic()
    assert window.allows("a")
    assert not window.allows("a")
    monkeypatch.setattr("web.limits.time.monotonic", lambda: now + 61)
    assert window.allows("a")


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("a:b:c", "a:b:c"),
        ("", ""),
    ],
)
def test_what_is_counted_for_an_address(address: str, counted: str) -> None:
    assert network_of(address) == counted
