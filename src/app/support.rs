//! *Copy for support*: the facts that Microsoft's support asks for, as plain text, dates in UTC, no user names.

use super::{
    data::TenantData,
    tab::{Tab, absolute_href},
    words::{connector_reason, health_word, not_known},
};
use crate::{
    domain::{health::Health, order},
    graph::section::{Fact, SectionId, TenantDetails},
    i18n::{I18n, Text},
};
use leptos::prelude::*;

/// The text.
pub fn support_text(i18n: I18n, data: TenantData) -> String {
    let sections = data.sections().get_untracked();
    let now = data.now().get_untracked();
    let mut lines = vec![i18n.text(Text::SupportTitle)];
    for (label, value) in tenant_facts(i18n, &sections.tenant.value, data.service_release()) {
        lines.push(format!("{}: {value}", i18n.text(label)));
    }

    lines.push(format!("{}:", i18n.text(Text::SupportAction)));
    let to_act_on: Vec<_> = sections.connectors.value.iter().filter(|connector| connector.needs_action()).collect();
    if to_act_on.is_empty() {
        lines.push(format!("- {}", i18n.text(Text::SupportNothing)));
    }
    for connector in to_act_on {
        let name = i18n.connector_name(connector.kind.key());
        let status = health_word(i18n, connector.health());
        let instant =
            connector.verdict.at.map(|at| format!(" [{}: {}]", connector.verdict.field, i18n.utc_long(at))).unwrap_or_default();
        // Names of members may be those of people: the sentence of a single member is told without it.
        let reason =
            if connector.members.len() > 1 { String::new() } else { format!(". {}", connector_reason(i18n, connector, now)) };
        lines.push(format!("- {name}: {status}{reason}{instant}"));
    }
    let unknown = sections.connectors.value.iter().filter(|connector| connector.health() == Health::Unknown);
    for connector in unknown {
        let name = i18n.connector_name(connector.kind.key());
        lines.push(format!("- {name}: {}", health_word(i18n, Health::Unknown)));
    }
    let mut ids: Vec<&String> = SectionId::ALL.iter().flat_map(|section| sections.request_ids(*section)).collect();
    order::sort_by(&mut ids, Ord::cmp);
    ids.dedup();
    let ids: Vec<_> = ids.into_iter().map(String::as_str).collect();
    let mut line = |label: Text, value: String| lines.push(format!("{}: {value}", i18n.text(label)));
    line(Text::SupportRequestIds, if ids.is_empty() { "-".to_owned() } else { ids.join(", ") });
    if let Some(read_at) = sections.connectors.read_at {
        line(Text::SupportReadAt, i18n.utc_long(read_at));
    }
    line(Text::SupportJudgedAt, i18n.utc_long(now));
    line(Text::SupportVersion, env!("CARGO_PKG_VERSION").to_owned());
    line(Text::SupportLink, absolute_href(Tab::TenantDetails, &[]));
    lines.join("\n")
}

/// The facts of the tenant, each with its name; what is not known says why.
pub fn tenant_facts(i18n: I18n, tenant: &TenantDetails, service_release: Option<String>) -> Vec<(Text, String)> {
    let told = |fact: &Fact<String>| match fact {
        Fact::Known(value) => value.clone(),
        Fact::Unknown(why) => not_known(i18n, why),
    };
    let word = |field, fact: &Fact<String>| fact.known().map_or_else(|| told(fact), |value| i18n.word(field, value));
    let number = |fact: &Fact<i64>| match fact {
        Fact::Known(value) => value.to_string(),
        Fact::Unknown(why) => not_known(i18n, why),
    };
    let location = tenant.location.known().or(tenant.country.known()).cloned();
    vec![
        (Text::FactTenantName, told(&tenant.name)),
        (Text::FactTenantId, told(&tenant.tenant_id)),
        (Text::FactDefaultDomain, told(&tenant.default_domain)),
        (Text::FactTenantLocation, location.unwrap_or_else(|| told(&tenant.location))),
        (Text::FactMdmAuthority, word("mdmAuthority", &tenant.mdm_authority)),
        (Text::FactAccountStatus, word("subscriptionState", &tenant.account_status)),
        (Text::FactServiceRelease, service_release.unwrap_or_else(|| i18n.text(Text::FactReleaseNotReported))),
        (Text::FactEnrolledDevices, number(&tenant.enrolled_devices)),
        (Text::FactLicensedUsers, number(&tenant.licensed_users)),
        (Text::FactIntuneLicenses, number(&tenant.intune_licenses)),
    ]
}
