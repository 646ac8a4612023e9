//! Parts of the frame that know no tab: the skip link, and a page that stands alone.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// The first thing the keyboard reaches. Works without touching the address, which may hold an open item.
#[component]
pub fn SkipLink(
    /// What it says.
    #[prop(into)]
    text: String,
    /// The id of the main element, which has `tabindex="-1"`.
    target: &'static str,
) -> impl IntoView {
    let skip = move |event: web_sys::MouseEvent| {
        event.prevent_default();
        super::help::focus(target);
    };
    view! { <a class="skip-link" href=format!("#{target}") on:click=skip>{text}</a> }.into_any()
}

/// A page in the place of everything else: what is wrong, why, what to do.
#[component]
pub fn FullPage(
    /// The value of `data-page`: config, snapshot or fatal.
    page: &'static str,
    /// What is wrong, in one sentence.
    #[prop(into)]
    heading: String,
    /// The address, field or message that says exactly what; none is not drawn.
    #[prop(optional, into)]
    cause: Option<String>,
    /// What can be done.
    #[prop(optional, into)]
    actions: Option<ViewFn>,
    /// More words, as paragraphs (`<p>`).
    children: Children,
) -> impl IntoView {
    view! {
        <main class="full-page" id="main" tabindex="-1" data-page=page>
            <Icon glyph=Glyph::Unhealthy large=true/>
            <h1>{heading}</h1>
            {children()}
            {cause.map(|cause| view! { <pre class="full-page__cause">{cause}</pre> }.into_any())}
            {actions.map(|actions| view! { <div class="full-page__actions">{actions.run()}</div> }.into_any())}
        </main>
    }
    .into_any()
}
