//! Components and rich text in a real browser, headless.
#![cfg(target_arch = "wasm32")]

mod broken_html;
mod intl;
mod session;
mod ui;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

mod rich_text;
