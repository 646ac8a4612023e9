//! The encodings of OAuth: base64url, percent-encoding, and the parts of an address.

use std::fmt::Write;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// base64url without padding (RFC 4648, section 5).
pub fn base64url(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let [a, b, c] = [0, 1, 2].map(|at| u32::from(chunk.get(at).copied().unwrap_or_default()));
        let bits = a << 16 | b << 8 | c;
        for at in 0..=chunk.len() {
            text.push(char::from(ALPHABET[(bits >> (18 - 6 * at) & 63) as usize]));
        }
    }
    text
}

/// What base64url or base64 stands for, padded or not. `None` for anything else.
pub fn base64_decoded(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=').as_bytes();
    if text.len() % 4 == 1 {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for chunk in text.chunks(4) {
        let mut bits = 0;
        for at in 0..4 {
            let value = chunk.get(at).map_or(Some(0), |letter| sextet(*letter))?;
            bits = bits << 6 | value;
        }
        bytes.extend_from_slice(&bits.to_be_bytes()[1..chunk.len()]);
    }
    Some(bytes)
}

fn sextet(letter: u8) -> Option<u32> {
    let value = match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'-' | b'+' => 62,
        b'_' | b'/' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

/// Names and values as a query or a form.
pub fn form(pairs: &[(&str, &str)]) -> String {
    let mut text = String::new();
    for (name, value) in pairs {
        if !text.is_empty() {
            text.push('&');
        }
        push_encoded(&mut text, name);
        text.push('=');
        push_encoded(&mut text, value);
    }
    text
}

/// `value` so encoded that it stays one value; a space becomes `%20`, which every reader understands.
fn push_encoded(text: &mut String, value: &str) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            text.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
}

/// The names and values of a query, a fragment or a form, without its `?` or `#`.
pub fn form_decoded(text: &str) -> Vec<(String, String)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        })
        .collect()
}

/// What percent-encoding stands for; a wrong escape stands for itself, bytes that are no UTF-8 for the replacement character.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        let escaped = match first {
            b'+' => Some((b' ', after)),
            b'%' => after.split_at_checked(2).and_then(|(digits, after)| {
                let [high, low] = [digits[0], digits[1]].map(|digit| char::from(digit).to_digit(16));
                u8::try_from(high? << 4 | low?).ok().map(|byte| (byte, after))
            }),
            _ => None,
        };
        bytes.push(escaped.map_or(*first, |(byte, _)| byte));
        rest = escaped.map_or(rest, |(_, after)| after);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Scheme and host of an address that a secret may go to: https, or this computer itself (for tests). `None` for every other.
pub fn secure_origin(address: &str) -> Option<String> {
    if address.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
        return None;
    }
    let (scheme, rest) = address.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next().filter(|host| !host.is_empty() && !host.contains('@'))?;
    let scheme = scheme.to_ascii_lowercase();
    let authority = authority.to_ascii_lowercase();
    let (authority, is_secure) = match scheme.as_str() {
        "https" => (authority.strip_suffix(":443").unwrap_or(&authority), true),
        "http" => {
            let name = if authority.starts_with("[::1]") { "localhost" } else { authority.split(':').next().unwrap_or_default() };
            (authority.strip_suffix(":80").unwrap_or(&authority), matches!(name, "localhost" | "127.0.0.1"))
        }
        _ => return None,
    };
    is_secure.then(|| format!("{scheme}://{authority}"))
}

/// Whether this is a GUID, written with hyphens.
pub fn is_guid(text: &str) -> bool {
    text.split('-').map(str::len).eq([8, 4, 4, 4, 12]) && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64url_is_that_of_rfc_4648() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg"),
            ("fo", "Zm8"),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg"),
            ("fooba", "Zm9vYmE"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64url(bytes.as_bytes()), text);
            assert_eq!(base64_decoded(text).as_deref(), Some(bytes.as_bytes()));
        }
        assert_eq!(base64url(&[0xfb, 0xff, 0xfe]), "-__-");
    }

    #[test]
    fn both_alphabets_are_read_padded_or_not() {
        for text in ["-__-", "+//+", "-/_+"] {
            assert_eq!(base64_decoded(text), Some(vec![0xfb, 0xff, 0xfe]), "{text}");
        }
        assert_eq!(base64_decoded("Zg=="), Some(b"f".to_vec()));
    }

    #[test]
    fn what_is_no_base64_is_not_read() {
        for text in ["Z", "Zm9vY", "Zm 9v", "Zm9v.", "é", "\"e30\""] {
            assert_eq!(base64_decoded(text), None, "{text}");
        }
    }

    #[test]
    fn a_value_with_every_sign_comes_back() {
        let value = "a b+c&d=e%f#g/h?é\u{1f600}\"\n~-_.";
        let text = form(&[("x y", value), ("z", "")]);
        assert_eq!(text, "x%20y=a%20b%2Bc%26d%3De%25f%23g%2Fh%3F%C3%A9%F0%9F%98%80%22%0A~-_.&z=");
        assert_eq!(form_decoded(&text), [("x y".to_owned(), value.to_owned()), ("z".to_owned(), String::new())]);
    }

    #[test]
    fn wrong_escapes_stand_for_themselves() {
        for (text, expected) in
            [("%", "%"), ("%2", "%2"), ("%zz", "%zz"), ("%+1", "% 1"), ("%ff", "\u{fffd}"), ("a+b", "a b"), ("%é", "%é")]
        {
            assert_eq!(form_decoded(text), [(expected.to_owned(), String::new())], "{text}");
        }
    }

    #[test]
    fn a_secret_goes_to_https_or_to_this_computer() {
        for (address, expected) in [
            ("https://login.example/a?b#c", Some("https://login.example")),
            ("HTTPS://Login.Example:443", Some("https://login.example")),
            ("https://login.example:8443/", Some("https://login.example:8443")),
            ("http://localhost:3000/x", Some("http://localhost:3000")),
            ("http://127.0.0.1:80", Some("http://127.0.0.1")),
            ("http://[::1]:9/", Some("http://[::1]:9")),
            ("http://login.example", None),
            ("http://localhost.example", None),
            ("https://user@login.example", None),
            ("https:///x", None),
            ("https://a\\b", None),
            ("https://a\tb", None),
            ("javascript://x", None),
            ("login.example", None),
            ("//login.example", None),
        ] {
            assert_eq!(secure_origin(address).as_deref(), expected, "{address}");
        }
    }
}
