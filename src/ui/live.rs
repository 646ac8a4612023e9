//! The one live region: what happened, said aloud, politely.

use leptos::prelude::*;

/// Says things aloud through the page's live region.
#[derive(Clone, Copy)]
pub struct Live(RwSignal<String>);

impl Live {
    /// Says a sentence once; the same sentence again is said again.
    pub fn say(self, text: impl Into<String>) {
        self.replace(text.into());
    }

    fn replace(self, text: String) {
        self.0.try_update(|said| {
            // A region that does not change is not read: a space that nobody sees makes it change.
            let again = *said == text;
            *said = text;
            if again {
                said.push('\u{a0}');
            }
        });
    }
}

/// Puts a `Live` into the context of everything below.
pub fn provide_live() -> Live {
    let live = Live(RwSignal::new(String::new()));
    provide_context(live);
    live
}

/// The region itself; once on the page, there from the start.
#[component]
pub fn LiveRegion(
    /// What `provide_live` gave.
    live: Live,
) -> impl IntoView {
    view! {
        <div class="visually-hidden" role="status" aria-live="polite">
            {live.0}
        </div>
    }
    .into_any()
}
