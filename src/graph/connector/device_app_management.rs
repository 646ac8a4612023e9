//! Microsoft Store for Business (ended): two properties of `deviceAppManagement`, a single object.
//!
//! Not enabled: the flag is `false` or absent. A flag that cannot be read proves nothing.

use serde_json::value::RawValue;

use super::{
    ConnectorSource,
    list::{blank_single, singleton},
    no_error_proves,
};
use crate::{
    domain::{
        connector::{ConnectorKind, Known},
        health::NotEnabled,
    },
    graph::{catalogue::Resource, error::DecodeError, lenient, page},
};

pub(super) static SOURCE: ConnectorSource = ConnectorSource {
    resource: Resource::DeviceAppManagement,
    kinds: &[ConnectorKind::WindowsStoreForBusinessLastSync],
    read,
    not_enabled: no_error_proves,
};

const FLAG: &str = "isEnabledForMicrosoftStoreForBusiness";

fn read(_kind: ConnectorKind, body: &RawValue) -> Result<Known, DecodeError> {
    let settings = page::single(body)?;
    if settings.entries().any(|(property, _)| matches!(property, "error" | "value")) {
        // Here an absent property is a proof, so neither an error nor a list may pass for the object.
        return Err(DecodeError { problem: "expected the object deviceAppManagement".to_owned() });
    }
    let mut member = blank_single(SOURCE.resource);
    match settings.get(FLAG).map(|flag| lenient::flag(flag.get())) {
        None | Some(Some(false)) => return Ok(Known::NotEnabled(NotEnabled::Single)),
        Some(Some(true)) => member.evidence.date = settings.when("microsoftStoreForBusinessLastSuccessfulSyncDateTime"),
        Some(None) => member.unreadable = Some(format!("{FLAG} is neither true nor false")),
    }
    Ok(singleton(member))
}
