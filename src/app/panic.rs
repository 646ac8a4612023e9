//! What happens when the program breaks: a readable page instead of a dead one.

use leptos::prelude::window;
use wasm_bindgen::JsValue;
use web_sys::{CustomEvent, CustomEventInit};

/// The event that `boot.js` answers with the error page; its detail is the text for the details.
const FATAL: &str = "app-fatal";

/// Reports a panic to the console and to `boot.js`, which outlives the program.
pub fn set_panic_hook() {
    std::panic::set_hook(Box::new(|panic| report(&panic.to_string())));
}

fn report(text: &str) {
    web_sys::console::error_1(&JsValue::from_str(text));
    let init = CustomEventInit::new();
    init.set_detail(&JsValue::from_str(text));
    if let Ok(event) = CustomEvent::new_with_event_init_dict(FATAL, &init) {
        let _ = window().dispatch_event(&event);
    }
}
