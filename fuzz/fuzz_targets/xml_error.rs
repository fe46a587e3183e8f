//! Errors of the query protocol: whatever the message repeats of a request, the answer is XML, and says it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mock_codedeploy::fuzzing::xml_error;
use quick_xml::Reader;
use quick_xml::events::Event;

fuzz_target!(|message: &str| {
    let xml = String::from_utf8(xml_error("InvalidParameterValue", message)).expect("UTF-8");
    assert!(xml.chars().all(is_xml), "{xml:?}");
    let expected: String =
        message.chars().map(|character| if is_xml(character) { character } else { '\u{fffd}' }).collect();
    assert_eq!(text_of(&xml, "Message"), expected);
    assert_eq!(text_of(&xml, "Code"), "InvalidParameterValue");
});

/// Whether a character may stand in a document of XML 1.0 (its production `Char`).
fn is_xml(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// The text of an element, line ends as every XML reader makes them of unescaped ones.
fn text_of(xml: &str, element: &str) -> String {
    let mut reader = Reader::from_str(xml);
    let (mut inside, mut text) = (false, String::new());
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Start(start) => inside = start.name().as_ref() == element.as_bytes(),
            Event::End(_) => inside = false,
            Event::Text(part) if inside => {
                text += &part.xml10_content().expect("text").replace("\r\n", "\n").replace('\r', "\n")
            }
            Event::GeneralRef(entity) if inside => {
                let resolved = entity.resolve_char_ref().expect("a character");
                let named = || match &*entity.decode().expect("a name") {
                    "lt" => '<',
                    "gt" => '>',
                    "amp" => '&',
                    "apos" => '\'',
                    "quot" => '"',
                    other => panic!("XML knows no entity {other}"),
                };
                text.push(resolved.unwrap_or_else(named));
            }
            Event::Eof => return text,
            _ => {}
        }
    }
}
