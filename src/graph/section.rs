//! What each section of the page may show: its state and its value, from what is known.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{
    catalogue::Resource,
    connector::SOURCES,
    error::Error,
    page::List,
    store::{Outcome, Slot, Store, Value},
};
use crate::domain::{
    connector::{self, Connector, Known},
    health::{DATA_TOO_OLD, Moment, NotKnown, Reason},
    license::{self, License, Totals},
    message::{self, Message},
    service_issue::{self, ServiceIssue, is_intune, is_related},
    tenant::PLATFORMS,
};

/// A section of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SectionId {
    /// The facts of the tenant.
    Tenant,
    /// The licences.
    Licenses,
    /// The connectors.
    Connectors,
    /// Incidents and advisories.
    ServiceHealth,
    /// Issues in the customer's environment.
    EnvironmentIssues,
    /// The messages.
    News,
}

impl SectionId {
    /// All, in the order of the page.
    pub const ALL: [Self; 6] =
        [Self::Tenant, Self::Licenses, Self::Connectors, Self::ServiceHealth, Self::EnvironmentIssues, Self::News];

    /// The value of the attribute `data-section`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tenant => "tenant",
            Self::Licenses => "licenses",
            Self::Connectors => "connectors",
            Self::ServiceHealth => "serviceHealth",
            Self::EnvironmentIssues => "environmentIssues",
            Self::News => "news",
        }
    }
}

/// The state of a section, in order of precedence: where several hold, the first one is it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SectionState {
    /// A needed answer is on its way for the first time.
    Loading,
    /// The snapshot holds nothing of it.
    Missing,
    /// Some is known, some is not.
    Partial,
    /// Nothing is known: nobody is signed in.
    SignedOut,
    /// Nothing is known: a permission or role is missing.
    Refused,
    /// Nothing is known: the tenant has no licence for it.
    NotLicensed,
    /// Nothing is known yet: Graph asks to wait.
    Throttled,
    /// Nothing is known: no network.
    Offline,
    /// Nothing is known: the endpoint cannot be reached.
    Unreachable,
    /// Nothing is known: the answer is not what Graph sends.
    BadAnswer,
    /// Nothing is known: Graph failed.
    Failed,
    /// All is known, but it was read more than [`DATA_TOO_OLD`] ago or could not be read again.
    Stale,
    /// All is known.
    Ready,
}

impl SectionState {
    /// The value of the attribute `data-state`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Loading => "loading",
            Self::Missing => "missing",
            Self::Partial => "partial",
            Self::SignedOut => "signedOut",
            Self::Refused => "refused",
            Self::NotLicensed => "notLicensed",
            Self::Throttled => "throttled",
            Self::Offline => "offline",
            Self::Unreachable => "unreachable",
            Self::BadAnswer => "badAnswer",
            Self::Failed => "failed",
            Self::Stale => "stale",
            Self::Ready => "ready",
        }
    }

    /// Whether there is anything to show.
    pub fn has_data(self) -> bool {
        matches!(self, Self::Partial | Self::Stale | Self::Ready)
    }

    fn of(error: &Error) -> Self {
        match error {
            Error::Missing => Self::Missing,
            Error::SignedOut { .. } => Self::SignedOut,
            Error::Refused(_) => Self::Refused,
            Error::NotLicensed(_) => Self::NotLicensed,
            Error::Throttled { .. } => Self::Throttled,
            Error::Offline => Self::Offline,
            Error::Unreachable { .. } => Self::Unreachable,
            Error::BadAnswer { .. } => Self::BadAnswer,
            Error::Failed { .. } => Self::Failed,
        }
    }
}

/// A section: its state and what it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section<T> {
    /// The state.
    pub state: SectionState,
    /// What it shows; empty, or all unknown, where the state has no data.
    pub value: T,
    /// When the oldest of what is shown was read; `None` where nothing is shown or nobody knows.
    pub read_at: Option<DateTime<Utc>>,
    /// How many items could be read: rows of the connectors, items of lists; what is no list counts as one item.
    pub readable: usize,
    /// Of how many items. What could not be read at all counts as one item.
    pub of: usize,
    /// Whether there are more items than the answers hold (a list has further pages that were not read).
    pub is_incomplete: bool,
    /// The error that decided: of all failures the first one by precedence. `None` where nothing failed.
    pub error: Option<Error>,
    /// The request ids of all failures, for support.
    pub request_ids: Vec<String>,
}

