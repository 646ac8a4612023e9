//! Exchange on-premises connectors (ended): `deviceManagement/exchangeConnectors`.
//!
//! Not enabled: the list is empty. The state is shown and limits nothing.

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
    resource: Resource::ExchangeConnectors,
    kinds: &[ConnectorKind::OnPremConnectorLastSync],
    read,
    not_enabled: no_error_proves,
};

const STATUS: Words = Words { list: "connectorState", property: "status", known: &[], other: Meaning::Neutral };

fn read(_kind: ConnectorKind, body: &RawValue) -> Result<Known, DecodeError> {
    Ok(list(body, member)?.into())
}

fn member(connector: &Object) -> Member {
    let mut member = Member {
        name: first_text(connector, &["serverName", "connectorServerName", "exchangeAlias"]),
        version: first_text(connector, &["version"]),
        ..blank(connector)
    };
    member.evidence.date = connector.when("lastSyncDateTime");
    member.reported = STATUS.weigh(connector, &mut member.evidence);
    member
}
