"""Each integration case of tigris-boto3-ext has a test of the same claim here."""

from __future__ import annotations

from importlib import import_module

from . import test_boto3_integration

NO_KEYS = "access keys are made by another host, which this client does not speak to"
NO_NAMES = "a snapshot is named by its version alone, here as in the extension today"

READ_AT_A_SNAPSHOT = "test_boto3.test_each_reads_the_past_by_the_snapshots_of_the_other"
READ_IN_A_CONTEXT = "test_boto3_contexts.test_reads_in_a_context_are_those_of_a_version"
CREATED_ALIKE = "test_boto3_contexts.test_buckets_created_in_a_context_are_those_created_by_parameters"
KNOWN_ALIKE = "test_boto3.test_both_read_the_same_of_a_bucket"
RENAMED = "test_boto3.test_each_copies_renames_and_deletes_the_objects_of_the_other"
RENAMED_IN_A_CONTEXT = "test_boto3_contexts.test_copies_in_a_context_are_renames"
ARCHIVED = "test_boto3.test_the_extensions_archive_has_the_members_of_our_bundle"
DELETED = "test_boto3_soft_delete.test_both_list_the_same_deleted_objects"
BROUGHT_BACK = "test_boto3_soft_delete.test_each_restores_and_purges_the_objects_that_the_other_deleted"
RETAINED = "test_boto3_settings.test_each_reads_and_removes_the_retention_that_the_other_set"
NOTIFIED = "test_boto3_settings.test_each_reads_the_notifications_that_the_other_set"
AGED = "test_boto3_bucket_documents.test_each_reads_the_lifecycle_rules_that_the_other_wrote"
CREATED = "test_a_bucket_gets_snapshots_by_argument_context_and_decorator"
AGAIN = "test_contexts_and_decorated_functions_may_be_used_again"
NESTED = "test_contexts_nest"
WRITTEN = "test_objects_are_written_in_a_context_as_without_one"
PRESENT = "test_a_snapshot_context_without_a_version_reads_the_present"
LISTED = "test_snapshots_are_listed_with_name_and_time_and_found_by_name"
FORKED = "test_forks_of_one_snapshot_are_independent_of_each_other_and_of_their_source"
FORKED_NOW = "test_a_fork_of_now_names_the_snapshot_that_was_taken_for_it"
FORCED = "test_a_bucket_with_objects_is_deleted_by_force_only"
BUNDLED = "test_a_bundle_is_read_as_it_arrives"

