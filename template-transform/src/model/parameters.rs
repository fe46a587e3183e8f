//! What the caller knows about a deployment: parameter values, region, account, stack.

use std::collections::BTreeMap;

/// Values for the parameters of a template, over its defaults.
///
/// Region, partition, account and stack are known only when they are given here.
///
/// ```
/// use template_transform::Parameters;
///
/// let parameters = Parameters::new().with("Stage", "prod").with_region("eu-west-1");
/// assert_eq!(parameters.get("AWS::Partition"), Some("aws"));
/// assert_eq!(parameters.get("AWS::StackName"), None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters {
    values: BTreeMap<String, String>,
}

impl Parameters {
    /// Nothing but the template's defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// With a value for a parameter, or for a pseudo parameter such as `AWS::AccountId`.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.values.insert(name.into(), value.into());
        self
    }

    /// With the region to deploy to, which tells the partition too.
    #[must_use]
    pub fn with_region(self, region: &str) -> Self {
        self.with("AWS::Region", region).with("AWS::Partition", partition(region))
    }

    /// With the account to deploy to.
    #[must_use]
    pub fn with_account_id(self, account: impl Into<String>) -> Self {
        self.with("AWS::AccountId", account)
    }

    /// With the name of the stack.
    #[must_use]
    pub fn with_stack_name(self, stack: impl Into<String>) -> Self {
        self.with("AWS::StackName", stack)
    }

    /// The value for a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// All values, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Parameters {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(values: I) -> Self {
        values.into_iter().fold(Self::new(), |parameters, (name, value)| parameters.with(name, value))
    }
}

/// The partition that a region belongs to.
pub(crate) fn partition(region: &str) -> &'static str {
    let region = region.to_lowercase();
    // Longer prefixes stand before the shorter ones that they start with.
    let prefixes = [
        ("cn-", "aws-cn"),
        ("us-isob", "aws-iso-b"),
        ("us-iso-", "aws-iso"),
        ("us-gov", "aws-us-gov"),
        ("eu-isoe", "aws-iso-e"),
        ("us-isof", "aws-iso-f"),
        ("eusc-", "aws-eusc"),
    ];
    prefixes.iter().find(|(prefix, _)| region.starts_with(prefix)).map_or("aws", |(_, partition)| partition)
}

#[cfg(test)]
mod tests {
    use super::partition;

    #[test]
    fn a_region_tells_its_partition() {
        for (region, expected) in [
            ("eu-west-1", "aws"),
            ("CN-north-1", "aws-cn"),
            ("us-isob-east-1", "aws-iso-b"),
            ("us-iso-east-1", "aws-iso"),
            ("us-gov-west-1", "aws-us-gov"),
        ] {
            assert_eq!(partition(region), expected);
        }
    }
}
