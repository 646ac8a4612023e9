//! Microsoft's own verdicts: `deviceManagement/connectorStatus`, read as a cross-check.

use chrono::{DateTime, Utc};
use serde_json::value::RawValue;

use super::{error::DecodeError, lenient::Object, page};
use crate::domain::{
    connector::{ConnectorKind, MicrosoftStatus},
    health::Health,
    when::When,
};

/// Reads the list: per kind the worst status of its instances, and the latest event that tells it. Kinds that we do not know are
/// left out.
pub(super) fn connector_status(body: &RawValue) -> Result<Vec<(ConnectorKind, MicrosoftStatus)>, DecodeError> {
    let mut worst: Vec<(ConnectorKind, MicrosoftStatus)> = Vec::new();
    for item in page::list(body)?.items.iter().flatten() {
        let Some(kind) = item.text("connectorName").and_then(|name| kind(&name)) else { continue };
        let found = MicrosoftStatus { health: health(item), at: item.when("eventDateTime").as_ref().and_then(When::instant) };
        match worst.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, status)) => *status = worse(*status, found),
            None => worst.push((kind, found)),
        }
    }
    Ok(worst)
}

fn kind(name: &str) -> Option<ConnectorKind> {
    crate::domain::connector::KINDS.iter().find(|facts| facts.key.eq_ignore_ascii_case(name)).map(|facts| facts.kind)
}

fn health(item: &Object) -> Health {
    let status = item.text("status").unwrap_or_default();
    let known = [Health::Unhealthy, Health::Warning, Health::Healthy];
    known.into_iter().find(|health| health.as_str().eq_ignore_ascii_case(&status)).unwrap_or(Health::Unknown)
}

fn worse(a: MicrosoftStatus, b: MicrosoftStatus) -> MicrosoftStatus {
    let rank = |status: &MicrosoftStatus| (status.health, std::cmp::Reverse(status.at.unwrap_or(DateTime::<Utc>::MIN_UTC)));
    if rank(&b) < rank(&a) { b } else { a }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(items: &str, expected: &[(ConnectorKind, Health, Option<&str>)]) {
        let body = RawValue::from_string(format!(r#"{{"value": [{items}]}}"#)).unwrap();
        let found: Vec<_> =
            connector_status(&body).unwrap().into_iter().map(|(kind, status)| (kind, status.health, status.at)).collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|(kind, health, at)| (*kind, *health, at.map(|at| DateTime::parse_from_rfc3339(at).unwrap().to_utc())))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn several_instances_of_a_kind_are_its_worst() {
        check(
            r#"{"connectorName": "vppTokenLastSyncDateTime", "status": "healthy", "eventDateTime": "2026-01-03T00:00:00Z"},
               {"connectorName": "vppTokenLastSyncDateTime", "status": "Warning", "eventDateTime": "2026-01-01T00:00:00Z"},
               {"connectorName": "vppTokenLastSyncDateTime", "status": "warning", "eventDateTime": "2026-01-02T00:00:00Z"},
               {"connectorName": "jamfLastSyncDateTime", "status": "brandNew", "eventDateTime": "0001-01-01T00:00:00Z"}"#,
            &[
                (ConnectorKind::VppTokenLastSync, Health::Warning, Some("2026-01-02T00:00:00Z")),
                (ConnectorKind::JamfLastSync, Health::Unknown, None),
            ],
        );
    }

    #[test]
    fn what_we_do_not_know_is_left_out() {
        check(r#"{"connectorName": "futureValue", "status": "unhealthy"}, null, {"status": "unhealthy"}"#, &[]);
    }
}
