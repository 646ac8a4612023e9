//! Service health: incidents and advisories.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::{message::Body, when::When};

/// The service whose issues and messages the page is about, as Graph names it.
pub const INTUNE: &str = "Microsoft Intune";
/// How far back resolved issues are shown.
pub const HISTORY: TimeDelta = TimeDelta::days(30);

/// Graph compares without case, documentation and live answers differ in it.
pub fn is_intune(service: &str) -> bool {
    service.eq_ignore_ascii_case(INTUNE)
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
        self.updated.as_ref().or(self.started.as_ref()).and_then(When::instant)
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
}

/// Sorts all issues into what the page shows. "In your environment" is our reading of `origin: customer`.
pub fn service_health(issues: &[Arc<ServiceIssue>], now: DateTime<Utc>) -> ServiceHealth {
    let mut health = ServiceHealth::default();
    for issue in issues.iter().filter(|issue| is_intune(&issue.service)) {
        let list = if issue.is_resolved {
            let over = issue.ended.as_ref().or(issue.updated.as_ref()).and_then(When::instant);
            if over.is_some_and(|over| now - over > HISTORY) {
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
    for list in [&mut health.active, &mut health.environment, &mut health.past] {
        list.sort_by(|a, b| b.updated_at().cmp(&a.updated_at()).then_with(|| a.id.cmp(&b.id)));
    }
    health.active.sort_by_key(|issue| issue.classification);
    health
}

/// Whether a status (as it came) means that an issue is over; used where `isResolved` is missing.
///
/// Source: Microsoft Graph, `serviceHealthStatus`.
pub fn is_resolved_status(status: &str) -> bool {
    ["serviceOperational", "serviceRestored", "falsePositive", "postIncidentReviewPublished", "resolved", "resolvedExternal"]
        .iter()
        .any(|resolved| resolved.eq_ignore_ascii_case(status))
}

/// When Microsoft will write again, from the plain text of a post: what stands behind "Next update by:".
pub fn next_update(text: &str) -> Option<&str> {
    const LABEL: &str = "next update by";
    let line = text.lines().map(str::trim).find(|line| line.get(..LABEL.len()).is_some_and(|start| start.eq_ignore_ascii_case(LABEL)))?;
    Some(line[LABEL.len()..].trim_start_matches(':').trim()).filter(|rest| !rest.is_empty())
}

/// A post in short: its "Current status", or its beginning, in at most `most` characters.
pub fn excerpt(text: &str, most: usize) -> String {
    const LABEL: &str = "current status:";
    let status = text.lines().map(str::trim).find_map(|line| {
        let start = line.get(..LABEL.len())?;
        start.eq_ignore_ascii_case(LABEL).then(|| line[LABEL.len()..].trim())
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
