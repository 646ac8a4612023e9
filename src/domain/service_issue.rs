//! Service health: incidents and advisories.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::{message::Body, order, when::When};

/// The service whose issues and messages the page is about, as Graph names it.
pub const INTUNE: &str = "Microsoft Intune";
/// How far back resolved issues are shown.
pub const HISTORY: TimeDelta = TimeDelta::days(30);

/// Graph compares without case, documentation and live answers differ in it.
pub fn is_intune(service: &str) -> bool {
    service.eq_ignore_ascii_case(INTUNE)
}

/// Whether Intune leans on a service: who signs in (Microsoft Entra, by its older name too), what judges devices (Defender), what
/// updates them (Windows Autopatch).
pub fn is_related(service: &str) -> bool {
    const NAMES: [&str; 3] = ["Microsoft Entra", "Identity Service", "Windows Autopatch"];
    const FAMILY: &str = "Microsoft Defender";
    NAMES.iter().any(|name| name.eq_ignore_ascii_case(service))
        || service.get(..FAMILY.len()).is_some_and(|start| start.eq_ignore_ascii_case(FAMILY))
}

/// How bad an issue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Classification {
    /// Critical; usually noticeable.
    Incident,
    /// Limited in scope or with a workaround; also everything that Graph may add to the list.
    Advisory,
}

/// A post on an issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// When it was written.
    pub created: Option<When>,
    /// Whether it is a quick update.
    pub is_quick: bool,
    /// The text.
    pub body: Body,
}

/// An incident or advisory (`serviceHealthIssue`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceIssue {
    /// The id, `IT…` for Intune.
    pub id: String,
    /// The title, in English.
    pub title: String,
    /// The service it belongs to.
    pub service: String,
    /// The part of the service.
    pub feature: String,
    /// How bad it is.
    pub classification: Classification,
    /// Whether its origin is the customer's own environment.
    pub is_customers: bool,
    /// The status as it came (`serviceDegradation`, …).
    pub status: String,
    /// Whether it is over.
    pub is_resolved: bool,
    /// Who is affected and how, in English.
    pub impact: String,
    /// When it began.
    pub started: Option<When>,
    /// When it ended.
    pub ended: Option<When>,
    /// When it was last changed.
    pub updated: Option<When>,
    /// The posts, newest first.
    pub posts: Vec<Post>,
}

impl ServiceIssue {
    /// The last change; issues without one are the oldest.
    fn updated_at(&self) -> Option<DateTime<Utc>> {
        first_instant(self.updated.as_ref(), self.started.as_ref())
    }

    /// From when to when it lasted; until `now` while it is active. `None` where a date is missing, where it ended before it began, or
    /// where it has yet to begin.
    pub fn span(&self, now: DateTime<Utc>) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let start = self.started.as_ref().and_then(When::instant)?;
        let end = if self.is_resolved { self.ended.as_ref().and_then(When::instant)? } else { now };
        (start <= end).then_some((start, end))
    }

    /// How long it lasted, or has lasted so far. `None` as for [`Self::span`].
    pub fn duration(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        self.span(now).map(|(start, end)| end - start)
    }

    /// Whether Microsoft has written a report on what went wrong.
    pub fn has_report(&self) -> bool {
        self.status.eq_ignore_ascii_case("postIncidentReviewPublished")
    }
}

/// The issues of Intune as the page shows them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServiceHealth {
    /// Active incidents and advisories whose origin is not the customer, worst and newest first.
    pub active: Vec<Arc<ServiceIssue>>,
    /// Active issues in the customer's environment, newest first.
    pub environment: Vec<Arc<ServiceIssue>>,
    /// What ended in the last [`HISTORY`], newest first.
    pub past: Vec<Arc<ServiceIssue>>,
    /// Active issues of the services that Intune leans on, in the order of `active`.
    pub related: Vec<Arc<ServiceIssue>>,
}

/// Sorts all issues into what the page shows. "In your environment" is our reading of `origin: customer`. An issue that names no
/// service is kept, a resolved one without a date too: nothing is lost by absence.
pub fn service_health(issues: &[Arc<ServiceIssue>], now: DateTime<Utc>) -> ServiceHealth {
    let mut health = ServiceHealth::default();
    for issue in issues {
        let is_own = issue.service.is_empty() || is_intune(&issue.service);
        let list = if !is_own {
            if issue.is_resolved || !is_related(&issue.service) {
                continue;
            }
            &mut health.related
        } else if issue.is_resolved {
            if first_instant(issue.ended.as_ref(), issue.updated.as_ref()).is_some_and(|over| now - over > HISTORY) {
                continue;
            }
            &mut health.past
        } else if issue.is_customers {
            &mut health.environment
        } else {
            &mut health.active
        };
        list.push(Arc::clone(issue));
    }
    for list in [&mut health.active, &mut health.environment, &mut health.past, &mut health.related] {
        order::sort_by(list, |a, b| b.updated_at().cmp(&a.updated_at()).then_with(|| a.id.cmp(&b.id)));
    }
    for list in [&mut health.active, &mut health.related] {
        order::sort_by_key(list, |issue| issue.classification);
    }
    health
}

