"""The members of a part: each key once, missing objects never silent, and no connection left after an early end."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from typing import Any

import pytest

from tests.unit.readers.world import BUCKET, options_for, stored
from tigris_http import AccessDenied, BundleError, BundleKey, TigrisHTTP, Timeouts
from tigris_http._readers.client_options import ClientOptions, client_of
from tigris_http._readers.parts import Part, Reading
from tigris_http._readers.planning import Plan, plan
from tigris_http._readers.rows import Rows, columns_of
from tigris_http.emulator import Emulator

MIB = 1 << 20
BOTH = ("key", "bytes")


def planned(
    options: ClientOptions,
    keys: Sequence[str] | Sequence[BundleKey[Any]] | None = None,
    *,
    prefix: str | None = None,
    wanted: int | None = None,
    **settings: Any,
) -> Plan:
    rest = {"snapshot_version": None, "snapshot_via": "get", "on_missing": "raise", **settings}
    return plan(Reading(BUCKET, options, **rest), keys, prefix, wanted)


def read(parts: Sequence[Part], limit: int | None = None) -> list[tuple[str, bytes]]:
    return [(member.key, member.read()) for part in parts for member in part.members(limit)]


def test_a_prefix_is_listed_once_and_read_by_parts(
    tigris: Emulator, client: TigrisHTTP, options: ClientOptions
) -> None:
    contents = stored(client, {f"a/{n:02}": n for n in range(40)})
    stored(client, {"b/other": 3})
    tigris.clear_requests()
    found = planned(options, prefix="a/", wanted=3)
    assert [(part.number, part.of, part.count) for part in found.parts] == [(1, 3, 14), (2, 3, 13), (3, 3, 13)]
    assert (found.size, sum(part.size or 0 for part in found.parts)) == (780, 780)
    assert read(pickle.loads(pickle.dumps(found.parts))) == list(contents.items())
    assert [each.operation for each in tigris.requests] == ["ListObjectsV2"] + ["BundleObjects"] * 3


def test_keys_are_read_in_their_order_and_as_often_as_they_are_named(
    client: TigrisHTTP, options: ClientOptions
) -> None:
    contents = stored(client, {"a": 5, "b": 0, "c": 2 * MIB})
    keys = ["c", "a", "b", "a"]
    assert read(planned(options, keys).parts) == [(key, contents[key]) for key in keys]
    assert planned(options, keys).size is None
    assert planned(options, [BundleKey("a", size=5), BundleKey("b", size=0)]).size == 5


def test_a_repr_shows_neither_keys_nor_credentials(
    tigris: Emulator, client: TigrisHTTP, options: ClientOptions
) -> None:
    stored(client, {"k/secret-name": 1})
    shown = repr(planned(options, prefix="k/").parts)
    assert shown == "(<part 1 of 1: 1 keys of atlas>,)"
    assert tigris.credentials.secret_access_key not in repr(planned(options, prefix="k/"))


def test_a_read_at_a_snapshot_lists_and_reads_what_was_there(client: TigrisHTTP, options: ClientOptions) -> None:
    before = stored(client, {"a": 5, "b": 6})
    version = client.create_snapshot(BUCKET).version
    client.put_object(BUCKET, "a", b"later")
    client.delete_object(BUCKET, "b")
    client.put_object(BUCKET, "c", b"new")
    assert read(planned(options, prefix="", snapshot_version=version).parts) == list(before.items())


def test_a_missing_object_raises(client: TigrisHTTP, options: ClientOptions) -> None:
    stored(client, {"a": 5})
    with pytest.raises(BundleError) as caught:
        read(planned(options, ["a", "gone"]).parts)
    assert caught.value.missing_keys == ("gone",)


def test_a_missing_object_is_dropped_on_request_with_a_warning(client: TigrisHTTP, options: ClientOptions) -> None:
    contents = stored(client, {f"{n}": 5 for n in range(20)})
    keys = ["gone\n1", *contents, "gone2"]
    with pytest.warns(RuntimeWarning) as caught:
        assert read(planned(options, keys, on_missing="drop").parts) == list(contents.items())
    text = "<part 1 of 1: 22 keys of atlas>: dropped 2 missing objects, the first is gone\\n1"
    assert [str(each.message) for each in caught] == [text]


@pytest.mark.filterwarnings("ignore:.*dropped 1 missing objects:RuntimeWarning")
def test_an_object_that_exists_and_cannot_be_read_is_not_dropped(client: TigrisHTTP, options: ClientOptions) -> None:
    stored(client, {"a": 5, "c": 6})
    client.put_object(BUCKET, "b", b"archived", storage_class="GLACIER")
    with pytest.raises(AccessDenied, match="on_missing='drop' drops missing objects only") as caught:
        read(planned(options, ["a", "b", "c"], on_missing="drop").parts)
    assert (caught.value.key, caught.value.code) == ("b", "InvalidObjectState")


@pytest.mark.parametrize("on_missing", ["raise", "drop"])
def test_a_limit_ends_a_part_early(
    tigris: Emulator, client: TigrisHTTP, options: ClientOptions, on_missing: str
) -> None:
    contents = stored(client, {f"{n:02}": 5 for n in range(30)})
    parts = planned(options, prefix="", on_missing=on_missing).parts
    assert read(parts, 12) == list(contents.items())[:12]
    tigris.clear_requests()
    assert read(parts, 0) == []
    assert not tigris.requests


def test_closing_the_members_early_releases_the_connection(tigris: Emulator, client: TigrisHTTP) -> None:
    stored(client, {f"{n:02}": MIB for n in range(12)})
    options = options_for(tigris, max_connections=1, timeouts=Timeouts(connect=5, read=5))
    members = planned(options, prefix="").parts[0].members()
    next(members)
    members.close()  # type: ignore[attr-defined]  # a generator
    assert client_of(options).head_object(BUCKET, "00").size == MIB


def test_rows_have_the_columns_that_were_asked_for(client: TigrisHTTP, options: ClientOptions) -> None:
    stored(client, {"a": 2})
    (part,) = planned(options, prefix="").parts

    def rows(columns: Sequence[str] = BOTH, *, include_size: bool = False) -> list[Any]:
        return list(Rows(columns_of(columns, include_size=include_size, transform=None), None)(part))

    assert rows() == [{"key": "a", "bytes": b"aa"}]
    assert rows(["bytes"]) == [{"bytes": b"aa"}]
    assert rows(["key"], include_size=True) == [{"key": "a", "size": 2}]
    transformed = Rows((), lambda member: bytes(member.data) * 2)
    assert list(transformed(part)) == [b"aaaa"]
    assert repr(transformed) == "<rows of objects, transformed>"


def test_wrong_arguments_of_a_read_are_refused_by_name(tigris: Emulator, options: ClientOptions) -> None:
    for settings, text in (
        ({"on_missing": "skip"}, "on_missing must be one of raise, drop, not 'skip'"),
        ({"snapshot_via": "x"}, "snapshot_via must be one of"),
        ({"snapshot_version": "latest"}, "snapshot_version must be"),
        ({"prefix": None}, "give either keys or prefix"),
        ({"keys": ["a"]}, "give either keys or prefix"),
        ({"wanted": 0}, "override_num_blocks must be at least 1, not 0"),
    ):
        with pytest.raises(ValueError, match=text):
            planned(options, **{"prefix": "", **settings})  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="snapshot_version must be"):  # here, not in the tasks
        planned(options, ["a"], snapshot_version="latest")
    with pytest.raises(ValueError, match="columns must be one or both of"):
        columns_of(["etag"], include_size=False, transform=None)
    with pytest.raises(ValueError, match="columns must be one or both of"):
        columns_of("key", include_size=False, transform=None)
    with pytest.raises(ValueError, match="transform makes the whole row"):
        columns_of(BOTH, include_size=True, transform=repr)
    wrong: Any = 7
    with pytest.raises(TypeError, match="transform must be a function"):
        columns_of(BOTH, include_size=False, transform=wrong)
    assert not tigris.requests
