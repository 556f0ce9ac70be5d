"""The modules in which a fault loses data, each with the fast tests that must notice it."""

from __future__ import annotations

_CORE = "tests/unit/core/"
_BUNDLE = "tests/unit/bundle/"
_WIRE = "tests/unit/wire/"
_OPERATIONS = "tests/unit/operations/"
_TRANSPORT = "tests/unit/transport/"
_EXCHANGES = (
    _CORE + "test_exchange.py",
    _CORE + "test_retry.py",
    _CORE + "test_retry_budget.py",
    _CORE + "test_lost_answers.py",
    _CORE + "test_features.py",
    _CORE + "test_settling.py",
    _CORE + "test_hooks.py",
    _CORE + "test_call_credentials.py",
    _CORE + "test_hints.py",
    _CORE + "test_presign.py",
)
_ENGINE = (
    _BUNDLE + "test_ledger.py",
    _BUNDLE + "test_stream.py",
    _BUNDLE + "test_stream_account.py",
    _BUNDLE + "test_other_stores.py",
    _BUNDLE + "test_engine_breaks.py",
    _BUNDLE + "test_engine.py",
)
_SINGLY = (_BUNDLE + "test_other_stores.py", _BUNDLE + "test_engine_breaks.py", _BUNDLE + "test_engine.py")
_LARGE = (_BUNDLE + "test_engine_breaks.py", _BUNDLE + "test_stream.py", _BUNDLE + "test_engine.py")
_TAR = ("tests/unit/archive/test_tar.py", "tests/unit/archive/test_tar_runs.py")
_UPDATES = (
    "tests/operations/test_marks.py",
    "tests/scenarios/test_updates.py",
    "tests/scenarios/test_update_properties.py",
    "tests/scenarios/test_update_writers.py",
    "tests/operations/test_updates_model.py",
)
_BODIES = (
    _OPERATIONS + "test_object_body.py",
    _OPERATIONS + "test_chunked_objects.py",
    _OPERATIONS + "test_checksums.py",
    "tests/unit/download/test_resume.py",
    "tests/unit/download/test_read_ahead.py",
    "tests/unit/test_escapes.py",
)
_ERRORS = (
    _WIRE + "test_error_documents.py",
    _WIRE + "test_json.py",
    "tests/unit/test_errors.py",
    _OPERATIONS + "test_success.py",
    _CORE + "test_retry.py",
    _CORE + "test_lost_answers.py",
    _OPERATIONS + "test_exchanges.py",
)
_UPLOADS = (
    _TRANSPORT + "test_upload.py",
    _TRANSPORT + "test_upload_files.py",
    _TRANSPORT + "test_spooling.py",
    _OPERATIONS + "test_objects.py",
)
_READERS = "tests/unit/readers/"
_PARTS = (_READERS + "test_parts.py", _READERS + "test_manifest_parts.py")
_FSSPEC = "tests/integrations/fsspec/"
_TORCH = "tests/integrations/torch/"
_ZARR = "tests/integrations/zarr/"
_POSITIONS = (_TORCH + "test_iterable.py", _TORCH + "test_loaders.py", _TORCH + "test_resuming.py")

