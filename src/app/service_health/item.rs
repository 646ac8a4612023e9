//! What issues and messages have in common: a row that opens in place, foreign text, and the links under it.

use leptos::{html, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use wasm_bindgen::JsCast;

use crate::{
    app::{
        copy::copy_texts,
        data::use_tenant_data,
        focus::focus_by_id,
        tab::{Tab, absolute_href, href, use_parameter},
        words::{moment, when_words},
    },
    domain::{message::Body, when::When},
    i18n::{Text, use_i18n},
    rich_text::{ContentKind, parse::parse, view::RichText},
    ui::{CopyButton, ExternalLink, Look},
};

/// Which of the two kinds of item: the name of its parameter in the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An incident or advisory.
    Issue,
    /// A message.
    Message,
}

impl Kind {
    /// The name of the parameter.
    pub fn parameter(self) -> &'static str {
        match self {
            Self::Issue => "issue",
            Self::Message => "message",
        }
    }
}

/// The item that the address opens.
pub fn use_opened(kind: Kind) -> Memo<Option<String>> {
    let id = use_parameter(kind.parameter());
    Memo::new(move |_| Some(id.get()).filter(|id| !id.is_empty()))
}

/// Opens an item, or closes it when it is open.
pub fn use_toggle(kind: Kind, opened: Memo<Option<String>>) -> Callback<String> {
    let navigate = use_navigate();
    Callback::new(move |id: String| {
        let is_open = opened.with_untracked(|opened| opened.as_ref() == Some(&id));
        let query: &[(&str, &str)] = if is_open { &[] } else { &[(kind.parameter(), &id)] };
        navigate(&href(Tab::ServiceHealth, query), NavigateOptions { scroll: false, ..Default::default() });
    })
}

/// Escape closes the open item and gives the focus back to its button.
pub fn close_on_escape(opened: Memo<Option<String>>, toggle: Callback<String>) -> impl Fn(web_sys::KeyboardEvent) {
    move |event| {
        if event.key() == "Escape"
            && let Some(id) = opened.get_untracked()
        {
            focus_by_id(&format!("{}-button", detail_id(&id)));
            toggle.run(id);
        }
    }
}

/// The whole row answers the pointer; keyboards have the button.
pub fn open_on_click(id: String, toggle: Callback<String>) -> impl Fn(web_sys::MouseEvent) {
    move |event| {
        let target: Option<web_sys::Element> = event.target().and_then(|target| target.dyn_into().ok());
        if target.is_some_and(|target| target.closest("a, button").ok().flatten().is_none()) {
            toggle.run(id.clone());
        }
    }
}

/// The id of what an item opens. Ids come from outside: what may not stand in an id is written as its code.
pub fn detail_id(id: &str) -> String {
    let mut safe = String::from("item-");
    for c in id.chars() {
        if c.is_ascii_alphanumeric() {
            safe.push(c);
        } else {
            safe.push('_');
            safe.push_str(&u32::from(c).to_string());
        }
    }
    safe
}

/// The headings of a table.
pub fn head(headings: &[Text]) -> AnyView {
    let i18n = use_i18n();
    let cells = headings.iter().map(|text| view! { <th scope="col" role="columnheader">{i18n.text(*text)}</th> }).collect_view();
    view! { <thead role="rowgroup"><tr role="row">{cells}</tr></thead> }.into_any()
}

/// A date as the reader sees it, relative to now.
pub fn relative(when: Option<&When>) -> AnyView {
    let i18n = use_i18n();
    let now = use_tenant_data().now();
    match when {
        Some(When::At(at)) => moment(*at, i18n.relative(*at, now.get())),
        Some(when) => when_words(i18n, when).into_any(),
        None => ().into_any(),
    }
}

/// A foreign text.
pub fn rich(body: &Body) -> AnyView {
    let i18n = use_i18n();
    let kind = if body.is_html { ContentKind::Html } else { ContentKind::Text };
    let nodes = parse(&body.content, kind);
    view! {
        <RichText nodes new_tab=i18n.text(Text::AppNewTab) image=i18n.text(Text::RichImageNoText) table=i18n.text(Text::RichTable)/>
    }
    .into_any()
}

/// *Copy link*, and the same item in the portal.
pub fn actions(kind: Kind, id: String, portal: String, portal_text: Text) -> AnyView {
    let i18n = use_i18n();
    let link = move || absolute_href(Tab::ServiceHealth, &[(kind.parameter(), &id)]);
    view! {
        <div class="detail-actions">
            <CopyButton text=link texts=copy_texts(i18n, Text::ActionCopyLink) look=Look::Subtle/>
            <ExternalLink href=portal text=i18n.text(portal_text) new_tab_hint=i18n.text(Text::AppNewTab)/>
        </div>
    }
    .into_any()
}

/// Brings an item that the address opened into view, once, when its list is first painted.
pub fn reveal_once(table: NodeRef<html::Table>, opened: Memo<Option<String>>) {
    Effect::new(move |done: Option<bool>| {
        if done == Some(true) || table.get().is_none() {
            return done.unwrap_or_default();
        }
        let Some(id) = opened.get_untracked() else { return true };
        if let Some(button) = document().get_element_by_id(&format!("{}-button", detail_id(&id))) {
            button.scroll_into_view();
        }
        true
    });
}
