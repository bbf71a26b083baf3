"""Conversation tokens: signed, unguessable, bound to one conversation, and only for a time."""

import os
import secrets
import stat
import time
from pathlib import Path

from itsdangerous import BadSignature, URLSafeTimedSerializer

from services_db.settings import ROOT, settings

SECRET_FILE = ROOT / "var" / "secret"
MIN_LENGTH = 32


class InvalidTokenError(Exception):
    """The token was not made here, or is too old."""


class SecretError(Exception):
    """The secret cannot be used; the text says why and what to do."""


class Tokens:
    """Makes and checks tokens.

    Args:
        secret: signs the tokens; who knows it can make some.
        hours: how long a token is good.
    """

    def __init__(self, secret: str, hours: float = 24) -> None:
        self._signer = URLSafeTimedSerializer(secret, salt="conversation")
        self._seconds = hours * 3600

    def new(self) -> tuple[str, str]:
        """Returns a fresh conversation id and its token."""
        conversation = secrets.token_urlsafe(24)
        return conversation, self._signer.dumps(conversation)

    def conversation(self, token: str, late: bool = False) -> str:
        """Returns the conversation that a token stands for.

        A token that seems to come from the future is good: then this machine's clock was set back.

        Args:
            token: as the citizen sent it.
            late: whether twice its time is allowed; so long a conversation may be kept (after its last message).

        Raises:
            InvalidTokenError: if it stands for none.
        """
        try:
            conversation, signed = self._signer.loads(token, return_timestamp=True)
        except BadSignature as error:
            raise InvalidTokenError from error
        if time.time() - signed.timestamp() > self._seconds * (2 if late else 1):
            raise InvalidTokenError
        return str(conversation)


def read_secret(path: Path = SECRET_FILE) -> str:
    """Returns the secret from LOTSE_SECRET, else from a file that only its owner reads, made at the first start.

    Args:
        path: the file.

    Raises:
        SecretError: if others may read the file, or it holds no secret.
    """
    given = settings().secret
    if given:
        return given.get_secret_value()
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _make(path)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise SecretError(f"Die Datei {path} dürfen auch andere lesen. Abhilfe: chmod 600 {path}")
    secret = path.read_text(encoding="ascii").strip()
    if len(secret) < MIN_LENGTH:
        raise SecretError(f"Die Datei {path} enthält kein Geheimnis. Abhilfe: löschen; beim Start entsteht sie neu.")
    return secret


def _make(path: Path) -> None:
    """Writes a new secret whole or not at all; who comes second keeps the first one's."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
