//! The step from the template that is deployed to the one that is checked.

use super::subject::Subject;
use crate::model::Resolved;
use crate::model::reading::ReadFunction;
use crate::plan::{FunctionPlan, Plan, RoleChange};

pub(super) struct Step<'s, 'a> {
    pub(super) subject: &'s Subject<'a>,
    pub(super) plan: &'s Plan,
}

impl<'s, 'a> Step<'s, 'a> {
    /// The functions of the new template, each with what is done to it.
    pub(super) fn functions(&self) -> impl Iterator<Item = (&'s ReadFunction<'a>, &'s FunctionPlan)> {
        let (subject, plan) = (self.subject, self.plan);
        let read = move |id: &str| subject.functions().iter().find(|read| read.function.logical_id.as_str() == id);
        plan.functions.iter().filter_map(move |plan| Some((read(&plan.function)?, plan)))
    }

    /// Those that change like this where two versions share the traffic.
    pub(super) fn gradual_with(
        &self,
        change: RoleChange,
    ) -> impl Iterator<Item = (&'s ReadFunction<'a>, &'s FunctionPlan)> {
        let is_deployed = |read: &ReadFunction<'_>| read.function.deployed == Resolved::Known(true);
        self.functions().filter(move |(read, plan)| {
            is_deployed(read) && plan.shifts_gradually() && plan.role_changes.contains(&change)
        })
    }
}
