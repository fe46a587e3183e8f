//! Numbers as Python writes them, because its spelling of a key or a value is what SAM sees.

/// A float as Python's `repr` and `json.dumps` spell it.
pub(crate) fn float_text(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    // `serde_json` decides as Python does when two shortest spellings are equally near; `Display` of the standard library does not.
    let text = serde_json::Number::from_f64(number).map_or_else(String::new, |number| number.to_string());
    let (sign, text) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let leading = all.len() - all.trim_start_matches('0').len();
    let digits = all.trim_matches('0');
    if digits.is_empty() {
        return format!("{sign}0.0");
    }
    // The exponent of the first digit that is not zero.
    let exponent: i32 = exponent.parse().unwrap_or(0) + small(whole.len()) - 1 - small(leading);
    let (first, rest) = digits.split_at(1);
    match exponent {
        -4..0 => format!("{sign}0.{}{digits}", "0".repeat(exponent.unsigned_abs() as usize - 1)),
        0..16 => {
            let places = exponent.unsigned_abs() as usize + 1;
            let padded = format!("{digits:0<places$}");
            let (whole, fraction) = padded.split_at(places);
            format!("{sign}{whole}.{}", if fraction.is_empty() { "0" } else { fraction })
        }
        _ => {
            let point = if rest.is_empty() { "" } else { "." };
            let direction = if exponent < 0 { '-' } else { '+' };
            format!("{sign}{first}{point}{rest}e{direction}{:02}", exponent.abs())
        }
    }
}

fn small(length: usize) -> i32 {
    i32::try_from(length).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::float_text;

    #[test]
    fn floats_are_spelled_as_python_spells_them() {
        for (number, text) in [
            (3.0, "3.0"),
            (1.5, "1.5"),
            (-0.0, "-0.0"),
            (1e15, "1000000000000000.0"),
            (1e16, "1e+16"),
            (1.25e-5, "1.25e-05"),
            (0.0001, "0.0001"),
            // Halfway between two spellings: the even one.
            (f64::from(-920.146_55_f32), "-920.1465454101562"),
            (123_456.0, "123456.0"),
            (1.234_5e-10, "1.2345e-10"),
            (5e-324, "5e-324"),
            (f64::MAX, "1.7976931348623157e+308"),
            (0.0, "0.0"),
            (0.012, "0.012"),
            (f64::INFINITY, "Infinity"),
        ] {
            assert_eq!(float_text(number), text);
        }
    }
}
