//! A new dead-letter queue, in a deployment that lets two versions share the traffic.

use super::examples::orders;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::step::Step;
use crate::diagnostic::Severity;
use crate::plan::RoleChange;

pub(in crate::check) static RULE: Rule = Rule {
    code: "dead-letter-queue-differs-between-versions",
    severity: Severity::Error,
    sentence: "the new version has another dead-letter queue than the one that is deployed",
    reason: "Lambda gives an alias no weights between versions with two dead-letter queues, or between one with and one without, so CodeDeploy cannot shift traffic gradually, and the deployment fails.",
    mend: "deploy the change of the queue by `AllAtOnce`",
    bad: Example {
        template: orders!(
            r"        Alarms: [errors]
",
            r"      CodeUri: s3://code/2.zip
      DeadLetterQueue: { Type: SQS, TargetArn: !GetAtt Failures.Arn }
  Failures: { Type: AWS::SQS::Queue }
"
        ),
        found_at: &["10:24"],
    },
    good: orders!(
        r"        Alarms: [errors]
",
        r"      CodeUri: s3://code/2.zip
"
    ),
    detection: Detection::Comparison {
        before: orders!(
            r"        Alarms: [errors]
",
            r"      CodeUri: s3://code/1.zip
"
        ),
        search,
    },
};

fn search(step: &Step<'_, '_>, found: &mut Found) {
    for (read, _) in step.gradual_with(RoleChange::AnotherDeadLetterQueue) {
        let id = &read.function.logical_id;
        let message = format!(
            "`{id}` gets another dead-letter queue than its deployed version, and no alias has weights between both"
        );
        found.add(step.subject.place(read, "DeadLetterQueue"), id, message);
    }
}
