//! The facts of a tenant in words.

use super::words::not_known;
use crate::{
    domain::tenant::{is_active, is_authority_unset},
    graph::section::{Fact, Sections},
    i18n::{I18n, Text},
    rich_text::text::reveal,
};

/// The value of `data-fact` and the label of each, in their order: eight as in the portal, then three more.
pub const FACTS: [(&str, Text); 11] = [
    ("tenantName", Text::FactTenantName),
    ("tenantLocation", Text::FactTenantLocation),
    ("mdmAuthority", Text::FactMdmAuthority),
    ("accountStatus", Text::FactAccountStatus),
    ("serviceRelease", Text::FactServiceRelease),
    ("enrolledDevices", Text::FactEnrolledDevices),
    ("licensedUsers", Text::FactLicensedUsers),
    ("intuneLicenses", Text::FactIntuneLicenses),
    ("defaultDomain", Text::FactDefaultDomain),
    ("tenantId", Text::FactTenantId),
    ("country", Text::FactCountry),
];
/// How many of them the portal has.
pub const OFFICIAL: usize = 8;

/// Whether a fact can be copied by a button of its own.
pub fn has_copy(label: Text) -> bool {
    matches!(
        label,
        Text::FactTenantName | Text::FactTenantLocation | Text::FactMdmAuthority | Text::FactDefaultDomain | Text::FactTenantId
    )
}

/// What explains a fact, where it needs that; `has_location` tells whether the location is known.
pub fn help(label: Text, has_location: bool) -> Option<Text> {
    match label {
        // What stands there instead is explained.
        Text::FactTenantLocation if !has_location => Some(Text::FactLocationHelp),
        Text::FactEnrolledDevices => Some(Text::FactEnrolledDevicesHelp),
        Text::FactLicensedUsers => Some(Text::FactLicensedUsersHelp),
        Text::FactIntuneLicenses => Some(Text::FactIntuneLicensesHelp),
        _ => None,
    }
}

/// What a fact tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FactWords {
    /// The value as it came; empty where it is not known.
    pub raw: String,
    /// The value in words.
    pub text: String,
    /// What it says about health, if it does.
    pub health: Option<&'static str>,
}

/// The facts, in the order of [`FACTS`]. `release` is the number of the service release; `is_demo` tells that the tenant is made up.
pub fn facts(i18n: I18n, sections: &Sections, release: Option<String>, is_demo: bool) -> [FactWords; FACTS.len()] {
    let tenant = &sections.tenant.value;
    let licenses = &sections.licenses;
    // A list that is not complete, or has unreadable items, holds at least this many.
    let is_short = licenses.readable < licenses.of || licenses.is_incomplete;
    let words = |raw: String, text: String| FactWords { raw, text, health: None };
    let unknown = |fact: &Fact<String>, known: &dyn Fn(&str) -> String| match fact {
        Fact::Known(value) => words(value.clone(), known(value)),
        Fact::Unknown(why) => words(String::new(), not_known(i18n, why)),
    };
    let same = |fact: &Fact<String>| unknown(fact, &|value| reveal(value));
    let number = |fact: &Fact<i64>| match fact {
        Fact::Known(value) => words(value.to_string(), i18n.number(*value)),
        Fact::Unknown(why) => words(String::new(), not_known(i18n, why)),
    };
    let at_least = |fact: &Fact<i64>| {
        let FactWords { raw, text, .. } = number(fact);
        words(raw, if is_short { i18n.format(Text::FactAtLeast, &[("n", &text)]) } else { text })
    };
    let country = || unknown(&tenant.country, &|code| reveal(&i18n.country(code)));

    let mut name = same(&tenant.name);
    if is_demo && !name.text.is_empty() {
        name.text = i18n.format(Text::FactDemoName, &[("name", &name.text)]);
    }
    let location = match (&tenant.location, &tenant.country) {
        (Fact::Unknown(_), Fact::Known(_)) => country(),
        (Fact::Unknown(_), unknown @ Fact::Unknown(_)) => same(unknown),
        (location, _) => same(location),
    };
    let mut authority = unknown(&tenant.mdm_authority, &|value| i18n.word("mdmAuthority", value));
    authority.health = is_authority_unset(&authority.raw).then_some("warning");
    let mut status = unknown(&tenant.account_status, &|value| i18n.word("subscriptionState", value));
    status.health = match status.raw.as_str() {
        "" => None,
        status if is_active(status) => Some("healthy"),
        status if status.eq_ignore_ascii_case("warning") || status.eq_ignore_ascii_case("pending") => Some("warning"),
        _ => Some("unhealthy"),
    };
    let release = match release {
        Some(release) => words(release.clone(), reveal(&release)),
        None => words(String::new(), i18n.text(Text::FactReleaseNotReported)),
    };
    [
        name,
        location,
        authority,
        status,
        release,
        number(&tenant.enrolled_devices),
        at_least(&tenant.licensed_users),
        at_least(&tenant.intune_licenses),
        same(&tenant.default_domain),
        same(&tenant.tenant_id),
        country(),
    ]
}
