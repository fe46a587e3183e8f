//! Which of a binary's hooks serves, by the Lambda handler name.

use thiserror::Error;

use crate::definition::HookDefinition;

/// Why no hook can serve.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(crate) enum SelectionError {
    #[error("`hook_sdk::main!` was given no hook")]
    Empty,
    #[error(
        "the handler `{handler}` names no hook of this binary; its hooks are {names} (set `Handler` in the template to one of them)"
    )]
    Unknown { handler: String, names: String },
    #[error("two hooks of this binary are named `{0}`; rename one")]
    Twice(&'static str),
}

/// With one hook any handler name serves; with several, the name stands alone or after the last dot.
pub(crate) fn select(hooks: &[HookDefinition], handler: &str) -> Result<HookDefinition, SelectionError> {
    if let [only] = hooks {
        return Ok(*only);
    }
    let Some(first) = hooks.first() else {
        return Err(SelectionError::Empty);
    };
    for (index, hook) in hooks.iter().enumerate() {
        if hooks.iter().skip(index + 1).any(|other| other.name == hook.name) {
            return Err(SelectionError::Twice(hook.name));
        }
    }
    let name = handler.rsplit('.').next().unwrap_or(handler);
    hooks.iter().find(|hook| hook.name == name).copied().ok_or_else(|| {
        let names =
            hooks.iter().skip(1).fold(format!("`{}`", first.name), |names, hook| format!("{names}, `{}`", hook.name));
        SelectionError::Unknown { handler: handler.to_owned(), names }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::expansion::REFUSED;

    const A: HookDefinition = HookDefinition { name: "a", ..REFUSED };
    const B: HookDefinition = HookDefinition { name: "b", ..REFUSED };

    #[test]
    fn one_hook_serves_any_handler_name() {
        assert_eq!(select(&[A], "bootstrap").unwrap().name, "a");
    }

    #[test]
    fn of_several_the_handler_picks_one_alone_or_after_a_dot() {
        assert_eq!(select(&[A, B], "b").unwrap().name, "b");
        assert_eq!(select(&[A, B], "hooks.a").unwrap().name, "a");
    }

    #[test]
    fn an_unknown_name_lists_the_names_that_there_are() {
        assert_eq!(
            select(&[A, B], "bootstrap").unwrap_err().to_string(),
            "the handler `bootstrap` names no hook of this binary; its hooks are `a`, `b` \
             (set `Handler` in the template to one of them)"
        );
    }

    #[test]
    fn two_hooks_of_one_name_are_refused() {
        assert_eq!(select(&[A, B, A], "b").unwrap_err(), SelectionError::Twice("a"));
        assert_eq!(select(&[], "b").unwrap_err(), SelectionError::Empty);
    }
}
