//! JSON one layer at a time: what is not asked for is never read, so that a wrong value costs itself alone.
//!
//! A document is checked as a whole, once, by [`document`], which has no recursion and does not look into strings and numbers: a lone
//! surrogate, `1e400` or 500 nested brackets do no harm to what stands around them. Everything else works on what was checked.
//! A deserializer for types would bring the floats along, in both directions, and a copy of itself for each type.

use serde::Deserialize;
use serde_json::value::RawValue;

/// A value of any kind in a text of its own.
///
/// # Errors
///
/// If the text is no JSON: where, and whether it only breaks off.
pub fn document(text: &str) -> Result<&RawValue, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = <&RawValue>::deserialize(&mut reader)?;
    reader.end().map(|()| value)
}

/// The members of an object in their order, equal keys too; `None` where the value is something else. A key that is no text (a lone
/// surrogate) is left out.
pub fn members(value: &RawValue) -> Option<Vec<(String, &RawValue)>> {
    let members = member_texts(value.get())?;
    Some(members.into_iter().filter_map(|(key, value)| Some((key, document(value).ok()?))).collect())
}

/// The same of a text that was checked with what is around it: none of it is checked again.
pub fn member_texts(json: &str) -> Option<Vec<(String, &str)>> {
    Some(parts(json, ['{', '}'])?.into_iter().filter_map(member).collect())
}

/// The elements of a list; `None` where the value is something else.
pub fn elements(value: &RawValue) -> Option<Vec<&RawValue>> {
    Some(element_texts(value.get())?.into_iter().filter_map(|part| document(part).ok()).collect())
}

/// The same of a text that was checked with what is around it: none of it is checked again.
pub fn element_texts(json: &str) -> Option<Vec<&str>> {
    parts(json, ['[', ']'])
}

/// The text that a JSON string says; `None` for everything else, and for lone surrogates.
pub fn text(json: &str) -> Option<String> {
    let mut rest = json.strip_prefix('"')?.strip_suffix('"')?;
    let mut text = String::with_capacity(rest.len());
    while let Some((before, escape)) = rest.split_once('\\') {
        text.push_str(before);
        let (kind, after) = escape.split_at_checked(1)?;
        rest = after;
        text.push(match kind {
            "b" => '\u{8}',
            "f" => '\u{c}',
            "n" => '\n',
            "r" => '\r',
            "t" => '\t',
            "u" => {
                let mut code = unit(&mut rest)?;
                if (0xd800..0xdc00).contains(&code) {
                    rest = rest.strip_prefix("\\u")?;
                    let low = unit(&mut rest)?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
                    code = 0x1_0000 + ((code - 0xd800) << 10) + low;
                }
                char::from_u32(code)?
            }
            kind => kind.chars().next()?,
        });
    }
    text.push_str(rest);
    Some(text)
}

/// A text as JSON.
pub fn quoted(text: &str) -> String {
    // A text can always be written.
    serde_json::to_string(text).unwrap_or_default()
}

/// Where the string that starts at `start` ends, its quotation mark included.
pub fn text_end(json: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < json.len() {
        match json[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1 + plain(&json[at + 1..]),
        }
    }
    json.len()
}

/// How many bytes can be passed over, eight at a time, because neither a quotation mark nor a backslash is among them. Texts are
/// nearly all of a document, and each is passed over once for every layer around it.
fn plain(json: &[u8]) -> usize {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    // The highest bit of each byte that equals `byte`, and perhaps of bytes above it: what counts is whether there is any.
    let has = |word: u64, byte: u8| {
        let zeroed = word ^ (ONES * u64::from(byte));
        zeroed.wrapping_sub(ONES) & !zeroed & (ONES << 7)
    };
    let (words, _) = json.as_chunks();
    let is_plain = |word: &&[u8; 8]| {
        let word = u64::from_ne_bytes(**word);
        has(word, b'"') | has(word, b'\\') == 0
    };
    words.iter().take_while(is_plain).count() * 8
}

/// A key with its value.
fn member(part: &str) -> Option<(String, &str)> {
    let (key, rest) = part.split_at_checked(text_end(part.as_bytes(), 0))?;
    let value = rest.trim_start().strip_prefix(':')?;
    Some((text(key)?, value.trim_start()))
}

