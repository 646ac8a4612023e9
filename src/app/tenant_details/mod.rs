//! The tab *Tenant details*: eight facts in the portal's order, the licences, the devices by platform.

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use super::{
    copy::{copy_texts, copy_texts_of},
    data::use_tenant_data,
    facts::{FACTS, FactWords, OFFICIAL, facts, has_copy, help},
    parts::Piece,
    piece,
    section_view::SectionView,
    support::support_text,
};
use crate::{
    domain::{cloud::whats_new_link, license::License, tenant::PLATFORMS},
    graph::section::{Fact as Known, SectionId},
    i18n::{I18n, Plural, Text, use_i18n},
    rich_text::text::reveal,
    ui::{Card, CopyButton, ExternalLink, Fact, Glyph, HelpTexts, Icon, Meter, StatusIcon, memo, part},
};

/// The tab.
#[component]
pub fn TenantDetailsTab() -> impl IntoView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    view! {
        <div class="page-head">
            <h2 id="tab-title" tabindex="-1">{i18n.text(Text::TabTenant)}</h2>
            <div class="page-head__actions">
                <CopyButton text=move || support_text(i18n, data) texts=copy_texts(i18n, Text::ActionCopySupport)/>
            </div>
        </div>
        <div class="tenant">
            <Facts/>
            <div class="tenant__side">
                <Licenses/>
                <Platforms/>
            </div>
        </div>
        {piece::draw(Piece::Horizon, Callback::new(|()| {}))}
    }
    .into_any()
}

#[component]
fn Facts() -> impl IntoView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    let sections = data.sections();
    let facts = memo(move || facts(i18n, &sections.get(), data.service_release(), data.is_demo()));
    // Each fact follows by itself: a refresh changes texts, not elements, so an open help stays open.
    let fact = move |place: usize, has_location: bool| {
        let (name, fact) = FACTS[place];
        let label = i18n.text(fact);
        let of = move |pick: fn(&FactWords) -> String| -> Signal<String> {
            memo(move || facts.with(|facts| pick(&facts[place]))).into()
        };
        let copy = has_copy(fact).then(|| copy_texts_of(i18n, i18n.format(Text::ActionCopyOf, &[("name", &label)])));
        let help = help(fact, has_location)
            .map(|text| HelpTexts { label: format!("{}: {label}", i18n.text(Text::FactHelp)), text: i18n.text(text) });
        let whats_new = (fact == Text::FactServiceRelease).then(|| {
            let href = whats_new_link(i18n.language().formats);
            view! { " " <ExternalLink href text=i18n.text(Text::LinkWhatsNew) new_tab_hint=i18n.text(Text::AppNewTab)/> }
                .into_any()
        });
        view! {
            <Fact
                name
                label
                raw=of(|fact| fact.raw.clone())
                text=of(|fact| fact.text.clone())
                health=Signal::derive(move || facts.with(|facts| facts[place].health))
                copy
                help
            >
                {whats_new}
            </Fact>
        }
        .into_any()
    };
    let has_location = memo(move || matches!(sections.get().tenant.value.location, Known::Known(_)));
    let row = move |place: usize| match FACTS[place].1 {
        Text::FactTenantLocation => part(move || {
            let has_location = has_location.get();
            Some(untrack(|| fact(place, has_location)))
        })
        .into_any(),
        _ => fact(place, true),
    };
    let rows = move |places: std::ops::Range<usize>| places.map(row).collect_view();
    view! {
        <SectionView name=SectionId::Tenant status=data.status(|sections| (&sections.tenant).into()) heading=Text::TabTenant quiet=true keep=true rows=FACTS.len()>
            <dl class="facts">{rows(0..OFFICIAL)}</dl>
            <dl class="facts">{rows(OFFICIAL..FACTS.len())}</dl>
        </SectionView>
    }
    .into_any()
}