/// A fact, or why it is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact<T> {
    /// The fact.
    Known(T),
    /// Why it is not known.
    Unknown(NotKnown),
}

impl<T> Fact<T> {
    /// The fact, where it is known.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(fact) => Some(fact),
            Self::Unknown(_) => None,
        }
    }
}

/// The tab *Tenant details*, each fact by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantDetails {
    /// The tenant's name.
    pub name: Fact<String>,
    /// The Intune location (`Europe 0201`). Needs a permission of its own; the country stands in for it.
    pub location: Fact<String>,
    /// The MDM authority as it came (`intune`).
    pub mdm_authority: Fact<String>,
    /// The state of the Intune account as it came (`active`).
    pub account_status: Fact<String>,
    /// The number of the service release; `None` where nobody told it: Graph does not.
    pub service_release: Option<String>,
    /// All enrolled devices.
    pub enrolled_devices: Fact<i64>,
    /// Assigned licences that contain Intune.
    pub licensed_users: Fact<i64>,
    /// Bought licences that contain Intune.
    pub intune_licenses: Fact<i64>,
    /// The domain that is marked as default.
    pub default_domain: Fact<String>,
    /// The tenant's id, a GUID.
    pub tenant_id: Fact<String>,
    /// Two letters, ISO 3166.
    pub country: Fact<String>,
    /// Enrolled devices by platform, in the order of [`PLATFORMS`]; `None` where the answer does not tell.
    pub devices_by_platform: [Option<i64>; PLATFORMS.len()],
}

/// The licences that contain Intune.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Licenses {
    /// The most bought first.
    pub licenses: Vec<License>,
    /// The sums.
    pub totals: Totals,
}

/// Incidents and advisories whose origin is not the customer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServiceHealth {
    /// The overall status of Intune as it came, where it is known.
    pub overview: Option<String>,
    /// What is active: incidents first, then advisories, each newest first.
    pub active: Vec<Arc<ServiceIssue>>,
    /// What ended in the last 30 days, newest first.
    pub past: Vec<Arc<ServiceIssue>>,
    /// What is active in the services that Intune leans on, in the order of `active`.
    pub related: Vec<Arc<ServiceIssue>>,
    /// These services with their overall status as it came, in the order of the answer.
    pub related_overviews: Vec<(String, String)>,
}

/// The messages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct News {
    /// All active messages about Intune, newest first.
    pub messages: Vec<Arc<Message>>,
}

/// All sections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sections {
    /// See [`tenant`].
    pub tenant: Section<TenantDetails>,
    /// See [`licenses`].
    pub licenses: Section<Licenses>,
    /// See [`connectors`].
    pub connectors: Section<Vec<Connector>>,
    /// See [`service_health`].
    pub service_health: Section<ServiceHealth>,
    /// See [`environment_issues`].
    pub environment_issues: Section<Vec<Arc<ServiceIssue>>>,
    /// See [`news`].
    pub news: Section<News>,
}

impl Sections {
    /// The state of a section.
    pub fn state(&self, section: SectionId) -> SectionState {
        match section {
            SectionId::Tenant => self.tenant.state,
            SectionId::Licenses => self.licenses.state,
            SectionId::Connectors => self.connectors.state,
            SectionId::ServiceHealth => self.service_health.state,
            SectionId::EnvironmentIssues => self.environment_issues.state,
            SectionId::News => self.news.state,
        }
    }

    /// Whether something is still on its way for the first time.
    pub fn is_loading(&self) -> bool {
        SectionId::ALL.iter().any(|id| self.state(*id) == SectionState::Loading)
    }

    /// When the oldest answer of a section was read.
    pub fn read_at(&self, section: SectionId) -> Option<DateTime<Utc>> {
        match section {
            SectionId::Tenant => self.tenant.read_at,
            SectionId::Licenses => self.licenses.read_at,
            SectionId::Connectors => self.connectors.read_at,
            SectionId::ServiceHealth => self.service_health.read_at,
            SectionId::EnvironmentIssues => self.environment_issues.read_at,
            SectionId::News => self.news.read_at,
        }
    }

    /// The request ids of the failed calls of a section.
    pub fn request_ids(&self, section: SectionId) -> &[String] {
        match section {
            SectionId::Tenant => &self.tenant.request_ids,
            SectionId::Licenses => &self.licenses.request_ids,
            SectionId::Connectors => &self.connectors.request_ids,
            SectionId::ServiceHealth => &self.service_health.request_ids,
            SectionId::EnvironmentIssues => &self.environment_issues.request_ids,
            SectionId::News => &self.news.request_ids,
        }
    }
}

