//! Reading JSON of a provider by property, so that one odd value costs itself alone.

use serde_json::value::RawValue;

use crate::json::{self, quoted};

/// An object by its keys; of two equal ones the last wins.
#[derive(Default)]
pub struct Object(Vec<(String, Box<RawValue>)>);

impl Object {
    /// Reads an object; `None` for anything else.
    pub fn read(json: &str) -> Option<Self> {
        let members = json::members(json::document(json.trim_start_matches('\u{feff}')).ok()?)?;
        Some(Self(members.into_iter().map(|(key, value)| (key, value.to_owned())).collect()))
    }

    /// A text.
    pub fn text(&self, key: &str) -> Option<String> {
        json::text(self.raw(key)?.get())
    }

    /// A whole number, also as `"5"`, `5.0` or `5e0`.
    pub fn number(&self, key: &str) -> Option<i64> {
        let raw = self.raw(key)?.get();
        let text = json::text(raw).unwrap_or_else(|| raw.to_owned());
        let text = text.trim();
        let number = text.parse().ok();
        number.or_else(|| whole_part(text))
    }

    /// An object.
    pub fn object(&self, key: &str) -> Option<Self> {
        Self::read(self.raw(key)?.get())
    }

    /// The texts of a list, or the one text that stands in its place; what is no text is left out.
    pub fn texts(&self, key: &str) -> Option<Vec<String>> {
        let items = self.items(key);
        Some(match items {
            Some(items) => items.into_iter().filter_map(|raw| json::text(raw.get())).collect(),
            None => vec![self.text(key)?],
        })
    }

    /// The whole numbers of a list, or the one number that stands in its place.
    pub fn numbers(&self, key: &str) -> Vec<i64> {
        match self.items(key) {
            Some(items) => items.iter().filter_map(|raw| raw.get().trim_matches('"').parse().ok()).collect(),
            None => self.number(key).into_iter().collect(),
        }
    }

    /// Puts raw JSON under a key; what is no JSON is left out.
    pub fn put(&mut self, key: &str, json: String) {
        if let Ok(raw) = RawValue::from_string(json) {
            self.0.retain(|(known, _)| known != key);
            self.0.push((key.to_owned(), raw));
        }
    }

    /// Puts a text under a key.
    pub fn put_text(&mut self, key: &str, text: &str) {
        self.put(key, quoted(text));
    }

    /// The object as JSON.
    pub fn to_json(&self) -> String {
        let mut json = String::from("{");
        for (key, value) in &self.0 {
            if json.len() > 1 {
                json.push(',');
            }
            json.push_str(&quoted(key));
            json.push(':');
            json.push_str(value.get());
        }
        json.push('}');
        json
    }

    fn items(&self, key: &str) -> Option<Vec<&RawValue>> {
        json::elements(self.raw(key)?)
    }

    fn raw(&self, key: &str) -> Option<&RawValue> {
        let (_, raw) = self.0.iter().rev().find(|(known, _)| known == key)?;
        Some(raw.as_ref()).filter(|raw| raw.get() != "null")
    }
}

/// The whole part of a number with a fraction or an exponent; past the range of the type its edge, but what no float can hold is none.
///
/// By its digits: the tables that floats are read with are 10 kB that do not compress.
fn whole_part(number: &str) -> Option<i64> {
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let digits = mantissa.trim_start_matches('-');
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = !whole.is_empty() && whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit());
    let places = exponent.parse::<isize>().ok()?.checked_add_unsigned(whole.len())?;
    if !is_number || places > 309 {
        return None;
    }
    let all = whole.bytes().chain(fraction.bytes()).chain(std::iter::repeat(b'0'));
    let value = all
        .take(places.max(0).unsigned_abs())
        .fold(0_i64, |value, digit| value.saturating_mul(10).saturating_add(i64::from(digit - b'0')));
    Some(if mantissa.starts_with('-') { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_odd_value_costs_itself() {
        let object = Object::read(r#"{"a": "x", "b": {"deep": [1e400]}, "c": "\ud800", "d": null, "e": ["f", 1, "g"]}"#).unwrap();
        assert_eq!(object.text("a").as_deref(), Some("x"));
        assert_eq!([object.text("b"), object.text("c"), object.text("d")], [None, None, None]);
        assert_eq!(object.texts("e"), Some(vec!["f".to_owned(), "g".to_owned()]));
        assert_eq!(object.texts("a"), Some(vec!["x".to_owned()]));
    }

    #[test]
    fn numbers_are_read_in_every_spelling() {
        for (json, expected) in [
            ("3599", Some(3599)),
            ("\"3599\"", Some(3599)),
            ("3599.0", Some(3599)),
            ("3.5e3", Some(3500)),
            ("35999E-1", Some(3599)),
            ("\"-3599.9\"", Some(-3599)),
            ("0.5", Some(0)),
            ("5e-9", Some(0)),
            ("-5", Some(-5)),
            ("1e400", None),
            ("\"soon\"", None),
            ("\"1e\"", None),
            ("\"1.x\"", None),
            ("\"inf\"", None),
            ("[1]", None),
            ("1e30", Some(i64::MAX)),
        ] {
            assert_eq!(Object::read(&format!("{{\"n\": {json}}}")).unwrap().number("n"), expected, "{json}");
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let mut object = Object::default();
        object.put_text("b", "x\"y\n");
        object.put("a", "{\"c\":[1]}".to_owned());
        object.put("bad", "{".to_owned());
        assert_eq!(object.to_json(), r#"{"b":"x\"y\n","a":{"c":[1]}}"#);
        assert_eq!(Object::read(&object.to_json()).unwrap().text("b").as_deref(), Some("x\"y\n"));
    }

    #[test]
    fn what_is_no_object_is_not_read() {
        for json in ["", "[]", "null", "\"x\"", "<html>", "{"] {
            assert!(Object::read(json).is_none(), "{json}");
        }
    }
}
