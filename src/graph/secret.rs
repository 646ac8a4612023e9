//! Dropping secrets from answers before anything keeps them.

use std::ops::Range;

use serde_json::value::RawValue;

use crate::json;

/// The properties whose values are secrets. Intune sends them without being asked. The code for a camera holds the enrollment token.
pub const SECRETS: [&str; 5] = ["token", "certificate", "enrollmentToken", "qrCodeContent", "qrCodeImage"];

/// The body with every secret replaced by `null`, at any depth, and the names of the properties that held one.
///
/// Works on the text, without recursion: a deeply nested value is no way around it.
pub fn without(body: &RawValue) -> (Box<RawValue>, Vec<&'static str>) {
    let json = body.get();
    let found = secrets(json);
    if found.is_empty() {
        return (body.to_owned(), Vec::new());
    }
    let mut clean = String::with_capacity(json.len());
    let mut names = Vec::new();
    let mut from = 0;
    for (range, name) in found {
        clean.push_str(&json[from..range.start]);
        clean.push_str("null");
        from = range.end;
        if !names.contains(&name) {
            names.push(name);
        }
    }
    clean.push_str(&json[from..]);
    // What was valid before is valid with a `null` in the place of a value; if not, nothing is kept.
    (RawValue::from_string(clean).unwrap_or_else(|_| RawValue::NULL.to_owned()), names)
}

/// Where the secrets are, in order. In valid JSON, a text is a key exactly if a colon follows it.
fn secrets(json: &str) -> Vec<(Range<usize>, &'static str)> {
    let bytes = json.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'"' {
            at += 1;
            continue;
        }
        let key_end = json::text_end(bytes, at);
        let colon = blanks_end(bytes, key_end);
        let is_key = bytes.get(colon) == Some(&b':');
        let Some(name) = json.get(at..key_end).filter(|_| is_key).and_then(secret_name) else {
            at = key_end;
            continue;
        };
        let start = blanks_end(bytes, colon + 1);
        let end = value_end(bytes, start);
        if !matches!(json.get(start..end), Some("null" | "\"\"" | "[]" | "{}")) {
            found.push((start..end, name));
        }
        at = end;
    }
    found
}

/// The secret that a key (with its quotes) names; an escaped letter is still that letter.
fn secret_name(key: &str) -> Option<&'static str> {
    let is = |name: &str| SECRETS.into_iter().find(|secret| secret.eq_ignore_ascii_case(name));
    if key.contains('\\') {
        return is(&json::text(key)?);
    }
    is(key.trim_matches('"'))
}

fn blanks_end(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    start + rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

/// The place behind the value that starts here.
fn value_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    let mut depth = 0_usize;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => at = json::text_end(bytes, at),
            b'{' | b'[' => {
                depth += 1;
                at += 1;
            }
            b'}' | b']' if depth > 0 => {
                depth -= 1;
                at += 1;
            }
            b',' | b'}' | b']' if depth == 0 => return at,
            b if depth == 0 && b.is_ascii_whitespace() => return at,
            _ => {
                at += 1;
                continue;
            }
        }
        if depth == 0 && matches!(bytes.get(at - 1), Some(b'"' | b'}' | b']')) {
            return at;
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, expected: &str, names: &[&str]) {
        let (clean, found) = without(&RawValue::from_string(body.to_owned()).unwrap());
        assert_eq!((clean.get(), found.as_slice()), (expected, names));
    }

    #[test]
    fn a_body_without_secrets_stays_as_it_is() {
        for body in [r#"{"id": "token", "x": ["certificate"]}"#, r#""token""#, "null", "[1, 2]", r#"{"tokenName": "x"}"#] {
            check(body, body, &[]);
        }
    }

    #[test]
    fn empty_secrets_are_none() {
        let body = r#"{"token": null, "certificate": "", "enrollmentToken":[ ]}"#;
        let (clean, found) = without(&RawValue::from_string(body.to_owned()).unwrap());
        assert!(clean.get().starts_with(r#"{"token": null, "certificate": "","#));
        assert!(!found.contains(&"token") && !found.contains(&"certificate"));
    }

    #[test]
    fn secrets_are_dropped_at_any_depth() {
        check(
            r#"{"value":[{"id":"1","token":"s3cr\"et"},{"token" : "x" ,"b":1}]}"#,
            r#"{"value":[{"id":"1","token":null},{"token" : null ,"b":1}]}"#,
            &["token"],
        );
        check(
            r#"{"companyCodes":[{"enrollmentToken":"x"}],"certificate":"y"}"#,
            r#"{"companyCodes":[{"enrollmentToken":null}],"certificate":null}"#,
            &["enrollmentToken", "certificate"],
        );
        let deep = format!("{}{}{}", "[".repeat(500), r#"{"token":"x"}"#, "]".repeat(500));
        let (clean, found) = without(&RawValue::from_string(deep).unwrap());
        assert!(!clean.get().contains('x') && found == ["token"]);
    }

    #[test]
    fn a_secret_may_be_any_value_and_its_key_may_be_disguised() {
        check(r#"{"token":{"a":["}",{"b":"]"}]},"c":1}"#, r#"{"token":null,"c":1}"#, &["token"]);
        check(r#"{"token":12345}"#, r#"{"token":null}"#, &["token"]);
        check(r#"{"token":true ,"c":1}"#, r#"{"token":null ,"c":1}"#, &["token"]);
        check(r#"{"\u0074oken":"x"}"#, r#"{"\u0074oken":null}"#, &["token"]);
        check(r#"{"Token":"x"}"#, r#"{"Token":null}"#, &["token"]);
        check(r#"{"a":"\"token\":","b":"é\\","token":"x"}"#, r#"{"a":"\"token\":","b":"é\\","token":null}"#, &["token"]);
    }
}
