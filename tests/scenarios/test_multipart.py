"""Objects stored in parts."""

from __future__ import annotations

import hashlib
import random
from typing import TYPE_CHECKING, Any

import pytest

from tigris_http import ConnectionFailed, NotFound, PreconditionFailed, ServiceError
from tigris_http.emulator import Fault
from tigris_http.operations import UploadedPart

if TYPE_CHECKING:
    from pathlib import Path

    from tigris_http import AsyncTigrisHTTP
    from tigris_http.emulator import Emulator

PART = 5 * 1024 * 1024
FIRST = random.Random(1).randbytes(PART)
LAST = b"the end"
ODD = "a b+c//é?#"


async def read(client: AsyncTigrisHTTP, key: str, **options: Any) -> bytes:
    async with client.get_object("atlas", key, **options) as body:
        return await body.read()


async def begun(client: AsyncTigrisHTTP, key: str = ODD, **options: Any) -> str:
    await client.create_bucket("atlas", snapshot_enabled=True)
    return (await client.create_multipart_upload("atlas", key, **options)).upload_id


async def test_parts_become_an_object(client: AsyncTigrisHTTP, tmp_path: Path) -> None:
    properties: dict[str, Any] = {"content_type": "text/css", "metadata": {"a": "b"}, "storage_class": "STANDARD_IA"}
    upload = await begun(client, **properties, tagging={"k": "v"})
    last = tmp_path / "last"
    last.write_bytes(LAST)
    parts = [
        await client.upload_part("atlas", ODD, upload, 7, last),
        await client.upload_part("atlas", ODD, upload, 2, iter([FIRST[:99], FIRST[99:]])),
    ]
    assert [UploadedPart(7, hashlib.md5(LAST).hexdigest()), UploadedPart(2, hashlib.md5(FIRST).hexdigest())] == parts
    done = await client.complete_multipart_upload("atlas", ODD, upload, reversed(parts))
    digests = hashlib.md5(hashlib.md5(FIRST).digest() + hashlib.md5(LAST).digest())
    info = await client.head_object("atlas", ODD)
    assert f"{digests.hexdigest()}-2" == done.etag == info.etag
    assert (len(FIRST + LAST), info.version_id, 1) == (info.size, done.version_id, info.tag_count)
    assert properties == {name: getattr(info, name) for name in properties}
    assert FIRST + LAST == await read(client, ODD)
    with pytest.raises(NotFound) as gone:
        await client.upload_part("atlas", ODD, upload, 1, b"")
    assert "NoSuchUpload" == gone.value.code


async def test_a_part_is_copied_whole_in_part_and_from_a_snapshot(client: AsyncTigrisHTTP) -> None:
    upload = await begun(client, "new")
    stored = await client.put_object("atlas", "source", FIRST + b"tail")
    past = (await client.create_snapshot("atlas")).version
    await client.put_object("atlas", "source", b"later")
    copied = [
        await client.upload_part_copy("atlas", "new", upload, 1, "atlas", "source", snapshot_version=past),
        await client.upload_part_copy(
            "atlas", "new", upload, 2, "atlas", "source", source_version_id=stored.version_id, source_range=(0, 3)
        ),
        await client.upload_part_copy("atlas", "new", upload, 3, "atlas", "source"),
    ]
    assert all(part.last_modified is not None for part in copied)
    await client.complete_multipart_upload("atlas", "new", upload, copied)
    assert FIRST + b"tail" + FIRST[:4] + b"later" == await read(client, "new")
    again = (await client.create_multipart_upload("atlas", "new")).upload_id
    with pytest.raises(PreconditionFailed):
        await client.upload_part_copy("atlas", "new", again, 1, "atlas", "source", source_if_match="0" * 32)


async def test_parts_and_uploads_are_listed(client: AsyncTigrisHTTP) -> None:
    upload = await begun(client, "img/1")
    for number in (3, 1, 2):
        await client.upload_part("atlas", "img/1", upload, number, b"%d" % number)
    listed = [part async for part in client.list_parts("atlas", "img/1", upload, max_parts=2)]
    assert [1, 2, 3] == [part.part_number for part in listed]
    assert [(1, hashlib.md5(b"%d" % n).hexdigest()) for n in (1, 2, 3)] == [(part.size, part.etag) for part in listed]
    others = [(await client.create_multipart_upload("atlas", key)).upload_id for key in ("img/1", ODD, "z")]
    found = [each async for each in client.list_multipart_uploads("atlas", max_uploads=1)]
    assert sorted([ODD, "img/1", "img/1", "z"]) == [each.key for each in found]
    assert {upload, *others} == {each.upload_id for each in found}
    assert all(each.initiated is not None for each in found)
    (page,) = [page async for page in client.list_multipart_uploads("atlas", prefix="img", delimiter="/").pages()]
    assert ((), ("img/",)) == (page.uploads, page.common_prefixes)
    with pytest.raises(NotFound):
        await client.list_parts("atlas", "img/1", "nothing").__aiter__().__anext__()


