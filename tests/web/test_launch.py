"""How the Lotse is started and watched."""

from configparser import RawConfigParser
from pathlib import Path

import pytest

from web import launch, watch
from web.watch import PATIENCE, Watch


@pytest.fixture
def configuration(tmp_path: Path) -> RawConfigParser:
    parser = RawConfigParser(strict=True)
    parser.read(
        launch.write_configuration(tmp_path, "127.0.0.1", 8080, launch.processes("127.0.0.1", 8080)), encoding="utf-8"
    )
    return parser


def test_all_is_started_again_when_it_dies(configuration: RawConfigParser) -> None:
    programs = [name for name in configuration.sections() if name.startswith(("program:", "fcgi-program:"))]
    assert programs == ["program:actions", "program:rasa", "fcgi-program:web"]
    for name in programs:
        assert configuration[name]["autorestart"] == "true"
    assert configuration["fcgi-program:web"]["socket"] == "tcp://127.0.0.1:8080"
    assert configuration["fcgi-program:web"]["numprocs"] == "2"


def test_the_supervisor_has_no_door_to_the_net(configuration: RawConfigParser) -> None:
    assert "inet_http_server" not in configuration.sections()
    assert configuration["unix_http_server"]["chmod"] == "0700"


def test_what_is_written_can_be_read_by_its_owner_only(configuration: RawConfigParser) -> None:
    for name in ("program:actions", "program:rasa", "fcgi-program:web"):
        assert configuration[name]["umask"] == "077"


def test_the_key_of_the_wall_is_new_at_each_start() -> None:
    first, second = (launch.processes("127.0.0.1", 8080) for _ in range(2))
    assert first["web"].environment["WALL_KEY"] == first["rasa"].environment["WALL_KEY"]
    assert first["web"].environment["WALL_KEY"] != second["web"].environment["WALL_KEY"]


def test_a_taken_port_is_seen() -> None:
    import socket

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        assert launch.is_taken("127.0.0.1", other.getsockname()[1])
    assert not launch.is_taken("127.0.0.1", launch.free_port())


@pytest.mark.parametrize(("host", "url"), [("0.0.0.0", "http://127.0.0.1:1"), ("10.1.2.3", "http://10.1.2.3:1")])
def test_the_own_address(host: str, url: str) -> None:
    assert launch.loopback(host, 1) == url


class _Restarts(watch.Restart):
    def __init__(self) -> None:
        self.done: list[str] = []

    def __call__(self, name: str) -> None:
        self.done.append(name)


def test_what_hangs_is_restarted_after_some_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    restarts = _Restarts()
    well = {"rasa": True, "web": True}
    monkeypatch.setattr(watch, "answers", lambda url: well[url])
    watching = Watch({"rasa": "rasa", "web": "web"}, restarts)
    watching.look()
    well["rasa"] = False
    for _ in range(PATIENCE - 1):
        watching.look()
    assert restarts.done == []
    watching.look()
    assert restarts.done == ["rasa"]


def test_what_never_was_well_is_left_to_start(monkeypatch: pytest.MonkeyPatch) -> None:
    restarts = _Restarts()
    monkeypatch.setattr(watch, "answers", lambda url: False)
    watching = Watch({"rasa": "rasa"}, restarts)
    for _ in range(PATIENCE * 3):
        watching.look()
    assert restarts.done == []


def test_odd_signs_do_not_break_the_configuration(tmp_path: Path) -> None:
    odd = launch.Process("run 100%", {"URL": 'postgresql://a:p%40"x@h/d'}, "http://127.0.0.1:1/")
    parser = RawConfigParser(strict=True)
    parser.read(launch.write_configuration(tmp_path, "127.0.0.1", 1, {"rasa": odd}), encoding="utf-8")
    assert parser["program:rasa"]["command"] == "run 100%%"
    assert parser["program:rasa"]["environment"].startswith('URL="postgresql://a:p%%40\\"x@h/d",')


def test_rasa_gets_an_address_for_its_own_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOTSE_PRIVACY__CONVERSATIONS", "postgresql+psycopg://a@h/d")
    assert launch.processes("127.0.0.1", 1)["rasa"].environment["CONVERSATIONS_URL"] == "postgresql://a@h/d"
