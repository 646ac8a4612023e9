//! Whether the page is on its way to the printer: then it shows all of itself.

use leptos::prelude::*;

use crate::ui::Lasting;

/// The context.
#[derive(Clone, Copy)]
struct Printing(Lasting<RwSignal<bool>>);

/// Follows the browser's printing.
pub fn provide_printing() {
    let printing = Lasting::from(RwSignal::new(false));
    provide_context(Printing(printing));
    drop(window_event_listener_untyped("beforeprint", move |_| printing.set(true)));
    drop(window_event_listener_untyped("afterprint", move |_| printing.set(false)));
}

/// Whether everything has to be shown.
///
/// # Panics
///
/// Outside the app.
pub fn use_printing() -> Signal<bool> {
    expect_context::<Printing>().0.into()
}
