//! What an unquoted scalar means in YAML 1.1, as PyYAML's safe loader reads it.

use super::node::Value;

/// The typed value of a plain scalar.
pub(crate) fn read(text: &str) -> Value {
    // Most scalars are words, and no number or date starts like one.
    if text.starts_with(|first: char| !first.is_ascii_digit() && !matches!(first, '+' | '-' | '.')) {
        return null(text).or_else(|| boolean(text).map(Value::Bool)).unwrap_or_else(|| Value::Text(text.into()));
    }
    null(text)
        .or_else(|| boolean(text).map(Value::Bool))
        .or_else(|| float(text).map(Value::Float))
        .or_else(|| integer(text).map(Value::Integer))
        .or_else(|| is_timestamp(text).then(|| Value::Timestamp(text.into())))
        .unwrap_or_else(|| Value::Text(text.into()))
}

fn null(text: &str) -> Option<Value> {
    matches!(text, "" | "~" | "null" | "Null" | "NULL").then_some(Value::Null)
}

pub(crate) fn boolean(text: &str) -> Option<bool> {
    match text {
        "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Some(true),
        "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Some(false),
        _ => None,
    }
}

/// A whole number. One too large for any use stays text.
pub(crate) fn integer(text: &str) -> Option<i128> {
    let (negative, digits) = signed(text);
    let clean = digits.replace('_', "");
    let value = if let Some(binary) = digits.strip_prefix("0b") {
        all(binary, |c| matches!(c, '0' | '1' | '_')).then(|| i128::from_str_radix(clean.get(2..)?, 2).ok())?
    } else if let Some(hexadecimal) = digits.strip_prefix("0x") {
        all(hexadecimal, |c| c.is_ascii_hexdigit() || c == '_')
            .then(|| i128::from_str_radix(clean.get(2..)?, 16).ok())?
    } else if digits == "0" {
        Some(0)
    } else if digits.starts_with('0') {
        all(digits, |c| matches!(c, '0'..='7' | '_')).then(|| i128::from_str_radix(&clean, 8).ok())?
    } else if digits.contains(':') {
        base_sixty(digits, &clean)
    } else {
        starts_with_digit(digits).then(|| clean.parse().ok())?.filter(|_| all(digits, digit_or_underscore))
    }?;
    Some(if negative { -value } else { value })
}

/// `1:30` is ninety: the old way to write minutes and seconds.
fn base_sixty(digits: &str, clean: &str) -> Option<i128> {
    let (first, rest) = digits.split_once(':')?;
    if !starts_with_digit(first) || !all(first, digit_or_underscore) || !rest.split(':').all(is_sixtieth) {
        return None;
    }
    clean.split(':').try_fold(0_i128, |sum, part| sum.checked_mul(60)?.checked_add(part.parse().ok()?))
}

pub(crate) fn float(text: &str) -> Option<f64> {
    let (negative, rest) = signed(text);
    let sign = if negative { -1.0 } else { 1.0 };
    match rest {
        ".inf" | ".Inf" | ".INF" => return Some(sign * f64::INFINITY),
        ".nan" | ".NaN" | ".NAN" if rest == text => return Some(f64::NAN),
        _ => {}
    }
    let (whole, fraction) = rest.split_once('.')?;
    let clean = rest.replace('_', "");
    if let Some((first, sixtieths)) = whole.split_once(':') {
        let shaped =
            starts_with_digit(first) && all(first, digit_or_underscore) && sixtieths.split(':').all(is_sixtieth);
        if !shaped || !fraction.chars().all(digit_or_underscore) {
            return None;
        }
        let sum = clean.split(':').try_fold(0.0_f64, |sum, part| Some(sum * 60.0 + part.parse::<f64>().ok()?))?;
        return Some(sign * sum);
    }
    let (mantissa, exponent) = fraction.split_once(['e', 'E']).map_or((fraction, None), |(m, e)| (m, Some(e)));
    let well_formed = if whole.is_empty() {
        // PyYAML takes no sign before a bare point.
        rest == text && starts_with_digit(mantissa) && all(mantissa, digit_or_underscore)
    } else {
        starts_with_digit(whole) && all(whole, digit_or_underscore) && mantissa.chars().all(digit_or_underscore)
    };
    // An exponent needs its sign: `1.0e3` is text.
    let exponent_fits =
        exponent.is_none_or(|e| e.strip_prefix(['+', '-']).is_some_and(|e| all(e, |c| c.is_ascii_digit())));
    (well_formed && exponent_fits).then(|| clean.parse::<f64>().ok().map(|number| sign * number))?
}

