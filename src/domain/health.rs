//! The status rules: two families of connector, one verdict with its reason.
//!
//! Source of the rules: Microsoft Learn, *Tenant status page in Intune*, "Connector status". What that page leaves open is
//! decided in `docs/status-rules.md`, one row per rule with the test that proves it.

use chrono::{DateTime, TimeDelta, Utc};

use super::when::When;

/// How long before its expiry a credential becomes a warning ("will expire within seven days").
pub const EXPIRY_WARNING: TimeDelta = TimeDelta::days(7);
/// Up to this age a connection is healthy ("less than one day ago"; exactly 24 hours is not *more than* one day).
pub const SYNC_WARNING: TimeDelta = TimeDelta::days(1);
/// From this age on a connection is unhealthy ("three or more days ago").
pub const SYNC_UNHEALTHY: TimeDelta = TimeDelta::days(3);
/// A connection that was set up less than this ago may still wait for its first synchronisation.
pub const SET_UP_GRACE: TimeDelta = TimeDelta::days(1);
/// Data older than this cannot prove that a connection is healthy.
pub const DATA_TOO_OLD: TimeDelta = TimeDelta::days(1);
/// A synchronisation that lies further ahead than this cannot be explained by a clock that is wrong.
pub const FUTURE_TOLERANCE: TimeDelta = TimeDelta::days(1);
/// The smallest step of a timer: a rule that says "older than" holds from this much later on.
const TICK: TimeDelta = TimeDelta::milliseconds(1);

/// The status of a connector or of one of its members, worst first: the order of the page and of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Health {
    /// Expired, or not synchronised for three days.
    Unhealthy,
    /// Expires within seven days, or not synchronised for more than one day.
    Warning,
    /// Set up or not, the fact that decides could not be read.
    Unknown,
    /// The dates are fine.
    Healthy,
    /// Proven not to be set up.
    NotEnabled,
}

impl Health {
    /// All statuses in the order of the page.
    pub const ALL: [Self; 5] = [Self::Unhealthy, Self::Warning, Self::Unknown, Self::Healthy, Self::NotEnabled];

    /// The value of the attribute `data-health`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unhealthy => "unhealthy",
            Self::Warning => "warning",
            Self::Unknown => "unknown",
            Self::Healthy => "healthy",
            Self::NotEnabled => "notEnabled",
        }
    }

    /// Whether somebody has to act.
    pub fn needs_action(self) -> bool {
        matches!(self, Self::Unhealthy | Self::Warning)
    }
}

/// What a connector is judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// A certificate or token: by its expiry, against the clock.
    Credential,
    /// A connection to another service: by its last synchronisation, at the time the data was read.
    Connection,
    /// A connection that reports a state and no synchronisation.
    State,
}

/// The instants that a verdict needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The instant that the page is judged at.
    pub now: DateTime<Utc>,
    /// When the data was read; `None` where nobody knows. For "if nothing synchronises" pass `now` itself.
    pub read_at: Option<DateTime<Utc>>,
}

/// What is known about one member of a connector, as far as it matters for its status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Proven not to be set up; the date then does not matter.
    pub not_enabled: Option<NotEnabled>,
    /// The date that the family judges; `None` where the answer has none.
    pub date: Option<When>,
    /// When it was set up, where Graph tells.
    pub set_up_at: Option<When>,
    /// Facts that forbid a better status than theirs, whatever the date.
    pub limits: Vec<Limit>,
    /// What is worth saying and changes nothing.
    pub notes: Vec<Note>,
}

/// A fact that forbids a better status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// The best status that this fact allows.
    pub at_best: Health,
    /// Why.
    pub reason: Reason,
    /// The property of the Graph resource that reports it.
    pub field: &'static str,
}

/// How it was proven that something is not set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotEnabled {
    /// The single object says so.
    Single,
    /// The list is empty, or nothing in it is set up. Scope tags can hide members.
    List,
    /// The tenant cannot have it.
    Tenant,
}

