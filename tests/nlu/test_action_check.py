import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import EndpointConfig

from bot.action_check import check_action_result, prepare_action_check

GOOD = {"events": [{"event": "slot", "name": "topic", "value": "debt"}], "responses": [{"text": "Hallo"}]}


@pytest.fixture
def action() -> RemoteAction:
    prepare_action_check()
    return RemoteAction("action_find_help", EndpointConfig("http://127.0.0.1:1"))


def test_a_good_reply_passes(action: RemoteAction) -> None:
    assert action._validate_action_result(GOOD)
    assert action._validate_action_result({})


@pytest.mark.parametrize("bad", [[], {"events": {}}, {"events": [{"name": "x"}]}, {"responses": ["Hallo"]}])
def test_a_bad_reply_is_refused_as_before(action: RemoteAction, bad: object) -> None:
    with pytest.raises(ValidationError):
        check_action_result(action, bad)
