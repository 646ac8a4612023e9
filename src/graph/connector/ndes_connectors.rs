//! Certificate connectors (NDES): `deviceManagement/ndesConnectors` (beta).
//!
//! Not enabled: the list is empty. The state is shown and limits nothing: Intune lists servers that no longer exist as inactive.

use serde_json::value::RawValue;

use super::{
    ConnectorSource,
    list::{blank, first_text, list},
    no_error_proves,
    words::{Meaning, Words},
};
use crate::{
    domain::connector::{ConnectorKind, Known, Member},
    graph::{catalogue::Resource, error::DecodeError, lenient::Object},
};

pub(super) static SOURCE: ConnectorSource = ConnectorSource {
    resource: Resource::NdesConnectors,
    kinds: &[ConnectorKind::NdesConnectorLastConnection],
    read,
    not_enabled: no_error_proves,
};

const STATE: Words = Words { list: "connectorState", property: "state", known: &[], other: Meaning::Neutral };

fn read(_kind: ConnectorKind, body: &RawValue) -> Result<Known, DecodeError> {
    Ok(list(body, member)?.into())
}

fn member(connector: &Object) -> Member {
    let mut member = Member {
        name: first_text(connector, &["displayName", "machineName"]),
        version: first_text(connector, &["connectorVersion"]),
        ..blank(connector)
    };
    member.evidence.date = connector.when("lastConnectionDateTime");
    member.evidence.set_up_at = connector.when("enrolledDateTime");
    member.reported = STATE.weigh(connector, &mut member.evidence);
    member
}
