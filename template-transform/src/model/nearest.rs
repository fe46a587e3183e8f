//! The name that was probably meant.

/// Longer names are not compared: the time to compare grows with the product of the lengths.
const LONGEST: usize = 128;

/// The candidate that differs from `name` by a slip of the hand at most, letter case aside.
pub(crate) fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if name.len() > LONGEST {
        return None;
    }
    let wanted = name.to_lowercase();
    // `PostTrafficHook` is no slip of `PreTrafficHook`.
    let near_enough = if wanted.chars().count() < 8 { 1 } else { 2 };
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= LONGEST)
        .map(|candidate| (strsim::damerau_levenshtein(&wanted, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= near_enough)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_of_the_hand_finds_the_name() {
        let names = ["OrdersFunction", "PreTrafficHook", "PostTrafficHook"];
        assert_eq!(nearest("PreTraficHook", names), Some("PreTrafficHook"));
        assert_eq!(nearest("pretraffichook", names), Some("PreTrafficHook"));
    }

    #[test]
    fn another_name_finds_nothing() {
        assert_eq!(nearest("Payments", ["OrdersFunction", "Queue"]), None);
        assert_eq!(nearest("PostTrafficHook", ["PreTrafficHook"]), None);
    }
}
