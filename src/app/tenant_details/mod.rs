//! The tab *Tenant details*: eight facts in the portal's order, the licences, the devices by platform.

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use super::{
    copy::{copy_texts, copy_texts_of},
    data::use_tenant_data,
    parts::Piece,
    piece,
    section_view::SectionView,
    support::support_text,
    words::not_known,
};
use crate::{
    domain::{
        cloud::whats_new_link,
        license::License,
        tenant::{PLATFORMS, is_active, is_authority_unset},
    },
    graph::section::{Fact as Known, SectionId, TenantDetails},
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

/// The raw and the shown form of a fact.
type Forms = (String, String);

#[component]
fn Facts() -> impl IntoView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    let sections = data.sections();
    // Each fact follows the section by itself: a refresh changes texts, not elements, so an open help stays open.
    let form = move |make: fn(I18n, &TenantDetails) -> Forms| -> (Signal<String>, Signal<String>) {
        let forms = move || make(i18n, &sections.get().tenant.value);
        (memo(move || forms().0).into(), memo(move || forms().1).into())
    };
    let copy = move |label: Text| copy_texts_of(i18n, i18n.format(Text::ActionCopyOf, &[("name", &i18n.text(label))]));
    let help = move |label: Text, text: Text| HelpTexts {
        label: format!("{}: {}", i18n.text(Text::FactHelp), i18n.text(label)),
        text: i18n.text(text),
    };

    let (name, name_text) = form(|i18n, tenant| same(i18n, &tenant.name));
    let name_text = Signal::derive(move || {
        let name = name_text.get();
        if data.is_demo() && !name.is_empty() { i18n.format(Text::FactDemoName, &[("name", &name)]) } else { name }
    });
    let (location, location_text) = form(|i18n, tenant| match (&tenant.location, &tenant.country) {
        (Known::Known(location), _) => (location.clone(), reveal(location)),
        (_, Known::Known(code)) => (code.clone(), reveal(&i18n.country(code))),
        (Known::Unknown(_), unknown @ Known::Unknown(_)) => same(i18n, unknown),
    });
    let has_location = memo(move || matches!(sections.get().tenant.value.location, Known::Known(_)));
    let (authority, authority_text) = form(|i18n, tenant| word(i18n, "mdmAuthority", &tenant.mdm_authority));
    let (status, status_text) = form(|i18n, tenant| word(i18n, "subscriptionState", &tenant.account_status));
    let (devices, devices_text) = form(|i18n, tenant| number(i18n, &tenant.enrolled_devices));
    // A list that is not complete, or has unreadable items, holds at least this many.
    let is_short = memo(move || {
        let licenses = &sections.get().licenses;
        licenses.readable < licenses.of || licenses.is_incomplete
    });
    let at_least = move |text: Signal<String>| {
        Signal::derive(move || if is_short.get() { i18n.format(Text::FactAtLeast, &[("n", &text.get())]) } else { text.get() })
    };
    let (users, users_text) = form(|i18n, tenant| number(i18n, &tenant.licensed_users));
    let (bought, bought_text) = form(|i18n, tenant| number(i18n, &tenant.intune_licenses));
    let (users_text, bought_text) = (at_least(users_text), at_least(bought_text));
    let release = Signal::derive(move || data.service_release().unwrap_or_default());
    let release_text = Signal::derive(move || {
        data.service_release().map_or_else(|| i18n.text(Text::FactReleaseNotReported), |release| reveal(&release))
    });
    let (domain, domain_text) = form(|i18n, tenant| same(i18n, &tenant.default_domain));
    let (id, id_text) = form(|i18n, tenant| same(i18n, &tenant.tenant_id));
    let (country, country_text) = form(|i18n, tenant| match &tenant.country {
        Known::Known(code) => (code.clone(), reveal(&i18n.country(code))),
        unknown @ Known::Unknown(_) => same(i18n, unknown),
    });

    let authority_health = Signal::derive(move || (is_authority_unset(&authority.get())).then_some("warning"));
    let status_health = Signal::derive(move || match status.get() {
        status if status.is_empty() => None,
        status if is_active(&status) => Some("healthy"),
        status if status.eq_ignore_ascii_case("warning") || status.eq_ignore_ascii_case("pending") => Some("warning"),
        _ => Some("unhealthy"),
    });
    let whats_new = move || {
        let href = whats_new_link(i18n.language().formats);
        view! { " " <ExternalLink href text=i18n.text(Text::LinkWhatsNew) new_tab_hint=i18n.text(Text::AppNewTab)/> }
    };
    let location_help = help(Text::FactTenantLocation, Text::FactLocationHelp);
    let location_row = move || {
        let label = i18n.text(Text::FactTenantLocation);
        let copy = copy(Text::FactTenantLocation);
        if has_location.get() {
            view! { <Fact name="tenantLocation" label raw=location text=location_text copy/> }.into_any()
        } else {
            view! { <Fact name="tenantLocation" label raw=location text=location_text copy help=location_help.clone()/> }
                .into_any()
        }
    };
    view! {
        <SectionView name=SectionId::Tenant status=data.status(|sections| (&sections.tenant).into()) heading=Text::TabTenant quiet=true keep=true rows=11>
            <dl class="facts">
                <Fact name="tenantName" label=i18n.text(Text::FactTenantName) raw=name text=name_text copy=copy(Text::FactTenantName)/>
                {
                    let row = location_row.clone();
                    part(move || Some(row()))
                }
                <Fact name="mdmAuthority" label=i18n.text(Text::FactMdmAuthority) raw=authority text=authority_text health=authority_health copy=copy(Text::FactMdmAuthority)/>
                <Fact name="accountStatus" label=i18n.text(Text::FactAccountStatus) raw=status text=status_text health=status_health/>
                <Fact name="serviceRelease" label=i18n.text(Text::FactServiceRelease) raw=release text=release_text>
                    {whats_new()}
                </Fact>
                <Fact name="enrolledDevices" label=i18n.text(Text::FactEnrolledDevices) raw=devices text=devices_text help=help(Text::FactEnrolledDevices, Text::FactEnrolledDevicesHelp)/>
                <Fact name="licensedUsers" label=i18n.text(Text::FactLicensedUsers) raw=users text=users_text help=help(Text::FactLicensedUsers, Text::FactLicensedUsersHelp)/>
                <Fact name="intuneLicenses" label=i18n.text(Text::FactIntuneLicenses) raw=bought text=bought_text help=help(Text::FactIntuneLicenses, Text::FactIntuneLicensesHelp)/>
            </dl>
            <dl class="facts">
                <Fact name="defaultDomain" label=i18n.text(Text::FactDefaultDomain) raw=domain text=domain_text copy=copy(Text::FactDefaultDomain)/>
                <Fact name="tenantId" label=i18n.text(Text::FactTenantId) raw=id text=id_text copy=copy(Text::FactTenantId)/>
                <Fact name="country" label=i18n.text(Text::FactCountry) raw=country text=country_text/>
            </dl>
        </SectionView>
    }
    .into_any()
}

/// A fact that is shown as it is.
fn same(i18n: I18n, fact: &Known<String>) -> Forms {
    match fact {
        Known::Known(value) => (value.clone(), reveal(value)),
        Known::Unknown(why) => (String::new(), not_known(i18n, why)),
    }
}

/// A reported value with its word.
fn word(i18n: I18n, field: &str, fact: &Known<String>) -> Forms {
    match fact {
        Known::Known(value) => (value.clone(), i18n.word(field, value)),
        Known::Unknown(why) => (String::new(), not_known(i18n, why)),
    }
}

fn number(i18n: I18n, fact: &Known<i64>) -> Forms {
    match fact {
        Known::Known(value) => (value.to_string(), i18n.number(*value)),
        Known::Unknown(why) => (String::new(), not_known(i18n, why)),
    }
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