/// The first of two dates that is an instant.
fn first_instant(first: Option<&When>, second: Option<&When>) -> Option<DateTime<Utc>> {
    first.and_then(When::instant).or_else(|| second.and_then(When::instant))
}

/// Whether a status (as it came) means that an issue is over; used where `isResolved` is missing.
///
/// Source: Microsoft Graph, `serviceHealthStatus`.
pub fn is_resolved_status(status: &str) -> bool {
    ["serviceOperational", "serviceRestored", "falsePositive", "postIncidentReviewPublished", "resolved", "resolvedExternal"]
        .iter()
        .any(|resolved| resolved.eq_ignore_ascii_case(status))
}

/// The `data-health` of an overall status (as it came): what is over or runs is healthy, an interruption is the worst; a status that
/// Graph may add is never called healthy.
pub fn overview_health(status: &str) -> &'static str {
    if is_resolved_status(status) {
        "healthy"
    } else if status.eq_ignore_ascii_case("serviceInterruption") {
        "unhealthy"
    } else {
        "warning"
    }
}

/// When Microsoft will write again, from the plain text of a post: what stands behind "Next update by:".
pub fn next_update(text: &str) -> Option<&str> {
    const LABEL: &str = "next update by";
    let line = text
        .lines()
        .map(str::trim)
        .find(|line| line.get(..LABEL.len()).is_some_and(|start| start.eq_ignore_ascii_case(LABEL)))?;
    Some(line[LABEL.len()..].trim_start_matches(':').trim()).filter(|rest| !rest.is_empty())
}

