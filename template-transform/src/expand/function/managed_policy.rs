//! The policies that AWS manages, by name. Origin and licence: `data/README.md`.

/// In the order of their names; a line has the path with the name at its end.
fn lines(partition: &str) -> &'static str {
    match partition {
        "aws" => include_str!("../../../data/managed-policies/aws.txt"),
        "aws-cn" => include_str!("../../../data/managed-policies/aws-cn.txt"),
        "aws-us-gov" => include_str!("../../../data/managed-policies/aws-us-gov.txt"),
        "aws-eusc" => include_str!("../../../data/managed-policies/aws-eusc.txt"),
        _ => "",
    }
}

/// The ARN of a managed policy in a partition.
pub(super) fn arn(name: &str, partition: &str) -> Option<String> {
    let path = search(lines(partition), name)?;
    Some(format!("arn:{partition}:iam::aws:policy/{path}"))
}

/// Halves the text until a line is left, so that nothing is read at the start.
fn search<'t>(text: &'t str, wanted: &str) -> Option<&'t str> {
    let mut rest = text;
    while !rest.is_empty() {
        let middle =
            rest.as_bytes().get(..rest.len() / 2)?.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let (before, from) = rest.split_at(middle);
        let (line, after) = from.split_once('\n').unwrap_or((from, ""));
        let name = line.rsplit('/').next().unwrap_or(line);
        match wanted.cmp(name) {
            std::cmp::Ordering::Equal => return Some(line),
            std::cmp::Ordering::Less => rest = before,
            std::cmp::Ordering::Greater => rest = after,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_in_its_partition() {
        for (partition, count) in [("aws", 1181), ("aws-cn", 595), ("aws-us-gov", 628), ("aws-eusc", 1201)] {
            let mut found = 0;
            for line in lines(partition).lines() {
                let name = line.rsplit('/').next().unwrap();
                assert_eq!(arn(name, partition).unwrap(), format!("arn:{partition}:iam::aws:policy/{line}"));
                found += 1;
            }
            assert_eq!(found, count);
        }
    }

    #[test]
    fn other_names_and_partitions_have_none() {
        assert_eq!(arn("AWSLambdaRoles", "aws"), None);
        assert_eq!(arn("", "aws"), None);
        assert_eq!(arn("AWSLambdaRole", "aws-iso"), None);
    }
}