/// Why nothing is known about a connector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotKnown {
    /// The snapshot does not hold the answer.
    Missing,
    /// The answer is on its way.
    Loading,
    /// Nobody is signed in.
    SignedOut,
    /// A permission or role is missing.
    Refused,
    /// The tenant has no licence for it.
    NotLicensed,
    /// Graph asks to wait.
    Throttled,
    /// No network.
    Offline,
    /// The endpoint cannot be reached.
    Unreachable,
    /// The answer is not what Graph sends.
    BadAnswer,
    /// Graph failed; the HTTP status.
    Failed(u16),
    /// This item of the answer cannot be read; what is wrong with it.
    Unreadable(String),
}

/// Why a status is what it is. The page turns it into words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The credential has expired.
    Expired,
    /// The credential expires within [`EXPIRY_WARNING`].
    ExpiresSoon,
    /// The credential is valid for longer.
    Valid,
    /// The credential has no end.
    NoEnd,
    /// The answer has no date where one is needed.
    NoDate,
    /// The date is not a timestamp; the text as it came.
    UnreadableDate(String),
    /// The last synchronisation is at most [`SYNC_WARNING`] old.
    Fresh,
    /// The last synchronisation is more than [`SYNC_WARNING`] old.
    OverADay,
    /// The last synchronisation is [`SYNC_UNHEALTHY`] old or more.
    ThreeDays,
    /// Set up, but it has never synchronised.
    NeverSynchronised,
    /// It has never synchronised, but was set up less than [`SET_UP_GRACE`] ago.
    WaitingForFirst,
    /// The date lies further ahead than [`FUTURE_TOLERANCE`].
    InTheFuture,
    /// It was healthy when it was read, and that is longer ago than [`DATA_TOO_OLD`].
    TooOldToTell,
    /// Nobody knows when the data was read.
    ReadTimeUnknown,
    /// The reported state decides; the word list it belongs to and the value as it came.
    State {
        /// The list of words, for example `vppState`.
        field: &'static str,
        /// The value as it came.
        value: String,
    },
    /// The last attempt failed; the word list and the reported result.
    LastAttemptFailed {
        /// The list of words, for example `syncStatus`.
        field: &'static str,
        /// The value as it came.
        value: String,
    },
    /// The installed version is too old; the version as it came.
    OutdatedVersion(String),
    /// Not set up.
    NotEnabled(NotEnabled),
    /// Nothing is known.
    NotKnown(NotKnown),
}

/// Worth saying, but no reason for a status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// The last synchronisation lies this far ahead: two clocks differ.
    ClocksDiffer(TimeDelta),
    /// Apple's terms have to be accepted before anything synchronises (error code 3).
    AppleTerms,
    /// The last synchronisation ended with this error code.
    SyncError(i64),
}

/// When a verdict differs for the first time, and what it is then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// The first instant of the new status.
    pub at: DateTime<Utc>,
    /// The new status.
    pub to: Health,
}

/// A status with everything that led to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The status.
    pub health: Health,
    /// What decided.
    pub reason: Reason,
    /// What the member is judged by.
    pub family: Family,
    /// The property of the Graph resource that decided, for example `expirationDateTime`.
    pub field: &'static str,
    /// The instant that property holds.
    pub at: Option<DateTime<Utc>>,
    /// The threshold that matched, for a rule about time.
    pub threshold: Option<TimeDelta>,
    /// The instant that the member was judged at.
    pub judged_at: DateTime<Utc>,
    /// When the status changes by itself; `None` if it does not.
    pub next_change: Option<Change>,
    /// What is worth saying beside it.
    pub notes: Vec<Note>,
}

/// Judges one member: its date by the rule of its family, then the facts that forbid a better status. The worse one decides, the
/// date if both say the same.
pub fn judge(family: Family, field: &'static str, evidence: &Evidence, moment: Moment) -> Verdict {
    let mut verdict = judge_at(family, field, evidence, moment);
    verdict.next_change = course(family, evidence, moment).1.first().copied();
    verdict
}

