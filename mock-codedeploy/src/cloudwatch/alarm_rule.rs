//! The rule of a composite alarm: `ALARM("errors") AND NOT (OK(latency) OR FALSE)`.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::evaluation::AlarmState;

/// A rule has this many characters at most.
const LONGEST: usize = 10_240;
/// No rule that a person writes is nested deeper.
const DEEPEST: usize = 64;

/// A rule, as it was written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AlarmRule {
    text: String,
    expression: Expression,
}

/// Why a text is no rule.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AlarmRuleError {
    /// It is too long.
    #[error("the rule has more than {LONGEST} characters")]
    TooLong,
    /// It is nested too deep.
    #[error("the rule is nested deeper than {DEEPEST}")]
    TooDeep,
    /// Something else should stand there.
    #[error("at character {at} of the rule there should be {wanted}")]
    Wanted {
        /// Counted from one.
        at: usize,
        /// What.
        wanted: &'static str,
    },
}

#[derive(Clone, Debug, PartialEq)]
enum Expression {
    Constant(bool),
    Is(AlarmState, String),
    Not(Box<Self>),
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
}

impl AlarmRule {
    /// The rule as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it holds, given the states of the alarms by their names or ARNs. An alarm that is not there is in no state.
    pub fn holds(&self, state: impl Fn(&str) -> Option<AlarmState>) -> bool {
        self.expression.holds(&state)
    }

    /// The alarms that it names.
    pub fn names(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.expression.collect(&mut names);
        names
    }
}

impl Expression {
    fn holds(&self, state: &impl Fn(&str) -> Option<AlarmState>) -> bool {
        match self {
            Self::Constant(value) => *value,
            Self::Is(wanted, name) => state(name) == Some(*wanted),
            Self::Not(inner) => !inner.holds(state),
            Self::And(left, right) => left.holds(state) && right.holds(state),
            Self::Or(left, right) => left.holds(state) || right.holds(state),
        }
    }

    fn collect<'a>(&'a self, names: &mut Vec<&'a str>) {
        match self {
            Self::Constant(_) => {}
            Self::Is(_, name) => names.push(name),
            Self::Not(inner) => inner.collect(names),
            Self::And(left, right) | Self::Or(left, right) => {
                left.collect(names);
                right.collect(names);
            }
        }
    }
}

impl FromStr for AlarmRule {
    type Err = AlarmRuleError;

    fn from_str(text: &str) -> Result<Self, AlarmRuleError> {
        if text.chars().count() > LONGEST {
            return Err(AlarmRuleError::TooLong);
        }
        let mut reader = Reader { text, at: 0 };
        let expression = reader.any_of(0)?;
        if reader.rest().is_empty() {
            Ok(Self { text: text.to_owned(), expression })
        } else {
            Err(reader.wanted("AND, OR or the end"))
        }
    }
}

impl TryFrom<String> for AlarmRule {
    type Error = AlarmRuleError;

    fn try_from(text: String) -> Result<Self, AlarmRuleError> {
        text.parse()
    }
}

impl From<AlarmRule> for String {
    fn from(rule: AlarmRule) -> Self {
        rule.text
    }
}

