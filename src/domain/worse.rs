//! What got worse between two readings of one tenant: what is worth a notification.

use std::sync::Arc;

use super::{
    connector::{Connector, ConnectorKind},
    health::Health,
    service_issue::{Classification, ServiceIssue},
};

/// What was seen at a reading.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seen {
    connectors: Vec<(ConnectorKind, Health)>,
    /// Active issues with whether each is an incident; `None` where they were not read.
    issues: Option<Vec<(String, bool)>>,
}

/// Something that got worse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Worse {
    /// A connector, now with this status.
    Connector(ConnectorKind, Health),
    /// An incident that was not there before, or was an advisory.
    Incident(Arc<ServiceIssue>),
}

impl Seen {
    /// What is seen now. `issues` are the active ones, `None` where they were not read.
    pub fn now(connectors: &[Connector], issues: Option<&[Arc<ServiceIssue>]>) -> Self {
        let is_incident = |issue: &Arc<ServiceIssue>| (issue.id.clone(), issue.classification == Classification::Incident);
        Self {
            connectors: connectors.iter().map(|row| (row.kind, row.health())).collect(),
            issues: issues.map(|issues| issues.iter().map(is_incident).collect()),
        }
    }

    /// What got worse since. What was not known before, or is not now, did not get worse: only what is bad now and was better.
    pub fn worse(&self, connectors: &[Connector], issues: Option<&[Arc<ServiceIssue>]>) -> Vec<Worse> {
        let was = |kind| self.connectors.iter().find(|(of, _)| *of == kind).map(|(_, health)| *health);
        let rows = connectors.iter().filter(|row| row.needs_action()).filter(|row| match was(row.kind) {
            None | Some(Health::Unknown) => false,
            Some(was) => row.health() < was,
        });
        let mut worse: Vec<_> = rows.map(|row| Worse::Connector(row.kind, row.health())).collect();
        if let (Some(before), Some(issues)) = (&self.issues, issues) {
            let was_incident = |id: &str| before.iter().any(|(of, is_incident)| of == id && *is_incident);
            let incidents = issues.iter().filter(|issue| issue.classification == Classification::Incident);
            worse.extend(incidents.filter(|issue| !was_incident(&issue.id)).map(|issue| Worse::Incident(Arc::clone(issue))));
        }
        worse
    }

    /// The same with what is known now: what is not known any more stays as it was.
    #[must_use]
    pub fn updated(&self, now: Self) -> Self {
        let connectors = now.connectors.iter().map(|(kind, health)| {
            let before = self.connectors.iter().find(|(of, _)| of == kind).map(|(_, health)| *health);
            (*kind, if *health == Health::Unknown { before.unwrap_or(*health) } else { *health })
        });
        Self { connectors: connectors.collect(), issues: now.issues.or_else(|| self.issues.clone()) }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};

    use super::*;
    use crate::domain::{
        connector::{Known, Member, connector},
        health::{Evidence, Moment, NotKnown},
        when::When,
    };

    const KIND: ConnectorKind = ConnectorKind::ApplePushNotificationServiceExpiration;

    fn now() -> DateTime<Utc> {
        When::parse("2026-03-10T12:00:00Z").instant().unwrap()
    }

    fn of(kind: ConnectorKind, known: Known) -> Connector {
        connector(kind, known, Moment { now: now(), read_at: Some(now()) })
    }

    /// A certificate that expires in so many days.
    fn row(days: i64) -> Connector {
        let date = Some(When::At(now() + TimeDelta::days(days)));
        let evidence = Evidence { date, ..Evidence::default() };
        let member = Member { id: "1".to_owned(), evidence, ..Member::default() };
        of(KIND, Known::Members { members: vec![member], incomplete: false })
    }

    fn unknown() -> Connector {
        of(KIND, Known::NotKnown(NotKnown::Offline))
    }

    fn issue(id: &str, classification: Classification) -> Arc<ServiceIssue> {
        Arc::new(ServiceIssue {
            id: id.to_owned(),
            title: String::new(),
            service: String::new(),
            feature: String::new(),
            classification,
            is_customers: false,
            status: String::new(),
            is_resolved: false,
            impact: String::new(),
            started: None,
            ended: None,
            updated: None,
            posts: Vec::new(),
        })
    }

    #[track_caller]
    fn check(before: Connector, after: Connector, expected: &[Health]) {
        let worse = Seen::now(&[before], None).worse(&[after], None);
        let expected: Vec<_> = expected.iter().map(|health| Worse::Connector(KIND, *health)).collect();
        assert_eq!(worse, expected);
    }

    #[test]
    fn only_what_needs_action_and_was_better_got_worse() {
        check(row(30), row(3), &[Health::Warning]);
        check(row(30), row(-1), &[Health::Unhealthy]);
        check(row(3), row(-1), &[Health::Unhealthy]);
        check(row(3), row(3), &[]);
        check(row(-1), row(3), &[]);
        check(row(3), row(30), &[]);
    }

    #[test]
    fn what_was_not_known_did_not_get_worse() {
        check(unknown(), row(-1), &[]);
        check(row(30), unknown(), &[]);
        assert_eq!(Seen::default().worse(&[row(-1)], Some(&[issue("IT1", Classification::Incident)])), []);
    }

    #[test]
    fn a_gap_does_not_hide_a_change() {
        let seen = Seen::now(&[row(30)], None).updated(Seen::now(&[unknown()], None));
        assert_eq!(seen.worse(&[row(-1)], None), [Worse::Connector(KIND, Health::Unhealthy)]);
        // And is told once.
        assert_eq!(seen.updated(Seen::now(&[row(-1)], None)).worse(&[row(-1)], None), []);
    }

    #[test]
    fn a_new_incident_is_worse_and_so_is_an_advisory_that_became_one() {
        let [advisory, incident] = [Classification::Advisory, Classification::Incident].map(|of| issue("IT1", of));
        let worse = |before: Option<&[Arc<ServiceIssue>]>, after: Option<&[Arc<ServiceIssue>]>| {
            Seen::now(&[], before).worse(&[], after).len()
        };
        assert_eq!(worse(Some(&[]), Some(&[Arc::clone(&incident)])), 1);
        assert_eq!(worse(Some(&[Arc::clone(&advisory)]), Some(&[Arc::clone(&incident)])), 1);
        assert_eq!(worse(Some(&[Arc::clone(&incident)]), Some(&[Arc::clone(&incident)])), 0);
        assert_eq!(worse(Some(&[]), Some(&[Arc::clone(&advisory)])), 0);
        // Not read is not empty.
        assert_eq!(worse(None, Some(&[Arc::clone(&incident)])), 0);
        assert_eq!(worse(Some(&[incident]), None), 0);
    }
}