/// The status of one member now, and every change to come, in order.
pub fn course(family: Family, evidence: &Evidence, moment: Moment) -> (Health, Vec<Change>) {
    let health_at = |now| judge_at(family, "", evidence, Moment { now, ..moment }).health;
    let now = health_at(moment.now);
    let mut changes: Vec<Change> = Vec::new();
    for at in edges(family, evidence, moment).into_iter().filter(|at| *at > moment.now) {
        let to = health_at(at);
        if to != changes.last().map_or(now, |change| change.to) {
            changes.push(Change { at, to });
        }
    }
    (now, changes)
}

/// A verdict about something of which nothing is known.
pub fn not_known(family: Family, field: &'static str, why: NotKnown, now: DateTime<Utc>) -> Verdict {
    outright(family, field, Health::Unknown, Reason::NotKnown(why), now)
}

/// A verdict about something that is proven not to be set up.
pub fn not_enabled(family: Family, field: &'static str, how: NotEnabled, now: DateTime<Utc>) -> Verdict {
    outright(family, field, Health::NotEnabled, Reason::NotEnabled(how), now)
}

fn outright(family: Family, field: &'static str, health: Health, reason: Reason, judged_at: DateTime<Utc>) -> Verdict {
    Verdict { health, reason, family, field, at: None, threshold: None, judged_at, next_change: None, notes: Vec::new() }
}

fn judge_at(family: Family, field: &'static str, evidence: &Evidence, moment: Moment) -> Verdict {
    if let Some(how) = evidence.not_enabled {
        return not_enabled(family, field, how, moment.now);
    }
    let (mut verdict, read_at) = match (family, moment.read_at) {
        (Family::Credential, _) => {
            let found = credential(evidence.date.as_ref(), moment.now);
            (found.into_verdict(family, field, evidence, moment.now), None)
        }
        (Family::Connection | Family::State, None) => {
            return outright(family, field, Health::Unknown, Reason::ReadTimeUnknown, moment.now);
        }
        (Family::Connection, Some(read_at)) => {
            let judged_at = read_at.min(moment.now);
            let found = connection(evidence.date.as_ref(), evidence.set_up_at.as_ref(), judged_at);
            (found.into_verdict(family, field, evidence, judged_at), Some(read_at))
        }
        (Family::State, Some(read_at)) => {
            // The state itself is the first limit: without one there is nothing to judge by.
            let found = Found { health: Health::Healthy, reason: Reason::NoDate, threshold: None, note: None };
            let mut verdict = found.into_verdict(family, field, evidence, read_at.min(moment.now));
            match evidence.limits.first() {
                Some(limit) => verdict.reason = limit.reason.clone(),
                None => verdict.health = Health::Unknown,
            }
            (verdict, Some(read_at))
        }
    };
    for limit in &evidence.limits {
        if limit.at_best < verdict.health {
            verdict.health = limit.at_best;
            verdict.reason = limit.reason.clone();
            verdict.field = limit.field;
            verdict.threshold = None;
        }
    }
    if read_at.is_some_and(|read_at| moment.now - read_at > DATA_TOO_OLD) && verdict.health == Health::Healthy {
        verdict.health = Health::Unknown;
        verdict.reason = Reason::TooOldToTell;
        verdict.threshold = Some(DATA_TOO_OLD);
    }
    verdict
}

/// What the rule about time found.
struct Found {
    health: Health,
    reason: Reason,
    threshold: Option<TimeDelta>,
    note: Option<Note>,
}

impl Found {
    fn new(health: Health, reason: Reason) -> Self {
        Self { health, reason, threshold: None, note: None }
    }

    fn by(health: Health, reason: Reason, threshold: TimeDelta) -> Self {
        Self { health, reason, threshold: Some(threshold), note: None }
    }

    fn into_verdict(self, family: Family, field: &'static str, evidence: &Evidence, judged_at: DateTime<Utc>) -> Verdict {
        Verdict {
            health: self.health,
            reason: self.reason,
            family,
            field,
            at: evidence.date.as_ref().and_then(When::instant),
            threshold: self.threshold,
            judged_at,
            next_change: None,
            notes: self.note.into_iter().chain(evidence.notes.iter().cloned()).collect(),
        }
    }
}

