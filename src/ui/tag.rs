//! A small word beside a name.

use leptos::prelude::*;

/// A tag such as "Retired" or "Major update".
#[component]
pub fn Tag(
    /// The word.
    #[prop(into)]
    text: String,
    /// Stands out from its neighbours.
    #[prop(optional)]
    strong: bool,
) -> impl IntoView {
    view! { <span class="tag" data-look=strong.then_some("strong")>{text}</span> }.into_any()
}
