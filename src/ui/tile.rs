//! A tile of the summary: a few numbers that lead to their tab.

use leptos::prelude::*;

/// A link with a title, its numbers and a note.
#[component]
pub fn Tile(
    /// Where it leads.
    #[prop(into)]
    href: Signal<String>,
    /// What the numbers are about.
    #[prop(into)]
    title: String,
    /// A second line; may be empty.
    #[prop(optional, into)]
    note: Signal<String>,
    /// The numbers: texts and `HealthCount`s.
    children: Children,
) -> impl IntoView {
    view! {
        <a class="tile" href=href>
            <span class="tile__title">{title}</span>
            <span class="tile__value">{children()}</span>
            <span class="tile__note">{note}</span>
        </a>
    }
    .into_any()
}
