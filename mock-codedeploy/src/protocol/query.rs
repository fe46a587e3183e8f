//! The AWS query protocol: a form in, XML out (spec 7.1).

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::time::{Duration, SystemTime};

use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use serde_json::{Map, Value};

use super::{DecodeError, Members};

/// No request of AWS is nested deeper.
const DEEPEST: usize = 16;
/// No request of AWS has as many members.
const MOST_MEMBERS: usize = 20_000;
/// The last second that has a date of four digits.
const LATEST: Duration = Duration::from_secs(253_402_300_799);
const NAMESPACE: &str = "http://monitoring.amazonaws.com/doc/2010-08-01/";

/// What a form says, before it is known which keys are lists.
#[derive(Default)]
struct Branch {
    text: Option<String>,
    children: BTreeMap<String, Branch>,
}

/// Reads a form: the operation's name (`Action`), and its members. All scalars are texts.
pub(crate) fn decode(body: &[u8]) -> Result<(String, Members), DecodeError> {
    let mut root = Branch::default();
    let mut action = None;
    for (count, (key, value)) in form_urlencoded::parse(body).enumerate() {
        if count >= MOST_MEMBERS {
            return Err(DecodeError::Query(format!("there are more than {MOST_MEMBERS} members")));
        }
        match &*key {
            "Action" => action = Some(value.into_owned()),
            "Version" => {}
            _ => root.place(&key, value.into_owned())?,
        }
    }
    let action = action.ok_or_else(|| DecodeError::Query("the form has no Action".into()))?;
    Ok((action, root.children.into_iter().map(|(name, branch)| (name, branch.into_value())).collect()))
}

impl Branch {
    fn place(&mut self, key: &str, text: String) -> Result<(), DecodeError> {
        let mut branch = self;
        for (depth, part) in key.split('.').enumerate() {
            if depth >= DEEPEST {
                return Err(DecodeError::Query("a key is nested too deep".into()));
            }
            branch = branch.children.entry(part.to_owned()).or_default();
        }
        branch.text = Some(text);
        Ok(())
    }

    /// A branch with nothing but `member` below it is a list, in the order of its numbers, whatever they are.
    fn into_value(mut self) -> Value {
        if self.children.is_empty() {
            // An empty list is written as an empty text, which no member here means by itself.
            return self.text.filter(|text| !text.is_empty()).map_or(Value::Null, Value::String);
        }
        if self.children.len() == 1
            && let Some(list) = self.children.remove("member")
        {
            let mut items: Vec<(u64, Branch)> =
                list.children.into_iter().filter_map(|(number, item)| Some((number.parse().ok()?, item))).collect();
            items.sort_by_key(|(number, _)| *number);
            return items.into_iter().map(|(_, item)| item.into_value()).collect();
        }
        Value::Object(self.children.into_iter().map(|(name, branch)| (name, branch.into_value())).collect())
    }
}

/// Writes an answer. A number below a member of `timestamps`, directly or in a list, is a time.
pub(crate) fn encode(operation: &str, answer: &Value, timestamps: &[&str], request_id: &str) -> Vec<u8> {
    document(|xml| {
        element(xml, &format!("{operation}Response"), true, |xml| {
            element(xml, &format!("{operation}Result"), false, |xml| members(xml, answer.as_object(), timestamps))?;
            element(xml, "ResponseMetadata", false, |xml| leaf(xml, "RequestId", request_id))
        })
    })
}

/// Writes an error.
pub(crate) fn encode_error(sender: bool, code: &str, message: &str, request_id: &str) -> Vec<u8> {
    document(|xml| {
        element(xml, "ErrorResponse", true, |xml| {
            element(xml, "Error", false, |xml| {
                leaf(xml, "Type", if sender { "Sender" } else { "Receiver" })?;
                leaf(xml, "Code", code)?;
                leaf(xml, "Message", message)
            })?;
            leaf(xml, "RequestId", request_id)
        })
    })
}

type Xml = Writer<Vec<u8>>;

fn document(write: impl FnOnce(&mut Xml) -> io::Result<()>) -> Vec<u8> {
    let mut xml = Writer::new(Vec::new());
    // Writing to memory does not fail.
    let _ = write(&mut xml);
    xml.into_inner()
}

fn element(
    xml: &mut Xml,
    name: &str,
    is_root: bool,
    inside: impl FnOnce(&mut Xml) -> io::Result<()>,
) -> io::Result<()> {
    let mut start = BytesStart::new(name);
    if is_root {
        start.push_attribute(("xmlns", NAMESPACE));
    }
    xml.write_event(Event::Start(start))?;
    inside(xml)?;
    xml.write_event(Event::End(BytesEnd::new(name)))
}

fn leaf(xml: &mut Xml, name: &str, text: &str) -> io::Result<()> {
    element(xml, name, false, |xml| xml.write_event(Event::Text(BytesText::from_escaped(escaped(text)))))
}

