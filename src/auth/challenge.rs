//! What Graph demands when it ends a token early (continuous access evaluation).

use super::{encoding::base64_decoded, json::Object};

/// That this page understands challenges: without it none are sent, and a token is not ended early.
pub const CAPABILITY: &str = r#"{"access_token":{"xms_cc":{"values":["cp1"]}}}"#;

/// The longest header field that is read, in bytes.
const MAX_HEADER: usize = 16 * 1024;

/// The claims that a `WWW-Authenticate` demands, as JSON. `None` for a header that demands nothing, and for anything odd.
pub fn claims(header: &str) -> Option<String> {
    if header.len() > MAX_HEADER {
        return None;
    }
    let parameters = parameters(header);
    let value = |name: &str| parameters.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value);
    // Another error may carry claims that were never meant for a sign-in.
    if value("error").is_some_and(|error| error != "insufficient_claims") {
        return None;
    }
    let json = String::from_utf8(base64_decoded(value("claims")?)?).ok()?;
    Object::read(&json).map(|claims| claims.to_json())
}

/// Claims together with the capability. `None` if they are no object.
pub fn with_capability(claims: &str) -> Option<String> {
    let mut claims = Object::read(claims)?;
    let mut token = claims.object("access_token").unwrap_or_default();
    token.put("xms_cc", r#"{"values":["cp1"]}"#.to_owned());
    claims.put("access_token", token.to_json());
    Some(claims.to_json())
}

/// The parameters of a challenge: `name="value"` or `name=value`, with commas between.
fn parameters(header: &str) -> Vec<(&str, String)> {
    let mut found = Vec::new();
    let mut rest = header;
    while let Some((before, after)) = rest.split_once('=') {
        let name = before.rsplit(|c: char| c == ',' || c.is_whitespace()).next().unwrap_or_default();
        let (value, after) = if let Some(quoted) = after.strip_prefix('"') {
            unquoted(quoted)
        } else {
            // The padding of base64 is not another parameter.
            let end = after.find([',', ' ']).unwrap_or(after.len());
            (after[..end].to_owned(), &after[end..])
        };
        found.push((name, value));
        rest = after;
    }
    found
}

/// A quoted text and what follows it.
fn unquoted(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return (value, &text[at + 1..]),
            '\\' => value.extend(chars.next().map(|(_, c)| c)),
            c => value.push(c),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::encoding::base64url;

    const CLAIMS: &str = r#"{"access_token":{"nbf":{"essential":true,"value":"1604106651"}}}"#;

    #[track_caller]
    fn check(header: &str, expected: Option<&str>) {
        assert_eq!(claims(header).as_deref(), expected, "{header}");
    }

    #[test]
    fn a_challenge_of_graph_is_read() {
        // The example of Microsoft's documentation, in plain base64.
        let base64 = "eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZSwgInZhbHVlIjoiMTYwNDEwNjY1MSJ9fX0=";
        for header in [
            format!(
                "Bearer realm=\"\", authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\", \
                 client_id=\"00000003-0000-0000-c000-000000000000\", error=\"insufficient_claims\", claims=\"{base64}\""
            ),
            format!("Bearer claims=\"{base64}\",error=\"insufficient_claims\""),
            format!("bearer error=insufficient_claims, CLAIMS={base64}"),
            format!("Bearer error=\"insufficient_claims\", claims=\"{}\"", base64url(CLAIMS.as_bytes())),
        ] {
            let found = claims(&header).unwrap();
            assert_eq!(found.replace(' ', ""), CLAIMS, "{header}");
        }
    }

    #[test]
    fn anything_odd_demands_nothing() {
        check("", None);
        check("Bearer", None);
        check("Bearer realm=\"\", error=\"invalid_token\"", None);
        check(&format!("Bearer error=\"invalid_token\", claims=\"{}\"", base64url(CLAIMS.as_bytes())), None);
        check("Bearer error=\"insufficient_claims\", claims=\"%%%\"", None);
        check("Bearer error=\"insufficient_claims\", claims=\"\"", None);
        check(&format!("Bearer claims=\"{}\"", base64url(b"[1]")), None);
        check(&format!("Bearer claims=\"{}\"", base64url(&[0xff, 0xfe])), None);
        check(&format!("Bearer realm=\"claims={}\"", base64url(CLAIMS.as_bytes())), None);
        check("Bearer claims=\"e30", Some("{}"));
        check(&format!("Bearer claims=\"{}\"", "A".repeat(20_000)), None);
    }

    #[test]
    fn the_capability_joins_the_claims() {
        assert_eq!(with_capability("{}").as_deref(), Some(CAPABILITY));
        assert_eq!(with_capability(CAPABILITY).as_deref(), Some(CAPABILITY));
        assert_eq!(
            with_capability(r#"{"id_token":{"x":null},"access_token":5}"#).as_deref(),
            Some(r#"{"id_token":{"x":null},"access_token":{"xms_cc":{"values":["cp1"]}}}"#)
        );
        assert_eq!(with_capability("[]"), None);
    }
}
