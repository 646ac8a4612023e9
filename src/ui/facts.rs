//! Facts: label and value.

use leptos::prelude::*;

use super::button::{CopyButton, CopyTexts, Look};
use super::help::{help_button, help_text};
use super::status::StatusBadge;

/// The words of a fact's help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelpTexts {
    /// The button's name.
    pub label: String,
    /// The sentence it opens below the row.
    pub text: String,
}

/// One row of a `<dl class="facts">`.
#[component]
pub fn Fact(
    /// The value of `data-fact`; also makes ids.
    name: &'static str,
    /// What the fact is.
    #[prop(into)]
    label: String,
    /// The raw value, for `data-value` and for copying.
    #[prop(into)]
    raw: Signal<String>,
    /// The value as the reader sees it.
    #[prop(into)]
    text: Signal<String>,
    /// Draws the value as a status of this `data-health`.
    #[prop(optional, into)]
    health: Signal<Option<&'static str>>,
    /// Offers to copy the raw value.
    copy: Option<CopyTexts>,
    /// Offers an explanation.
    help: Option<HelpTexts>,
    /// Stands behind the value: a link.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let value = move || match health.get() {
        Some(health) => view! { <StatusBadge health word=text.get()/> }.into_any(),
        None => text.get().into_any(),
    };
    let copy = copy
        .map(|texts| view! { <CopyButton text=move || raw.get_untracked() texts look=Look::Subtle icon_only=true/> }.into_any());
    let open = RwSignal::new(false);
    let (button, sentence) = match help {
        Some(HelpTexts { label, text }) => {
            let id = format!("help-{name}");
            (Some(help_button(open, id.clone(), label)), Some(help_text(open, id, text)))
        }
        None => (None, None),
    };
    let actions =
        (copy.is_some() || button.is_some()).then(|| view! { <span class="fact__actions">{copy} {button}</span> }.into_any());
    view! {
        <div class="fact" data-fact=name>
            <dt class="fact__label">{label}</dt>
            <dd class="fact__value">
                <span class="fact__text">
                    <span data-value=raw>{move || value()}</span>
                    {children.map(|children| children())}
                </span>
                {actions}
                {sentence}
            </dd>
        </div>
    }
    .into_any()
}
