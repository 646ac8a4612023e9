//! Reading JSON so that a wrong value costs itself alone: one odd field never makes its object unreadable.
//!
//! Everything works on raw JSON. serde skips a raw value without recursion and without looking into strings and numbers, so a
//! lone surrogate, `1e400` or 500 nested brackets do no harm to what stands around them.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::error::DecodeError;
use crate::domain::when::When;

/// An object by its keys; of two equal ones the last wins.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Object(BTreeMap<String, Box<RawValue>>);

impl Object {
    /// Reads an object.
    ///
    /// # Errors
    ///
    /// If the value is something else.
    pub fn read(raw: &RawValue) -> Result<Self, DecodeError> {
        from_object(raw)
    }

    /// The raw value under `key`; `None` where it is absent or `null`.
    pub fn get(&self, key: &str) -> Option<&RawValue> {
        self.0.get(key).map(AsRef::as_ref).filter(|raw| raw.get() != "null")
    }

    /// All keys with their raw values, sorted by key.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &RawValue)> {
        self.0.iter().map(|(key, raw)| (key.as_str(), raw.as_ref()))
    }

    /// See [`text`].
    pub fn text(&self, key: &str) -> Option<String> {
        self.get(key).and_then(text)
    }

    /// See [`number`].
    pub fn number(&self, key: &str) -> Option<i64> {
        self.get(key).and_then(number)
    }

    /// See [`flag`].
    pub fn flag(&self, key: &str) -> Option<bool> {
        self.get(key).and_then(flag)
    }

    /// See [`when`].
    pub fn when(&self, key: &str) -> Option<When> {
        self.get(key).and_then(when)
    }

    /// See [`texts`].
    pub fn texts(&self, key: &str) -> Vec<String> {
        self.get(key).map(texts).unwrap_or_default()
    }

    /// The object under `key`; `None` where there is something else.
    pub fn object(&self, key: &str) -> Option<Self> {
        self.get(key).and_then(|raw| Self::read(raw).ok())
    }

    /// The objects in the list under `key`; what is no object is left out.
    pub fn objects(&self, key: &str) -> Vec<Self> {
        let items = self.get(key).and_then(array).unwrap_or_default();
        items.into_iter().filter_map(|raw| Self::read(raw).ok()).collect()
    }
}

/// Reads an object as `T`. Not for arrays: a derived `Deserialize` would take one for its fields in order.
pub(super) fn from_object<'de, T: Deserialize<'de>>(raw: &'de RawValue) -> Result<T, DecodeError> {
    if !raw.get().starts_with('{') {
        return Err(DecodeError { problem: format!("expected an object, found {}", start(raw)) });
    }
    serde_json::from_str(raw.get()).map_err(|error| DecodeError { problem: error.to_string() })
}

/// The elements of a list; `None` where the value is something else.
pub fn array(raw: &RawValue) -> Option<Vec<&RawValue>> {
    serde_json::from_str(raw.get()).ok()
}

/// A text; a number becomes its digits. `None` for everything else.
pub fn text(raw: &RawValue) -> Option<String> {
    let json = raw.get();
    match json.as_bytes().first() {
        Some(b'"') => serde_json::from_str(json).ok(),
        Some(b'-' | b'0'..=b'9') => Some(json.to_owned()),
        _ => None,
    }
}

/// A whole number, also as `"5"` or `5.0`. `None` for everything else, and past the range of the type.
pub fn number(raw: &RawValue) -> Option<i64> {
    let text = text(raw)?;
    let digits = text.trim();
    let whole = digits.split_once('.').filter(|(_, rest)| rest.bytes().all(|b| b == b'0')).map_or(digits, |(whole, _)| whole);
    whole.parse().ok()
}

/// A flag, also as `"true"` or `"False"`. `None` for everything else.
pub fn flag(raw: &RawValue) -> Option<bool> {
    let json = raw.get().trim_matches('"');
    [true, false].into_iter().find(|flag| json.eq_ignore_ascii_case(if *flag { "true" } else { "false" }))
}

/// A timestamp; `None` for `null`. What is no text at all is invalid, with its JSON.
pub fn when(raw: &RawValue) -> Option<When> {
    match raw.get() {
        "null" => None,
        json if json.starts_with('"') => {
            Some(text(raw).map_or_else(|| When::Invalid(json.to_owned()), |text| When::parse(&text)))
        }
        json => Some(When::Invalid(json.to_owned())),
    }
}

/// The texts of a list; what is no text is left out. Anything but a list has none.
pub fn texts(raw: &RawValue) -> Vec<String> {
    array(raw).unwrap_or_default().into_iter().filter_map(text).collect()
}

/// The functions above for `#[serde(default, deserialize_with = "…")]`.
pub mod field {
    use serde::{Deserialize, Deserializer};
    use serde_json::value::RawValue;

    use crate::domain::when::When;

    /// See [`text`](super::text).
    ///
    /// # Errors
    ///
    /// Only if the document itself is broken.
    pub fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
        Box::<RawValue>::deserialize(from).map(|raw| super::text(&raw))
    }

    /// See [`number`](super::number).
    ///
    /// # Errors
    ///
    /// Only if the document itself is broken.
    pub fn number<'de, D: Deserializer<'de>>(from: D) -> Result<Option<i64>, D::Error> {
        Box::<RawValue>::deserialize(from).map(|raw| super::number(&raw))
    }

    /// See [`flag`](super::flag).
    ///
    /// # Errors
    ///
    /// Only if the document itself is broken.
    pub fn flag<'de, D: Deserializer<'de>>(from: D) -> Result<Option<bool>, D::Error> {
        Box::<RawValue>::deserialize(from).map(|raw| super::flag(&raw))
    }

    /// See [`when`](super::when).
    ///
    /// # Errors
    ///
    /// Only if the document itself is broken.
    pub fn when<'de, D: Deserializer<'de>>(from: D) -> Result<Option<When>, D::Error> {
        Box::<RawValue>::deserialize(from).map(|raw| super::when(&raw))
    }

    /// See [`texts`](super::texts).
    ///
    /// # Errors
    ///
    /// Only if the document itself is broken.
    pub fn texts<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
        Box::<RawValue>::deserialize(from).map(|raw| super::texts(&raw))
    }
}

/// The first characters, for a message.
fn start(raw: &RawValue) -> String {
    raw.get().chars().take(20).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(json: &str) -> Box<RawValue> {
        RawValue::from_string(json.to_owned()).unwrap()
    }

    #[track_caller]
    fn check<T: PartialEq + std::fmt::Debug>(read: fn(&RawValue) -> T, json: &str, expected: T) {
        assert_eq!(read(&raw(json)), expected, "{json}");
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
    fn of_two_equal_keys_the_last_wins() {
        let object = Object::read(&raw(r#"{"a": 1, "a": 2}"#)).unwrap();
        assert_eq!(object.number("a"), Some(2));
    }
}
