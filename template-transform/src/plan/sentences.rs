//! A plan in words.

use super::FunctionPlan;
use super::publication::Publication;

impl FunctionPlan {
    /// The same in sentences, the first about the version, each without its full stop.
    pub fn sentences(&self) -> Vec<String> {
        let mut said = vec![self.about_the_version()];
        said.extend(self.not_known.iter().cloned());
        if self.publication.may_shift_traffic() {
            said.push(self.about_the_shift());
            for hook in &self.hooks {
                let when =
                    if hook.phase == "PreTraffic" { "before traffic moves" } else { "after all traffic has moved" };
                said.push(if hook.certain {
                    format!("the hook `{}` runs {when}", hook.function)
                } else {
                    format!("the hook `{}` may run {when}: only the deployment knows", hook.function)
                });
            }
            if self.guarded != Some(false) && self.hooks.is_empty() {
                said.push("no hook runs".to_owned());
            }
            if !self.alarms.is_empty() {
                said.push(format!("these alarms stop it: {}", self.alarms.join(", ")));
            }
            if !self.possible_alarms.is_empty() {
                let list = self.possible_alarms.join(", ");
                said.push(format!("these alarms may stop it, only the deployment knows: {list}"));
            }
        }
        said.extend(self.role_changes.iter().map(|change| change.sentence(self.may_shift_gradually())));
        said
    }

    fn about_the_version(&self) -> String {
        let id = &self.function;
        let alias = self.alias.as_deref().map_or_else(|| "its alias".to_owned(), |alias| format!("`{alias}`"));
        let in_vain = |changed: &[String]| match changed {
            [] => String::new(),
            changed => {
                format!("; {} changed, which alone publishes nothing: {alias} keeps the old value", changed.join(", "))
            }
        };
        match &self.publication {
            Publication::NoAlias => {
                format!("`{id}` has no alias, so its changes take effect at once, and no hook runs")
            }
            Publication::First => {
                format!("`{id}` gets its first version behind {alias}: all traffic at once, and no hook runs")
            }
            Publication::Published { because_of } => {
                format!("`{id}` publishes a version, because of {}", because_of.join(", "))
            }
            Publication::WhenCodeChanges { path, changed_in_vain } => {
                format!("`{id}` publishes a version if the code in `{path}` has changed{}", in_vain(changed_in_vain))
            }
            Publication::WhenImageChanges { changed_in_vain } => {
                format!("`{id}` publishes a version if its built image has changed{}", in_vain(changed_in_vain))
            }
            Publication::WhenParametersChange { parameters, changed_in_vain } => {
                let (list, have) = (parameters.join("`, `"), if parameters.len() == 1 { "has" } else { "have" });
                format!(
                    "`{id}` publishes a version if `{list}` {have} another value than before{}",
                    in_vain(changed_in_vain)
                )
            }
            Publication::NotKnown { reason } => format!("whether `{id}` publishes a version is not known: {reason}"),
            Publication::Unchanged { changed_in_vain } => {
                format!("`{id}` publishes no version{}", in_vain(changed_in_vain))
            }
            Publication::NotDeployed => format!("`{id}` is not deployed: its condition is false"),
            Publication::Removed => format!("`{id}` is removed"),
        }
    }

    fn about_the_shift(&self) -> String {
        if self.guarded == Some(false) {
            return "the alias moves at once, without CodeDeploy".to_owned();
        }
        match (&self.strategy, self.shift_minutes) {
            (Some(name), Some(0)) => format!("all traffic moves at once ({name})"),
            (Some(name), Some(minutes)) => {
                format!("traffic moves by {name}, {minutes} minutes from the first shift to the last")
            }
            _ if self.possible_strategies.is_empty() => "how traffic moves is not known".to_owned(),
            _ => {
                let time =
                    |minutes: u64| if minutes == 0 { "at once".to_owned() } else { format!("{minutes} minutes") };
                let each = self.possible_strategies.iter();
                let each = each.map(|one| format!("{} ({})", one.name, time(one.shift_minutes)));
                format!("traffic moves by {}: only the deployment knows which", each.collect::<Vec<_>>().join(" or "))
            }
        }
    }
}
