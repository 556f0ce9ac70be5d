"""Checks of arguments, before anything is sent.

Contract: each function returns the value, or the text of a header or query. It raises `ValueError` or `TypeError` that
names an argument that can never be right. Values that S3 might accept one day pass.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from tigris_http._wire.http import DecodedText, HeaderText
from tigris_http._wire.timestamps import to_http_date

T = TypeVar("T")
STORAGE_CLASSES = ("STANDARD", "STANDARD_IA", "GLACIER", "GLACIER_IR")
CANNED_ACLS = ("private", "public-read")
ENCRYPTIONS = ("AES256",)
MAX_PARTS = 10_000
"""Parts of one upload."""
MAX_EXPIRES = 90 * 24 * 60 * 60
"""Longest life of a presigned URL in seconds: Tigris allows 90 days where AWS allows 7."""


def one_of(name: str, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise ValueError(f"{name} must be one of {', '.join(known)}, not {value!r}")
    return value


def kind_of(value: object) -> str:
    """Return the type of a value as messages show it."""
    return f"the class {value.__name__}" if isinstance(value, type) else type(value).__name__


def instead(name: str, value: object) -> str:
    """Return the end of an error about a value of a wrong type: the one to give in its place, empty if unknown."""
    if isinstance(value, timedelta):
        return f": give int({name}.total_seconds())"
    if isinstance(value, bool):
        return ": an etag, or '*' for any object" if name.startswith("if_") else ""
    if hasattr(value, "as_posix"):  # a path of pathlib
        return ": give its as_posix()"
    if isinstance(value, bytes):
        return ": decode it"
    if isinstance(value, int) and name.endswith(("key", "version", "version_id")):
        return f": give str({value})"
    if isinstance(value, datetime) and name.endswith("version"):
        return ": give its nanoseconds since the epoch, such as str(int(moment.timestamp()) * 10**9)"
    if type(value).__module__.startswith("tigris_http."):
        # A result in place of one of its parts: `snapshot_version=client.create_snapshot(...)`.
        for part in (name, name.rpartition("_")[2], "name" if name.endswith("bucket") else "etag"):
            if isinstance(getattr(value, part, None), str):
                return f": give its {part}"
    return ""


def instead_of_entry(value: object, *parts: str) -> str:
    """Return the end of an error about an entry of a list of keys: the part to give, empty if it has none."""
    if isinstance(value, bytes) or hasattr(value, "as_posix"):
        return instead("key", value)
    known = [f"entry.{part}" for part in parts if isinstance(getattr(value, part, None), str)]
    if not known or known[0] != "entry.key":
        return ": give entry['Key']" if isinstance(value, Mapping) and "Key" in value else ""
    return f": give {known[0]}" if len(known) == 1 else f": give ({', '.join(known)})"


def in_a_list(value: object, kind: type) -> str:
    """Return the end of an error about a value in place of several."""
    return ": put a single one into a list" if isinstance(value, kind) else ""


def instance(name: str, value: T, kind: type[T], example: str) -> T:
    """Return a value of a class. The error shows `example`, the right value for the caller's intention."""
    if not isinstance(value, kind):
        raise TypeError(f"{name} must be a {kind.__name__}, not {kind_of(value)}: {example}")
    return value


def text(name: str, value: str) -> str:
    if not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"{name} must be a str, not {type(value).__name__}{instead(name, value)}")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{name} contains a lone surrogate, which UTF-8 cannot express") from None
    return value


def flag(name: str, value: bool) -> bool:
    """Return a real bool: `"false"` would silently mean True."""
    if not isinstance(value, bool):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"{name} must be a bool, not {type(value).__name__}")
    return value


def seconds(name: str, value: object, *, zero: bool = False, or_none: bool = True) -> None:
    """Check a number of seconds, or None unless `or_none` is False. `zero` allows 0."""
    if value is None and or_none:
        return
    right = f"{name} must be a number of seconds{' or None' if or_none else ''}"
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"{right}, not {kind_of(value)}")
    if math.isnan(value):
        raise ValueError(f"{right}, not nan")
    if value == math.inf:
        raise ValueError(f"{name} must be finite{'; None is no limit' if or_none else ''}")
    if value < 0 or not (value or zero):
        least = "at least" if zero else "more than"
        raise ValueError(f"{name} must be {least} 0 seconds{', or None' if or_none else ''}")


def several(name: str, values: Iterable[T], kind: type[T]) -> tuple[T, ...]:
    try:
        found = tuple(values)
    except TypeError:
        found = None
    if found is None or isinstance(values, (str, bytes)):
        right = in_a_list(values, kind)
        raise TypeError(f"{name} must be an iterable of {kind.__name__}, not {type(values).__name__}{right}")
    for value in found:
        if not isinstance(value, kind):
            raise TypeError(f"{name} must be an iterable of {kind.__name__}, not of {type(value).__name__}")
    return found


def header_text(name: str, value: str) -> str:
    """Return text that a header carries unchanged: printable ASCII without spaces at its ends."""
    if not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"{name} must be a str, not {type(value).__name__}{instead(name, value)}")
    if not (value.isascii() and value.isprintable()):
        raise ValueError(f"{name} must be printable ASCII; percent-encode or base64 anything else")
    if value != value.strip():
        raise ValueError(f"{name} must not begin or end with a space: HTTP would drop it")
    return value