TESTS: dict[str, tuple[str, ...]] = {
    "_download/resume.py": (
        "tests/unit/download/test_healing.py",
        "tests/unit/download/test_resume.py",
        "tests/unit/download/test_read_ahead.py",
    ),
    "_download/read_ahead.py": ("tests/unit/download/test_read_ahead.py", "tests/unit/download/test_resume.py"),
    "_core/exchange.py": _EXCHANGES,
    "_core/call.py": _EXCHANGES,
    "_core/retry.py": _EXCHANGES,
    "_wire/http11/framing.py": (_WIRE + "test_framing.py", _WIRE + "test_heads.py", _TRANSPORT + "test_transport.py"),
    "_wire/http11/heads.py": (_WIRE + "test_heads.py", _TRANSPORT + "test_transport.py"),
    "_archive/tar.py": _TAR,
    "_archive/tar_walk.py": (_BUNDLE + "test_archive.py",),
    "_archive/arena.py": ("tests/unit/archive/test_arena.py", *_TAR),
    "_bundle/ledger.py": _ENGINE,
    "_bundle/reader.py": _ENGINE,
    "_bundle/large_members.py": _LARGE,
    "_bundle/single_gets.py": _SINGLY,
    "operations/objects/_countdown.py": _BODIES,
    "operations/objects/_object_body.py": _BODIES,
    "operations/objects/_object_info.py": (
        _OPERATIONS + "test_object_info.py",
        _OPERATIONS + "test_exchanges.py",
        *_BODIES,
    ),
    "operations/multipart/completion.py": (
        _OPERATIONS + "test_multipart.py",
        _CORE + "test_lost_answers.py",
        _OPERATIONS + "test_checksums.py",
        _OPERATIONS + "test_exchanges.py",
    ),
    "operations/objects/deletes.py": (
        _OPERATIONS + "test_deletes.py",
        _OPERATIONS + "test_exchanges.py",
        _CORE + "test_exchange.py",
        _CORE + "test_features.py",
    ),
    "operations/updates/updates.py": (_OPERATIONS + "test_updates.py", *_UPDATES),
    "operations/updates/_marks.py": _UPDATES,
    "operations/updates/_kept.py": (_OPERATIONS + "test_kept.py", *_UPDATES),
    "_transport/request_body/upload.py": _UPLOADS,
    "_transport/request_body/prepare.py": _UPLOADS,
    "_transport/response_body/stream.py": (
        _TRANSPORT + "test_response_stream.py",
        _TRANSPORT + "test_transport.py",
        _TRANSPORT + "test_connections.py",
        _TRANSPORT + "test_transport_failures.py",
        _TRANSPORT + "test_deadlines.py",
        _TRANSPORT + "test_caller_transport.py",
    ),
    "_transport/pool/slots.py": (_TRANSPORT + "test_slots.py", _TRANSPORT + "test_connections.py"),
    "_wire/error_documents.py": _ERRORS,
    "_wire/lost_responses.py": _ERRORS,
    "_wire/success.py": _ERRORS,
    "_wire/documents/layouts.py": (_WIRE + "test_layouts.py", _OPERATIONS + "test_mutations.py"),
    "manifests/encoder.py": ("tests/unit/manifests/test_format.py",),
    "manifests/format.py": ("tests/unit/manifests/test_format.py",),
    "manifests/order.py": ("tests/unit/manifests/test_order.py",),
    "manifests/permutation.py": ("tests/unit/manifests/test_permutation.py",),
    "transfers/_trees/merge.py": ("tests/unit/transfers/test_merge.py",),
    "transfers/_trees/order.py": ("tests/unit/transfers/test_merge.py",),
    "transfers/_trees/listing.py": ("tests/unit/transfers/test_listing.py",),
    "_readers/keyspace.py": (_READERS + "test_keyspace.py", _READERS + "test_parts.py"),
    "_readers/manifest_part.py": (_READERS + "test_manifest_parts.py",),
    "_readers/parts.py": _PARTS,
    "_readers/planning.py": _PARTS,
    "_readers/uploads.py": (_READERS + "test_uploads.py",),
    "fsspec/files/blocking.py": (_FSSPEC + "test_files.py",),
    "fsspec/files/streamed.py": (_FSSPEC + "test_files.py",),
    "fsspec/methods/reads.py": (_FSSPEC + "test_reads.py",),
    "fsspec/methods/writes.py": (_FSSPEC + "test_writes.py", _FSSPEC + "test_abstract.py"),
    "torch/iterable_dataset.py": _POSITIONS,
    "torch/keys.py": (_TORCH + "test_iterable.py", _TORCH + "test_map.py", _TORCH + "test_loaders.py"),
    "torch/map_dataset.py": (_TORCH + "test_map.py",),
    "torch/placement.py": (_TORCH + "test_iterable.py", _TORCH + "test_ranks.py", _TORCH + "test_resuming.py"),
    "torch/reading.py": (_TORCH + "test_map.py", _TORCH + "test_iterable.py"),
    "zarr/gathering.py": (_ZARR + "test_store.py", _ZARR + "test_arrays.py"),
    "zarr/parts.py": (_ZARR + "test_store.py", _ZARR + "test_arrays.py", _ZARR + "test_servers.py"),
    "zarr/store.py": (_ZARR + "test_store.py", _ZARR + "test_stateful.py"),
}
