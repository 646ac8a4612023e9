//! Whether single keys do something, as the reader chose: who speaks to the computer, or hits a key by accident, switches them off
//! (WCAG 2.2, 2.1.4).

use leptos::prelude::*;

use crate::browser::storage::{self, Area};

/// Where the choice is kept.
const KEY: &str = "single-keys";
const OFF: &str = "off";

/// The choice, a context.
#[derive(Clone, Copy)]
pub struct Shortcuts(RwSignal<bool>);

impl Shortcuts {
    /// Whether single keys do something.
    pub fn are_on(self) -> Signal<bool> {
        self.0.into()
    }

    /// Switches them on or off. Without storage it holds until the page is left.
    pub fn switch(self, on: bool) {
        self.0.set(on);
        if on {
            storage::remove(Area::Local, KEY);
        } else {
            storage::set(Area::Local, KEY, OFF);
        }
    }
}

/// Puts the choice into the context.
pub fn provide_shortcuts() {
    provide_context(Shortcuts(RwSignal::new(storage::get(Area::Local, KEY).as_deref() != Some(OFF))));
}

/// The choice of this page.
///
/// # Panics
///
/// Outside the app.
pub fn use_shortcuts() -> Shortcuts {
    expect_context()
}
