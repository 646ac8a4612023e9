//! A strip across the page that says something about all of it.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// How grave a banner is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BannerKind {
    /// Good to know.
    Info,
    /// What the page shows may mislead.
    Warning,
    /// Something is broken.
    Danger,
}

/// One sentence about the whole page, with what can be done about it.
#[component]
pub fn Banner(
    /// How grave it is.
    kind: BannerKind,
    /// Links and buttons behind the sentence.
    #[prop(optional, into)]
    actions: Option<ViewFn>,
    /// The sentence.
    children: Children,
) -> impl IntoView {
    let (kind, glyph) = match kind {
        BannerKind::Info => ("info", Glyph::Info),
        BannerKind::Warning => ("warning", Glyph::Warning),
        BannerKind::Danger => ("danger", Glyph::Unhealthy),
    };
    view! {
        <div class="banner" data-kind=kind role="note">
            <span class="banner__icon">
                <Icon glyph/>
            </span>
            <p class="banner__text">{children()}</p>
            {actions.map(|actions| view! { <div class="banner__actions">{actions.run()}</div> }.into_any())}
        </div>
    }
    .into_any()
}
