//! The rules, one in each file.

mod examples;

mod alarm_already_red;
mod alarm_cannot_fire;
mod alarm_incomplete;
mod alarm_needs_steady_traffic;
mod alarm_on_both_versions;
mod alarm_on_latest;
mod alarm_slower_than_shift;
mod all_at_once_with_alarms;
mod change_publishes_no_version;
mod circular_dependency;
mod condition_not_passed;
mod dead_letter_queue_differs_between_versions;
mod deprecated_runtime;
mod empty_alarm_list;
mod enabled_is_always_true;
mod first_deployment_runs_no_hooks;
mod hook_is_no_function;
mod hook_name_too_long;
mod hook_name_without_prefix;
mod hook_preference_enabled;
mod hook_shared_without_target;
mod hook_target_is_no_version;
mod hook_tests_alias;
mod hook_tests_latest;
mod hook_tests_wrong_function;
mod hook_timeout_above_limit;
mod hook_timeout_too_short;
mod hook_without_route_to_codedeploy;
mod hook_without_target;
mod illegal_strategy;
mod invalid_alias;
mod invoke_permission_missing;
mod invoke_permission_unqualified;
mod missing_type;
mod nothing_watches;
mod parameter_publishes_no_version;
mod preference_is_intrinsic;
mod preference_without_alias;
mod preference_without_type;
mod provisioned_concurrency_with_weights;
mod report_permission_missing;
mod report_permission_on_wrong_group;
mod report_permission_too_wide;
mod reserved_logical_id;
mod role_differs_between_versions;
mod service_role_by_name;
mod service_role_cannot_call_hook;
mod statement_incomplete;
pub(super) mod suppression_without_reason;
mod too_many_alarms;
mod unknown_alarm;
mod unknown_architecture;
mod unknown_hook;
mod unknown_hook_phase;
mod unknown_strategy;
pub(super) mod unknown_suppression;
mod unused_hook;
pub(super) mod unused_suppression;
mod waiter_shorter_than_deployment;
mod wrong_type;

use super::rule::Rule;

/// All of them, in the order of their page.
pub(super) static ALL: &[&Rule] = &[
    &hook_name_without_prefix::RULE,
    &hook_name_too_long::RULE,
    &service_role_cannot_call_hook::RULE,
    &service_role_by_name::RULE,
    &report_permission_missing::RULE,
    &report_permission_too_wide::RULE,
    &report_permission_on_wrong_group::RULE,
    &invoke_permission_missing::RULE,
    &invoke_permission_unqualified::RULE,
    &statement_incomplete::RULE,
    &reserved_logical_id::RULE,
    &hook_preference_enabled::RULE,
    &hook_without_target::RULE,
    &hook_target_is_no_version::RULE,
    &hook_tests_wrong_function::RULE,
    &hook_tests_latest::RULE,
    &hook_tests_alias::RULE,
    &hook_shared_without_target::RULE,
    &hook_timeout_too_short::RULE,
    &hook_timeout_above_limit::RULE,
    &alarm_incomplete::RULE,
    &alarm_cannot_fire::RULE,
    &alarm_on_latest::RULE,
    &alarm_on_both_versions::RULE,
    &alarm_already_red::RULE,
    &alarm_slower_than_shift::RULE,
    &alarm_needs_steady_traffic::RULE,
    &unknown_alarm::RULE,
    &too_many_alarms::RULE,
    &empty_alarm_list::RULE,
    &provisioned_concurrency_with_weights::RULE,
    &all_at_once_with_alarms::RULE,
    &nothing_watches::RULE,
    &unused_hook::RULE,
    &first_deployment_runs_no_hooks::RULE,
    &waiter_shorter_than_deployment::RULE,
    &deprecated_runtime::RULE,
    &condition_not_passed::RULE,
    &parameter_publishes_no_version::RULE,
    &change_publishes_no_version::RULE,
    &role_differs_between_versions::RULE,
    &dead_letter_queue_differs_between_versions::RULE,
    &circular_dependency::RULE,
    &hook_without_route_to_codedeploy::RULE,
    &unknown_strategy::RULE,
    &unknown_hook::RULE,
    &hook_is_no_function::RULE,
    &unknown_hook_phase::RULE,
    &preference_without_type::RULE,
    &preference_without_alias::RULE,
    &invalid_alias::RULE,
    &illegal_strategy::RULE,
    &enabled_is_always_true::RULE,
    &preference_is_intrinsic::RULE,
    &wrong_type::RULE,
    &missing_type::RULE,
    &unknown_architecture::RULE,
    &suppression_without_reason::RULE,
    &unknown_suppression::RULE,
    &unused_suppression::RULE,
];
