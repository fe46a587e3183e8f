//! Properties that hold for every text.

use proptest::prelude::*;
use serde_json::{Value as Json, json};
use template_transform::check::check;
use template_transform::expand::expand;
use template_transform::plan::Plan;
use template_transform::{Application, Document, Parameters};

fn read_everything(text: &str) {
    match Document::parse("t.yaml", text) {
        Ok(document) => {
            let _ = document.root().to_json();
            let parameters = Parameters::new();
            let _ = Application::read(&document, &parameters);
            let _ = check(&document, &parameters);
            let _ = Plan::between(&document, &document, &parameters);
            if let Ok(expansion) = expand(&document, &parameters, "eu-west-1") {
                let _ = (expansion.to_json(), expansion.to_yaml());
            }
        }
        Err(error) => {
            let _ = (error.to_string(), error.to_diagnostic());
            assert!(error.location().line >= 1 && error.location().column >= 1);
        }
    }
}

fn documents() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        (-1000_i32..1000).prop_map(|number| json!(f64::from(number) / 8.0)),
        "\\PC{0,12}".prop_map(Json::from),
    ];
    let value = leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Json::from),
            prop::collection::btree_map("[A-Za-z:.$ ]{0,8}", inner, 0..6)
                .prop_map(|map| Json::Object(map.into_iter().collect())),
        ]
    });
    prop::collection::btree_map("[A-Za-z]{1,8}", value, 1..6).prop_map(|map| Json::Object(map.into_iter().collect()))
}

/// The same as YAML in block style, with the strings in quotes.
fn block(value: &Json, indent: usize, text: &mut String) {
    let margin = " ".repeat(indent);
    match value {
        Json::Object(map) if !map.is_empty() => {
            for (key, value) in map {
                *text += &["\n", &margin, &Json::from(key.as_str()).to_string(), ":"].concat();
                block(value, indent + 2, text);
            }
        }
        Json::Array(items) if !items.is_empty() => {
            for item in items {
                *text += &["\n", &margin, "-"].concat();
                block(item, indent + 2, text);
            }
        }
        other => *text += &[" ", &other.to_string()].concat(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn arbitrary_text_never_panics(text in any::<String>()) {
        read_everything(&text);
    }

    #[test]
    fn text_made_of_yaml_and_sam_never_panics(parts in prop::collection::vec(prop::sample::select(vec![
        "\n", "\n  ", "\n    ", "\n      ", ": ", "- ", "[", "]", "{", "}", ", ", "&a ", "*a", "<<: ", "!Ref ", "!Sub ", "!GetAtt ", "!If ",
        "|\n", ">-\n", "\"", "'", "#", "~", "?", "%", "\t", "\r\n", "é", "Resources:", "F:", "Type: AWS::Serverless::Function", "Properties:",
        "DeploymentPreference:", "AutoPublishAlias: live", "Hooks:", "PreTraffic: ", "Globals:", "Function:", "Conditions:", "Condition: ", "1:30", "---", "Policies:", "Statement:", "Action: '*'", "Resource: ", "Alarms: ", "Dimensions:", "# safe-deploy: allow ", "${F.Version}", "Events:", "Environment:", "Variables:", "CurrentVersion: ", "Role: ",
    ]), 0..60)) {
        read_everything(&parts.concat());
    }

    #[test]
    fn json_parses_to_what_was_written(value in documents()) {
        for text in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
            prop_assert_eq!(Document::parse("t.json", &text).unwrap().root().to_json(), value.clone());
        }
    }

    #[test]
    fn block_yaml_parses_to_what_was_written(value in documents()) {
        let mut text = String::new();
        block(&value, 0, &mut text);
        prop_assert_eq!(Document::parse("t.yaml", &text).unwrap().root().to_json(), value.clone());
        let windows = text.replace('\n', "\r\n");
        prop_assert_eq!(Document::parse("t.yaml", &windows).unwrap().root().to_json(), value);
    }
}
