"""What a question is, and the list of all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from tigris_http import ServiceError, TigrisError
from verifying.service import Service

Ask = Callable[[Service], str | int]
"""Asks the service one thing; returns what was observed in a few words, or a status."""


@dataclass(frozen=True)
class Question:
    """One question, and what the package expects for an answer."""

    text: str
    expected: tuple[str, ...]
    """The answers that the package copes with. A status alone stands for any code behind it."""
    ask: Ask
    writes: bool
    style: str
    """The addressing style that it is about: `auto` for any."""


@dataclass(frozen=True)
class Outcome:
    """What came of a question."""

    question: Question
    observed: str

    @property
    def same(self) -> bool:
        """Whether the answer is an expected one."""
        return any(self.observed == each or self.observed.startswith(f"{each} ") for each in self.question.expected)


QUESTIONS: list[Question] = []


def question(text: str, *expected: str, writes: bool = True, style: str = "auto") -> Callable[[Ask], Ask]:
    """Register a question and what the package expects for an answer."""

    def register(ask: Ask) -> Ask:
        QUESTIONS.append(Question(text, expected, ask, writes, style))
        return ask

    return register


reading = partial(question, writes=False)
"""Register a question that makes no bucket and changes nothing."""


def told(error: Exception) -> str:
    """Return an error in a few words. The service's own text may name keys and accounts, so it is left out."""
    if isinstance(error, ServiceError):
        return f"{error.status} {error.code}".strip()
    return f"{type(error).__name__}: {error.message if isinstance(error, TigrisError) else error}"[:120]


def asked(each: Question, service: Service) -> Outcome:
    """Ask one question. Whatever goes wrong is its answer, never the end of the run."""
    try:
        return Outcome(each, str(each.ask(service)))
    except Exception as error:  # noqa: BLE001  # an unforeseen answer is what this looks for
        return Outcome(each, told(error))
