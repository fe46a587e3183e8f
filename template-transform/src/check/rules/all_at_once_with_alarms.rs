//! Alarms that have no time to fire.

use super::examples::orders;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::diagnostic::Severity;
use crate::model::Strategy;

pub(in crate::check) static RULE: Rule = Rule {
    code: "all-at-once-with-alarms",
    severity: Severity::Warning,
    sentence: "traffic moves all at once, so the alarms have no time to fire",
    reason: "CodeDeploy watches alarms as long as the deployment runs, and this one is over at once.",
    mend: "use a canary, such as `Type: Canary10Percent5Minutes`",
    bad: Example {
        template: r"Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      DeploymentPreference: { Type: AllAtOnce, Alarms: [errors] }
",
        found_at: &["6:37"],
    },
    good: orders!(
        r"        Alarms: [errors]
",
        r""
    ),
    detection: Detection::Search(search),
};

fn search(subject: &Subject<'_>, found: &mut Found) {
    for guarded in subject.guarded() {
        let alarms = guarded.preference.alarms.known().is_some_and(|alarms| !alarms.is_empty());
        if let Some(named) =
            guarded.preference.strategy.as_ref().filter(|named| alarms && named.strategy == Strategy::AllAtOnce)
        {
            let message = format!("the deployment of `{}` is over before an alarm can fire", guarded.id());
            found.add(named.location.clone(), guarded.id(), message);
        }
    }
}
