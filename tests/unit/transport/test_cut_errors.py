"""An error response whose body breaks off is still that error: its status arrived with its head."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.modes import in_all_modes, play
from tests.rawserver import Answer, RawServer, cut, error, ok, stalled
from tests.unit.transport.leaks import no_leak
from tigris_http import AccessDenied, IncompleteBody, NotFound, RetryPolicy, ServiceError
from tigris_http._transport.response_body import body as response_body

pytest_generate_tests = in_all_modes
__all__ = ["no_leak"]

WHOLE = error(403, "AccessDenied")
ENDS = pytest.mark.parametrize("end", [cut, stalled], ids=["cut", "stalled"])
Ending = Callable[[bytes], Answer]


@pytest.fixture(autouse=True)
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(response_body, "ERROR_BODY_SECONDS", 0.2)


def refused(mode: str, answer: Answer, ask: Callable[[Any], Any]) -> tuple[ServiceError, int]:
    """Send one request; return the error of the service, and the number of requests."""

    def story(c: Any) -> Any:
        with pytest.raises(ServiceError) as caught:
            yield ask(c)
        return caught.value

    with RawServer(answer) as server:
        found = play(mode, server.endpoint, story, retry=RetryPolicy(3, base=0.01))
        return found, len(server.requests)


@ENDS
def test_an_error_that_breaks_near_its_end_keeps_its_code(mode: str, end: Ending) -> None:
    found, requests = refused(mode, end(WHOLE[:-3]), lambda c: c.put_object("bucket", "key", b"x"))
    assert isinstance(found, AccessDenied)
    assert (403, 1) == (found.status, requests)


@ENDS
def test_an_error_without_its_body_has_the_class_of_its_status(mode: str, end: Ending) -> None:
    head = error(404, "NoSuchKey").partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    found, requests = refused(mode, end(head), lambda c: c.delete_object("bucket", "key"))
    assert isinstance(found, NotFound)
    assert (404, 1) == (found.status, requests)


def test_a_success_that_breaks_is_no_success(mode: str) -> None:
    def story(c: Any) -> Any:
        with pytest.raises(IncompleteBody):
            yield c.get_bucket_location("bucket")

    whole = ok(b"<LocationConstraint/>")
    with RawServer(cut(whole[:-3])) as server:
        play(mode, server.endpoint, story, retry=RetryPolicy(1))
