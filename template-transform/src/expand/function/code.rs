//! Where code lies: `CodeUri`, `InlineCode`, `ImageUri`, and `ContentUri` of a layer.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use crate::expand::fault::{Checked, fault};
use crate::expand::value::{Map, Value};

/// What a function is packed as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Package {
    Zip,
    Image,
}

impl Package {
    pub(super) fn of(properties: &Map) -> Checked<Self> {
        match properties.truthy("PackageType") {
            None => Ok(Self::Zip),
            Some(Value::Text(text)) if text == "Zip" => Ok(Self::Zip),
            Some(Value::Text(text)) if text == "Image" => Ok(Self::Image),
            Some(_) => {
                Err(fault("package-type", "`PackageType` has to be `Zip` or `Image`, written out").at("PackageType"))
            }
        }
    }

    /// What the package needs beside its code, and what it cannot have.
    pub(super) fn check(self, properties: &Map) -> Checked<()> {
        match self {
            Self::Zip => {
                for name in ["Runtime", "Handler"] {
                    if properties.truthy(name).is_none() {
                        return Err(fault(
                            "incomplete-code",
                            format!("a function from a zip archive needs a `{name}`"),
                        )
                        .help("set `Handler` and `Runtime`, or `PackageType: Image` with `ImageUri`"));
                    }
                }
                if properties.truthy("ImageConfig").is_some() {
                    return Err(fault(
                        "package-type",
                        "`ImageConfig` is for container images, and this function is a zip archive",
                    )
                    .at("ImageConfig")
                    .help("remove it, or set `PackageType: Image`"));
                }
            }
            Self::Image => {
                for name in ["Handler", "Runtime", "Layers"] {
                    if properties.truthy(name).is_some() {
                        return Err(fault(
                            "package-type",
                            format!("`{name}` is part of the image when `PackageType` is `Image`"),
                        )
                        .at(name)
                        .help("remove it; a global one is turned off by `IgnoreGlobals`"));
                    }
                }
            }
        }
        Ok(())
    }
}

/// The property `Code` of a function.
pub(super) fn of_function<'d>(properties: &Map<'d>, package: Package) -> Checked<Map<'d>> {
    let mut code = match package {
        Package::Zip => match (properties.given("InlineCode"), properties.given("CodeUri")) {
            // Both are no error to SAM: what is written inline counts.
            (Some(inline), _) => Map::from([("ZipFile", inline.clone())]),
            (None, Some(uri)) => location(uri, "CodeUri")?,
            (None, None) => {
                return Err(fault("incomplete-code", "the function has no code").help("set `CodeUri` or `InlineCode`"));
            }
        },
        Package::Image => match properties.given("ImageUri") {
            Some(image) if image.is_truthy() => Map::from([("ImageUri", image.clone())]),
            Some(_) => return Err(fault("incomplete-code", "`ImageUri` names no image").at("ImageUri")),
            None => {
                return Err(fault("incomplete-code", "a function from an image needs an `ImageUri`")
                    .help("set it to an image in a registry, or build the application first"));
            }
        },
    };
    if package == Package::Zip {
        code.push_some("SourceKMSKeyArn", properties.truthy("SourceKMSKeyArn"));
    }
    Ok(code)
}

/// A place in S3: `s3://bucket/key?versionId=…`, or a map with `Bucket` and `Key`.
pub(crate) fn location<'d>(uri: &Value<'d>, property: &'static str) -> Checked<Map<'d>> {
    match uri {
        Value::Map(map) => {
            let (Some(bucket), Some(key)) = (map.truthy("Bucket"), map.truthy("Key")) else {
                return Err(fault("code-location", format!("`{property}` needs both `Bucket` and `Key`")).at(property));
            };
            let mut code = Map::from([("S3Bucket", bucket.clone()), ("S3Key", key.clone())]);
            code.push_some("S3ObjectVersion", map.get("Version"));
            code.push_some("S3ObjectStorageMode", map.get("StorageMode"));
            Ok(code)
        }
        Value::Text(text) if has_unsupported_dynamic_reference(text) => {
            Err(fault("code-location", format!("the dynamic reference in `{property}` has a name with a slash, which reads as part of the URI"))
                .at(property)
                .help(format!("write `{property}` as a map with `Bucket` and `Key`")))
        }
        Value::Text(text) => s3_uri(text).ok_or_else(|| {
            fault("code-location", format!("`{property}` is `{text}`, which is no place in S3"))
                .at(property)
                .help("it has the form s3://bucket/key or s3://bucket/key?versionId=id; `sam package` uploads a folder and writes it so")
        }),
        other => Err(fault("code-location", format!("`{property}` has to be an S3 URI or a map, and this is {}", other.kind()))
            .at(property)),
    }
}

