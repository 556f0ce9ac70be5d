"""A check for leaked files and sockets, forked children, and odd keys."""

from __future__ import annotations

import gc
import os
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


ODD_KEYS = (
    ("../x", b"/../x"),
    ("../../other/k", b"/../../other/k"),
    ("a//b", b"/a//b"),
    ("./", b"/./"),
    (".", b"/."),
    ("%2F", b"/%252F"),
    ("a?b#c", b"/a%3Fb%23c"),
    ("a+b c", b"/a%2Bb%20c"),
    ("/lead", b"//lead"),
    ("//", b"///"),
    ("é😀", b"/%C3%A9%F0%9F%98%80"),
    ("a\r\nb\0", b"/a%0D%0Ab%00"),
    ("~(tilde)!*'", b"/~%28tilde%29%21%2A%27"),
)


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208  # a number is all that is wanted


@pytest.fixture(autouse=True)
def no_leak(request: pytest.FixtureRequest) -> Iterator[None]:
    """No test leaves a socket or a file open."""
    if not Path("/proc/self/fd").exists():
        yield
        return
    gc.collect()
    before = open_files()
    yield
    for _ in range(50):
        gc.collect()
        if open_files() <= before:
            return
        time.sleep(0.02)
    assert before == open_files(), "leaked files or sockets"


def in_child(work: Any) -> int:
    """Run `work` in a forked child; return its exit status, 0 where it returned True."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        status = 99
        try:
            status = 0 if work() is True else 1
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
