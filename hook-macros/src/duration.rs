//! Durations as text: `500ms`, `30s`, `5m`.

use std::time::Duration;

use syn::LitStr;

/// Reads a duration, or says on the literal itself what is wrong with it.
pub(crate) fn parse(literal: &LitStr) -> syn::Result<Duration> {
    let text = literal.value();
    let refuse = |message: &str| syn::Error::new(literal.span(), message);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let milliseconds_a_unit: u64 = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        _ => return Err(refuse("a duration is a whole number and a unit, as in \"500ms\", \"30s\" or \"5m\"")),
    };
    let milliseconds = number
        .parse::<u64>()
        .ok()
        .and_then(|number| number.checked_mul(milliseconds_a_unit))
        .ok_or_else(|| refuse("a duration is a whole number and a unit, as in \"500ms\", \"30s\" or \"5m\""))?;
    let longest = Duration::from_secs(15 * 60);
    let duration = Duration::from_millis(milliseconds);
    if duration.is_zero() {
        return Err(refuse("a duration of zero leaves no time at all"));
    }
    if duration > longest {
        return Err(refuse("a Lambda function runs for at most 15 minutes (\"15m\")"));
    }
    Ok(duration)
}

#[cfg(test)]
mod tests {
    use proc_macro2::Span;

    use super::*;

    fn parsed(text: &str) -> Result<Duration, String> {
        parse(&LitStr::new(text, Span::call_site())).map_err(|error| error.to_string())
    }

    #[test]
    fn milliseconds_seconds_and_minutes_are_read() {
        assert_eq!(parsed("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(parsed("30s"), Ok(Duration::from_secs(30)));
        assert_eq!(parsed("5m"), Ok(Duration::from_secs(300)));
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "5", "m", "5h", "1.5s", "-1s", " 5s", "5 s", "99999999999999999999s"] {
            let message = parsed(text).expect_err(text);
            assert!(message.starts_with("a duration is a whole number"), "{text}: {message}");
        }
    }

    #[test]
    fn zero_and_more_than_lambda_allows_are_refused() {
        assert_eq!(parsed("0s"), Err("a duration of zero leaves no time at all".into()));
        assert_eq!(parsed("15m"), Ok(Duration::from_secs(900)));
        assert_eq!(parsed("901s"), Err("a Lambda function runs for at most 15 minutes (\"15m\")".into()));
    }
}