/// All sections as of `now`.
pub fn sections(store: &Store, now: DateTime<Utc>) -> Sections {
    Sections {
        tenant: tenant(store, now),
        licenses: licenses(store, now),
        connectors: connectors(store, now),
        service_health: service_health(store, now),
        environment_issues: environment_issues(store, now),
        news: news(store, now),
    }
}

/// All sections as they would be at `at` if nobody acted and nothing synchronised until then: connections are judged at that instant, not
/// when they were read, and messages that have ended by then are gone. How old the data is stays told as of `now`.
pub fn what_if(store: &Store, now: DateTime<Utc>, at: DateTime<Utc>) -> Sections {
    Sections {
        tenant: tenant(store, now),
        licenses: licenses(store, now),
        connectors: connectors_at(store, now, Some(at)),
        service_health: service_health(store, now),
        environment_issues: environment_issues(store, now),
        news: news_at(store, now, at),
    }
}

/// The facts of the tenant.
///
/// The location is an extra: it needs a permission of its own, and without it the country is shown. The MDM authority belongs to the
/// section, but a snapshot that lacks it is not called partial: one batch cannot ask for it, since its address needs the tenant's id.
pub fn tenant(store: &Store, now: DateTime<Utc>) -> Section<TenantDetails> {
    let mut needed =
        vec![Resource::Organization, Resource::SubscriptionState, Resource::ManagedDeviceOverview, Resource::SubscribedSkus];
    let authority = store.slot(Resource::MdmAuthority);
    if authority.good.is_some() || authority.outcome != Outcome::Failed(Error::Missing) {
        needed.push(Resource::MdmAuthority);
    }

    let text = |resource, property| {
        fact(store, resource, property, |value| match value {
            Value::Text(text) => text.clone(),
            _ => None,
        })
    };
    let organization = |property, read: fn(&crate::domain::tenant::Organization) -> Option<String>| {
        fact(store, Resource::Organization, property, |value| match value {
            Value::Organization(organization) => read(organization),
            _ => None,
        })
    };
    let totals = |read: fn(Totals) -> i64| {
        fact(store, Resource::SubscribedSkus, "", |value| match value {
            Value::SubscribedSkus(skus) => Some(read(license::totals(&license::licenses(&skus.items, &[])))),
            _ => None,
        })
    };
    let devices = match store.value(Resource::ManagedDeviceOverview) {
        Some(Value::Devices(devices)) => *devices,
        _ => crate::domain::tenant::DeviceOverview::default(),
    };
    let details = TenantDetails {
        name: organization("displayName", |organization| organization.display_name.clone()),
        location: text(Resource::TenantLocation, "uri"),
        mdm_authority: text(Resource::MdmAuthority, "mobileDeviceManagementAuthority"),
        account_status: text(Resource::SubscriptionState, "subscriptionState"),
        service_release: store.service_release().map(str::to_owned),
        enrolled_devices: fact(store, Resource::ManagedDeviceOverview, "enrolledDeviceCount", |_| devices.enrolled),
        licensed_users: totals(|totals| totals.assigned),
        intune_licenses: totals(|totals| totals.total),
        default_domain: organization("verifiedDomains", |organization| organization.default_domain.clone()),
        tenant_id: organization("id", |organization| Some(organization.id.clone())),
        country: organization("countryLetterCode", |organization| organization.country.clone()),
        devices_by_platform: devices.by_platform,
    };
    section(store, &needed, &[Resource::TenantLocation], now, details)
}

/// The licences. Their renewal dates are an extra.
pub fn licenses(store: &Store, now: DateTime<Utc>) -> Section<Licenses> {
    let renewals = match store.value(Resource::CompanySubscriptions) {
        Some(Value::Renewals(list)) => list.items.as_slice(),
        _ => &[],
    };
    let licenses = match store.value(Resource::SubscribedSkus) {
        Some(Value::SubscribedSkus(list)) => license::licenses(&list.items, renewals),
        _ => Vec::new(),
    };
    let totals = license::totals(&licenses);
    section(store, &[Resource::SubscribedSkus], &[Resource::CompanySubscriptions], now, Licenses { licenses, totals })
}

