"""Conversation tokens: signed, unguessable, bound to one conversation, and dead once it is deleted."""

import os
import secrets
import time
from pathlib import Path

from itsdangerous import BadSignature, URLSafeTimedSerializer

LIFETIME_SECONDS = 24 * 3600
SECRET_FILE = Path(__file__).parent.parent / "var" / "secret"


class InvalidTokenError(Exception):
    """The token was not made here, is too old, or its conversation was deleted."""


class Tokens:
    """Makes and checks tokens.

    Args:
        secret: signs the tokens; who knows it can make some.
    """

    def __init__(self, secret: str) -> None:
        self._signer = URLSafeTimedSerializer(secret, salt="conversation")
        self._dead: dict[str, float] = {}

    def new(self) -> tuple[str, str]:
        """Returns a fresh conversation id and its token."""
        conversation = secrets.token_urlsafe(24)
        return conversation, self._signer.dumps(conversation)

    def conversation(self, token: str) -> str:
        """Returns the conversation that a token stands for.

        Raises:
            InvalidTokenError: if it stands for none (any more).
        """
        try:
            conversation = str(self._signer.loads(token, max_age=LIFETIME_SECONDS))
        except BadSignature as error:
            raise InvalidTokenError from error
        if conversation in self._dead:
            raise InvalidTokenError
        return conversation

    def end(self, conversation: str) -> None:
        """Makes the token of a conversation worthless; remembered until the token would have expired anyway."""
        now = time.time()
        self._dead[conversation] = now + LIFETIME_SECONDS
        for old in [key for key, until in self._dead.items() if until < now]:
            del self._dead[old]


def read_secret(path: Path = SECRET_FILE) -> str:
    """Returns the secret from LOTSE_SECRET, else from a file that only its owner reads, made at the first start.

    Args:
        path: the file.
    """
    if secret := os.environ.get("LOTSE_SECRET"):
        return secret
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secret := secrets.token_hex(32))
    return secret
