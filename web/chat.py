"""The chat behind the door: begins conversations, has messages answered, ends conversations."""

import logging
import time

from starlette.concurrency import run_in_threadpool

from web import metrics
from web.conversations import Conversations
from web.crisis import OVERLAP, crisis_answer, emergency_numbers
from web.limits import Doorkeeper, TooMuchError
from web.messages import MAX_TEXT, Conversation, MessageIn, MessageOut, Reply, clean_text, has_words, is_payload, merge
from web.rasa import EndedError, Rasa, RasaAwayError
from web.texts import text
from web.tokens import InvalidTokenError, Tokens

EMERGENCY_NUMBERS = "/emergency_numbers"
"""What the button sends that stays after a crisis."""

logger = logging.getLogger(__name__)


class GoneError(Exception):
    """A conversation is over, or never was."""


class Chat:
    """Answers citizens.

    Args:
        assistant: Rasa.
        tokens: makes and checks tokens.
        doorkeeper: says how much may be sent.
        conversations: ends conversations.
    """

    def __init__(self, assistant: Rasa, tokens: Tokens, doorkeeper: Doorkeeper, conversations: Conversations) -> None:
        self._assistant = assistant
        self._tokens = tokens
        self._doorkeeper = doorkeeper
        self._conversations = conversations

    def conversation(self, token: str, to_delete: bool = False) -> str:
        """Returns the conversation that a token stands for.

        Args:
            token: as the citizen sent it.
            to_delete: whether one that is too old to talk will do: a conversation lives longer than its token.

        Raises:
            GoneError: if it stands for none (any more).
        """
        try:
            conversation = self._tokens.conversation(token, late=to_delete)
        except InvalidTokenError as error:
            raise GoneError from error
        if self._conversations.is_ended(conversation):
            raise GoneError
        return conversation

    async def begin(self, address: str) -> Conversation:
        """Begins a conversation and greets.

        Args:
            address: of the caller, for counting.

        Raises:
            TooMuchError: if this address began too many.
        """
        self._doorkeeper.begins(address)
        metrics.BEGUN.inc()
        conversation, token = self._tokens.new()
        try:
            messages = merge(await self._assistant.send(conversation, "/greet"))
        except RasaAwayError as error:
            logger.warning("assistant away: %s", error)
            messages = [say("greeting_without_bot"), say("away")]
        return Conversation(token=token, messages=messages)

    async def receive(self, message: MessageIn, conversation: str) -> Reply:
        """Takes a text or a button's payload and returns the answers.

        Raises:
            TooMuchError: if too much is sent; what shows a crisis is answered all the same.
            GoneError: if the conversation was ended elsewhere.
        """
        cleaned = "" if message.payload is not None else clean_text(message.text or "")
        try:
            with self._doorkeeper.message_in(conversation):
                return await self._answer(message, cleaned, conversation)
        except TooMuchError as error:
            metrics.MESSAGES.labels("limited").inc()
            crisis = crisis_answer(cleaned)
            if crisis is None:
                raise
            return Reply(messages=[crisis, say(error.reason)])

    async def _answer(self, message: MessageIn, cleaned: str, conversation: str) -> Reply:
        before: list[MessageOut] = []
        said, refusal = message.payload, None
        if said is None:
            said, refusal = cleaned, None if has_words(cleaned) else "no_words" if cleaned else "empty"
            if len(said) > MAX_TEXT:
                hidden = crisis_answer(said[MAX_TEXT - OVERLAP :])
                before = [hidden, say("too_long")] if hidden else [say("too_long")]
                said = said[:MAX_TEXT]
        elif not is_payload(said):
            refusal = "bad_payload"
        if refusal:
            metrics.MESSAGES.labels("refused").inc()
            return Reply(messages=[say(refusal)])
        answers = await self._ask(conversation, said, is_text=message.payload is None)
        deleted = any((answer.custom or {}).get("type") == "deleted" for answer in answers)
        if deleted and not await self.end(conversation):
            return Reply(messages=[say("not_deleted")])
        return Reply(messages=[*before, *answers])

    async def _ask(self, conversation: str, said: str, is_text: bool) -> list[MessageOut]:
        started = time.perf_counter()
        try:
            answers = merge(await self._assistant.send(conversation, said))
            reason = "no answer"
        except EndedError as error:
            raise GoneError from error
        except RasaAwayError as error:
            answers, reason = [], str(error)
        metrics.SECONDS.observe(time.perf_counter() - started)
        metrics.ASSISTANT.set(bool(answers))
        metrics.MESSAGES.labels("answered" if answers else "away").inc()
        if answers:
            return answers
        logger.warning("assistant away: %s", reason)
        crisis = crisis_answer(said) if is_text else emergency_numbers() if said == EMERGENCY_NUMBERS else None
        if crisis:
            metrics.LAST_NET.inc()
        return [crisis, say("away")] if crisis else [say("away")]

    async def end(self, conversation: str) -> bool:
        """Deletes a conversation; returns whether it is deleted already (else it is as soon as the disk allows)."""
        metrics.ENDED.inc()
        done = await run_in_threadpool(self._conversations.end, conversation)
        await self._assistant.end(conversation)
        metrics.UNDELETED.set(not done)
        return done


def say(key: str) -> MessageOut:
    """Returns a sentence of web/texts.yml as an answer."""
    return MessageOut(text=text(key))