/// What stands between the commas of an object or a list, trimmed.
fn parts(json: &str, [open, close]: [char; 2]) -> Option<Vec<&str>> {
    let inner = json.strip_prefix(open)?.strip_suffix(close)?.trim();
    let bytes = inner.as_bytes();
    let mut parts = Vec::new();
    let (mut depth, mut from, mut at) = (0_usize, 0, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                at = text_end(bytes, at);
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => {
                parts.push(inner[from..at].trim());
                from = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    if !inner.is_empty() {
        parts.push(inner[from..].trim());
    }
    Some(parts)
}

/// The next four hexadecimal digits.
fn unit(rest: &mut &str) -> Option<u32> {
    let (digits, after) = rest.split_at_checked(4)?;
    *rest = after;
    u32::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_text(json: &str, expected: Option<&str>) {
        assert_eq!(text(json).as_deref(), expected, "{json}");
        assert_eq!(serde_json::from_str::<String>(json).ok().as_deref(), expected, "serde on {json}");
    }

    #[test]
    fn a_text_says_what_serde_reads() {
        check_text(r#""""#, Some(""));
        check_text(r#""Zoë 🙂""#, Some("Zoë 🙂"));
        check_text(r#""\"\\\/\b\f\n\r\t""#, Some("\"\\/\u{8}\u{c}\n\r\t"));
        check_text(r#""a\u00e9\u20AC\ud83d\ude42z""#, Some("aé€🙂z"));
        check_text(r#""\\u0041\\""#, Some("\\u0041\\"));
        for json in
            [r#""\ud800""#, r#""\ude42\ud83d""#, r#""\ud83d\u0041""#, r#""\ud83dx""#, r#""\u00""#, r#""\""#, "5", "null", ""]
        {
            check_text(json, None);
        }
    }

    #[test]
    fn a_text_ends_at_its_own_quotation_mark_wherever_that_stands() {
        for length in 0..40 {
            for (inside, of) in [("", 0), ("\\\"", 2), ("\\\\", 2), ("é", 2), ("\u{80}\u{a2}\u{dc}", 6)] {
                let (before, after) = ("x".repeat(length), "y".repeat(length % 11));
                let json = ["\"", &before, inside, &after, "\" \"\\"].concat();
                assert_eq!(text_end(json.as_bytes(), 0), 2 + before.len() + of + after.len(), "{json}");
            }
        }
        assert_eq!(text_end(b"\"never closed\\", 0), 14);
    }

    #[track_caller]
    fn check_members(json: &str, expected: Option<&[(&str, &str)]>) {
        let members = members(document(json).unwrap());
        let members: Option<Vec<_>> =
            members.as_ref().map(|members| members.iter().map(|(key, value)| (key.as_str(), value.get())).collect());
        assert_eq!(members.as_deref(), expected, "{json}");
    }

    #[test]
    fn an_object_is_its_members() {
        check_members("{}", Some(&[]));
        check_members("{ \n }", Some(&[]));
        check_members(
            r#" { "a" : 1 , "b,}" :{"c":[1,"]"]}, "\u0061":"\"," } "#,
            Some(&[("a", "1"), ("b,}", r#"{"c":[1,"]"]}"#), ("a", r#""\",""#)]),
        );
        check_members(r#"{"\ud800":1,"b":2}"#, Some(&[("b", "2")]));
        for json in ["[]", "null", "5", "\"{}\""] {
            check_members(json, None);
        }
    }

    #[test]
    fn a_list_is_its_elements() {
        let elements = |json| elements(document(json).unwrap()).map(|all| all.iter().map(|one| one.get()).collect::<Vec<_>>());
        assert_eq!(elements(r#"[ 1, [2, 3] ,{"a":[4]},"5,6" ]"#), Some(vec!["1", "[2, 3]", r#"{"a":[4]}"#, r#""5,6""#]));
        assert_eq!(elements("[]"), Some(Vec::new()));
        assert_eq!(elements("{}"), None);
    }
}
