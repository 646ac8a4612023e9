//! A section of the page with its state in words: the frame of `ui` filled from the store.

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use super::{
    data::use_tenant_data,
    error_text::{state_actions, state_words},
};
use crate::{
    graph::{
        error::Error,
        section::{Section, SectionId, SectionState},
    },
    i18n::{Text, use_i18n},
    ui::{SectionFrame, memo},
};

/// All of a section but its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionStatus {
    /// See [`Section::state`].
    pub state: SectionState,
    /// See [`Section::read_at`].
    pub read_at: Option<DateTime<Utc>>,
    /// See [`Section::readable`].
    pub readable: usize,
    /// See [`Section::of`].
    pub of: usize,
    /// See [`Section::error`].
    pub error: Option<Error>,
    /// See [`Section::request_ids`].
    pub request_ids: Vec<String>,
}

impl<T> From<&Section<T>> for SectionStatus {
    fn from(section: &Section<T>) -> Self {
        Self {
            state: section.state,
            read_at: section.read_at,
            readable: section.readable,
            of: section.of,
            error: section.error.clone(),
            request_ids: section.request_ids.clone(),
        }
    }
}

/// A section: loading, ready, or in whatever state, told in words.
#[component]
pub fn SectionView(
    /// Which one.
    name: SectionId,
    /// Its state.
    #[prop(into)]
    status: Signal<SectionStatus>,
    /// The heading.
    heading: Text,
    /// The heading is for readers aloud only.
    #[prop(optional)]
    quiet: bool,
    /// Counts behind the heading.
    #[prop(optional, into)]
    note: Option<Signal<String>>,
    /// At the end of the head.
    #[prop(optional, into)]
    actions: Option<ViewFn>,
    /// Links and a footnote under the body, in every state.
    #[prop(optional, into)]
    foot: Option<ViewFn>,
    /// The body brings its own edges.
    #[prop(optional)]
    flush: bool,
    /// The body is shown in every state: its items say themselves why they are not known.
    #[prop(optional)]
    keep: bool,
    /// How many rows the skeleton has.
    #[prop(default = 3)]
    rows: usize,
    /// The body.
    children: ChildrenFn,
) -> impl IntoView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    let now = data.now();
    let state = memo(move || status.with(|status| status.state.as_str()));
    let line = move || {
        if state.get() == SectionState::Ready.as_str() { ().into_any() } else { state_words(name, &status.get(), now.get()) }
    };
    view! {
        <SectionFrame
            section=name.as_str()
            state
            heading=i18n.text(heading)
            quiet
            note=note.unwrap_or_default()
            actions=actions.unwrap_or_default()
            line
            line_actions=move || state_actions(name, &status.get())
            slow=data.is_slow()
            rows
            foot=foot.unwrap_or_default()
            flush
            keep
            children
        />
    }
    .into_any()
}
