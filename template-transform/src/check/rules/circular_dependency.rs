//! Resources of the expanded template that wait for each other.

use crate::check::dependencies::Dependencies;
use crate::check::found::Found;
use crate::check::rule::{Detection, Example, Rule};
use crate::check::subject::Subject;
use crate::diagnostic::Severity;
use crate::model::LogicalId;

pub(in crate::check) static RULE: Rule = Rule {
    code: "circular-dependency",
    severity: Severity::Error,
    sentence: "resources of the expanded template wait for each other in a circle",
    reason: "CloudFormation refuses the stack. Many edges stand nowhere in the template: SAM's alias waits for the version, the deployment group and the hooks; the group for the alarms; the version for the function, and that for its role.",
    mend: "cut the edge that the finding names",
    bad: Example {
        template: r"Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      DeploymentPreference: { Type: Canary10Percent5Minutes, Alarms: [!Ref Errors] }
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Dimensions: [{ Name: Resource, Value: !Ref Orders.Alias }]
",
        found_at: &["10:45"],
    },
    good: r#"Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: live
      DeploymentPreference: { Type: Canary10Percent5Minutes, Alarms: [!Ref Errors] }
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Dimensions: [{ Name: Resource, Value: !Sub "${Orders}:live" }]
"#,
    detection: Detection::Search(search),
};

fn search(subject: &Subject<'_>, found: &mut Found) {
    let dependencies = Dependencies::of(subject);
    for cycle in dependencies.cycles() {
        // Only what the template says can be cut there; a reference to an alias is the usual culprit.
        let written = || cycle.iter().filter(|(_, edge)| edge.location.is_some());
        let to_alias = written().find(|(_, edge)| dependencies.name(edge.to).ends_with(".Alias"));
        let Some((from, edge)) = to_alias.or_else(|| written().next()) else { continue };
        let Some(location) = edge.location.clone() else { continue };
        let to = dependencies.name(edge.to);
        let mut circle: Vec<String> = cycle.iter().map(|(name, _)| format!("`{name}`")).collect();
        circle.extend(circle.first().cloned());
        let message = format!("{} wait for each other in a circle", circle.join(" → "));
        let help = match to.strip_suffix(".Alias") {
            Some(function) => format!(
                "cut `{from}` → `{to}`: write the alias by its name, such as `!Sub \"${{{function}}}:live\"`, or `!Ref {function}.Version`"
            ),
            None => format!("cut `{from}` → `{to}`: take this reference out, or put it in a resource of its own"),
        };
        let owner = from.split_once('.').map_or(*from, |(function, _)| function);
        found.add_with_help(location, &LogicalId::new(owner), message, help);
    }
}