/// A post in short: its "Current status", or its beginning, in at most `most` characters.
pub fn excerpt(text: &str, most: usize) -> String {
    const LABEL: &str = "current status:";
    let status = text.lines().map(str::trim).find_map(|line| {
        let start = line.get(..LABEL.len())?;
        // A label on a line of its own says nothing.
        start.eq_ignore_ascii_case(LABEL).then(|| line[LABEL.len()..].trim()).filter(|rest| !rest.is_empty())
    });
    let whole = status.unwrap_or_else(|| text.trim());
    let mut short: String = whole.chars().take(most).collect();
    if short.len() < whole.len() {
        // Between words, where there is a blank to end at.
        if let Some(end) = short.rfind(char::is_whitespace) {
            short.truncate(end);
        }
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::parse_from_rfc3339("2026-03-10T12:00:00Z").expect("a timestamp").to_utc()
    }

    /// An active advisory of Intune from Microsoft's side.
    fn issue(id: &str, updated: &str) -> ServiceIssue {
        ServiceIssue {
            id: id.to_owned(),
            title: String::new(),
            service: INTUNE.to_owned(),
            feature: String::new(),
            classification: Classification::Advisory,
            is_customers: false,
            status: "investigating".to_owned(),
            is_resolved: false,
            impact: String::new(),
            started: None,
            ended: None,
            updated: Some(When::parse(updated)),
            posts: Vec::new(),
        }
    }

    fn incident(id: &str, updated: &str) -> ServiceIssue {
        ServiceIssue { classification: Classification::Incident, ..issue(id, updated) }
    }

    fn resolved(id: &str, ended: Option<&str>, updated: &str) -> ServiceIssue {
        ServiceIssue { is_resolved: true, ended: ended.map(When::parse), ..issue(id, updated) }
    }

    /// The ids of the active issues, of those in the environment and of the past ones.
    #[track_caller]
    fn check(issues: Vec<ServiceIssue>, active: &[&str], environment: &[&str], past: &[&str]) {
        let mut issues: Vec<_> = issues.into_iter().map(Arc::new).collect();
        for _ in 0..2 {
            let health = service_health(&issues, now());
            let ids = |list: &[Arc<ServiceIssue>]| list.iter().map(|issue| issue.id.clone()).collect::<Vec<_>>();
            assert_eq!(ids(&health.active), active);
            assert_eq!(ids(&health.environment), environment);
            assert_eq!(ids(&health.past), past);
            issues.reverse();
        }
    }

    #[test]
    fn incidents_stand_before_advisories_and_the_newest_first() {
        let issues = vec![
            issue("IT1", "2026-03-10T00:00:00Z"),
            issue("IT2", "2026-03-09T00:00:00Z"),
            incident("IT3", "2026-03-01T00:00:00Z"),
            incident("IT4", "2026-03-02T00:00:00Z"),
        ];
        check(issues, &["IT4", "IT3", "IT1", "IT2"], &[], &[]);
    }

    #[test]
    fn an_issue_without_a_change_counts_from_its_start_and_without_both_as_the_oldest() {
        let started = |id, updated: Option<&str>, started: Option<&str>| ServiceIssue {
            updated: updated.map(When::parse),
            started: started.map(When::parse),
            ..issue(id, "")
        };
        let issues = vec![
            started("IT1", None, None),
            started("IT2", None, Some("2026-03-09T00:00:00Z")),
            started("IT3", Some("0001-01-01T00:00:00Z"), Some("2026-03-08T00:00:00Z")),
            started("IT4", Some("unreadable"), Some("2026-03-07T00:00:00Z")),
            started("IT5", Some("2026-03-06T00:00:00Z"), Some("2026-03-10T00:00:00Z")),
        ];
        check(issues, &["IT2", "IT3", "IT4", "IT5", "IT1"], &[], &[]);
    }

    #[test]
    fn the_flag_says_whether_an_issue_is_over_and_the_status_does_not() {
        let flagged = resolved("IT1", None, "2026-03-09T00:00:00Z");
        let restored = ServiceIssue { status: "serviceRestored".to_owned(), ..issue("IT2", "2026-03-09T00:00:00Z") };
        let ended = ServiceIssue { ended: Some(When::parse("2026-03-09T00:00:00Z")), ..issue("IT3", "2026-03-09T00:00:00Z") };
        check(vec![flagged, restored, ended], &["IT2", "IT3"], &[], &["IT1"]);
    }

    #[test]
    fn the_history_reaches_back_exactly_30_days() {
        let issues = vec![
            resolved("IT1", Some("2026-02-08T12:00:00.000Z"), "2026-03-01T00:00:00Z"),
            resolved("IT2", Some("2026-02-08T11:59:59.999Z"), "2026-03-01T00:00:00Z"),
            resolved("IT3", None, "2026-02-08T12:00:00.000Z"),
            resolved("IT4", None, "2026-02-08T11:59:59.999Z"),
            resolved("IT5", Some("unreadable"), "2026-02-08T11:59:59.999Z"),
            resolved("IT6", None, "unreadable"),
        ];
        check(issues, &[], &[], &["IT1", "IT3", "IT6"]);
    }

    #[test]
    fn past_issues_stand_newest_first_whatever_their_class() {
        let old = ServiceIssue { is_resolved: true, ..incident("IT1", "2026-03-01T00:00:00Z") };
        check(vec![old, resolved("IT2", None, "2026-03-05T00:00:00Z")], &[], &[], &["IT2", "IT1"]);
    }

    #[test]
    fn issues_of_the_customers_own_environment_stand_apart_until_they_are_over() {
        let own = |id, updated| ServiceIssue { is_customers: true, ..issue(id, updated) };
        let over = ServiceIssue { is_resolved: true, ..own("IT3", "2026-03-03T00:00:00Z") };
        let issues = vec![own("IT1", "2026-03-01T00:00:00Z"), own("IT2", "2026-03-02T00:00:00Z"), over];
        check(issues, &[], &["IT2", "IT1"], &["IT3"]);
    }

    #[test]
    fn only_issues_of_intune_are_shown_and_those_that_name_no_service() {
        let of = |id, service: &str| ServiceIssue { service: service.to_owned(), ..issue(id, "2026-03-01T00:00:00Z") };
        let issues =
            vec![of("IT1", "Microsoft Intune"), of("IT2", "microsoft intune"), of("EX3", "Exchange Online"), of("IT4", "")];
        check(issues, &["IT1", "IT2", "IT4"], &[], &[]);
    }

    #[test]
    fn services_that_intune_leans_on_stand_apart_while_something_is_active() {
        let of = |id, service: &str| ServiceIssue { service: service.to_owned(), ..issue(id, "2026-03-01T00:00:00Z") };
        let issues = [
            of("EX1", "Exchange Online"),
            of("EN2", "microsoft entra"),
            of("WA3", "Windows Autopatch"),
            ServiceIssue { classification: Classification::Incident, ..of("DZ4", "Microsoft Defender XDR") },
            of("DZ5", "Microsoft Defender for Endpoint"),
            ServiceIssue { is_resolved: true, ..of("EN6", "Microsoft Entra") },
            of("X7", "Microsoft Défender"),
            of("IS8", "Identity Service"),
        ];
        let health = service_health(&issues.map(Arc::new), now());
        let related: Vec<_> = health.related.iter().map(|issue| issue.id.as_str()).collect();
        assert_eq!(related, ["DZ4", "DZ5", "EN2", "IS8", "WA3"]);
        assert!(health.active.is_empty() && health.past.is_empty());
    }

    #[test]
    fn the_duration_is_known_only_where_both_ends_make_sense() {
        #[track_caller]
        fn check(started: Option<&str>, ended: Option<&str>, is_resolved: bool, expected: Option<TimeDelta>) {
            let issue = ServiceIssue {
                started: started.map(When::parse),
                ended: ended.map(When::parse),
                is_resolved,
                ..issue("IT1", "2026-03-10T11:00:00Z")
            };
            assert_eq!(issue.duration(now()), expected, "{started:?} {ended:?} {is_resolved}");
        }
        let noon = Some("2026-03-09T12:00:00Z");
        check(noon, None, false, Some(TimeDelta::days(1)));
        check(noon, Some("2026-03-09T13:00:00Z"), true, Some(TimeDelta::hours(1)));
        check(noon, noon, true, Some(TimeDelta::zero()));
        // An end before the issue is over is an announcement.
        check(noon, Some("2026-03-11T12:00:00Z"), false, Some(TimeDelta::days(1)));
        check(noon, Some("2026-03-09T11:59:59Z"), true, None);
        check(noon, None, true, None);
        check(None, noon, true, None);
        check(Some("2026-03-10T12:00:01Z"), None, false, None);
        check(Some("0001-01-01T00:00:00Z"), noon, true, None);
        check(Some("soon"), None, false, None);
    }

    #[test]
    fn a_post_in_short_is_its_current_status_or_its_beginning() {
        for (text, most, expected) in [
            ("Title: A\nCurrent status: We look into it.\nScope: all", 80, "We look into it."),
            ("  CURRENT STATUS:We look.  ", 80, "We look."),
            ("Title: A\nCurrent status:\nWe look into it.", 80, "Title: A\nCurrent status:\nWe look into it."),
            ("Current status: \nCurrent status: We look.", 80, "We look."),
            ("The current status: unknown", 80, "The current status: unknown"),
            ("Current status: We look into it.", 9, "We look…"),
            ("Unbreakable", 4, "Unbr…"),
            ("Überé", 5, "Überé"),
            ("", 80, ""),
            (" \n ", 80, ""),
        ] {
            assert_eq!(excerpt(text, most), expected, "{text:?}");
        }
    }

    #[test]
    fn the_next_update_is_what_stands_behind_its_label() {
        for (text, expected) in [
            ("Scope: all\nNext update by: Friday, 9:00 AM UTC\nMore", Some("Friday, 9:00 AM UTC")),
            ("  next UPDATE by Friday  ", Some("Friday")),
            ("Next update by:\nFriday", None),
            ("The next update by: Friday", None),
            ("Nächste update by", None),
            ("", None),
        ] {
            assert_eq!(next_update(text), expected, "{text:?}");
        }
    }

    #[test]
    fn an_overall_status_that_nobody_knows_is_not_healthy() {
        for (status, health) in [
            ("serviceOperational", "healthy"),
            ("ServiceRestored", "healthy"),
            ("serviceInterruption", "unhealthy"),
            ("serviceDegradation", "warning"),
            ("brandNew", "warning"),
            ("", "warning"),
        ] {
            assert_eq!(overview_health(status), health, "{status}");
        }
    }

    #[test]
    fn a_report_is_there_once_its_status_says_so() {
        for (status, expected) in [
            ("postIncidentReviewPublished", true),
            ("PostIncidentReviewPublished", true),
            ("serviceRestored", false),
            ("", false),
        ] {
            let issue = ServiceIssue { status: status.to_owned(), ..issue("IT1", "2026-03-10T12:00:00Z") };
            assert_eq!(issue.has_report(), expected, "{status}");
        }
    }

    #[test]
    fn a_status_is_final_in_any_casing() {
        for status in ["serviceRestored", "ServiceRestored", "falsePositive", "postIncidentReviewPublished", "serviceOperational"]
        {
            assert!(is_resolved_status(status), "{status}");
        }
        for status in ["investigating", "serviceDegradation", "extendedRecovery", "verifyingService", "mitigated", "", "new"] {
            assert!(!is_resolved_status(status), "{status}");
        }
    }
}
