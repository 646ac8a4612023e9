//! Buttons, copying, and links that leave the page.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::icon::{Glyph, Icon};
use super::live::Live;

/// How much a button asks for attention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// An outline.
    #[default]
    Outline,
    /// Filled: the one thing to do next.
    Primary,
    /// Neither line nor ground until pointed at.
    Subtle,
    /// Like a link, for a button among links.
    Link,
}

impl Look {
    /// The value of `data-look`; the outline is the plain `.button`.
    pub(super) fn attribute(self) -> Option<&'static str> {
        match self {
            Self::Outline => None,
            Self::Primary => Some("primary"),
            Self::Subtle => Some("subtle"),
            Self::Link => Some("link"),
        }
    }
}

/// A button with an optional icon before its text.
#[component]
pub fn Button(
    /// What it does.
    #[prop(into)]
    on_click: Callback<()>,
    /// How it looks.
    #[prop(optional)]
    look: Look,
    /// Stands before the text.
    #[prop(optional, into)]
    icon: Option<Glyph>,
    /// Turns the icon and says so to readers aloud; the button stays usable.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// The text; where it is narrow the header shows the icon alone.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="button"
            data-look=look.attribute()
            aria-busy=move || busy.get().then_some("true")
            on:click=move |_| on_click.run(())
        >
            {icon.map(|glyph| view! { <Icon glyph/> }.into_any())}
            <span class="button__text">{text}</span>
        </button>
    }
    .into_any()
}

/// The words of a copy button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyTexts {
    /// What it copies: the text of the button, or its name when only the icon shows.
    pub label: String,
    /// "Copied": shown for a moment and said aloud.
    pub copied: String,
    /// What to do instead when the browser refuses.
    pub refused: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Copying {
    Idle,
    Copied,
    Refused,
}

/// For how long the button says "Copied".
const COPIED_SHOWN: Duration = Duration::from_secs(2);

/// Puts a text on the clipboard and says so, visibly and through the live region.
#[component]
pub fn CopyButton(
    /// Gives the text when it is wanted; it may be long to make.
    #[prop(into)]
    text: Callback<(), String>,
    /// Its words.
    texts: CopyTexts,
    /// How it looks.
    #[prop(optional)]
    look: Look,
    /// The icon alone; the label becomes its name.
    #[prop(optional)]
    icon_only: bool,
) -> impl IntoView {
    let live = use_context::<Live>();
    let state = RwSignal::new(Copying::Idle);
    let CopyTexts { label, copied, refused } = texts;
    let name = icon_only.then(|| label.clone());
    let (copied_said, refused_said) = (copied.clone(), refused.clone());

    let copy = move |_| {
        let words = text.run(());
        let (copied, refused) = (copied_said.clone(), refused_said.clone());
        leptos::task::spawn_local(async move {
            let done = write_to_clipboard(&words).await;
            // The button may be gone by now.
            state.try_set(if done { Copying::Copied } else { Copying::Refused });
            if let Some(live) = live {
                live.say(if done { copied } else { refused });
            }
            if done {
                set_timeout(
                    move || {
                        state.try_set(Copying::Idle);
                    },
                    COPIED_SHOWN,
                );
            }
        });
    };
    let glyph = move || {
        let glyph = if state.get() == Copying::Copied { Glyph::Check } else { Glyph::Copy };
        view! { <Icon glyph/> }.into_any()
    };
    let shown = move || {
        (!icon_only).then(|| {
            let text = if state.get() == Copying::Copied { copied.clone() } else { label.clone() };
            view! { <span class="button__text">{text}</span> }.into_any()
        })
    };
    let hint = move || {
        let is_refused = state.get() == Copying::Refused;
        is_refused.then(|| view! { <span class="copy-button__refused">{refused.clone()}</span> }.into_any())
    };

    view! {
        <button
            type="button"
            class="button copy-button"
            class:icon-button=icon_only
            data-look=look.attribute()
            data-copied=move || (state.get() == Copying::Copied).then_some("")
            aria-label=name.clone()
            title=name
            on:click=copy
        >
            {move || glyph()}
            {move || shown()}
        </button>
        {move || hint()}
    }
    .into_any()
}

/// Whether the text is on the clipboard. An insecure page has none, and a policy or the reader may refuse.
async fn write_to_clipboard(text: &str) -> bool {
    let clipboard = window().navigator().clipboard();
    let present: &JsValue = clipboard.as_ref();
    !present.is_undefined() && JsFuture::from(clipboard.write_text(text)).await.is_ok()
}

/// A link to another site, in a new tab that cannot reach back.
#[component]
pub fn ExternalLink(
    /// An absolute address of our own making, never one from an answer.
    #[prop(into)]
    href: Signal<String>,
    /// What it leads to.
    #[prop(into)]
    text: Signal<String>,
    /// "(opens in a new tab)", for readers aloud.
    #[prop(into)]
    new_tab_hint: String,
    /// The icon alone; the text becomes its name.
    #[prop(optional)]
    icon_only: bool,
) -> impl IntoView {
    let shown = if icon_only { "visually-hidden" } else { "external-link__text" };
    view! {
        <a
            class="external-link"
            data-icon-only=icon_only.then_some("")
            href=href
            target="_blank"
            rel="noopener noreferrer"
            title=move || icon_only.then(|| text.get())
        >
            <span class=shown>{text}</span>
            " "
            <Icon glyph=Glyph::External/>
            <span class="visually-hidden">" " {new_tab_hint}</span>
        </a>
    }
    .into_any()
}
