//! Windows Autopilot: `deviceManagement/windowsAutopilotSettings` (beta), a single object.
//!
//! Not enabled: 400 or 404 with Graph's envelope (the tenant has no Autopilot), or a date of never. No green: the last attempt
//! failed.

use serde_json::value::RawValue;

use super::{
    ConnectorSource,
    list::{blank_single, singleton},
    words::{Meaning, NOT_GREEN, Words},
};
use crate::{
    domain::{
        connector::{ConnectorKind, Known},
        health::NotEnabled,
        when::When,
    },
    graph::{
        catalogue::Resource,
        error::{DecodeError, GraphError},
        page,
    },
};

pub(super) static SOURCE: ConnectorSource = ConnectorSource {
    resource: Resource::WindowsAutopilotSettings,
    kinds: &[ConnectorKind::WindowsAutopilotLastSync],
    read,
    not_enabled,
};

const SYNC_STATUS: Words = Words {
    list: "syncStatus",
    property: "syncStatus",
    known: &[
        ("unknown", Meaning::Neutral),
        ("inProgress", Meaning::Neutral),
        ("completed", Meaning::Neutral),
        ("failed", Meaning::AttemptFailed),
    ],
    other: NOT_GREEN,
};

fn read(_kind: ConnectorKind, body: &RawValue) -> Result<Known, DecodeError> {
    let settings = page::single(body)?;
    let date = settings.when("lastSyncDateTime");
    if date == Some(When::Never) {
        return Ok(Known::NotEnabled(NotEnabled::Single));
    }
    let mut member = blank_single(SOURCE.resource);
    member.evidence.date = date;
    member.reported = SYNC_STATUS.weigh(&settings, &mut member.evidence);
    Ok(singleton(member))
}

fn not_enabled(status: u16, _error: &GraphError) -> Option<NotEnabled> {
    matches!(status, 400 | 404).then_some(NotEnabled::Tenant)
}
