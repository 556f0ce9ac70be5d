"""The buckets of an account: listed with all that may be asked, counted, deleted, brought back and purged."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
import tigris_boto3_ext as extension
from defusedxml import ElementTree

from tigris_http.emulator import Emulator

from . import wire
from .test_settings import JSON, metadata, patch

if TYPE_CHECKING:
    from pathlib import Path

INCLUDES = ("RegionsInfo", "TypeInfo", "Visibility", "ForkInfo", "OwnerInfo", "Stats")
NAMESPACE = "{http://s3.amazonaws.com/doc/2006-03-01/}"


def listing(tigris: Emulator, **query: str) -> dict[str, Any]:
    reply = wire.send(tigris, "GET", "/?" + urlencode(query), headers=JSON)
    assert 200 == reply.status, reply.body
    page: dict[str, Any] = json.loads(reply.body)
    return page


def entries(page: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {entry["Name"]: entry for entry in page.get("Buckets", {}).get("Bucket", [])}


def plain(element: Any) -> Any:
    """An XML document as JSON would have it; a name that repeats becomes a list."""
    if not len(element):
        return element.text or ""
    found: dict[str, Any] = {}
    for child in element:
        name, value = child.tag.removeprefix(NAMESPACE), plain(child)
        if name in found:
            found[name] = [*(found[name] if isinstance(found[name], list) else [found[name]]), value]
        else:
            found[name] = value
    return found


@pytest.fixture
def account(tigris: Emulator, s3: Any) -> Emulator:
    """A snapshot bucket, a fork of it, a public one in two regions, and a deleted one."""
    s3.put_object(Bucket="atlas", Key="k", Body=b"1")
    s3.put_object(Bucket="atlas", Key="k", Body=b"22")
    extension.create_fork(s3, "lab", "atlas")
    extension.create_bucket(s3, "shown", access="public", regions=["iad", "sjc"])
    extension.create_soft_delete_bucket(s3, "gone", retention_days=9)
    s3.delete_bucket(Bucket="gone")
    return tigris


def test_what_is_not_asked_for_is_not_listed(account: Emulator) -> None:
    page = listing(account)
    assert {"Owner", "Buckets"} == set(page)
    assert ["atlas", "lab", "plain", "shown"] == list(entries(page))
    assert [{"Name", "CreationDate", "InitialCreatedDate"}] * 4 == [set(entry) for entry in entries(page).values()]


def test_what_is_asked_for_is_listed(account: Emulator) -> None:
    page = listing(account, **{f"Include{name}": "true" for name in INCLUDES})
    found = entries(page)
    assert {"Type": "Snapshot", "Visibility": {"IsPublic": False}} == {
        name: found["atlas"][name] for name in ("Type", "Visibility")
    }
    assert "Regions" not in found["atlas"]
    assert ("iad,sjc", "Regular", True) == (
        found["shown"]["Regions"],
        found["shown"]["Type"],
        found["shown"]["Visibility"]["IsPublic"],
    )
    assert (True, []) == (found["atlas"]["ForkInfo"]["HasChildren"], found["atlas"]["ForkInfo"]["Parents"])
    assert ["atlas"] == [parent["BucketName"] for parent in found["lab"]["ForkInfo"]["Parents"]]
    owner = {"OwnerUserId": "tid_emulator", "OwnerHumanUserId": "owner@example.com"}
    assert owner == found["plain"]["OwnerInfo"]
    stats = {"ActiveBuckets": 4, "TotalObjects": 4, "TotalStorageBytes": 4, "TotalUniqueObjects": 2}
    assert stats == page["Stats"]


def test_only_forks_deleted_or_somebodys_buckets_are_listed(account: Emulator) -> None:
    assert ["lab"] == list(entries(listing(account, OnlyForked="true")))
    deleted = entries(listing(account, OnlyDeleted="true"))
    assert {"Enabled": True, "RetentionDays": 9} == deleted["gone"]["SoftDeleteInfo"]
    assert ["gone"] == list(deleted)
    assert 4 == len(entries(listing(account, OwnedBy="owner@example.com")))
    for other in ("ana@example.com", "tid_emulator"):
        assert "Buckets" not in listing(account, OwnedBy=other)


def test_query_names_have_their_case(account: Emulator) -> None:
    page = listing(account, onlyForked="true", includeStats="true", MaxBuckets="1", ContinuationToken="plain")
    assert ({"Owner", "Buckets"}, 4) == (set(page), len(entries(page)))


def test_statistics_are_those_of_the_page(account: Emulator, s3: Any) -> None:
    s3.put_object(Bucket="plain", Key="k", Body=b"333")
    seen: list[tuple[list[str], int, int]] = []
    query = {"max-buckets": "2", "IncludeStats": "true"}
    while True:
        page = listing(account, **query)
        seen.append((list(entries(page)), page["Stats"]["ActiveBuckets"], page["Stats"]["TotalStorageBytes"]))
        if "ContinuationToken" not in page:
            break
        query["continuation-token"] = page["ContinuationToken"]
    assert [(["atlas", "lab"], 2, 4), (["plain", "shown"], 2, 3)] == seen
    total = {"active_buckets": 4, "total_objects": 5, "total_storage_bytes": 7, "total_unique_objects": 3}
    assert total == extension.get_stats(s3)


@pytest.mark.parametrize("value", ["0", "-1", "x", "1.5"])
def test_pages_have_a_positive_size(account: Emulator, value: str) -> None:
    assert 400 == wire.send(account, "GET", f"/?max-buckets={value}", headers=JSON).status


def test_both_forms_say_the_same(account: Emulator) -> None:
    query = {"max-buckets": "3", **{f"Include{name}": "true" for name in INCLUDES}}
    reply = wire.send(account, "GET", "/?" + urlencode(query))
    assert "application/xml" == reply.headers["Content-Type"]
    found = plain(ElementTree.fromstring(reply.body))

    def as_text(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: as_text(each) for key, each in value.items() if each != []}
        if isinstance(value, list):
            return as_text(value[0]) if len(value) == 1 else [as_text(each) for each in value]
        return json.dumps(value) if isinstance(value, bool | int) else value

    assert as_text(listing(account, **query)) == found


def test_a_change_of_a_bucket_dates_it_anew(account: Emulator, s3: Any) -> None:
    db = account._alive()[0].db
    db.execute("UPDATE buckets SET created = 1000000000000000000, modified = created WHERE name = 'plain'")
    extension.update_bucket(s3, "plain", cache_control="x")
    entry = entries(listing(account))["plain"]
    assert "2001-09-09T01:46:40Z" == entry["InitialCreatedDate"]
    assert entry["CreationDate"] > entry["InitialCreatedDate"]


def test_metadata_count_on_request(account: Emulator, s3: Any) -> None:
    s3.put_object(Bucket="atlas", Key="cold", Body=b"4444", StorageClass="GLACIER")
    reply = wire.send(account, "GET", "/atlas?metadata&with-size=true", headers=JSON)
    counted = json.loads(reply.body)
    sizes = {"estimated_unique_rows": 2, "estimated_rows": 3, "estimated_size": 6}
    assert sizes == {name: counted[name] for name in sizes}
    assert {"STANDARD": 2, "GLACIER": 4} == counted["tier_sizes"]
    uncounted = metadata(account, "atlas")
    assert dict.fromkeys(sizes, 0) == {name: uncounted[name] for name in sizes}
    assert "tier_sizes" not in uncounted


@pytest.mark.parametrize("force", ["X-Tigris-Force-Delete", "Tigris-Force-Delete", "tigris-force-delete"])
def test_a_full_bucket_is_deleted_by_force(account: Emulator, s3: Any, force: str) -> None:
    s3.put_object(Bucket="plain", Key="k")
    assert (409, "BucketNotEmpty") == _outcome(wire.send(account, "DELETE", "/plain"))
    assert (409, "BucketNotEmpty") == _outcome(wire.send(account, "DELETE", "/plain", headers={force: "false"}))
    assert 204 == wire.send(account, "DELETE", "/plain", headers={force: "true"}).status
    assert (404, "NoSuchBucket") == _outcome(wire.send(account, "DELETE", "/plain", headers={force: "true"}))
    assert "plain" not in entries(listing(account, OnlyDeleted="true"))


def _outcome(reply: wire.Reply) -> tuple[int, str]:
    return reply.status, reply.code


def test_force_does_not_reach_a_bucket_with_forks(account: Emulator, s3: Any) -> None:
    force = {"X-Tigris-Force-Delete": "true"}
    assert 409 == wire.send(account, "DELETE", "/atlas", headers=force).status
    assert 204 == wire.send(account, "DELETE", "/lab", headers=force).status
    assert 204 == wire.send(account, "DELETE", "/atlas", headers=force).status


def test_a_deleted_bucket_comes_back_whole(account: Emulator, s3: Any) -> None:
    soft = {"soft_delete": {"enabled": True, "retention_days": 30}}
    everything = {**soft, "cache_control": "max-age=60", "shares": [{"team_id": "all", "role": "Editor"}]}
    assert 200 == patch(account, "plain", everything).status
    s3.put_object(Bucket="plain", Key="k", Body=b"x")
    before = metadata(account, "plain")
    assert 409 == wire.send(account, "DELETE", "/plain").status
    assert 204 == wire.send(account, "DELETE", "/plain", headers={"X-Tigris-Force-Delete": "true"}).status
    assert ["gone", "plain"] == list(entries(listing(account, OnlyDeleted="true")))
    assert "plain" not in entries(listing(account))
    for method, target in (("HEAD", "/plain"), ("GET", "/plain?metadata"), ("PATCH", "/plain"), ("GET", "/plain/k")):
        assert 404 == wire.send(account, method, target, b"{}" if method == "PATCH" else b"").status
    assert (409, "BucketAlreadyExists") == _outcome(wire.send(account, "PUT", "/plain"))
    assert 204 == wire.send(account, "DELETE", "/plain").status  # "does nothing"
    assert 200 == wire.send(account, "POST", "/plain?restore").status
    assert before == metadata(account, "plain")
    assert b"x" == s3.get_object(Bucket="plain", Key="k")["Body"].read()
    assert (400, "InvalidArgument") == _outcome(wire.send(account, "POST", "/plain?restore"))
    assert (404, "NoSuchBucket") == _outcome(wire.send(account, "POST", "/none-such?restore"))


def test_a_deleted_bucket_is_purged_and_a_live_one_is_not(account: Emulator, s3: Any) -> None:
    hard = {"X-Tigris-Force-Hard-Delete": "true"}
    assert (400, "InvalidArgument") == _outcome(wire.send(account, "DELETE", "/plain", headers=hard))
    assert 200 == wire.send(account, "HEAD", "/plain").status
    assert 204 == wire.send(account, "DELETE", "/gone", headers=hard).status
    assert (404, "NoSuchBucket") == _outcome(wire.send(account, "DELETE", "/gone", headers=hard))
    assert (404, "NoSuchBucket") == _outcome(wire.send(account, "POST", "/gone?restore"))
    assert 200 == wire.send(account, "PUT", "/gone").status


def test_retention_that_is_over_shortens_no_page_and_holds_no_source(tmp_path: Path) -> None:
    soft, force = {"X-Tigris-Soft-Delete": "7"}, {"X-Tigris-Force-Delete": "true"}
    with Emulator(data=tmp_path) as tigris:
        wire.send(tigris, "PUT", "/source", headers={"X-Tigris-Enable-Snapshot": "true"})
        wire.send(tigris, "PUT", "/a-fork", headers={**soft, "X-Tigris-Fork-Source-Bucket": "source"})
        for name in ("b-old", "c-kept", "d-kept"):
            days = "7" if name == "b-old" else "90"
            wire.send(tigris, "PUT", f"/{name}", headers={"X-Tigris-Soft-Delete": days})
        for name in ("a-fork", "b-old", "c-kept", "d-kept"):
            assert 204 == wire.send(tigris, "DELETE", f"/{name}", headers=force).status
        assert 409 == wire.send(tigris, "DELETE", "/source").status
    with Emulator(data=tmp_path, clock_skew=8 * 86400) as later:
        catalog = later._alive()[1]._service.catalog
        assert ["c-kept", "d-kept"] == [bucket.name for bucket in catalog.page("", 2, deleted=True)]
        assert [] == catalog.forks(catalog.find("source"), "", 1)
        catalog.delete(catalog.find("source"), force=False)
        assert catalog.look("source") is None
