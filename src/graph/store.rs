//! What is known: per resource the last good answer, decoded, and how the last attempt ended.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{
    catalogue::{Resource, TABLE},
    connector::SOURCES,
    connector_status::connector_status,
    error::{DecodeError, Error, GraphError},
    organization, page,
    pause::{self, Pause, at_once},
    reply::Reply,
    service_announcement::{self, HealthOverview},
    snapshot::Snapshot,
    subscribed_skus,
};
use crate::domain::{
    connector::{ConnectorKind, Known, MicrosoftStatus},
    license::{Renewal, SubscribedSku},
    message::Message,
    service_issue::ServiceIssue,
    tenant::{DeviceOverview, Organization},
};

/// What is known about a tenant. Cheap to clone; two are equal if they share everything.
///
/// Invariant: a failed attempt never loses the last good answer.
#[derive(Debug, Clone)]
pub struct Store {
    /// One per resource, in the order of the catalogue.
    slots: Vec<Arc<Slot>>,
    service_release: Option<String>,
}

/// What is known of one resource.
#[derive(Debug, Clone)]
pub(super) struct Slot {
    /// The last good answer.
    pub good: Option<Good>,
    /// How the last attempt ended.
    pub outcome: Outcome,
    /// What both were read from: the last good answer, or the failed one where there is none.
    pub reply: Option<Arc<Reply>>,
}

/// A good answer.
#[derive(Debug, Clone)]
pub(super) struct Good {
    /// What it says.
    pub value: Arc<Value>,
    /// When it was read; `None` where nobody knows.
    pub read_at: Option<DateTime<Utc>>,
}

/// How the last attempt to read a resource ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The answer is on its way.
    Loading,
    /// Well.
    Ok,
    /// Not so.
    Failed(Error),
}

/// What came of asking for a resource, decoded.
#[derive(Debug)]
pub struct Answer {
    resource: Resource,
    result: Result<Good, Error>,
    reply: Option<Arc<Reply>>,
}

impl Answer {
    /// Decodes a reply, pausing between the steps. `None` for an id that the catalogue does not have.
    pub async fn read(reply: &Reply, pause: Pause<'_>) -> Option<Self> {
        let resource = Resource::from_id(&reply.id)?;
        let value = read(resource, reply, pause).await;
        let result = value.map(|value| Good { value: Arc::new(value), read_at: reply.read_at });
        // Shallow: the body is shared.
        Some(Self { resource, result, reply: Some(Arc::new(reply.clone())) })
    }

    /// There is none.
    pub fn failed(resource: Resource, error: Error) -> Self {
        Self { resource, result: Err(error), reply: None }
    }
}

/// A decoded answer.
#[derive(Debug)]
pub(super) enum Value {
    Organization(Organization),
    /// The MDM authority, the subscription state or the location.
    Text(Option<String>),
    SubscribedSkus(page::List<SubscribedSku>),
    Renewals(page::List<Renewal>),
    Devices(DeviceOverview),
    Connectors(Vec<(ConnectorKind, Known)>),
    ConnectorStatus(Vec<(ConnectorKind, MicrosoftStatus)>),
    HealthOverviews(page::List<HealthOverview>),
    Issues(page::List<Arc<ServiceIssue>>),
    Messages(page::List<Arc<Message>>),
}

impl Default for Store {
    /// Nothing has been asked for: every resource is missing.
    fn default() -> Self {
        Self::filled(Outcome::Failed(Error::Missing))
    }
}

impl PartialEq for Store {
    fn eq(&self, other: &Self) -> bool {
        self.service_release == other.service_release && self.slots.iter().zip(&other.slots).all(|(a, b)| Arc::ptr_eq(a, b))
    }
}

impl Store {
    /// Everything is on its way.
    pub fn loading() -> Self {
        Self::filled(Outcome::Loading)
    }

    /// What a snapshot tells. What it does not hold is missing.
    pub fn from_snapshot(snapshot: &Snapshot) -> Self {
        at_once(Self::read(snapshot, &pause::none))
    }

    /// The same, pausing between its steps.
    pub async fn read(snapshot: &Snapshot, pause: Pause<'_>) -> Self {
        let mut store = Self { service_release: snapshot.service_release.clone(), ..Self::default() };
        for reply in &snapshot.replies {
            pause().await;
            if let Some(answer) = Answer::read(reply, pause).await {
                store.take(answer);
            }
        }
        store
    }

    /// Takes an answer, good or bad. An id that the catalogue does not have is ignored.
    pub fn insert(&mut self, reply: &Reply) {
        if let Some(answer) = at_once(Answer::read(reply, &pause::none)) {
            self.take(answer);
        }
    }

