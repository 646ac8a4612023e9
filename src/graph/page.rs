//! Lists and single objects of Microsoft Graph.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::{
    error::DecodeError,
    lenient::Object,
    pause::{self, Pause, at_once},
};

/// A decoded list: what could be read, what could not, and whether there is more.
#[derive(Debug)]
pub struct Page<'a> {
    /// The items in the order of the answer, each read by itself; an unreadable one is its problem.
    pub items: Vec<Result<Object<'a>, DecodeError>>,
    /// `@odata.nextLink`, where the answer has one.
    pub next_link: Option<String>,
}

/// Reads a list (`{ "value": [ … ] }`), item by item. An item that is not an object is unreadable.
///
/// # Errors
///
/// If the body is no object or has no array `value`.
pub fn list(body: &RawValue) -> Result<Page<'_>, DecodeError> {
    let envelope = Object::read(body)?;
    let Some(items) = envelope.elements("value") else {
        return Err(DecodeError { problem: "expected a list under `value`".to_owned() });
    };
    let items = items.into_iter().map(Object::of).collect();
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
    at_once(readable_in_slices(body, id, read, &pause::none))
}

/// The same for a long list, pausing after every few items.
pub(super) async fn readable_in_slices<T>(
    body: &RawValue,
    id: fn(&T) -> &str,
    read: fn(&Object) -> Result<T, DecodeError>,
    pause: Pause<'_>,
) -> Result<List<T>, DecodeError> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut items: Vec<T> = Vec::new();
    let mut take = |object: &Object| {
        let Ok(item) = read(object) else { return false };
        if let Some(place) = places.get(id(&item)) {
            items[*place] = item;
            return true;
        }
        if !id(&item).is_empty() {
            places.insert(id(&item).to_owned(), items.len());
        }
        items.push(item);
        true
    };
    let (unreadable, is_incomplete) = each_in_slices(body, &mut take, pause).await?;
    Ok(List { items, unreadable, is_incomplete })
}

/// Offers each item of a list to `take`, which says whether it could be read. How many could not, and whether there are more.
async fn each_in_slices(
    body: &RawValue,
    take: &mut dyn FnMut(&Object) -> bool,
    pause: Pause<'_>,
) -> Result<(usize, bool), DecodeError> {
    const SLICE: usize = 25;
    let page = list(body)?;
    let mut unreadable = 0;
    for (index, item) in page.items.iter().enumerate() {
        if index % SLICE == 0 {
            pause().await;
        }
        if !item.as_ref().is_ok_and(&mut *take) {
            unreadable += 1;
        }
    }
    Ok((unreadable, page.next_link.is_some()))
}

/// Reads a single object, wrapped in `{ "value": { … } }` (the documentation's form) or not (the live form).
///
/// # Errors
///
/// If the body is not such an object.
pub fn single(body: &RawValue) -> Result<Object<'_>, DecodeError> {
    let envelope = Object::read(body)?;
    let wrapped = envelope.get("value").filter(|value| value.get().starts_with('{'));
    Object::read(wrapped.unwrap_or(body))
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, rc::Rc};

    use super::*;

    fn raw(json: &str) -> Box<RawValue> {
        RawValue::from_string(json.to_owned()).unwrap()
    }

    #[track_caller]
    fn check(item: &str, expected: &str) {
        let body = raw(&format!(r#"{{"value": [{{"displayName": "a"}}, {item}, {{"displayName": "z"}}]}}"#));
        let page = list(&body).unwrap();
        let names: Vec<_> = page
            .items
            .iter()
            .map(|item| item.as_ref().map_or("-".to_owned(), |item| item.text("displayName").unwrap_or("none".to_owned())))
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
        let body = raw(r#"{"value": [], "@odata.nextLink": "https://example.com/next"}"#);
        let page = list(&body).unwrap();
        assert_eq!(page.next_link.as_deref(), Some("https://example.com/next"));
        assert_eq!(list(&raw(r#"{"value": [], "@odata.nextLink": null}"#)).unwrap().next_link, None);
    }

    #[test]
    fn err_without_a_list() {
        for body in ["null", "[]", "{}", r#""x""#, r#"{"value": null}"#, r#"{"value": {}}"#, r#"{"Value": []}"#] {
            assert!(list(&raw(body)).is_err(), "{body}");
        }
    }

    #[test]
    fn a_long_list_lets_others_have_their_turn_after_every_25_items() {
        let pauses = |items: usize| {
            let body = raw(&format!(r#"{{"value": [{}]}}"#, vec![r#"{"id": ""}"#; items].join(",")));
            let counted = Rc::new(Cell::new(0));
            let count = Rc::clone(&counted);
            let pause = move || {
                count.set(count.get() + 1);
                pause::none()
            };
            let list = at_once(readable_in_slices(&body, |id: &String| id, |item| Ok(item.text("id").unwrap()), &pause)).unwrap();
            assert_eq!(list.items.len(), items);
            counted.get()
        };
        assert_eq!([0, 1, 25, 26, 60].map(pauses), [0, 1, 1, 2, 3]);
    }

    #[test]
    fn a_single_object_is_read_wrapped_or_flat() {
        assert_eq!(single(&raw(r#"{"displayName": "a"}"#)).unwrap().text("displayName").as_deref(), Some("a"));
        assert_eq!(single(&raw(r#"{"value": {"displayName": "a"}}"#)).unwrap().text("displayName").as_deref(), Some("a"));
        assert_eq!(single(&raw(r#"{"value": "x", "displayName": "a"}"#)).unwrap().text("displayName").as_deref(), Some("a"));
        for body in ["null", "[]", "5"] {
            assert!(single(&raw(body)).is_err(), "{body}");
        }
    }
}
