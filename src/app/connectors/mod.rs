//! The tab *Connector status*: every kind in one row, worst first; a row opens in place.

pub mod detail;
pub mod row;

use std::sync::Arc;

use leptos::{html, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{
    data::use_tenant_data,
    opening::{close_on_escape, connector_id, reveal_once},
    section_view::SectionView,
    show::Show,
    tab::{Tab, href, use_parameter},
    words::{connector_reason, count},
};
use crate::{
    domain::{
        connector::{Connector, ConnectorKind},
        health::Health,
    },
    graph::section::SectionId,
    i18n::{I18n, Plural, Text, use_i18n},
    ui::{Chip, Filter, Live, each, memo},
};
use row::ConnectorRow;

/// The order in which the rows stand, and whether a better one is being held back.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Order {
    kinds: Vec<ConnectorKind>,
    is_held: bool,
    /// How often the reader has asked to sort again.
    asked: u32,
}

/// The tab.
#[component]
#[expect(clippy::too_many_lines, reason = "the address, the order and the filter all meet here, and each is short")]
pub fn ConnectorsTab() -> impl IntoView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    let sections = data.sections();
    let (shown, search, key) = (use_parameter("show"), use_parameter("q"), use_parameter("connector"));
    let show = move || shown.with(|shown| Show::from_value(shown));
    let opened = memo(move || key.with(|key| ConnectorKind::from_key(key)));

    let table = NodeRef::<html::Table>::new();
    let asked = RwSignal::new(0_u32);
    let order = Memo::new(move |before: Option<&Order>| {
        let kinds: Vec<_> = sections.get().connectors.value.iter().map(|connector| connector.kind).collect();
        let asked = asked.get();
        let in_use = || opened.get_untracked().is_some() || has_focus(table);
        match before {
            // Nothing moves under the reader's eyes or fingers.
            Some(before) if before.asked == asked && before.kinds.len() == kinds.len() && in_use() => {
                Order { is_held: before.kinds != kinds, ..before.clone() }
            }
            _ => Order { kinds, is_held: false, asked },
        }
    });
    let find = move |kind| sections.get().connectors.value.iter().find(|connector| connector.kind == kind).cloned().map(Arc::new);
    let now = data.now();
    let matches =
        move |connector: &Connector| show().admits(connector) && found_by(&search.get(), &searched_text(i18n, connector, now));
    let rows = memo(move || {
        let kinds = order.with(|order| order.kinds.clone());
        let opened = opened.get();
        kinds
            .into_iter()
            // An opened row stays, whatever the filter: its address says that it is to be seen.
            .filter(|kind| Some(*kind) == opened || find(*kind).is_some_and(|connector| matches(&connector)))
            .collect::<Vec<_>>()
    });

    let address = move |open: Option<ConnectorKind>, show: Show, search: &str| {
        let key = open.map_or("", ConnectorKind::key);
        href(Tab::Connectors, &[("connector", key), ("show", show.value()), ("q", search)])
    };
    let navigate = use_navigate();
    let live = use_context::<Live>();
    let toggle = {
        let navigate = navigate.clone();
        Callback::new(move |kind: ConnectorKind| {
            let open = (opened.get_untracked() != Some(kind)).then_some(kind);
            let to = address(open, untrack(show), &search.get_untracked());
            navigate(&to, NavigateOptions { scroll: false, ..Default::default() });
        })
    };
    let filter_by_text = {
        let navigate = navigate.clone();
        Callback::new(move |(text,): (String,)| {
            let to = address(opened.get_untracked(), untrack(show), &text);
            navigate(&to, NavigateOptions { scroll: false, replace: true, ..Default::default() });
            // The address has changed by the next frame, and the rows with it.
            request_animation_frame(move || {
                if let Some(live) = live {
                    live.say(i18n.plural(Plural::LiveShown, rows.with_untracked(Vec::len), &[]));
                }
            });
        })
    };
    let chips = Show::ALL
        .into_iter()
        .map(|choice| Chip {
            href: Signal::derive(move || address(None, choice, &search.get())),
            text: i18n.text(choice.label()),
            count: Signal::derive(move || {
                let number = sections.get().connectors.value.iter().filter(|c| choice.admits(c)).count();
                count(i18n, number)
            }),
            current: Signal::derive(move || show() == choice),
        })
        .collect();
    let close = move |event: web_sys::KeyboardEvent| {
        let kind = opened.get_untracked();
        close_on_escape(&event, kind.map(connector_id), || kind.into_iter().for_each(|kind| toggle.run(kind)));
    };
    reveal_once(table, move || opened.get().map(connector_id));
    let heading = [
        i18n.text(Text::ConnectorsStatus),
        i18n.text(Text::ConnectorsConnector),
        i18n.text(Text::ConnectorsWhy),
        i18n.text(Text::ConnectorsWhen),
        i18n.text(Text::ConnectorsOpen),
    ];
    let legend = RwSignal::new(false);
    let row = move |kind| {
        let (connector, open) = (memo(move || find(kind)), memo(move || opened.get() == Some(kind)));
        view! { <ConnectorRow kind connector open on_toggle=toggle/> }.into_any()
    };

    view! {
        <div class="page-head">
            <h2 id="tab-title" tabindex="-1">{i18n.text(Text::TabConnectors)}</h2>
            <super::legend::LegendButton open=legend/>
        </div>
        <super::legend::Legend open=legend/>
        <Filter
            label=i18n.text(Text::FilterLabel)
            chips
            text_label=i18n.text(Text::FilterText)
            search_label=i18n.text(Text::ActionSearch)
            value=search
            on_input=filter_by_text
        />
        <SectionView name=SectionId::Connectors status=data.status(|sections| (&sections.connectors).into()) heading=Text::TabConnectors quiet=true flush=true keep=true rows=18>
            <div class="order-note" hidden=move || !order.read().is_held>
                <span>{i18n.text(Text::ConnectorsOrderChanged)}</span>
                <button type="button" class="button" data-look="link" on:click=move |_| asked.update(|asked| *asked += 1)>
                    {i18n.text(Text::ConnectorsSortAgain)}
                </button>
            </div>
            <p class="empty-note" hidden=move || sections.get().connectors.value.iter().any(|c| c.health() != Health::NotEnabled)>
                {i18n.text(Text::StateNoConnectors)}
            </p>
            <p class="empty-note" hidden=move || !rows.read().is_empty()>{i18n.text(Text::FilterNothing)}</p>
            <table
                class="list-table connector-table"
                role="table"
                node_ref=table
                hidden=move || rows.read().is_empty()
                on:keydown=close
            >
                <caption><span class="visually-hidden">{i18n.text(Text::ConnectorsCaption)}</span></caption>
                <thead role="rowgroup">
                    <tr role="row">
                        {heading.clone().map(|text| view! { <th scope="col" role="columnheader">{text}</th> }.into_any()).collect_view()}
                    </tr>
                </thead>
                {each(
                    move || rows.get().into_iter().map(|kind| kind.key().to_owned()).collect(),
                    move |key| ConnectorKind::from_key(&key).map(row).into_any(),
                )}
            </table>
        </SectionView>
    }
    .into_any()
}

/// All that the text filter looks at: the name, what the admin center calls it, the members and the reason.
fn searched_text(i18n: I18n, connector: &Connector, now: Signal<chrono::DateTime<chrono::Utc>>) -> String {
    let texts = i18n.connector(connector.kind.key());
    let mut text =
        [texts.name, texts.portal, connector.kind.key().to_owned(), connector_reason(i18n, connector, now.get())].join("\n");
    for judged in &connector.members {
        for part in [&judged.member.name, &judged.member.account].into_iter().flatten() {
            text.push('\n');
            text.push_str(part);
        }
    }
    lower_case(&text)
}

/// Whether every word of the search occurs.
fn found_by(search: &str, text: &str) -> bool {
    lower_case(search).split_whitespace().all(|word| text.contains(word))
}

/// By the browser, which has the tables of all scripts already.
fn lower_case(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}

fn has_focus(table: NodeRef<html::Table>) -> bool {
    let focused = document().active_element();
    table.get_untracked().zip(focused).is_some_and(|(table, focused)| table.contains(Some(&focused)))
}

/// The connectors as the views hold them.
pub type Judged = Arc<Connector>;
