//! Reading JSON so that a wrong value costs itself alone: one odd field never makes its object unreadable.

use serde_json::value::RawValue;

use super::error::DecodeError;
use crate::{domain::when::When, json};

/// An object by its keys; of two equal ones the last wins. A view of the text that it was read from: nothing is copied, and nothing
/// is checked twice.
#[derive(Debug, Default)]
pub struct Object<'a>(Vec<(String, &'a str)>);

impl<'a> Object<'a> {
    /// Reads an object.
    ///
    /// # Errors
    ///
    /// If the value is something else.
    pub fn read(raw: &'a RawValue) -> Result<Self, DecodeError> {
        Self::of(raw.get())
    }

    /// Reads an object from JSON that was checked with what is around it.
    pub(super) fn of(json: &'a str) -> Result<Self, DecodeError> {
        let members = json::member_texts(json);
        members.map(Self).ok_or_else(|| DecodeError { problem: ["expected an object, found ", &start(json)].concat() })
    }

    /// The raw value under `key`; `None` where it is absent or `null`.
    pub fn get(&self, key: &str) -> Option<&'a RawValue> {
        json::document(self.json(key)?).ok()
    }

    /// The same as the text that it is.
    fn json(&self, key: &str) -> Option<&'a str> {
        let (_, json) = self.0.iter().rev().find(|(known, _)| known == key)?;
        Some(*json).filter(|json| *json != "null")
    }

    /// All keys with their JSON, in their order.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &'a str)> {
        self.0.iter().map(|(key, json)| (key.as_str(), *json))
    }

    /// See [`text`].
    pub fn text(&self, key: &str) -> Option<String> {
        self.json(key).and_then(text)
    }

    /// See [`number`].
    pub fn number(&self, key: &str) -> Option<i64> {
        self.json(key).and_then(number)
    }

    /// See [`flag`].
    pub fn flag(&self, key: &str) -> Option<bool> {
        self.json(key).and_then(flag)
    }

    /// See [`when`].
    pub fn when(&self, key: &str) -> Option<When> {
        self.json(key).and_then(when)
    }

    /// See [`texts`].
    pub fn texts(&self, key: &str) -> Vec<String> {
        self.json(key).map(texts).unwrap_or_default()
    }

    /// The object under `key`; `None` where there is something else.
    pub fn object(&self, key: &str) -> Option<Self> {
        self.json(key).and_then(|json| Self::of(json).ok())
    }

    /// The JSON of each element of the list under `key`; `None` where there is something else.
    pub(super) fn elements(&self, key: &str) -> Option<Vec<&'a str>> {
        self.json(key).and_then(json::element_texts)
    }

    /// The objects in the list under `key`; what is no object is left out.
    pub fn objects(&self, key: &str) -> Vec<Self> {
        let items = self.elements(key).unwrap_or_default();
        items.into_iter().filter_map(|json| Self::of(json).ok()).collect()
    }
}

/// The elements of a list; `None` where the value is something else.
pub fn array(raw: &RawValue) -> Option<Vec<&RawValue>> {
    json::elements(raw)
}

/// A text; a number becomes its digits. `None` for everything else.
pub fn text(json: &str) -> Option<String> {
    match json.as_bytes().first() {
        Some(b'"') => json::text(json),
        Some(b'-' | b'0'..=b'9') => Some(json.to_owned()),
        _ => None,
    }
}

/// A whole number, also as `"5"` or `5.0`. `None` for everything else, and past the range of the type.
pub fn number(json: &str) -> Option<i64> {
    let text = text(json)?;
    let digits = text.trim();
    let whole = digits.split_once('.').filter(|(_, rest)| rest.bytes().all(|b| b == b'0')).map_or(digits, |(whole, _)| whole);
    whole.parse().ok()
}

/// A flag, also as `"true"` or `"False"`. `None` for everything else.
pub fn flag(json: &str) -> Option<bool> {
    let json = json.trim_matches('"');
    [true, false].into_iter().find(|flag| json.eq_ignore_ascii_case(if *flag { "true" } else { "false" }))
}

/// A timestamp; `None` for `null`. What is no text at all is invalid, with its JSON.
pub fn when(json: &str) -> Option<When> {
    (json != "null").then(|| text(json).map_or_else(|| When::Invalid(json.to_owned()), |text| When::parse(&text)))
}

/// The texts of a list; what is no text is left out. Anything but a list has none.
pub fn texts(json: &str) -> Vec<String> {
    json::element_texts(json).unwrap_or_default().into_iter().filter_map(text).collect()
}

/// The first characters, for a message.
fn start(json: &str) -> String {
    json.chars().take(20).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(json: &str) -> Box<RawValue> {
        RawValue::from_string(json.to_owned()).unwrap()
    }

    #[track_caller]
    fn check<T: PartialEq + std::fmt::Debug>(read: fn(&str) -> T, json: &str, expected: T) {
        assert_eq!(read(json), expected, "{json}");
    }

    #[test]
    fn a_text_is_a_text_or_a_number() {
        check(text, r#""Contoso""#, Some("Contoso".to_owned()));
        check(text, "5.50", Some("5.50".to_owned()));
        for json in ["null", "true", "[]", "{}", r#""\ud800""#] {
            check(text, json, None);
        }
    }

    #[test]
    fn a_number_may_be_quoted_or_end_in_a_zero_fraction() {
        for json in ["5", r#""5""#, "5.0", r#"" 5 ""#] {
            check(number, json, Some(5));
        }
        for json in ["5.5", "1e400", "99999999999999999999", r#""five""#, r#""""#, "null", "true", "[5]"] {
            check(number, json, None);
        }
    }

    #[test]
    fn a_flag_may_be_quoted() {
        for json in ["true", r#""true""#, r#""True""#] {
            check(flag, json, Some(true));
        }
        check(flag, r#""false""#, Some(false));
        for json in ["1", "null", r#""yes""#, "[]"] {
            check(flag, json, None);
        }
    }

    #[test]
    fn a_timestamp_that_is_no_text_is_invalid_and_null_is_none() {
        check(when, "null", None);
        check(when, r#""0001-01-01T00:00:00Z""#, Some(When::Never));
        check(when, "5", Some(When::Invalid("5".to_owned())));
        check(when, r#"{"a":1}"#, Some(When::Invalid(r#"{"a":1}"#.to_owned())));
        check(when, r#""\ud800""#, Some(When::Invalid(r#""\ud800""#.to_owned())));
    }

    #[test]
    fn a_list_keeps_its_texts() {
        check(texts, r#"["a", 1, null, {}, "b"]"#, ["a", "1", "b"].map(str::to_owned).to_vec());
        check(texts, r#"{"a": 1}"#, Vec::new());
    }

    #[test]
    fn what_is_no_object_is_told_by_its_start() {
        let problem = |json: &str| Object::read(&raw(json)).unwrap_err().problem;
        assert_eq!(problem("[1, 2]"), "expected an object, found [1, 2]");
        assert_eq!(problem(&format!("[{}1]", "1,".repeat(1000))), "expected an object, found [1,1,1,1,1,1,1,1,1,1");
    }

    #[test]
    fn of_two_equal_keys_the_last_wins() {
        let raw = raw(r#"{"a": 1, "a": 2}"#);
        let object = Object::read(&raw).unwrap();
        assert_eq!(object.number("a"), Some(2));
    }
}