/// `2010-09-09`, or a date with a time.
fn is_timestamp(text: &str) -> bool {
    let Some((date, time)) = text.find(['T', 't', ' ', '\t']).map(|at| text.split_at(at)) else {
        return is_date(text, |part| part.len() == 2);
    };
    let time = match time.strip_prefix(['T', 't']) {
        Some(time) => time,
        None => time.trim_start_matches([' ', '\t']),
    };
    let clock_end = time.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(time.len());
    let (clock, rest) = time.split_at(clock_end);
    let rest =
        rest.strip_prefix('.').map_or(rest, |fraction| fraction.trim_start_matches(|c: char| c.is_ascii_digit()));
    is_date(date, |part| matches!(part.len(), 1 | 2))
        && is_clock(clock)
        && is_zone(rest.trim_start_matches([' ', '\t']), rest)
}

fn is_date(text: &str, part_fits: impl Fn(&str) -> bool) -> bool {
    let parts: Vec<&str> = text.splitn(4, '-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    year.len() == 4 && part_fits(month) && part_fits(day) && parts.iter().all(|part| all(part, |c| c.is_ascii_digit()))
}

fn is_clock(text: &str) -> bool {
    let parts: Vec<&str> = text.splitn(4, ':').collect();
    let [hour, minute, second] = parts.as_slice() else { return false };
    matches!(hour.len(), 1 | 2)
        && minute.len() == 2
        && second.len() == 2
        && parts.iter().all(|part| all(part, |c| c.is_ascii_digit()))
}

fn is_zone(zone: &str, with_space: &str) -> bool {
    let Some(offset) = zone.strip_prefix(['+', '-']) else { return zone == "Z" || with_space.is_empty() };
    let (hours, minutes) = offset.split_once(':').map_or((offset, None), |(h, m)| (h, Some(m)));
    let digits = |part: &str| all(part, |c| c.is_ascii_digit());
    matches!(hours.len(), 1 | 2) && digits(hours) && minutes.is_none_or(|m| m.len() == 2 && digits(m))
}

fn signed(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

fn all(text: &str, fits: impl Fn(char) -> bool) -> bool {
    !text.is_empty() && text.chars().all(fits)
}

fn digit_or_underscore(c: char) -> bool {
    c.is_ascii_digit() || c == '_'
}

fn starts_with_digit(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

fn is_sixtieth(part: &str) -> bool {
    all(part, |c| c.is_ascii_digit()) && (part.len() == 1 || (part.len() == 2 && part.starts_with(|c| c <= '5')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str) -> Value {
        Value::Text(value.into())
    }

    #[test]
    fn booleans_have_three_casings_and_no_more() {
        assert_eq!(read("yes"), Value::Bool(true));
        assert_eq!(read("Off"), Value::Bool(false));
        assert_eq!(read("yEs"), text("yEs"));
        assert_eq!(read("y"), text("y"));
    }

    #[test]
    fn whole_numbers_come_in_five_notations() {
        for (written, value) in [
            ("010", 8),
            ("1_000", 1000),
            ("1:30", 90),
            ("-1:30", -90),
            ("0x1F", 31),
            ("+0b101", 5),
            ("0", 0),
            ("-7", -7),
            ("123456789012", 123_456_789_012),
            ("0_", 0),
        ] {
            assert_eq!(read(written), Value::Integer(value), "{written}");
        }
        for written in
            ["08", "0b", "0x_", "1:60", "0o14", "_1", "--1", "+", "0:30", "99999999999999999999999999999999999999999"]
        {
            assert_eq!(read(written), text(written));
        }
    }

    #[test]
    fn a_float_has_a_point_and_a_signed_exponent() {
        for (written, value) in
            [("3.0", 3.0), (".5", 0.5), ("1.", 1.0), ("1.5e+3", 1500.0), ("1_0.5", 10.5), ("-1:30.5", -90.5)]
        {
            assert_eq!(read(written), Value::Float(value), "{written}");
        }
        assert_eq!(read("-.inf"), Value::Float(f64::NEG_INFINITY));
        assert!(matches!(read(".NaN"), Value::Float(number) if number.is_nan()));
        for written in ["1e3", "1.0e3", "-.5", ".", "+.nan", "1.2.3", "._1"] {
            assert_eq!(read(written), text(written));
        }
    }

    #[test]
    fn dates_are_kept_as_they_were_written() {
        for written in ["2012-10-17", "2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43.10 -5", "2001-1-4 1:59:43Z"]
        {
            assert_eq!(read(written), Value::Timestamp(written.into()), "{written}");
        }
        for written in ["2012-1-17", "2012-10-17x", "12-10-17", "2001-12-14 21:59", "2001-12-14T21:59:43 "] {
            assert_eq!(read(written), text(written), "{written}");
        }
    }

    #[test]
    fn nothing_is_null() {
        assert_eq!((read(""), read("~"), read("Null")), (Value::Null, Value::Null, Value::Null));
        assert_eq!(read("nULL"), text("nULL"));
    }
}