/// Whether the first `{{resolve:…}}` in it has a slash in its name.
fn has_unsupported_dynamic_reference(text: &str) -> bool {
    let name_character = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '/');
    let mut rest = text;
    while let Some(at) = rest.find("{{resolve:") {
        rest = &rest[at + "{{resolve:".len()..];
        let Some(reference) =
            ["ssm:", "ssm-secure:", "secretsmanager:"].into_iter().find_map(|service| rest.strip_prefix(service))
        else {
            continue;
        };
        let end = reference.find(|c| !name_character(c)).unwrap_or(reference.len());
        let (name, behind) = reference.split_at(end);
        let behind = match behind.strip_prefix(':') {
            Some(version) => {
                let digits = version.trim_start_matches(|c: char| c.is_ascii_digit());
                if digits.len() == version.len() { behind } else { digits }
            }
            None => behind,
        };
        if !name.is_empty() && behind.starts_with("}}") {
            return name.contains('/');
        }
    }
    false
}

/// Characters that are a `/`, `?`, `#`, `@` or `:` to whoever normalizes the text (NFKC), so Python lets none of them into a host.
const DELIMITERS: [char; 19] =
    ['⁇', '⁈', '⁉', '℀', '℁', '℅', '℆', '⩴', '︓', '︖', '﹕', '﹖', '﹟', '﹫', '＃', '／', '：', '？', '＠'];

fn s3_uri<'d>(text: &str) -> Option<Map<'d>> {
    // As Python's `urllib`: the scheme in any case, fragment and query cut off.
    let text = text.trim_start_matches(|c: char| c <= ' ').replace(['\t', '\r', '\n'], "");
    let (scheme, rest) = text.split_once(':')?;
    let rest = rest.strip_prefix("//").filter(|_| scheme.eq_ignore_ascii_case("s3"))?;
    let (rest, _) = rest.split_once('#').unwrap_or((rest, ""));
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let slash = rest.find('/')?;
    let (bucket, key) = rest.split_at(slash);
    if bucket.is_empty() || bucket.contains(['[', ']']) || bucket.contains(DELIMITERS) {
        return None;
    }
    let mut code = Map::from([
        ("S3Bucket", Value::from(bucket.to_owned())),
        ("S3Key", Value::from(key.trim_start_matches('/').to_owned())),
    ]);
    let decoded = |text: &str| {
        let spaced = text.replace('+', " ");
        let decoded: Cow<str> = percent_decode_str(&spaced).decode_utf8_lossy();
        decoded.into_owned()
    };
    let mut versions = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .filter(|(name, value)| !value.is_empty() && decoded(name) == "versionId")
        .map(|(_, value)| decoded(value));
    if let (Some(version), None) = (versions.next(), versions.next()) {
        code.push("S3ObjectVersion", Value::from(version));
    }
    Some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uri(text: &str) -> Option<String> {
        s3_uri(text).map(|code| serde_json::to_string(&code).unwrap())
    }

    #[test]
    fn an_s3_uri_is_read_as_python_reads_it() {
        assert_eq!(
            uri("s3://b/k/z.zip?versionId=a%20b").unwrap(),
            r#"{"S3Bucket":"b","S3Key":"k/z.zip","S3ObjectVersion":"a b"}"#
        );
        assert_eq!(uri("S3://b//k#part?versionId=1").unwrap(), r#"{"S3Bucket":"b","S3Key":"k"}"#);
        assert_eq!(uri("s3://b/").unwrap(), r#"{"S3Bucket":"b","S3Key":""}"#);
        assert_eq!(uri("s3://b/k?versionId=1&versionId=2").unwrap(), r#"{"S3Bucket":"b","S3Key":"k"}"#);
        for wrong in ["s3://b", "s3:///k", "s3:/b/k", "http://b/k", "./code", "s3://[TOKEN.25]/k", "s3://b℀/k"] {
            assert_eq!(uri(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_dynamic_reference_may_not_have_a_slash() {
        assert!(has_unsupported_dynamic_reference("s3://{{resolve:ssm:/a/b}}/k"));
        assert!(has_unsupported_dynamic_reference("{{resolve:ssm-secure:a/b:1}}"));
        assert!(!has_unsupported_dynamic_reference("s3://{{resolve:ssm:name:1}}/k"));
        assert!(!has_unsupported_dynamic_reference("s3://{{resolve:other:/a}}/k"));
    }
}