    /// Takes what was read; whether it was good.
    pub fn take(&mut self, answer: Answer) -> bool {
        let is_good = answer.result.is_ok();
        let Answer { resource, result, reply } = answer;
        match result {
            Ok(good) => self.slots[resource as usize] = Arc::new(Slot { good: Some(good), outcome: Outcome::Ok, reply }),
            Err(error) => {
                let known = self.slot(resource);
                let (good, reply) = if known.good.is_some() { (known.good.clone(), known.reply.clone()) } else { (None, reply) };
                self.slots[resource as usize] = Arc::new(Slot { good, outcome: Outcome::Failed(error), reply });
            }
        }
        is_good
    }

    /// An attempt begins.
    pub fn asked(&mut self, resource: Resource) {
        self.ended(resource, Outcome::Loading);
    }

    /// An attempt failed.
    pub fn failed(&mut self, resource: Resource, error: Error) {
        self.ended(resource, Outcome::Failed(error));
    }

    /// Nothing could be read at all, for one cause.
    pub fn all_failed(&mut self, error: &Error) {
        for resource in Resource::all() {
            self.failed(resource, error.clone());
        }
    }

    /// What is known after a later reading: its answers, and the last good ones where it has none.
    #[must_use]
    pub fn refreshed(&self, later: Self) -> Self {
        let slots = self.slots.iter().zip(later.slots).map(|(old, new)| match (&old.good, &new.good) {
            (Some(good), None) => {
                Arc::new(Slot { good: Some(good.clone()), outcome: new.outcome.clone(), reply: old.reply.clone() })
            }
            _ => new,
        });
        let slots = slots.collect();
        Self { slots, service_release: later.service_release.or_else(|| self.service_release.clone()) }
    }

    /// The number of Intune's service release, which Graph does not tell. Stays as it is for `None`.
    #[must_use]
    pub fn with_service_release(mut self, service_release: Option<String>) -> Self {
        self.service_release = service_release.or(self.service_release);
        self
    }

    /// The number of Intune's service release.
    pub fn service_release(&self) -> Option<&str> {
        self.service_release.as_deref()
    }

    /// The answers behind what is known, in the order of the catalogue: of each resource the last good one, or what came instead. What
    /// is on its way, or got no answer, has none.
    pub fn replies(&self) -> impl Iterator<Item = &Reply> {
        self.slots.iter().filter_map(|slot| slot.reply.as_deref())
    }

    /// How the last attempt ended.
    pub fn outcome(&self, resource: Resource) -> &Outcome {
        &self.slot(resource).outcome
    }

    /// The id of the organisation, which the address of the MDM authority needs.
    pub fn organization_id(&self) -> Option<&str> {
        match self.value(Resource::Organization) {
            Some(Value::Organization(organization)) => Some(&organization.id),
            _ => None,
        }
    }

    /// The newest instant at which anything was read: what a clock that is behind shows against.
    pub fn newest_read(&self) -> Option<DateTime<Utc>> {
        self.slots.iter().filter_map(|slot| slot.good.as_ref()?.read_at).max()
    }

    pub(super) fn slot(&self, resource: Resource) -> &Slot {
        &self.slots[resource as usize]
    }

    pub(super) fn value(&self, resource: Resource) -> Option<&Value> {
        self.slot(resource).good.as_ref().map(|good| good.value.as_ref())
    }

    fn ended(&mut self, resource: Resource, outcome: Outcome) {
        let Slot { good, reply, .. } = self.slot(resource);
        // What failed another time without an answer has none.
        let reply = reply.clone().filter(|_| good.is_some());
        self.slots[resource as usize] = Arc::new(Slot { good: good.clone(), outcome, reply });
    }

    fn filled(outcome: Outcome) -> Self {
        let slot = Arc::new(Slot { good: None, outcome, reply: None });
        Self { slots: vec![slot; TABLE.len()], service_release: None }
    }
}

/// What an answer says. An error can be a good answer: it may prove that a connector is not set up.
async fn read(resource: Resource, reply: &Reply, pause: Pause<'_>) -> Result<Value, Error> {
    let source = SOURCES.iter().find(|source| source.resource == resource);
    let Some(error) = Error::of_reply(resource, reply) else {
        let value = match source {
            Some(source) => source
                .kinds
                .iter()
                .map(|kind| (source.read)(*kind, &reply.body).map(|known| (*kind, known)))
                .collect::<Result<_, _>>()
                .map(Value::Connectors),
            None => decode(resource, reply, pause).await,
        };
        return value.map_err(|error| Error::of_decoding(error, reply));
    };
    let proven = source.and_then(|source| {
        let how = (source.not_enabled)(reply.status, &GraphError::parse(&reply.body)?)?;
        Some(Value::Connectors(source.kinds.iter().map(|kind| (*kind, Known::NotEnabled(how))).collect()))
    });
    proven.ok_or(error)
}

