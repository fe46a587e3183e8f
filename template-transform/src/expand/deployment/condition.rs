//! The condition of what all deployment groups share: any of the conditions of the groups.

use crate::expand::value::{Text, Value};

const NAME: &str = "ServerlessCodeDeployCondition";

/// `Fn::Or` takes no more.
const MOST: usize = 10;

/// The name of the condition, and the conditions that have to be added for it.
pub(super) fn any_of(conditions: Vec<Text<'_>>) -> (Text<'_>, Vec<(String, Value<'_>)>) {
    let mut queue: std::collections::VecDeque<Text> = conditions.into();
    let mut added = Vec::new();
    // More than ten are joined in groups of ten, and the groups in turn; SAM numbers them downwards, the last without a number.
    let mut number = queue.len().saturating_sub(2) / (MOST - 1);
    while queue.len() > 1 {
        let name = if number > 0 { format!("{NAME}{number}") } else { NAME.to_owned() };
        number = number.saturating_sub(1);
        let group =
            queue.drain(..MOST.min(queue.len())).map(|condition| Value::from([("Condition", Value::Text(condition))]));
        added.push((name.clone(), Value::from([("Fn::Or", Value::List(group.collect()))])));
        queue.push_back(name.into());
    }
    (queue.pop_front().unwrap_or_default(), added)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(count: usize) -> Vec<Text<'static>> {
        (0..count).map(|at| Text::from(format!("C{at}"))).collect()
    }

    #[test]
    fn one_condition_stands_for_itself() {
        assert_eq!(any_of(names(1)), ("C0".into(), Vec::new()));
    }

    #[test]
    fn eleven_conditions_need_two_groups() {
        let (name, added) = any_of(names(11));
        assert_eq!(name, "ServerlessCodeDeployCondition");
        let names: Vec<&str> = added.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["ServerlessCodeDeployCondition1", "ServerlessCodeDeployCondition"]);
        let last = added[1].1.get("Fn::Or").unwrap().as_list().unwrap();
        assert_eq!(last.len(), 2);
        assert_eq!(last[1].get("Condition").unwrap().as_str(), Some("ServerlessCodeDeployCondition1"));
    }
}
