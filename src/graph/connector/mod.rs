//! The resources that tell about connectors: one file each, one line each in [`SOURCES`].
//!
//! `vpp_tokens` is the reference: copy it for a new resource. What the files share is in `list` (the members of a list) and `words`
//! (what a reported state means). A decoder takes from an answer what is shown or judged and nothing else: secrets (`token`,
//! `certificate`, `enrollmentToken`) stay behind.

use serde_json::value::RawValue;

use super::{
    catalogue::Resource,
    error::{DecodeError, GraphError},
};
use crate::domain::{
    connector::{ConnectorKind, Known},
    health::{NotEnabled, NotKnown},
};

mod android_managed_store;
mod apple_push_notification_certificate;
mod chrome_os_onboarding_settings;
mod compliance_management_partners;
mod dep_onboarding_settings;
mod device_app_management;
mod device_management_partners;
pub mod domain_join_connectors;
mod exchange_connectors;
mod list;
mod mobile_threat_defense_connectors;
mod ndes_connectors;
mod remote_assistance_partners;
mod vpp_tokens;
mod windows_autopilot_settings;
mod words;

/// One Graph resource and the kinds of connector that it tells about.
#[derive(Debug)]
pub struct ConnectorSource {
    /// What to ask for.
    pub resource: Resource,
    /// The kinds that its answer is about: one or two.
    pub kinds: &'static [ConnectorKind],
    /// Reads a successful answer for one of [`Self::kinds`]. An item that cannot be read becomes an unreadable member; an error
    /// means that nothing of the answer can be used.
    pub read: fn(ConnectorKind, &RawValue) -> Result<Known, DecodeError>,
    /// What an error answer proves: the HTTP status and Graph's own envelope. `None`: nothing, as everywhere but for Apple's push
    /// certificate and Autopilot, whose absence is told by an error.
    pub not_enabled: fn(u16, &GraphError) -> Option<NotEnabled>,
}

/// All sources, by the name of their resource.
pub const SOURCES: &[&ConnectorSource] = &[
    &android_managed_store::SOURCE,
    &apple_push_notification_certificate::SOURCE,
    &chrome_os_onboarding_settings::SOURCE,
    &compliance_management_partners::SOURCE,
    &dep_onboarding_settings::SOURCE,
    &device_app_management::SOURCE,
    &device_management_partners::SOURCE,
    &domain_join_connectors::SOURCE,
    &exchange_connectors::SOURCE,
    &mobile_threat_defense_connectors::SOURCE,
    &ndes_connectors::SOURCE,
    &remote_assistance_partners::SOURCE,
    &vpp_tokens::SOURCE,
    &windows_autopilot_settings::SOURCE,
];

/// The source that tells about this kind.
///
/// # Panics
///
/// Never: a test proves that every kind has exactly one source.
pub fn source_of(kind: ConnectorKind) -> &'static ConnectorSource {
    SOURCES.iter().find(|source| source.kinds.contains(&kind)).expect("every kind has a source")
}

/// What an answer tells about this kind: its HTTP status and body. `None` where it is an error that proves nothing; why nothing
/// is known is then for the caller to say.
pub fn known(kind: ConnectorKind, status: u16, body: &RawValue) -> Option<Known> {
    let source = source_of(kind);
    if (200..300).contains(&status) {
        return Some((source.read)(kind, body).unwrap_or(Known::NotKnown(NotKnown::BadAnswer)));
    }
    let error = GraphError::parse(body)?;
    (source.not_enabled)(status, &error).map(Known::NotEnabled)
}

/// For [`ConnectorSource::not_enabled`]: no error proves anything.
fn no_error_proves(_status: u16, _error: &GraphError) -> Option<NotEnabled> {
    None
}
