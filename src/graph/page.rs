//! Lists and single objects of Microsoft Graph.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::{
    error::DecodeError,
    lenient::{self, Object},
};

/// A decoded list: what could be read, what could not, and whether there is more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The items in the order of the answer, each read by itself; an unreadable one is its problem.
    pub items: Vec<Result<T, DecodeError>>,
    /// `@odata.nextLink`, where the answer has one.
    pub next_link: Option<String>,
}

/// Reads a list (`{ "value": [ … ] }`), item by item. An item that is not an object is unreadable.
///
/// # Errors
///
/// If the body is no object or has no array `value`.
pub fn list<T: DeserializeOwned>(body: &RawValue) -> Result<Page<T>, DecodeError> {
    let envelope = Object::read(body)?;
    let Some(items) = envelope.get("value").and_then(lenient::array) else {
        return Err(DecodeError { problem: "expected a list under `value`".to_owned() });
    };
    let items = items.into_iter().map(lenient::from_object).collect();
    Ok(Page { items, next_link: envelope.text("@odata.nextLink").filter(|link| !link.is_empty()) })
}

/// A list as far as it could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct List<T> {
    /// The readable items in the order of the answer.
    pub items: Vec<T>,
    /// How many others there are.
    pub unreadable: usize,
    /// Whether there are more than the answer holds.
    pub is_incomplete: bool,
}

/// Reads a list of objects with `read`, item by item. Of two with the same id the last wins; items without id are all kept.
pub(super) fn readable<T>(
    body: &RawValue,
    id: fn(&T) -> &str,
    read: fn(&Object) -> Result<T, DecodeError>,
) -> Result<List<T>, DecodeError> {
    let page = list::<Object>(body)?;
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut found = List { items: Vec::new(), unreadable: 0, is_incomplete: page.next_link.is_some() };
    for item in page.items {
        match item.and_then(|object| read(&object)) {
            Ok(item) => match places.get(id(&item)) {
                Some(place) => found.items[*place] = item,
                None => {
                    if !id(&item).is_empty() {
                        places.insert(id(&item).to_owned(), found.items.len());
                    }
                    found.items.push(item);
                }
            },
            Err(_) => found.unreadable += 1,
        }
    }
    Ok(found)
}

/// Reads a single object, wrapped in `{ "value": { … } }` (the documentation's form) or not (the live form).
///
/// # Errors
///
/// If the body is not such an object.
pub fn single<T: DeserializeOwned>(body: &RawValue) -> Result<T, DecodeError> {
    let envelope = Object::read(body)?;
    let wrapped = envelope.get("value").filter(|value| value.get().starts_with('{'));
    lenient::from_object(wrapped.unwrap_or(body))
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Default, Deserialize, PartialEq, Eq)]
    #[serde(rename_all = "camelCase", default)]
    struct Item {
        #[serde(deserialize_with = "lenient::field::text")]
        display_name: Option<String>,
    }

    fn raw(json: &str) -> Box<RawValue> {
        RawValue::from_string(json.to_owned()).unwrap()
    }

    fn item(name: &str) -> Item {
        Item { display_name: Some(name.to_owned()) }
    }

    /// A list in which every second item is the given one, as the names that could be read; `-` for an unreadable item.
    #[track_caller]
    fn check(item: &str, expected: &str) {
        let body = raw(&format!(r#"{{"value": [{{"displayName": "a"}}, {item}, {{"displayName": "z"}}]}}"#));
        let page = list::<Item>(&body).unwrap();
        let names: Vec<_> = page
            .items
            .iter()
            .map(|item| item.as_ref().map_or("-", |item| item.display_name.as_deref().unwrap_or("none")))
            .collect();
        assert_eq!(names, ["a", expected, "z"], "{}", item.chars().take(60).collect::<String>());
    }

    #[test]
    fn an_odd_item_costs_itself_alone() {
        check(r#"{"displayName": "b", "extra": 1}"#, "b");
        check(r#"{"displayName": 5}"#, "5");
        check("{}", "none");
        for unreadable in ["null", "5", r#""text""#, r#"["b"]"#, "[]"] {
            check(unreadable, "-");
        }
    }

    #[test]
    fn a_lone_surrogate_a_huge_number_and_deep_nesting_cost_their_field() {
        check(r#"{"displayName": "\ud800"}"#, "none");
        check(r#"{"displayName": "b", "other": "\udfff\ud800"}"#, "b");
        check(r#"{"displayName": "b", "other": 1e400}"#, "b");
        let deep = format!("{}1{}", "[".repeat(500), "]".repeat(500));
        check(&format!(r#"{{"displayName": "b", "other": {deep}}}"#), "b");
        check(&format!(r#"{{"displayName": {deep}}}"#), "none");
        check(&deep, "-");
        let deep = format!("{}1{}", r#"{"a":"#.repeat(100_000), "}".repeat(100_000));
        check(&format!(r#"{{"displayName": "b", "other": {deep}}}"#), "b");
    }

    #[test]
    fn the_link_to_the_next_page_is_kept() {
        let page = list::<Item>(&raw(r#"{"value": [], "@odata.nextLink": "https://example.com/next"}"#)).unwrap();
        assert_eq!(page.next_link.as_deref(), Some("https://example.com/next"));
        assert_eq!(list::<Item>(&raw(r#"{"value": [], "@odata.nextLink": null}"#)).unwrap().next_link, None);
    }

    #[test]
    fn err_without_a_list() {
        for body in ["null", "[]", "{}", r#""x""#, r#"{"value": null}"#, r#"{"value": {}}"#, r#"{"Value": []}"#] {
            assert!(list::<Item>(&raw(body)).is_err(), "{body}");
        }
    }

    #[test]
    fn a_single_object_is_read_wrapped_or_flat() {
        assert_eq!(single::<Item>(&raw(r#"{"displayName": "a"}"#)).unwrap(), item("a"));
        assert_eq!(single::<Item>(&raw(r#"{"value": {"displayName": "a"}}"#)).unwrap(), item("a"));
        assert_eq!(single::<Item>(&raw(r#"{"value": "x", "displayName": "a"}"#)).unwrap(), item("a"));
        for body in ["null", "[]", "5"] {
            assert!(single::<Item>(&raw(body)).is_err(), "{body}");
        }
    }
}