/// Reads from left to right: NOT binds closest, then AND, then OR.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    /// What is left, without the space before it.
    fn rest(&mut self) -> &'a str {
        let rest = &self.text[self.at..];
        let trimmed = rest.trim_start();
        self.at += rest.len() - trimmed.len();
        trimmed
    }

    fn wanted(&self, wanted: &'static str) -> AlarmRuleError {
        AlarmRuleError::Wanted { at: self.text[..self.at].chars().count() + 1, wanted }
    }

    fn takes(&mut self, symbol: char) -> bool {
        let is_next = self.rest().starts_with(symbol);
        self.at += if is_next { symbol.len_utf8() } else { 0 };
        is_next
    }

    /// Takes a word if it stands next, whole.
    fn takes_word(&mut self, word: &str) -> bool {
        let Some(after) = self.rest().strip_prefix(word) else { return false };
        let is_whole = !after.starts_with(|next: char| next.is_ascii_alphanumeric() || next == '_');
        self.at += if is_whole { word.len() } else { 0 };
        is_whole
    }

    fn any_of(&mut self, depth: usize) -> Result<Expression, AlarmRuleError> {
        let mut left = self.all_of(depth)?;
        while self.takes_word("OR") {
            left = Expression::Or(Box::new(left), Box::new(self.all_of(depth)?));
        }
        Ok(left)
    }

    fn all_of(&mut self, depth: usize) -> Result<Expression, AlarmRuleError> {
        let mut left = self.one(depth)?;
        while self.takes_word("AND") {
            left = Expression::And(Box::new(left), Box::new(self.one(depth)?));
        }
        Ok(left)
    }

    fn one(&mut self, depth: usize) -> Result<Expression, AlarmRuleError> {
        if depth > DEEPEST {
            return Err(AlarmRuleError::TooDeep);
        }
        if self.takes_word("NOT") {
            return Ok(Expression::Not(Box::new(self.one(depth + 1)?)));
        }
        if self.takes('(') {
            let inner = self.any_of(depth + 1)?;
            return if self.takes(')') { Ok(inner) } else { Err(self.wanted("AND, OR or `)`")) };
        }
        for (word, value) in [("TRUE", true), ("FALSE", false)] {
            if self.takes_word(word) {
                return Ok(Expression::Constant(value));
            }
        }
        let states =
            [("ALARM", AlarmState::Alarm), ("OK", AlarmState::Ok), ("INSUFFICIENT_DATA", AlarmState::InsufficientData)];
        for (word, state) in states {
            if self.takes_word(word) {
                return self.name().map(|name| Expression::Is(state, name));
            }
        }
        Err(self.wanted("ALARM(…), OK(…), INSUFFICIENT_DATA(…), TRUE, FALSE, NOT or `(`"))
    }

    /// A name in parentheses, quoted if it has spaces or parentheses itself.
    fn name(&mut self) -> Result<String, AlarmRuleError> {
        if !self.takes('(') {
            return Err(self.wanted("`(`"));
        }
        let name = if self.takes('"') {
            let quoted = &self.text[self.at..];
            let Some(end) = quoted.find('"') else { return Err(self.wanted("a name that ends with `\"`")) };
            self.at += end + 1;
            &quoted[..end]
        } else {
            let rest = self.rest();
            let end = rest.find(|next: char| next.is_whitespace() || "()\"".contains(next)).unwrap_or(rest.len());
            self.at += end;
            &rest[..end]
        };
        if name.is_empty() {
            return Err(self.wanted("an alarm's name"));
        }
        if self.takes(')') { Ok(name.to_owned()) } else { Err(self.wanted("`)`")) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// With `a` in ALARM, `b b` OK, `c` without data and no other.
    fn holds(rule: &str) -> bool {
        rule.parse::<AlarmRule>().unwrap_or_else(|error| panic!("{rule}: {error}")).holds(|name| match name {
            "a" => Some(AlarmState::Alarm),
            "b b" => Some(AlarmState::Ok),
            "c" => Some(AlarmState::InsufficientData),
            _ => None,
        })
    }

    #[test]
    fn rules_hold_by_the_states_of_their_alarms() {
        for rule in [
            "ALARM(a)",
            "ALARM(\"a\")",
            " ( ALARM ( a ) ) ",
            "OK(\"b b\") AND INSUFFICIENT_DATA(c)",
            "NOT OK(a)",
            "TRUE OR FALSE AND FALSE",
            "NOT FALSE AND TRUE",
            "ALARM(a) AND (OK(a) OR NOT ALARM(c))",
        ] {
            assert!(holds(rule), "{rule}");
        }
        for rule in ["FALSE", "OK(a)", "ALARM(missing)", "NOT (TRUE OR FALSE)", "(TRUE OR TRUE) AND FALSE"] {
            assert!(!holds(rule), "{rule}");
        }
        let rule: AlarmRule = "ALARM(a) OR NOT OK(\"b b\")".parse().unwrap();
        assert_eq!(rule.names(), ["a", "b b"]);
    }

    #[test]
    fn what_is_no_rule_is_told_with_its_place() {
        let told = |rule: &str| rule.parse::<AlarmRule>().unwrap_err().to_string();
        assert_eq!(
            told("ALARM(a) AND"),
            "at character 13 of the rule there should be ALARM(…), OK(…), INSUFFICIENT_DATA(…), TRUE, FALSE, NOT or `(`"
        );
        assert_eq!(told("ALARM(a"), "at character 8 of the rule there should be `)`");
        assert_eq!(told("ALARM()"), "at character 7 of the rule there should be an alarm's name");
        assert_eq!(told("ALARM(\"ä"), "at character 8 of the rule there should be a name that ends with `\"`");
        assert_eq!(told("TRUE x"), "at character 6 of the rule there should be AND, OR or the end");
        assert!(told("ALARMS(a)").starts_with("at character 1 of the rule there should be ALARM(…)"));
        assert_eq!(told(&"(".repeat(5_000)), "the rule is nested deeper than 64");
        assert_eq!(told(&"NOT ".repeat(2_500)), "the rule is nested deeper than 64");
        assert_eq!(told(&" ".repeat(10_241)), "the rule has more than 10240 characters");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[A-Z_()\"a ]{0,80}|.{0,80}") {
            if let Ok(rule) = text.parse::<AlarmRule>() {
                prop_assert_eq!(rule.as_str(), &text);
            }
        }
    }
}