async def test_an_aborted_upload_is_gone(client: AsyncTigrisHTTP) -> None:
    upload = await begun(client)
    await client.upload_part("atlas", ODD, upload, 1, b"x")
    await client.abort_multipart_upload("atlas", ODD, upload)
    assert [] == [each async for each in client.list_multipart_uploads("atlas")]
    with pytest.raises(NotFound):
        await client.abort_multipart_upload("atlas", ODD, upload)
    with pytest.raises(NotFound):
        await client.head_object("atlas", ODD)


async def test_a_completion_may_have_a_condition(client: AsyncTigrisHTTP) -> None:
    upload = await begun(client)
    await client.put_object("atlas", ODD, b"there")
    parts = [await client.upload_part("atlas", ODD, upload, 1, b"x")]
    with pytest.raises(PreconditionFailed):
        await client.complete_multipart_upload("atlas", ODD, upload, parts, if_none_match="*")
    assert b"there" == await read(client, ODD)


async def test_a_missing_part_is_refused(client: AsyncTigrisHTTP) -> None:
    upload = await begun(client)
    await client.upload_part("atlas", ODD, upload, 1, b"x")
    with pytest.raises(ServiceError) as wrong:
        await client.complete_multipart_upload("atlas", ODD, upload, [(1, "0" * 32)])
    assert (400, "InvalidPart") == (wrong.value.status, wrong.value.code)


@pytest.mark.parametrize("condition", [{}, {"if_none_match": "*"}], ids=["plain", "only if absent"])
async def test_a_completion_with_a_lost_answer_is_settled(
    client: AsyncTigrisHTTP, tigris: Emulator, condition: dict[str, Any]
) -> None:
    upload = await begun(client)
    parts = [await client.upload_part("atlas", ODD, upload, 1, b"x")]
    tigris.inject(Fault("lose_answer", "CompleteMultipartUpload"))
    done = await client.complete_multipart_upload("atlas", ODD, upload, parts, **condition)
    info = await client.head_object("atlas", ODD)
    assert (info.etag, info.version_id) == (done.etag, done.version_id)


async def test_a_completion_that_may_be_anothers_is_an_error(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    upload = await begun(client)
    parts = [await client.upload_part("atlas", ODD, upload, 1, b"x")]
    await client.abort_multipart_upload("atlas", ODD, upload)
    await client.put_object("atlas", ODD, b"x")
    tigris.inject(Fault("drop_request", "CompleteMultipartUpload"))
    with pytest.raises((NotFound, ConnectionFailed)):
        await client.complete_multipart_upload("atlas", ODD, upload, parts)


async def test_an_abort_with_a_lost_answer_is_done(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    upload = await begun(client)
    tigris.inject(Fault("lose_answer", "AbortMultipartUpload"))
    await client.abort_multipart_upload("atlas", ODD, upload)
    assert [] == [each async for each in client.list_multipart_uploads("atlas")]


async def test_an_error_inside_a_200_is_an_error(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    upload = await begun(client)
    parts = [await client.upload_part("atlas", ODD, upload, 1, b"x")]
    tigris.inject(Fault("error_in_200", "CompleteMultipartUpload"))
    await client.complete_multipart_upload("atlas", ODD, upload, parts)
    assert 2 == sum(seen.method == "POST" and "uploadId" in seen.target for seen in tigris.requests)
    assert b"x" == await read(client, ODD)


async def in_three_parts(client: AsyncTigrisHTTP) -> list[bytes]:
    upload = await begun(client)
    bodies = [FIRST, FIRST[::-1], LAST]
    parts = [await client.upload_part("atlas", ODD, upload, at, body) for at, body in enumerate(bodies, 1)]
    await client.complete_multipart_upload("atlas", ODD, upload, parts)
    return bodies


async def test_an_object_is_read_part_by_part(client: AsyncTigrisHTTP) -> None:
    bodies = await in_three_parts(client)
    for number, part in enumerate(bodies, 1):
        info = await client.head_object("atlas", ODD, part_number=number)
        assert (len(part), 3, sum(map(len, bodies))) == (info.content_length, info.parts_count, info.size)
        assert part == await read(client, ODD, part_number=number)
    assert (await client.head_object("atlas", ODD)).parts_count is None
    with pytest.raises(ServiceError, match="InvalidPartNumber"):
        await read(client, ODD, part_number=4)


async def test_a_part_that_breaks_is_read_on(client: AsyncTigrisHTTP, tigris: Emulator) -> None:
    bodies = await in_three_parts(client)
    tigris.clear_requests()
    tigris.inject(Fault("cut_body", "GetObject", after=1000))
    assert bodies[1] == await read(client, ODD, part_number=2)
    first, second = tigris.requests
    assert (True, False) == ("partNumber=2" in first.target, "partNumber" in second.target)
    assert f"bytes={PART + 1000}-{2 * PART - 1}" == second.header("range")


async def test_an_object_that_was_put_whole_is_its_part_1(client: AsyncTigrisHTTP) -> None:
    await client.create_bucket("atlas")
    for body in (b"", b"value"):
        await client.put_object("atlas", "k", body)
        assert body == await read(client, "k", part_number=1)
        assert (await client.head_object("atlas", "k", part_number=1)).parts_count is None
