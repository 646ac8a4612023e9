//! Mounts the app; nothing else.

use leptos::prelude::*;

fn main() {
    let Some(app) = leptos::tachys::dom::document().get_element_by_id("app") else { return };
    app.replace_children_with_node_0();
    let app = wasm_bindgen::JsCast::unchecked_into(app);
    mount_to(app, || view! { <main data-app-ready="true"><h1>"Tenant Status"</h1></main> }).forget();
}