#[component]
fn Licenses() -> impl IntoView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    let sections = data.sections();
    let headings = move || {
        [Text::LicenseAssigned, Text::LicenseTotal, Text::LicenseLeft]
            .map(|text| view! { <th scope="col" role="columnheader" class="number">{i18n.text(text)}</th> }.into_any())
            .collect_view()
    };
    // The rows are made anew when a date has passed, not with every minute.
    let dates = memo(move || {
        let now = data.now().get();
        sections.get().licenses.value.licenses.iter().map(|license| license.renewal_at(now)).collect::<Vec<_>>()
    });
    let rows = move || {
        let sections = sections.get();
        let rows = sections.licenses.value.licenses.iter().zip(dates.get());
        rows.map(|(license, date)| license_row(i18n, license, date)).collect_view()
    };
    let all = move || {
        let sum = sections.get().licenses.value.totals;
        let cells = number_cells(i18n, sum.assigned, sum.total, None);
        view! {
            <tr role="row">
                <th scope="row" role="rowheader">{i18n.text(Text::LicenseAll)}</th>
                <td role="cell" class="license-table__bar"></td>
                {cells}
            </tr>
        }
        .into_any()
    };
    let is_empty = memo(move || sections.get().licenses.value.licenses.is_empty());
    let foot = move || {
        let sentences = [i18n.text(Text::LicenseDeviceOnly), i18n.text(Text::LicenseLeftHelp)].join(" ");
        view! { <Icon glyph=Glyph::Info/> <span class="card__footnote">{sentences}</span> }
    };
    view! {
        <SectionView name=SectionId::Licenses status=data.status(|sections| (&sections.licenses).into()) heading=Text::LicenseTitle rows=5 foot=foot>
            <p class="empty-note" hidden=move || !is_empty.get()>{i18n.text(Text::LicenseNone)}</p>
            <table class="data-table license-table" role="table" hidden=move || is_empty.get()>
                <caption class="visually-hidden">{i18n.text(Text::LicenseTitle)}</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader">{i18n.text(Text::LicenseName)}</th>
                        <td class="license-table__bar" role="cell"></td>
                        {headings()}
                    </tr>
                </thead>
                <tbody role="rowgroup">{move || rows()}</tbody>
                <tfoot role="rowgroup">{move || all()}</tfoot>
            </table>
        </SectionView>
    }
    .into_any()
}

fn license_row(i18n: I18n, license: &License, date: Option<DateTime<Utc>>) -> AnyView {
    let health = if license.left() < 0 {
        Some("unhealthy")
    } else if license.is_short() {
        Some("warning")
    } else {
        None
    };
    let state = state_of(i18n, license, date).map(|state| view! { <small>{state}</small> }.into_any());
    let cells = number_cells(i18n, license.assigned, license.total, health);
    let (assigned, total) = (license.assigned.unsigned_abs(), license.total.unsigned_abs());
    let part = (license.name != license.part_number).then(|| view! { <small>{reveal(&license.part_number)}</small> }.into_any());
    view! {
        <tr role="row" data-license=license.part_number.clone() data-health=health>
            <th scope="row" role="rowheader"><bdi>{reveal(&license.name)}</bdi> {part} {state}</th>
            <td role="cell" class="license-table__bar"><Meter used=assigned total/></td>
            {cells}
        </tr>
    }
    .into_any()
}

/// The state of a subscription in words: in its grace period, suspended, or when it renews.
fn state_of(i18n: I18n, license: &License, date: Option<DateTime<Utc>>) -> Option<String> {
    let date = date.map(|at| i18n.date_only(at));
    match (&license.status, date) {
        (Some(status), date) if status.eq_ignore_ascii_case("warning") => Some(match date {
            Some(date) => i18n.format(Text::LicenseGraceUntil, &[("date", &date)]),
            None => i18n.text(Text::LicenseGrace),
        }),
        (Some(status), _) => Some(i18n.word("capabilityStatus", status)),
        (None, Some(date)) => Some(i18n.format(Text::LicenseRenews, &[("date", &date)])),
        (None, None) => None,
    }
}

fn number_cells(i18n: I18n, assigned: i64, total: i64, health: Option<&'static str>) -> AnyView {
    let left = total.saturating_sub(assigned);
    let left_text = if left < 0 {
        i18n.plural(Plural::LicenseOver, usize::try_from(left.unsigned_abs()).unwrap_or(usize::MAX), &[])
    } else {
        i18n.number(left)
    };
    let icon = move || health.map(|health| view! { <StatusIcon health word=i18n.word("health", health)/> }.into_any());
    let sentence = i18n
        .format(Text::LicenseRow, &[("assigned", &i18n.number(assigned)), ("total", &i18n.number(total)), ("left", &left_text)]);
    view! {
        <td role="cell" class="number">{i18n.number(assigned)}</td>
        <td role="cell" class="number">{i18n.number(total)}</td>
        <td role="cell" class="number"><span class="license-table__left">{icon()} {left_text}</span></td>
        <td role="cell" class="license-table__short">{icon()} {sentence}</td>
    }
    .into_any()
}

#[component]
fn Platforms() -> impl IntoView {
    let i18n = use_i18n();
    let sections = use_tenant_data().sections();
    let platforms = move || sections.get().tenant.value.devices_by_platform;
    let items = move || {
        PLATFORMS
            .iter()
            .zip(platforms())
            .filter_map(|(name, number)| Some((*name, number.filter(|number| *number > 0)?)))
            .map(|(name, number)| {
                let name = if name == "?" { i18n.text(Text::PlatformUnknown) } else { name.to_owned() };
                view! { <div class="platforms__item"><dt>{name}</dt> <dd>{i18n.number(number)}</dd></div> }.into_any()
            })
            .collect_view()
    };
    let any = memo(move || platforms().iter().any(|number| number.is_some_and(|number| number > 0)));
    let card = move || {
        view! { <Card id="platforms" heading=i18n.text(Text::PlatformTitle)><dl class="platforms">{move || items()}</dl></Card> }
            .into_any()
    };
    part(move || any.get().then(card))
}
