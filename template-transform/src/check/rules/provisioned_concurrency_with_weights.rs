//! Provisioned concurrency on an alias that has weights.

use super::examples::orders;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::diagnostic::Severity;
use crate::model::Strategy;

pub(in crate::check) static RULE: Rule = Rule {
    code: "provisioned-concurrency-with-weights",
    severity: Severity::Warning,
    sentence: "an alias has provisioned concurrency, and the strategy gives it weights",
    reason: "Lambda does not take provisioned concurrency and weights on one alias; the deployment fails, or the new version runs cold.",
    mend: "use `Type: AllAtOnce`, or leave `ProvisionedConcurrencyConfig` out",
    bad: Example {
        template: orders!(
            r"",
            r"      ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 5 }
"
        ),
        found_at: &["8:37"],
    },
    good: r"Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      DeploymentPreference: { Type: AllAtOnce }
      ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 5 }
",
    detection: Detection::Search(search),
};

fn search(subject: &Subject<'_>, found: &mut Found) {
    for guarded in subject.guarded() {
        let preference = guarded.preference;
        let mut strategies = preference.strategy.iter().chain(&preference.possible_strategies);
        let gradual = strategies.any(|named| named.strategy != Strategy::AllAtOnce);
        let Some(node) = guarded.read.properties.get("ProvisionedConcurrencyConfig") else { continue };
        let mut branches = subject.reader().resolver().branches(node).into_iter();
        if let Some(node) = branches.find(|node| gradual && node.get("ProvisionedConcurrentExecutions").is_some()) {
            let message = format!("the alias of `{}` has provisioned concurrency and gets weights", guarded.id());
            found.add(subject.reader().place(node), guarded.id(), message);
        }
    }
}