def content_text(name: str, value: str) -> str:
    """Return text that a header carries unchanged, or that was read from one."""
    if isinstance(value, DecodedText):
        return value.raw
    return value if isinstance(value, HeaderText) else header_text(name, value)


def snapshot_version(name: str, value: str) -> str:
    """Return a snapshot or object version: decimal nanoseconds since the epoch, as text."""
    # 19 digits are beyond the precision of a float, so versions stay text.
    if not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"{name} must be a str of digits, not {type(value).__name__}{instead(name, value)}")
    if not (value.isascii() and value.isdigit() and len(value) <= 20) or int(value) == 0:
        see = ": list_snapshots shows them" if "snapshot" in name else ""
        raise ValueError(f"{name} must be a str of up to 20 digits, not {value[:40]!r}{see}")
    return value


def version_id(name: str, value: str) -> str:
    """Return an object version, which is opaque. An empty one would mean the current object."""
    if not header_text(name, value):
        raise ValueError(f"{name} must not be empty")
    return value


def check_version_or_snapshot(
    version_id: str | None, snapshot_version: str | None, *, argument: str = "version_id"
) -> None:
    """Refuse both at once: a version is the same in every snapshot."""
    if version_id is not None and snapshot_version is not None:
        raise ValueError(f"{argument} and snapshot_version exclude each other: pass one")


def sha256(name: str, value: str) -> str:
    header_text(name, value)
    if value != "UNSIGNED-PAYLOAD" and not re.fullmatch(r"[0-9a-f]{64}", value):
        raise ValueError(f"{name} must be 64 lower-case hex digits or 'UNSIGNED-PAYLOAD'")
    return value


def count(name: str, value: int, *, least: int = 0, most: int | None = None) -> str:
    if isinstance(value, bool) or not isinstance(value, int):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"{name} must be an int, not {type(value).__name__}")
    if value < least or (most is not None and value > most):
        raise ValueError(f"{name} must be {f'at least {least}' if most is None else f'{least} to {most}'}, not {value}")
    return str(value)


def lifetime(name: str, value: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"{name} must be an int of seconds, not {type(value).__name__}{instead(name, value)}")
    if not 1 <= value <= MAX_EXPIRES:
        raise ValueError(f"{name} must be 1 to {MAX_EXPIRES} seconds, which are 90 days, not {value}")
    return value


def http_date(name: str, value: datetime) -> str:
    if not isinstance(value, datetime):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(
            f"{name} must be a datetime, not {type(value).__name__}: an aware one, such as datetime.now(timezone.utc)"
        )
    if value.tzinfo is None or value.utcoffset() is None:
        raise ValueError(f"{name} must be timezone-aware, such as datetime.now(timezone.utc)")
    try:
        return to_http_date(value)
    except OverflowError:
        raise ValueError(f"{name} lies outside the years 1 to 9999 of UTC") from None


_tags_in = re.compile(r'((?:W/)?"[^"]+")(?:[ \t]*,[ \t]*|$)').findall
_are_tags = re.compile(r'(?:W/)?"[^"]+"(?:[ \t]*,[ \t]*(?:W/)?"[^"]+")*').fullmatch


def entity_tags(name: str, value: str, *, weak: bool = False) -> str:
    """Return one etag, or several in quotes, as RFC 9110, 13.1 has them; `*` gets no quotes.

    `weak`: whether the condition compares weakly, and so takes weak tags.
    """
    header_text(name, value)
    if value in ("*", '"*"'):
        return "*"
    if _are_tags(value) is None:
        if not value or '"' in value:
            raise ValueError(f"{name} must be an etag, several of them in quotes, or '*'")
        return f'"{value}"'
    tags: list[str] = _tags_in(value)
    if not weak and any(tag[0] == "W" for tag in tags):
        raise ValueError(f"{name} must be a strong etag: a weak one ('W/...') never matches here (RFC 9110, 13.1.1)")
    return ", ".join(tags)


def byte_range(value: tuple[int, int | None], *, argument: str = "range") -> str:
    """Return a `Range` value: (first, last) inclusive, (first, None) to the end, (-n, None) for the last n bytes."""
    try:
        first, last = value
    except (TypeError, ValueError):
        raise TypeError(f"{argument} must be a pair (first, last), with last None for the end") from None
    for number in (first,) if last is None else (first, last):
        if isinstance(number, bool) or not isinstance(number, int):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"{argument} must be a pair of ints")
    if first < 0:
        if last is not None:
            raise ValueError(f"{argument} of the last n bytes is (-n, None)")
        return f"bytes={first}"
    if last is None:
        return f"bytes={first}-"
    if last < first:
        raise ValueError(f"{argument} must not end at {last}, before its start {first}")
    return f"bytes={first}-{last}"


def regions(value: str | Iterable[str]) -> str:
    """Return a placement: one code or several, such as `"iad"`, `"eur"`, `("iad", "sjc")`."""
    if not isinstance(value, Iterable):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"regions must be a str or several, not {type(value).__name__}")
    # `replace` checks an operation again, whose regions are a comma list by then.
    codes = value.split(",") if isinstance(value, str) else list(value)
    if not codes:
        raise ValueError("regions must name at least one region; leave it out for global placement")
    for code in codes:
        if not re.fullmatch(r"[a-z0-9-]+", header_text("regions", code)):
            raise ValueError(f"regions must be region codes such as 'iad', not {code!r}")
    if len(set(codes)) < len(codes):
        raise ValueError("regions must name each region once")
    return ",".join(codes)