CASES: dict[str, dict[str, tuple[str, ...]]] = {
    "test_snapshots": {
        "create_snapshot_enabled_bucket_with_helper": (CREATED,),
        "create_snapshot_enabled_bucket_with_context_manager": (CREATED,),
        "create_snapshot_with_name": (LISTED,),
        "list_snapshots": (LISTED,),
        "list_snapshots_with_context": (PRESENT, READ_IN_A_CONTEXT),
        "delete_snapshot": ("test_deleting_a_snapshot_leaves_the_others_and_the_bucket",),
        "delete_unknown_snapshot": ("test_deleting_a_snapshot_leaves_the_others_and_the_bucket",),
        "get_object_from_snapshot_helper": (READ_AT_A_SNAPSHOT,),
        "list_objects_from_snapshot_helper": (READ_AT_A_SNAPSHOT,),
        "head_object_from_snapshot_helper": (READ_AT_A_SNAPSHOT,),
        "snapshot_context_with_version": (READ_IN_A_CONTEXT,),
        "create_snapshot_helper": (CREATED,),
        "create_named_snapshot_helper": (LISTED,),
        "list_snapshots_helper": (LISTED,),
        "snapshot_data_operations_helpers": (READ_AT_A_SNAPSHOT,),
        "snapshot_context_with_helpers": (CREATED,),
    },
    "test_forks": {
        "create_fork_from_existing_bucket": (FORKED_NOW,),
        "create_fork_with_context_manager": (AGAIN, CREATED_ALIKE),
        "create_fork_from_snapshot_version": (FORKED,),
        "fork_contains_source_data": (FORKED, FORKED_NOW),
        "modifications_are_independent": (FORKED,),
        "create_fork_with_helper": (FORKED_NOW,),
        "fork_context_with_helper": (AGAIN,),
        "fork_with_snapshot_version_helper": (FORKED,),
        "create_multiple_forks_from_source": (FORKED, FORKED_NOW),
    },
    "test_bucket_info": {
        "has_snapshot_enabled_on_snapshot_bucket": (CREATED, KNOWN_ALIKE),
        "has_snapshot_enabled_on_regular_bucket": (CREATED, KNOWN_ALIKE),
        "get_bucket_info_snapshot_enabled": (KNOWN_ALIKE,),
        "get_bucket_info_regular_bucket": (KNOWN_ALIKE,),
        "get_bucket_info_forked_bucket": (FORKED,),
        "get_bucket_info_fork_parent": (FORKED,),
        "get_bucket_info_forked_from_current_state": (FORKED_NOW,),
        "bucket_info_with_multiple_snapshots": (LISTED,),
    },
    "test_context_managers_integration": {
        "snapshot_enabled_creates_bucket": (CREATED,),
        "snapshot_enabled_reusable": (AGAIN,),
        "snapshot_enabled_with_exception": ("test_a_context_ends_with_an_error",),
        "snapshot_context_lists_buckets": (PRESENT,),
        "snapshot_context_with_operations": (PRESENT,),
        "fork_context_creates_bucket": (AGAIN, CREATED_ALIKE),
        "fork_context_reusable": (AGAIN,),
        "nested_snapshot_contexts": (NESTED,),
        "mixed_context_nesting": (NESTED,),
        "put_get_in_snapshot_context": (PRESENT,),
        "multiple_operations_in_context": (WRITTEN,),
    },
    "test_decorators_integration": {
        "decorator_creates_bucket": (CREATED,),
        "decorator_with_multiple_operations": (CREATED, WRITTEN),
        "decorator_reusable": (AGAIN,),
        "decorator_lists_snapshots": (PRESENT,),
        "decorator_accesses_objects": (PRESENT,),
        "decorator_with_snapshot_version": (PRESENT, READ_IN_A_CONTEXT),
        "decorator_creates_fork": (AGAIN, CREATED_ALIKE),
        "decorator_fork_isolation": (FORKED,),
        "decorator_multiple_forks": (AGAIN,),
        "snapshot_then_fork": (AGAIN,),
        "multiple_decorated_functions": (CREATED,),
    },
    "test_rename": {
        "rename_moves_object_to_new_key": (RENAMED,),
        "rename_works_with_nested_keys": (RENAMED,),
        "rename_works_with_special_character_keys": (RENAMED,),
        "copy_object_inside_context_renames": (RENAMED_IN_A_CONTEXT,),
        "copy_object_outside_context_still_copies": ("test_after_a_rename_context_copies_are_copies",),
        "decorator_renames_inside_function": (RENAMED_IN_A_CONTEXT,),
    },
    "test_bundle": {
        "bundle_single_object": ("test_the_first_member_of_a_bundle_is_read_before_it_is_closed",),
        "bundle_multiple_objects": (BUNDLED, ARCHIVED),
        "bundle_preserves_request_ordering": (BUNDLED,),
        "bundle_gzip_compression": (BUNDLED, ARCHIVED),
        "bundle_zstd_compression": ("test_a_small_zstd_bundle_is_decompressed_in_one_call", ARCHIVED),
        "skip_mode_omits_missing_keys": (BUNDLED, ARCHIVED),
        "fail_mode_raises_on_missing_key": ("test_boto3.test_both_get_an_error_for_a_bundle_with_a_missing_key",),
        "response_has_object_count": (BUNDLED,),
        "response_context_manager": ("test_the_first_member_of_a_bundle_is_read_before_it_is_closed",),
    },
    "test_soft_delete": {
        "deleted_object_is_recoverable": (DELETED,),
        "custom_retention_window": (
            RETAINED,
            "test_of_a_snapshot_bucket_the_deleted_version_is_listed_and_the_live_one_is_not",
        ),
        "purged_version_leaves_the_soft_delete_view": (BROUGHT_BACK,),
        "restores_a_specific_version": (BROUGHT_BACK,),
        "restores_most_recent_version_without_an_id": (BROUGHT_BACK,),
        "lists_only_deleted_keys_and_versions": (DELETED,),
        "snapshot_bucket_view_excludes_live_versions": (
            "test_of_a_snapshot_bucket_the_deleted_version_is_listed_and_the_live_one_is_not",
        ),
        "removes_a_non_empty_bucket": (FORCED,),
        "removes_a_non_empty_soft_delete_bucket": (FORCED,),
    },
    # Tests of features that the extension no longer has; the claims stay.
    "test_snapshot_name": {
        "get_snapshot_version_by_name_found": (LISTED,),
        "get_snapshot_version_by_name_not_found": (LISTED,),
        "get_snapshot_version_by_name_multiple_snapshots": (LISTED,),
        "create_fork_with_snapshot_name": (LISTED, FORKED),
        "create_fork_with_both_params_raises_error": (NO_NAMES,),
        "create_fork_with_nonexistent_snapshot_name_raises_error": (NO_NAMES,),
        "forked_from_decorator_with_snapshot_name": (LISTED, CREATED_ALIKE),
        "forked_from_decorator_both_params_raises_error": (NO_NAMES,),
        "forked_from_decorator_nonexistent_snapshot_raises_error": (NO_NAMES,),
    },
    "test_client_integration": {
        "client_initialization": (CREATED,),
        "client_delegates_list_buckets": (KNOWN_ALIKE,),
        "client_delegates_standard_operations": ("test_boto3.test_each_reads_the_objects_of_the_other",),
        "client_create_snapshot": (LISTED,),
        "client_create_snapshot_with_name": (LISTED,),
        "client_list_snapshots": (LISTED,),
        "client_snapshot_data_operations": (WRITTEN,),
        "client_create_fork": (FORKED_NOW,),
        "client_create_fork_with_version": (FORKED,),
        "client_fork_data_isolation": (FORKED,),
        "client_snapshot_enabled_context": (CREATED,),
        "client_snapshot_context": (PRESENT,),
        "client_fork_context": (AGAIN,),
        "client_nested_contexts": (NESTED,),
        "complete_snapshot_workflow": (READ_AT_A_SNAPSHOT,),
        "complete_fork_workflow": (FORKED,),
        "mixed_operations_workflow": (WRITTEN,),
    },
    "test_agent_kit": {
        "create_basic_workspace": (CREATED,),
        "create_workspace_default_enables_snapshots": (CREATED,),
        "create_workspace_disable_snapshots": (CREATED,),
        "create_workspace_with_snapshots": (CREATED,),
        "create_workspace_with_ttl": (AGED,),
        "teardown_workspace_deletes_bucket": (FORCED,),
        "teardown_workspace_force_deletes_non_empty_bucket": (FORCED,),
        "workspace_with_credentials_round_trip": (NO_KEYS,),
        "create_forks_creates_n_buckets": (FORKED,),
        "default_fork_prefix_uses_snapshot_id": (FORKED,),
        "forks_are_isolated": (FORKED,),
        "create_forks_with_credentials": (NO_KEYS,),
        "teardown_forks_deletes_all": (FORKED,),
        "teardown_forks_force_deletes_non_empty": (FORKED,),
        "checkpoint_returns_snapshot_id": (LISTED,),
        "restore_creates_new_fork": (FORKED,),
        "list_checkpoints_returns_all": (LISTED,),
        "set_and_clear": (NOTIFIED,),
        "setup_and_teardown": (NOTIFIED,),
    },
}
"""For each integration case of the extension our tests of the same claim, or the reason for none."""


def test_every_case_of_the_extension_names_an_existing_test() -> None:
    claims = [claim for file in CASES.values() for claimed in file.values() for claim in claimed]
    for claim in claims:
        if claim not in (NO_KEYS, NO_NAMES):
            home, _, name = claim.rpartition(".")
            module = import_module(f"{__package__}.{home}") if home else test_boto3_integration
            assert callable(getattr(module, name))
    own = {name for name, value in vars(test_boto3_integration).items() if name.startswith("test_") and callable(value)}
    assert own <= set(claims)
