"""One listing, and listings side by side: each key once, in order, in few requests."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tigris_http.errors import FeatureNotSupported, MalformedResponse, Unavailable
from tigris_http.operations.listings.listings import ListedObject, ListObjectsV2, ObjectPage
from tigris_http.transfers._trees.listing import PAGES_A_LANE, Listing

from .key_sets import KEY_SETS, key_set
from .listing_service import Driver, Service, everything

if TYPE_CHECKING:
    from collections.abc import Callable

COUNT = 2_000
SIZE = 50
LANES = [1, 2, 8]


def uneven(seed: int) -> Callable[[], float]:
    random = Random(seed)
    return lambda: random.uniform(0.1, 3.0)


@pytest.mark.parametrize("lanes", LANES)
@pytest.mark.parametrize("name", KEY_SETS)
def test_listings_side_by_side_find_each_key_once_and_in_order(name: str, lanes: int) -> None:
    keys = key_set(name, COUNT)
    service = Service(keys)
    driver = Driver(service.answer, uneven(lanes))
    listing = Listing(ListObjectsV2("atlas", max_keys=SIZE), lanes=lanes)
    assert everything(driver, listing) == keys
    assert driver.most_running <= lanes
    assert driver.left_running == 0
    assert listing.requests == len(service.asked)
    # Few pages are read twice.
    pages = -(-len(keys) // SIZE)
    assert len(service.asked) <= (pages if lanes == 1 else 1.3 * pages + lanes)


@pytest.mark.parametrize(
    "name",
    [
        *("numbers", "hashes", "hashed directories", "one to a directory", "equal in 900 characters"),
        *("days", "two crowds", "few, then many"),
    ],
)
def test_eight_lanes_are_much_faster_than_one(name: str) -> None:
    keys = key_set(name, 10_000)
    times: list[float] = []
    for lanes in (1, 8):
        driver = Driver(Service(keys).answer)
        everything(driver, Listing(ListObjectsV2("atlas", max_keys=SIZE), lanes=lanes))
        times.append(driver.now)
    assert times[1] < times[0] / 2


@pytest.mark.parametrize("name", KEY_SETS)
def test_eight_lanes_are_never_slower_than_one(name: str) -> None:
    keys = key_set(name, COUNT)
    times: list[float] = []
    for lanes in (1, 8):
        driver = Driver(Service(keys).answer)
        everything(driver, Listing(ListObjectsV2("atlas", max_keys=SIZE), lanes=lanes))
        times.append(driver.now)
    assert times[1] <= times[0] + 1


@pytest.mark.parametrize("lanes", LANES)
@pytest.mark.parametrize("count", [0, 1, SIZE - 1, SIZE])
def test_a_listing_of_one_page_takes_one_request(count: int, lanes: int) -> None:
    service = Service(f"{number:05}" for number in range(count))
    driver = Driver(service.answer)
    everything(driver, Listing(ListObjectsV2("atlas", max_keys=SIZE), lanes=lanes))
    assert len(service.asked) == 1


class Counted(ListedObject):
    """A listed object that is counted while it is alive."""

    alive: ClassVar[int] = 0

    def __del__(self) -> None:
        Counted.alive -= 1


@pytest.mark.parametrize("name", KEY_SETS)
@pytest.mark.parametrize("lanes", [1, 8])
def test_a_slow_reader_finds_bounded_buffers(name: str, lanes: int) -> None:
    service = Service(key_set(name, COUNT))

    def answer(operation: ListObjectsV2) -> ObjectPage:
        page = service.answer(operation)
        Counted.alive += len(page.objects)
        return replace(page, objects=tuple(Counted(each.key, each.size) for each in page.objects))

    Counted.alive = 0
    driver = Driver(answer)
    listing = Listing(ListObjectsV2("atlas", max_keys=SIZE), lanes=lanes)
    most = 0
    while driver.run(listing.page()):
        driver.idle()
        most = max(most, Counted.alive)
    # The service's last answer is alive too.
    assert most <= (PAGES_A_LANE * lanes + 2) * SIZE


@pytest.mark.parametrize("lanes", LANES)
def test_prefix_start_and_other_settings_stay(lanes: int) -> None:
    keys = [f"{letter}/{number:05}" for letter in "abc" for number in range(2_000)]
    service = Service(keys)
    operation = ListObjectsV2(
        "atlas",
        prefix="b/",
        start_after="b/00100",
        max_keys=SIZE,
        snapshot_version="1700000000000000000",
        with_metadata=True,
        timeout=3.0,
    )
    found = everything(Driver(service.answer, uneven(1)), Listing(operation, lanes=lanes))
    assert found == [f"b/{number:05}" for number in range(101, 2_000)]
    assert {replace(each, start_after=None, continuation_token=None) for each in service.asked} == {
        replace(operation, start_after=None)
    }
    assert all((each.start_after or "").startswith("b/") for each in service.asked)


@given(
    st.sets(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=6), max_size=300),
    st.integers(1, 9),
    st.integers(1, 40),
    st.integers(0, 10**6),
)
def test_any_keys_are_found_once_and_in_order(keys: set[str], lanes: int, size: int, seed: int) -> None:
    driver = Driver(Service(keys).answer, uneven(seed))
    listing = Listing(ListObjectsV2("atlas", max_keys=size), lanes=lanes)
    assert everything(driver, listing) == sorted(keys, key=str.encode)


@given(st.lists(st.integers(0, 3), max_size=120), st.integers(0, 10**6))
def test_keys_below_few_letters_are_found_once_and_in_order(shape: list[int], seed: int) -> None:
    keys = {"".join("ab/"[(number >> place) % 3] for place in range(step + 2)) for number, step in enumerate(shape)}
    driver = Driver(Service(keys).answer, uneven(seed))
    assert everything(driver, Listing(ListObjectsV2("atlas", max_keys=2), lanes=4)) == sorted(keys)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("name", ["numbers", "hashes", "days", "dense and sparse"])
def test_keys_that_stay_are_found_although_others_come_and_go(name: str, seed: int) -> None:
    keys = key_set(name, 3_000)
    random = Random(seed)
    service = Service(keys)
    changing = set(random.sample(keys, 600))
    added = {f"{key}+" for key in random.sample(keys, 600)}
    stays = [key for key in keys if key not in changing]

    def answer(operation: ListObjectsV2) -> ObjectPage:
        page = service.answer(operation)
        every = {*stays, *random.sample(sorted(changing), 300), *random.sample(sorted(added), 300)}
        service.keys = sorted(every)
        return page

    found = everything(Driver(answer, uneven(seed)), Listing(ListObjectsV2("atlas", max_keys=SIZE), lanes=6))
    assert found == sorted(set(found))
    assert set(stays) <= set(found) <= {*keys, *added}


@pytest.mark.parametrize("lanes", [1, 4])
def test_an_endpoint_without_metadata_in_listings_is_listed_without(lanes: int) -> None:
    service = Service(f"{number:05}" for number in range(2_000))

    def answer(operation: ListObjectsV2) -> ObjectPage:
        if operation.with_metadata:
            raise FeatureNotSupported("no metadata")
        return service.answer(operation)

    listing = Listing(ListObjectsV2("atlas", max_keys=SIZE, with_metadata=True), lanes=lanes)
    known = [listing.metadata_known]
    assert everything(Driver(answer), listing) == service.keys
    known.append(listing.metadata_known)
    assert known == [True, False]
    assert listing.requests == len(service.asked) + 1


def test_no_other_feature_is_left_out() -> None:
    def answer(operation: ListObjectsV2) -> ObjectPage:
        raise FeatureNotSupported("no snapshots")

    operation = ListObjectsV2("atlas", snapshot_version="1700000000000000000")
    with pytest.raises(FeatureNotSupported, match="no snapshots"):
        Driver(answer).run(Listing(operation).page())
    with pytest.raises(FeatureNotSupported, match="no snapshots"):
        Driver(answer).run(Listing(replace(operation, with_metadata=True)).page())


@pytest.mark.parametrize("lanes", [1, 4])
@pytest.mark.parametrize("failing", [1, 2, 9, 30])
def test_an_error_comes_out_after_the_keys_before_it(lanes: int, failing: int) -> None:
    service = Service(f"{number:05}" for number in range(2_000))

    def answer(operation: ListObjectsV2) -> ObjectPage:
        page = service.answer(operation)
        if len(service.asked) == failing:
            raise Unavailable("try later", status=503)
        return page

    driver, listing = Driver(answer), Listing(ListObjectsV2("atlas", max_keys=SIZE), lanes=lanes)
    found: list[str] = []

    def read() -> None:
        while page := driver.run(listing.page()):
            found.extend(entry.key for entry in page)

    with pytest.raises(Unavailable):
        read()
    assert found == service.keys[: len(found)]


@pytest.mark.parametrize("lanes", [1, 4])
def test_a_listing_out_of_order_is_an_error(lanes: int) -> None:
    service = Service(f"{number:05}" for number in range(2_000))

    def answer(operation: ListObjectsV2) -> ObjectPage:
        page = service.answer(operation)
        return replace(page, objects=page.objects[::-1])

    with pytest.raises(
        MalformedResponse, match=r"the listing of 'atlas/' is out of order, .*: '00048' came after '00049'"
    ):
        everything(Driver(answer), Listing(ListObjectsV2("atlas", max_keys=SIZE), lanes=lanes))


def test_an_endpoint_that_ignores_the_start_of_a_listing_repeats_no_key() -> None:
    service = Service(f"{number:05}" for number in range(2_000))
    listing = Listing(ListObjectsV2("atlas", max_keys=SIZE), lanes=4)
    driver = Driver(lambda operation: service.answer(replace(operation, start_after=None)))
    with pytest.raises(MalformedResponse, match="'00000' came after"):
        everything(driver, listing)
