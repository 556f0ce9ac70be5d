"""A map-style data set: indices, batches, missing objects, manifests."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from torch.utils.data import DataLoader

from tests.integrations.torch.samples import BUCKET, CONTENTS, KEYS, as_list, key_of, named, viewed
from tigris_http import AccessDenied, AsyncTigrisHTTP, BundleError, TigrisHTTP
from tigris_http.manifests import write_manifest
from tigris_http.torch import BundleMapDataset

if TYPE_CHECKING:
    from tigris_http.emulator import Emulator


def bundles(tigris: Emulator) -> int:
    return sum(record.operation == "BundleObjects" for record in tigris.requests)


def test_each_batch_of_a_loader_is_one_bundle(tigris: Emulator, client: TigrisHTTP) -> None:
    dataset = BundleMapDataset(client, BUCKET, KEYS, transform=named)
    found = [sample for batch in DataLoader(dataset, batch_size=9, collate_fn=list) for sample in batch]
    assert list(CONTENTS.items()) == found
    assert ["BundleObjects"] * 3 == [record.operation for record in tigris.requests]


def test_a_sampler_chooses_the_order_and_repeats_a_key(client: TigrisHTTP) -> None:
    dataset = BundleMapDataset(client, BUCKET, KEYS, transform=key_of)
    chosen = [3, 3, 25, 0, 7, 3, 8, 9, 10]
    (batch,) = DataLoader(dataset, batch_size=9, sampler=chosen, collate_fn=as_list)
    assert [KEYS[index] for index in chosen] == batch


def test_a_key_that_is_named_twice_is_two_samples(client: TigrisHTTP) -> None:
    keys = [KEYS[1], KEYS[0], KEYS[1]]
    dataset = BundleMapDataset(client, BUCKET, iter(keys), transform=key_of)
    assert (3, keys) == (len(dataset), dataset.__getitems__([0, 1, 2]))


def test_indices_are_those_of_a_list(client: TigrisHTTP) -> None:
    dataset = BundleMapDataset(client, BUCKET, KEYS)
    assert CONTENTS[KEYS[-1]] == dataset[-1]
    assert list(CONTENTS.values())[4:7] == [dataset[index] for index in (4, 5, 6)]
    for index in (26, -27):
        with pytest.raises(IndexError, match="26 keys"):
            dataset[index]
    assert [] == dataset.__getitems__([])


def test_a_prefix_is_listed_once(tigris: Emulator, client: TigrisHTTP) -> None:
    dataset = BundleMapDataset(client, BUCKET, prefix="train/", transform=key_of)
    for _ in range(2):
        assert KEYS == [key for batch in DataLoader(dataset, batch_size=13, collate_fn=as_list) for key in batch]
    assert 1 == sum(record.operation == "ListObjectsV2" for record in tigris.requests)


def test_a_missing_object_is_an_error_or_none_in_its_place(client: TigrisHTTP) -> None:
    keys = [KEYS[0], "gone", KEYS[1]]
    with pytest.raises(BundleError, match="gone"):
        BundleMapDataset(client, BUCKET, keys).__getitems__([0, 1, 2])
    kept = BundleMapDataset(client, BUCKET, keys, transform=key_of, on_missing="none")
    assert [KEYS[0], None, KEYS[1]] == kept.__getitems__([0, 1, 2])
    assert kept[1] is None


def test_an_object_that_cannot_be_read_is_never_missing(client: TigrisHTTP) -> None:
    client.put_object(BUCKET, "archived", b"cold", storage_class="GLACIER")
    dataset = BundleMapDataset(client, BUCKET, [*KEYS[:9], "archived"], on_missing="none")
    with pytest.raises(BundleError, match="archived") as raised:
        dataset.__getitems__(range(10))
    assert "InvalidObjectState" == raised.value.code
    client.delete_object(BUCKET, "archived")


def test_a_transform_may_keep_the_view(client: TigrisHTTP) -> None:
    dataset = BundleMapDataset(client, BUCKET, KEYS, transform=viewed)
    kept = [sample for first in (0, 13) for sample in dataset.__getitems__(range(first, first + 13))]
    assert all(isinstance(view, memoryview) for _, view in kept)
    assert CONTENTS == {key: bytes(view) for key, view in kept}


def test_an_object_larger_than_the_buffer_is_read_within_the_transform(client: TigrisHTTP) -> None:
    large = bytes(range(256)) * 8200
    client.put_object(BUCKET, "large", large)
    dataset = BundleMapDataset(client, BUCKET, [*KEYS[:9], "large"], transform=viewed)
    assert large == dataset.__getitems__(range(10))[9][1]
    client.delete_object(BUCKET, "large")


def test_a_manifest_takes_the_place_of_keys(client: TigrisHTTP) -> None:
    manifest = write_manifest(client, BUCKET, "train/", block_keys=10)
    dataset = BundleMapDataset(client, BUCKET, manifest, transform=key_of)
    order = [25, 0, 14, 3, -1, 9, 10, 19, 20, 14]
    assert (26, [KEYS[number] for number in order]) == (len(dataset), dataset.__getitems__(order))
    with pytest.raises(IndexError, match="26 keys"):
        dataset[26]


def test_a_pinned_data_set_reads_the_same_bytes_whatever_happens(
    tigris: Emulator, client: TigrisHTTP, pinned: str
) -> None:
    dataset = BundleMapDataset(client, BUCKET, prefix="train/", snapshot_version=pinned, transform=named)
    assert list(CONTENTS.items()) == dataset.__getitems__(range(len(dataset)))
    assert 0 == bundles(tigris)
    by_bundle = BundleMapDataset(client, BUCKET, KEYS, snapshot_version=pinned, snapshot_via="bundle", transform=named)
    assert list(CONTENTS.items()) == by_bundle.__getitems__(range(26))
    assert 1 == bundles(tigris)


def test_a_manifest_of_a_snapshot_pins_its_data_set(client: TigrisHTTP, pinned: str) -> None:
    manifest = write_manifest(client, BUCKET, "train/", snapshot_version=pinned)
    dataset = BundleMapDataset(client, BUCKET, manifest, transform=named)
    assert list(CONTENTS.items()) == dataset.__getitems__(range(26))


def test_errors_of_the_service_and_of_the_transform_pass_through(tigris: Emulator) -> None:
    with TigrisHTTP(tigris.endpoint, (tigris.credentials.access_key_id, "wrong")) as client:
        with pytest.raises(AccessDenied):
            BundleMapDataset(client, BUCKET, prefix="train/")
        with pytest.raises(AccessDenied):
            BundleMapDataset(client, BUCKET, KEYS).__getitems__(range(10))


MAKE: Any = BundleMapDataset


@pytest.mark.parametrize(
    ("arguments", "options", "error", "word"),
    [
        ([], {}, ValueError, "keys or prefix"),
        ([KEYS], {"prefix": ""}, ValueError, "keys or prefix"),
        ([[]], {}, ValueError, "keys"),
        ([], {"prefix": "absent/"}, ValueError, "prefix"),
        (["train/00"], {}, TypeError, "keys"),
        ([[("a", 1)]], {}, TypeError, "keys"),
        ([["a" * 1025]], {}, ValueError, "key"),
        ([KEYS], {"on_missing": "drop"}, ValueError, "on_missing"),
        ([KEYS], {"snapshot_via": "tar"}, ValueError, "snapshot_via"),
        ([KEYS], {"snapshot_version": "v1"}, ValueError, "snapshot_version"),
        ([KEYS], {"transform": "png"}, TypeError, "transform"),
    ],
)
def test_a_wrong_argument_is_named(
    client: TigrisHTTP, arguments: list[Any], options: dict[str, Any], error: type[Exception], word: str
) -> None:
    with pytest.raises(error, match=word):
        MAKE(client, BUCKET, *arguments, **options)


def test_a_wrong_bucket_or_client_is_named(client: TigrisHTTP) -> None:
    with pytest.raises(ValueError, match="bucket"):
        MAKE(client, "no", KEYS)
    with pytest.raises(ValueError, match="bucket"):
        MAKE(client, "other-samples", write_manifest(client, BUCKET, "train/"))
    with pytest.raises(TypeError, match="client"):
        MAKE(AsyncTigrisHTTP("http://a", ("a", "b")), BUCKET, KEYS)


def test_without_pytorch_the_error_names_the_extra() -> None:
    program = "import sys; sys.modules['torch'] = None; import tigris_http.torch"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert "ImportError: tigris_http.torch needs PyTorch: pip install 'tigris-http[torch]'" in done.stderr