/// Every resource that has no connector source.
async fn decode(resource: Resource, reply: &Reply, pause: Pause<'_>) -> Result<Value, DecodeError> {
    let body = &*reply.body;
    match resource {
        Resource::Organization => organization::organization(body).map(Value::Organization),
        Resource::MdmAuthority => organization::mdm_authority(body).map(Value::Text),
        Resource::SubscriptionState => organization::subscription_state(body).map(Value::Text),
        Resource::TenantLocation => organization::tenant_location(body).map(Value::Text),
        Resource::ManagedDeviceOverview => organization::managed_device_overview(body).map(Value::Devices),
        Resource::SubscribedSkus => subscribed_skus::subscribed_skus(body).map(Value::SubscribedSkus),
        Resource::CompanySubscriptions => subscribed_skus::company_subscriptions(body).map(Value::Renewals),
        Resource::ConnectorStatus => connector_status(body).map(Value::ConnectorStatus),
        Resource::HealthOverviews => service_announcement::health_overviews(body).map(Value::HealthOverviews),
        Resource::Issues => service_announcement::issues(body, pause).await.map(Value::Issues),
        Resource::Messages => service_announcement::messages(body, pause).await.map(Value::Messages),
        other => Err(DecodeError { problem: format!("{} has no decoder", other.id()) }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::value::RawValue;

    use super::*;

    fn reply(resource: Resource, status: u16, body: &str) -> Reply {
        let body = RawValue::from_string(body.to_owned()).unwrap().into();
        Reply { id: resource.id().to_owned(), status, headers: Vec::new(), body, read_at: DateTime::from_timestamp(0, 0) }
    }

    fn active(store: &Store) -> bool {
        matches!(store.value(Resource::SubscriptionState), Some(Value::Text(Some(state))) if state == "active")
    }

    #[test]
    fn a_failed_attempt_keeps_the_last_good_answer() {
        let mut store = Store::loading();
        store.insert(&reply(Resource::SubscriptionState, 200, r#"{"value": "active"}"#));
        assert!(active(&store));
        assert_eq!(store.outcome(Resource::SubscriptionState), &Outcome::Ok);

        store.failed(Resource::SubscriptionState, Error::Offline);
        assert!(active(&store));
        store.insert(&reply(Resource::SubscriptionState, 500, "null"));
        assert!(active(&store));
        store.insert(&reply(Resource::SubscriptionState, 200, "[]"));
        assert!(active(&store));
        store.asked(Resource::SubscriptionState);
        assert!(active(&store));
        store.all_failed(&Error::Offline);
        assert!(active(&store));
        assert_eq!(store.outcome(Resource::SubscriptionState), &Outcome::Failed(Error::Offline));

        let mut later = Store::default();
        later.insert(&reply(Resource::MdmAuthority, 200, r#"{"mobileDeviceManagementAuthority": "intune"}"#));
        let both = store.refreshed(later);
        assert!(active(&both));
        assert!(both.value(Resource::MdmAuthority).is_some());
        assert_eq!(both.outcome(Resource::SubscriptionState), &Outcome::Failed(Error::Missing));
    }

    #[test]
    fn a_later_good_answer_wins() {
        let mut store = Store::loading();
        store.insert(&reply(Resource::SubscriptionState, 200, r#"{"value": "active"}"#));
        let mut later = Store::loading();
        later.insert(&reply(Resource::SubscriptionState, 200, r#"{"value": "blocked"}"#));
        assert!(!active(&store.refreshed(later.clone())));
        store.insert(&reply(Resource::SubscriptionState, 200, r#"{"value": "blocked"}"#));
        assert!(!active(&store));
    }

    #[test]
    fn stores_are_equal_as_long_as_they_share_everything() {
        let mut store = Store::loading();
        let before = store.clone();
        assert_eq!(store, before);
        store.insert(&reply(Resource::Messages, 200, r#"{"value": []}"#));
        assert_ne!(store, before);
        assert_ne!(before.clone().with_service_release(Some("2611".to_owned())), before);
    }

    #[test]
    fn an_id_outside_of_the_catalogue_is_ignored() {
        let mut store = Store::default();
        let before = store.clone();
        store.insert(&Reply { id: "Messages".to_owned(), ..reply(Resource::Messages, 200, r#"{"value": []}"#) });
        assert_eq!(store, before);
    }

    #[test]
    fn every_resource_has_a_decoder() {
        for resource in Resource::all() {
            let decoded = at_once(read(resource, &reply(resource, 200, r#"{"id": "x", "value": [{"id": "x"}]}"#), &pause::none));
            let has_none = matches!(&decoded, Err(Error::BadAnswer { detail, .. }) if detail.contains("no decoder"));
            assert!(!has_none, "{}", resource.id());
        }
    }
}
