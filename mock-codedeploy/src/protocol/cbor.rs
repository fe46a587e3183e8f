//! Smithy RPC v2 CBOR (spec 2.1, 7.1).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ciborium::Value as Cbor;
use serde_json::{Number, Value};

use super::{DecodeError, Members, members};

/// The tag of a time as epoch seconds.
const EPOCH_SECONDS: u64 = 1;
/// No request of AWS is nested deeper.
const DEEPEST: usize = 64;

/// Reads a body. An empty one has no members.
pub(crate) fn decode(body: &[u8]) -> Result<Members, DecodeError> {
    if body.is_empty() {
        return Ok(Members::new());
    }
    let mut rest = body;
    let value: Cbor = ciborium::de::from_reader_with_recursion_limit(&mut rest, DEEPEST)
        .map_err(|error| DecodeError::Cbor(error.to_string()))?;
    if !rest.is_empty() {
        return Err(DecodeError::Cbor("there is more after the first value".into()));
    }
    members(to_json(value)?)
}

fn to_json(value: Cbor) -> Result<Value, DecodeError> {
    let unsupported = |what: &str| DecodeError::Cbor(format!("{what} has no meaning here"));
    Ok(match value {
        Cbor::Null => Value::Null,
        Cbor::Bool(value) => value.into(),
        Cbor::Text(text) => text.into(),
        Cbor::Bytes(bytes) => STANDARD.encode(bytes).into(),
        Cbor::Float(number) => Number::from_f64(number).map(Value::Number).ok_or_else(|| unsupported("this number"))?,
        Cbor::Integer(number) => {
            let number = i128::from(number);
            let signed = i64::try_from(number).map(Number::from);
            let unsigned = || u64::try_from(number).map(Number::from);
            Value::Number(signed.or_else(|_| unsigned()).map_err(|_| unsupported("this number"))?)
        }
        Cbor::Array(items) => Value::Array(items.into_iter().map(to_json).collect::<Result<_, _>>()?),
        Cbor::Map(entries) => {
            let entry = |(key, value)| match key {
                Cbor::Text(key) => Ok((key, to_json(value)?)),
                _ => Err(unsupported("a key that is no text")),
            };
            Value::Object(entries.into_iter().map(entry).collect::<Result<_, _>>()?)
        }
        Cbor::Tag(EPOCH_SECONDS, time) => to_json(*time)?,
        _ => return Err(unsupported("this value")),
    })
}

/// Writes an answer. A number below a member of `timestamps`, directly or in a list, is a time.
pub(crate) fn encode(answer: &Value, timestamps: &[&str]) -> Vec<u8> {
    let mut body = Vec::new();
    // Writing to memory does not fail, and every JSON value has a form in CBOR.
    let _ = ciborium::into_writer(&of_json(answer, timestamps, false), &mut body);
    body
}

fn of_json(value: &Value, timestamps: &[&str], is_time: bool) -> Cbor {
    match value {
        Value::Null => Cbor::Null,
        Value::Bool(value) => Cbor::Bool(*value),
        Value::String(text) => Cbor::Text(text.clone()),
        Value::Number(number) if is_time => {
            Cbor::Tag(EPOCH_SECONDS, Box::new(Cbor::Float(number.as_f64().unwrap_or_default())))
        }
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(number), _) => Cbor::Integer(number.into()),
            (None, Some(number)) => Cbor::Integer(number.into()),
            (None, None) => Cbor::Float(number.as_f64().unwrap_or_default()),
        },
        Value::Array(items) => Cbor::Array(items.iter().map(|item| of_json(item, timestamps, is_time)).collect()),
        // What is absent is left out: a null is no value of any member.
        Value::Object(members) => Cbor::Map(
            members
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(name, value)| {
                    let is_time = timestamps.contains(&name.as_str());
                    (Cbor::Text(name.clone()), of_json(value, timestamps, is_time))
                })
                .collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            (-1e9..1e9_f64).prop_map(Value::from),
            ".{0,20}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::btree_map("[a-z]{1,5}", inner, 0..5).prop_map(|map| map.into_iter().collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(value in any_json()) {
            let answer = json!({ "value": value });
            prop_assert_eq!(Value::Object(decode(&encode(&answer, &[])).unwrap()), answer);
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = decode(&bytes);
        }
    }

    #[test]
    fn times_are_tagged_doubles_wherever_they_stand() {
        let answer = json!({ "createTime": 1, "events": [{ "startTime": 2.5 }], "count": 1, "gone": null });
        let read: Cbor = ciborium::from_reader(encode(&answer, &["createTime", "startTime"]).as_slice()).unwrap();
        let time = |seconds: f64| Cbor::Tag(1, Box::new(Cbor::Float(seconds)));
        let text = |text: &str| Cbor::Text(text.into());
        assert_eq!(
            read,
            Cbor::Map(vec![
                (text("count"), Cbor::Integer(1.into())),
                (text("createTime"), time(1.0)),
                (text("events"), Cbor::Array(vec![Cbor::Map(vec![(text("startTime"), time(2.5))])])),
            ])
        );
    }

    #[test]
    fn requests_of_indefinite_length_with_times_are_read() {
        // {_ "a": 1(1.5), "b": [_ 'x']}
        let body =
            [0xbf, 0x61, b'a', 0xc1, 0xfb, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0, 0x61, b'b', 0x9f, 0x41, b'x', 0xff, 0xff];
        assert_eq!(Value::Object(decode(&body).unwrap()), json!({ "a": 1.5, "b": ["eA=="] }));
    }

    #[test]
    fn hostile_bodies_are_refused() {
        // A list of 2^63 items, a text of 2^62 bytes, a thousand lists in each other, two values, a key that is a number.
        for body in [
            &[0x9b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff][..],
            &[0x7b, 0x3f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            &[0x81; 1_000],
            &[0xa0, 0xa0],
            &[0xa1, 0x01, 0x01],
        ] {
            assert!(matches!(decode(body), Err(DecodeError::Cbor(_))), "{body:?}");
        }
        assert_eq!(decode(&[0x80]), Err(DecodeError::NoMap));
    }
}
