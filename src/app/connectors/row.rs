//! One row of the table, and below it what it opens.

use leptos::prelude::*;

use super::{Judged, detail::ConnectorDetail};
use crate::{
    app::{
        data::use_tenant_data,
        opening::{connector_id, open_on_click},
        printing::use_printing,
        snooze::{SnoozeForm, snooze_tag},
        tab::{Tab, href},
        words::{connector_reason, health_word, moment},
    },
    domain::{
        connector::ConnectorKind,
        health::{Health, NotKnown, Reason},
    },
    i18n::{Text, use_i18n},
    ui::{Disclosure, ExternalLink, StatusBadge, Tag, memo},
};

/// A connector kind: status, name, reason, date, and the way to where it is mended.
#[component]
pub fn ConnectorRow(
    /// The kind; the row stays the same while its verdict changes.
    kind: ConnectorKind,
    /// What is known about it.
    connector: Memo<Option<Judged>>,
    /// Whether it is open.
    open: Memo<bool>,
    /// Asked to open or close.
    on_toggle: Callback<ConnectorKind>,
) -> impl IntoView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    let printing = use_printing();
    let now = data.now();
    let name = i18n.connector_name(kind.key());
    let health = memo(move || connector.with(|connector| connector.as_ref().map_or(Health::Unknown, |c| c.health())));

    let status = move || {
        let health = health.get();
        view! { <StatusBadge health=health.as_str() word=health_word(i18n, health)/> }.into_any()
    };
    let why = move || connector.with(|c| c.as_ref().map(|c| connector_reason(i18n, c, now.get())));
    let microsoft = move || {
        let theirs = connector.with(|connector| connector.as_ref()?.microsoft)?;
        let text = i18n.format(Text::VerdictMicrosoft, &[("status", &health_word(i18n, theirs.health))]);
        Some(view! { <span class="connector-row__note">{text}</span> }.into_any())
    };
    let when = move || {
        let at = connector.with(|connector| connector.as_ref()?.verdict.at)?;
        Some(moment(at, i18n.date_short(at, now.get())))
    };
    let is_refused =
        memo(move || connector.with(|c| c.as_ref().is_some_and(|c| c.verdict.reason == Reason::NotKnown(NotKnown::Refused))));
    let link = {
        let name = name.clone();
        move || {
            let text = if kind.is_retired() {
                Text::LinkOpenIntune
            } else if health.get() == Health::NotEnabled {
                Text::LinkSetUpIntune
            } else {
                Text::LinkOpenIntune
            };
            let hint = format!(": {name} ({})", i18n.text(Text::AppNewTab));
            view! { <ExternalLink href=data.cloud_now().portal_link(kind) text=i18n.text(text) new_tab_hint=hint/> }.into_any()
        }
    };
    let access = move || {
        is_refused.get().then(|| {
            let to = href(Tab::Connectors, &[("connector", kind.key())]);
            view! { <a class="connector-row__access" href=to data-noscroll="">{i18n.text(Text::ActionGetAccess)}</a> }.into_any()
        })
    };
    view! {
        <tbody class="row-group" role="rowgroup" data-connector=kind.key() data-health=move || health.get().as_str()>
            <tr class="list-row connector-row" role="row" data-open=move || open.get().then_some("") on:click=move |event| open_on_click(&event, || on_toggle.run(kind))>
                <td role="cell" class="connector-row__status">{move || status()}</td>
                <th scope="row" role="rowheader" class="connector-row__name">
                    <Disclosure open on_toggle=move || on_toggle.run(kind) controls=connector_id(kind)>{name.clone()}</Disclosure>
                    {kind.is_retired().then(|| view! { <Tag text=i18n.text(Text::ConnectorsRetired)/> }.into_any())}
                    {snooze_tag(i18n, kind)}
                </th>
                <td role="cell" class="connector-row__why">{move || why()} " " {move || microsoft()} {move || access()}</td>
                <td role="cell" class="connector-row__when list-row__dash">{move || when()}</td>
                <td role="cell" class="connector-row__open">{move || link()}</td>
            </tr>
            {move || {
                (open.get() || printing.get()).then(|| {
                    view! {
                        <tr class="list-detail" role="row" id=connector_id(kind)>
                            <td role="cell" colspan="5">
                                <div class="list-detail__inner">
                                    {move || connector.get().map(|connector| view! { <ConnectorDetail connector/> }.into_any())}
                                    // Stays while the row is judged anew: somebody may be writing.
                                    <SnoozeForm kind detail=connector_id(kind)/>
                                </div>
                            </td>
                        </tr>
                    }
                    .into_any()
                })
            }}
        </tbody>
    }
    .into_any()
}
