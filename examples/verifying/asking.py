"""Questions, and the list of all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from tigris_http import ServiceError, TigrisError
from verifying.service import Service

Ask = Callable[[Service], str | int]
"""Asks the service one thing; returns the observation in a few words, or a status."""


@dataclass(frozen=True)
class Question:
    """One question, and its expected answers."""

    text: str
    expected: tuple[str, ...]
    """Answers that the package copes with. A status alone stands for any code after it."""
    ask: Ask
    writes: bool
    style: str
    """The addressing style to use: `auto` for any."""


@dataclass(frozen=True)
class Outcome:
    """The answer to a question."""

    question: Question
    observed: str

    @property
    def same(self) -> bool:
        """Whether the answer is expected."""
        return any(self.observed == each or self.observed.startswith(f"{each} ") for each in self.question.expected)


QUESTIONS: list[Question] = []


def question(text: str, *expected: str, writes: bool = True, style: str = "auto") -> Callable[[Ask], Ask]:
    """Register a question and its expected answers."""

    def register(ask: Ask) -> Ask:
        QUESTIONS.append(Question(text, expected, ask, writes, style))
        return ask

    return register


reading = partial(question, writes=False)
"""Register a question that makes no bucket and changes nothing."""


def in_short(error: Exception) -> str:
    """Return an error in a few words, without the service's own text, which may name keys and accounts."""
    if isinstance(error, ServiceError):
        return f"{error.status} {error.code}".strip()
    return f"{type(error).__name__}: {error.message if isinstance(error, TigrisError) else error}"[:120]


def asked(each: Question, service: Service) -> Outcome:
    """Ask one question. An error is an answer, too: the run goes on."""
    try:
        return Outcome(each, str(each.ask(service)))
    except Exception as error:  # noqa: BLE001  # an unforeseen answer is what this looks for
        return Outcome(each, in_short(error))
