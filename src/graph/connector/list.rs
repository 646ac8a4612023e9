//! Members: the items of a list, and blanks to fill in.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use crate::{
    domain::connector::{Known, Member},
    graph::{catalogue::Resource, error::DecodeError, lenient::Object, page},
};

/// The members that a list holds, each with an id of its own.
pub(super) struct List {
    pub(super) members: Vec<Member>,
    /// Whether there are more.
    pub(super) incomplete: bool,
}

impl From<List> for Known {
    fn from(List { members, incomplete }: List) -> Self {
        Self::Members { members, incomplete }
    }
}

/// Reads a list item by item; one that cannot be read becomes an unreadable member.
///
/// Of several items with the same id the last one counts. An item without id is known by its name, or by its place (`#3`).
pub(super) fn list(body: &RawValue, member: fn(&Object) -> Member) -> Result<List, DecodeError> {
    let page = page::list(body)?;
    let items = page.items.into_iter().map(|item| match item {
        Ok(item) => member(&item),
        Err(error) => Member { unreadable: Some(error.problem), ..Member::default() },
    });
    Ok(List { members: identified(items.collect()), incomplete: page.next_link.is_some() })
}

/// What a single object tells: its one member.
pub(super) fn singleton(member: Member) -> Known {
    Known::Members { members: vec![member], incomplete: false }
}

/// The member of a single object, known by the id of its resource, and nothing else.
pub(super) fn blank_single(resource: Resource) -> Member {
    Member { id: resource.id().to_owned(), ..Member::default() }
}

/// A member with the id of this item and nothing else.
pub(super) fn blank(item: &Object) -> Member {
    Member { id: first_text(item, &["id"]).unwrap_or_default(), ..Member::default() }
}

/// The first of these properties that says something.
pub(super) fn first_text(item: &Object, properties: &[&str]) -> Option<String> {
    let texts = properties.iter().filter_map(|property| item.text(property));
    texts.map(|text| text.trim().to_owned()).find(|text| !text.is_empty())
}

fn identified(items: Vec<Member>) -> Vec<Member> {
    let mut place_of = BTreeMap::new();
    let mut members: Vec<(usize, Member)> = Vec::new();
    for (place, item) in items.into_iter().enumerate() {
        if let Some(&same) = place_of.get(&item.id) {
            members[same] = (place, item);
            continue;
        }
        if !item.id.is_empty() {
            place_of.insert(item.id.clone(), members.len());
        }
        members.push((place, item));
    }
    for (place, member) in members.iter_mut().filter(|(_, member)| member.id.is_empty()) {
        let number = format!("#{}", *place + 1);
        let mut id = member.name.clone().filter(|name| !place_of.contains_key(name)).unwrap_or(number);
        while place_of.contains_key(&id) {
            id.push('#');
        }
        place_of.insert(id.clone(), *place);
        member.id = id;
    }
    members.into_iter().map(|(_, member)| member).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Members as `id:name`, either may be empty.
    #[track_caller]
    fn check(items: &[&str], expected: &[&str]) {
        let items = items.iter().map(|item| {
            let (id, name) = item.split_once(':').unwrap();
            Member { id: id.into(), name: Some(name.to_owned()).filter(|name| !name.is_empty()), ..Member::default() }
        });
        let members = identified(items.collect());
        let got: Vec<_> =
            members.iter().map(|member| format!("{}:{}", member.id, member.name.as_deref().unwrap_or_default())).collect();
        assert_eq!(got, expected);
    }

    #[test]
    fn of_two_items_with_one_id_the_last_counts() {
        check(&["1:a", "2:b", "1:c"], &["1:c", "2:b"]);
    }

    #[test]
    fn an_item_without_id_is_known_by_its_name_or_its_place() {
        check(&["1:a", ":b", ":"], &["1:a", "b:b", "#3:"]);
    }

    #[test]
    fn two_items_without_id_are_two_members() {
        check(&[":a", ":a", ":", ":"], &["a:a", "#2:a", "#3:", "#4:"]);
    }

    #[test]
    fn every_id_is_given_once() {
        check(&[":a", "a:b", "#1:c"], &["#1#:a", "a:b", "#1:c"]);
    }
}