/// What XML cannot hold, even escaped, becomes U+FFFD; a carriage return is escaped, or readers would make a line feed of it.
fn escaped(text: &str) -> Cow<'_, str> {
    let is_illegal =
        |character| matches!(character, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}');
    let escaped = quick_xml::escape::escape(text);
    if escaped.contains(|character| character == '\r' || is_illegal(character)) {
        return escaped.replace('\r', "&#13;").replace(is_illegal, "\u{fffd}").into();
    }
    escaped
}

fn members(xml: &mut Xml, members: Option<&Map<String, Value>>, timestamps: &[&str]) -> io::Result<()> {
    for (name, value) in members.into_iter().flatten() {
        write(xml, name, value, timestamps, timestamps.contains(&name.as_str()))?;
    }
    Ok(())
}

fn write(xml: &mut Xml, name: &str, value: &Value, timestamps: &[&str], is_time: bool) -> io::Result<()> {
    match value {
        Value::Null => Ok(()),
        Value::String(text) => leaf(xml, name, text),
        Value::Number(number) if is_time => {
            let since = Duration::try_from_secs_f64(number.as_f64().unwrap_or_default()).unwrap_or_default();
            leaf(xml, name, &humantime::format_rfc3339_millis(SystemTime::UNIX_EPOCH + since.min(LATEST)).to_string())
        }
        Value::Bool(_) | Value::Number(_) => leaf(xml, name, &value.to_string()),
        Value::Array(items) => element(xml, name, false, |xml| {
            items.iter().try_for_each(|item| write(xml, "member", item, timestamps, is_time))
        }),
        Value::Object(inner) => element(xml, name, false, |xml| members(xml, Some(inner), timestamps)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_and_structures_are_read_from_the_keys() {
        let form = "Action=PutMetricData&Version=2010-08-01&Namespace=shop%2Forders&MetricData.member.2.MetricName=b\
                    &MetricData.member.1.MetricName=a&MetricData.member.1.Dimensions.member.1.Name=x&MetricData.member.10.Value=1";
        let (action, members) = decode(form.as_bytes()).unwrap();
        assert_eq!(action, "PutMetricData");
        assert_eq!(
            Value::Object(members),
            json!({
                "Namespace": "shop/orders",
                "MetricData": [{ "MetricName": "a", "Dimensions": [{ "Name": "x" }] }, { "MetricName": "b" }, { "Value": "1" }],
            })
        );
    }

    #[test]
    fn hostile_keys_take_no_memory_and_no_stack() {
        let (_, members) = decode(b"Action=x&L.member.18446744073709551615=a&L.member.-1=b&L.member.x=c").unwrap();
        assert_eq!(members["L"], json!(["a"]));
        let deep = format!("Action=x&{}=1", "a.".repeat(5_000));
        assert!(matches!(decode(deep.as_bytes()), Err(DecodeError::Query(_))));
        assert!(matches!(decode("a=1&".repeat(30_000).as_bytes()), Err(DecodeError::Query(_))));
        assert!(matches!(decode(b""), Err(DecodeError::Query(_))));
        assert_eq!(decode(b"Action=x&Tags=").unwrap().1["Tags"], Value::Null);
    }

    #[test]
    fn answers_are_xml_with_escaped_texts_and_times() {
        let answer = json!({ "Alarms": [{ "Name": "a<b", "At": 1_767_225_600.5, "On": true }], "Gone": null });
        let xml = String::from_utf8(encode("Describe", &answer, &["At"], "r")).unwrap();
        assert_eq!(
            xml,
            "<DescribeResponse xmlns=\"http://monitoring.amazonaws.com/doc/2010-08-01/\"><DescribeResult><Alarms><member>\
             <At>2026-01-01T00:00:00.500Z</At><Name>a&lt;b</Name><On>true</On></member></Alarms></DescribeResult>\
             <ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></DescribeResponse>"
        );
        let xml = String::from_utf8(encode_error(true, "ResourceNotFound", "none", "r")).unwrap();
        assert!(xml.contains("<Type>Sender</Type><Code>ResourceNotFound</Code><Message>none</Message>"), "{xml}");
    }

    #[test]
    fn what_xml_cannot_hold_is_replaced_and_line_ends_survive() {
        let xml =
            String::from_utf8(encode_error(true, "ValidationError", "no alarm\0\x1b \u{fffe}&\r\n", "r")).unwrap();
        assert!(xml.contains("<Message>no alarm\u{fffd}\u{fffd} \u{fffd}&amp;&#13;\n</Message>"), "{xml}");
    }

    proptest! {
        #[test]
        fn any_number_is_written_as_a_time(seconds in prop::num::f64::ANY) {
            let answer = json!({ "At": seconds });
            prop_assert!(!encode("x", &answer, &["At"], "r").is_empty());
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = decode(&bytes);
        }
    }
}
