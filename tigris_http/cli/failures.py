"""Errors as a shell sees them: an exit code, and one line that says what to do.

Contract: loads the client's errors only when they are asked for. A line holds no line end and no secret.
"""

from __future__ import annotations

from typing import Final, NoReturn

OK: Final = 0
SOME_FAILED: Final = 1
USAGE: Final = 2
NOT_FOUND: Final = 3
DENIED: Final = 4
PRECONDITION: Final = 5
NETWORK: Final = 6
HUNG_UP: Final = 129
INTERRUPTED: Final = 130
CLOSED: Final = 141
TERMINATED: Final = 143

CODES: Final = {
    OK: "success",
    SOME_FAILED: "some items failed, or the command failed in another way",
    USAGE: "wrong usage: nothing was sent",
    NOT_FOUND: "no such bucket, object, version or file",
    DENIED: "no credentials, or access denied",
    PRECONDITION: "a condition did not hold: the target exists, the bucket is not empty, the object changed",
    NETWORK: "no connection, no answer in time, or the service is not available",
    HUNG_UP: "the terminal was closed (SIGHUP)",
    INTERRUPTED: "interrupted by Ctrl-C",
    TERMINATED: "ended by SIGTERM",
    CLOSED: "the reader of standard output went away, as in `| head`",
}
"""The meaning of each exit code, for the help and the documentation."""

_BY_CLASS: Final = {
    "CredentialsError": DENIED,
    "AccessDenied": DENIED,
    "NotFound": NOT_FOUND,
    "PreconditionFailed": PRECONDITION,
    "Conflict": PRECONDITION,
    "NotModified": PRECONDITION,
    "ObjectChanged": PRECONDITION,
    "ConnectionFailed": NETWORK,
    "TimedOut": NETWORK,
    "Unavailable": NETWORK,
    "IncompleteBody": NETWORK,
    "OutcomeUnknown": NETWORK,
    "ConfigurationError": USAGE,
    "ValueError": USAGE,
    "FileNotFoundError": NOT_FOUND,
    "FileExistsError": PRECONDITION,
}
"""Exit codes by the names of error classes: loading the classes would take time."""
_OPTIONS: Final = {
    "allow_empty=True": "--allow-empty",
    "max_delete=": "--max-delete ",
    "delete=True": "--delete",
    "block_keys must": "--block-keys must",
    "part_size must": "--part-size must",
    "snapshot_enabled=True": "--snapshots",
    "list_snapshots shows": "`tigris-http snapshot ls` shows",
    "with write_manifest": "with `tigris-http manifest`",
    "the argument credentials (not given), ": "",
    "the argument profile": "--profile",
    "the argument endpoint": "--endpoint",
}
"""Words of the library, and those of the command line in their place."""
_ADVICE: Final = {
    "NotFound": "check the name with `tigris-http ls`",
    "AccessDenied": "check that the access key may do this",
    "Unavailable": "try again later",
}


class UsageError(Exception):
    """A mistake in the command line. Nothing was sent."""

    command = ""
    """The command, if it is known and the caller does not know it."""


class Refused(Exception):
    """An item that cannot be done, with the reason."""


class Interrupted(Exception):
    """Ctrl-C, with an account of what is done."""


class Stopped(Exception):
    """The end of a command that the user did not confirm."""


def exit_code(error: BaseException) -> int:
    """Return the exit code of an error."""
    if isinstance(error, (KeyboardInterrupt, Interrupted)):
        return INTERRUPTED
    if isinstance(error, UsageError):
        return USAGE
    for kind in type(error).__mro__:
        if kind.__name__ in _BY_CLASS:
            return _BY_CLASS[kind.__name__]
    return SOME_FAILED


def is_expected(error: BaseException) -> bool:
    """Whether an error is one of the user, the service or the system, and not a bug here."""
    if isinstance(error, (UsageError, Refused, Stopped, Interrupted, OSError, ValueError)):
        return True
    return any(kind.__name__ == "TigrisError" for kind in type(error).__mro__)


def line_of(error: BaseException) -> str:
    """Return an error in one line, with options in place of the library's arguments."""
    text = _text(error)
    for argument, option in _OPTIONS.items():
        text = text.replace(argument, option)
    return text if text.isprintable() else "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)


def _text(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        names = [str(name) for name in (error.filename, error.filename2) if name is not None]
        return f"{' -> '.join(names)}: {error.strerror}" if names else error.strerror
    text = str(error) or type(error).__name__
    if not is_expected(error):
        return f"internal error: {type(error).__name__}: {text}. Run it again with --debug, and report it"
    if getattr(error, "hint", ""):
        return text
    advice = next((_ADVICE[kind.__name__] for kind in type(error).__mro__ if kind.__name__ in _ADVICE), None)
    return text if advice is None else f"{text.removesuffix('.')}. {advice[0].upper()}{advice[1:]}"


def facts_of(error: BaseException) -> dict[str, object]:
    """Return the facts of an error for JSON."""
    names = ("status", "code", "bucket", "key", "operation", "request_id", "upload_id")
    facts = {name: getattr(error, name, None) for name in names}
    return {
        "error": type(error).__name__,
        "exit": exit_code(error),
        "message": line_of(error),
        **{name: value if isinstance(value, int) else value or None for name, value in facts.items()},
    }


def refuse(message: str) -> NoReturn:
    """Raise `UsageError`."""
    raise UsageError(message)
