"""An object whose constructor failed can be shown, closed and collected: tracebacks with locals do all three."""

from __future__ import annotations

import gc
import inspect
import re
import traceback
from collections.abc import Callable
from dataclasses import is_dataclass
from enum import Enum
from typing import Any

import pytest

import tigris_http
from tigris_http import AsyncTigrisHTTP, Credentials, TigrisHTTP, operations
from tigris_http._auth.keyring_sync import BlockingKeyring
from tigris_http._auth.sigv4 import Signer

ANY: Any = TigrisHTTP
ANY_ASYNC: Any = AsyncTigrisHTTP
KEYS = ("tid_a", "tsec_b")
NAMES = {name: getattr(home, name) for home in (tigris_http, operations) for name in home.__all__}
CLASSES = [
    each
    for each in dict.fromkeys((*NAMES.values(), Signer, BlockingKeyring))
    if isinstance(each, type) and not is_dataclass(each) and not issubclass(each, Enum)
]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_an_object_that_was_not_made_can_be_shown_and_closed(kind: Any) -> None:
    unmade = kind.__new__(kind)
    assert kind.__name__ in repr(unmade)
    assert isinstance(str(unmade), str)
    for name in ("close", "aclose"):
        closed = getattr(unmade, name, lambda: None)()
        if inspect.isawaitable(closed):
            with pytest.raises(StopIteration):
                closed.__await__().send(None)
    del unmade
    gc.collect()


@pytest.mark.parametrize(
    ("fails", "named"),
    [
        (lambda: ANY("nonsense", KEYS), "TigrisHTTP"),
        (lambda: ANY_ASYNC("nonsense", KEYS), "AsyncTigrisHTTP"),
        (lambda: ANY("https://store.example", KEYS, verify="/nowhere"), "TigrisHTTP"),
        (lambda: ANY("https://store.example", KEYS).list_objects_v2("B A D"), "Pages"),
        (lambda: ANY_ASYNC("https://store.example", KEYS).list_objects_v2("B A D"), "AsyncPages"),
        (lambda: operations.BundleArchive("bucket", []), "BundleArchive"),
        (lambda: Credentials("", "secret"), "Credentials"),
        (lambda: tigris_http.HTTPTransport(max_connections=0), "HTTPTransport"),
    ],
)
def test_a_traceback_with_locals_shows_a_failed_constructor(fails: Callable[[], object], named: str) -> None:
    with pytest.raises(ValueError) as met:  # noqa: PT011  # whichever
        fails()
    shown = "".join(traceback.TracebackException.from_exception(met.value, capture_locals=True).format())
    assert re.search(rf"self = <?(?:[\w.]+\.)?{named}\b", shown)