/// Credentials are judged by the clock.
fn credential(expires: Option<&When>, now: DateTime<Utc>) -> Found {
    let expires = match expires {
        None | Some(When::Never) => return Found::new(Health::Unknown, Reason::NoDate),
        Some(When::Invalid(raw)) => return Found::new(Health::Unknown, Reason::UnreadableDate(raw.clone())),
        Some(When::Unbounded) => return Found::new(Health::Healthy, Reason::NoEnd),
        Some(When::At(at)) => *at,
    };
    let left = expires - now;
    if left <= TimeDelta::zero() {
        Found::by(Health::Unhealthy, Reason::Expired, TimeDelta::zero())
    } else if left <= EXPIRY_WARNING {
        Found::by(Health::Warning, Reason::ExpiresSoon, EXPIRY_WARNING)
    } else {
        Found::by(Health::Healthy, Reason::Valid, EXPIRY_WARNING)
    }
}

/// Connections are judged at the time their data was read, so that a page left open does not turn red by itself.
fn connection(synchronised: Option<&When>, set_up_at: Option<&When>, judged_at: DateTime<Utc>) -> Found {
    let synchronised = match synchronised {
        None => return Found::new(Health::Unknown, Reason::NoDate),
        Some(When::Invalid(raw)) => return Found::new(Health::Unknown, Reason::UnreadableDate(raw.clone())),
        Some(When::Unbounded) => return Found::by(Health::Unknown, Reason::InTheFuture, FUTURE_TOLERANCE),
        Some(When::Never) => {
            let is_new = set_up_at.and_then(When::instant).is_some_and(|at| {
                let age = judged_at - at;
                age < SET_UP_GRACE && -age <= FUTURE_TOLERANCE
            });
            return if is_new {
                Found::by(Health::Warning, Reason::WaitingForFirst, SET_UP_GRACE)
            } else {
                Found::new(Health::Unhealthy, Reason::NeverSynchronised)
            };
        }
        Some(When::At(at)) => *at,
    };
    let age = judged_at - synchronised;
    if -age > FUTURE_TOLERANCE {
        Found::by(Health::Unknown, Reason::InTheFuture, FUTURE_TOLERANCE)
    } else if age < TimeDelta::zero() {
        Found { note: Some(Note::ClocksDiffer(-age)), ..Found::by(Health::Healthy, Reason::Fresh, SYNC_WARNING) }
    } else if age <= SYNC_WARNING {
        Found::by(Health::Healthy, Reason::Fresh, SYNC_WARNING)
    } else if age < SYNC_UNHEALTHY {
        Found::by(Health::Warning, Reason::OverADay, SYNC_WARNING)
    } else {
        Found::by(Health::Unhealthy, Reason::ThreeDays, SYNC_UNHEALTHY)
    }
}

/// The instants at which a verdict may change, in order. A rule "older than" holds one tick after its edge.
fn edges(family: Family, evidence: &Evidence, moment: Moment) -> Vec<DateTime<Utc>> {
    let date = evidence.date.as_ref().and_then(When::instant);
    let set_up_at = evidence.set_up_at.as_ref().and_then(When::instant);
    let offsets = match family {
        Family::Credential => vec![(date, -EXPIRY_WARNING), (date, TimeDelta::zero())],
        Family::Connection | Family::State => vec![
            (date, -FUTURE_TOLERANCE),
            (date, SYNC_WARNING + TICK),
            (date, SYNC_UNHEALTHY),
            (set_up_at, SET_UP_GRACE),
            (moment.read_at, DATA_TOO_OLD + TICK),
        ],
    };
    let mut edges: Vec<_> = offsets.into_iter().filter_map(|(from, by)| from?.checked_add_signed(by)).collect();
    edges.sort_unstable();
    edges
}
