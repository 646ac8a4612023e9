//! The Apple MDM push certificate: `deviceManagement/applePushNotificationCertificate`, a single object. The reference for one.
//!
//! Not enabled: 404 with Graph's code `ResourceNotFound`; Intune has no other way to say that there is none.

use serde_json::value::RawValue;

use super::{
    ConnectorSource,
    list::{blank_single, first_text, singleton},
};
use crate::{
    domain::{
        connector::{ConnectorKind, Known, Member},
        health::NotEnabled,
    },
    graph::{
        catalogue::Resource,
        error::{DecodeError, GraphError},
        page,
    },
};

pub(super) static SOURCE: ConnectorSource = ConnectorSource {
    resource: Resource::ApplePushNotificationCertificate,
    kinds: &[ConnectorKind::ApplePushNotificationServiceExpiration],
    read,
    not_enabled,
};

fn read(_kind: ConnectorKind, body: &RawValue) -> Result<Known, DecodeError> {
    let certificate = page::single(body)?;
    let mut member = Member { account: first_text(&certificate, &["appleIdentifier"]), ..blank_single(SOURCE.resource) };
    member.evidence.date = certificate.when("expirationDateTime");
    Ok(singleton(member))
}

fn not_enabled(status: u16, error: &GraphError) -> Option<NotEnabled> {
    (status == 404 && error.code.eq_ignore_ascii_case("ResourceNotFound")).then_some(NotEnabled::Single)
}
