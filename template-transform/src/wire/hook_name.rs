//! The name of a hook's function. SAM's service role may only call functions named `CodeDeployHook_…`.

use crate::document::Fragment;

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
