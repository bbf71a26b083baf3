"""Checks the action server's replies with Rasa's own schema, prepared once instead of anew for every reply.

Rasa's RemoteAction checks the schema itself again with each reply, which costs more than understanding a message.
"""

from functools import cache
from typing import Any

from jsonschema.protocols import Validator
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction


@cache
def _validator() -> Validator:
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


def check_action_result(_action: RemoteAction, result: dict[str, Any]) -> bool:
    """Returns True for a reply in the right form.

    Raises:
        jsonschema.ValidationError: for any other.
    """
    _validator().validate(result)
    return True


def prepare_action_check() -> None:
    """Has every remote action use the prepared check."""
    RemoteAction._validate_action_result = check_action_result
