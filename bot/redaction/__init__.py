"""Redaction: takes personal data out of free text before any of it is written down."""

from bot.redaction.redactor import Redactor, Span

__all__ = ["Redactor", "Span"]
