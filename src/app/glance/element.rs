//! Elements as a text, of which `boot.js` makes them in one go: as many calls of the browser as there are attributes would take longer than
//! all the rest of the first view. No string becomes markup.

use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::DocumentFragment;

use crate::ui::Glyph;

#[wasm_bindgen]
extern "C" {
    /// Makes elements of the tokens of a text, each with a [`END`] behind it: `<name` begins an element, `=name` and a token with the value
    /// give it an attribute, `'text` a text, and `>` ends it.
    #[wasm_bindgen(js_name = tenantStatusElements, catch)]
    fn made(told: &str) -> Result<DocumentFragment, JsValue>;
}

/// Stands behind each token.
const END: char = '\0';

/// An element that is being built: its tokens but for the last one.
pub struct Element(String);

/// An element of HTML; an empty class is none.
pub fn element(name: &str, class: &str) -> Element {
    let made = Element(String::new()).token("<", name);
    if class.is_empty() { made } else { made.set("class", class) }
}

/// An icon, as `ui::Icon` draws it.
pub fn icon(glyph: Glyph) -> Element {
    let path = element("path", "").set("fill-rule", "evenodd").set("d", glyph.path());
    let icon = element("svg", "icon").set("viewBox", "0 0 20 20").set("aria-hidden", "true");
    icon.set("data-paint", glyph.paint()).with(path)
}

impl Element {
    /// With an attribute; the later of two with one name counts.
    #[must_use]
    pub fn set(self, name: &str, value: &str) -> Self {
        self.token("=", name).token("", value)
    }

    /// With a text behind what it holds already.
    #[must_use]
    pub fn text(self, text: &str) -> Self {
        self.token("'", text)
    }

    /// With an element behind what it holds already.
    #[must_use]
    pub fn with(mut self, child: Self) -> Self {
        self.0.push_str(&child.0);
        self.token(">", "")
    }

    /// With all of these behind what it holds already.
    #[must_use]
    pub fn all(self, children: impl IntoIterator<Item = Self>) -> Self {
        children.into_iter().fold(self, Self::with)
    }

    /// Not shown, if that is so.
    #[must_use]
    pub fn hidden(self, is_hidden: bool) -> Self {
        if is_hidden { self.set("hidden", "") } else { self }
    }

    /// Makes it. `None` where the browser does not let us.
    pub fn make(self) -> Option<DocumentFragment> {
        made(&self.0).ok()
    }

    #[inline(never)]
    fn token(mut self, kind: &str, rest: &str) -> Self {
        self.0.push_str(kind);
        // What ends a token cannot be part of one.
        self.0.extend(rest.split(END));
        self.0.push(END);
        self
    }
}
