//! What the top of the page says: what to act on, what could not be checked, what comes next.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::section::{SectionId, SectionState, Sections};
use crate::domain::{
    connector::{Connector, ConnectorKind},
    health::{Family, Health, NotKnown, Reason},
    horizon,
    license::License,
    message::{ACT_SOON, Message, to_act_on},
    service_issue::{Classification, ServiceIssue},
    tenant::is_active,
};

/// The numbers and lists of the summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// How many things need action: the three tabs together.
    pub to_act_on: usize,
    /// How many parts could not be checked: sections that could not be read, or only in part; of the connectors each unknown one.
    pub not_checked: usize,
    /// Of these in the tab *Tenant details*: an account that is not active, licences used up.
    pub tenant: usize,
    /// In the tab *Connector status*: unhealthy and warning ones, retired ones not.
    pub connectors: usize,
    /// In the tab *Service health and news*: incidents, issues in the environment, act-by dates within 14 days or past.
    pub service: usize,
    /// How many connectors turn unhealthy within [`horizon::SOON`] if nobody acts.
    pub unhealthy_soon: usize,
    /// How many connectors have each status, in the order of [`Health::ALL`].
    pub by_health: [usize; Health::ALL.len()],
    /// Active incidents.
    pub incidents: usize,
    /// Active advisories.
    pub advisories: usize,
    /// Active issues in the customer's environment.
    pub in_environment: usize,
    /// Messages whose act-by date is within 14 days or past.
    pub messages_to_act_on: usize,
    /// The next act-by date that is still ahead, however far.
    pub next_act_by: Option<DateTime<Utc>>,
    /// The credential that expires next.
    pub next_expiry: Option<NextExpiry>,
    /// The list beside the connectors, complete and in the order of the page.
    pub lines: Vec<Line>,
}

/// The credential that expires next; what has expired is not next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextExpiry {
    /// The kind of the connector.
    pub kind: ConnectorKind,
    /// The member's name, where it has one.
    pub name: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// A line of the list beside the connectors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// The account status, as it came, is not active.
    Account(String),
    /// An active incident.
    Incident(Arc<ServiceIssue>),
    /// An active issue in the customer's environment.
    Environment(Arc<ServiceIssue>),
    /// A message to act on, with its date.
    ActBy(Arc<Message>, DateTime<Utc>),
    /// A licence that is used up.
    UsedUp(License),
    /// A section that could not be read, or only in part; never the connectors, they have [`Line::NotReadable`].
    NotRead(SectionId, SectionState),
    /// Connectors that are unknown for one and the same cause.
    NotReadable(NotKnown, usize),
}

impl Summary {
    /// Counts as of `now`.
    pub fn of(sections: &Sections, now: DateTime<Utc>) -> Self {
        let rows = &sections.connectors.value;
        let account = sections.tenant.value.account_status.known().filter(|status| !is_active(status));
        let used_up: Vec<_> = sections.licenses.value.licenses.iter().filter(|license| license.is_used_up()).collect();
        let (incidents, advisories): (Vec<_>, Vec<_>) =
            sections.service_health.value.active.iter().partition(|issue| issue.classification == Classification::Incident);
        let environment = &sections.environment_issues.value;
        let messages = &sections.news.value.messages;
        let urgent = to_act_on(messages, now, ACT_SOON);

        let tenant = usize::from(account.is_some()) + used_up.len();
        let connectors = rows.iter().filter(|row| row.needs_action()).count();
        let service = incidents.len() + environment.len() + urgent.len();

        let not_read: Vec<_> = SectionId::ALL
            .into_iter()
            .map(|section| (section, sections.state(section)))
            .filter(|(_, state)| is_not_checked(*state))
            .collect();
        let unknown = rows.iter().filter(|row| row.health() == Health::Unknown).count();
        let connectors_state = sections.connectors.state;
        let connectors_not_checked = match connectors_state {
            SectionState::Loading => 0,
            state if !state.has_data() => 1,
            _ => unknown,
        };
        let other_not_checked = not_read.iter().filter(|(section, _)| *section != SectionId::Connectors).count();

        let mut lines: Vec<_> = account.cloned().map(Line::Account).into_iter().collect();
        lines.extend(incidents.iter().map(|issue| Line::Incident(Arc::clone(issue))));
        lines.extend(environment.iter().map(|issue| Line::Environment(Arc::clone(issue))));
        lines.extend(urgent.iter().filter_map(|message| Some(Line::ActBy(Arc::clone(message), message.act_by_at()?))));
        lines.extend(used_up.iter().map(|license| Line::UsedUp((*license).clone())));
        for (section, state) in not_read {
            match section {
                SectionId::Connectors if state.has_data() => lines.extend(not_readable(rows)),
                _ => lines.push(Line::NotRead(section, state)),
            }
        }

        Self {
            to_act_on: tenant + connectors + service,
            not_checked: connectors_not_checked + other_not_checked,
            tenant,
            connectors,
            service,
            unhealthy_soon: rows.iter().filter(|row| horizon::turns_unhealthy_soon(row, now)).count(),
            by_health: Health::ALL.map(|health| rows.iter().filter(|row| row.health() == health).count()),
            incidents: incidents.len(),
            advisories: advisories.len(),
            in_environment: environment.len(),
            messages_to_act_on: urgent.len(),
            next_act_by: messages.iter().filter_map(|message| message.act_by_at()).filter(|at| *at >= now).min(),
            next_expiry: next_expiry(rows, now),
            lines,
        }
    }
}

/// Whether something of a section could not be read. What is only on its way, or old, could.
fn is_not_checked(state: SectionState) -> bool {
    !matches!(state, SectionState::Loading | SectionState::Ready | SectionState::Stale)
}

/// Several connectors that are unknown for one cause are one line.
fn not_readable(rows: &[Connector]) -> Vec<Line> {
    let mut causes: Vec<(NotKnown, usize)> = Vec::new();
    for row in rows {
        if let Reason::NotKnown(why) = &row.verdict.reason {
            match causes.iter_mut().find(|(known, _)| known == why) {
                Some((_, count)) => *count += 1,
                None => causes.push((why.clone(), 1)),
            }
        }
    }
    causes.into_iter().map(|(why, count)| Line::NotReadable(why, count)).collect()
}

fn next_expiry(rows: &[Connector], now: DateTime<Utc>) -> Option<NextExpiry> {
    let mut next: Option<NextExpiry> = None;
    for row in rows.iter().filter(|row| row.kind.facts().family == Family::Credential && !row.kind.is_retired()) {
        for judged in row.members.iter().filter(|judged| judged.verdict.health != Health::NotEnabled) {
            let date = judged.member.evidence.date.as_ref().and_then(crate::domain::when::When::instant);
            if let Some(at) = date.filter(|at| *at > now)
                && next.as_ref().is_none_or(|next| at < next.at)
            {
                next = Some(NextExpiry { kind: row.kind, name: judged.member.name.clone(), at });
            }
        }
    }
    next
}
