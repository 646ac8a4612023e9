//! A moment, for readers and for machines.

use leptos::prelude::*;

/// A `<time>`.
#[component]
pub fn Time(
    /// The moment in ISO 8601.
    #[prop(into)]
    datetime: String,
    /// The moment in the reader's words; relative ones may change by the minute.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    view! { <time datetime=datetime>{text}</time> }.into_any()
}
