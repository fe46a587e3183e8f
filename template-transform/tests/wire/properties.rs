//! What holds for every template.

use proptest::prelude::*;
use serde_json::Value as Json;
use template_transform::Document;
use template_transform::wire::{AlarmSet, Options, wire};

use crate::{codes, json};

/// A guarded function and its hook with some of the lines that a hook needs, in one of several layouts.
fn templates() -> impl Strategy<Value = String> {
    let present = prop::collection::vec(any::<bool>(), 8);
    (present, 0..4_usize, any::<bool>(), any::<bool>(), 0..3_usize).prop_map(|(present, layout, windows, globals, condition)| {
        let mut text = String::from("# A template\nTransform: AWS::Serverless-2016-10-31 # SAM\n");
        text += "Conditions: {Never: !Equals [a, b]}\n";
        if globals {
            text += "Globals:\n  Function:\n    Timeout: 9\n    AutoPublishAlias: live\n";
        }
        let line = |text: &mut String, wanted: bool, lines: &str| {
            if wanted {
                *text += lines;
            }
        };
        text += "Resources:\n\n  Orders: # guarded\n    Type: AWS::Serverless::Function\n";
        line(&mut text, condition > 0, "    Condition: Never # for now\n");
        text += "    Properties:\n";
        line(&mut text, !globals, "      AutoPublishAlias: live\n");
        text +=
            "      DeploymentPreference:\n        Type: AllAtOnce # fast\n        Hooks: { PreTraffic: !Ref Check }\n";
        line(&mut text, present[0], "      InlineCode: |+\n        # not a comment\n        x\n\n");
        text +=
            "\n  Check:\n    Type: AWS::Serverless::Function\n";
        line(&mut text, condition > 1, "    Condition: Never\n");
        text += "    Properties: # of the hook\n      CodeUri: 'hooks'\n";
        line(&mut text, present[1], "      FunctionName: !Sub CodeDeployHook_${AWS::StackName}\n");
        line(&mut text, present[2], "      DeploymentPreference: {Enabled: no}\n");
        line(&mut text, present[3], "      Environment:\n        Variables:\n          OTHER: \"1\" # other\n");
        line(&mut text, present[4], "      Policies:\n      - AWSLambdaBasicExecutionRole # logs\n");
        line(&mut text, present[5] && !present[4], "      Policies: AWSLambdaBasicExecutionRole # logs\n");
        line(
            &mut text,
            present[6] && !present[4] && !present[5],
            "      Policies:\n        Statement:\n          - {Effect: Allow, Action: 'codedeploy:*', Resource: '*'}\n",
        );
        line(&mut text, present[7], "      # a last word\n");
        text += "\nOutputs: {} # none\n";
        match layout {
            0 => json(&text).to_string(),
            1 => serde_json::to_string_pretty(&json(&text)).unwrap(),
            _ if windows => text.replace('\n', "\r\n"),
            _ => text,
        }
    })
}

fn options() -> impl Strategy<Value = Options> {
    (any::<bool>(), prop::sample::select(vec![None, Some(AlarmSet::Guide), Some(AlarmSet::NewVersion)]))
        .prop_map(|(service_role, alarms)| Options { service_role, alarms, ..Options::default() })
}

/// Whether a value has all that another has, in its place.
fn holds(new: &Json, old: &Json) -> bool {
    match (new, old) {
        (Json::Object(new), Json::Object(old)) => {
            old.iter().all(|(key, old)| new.get(key).is_some_and(|new| holds(new, old)))
        }
        (Json::Array(new), Json::Array(old)) => {
            new.len() >= old.len() && new.iter().zip(old).all(|(new, old)| holds(new, old))
        }
        // A single policy becomes the first of several.
        (Json::Array(new), old) => new.first() == Some(old),
        (new, old) => new == old,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn wiring_twice_is_wiring_once_and_loses_nothing(text in templates(), options in options()) {
        let first = wire(&Document::parse("t.yaml", &text).unwrap(), &[], &options);
        prop_assert_eq!(codes(&first), Vec::<&str>::new());
        let second = wire(&Document::parse("t.yaml", &first.text).unwrap(), &[], &options);
        prop_assert_eq!(&second.text, &first.text);
        prop_assert!(holds(&json(&first.text), &json(&text)));
        // Every line of a template by indentation is still there, in its order; a single policy moves to a line of its own.
        if text.starts_with('#') {
            for comment in text.lines().filter_map(|line| line.split_once('#')) {
                prop_assert!(first.text.contains(comment.1), "{comment:?} in\n{}", first.text);
            }
            let mut lines = first.text.lines();
            for line in text.lines().filter(|line| !line.contains("Policies: AWS")) {
                prop_assert!(lines.any(|new| new == line), "{line:?} in\n{}", first.text);
            }
        }
    }

    #[test]
    fn no_text_makes_wiring_panic(parts in prop::collection::vec(prop::sample::select(vec![
        "\n", "\n  ", "\n    ", "\n      ", ": ", "- ", "[", "]", "{", "}", "&a ", "*a", "<<: ", "!Ref ", "!If ", "|\n", "\"", "#", "\t", "\r\n",
        "Resources:", "F:", "Type: AWS::Serverless::Function", "Properties:", "DeploymentPreference:", "AutoPublishAlias: live", "Hooks:", "PreTraffic: ",
        "Globals:", "Function:", "Policies: ", "Environment: ", "F", "H", "Condition: C", "Alarms: ", "TriggerConfigurations: ", "Fn::If: ",
    ]), 0..50)) {
        if let Ok(document) = Document::parse("t.yaml", &parts.concat()) {
            let wired = wire(&document, &[], &Options { service_role: true, alarms: Some(AlarmSet::Guide), ..Options::default() });
            prop_assert!(Document::parse("t.yaml", &wired.text).is_ok());
        }
    }
}