/// The connectors, one of each kind, worst first. Microsoft's own verdicts are an extra.
///
/// An error that proves that something is not set up is an answer like any other.
pub fn connectors(store: &Store, now: DateTime<Utc>) -> Section<Vec<Connector>> {
    connectors_at(store, now, None)
}

fn connectors_at(store: &Store, now: DateTime<Utc>, what_if: Option<DateTime<Utc>>) -> Section<Vec<Connector>> {
    let microsoft = match store.value(Resource::ConnectorStatus) {
        Some(Value::ConnectorStatus(statuses)) => statuses.as_slice(),
        _ => &[],
    };
    let mut rows = Vec::new();
    for source in SOURCES {
        let slot = store.slot(source.resource);
        for kind in source.kinds {
            let (known, read_at) = match &slot.good {
                Some(good) => (known(&good.value, *kind), good.read_at),
                None => (Known::NotKnown(why(slot)), None),
            };
            rows.push(if let Some(at) = what_if {
                // What Microsoft says now says nothing about then.
                connector::connector(*kind, known, Moment { now: at, read_at: Some(at) })
            } else {
                let theirs = microsoft.iter().find(|(of, _)| of == kind).map(|(_, status)| *status);
                connector::cross_checked(connector::connector(*kind, known, Moment { now, read_at }), theirs)
            });
        }
    }
    connector::worst_first(&mut rows);

    let needed: Vec<_> = SOURCES.iter().map(|source| source.resource).collect();
    let count = Count {
        readable: rows.iter().filter(|row| is_readable(row)).count(),
        of: rows.len(),
        is_incomplete: rows.iter().any(|row| row.incomplete),
    };
    counted(store, &needed, &[Resource::ConnectorStatus], now, rows, count)
}

/// Incidents and advisories, and the overall status of Intune.
pub fn service_health(store: &Store, now: DateTime<Utc>) -> Section<ServiceHealth> {
    let issues = service_issue::service_health(issues(store), now);
    let overviews = match store.value(Resource::HealthOverviews) {
        Some(Value::HealthOverviews(list)) => list.items.as_slice(),
        _ => &[],
    };
    let related = overviews.iter().filter(|overview| is_related(&overview.service));
    let value = ServiceHealth {
        overview: overviews.iter().find(|overview| is_intune(&overview.service)).map(|overview| overview.status.clone()),
        active: issues.active,
        past: issues.past,
        related: issues.related,
        related_overviews: related.map(|overview| (overview.service.clone(), overview.status.clone())).collect(),
    };
    section(store, &[Resource::Issues, Resource::HealthOverviews], &[], now, value)
}

/// Active issues whose origin is the customer, newest first.
pub fn environment_issues(store: &Store, now: DateTime<Utc>) -> Section<Vec<Arc<ServiceIssue>>> {
    let issues = service_issue::service_health(issues(store), now);
    section(store, &[Resource::Issues], &[], now, issues.environment)
}

/// The messages.
pub fn news(store: &Store, now: DateTime<Utc>) -> Section<News> {
    news_at(store, now, now)
}

fn news_at(store: &Store, now: DateTime<Utc>, at: DateTime<Utc>) -> Section<News> {
    let messages = match store.value(Resource::Messages) {
        Some(Value::Messages(list)) => message::news(&list.items, at),
        _ => Vec::new(),
    };
    section(store, &[Resource::Messages], &[], now, News { messages })
}

fn issues(store: &Store) -> &[Arc<ServiceIssue>] {
    match store.value(Resource::Issues) {
        Some(Value::Issues(list)) => &list.items,
        _ => &[],
    }
}

/// A property of an answer, or why it is not known.
fn fact<T>(store: &Store, resource: Resource, property: &str, read: impl Fn(&Value) -> Option<T>) -> Fact<T> {
    let slot = store.slot(resource);
    match &slot.good {
        Some(good) => match read(&good.value) {
            Some(fact) => Fact::Known(fact),
            None => Fact::Unknown(NotKnown::Unreadable(format!("no `{property}` in the answer"))),
        },
        None => Fact::Unknown(why(slot)),
    }
}

/// Why a resource without a good answer is not known.
fn why(slot: &Slot) -> NotKnown {
    match &slot.outcome {
        Outcome::Failed(error) => error.into(),
        Outcome::Loading | Outcome::Ok => NotKnown::Loading,
    }
}

