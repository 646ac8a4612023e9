//! Lists and single objects of Microsoft Graph.

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::error::DecodeError;

/// A decoded list: what could be read, what could not, and whether there is more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The items in the order of the answer, each read by itself; an unreadable one is its problem.
    pub items: Vec<Result<T, DecodeError>>,
    /// `@odata.nextLink`, where the answer has one.
    pub next_link: Option<String>,
}

/// Reads a list (`{ "value": [ … ] }`), item by item.
///
/// # Errors
///
/// If the body is no object or has no array `value`.
pub fn list<T: DeserializeOwned>(body: &RawValue) -> Result<Page<T>, DecodeError> {
    let _ = body;
    Err(DecodeError { problem: String::new() })
}

/// Reads a single object, wrapped in `{ "value": { … } }` (the documentation's form) or not (the live form).
///
/// # Errors
///
/// If the body is not such an object.
pub fn single<T: DeserializeOwned>(body: &RawValue) -> Result<T, DecodeError> {
    let _ = body;
    Err(DecodeError { problem: String::new() })
}
