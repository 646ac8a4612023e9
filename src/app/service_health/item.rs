//! What issues and messages have in common: a row that opens in place, foreign text, and the links under it.

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use crate::{
    app::{
        copy::copy_texts,
        data::use_tenant_data,
        focus::focus_by_id,
        opening::{button_id, close_on_escape, item_id},
        tab::{self, Tab, absolute_href, use_address, use_parameter},
        words::{moment, when_words},
    },
    domain::{message::Body, when::When},
    i18n::{Text, use_i18n},
    rich_text::{ContentKind, node::Node, parse::parse, view::RichText},
    ui::{CopyButton, ExternalLink, Look, memo, part},
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
    memo(move || Some(id.get()).filter(|id| !id.is_empty()))
}

/// Changes parameters of the address; an empty value takes one away, the others stay. With `true` the step before is replaced: Back does not undo it.
pub fn use_change() -> Callback<(Vec<(&'static str, String)>, bool)> {
    let (navigate, search) = (use_navigate(), use_address().search);
    Callback::new(move |(changes, replace): (Vec<(&'static str, String)>, bool)| {
        let to = search.with_untracked(|search| changed(search, &changes));
        navigate(&to, NavigateOptions { scroll: false, replace, ..Default::default() });
    })
}

/// The address of this tab with other parameters than those of `search`.
fn changed(search: &str, changes: &[(&'static str, String)]) -> String {
    tab::changed(tab::path(Tab::ServiceHealth), search, changes)
}

/// The address that opens an item in the list as the reader has filtered it.
pub fn use_item_href(kind: Kind, id: String) -> Signal<String> {
    let search = use_address().search;
    Signal::derive(move || search.with(|search| changed(search, &opening(kind, id.clone()))))
}

/// The absolute address that opens an item in the list as it is filtered at this moment.
pub fn item_href_now(kind: Kind, id: &str) -> String {
    let location = window().location();
    let search = location.search().unwrap_or_default();
    [location.origin().unwrap_or_default(), changed(&search, &opening(kind, id.to_owned()))].concat()
}

/// What opens an item, or with an empty id closes whatever is open: of both kinds one is open at a time.
fn opening(kind: Kind, id: String) -> Vec<(&'static str, String)> {
    let mut changes = vec![(Kind::Issue.parameter(), String::new()), (Kind::Message.parameter(), String::new())];
    changes.push((kind.parameter(), id));
    changes
}

/// Opens an item, or closes it when it is open.
pub fn use_toggle(kind: Kind, opened: Memo<Option<String>>) -> Callback<String> {
    let change = use_change();
    Callback::new(move |id: String| {
        let is_open = opened.with_untracked(|opened| opened.as_ref() == Some(&id));
        change.run((opening(kind, if is_open { String::new() } else { id }), false));
    })
}

/// The keyboard follows to an item that was opened from elsewhere: whoever followed a link would stand nowhere, or look elsewhere.
pub fn follow_opened(opened: Memo<Option<String>>) {
    Effect::new(move |before: Option<Option<String>>| {
        let now = opened.get();
        if let (Some(before), Some(id)) = (before, &now)
            && before.as_ref() != Some(id)
        {
            let button = button_id(&item_id(id));
            request_animation_frame(move || focus_by_id(&button));
        }
        now
    });
}

/// Escape closes the open item.
pub fn close_opened(opened: Memo<Option<String>>, toggle: Callback<String>) -> impl Fn(web_sys::KeyboardEvent) {
    move |event| {
        let id = opened.get_untracked();
        close_on_escape(&event, id.as_deref().map(item_id), || toggle.run(id.clone().unwrap_or_default()));
    }
}

/// The headings of a table.
pub fn head(headings: &[Text]) -> AnyView {
    let i18n = use_i18n();
    let cells = headings
        .iter()
        .map(|text| view! { <th scope="col" role="columnheader">{i18n.text(*text)}</th> }.into_any())
        .collect_view();
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
    rich_nodes(parsed(body))
}

/// What a foreign text consists of.
pub fn parsed(body: &Body) -> Vec<Node> {
    parse(&body.content, if body.is_html { ContentKind::Html } else { ContentKind::Text })
}

/// Whether a text is too long for its lines to choose their own direction: that takes browsers seconds.
pub fn is_long(body: &Body) -> bool {
    body.content.len() > 100_000
}

/// A foreign text that was read.
pub fn rich_nodes(nodes: Vec<Node>) -> AnyView {
    let i18n = use_i18n();
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

/// The opening of one item: its state, and the ways to change it.
#[derive(Clone)]
pub struct Opening {
    /// The id of the item.
    id: String,
    /// Whether it is open.
    pub is_open: Memo<bool>,
    toggle: Callback<String>,
}

impl Opening {
    /// The opening of the item `id` in a list of which `opened` is open.
    pub fn of(id: String, opened: Memo<Option<String>>, toggle: Callback<String>) -> Self {
        let own = id.clone();
        let is_open = memo(move || opened.with(|opened| opened.as_ref() == Some(&own)));
        Self { id, is_open, toggle }
    }

    /// Opens it, or closes it when it is open.
    pub fn toggle(&self) {
        self.toggle.run(self.id.clone());
    }

    /// The row below the item's own row while it is open: `columns` wide, in the colours of `health`, with what `inside` makes.
    pub fn detail(
        self,
        columns: &'static str,
        health: Signal<Option<&'static str>>,
        inside: impl Fn() -> Option<AnyView> + Send + Sync + 'static,
    ) -> AnyView {
        let inside: std::sync::Arc<dyn Fn() -> Option<AnyView> + Send + Sync> = std::sync::Arc::new(inside);
        let row = move || {
            let inside = std::sync::Arc::clone(&inside);
            view! {
                <tr class="list-detail" role="row" id=item_id(&self.id) data-health=health>
                    <td role="cell" colspan=columns>
                        <div class="list-detail__inner">{move || inside()}</div>
                    </td>
                </tr>
            }
            .into_any()
        };
        part(move || self.is_open.get().then(&row))
    }
}