/// What an answer says about one of its kinds.
fn known(value: &Value, kind: connector::ConnectorKind) -> Known {
    let found = match value {
        Value::Connectors(kinds) => kinds.iter().find(|(of, _)| *of == kind),
        _ => None,
    };
    found.map_or(Known::NotKnown(NotKnown::BadAnswer), |(_, known)| known.clone())
}

/// Whether everything about a row could be read.
fn is_readable(row: &Connector) -> bool {
    !matches!(row.verdict.reason, Reason::NotKnown(_)) && row.members.iter().all(|judged| judged.member.unreadable.is_none())
}

/// How much could be read.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    readable: usize,
    of: usize,
    is_incomplete: bool,
}

impl Count {
    fn of_slot(slot: &Slot) -> Self {
        fn of_list<T>(list: &List<T>) -> Count {
            let readable = list.items.len();
            Count { readable, of: readable + list.unreadable, is_incomplete: list.is_incomplete }
        }
        match slot.good.as_ref().map(|good| good.value.as_ref()) {
            None => Self { readable: 0, of: 1, is_incomplete: false },
            Some(Value::SubscribedSkus(list)) => of_list(list),
            Some(Value::HealthOverviews(list)) => of_list(list),
            Some(Value::Issues(list)) => of_list(list),
            Some(Value::Messages(list)) => of_list(list),
            Some(Value::Renewals(list)) => of_list(list),
            Some(
                Value::Organization(_) | Value::Text(_) | Value::Devices(_) | Value::Connectors(_) | Value::ConnectorStatus(_),
            ) => Self { readable: 1, of: 1, is_incomplete: false },
        }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            readable: self.readable + other.readable,
            of: self.of + other.of,
            is_incomplete: self.is_incomplete || other.is_incomplete,
        }
    }
}

/// A section whose items are those of its resources.
fn section<T>(store: &Store, needed: &[Resource], extras: &[Resource], now: DateTime<Utc>, value: T) -> Section<T> {
    let count = needed.iter().fold(Count::default(), |count, resource| count.plus(Count::of_slot(store.slot(*resource))));
    counted(store, needed, extras, now, value, count)
}

/// A section. What it needs decides its state; extras only add request ids.
fn counted<T>(store: &Store, needed: &[Resource], extras: &[Resource], now: DateTime<Utc>, value: T, count: Count) -> Section<T> {
    let slots: Vec<_> = needed.iter().map(|resource| store.slot(*resource)).collect();
    let read_at = slots.iter().filter_map(|slot| slot.good.as_ref()?.read_at).min();
    let (state, error) = state(&slots, count, read_at.is_some_and(|read_at| now - read_at > DATA_TOO_OLD));
    let mut request_ids: Vec<String> = Vec::new();
    for resource in needed.iter().chain(extras) {
        if let Outcome::Failed(error) = &store.slot(*resource).outcome
            && let Some(id) = error.request_id()
            && !request_ids.iter().any(|known| known == id)
        {
            request_ids.push(id.to_owned());
        }
    }
    let Count { readable, of, is_incomplete } = count;
    Section { state, value, read_at, readable, of, is_incomplete, error, request_ids }
}

/// The state of a section and the error that decided it.
fn state(slots: &[&Slot], count: Count, is_old: bool) -> (SectionState, Option<Error>) {
    let worst = |of: &dyn Fn(&Slot) -> bool| {
        let errors = slots.iter().filter(|slot| of(slot)).filter_map(|slot| match &slot.outcome {
            Outcome::Failed(error) => Some(error),
            Outcome::Loading | Outcome::Ok => None,
        });
        // "Missing" decides only where nothing else is wrong.
        errors.min_by_key(|error| (**error == Error::Missing, SectionState::of(error))).cloned()
    };
    let is_unknown = |slot: &Slot| slot.good.is_none();
    if slots.iter().any(|slot| is_unknown(slot) && slot.outcome == Outcome::Loading) {
        return (SectionState::Loading, None);
    }
    if slots.iter().all(|slot| is_unknown(slot)) {
        let error = worst(&is_unknown);
        return (error.as_ref().map_or(SectionState::Missing, SectionState::of), error);
    }
    // What is unknown counts as one item that could not be read.
    if count.readable < count.of || count.is_incomplete {
        return (SectionState::Partial, worst(&is_unknown));
    }
    match worst(&|_| true) {
        Some(error) => (SectionState::Stale, Some(error)),
        None if is_old => (SectionState::Stale, None),
        None => (SectionState::Ready, None),
    }
}
