//! The name of a hook's function. SAM's service role may only call functions named `CodeDeployHook_…`.

use crate::document::{Fragment, Node};

pub(super) const PREFIX: &str = "CodeDeployHook_";

/// Lambda takes 64 characters. The prefix has 15, a part of the stack's id 12, and one divides.
const LONGEST_REST: usize = 64 - PREFIX.len() - 12 - 1;

/// A name that no other stack has: it ends with a part of the stack's id, since the stack's name may be too long.
pub(super) fn unique(id: &str) -> Fragment {
    let stack = Fragment::intrinsic(
        "Fn::Select",
        Fragment::List(vec![
            Fragment::Integer(4),
            Fragment::intrinsic(
                "Fn::Split",
                Fragment::List(vec![
                    "-".into(),
                    Fragment::intrinsic(
                        "Fn::Select",
                        Fragment::List(vec![
                            Fragment::Integer(2),
                            Fragment::intrinsic(
                                "Fn::Split",
                                Fragment::List(vec!["/".into(), Fragment::reference("AWS::StackId")]),
                            ),
                        ]),
                    ),
                ]),
            ),
        ]),
    );
    let text = format!("{PREFIX}{}_${{Stack}}", short(id));
    Fragment::intrinsic("Fn::Sub", Fragment::List(vec![text.into(), Fragment::map([("Stack", stack)])]))
}

/// A logical id that fits; what is cut off leaves its hash.
fn short(id: &str) -> String {
    if id.len() <= LONGEST_REST {
        return id.to_owned();
    }
    let hash = id.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    let kept: String = id.chars().take(LONGEST_REST - 9).collect();
    format!("{kept}_{hash:08x}")
}

/// Whether a name starts with the prefix; `None` when only the deployment knows.
pub(super) fn has_prefix(name: &Node) -> Option<bool> {
    let start = name.as_str().or_else(|| {
        let text = name.get("Fn::Sub")?;
        text.as_str().or_else(|| text.as_list()?.first()?.as_str())
    });
    let start = start.or_else(|| name.get("Fn::Join")?.as_list()?.get(1)?.as_list()?.first()?.as_str())?;
    let literal = start.split("${").next().unwrap_or(start);
    if literal.len() < PREFIX.len() && PREFIX.starts_with(literal) && start != literal {
        return None;
    }
    Some(literal.starts_with(PREFIX) || (name.get("Fn::Join").is_some() && start == PREFIX.trim_end_matches('_')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_logical_id_is_cut_to_fit_and_stays_unique() {
        let one = short(&"A".repeat(60));
        let other = short(&("A".repeat(59) + "B"));
        assert_eq!((one.len(), other.len(), one == other), (36, 36, false));
        assert_eq!(short("OrdersArePriced"), "OrdersArePriced");
        assert_eq!(PREFIX.len() + one.len() + 1 + 12, 64);
    }
}
