//! The status rules: two families of connector, one verdict with its reason.
//!
//! Source of the rules: Microsoft Learn, *Tenant status page in Intune*, "Connector status". What that page leaves open is
//! decided in `docs/status-rules.md`, one row per rule with the test that proves it.

use chrono::{DateTime, TimeDelta, Utc};

use super::{order, when::When};

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
pub(super) const TICK: TimeDelta = TimeDelta::milliseconds(1);

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
#[derive(Debug, Clone, PartialEq, Eq, Default)]
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
    /// The instant of the judged date, also where a reported fact decided; `None` where the date is no instant.
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
    judge_with_course(family, field, evidence, moment).0
}

/// The verdict of [`judge`] and every change to come, in order.
pub(super) fn judge_with_course(
    family: Family,
    field: &'static str,
    evidence: &Evidence,
    moment: Moment,
) -> (Verdict, Vec<Change>) {
    let mut verdict = judge_at(family, field, evidence, moment);
    let changes = changes(verdict.health, family, evidence, moment);
    verdict.next_change = changes.first().copied();
    (verdict, changes)
}

/// The status of one member now, and every change to come, in order.
pub fn course(family: Family, evidence: &Evidence, moment: Moment) -> (Health, Vec<Change>) {
    let now = judge_at(family, "", evidence, moment).health;
    (now, changes(now, family, evidence, moment))
}

/// What comes after the status that holds now.
fn changes(now: Health, family: Family, evidence: &Evidence, moment: Moment) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    for at in edges(family, evidence, moment).into_iter().filter(|at| *at > moment.now) {
        let to = judge_at(family, "", evidence, Moment { now: at, ..moment }).health;
        if to != changes.last().map_or(now, |change| change.to) {
            changes.push(Change { at, to });
        }
    }
    changes
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
            return Found::new(Health::Unknown, Reason::ReadTimeUnknown).into_verdict(family, field, evidence, moment.now);
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
            (set_up_at, -FUTURE_TOLERANCE),
            (set_up_at, SET_UP_GRACE),
            (moment.read_at, DATA_TOO_OLD + TICK),
        ],
    };
    let mut edges: Vec<_> = offsets.into_iter().filter_map(|(from, by)| from?.checked_add_signed(by)).collect();
    order::sort_by(&mut edges, Ord::cmp);
    edges
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-03-10T12:00:00Z";
    const FIELD: &str = "date";

    fn utc(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).expect("a timestamp").to_utc()
    }

    /// Read and judged at the same instant.
    fn moment() -> Moment {
        Moment { now: utc(NOW), read_at: Some(utc(NOW)) }
    }

    /// Judged at [`NOW`], read at another time.
    fn read(read_at: &str) -> Moment {
        Moment { now: utc(NOW), read_at: Some(utc(read_at)) }
    }

    fn dated(date: &str) -> Evidence {
        Evidence { date: Some(When::parse(date)), ..Evidence::default() }
    }

    fn never_synchronised(set_up_at: &str) -> Evidence {
        Evidence { set_up_at: Some(When::parse(set_up_at)), ..dated("0001-01-01T00:00:00Z") }
    }

    fn limit(at_best: Health, value: &str) -> Limit {
        Limit { at_best, reason: state(value), field: "state" }
    }

    fn state(value: &str) -> Reason {
        Reason::State { field: "words", value: value.to_owned() }
    }

    fn limited(evidence: Evidence, limits: &[(Health, &str)]) -> Evidence {
        Evidence { limits: limits.iter().map(|(at_best, value)| limit(*at_best, value)).collect(), ..evidence }
    }

    #[track_caller]
    fn check(family: Family, evidence: &Evidence, moment: Moment, health: Health, reason: Reason) {
        let verdict = judge(family, FIELD, evidence, moment);
        assert_eq!((verdict.health, verdict.reason), (health, reason), "{evidence:?} {moment:?}");
    }

    #[track_caller]
    fn check_expiry(expires: &str, health: Health, reason: Reason) {
        check(Family::Credential, &dated(expires), moment(), health, reason);
    }

    #[track_caller]
    fn check_sync(synchronised: &str, health: Health, reason: Reason) {
        check(Family::Connection, &dated(synchronised), moment(), health, reason);
    }

    /// `changes`: instant and status of every change to come.
    #[track_caller]
    fn check_course(family: Family, evidence: &Evidence, moment: Moment, changes: &[(&str, Health)]) {
        let changes: Vec<_> = changes.iter().map(|(at, to)| Change { at: utc(at), to: *to }).collect();
        assert_eq!(course(family, evidence, moment).1, changes, "{evidence:?} {moment:?}");
        assert_eq!(judge(family, FIELD, evidence, moment).next_change, changes.first().copied(), "{evidence:?} {moment:?}");
    }

    #[test]
    fn a_credential_is_expired_from_the_very_instant() {
        check_expiry("2026-03-10T11:59:59.999Z", Health::Unhealthy, Reason::Expired);
        check_expiry("2026-03-10T12:00:00.000Z", Health::Unhealthy, Reason::Expired);
        check_expiry("2026-03-10T12:00:00.001Z", Health::Warning, Reason::ExpiresSoon);
        check_expiry("2026-03-10T12:00:00.0000001Z", Health::Warning, Reason::ExpiresSoon);
    }

    #[test]
    fn a_credential_is_a_warning_up_to_exactly_seven_days_before() {
        check_expiry("2026-03-17T11:59:59.999Z", Health::Warning, Reason::ExpiresSoon);
        check_expiry("2026-03-17T12:00:00.000Z", Health::Warning, Reason::ExpiresSoon);
        check_expiry("2026-03-17T12:00:00.001Z", Health::Healthy, Reason::Valid);
        check_expiry("2026-03-17T12:00:00.0000001Z", Health::Healthy, Reason::Valid);
    }

    #[test]
    fn a_credential_without_end_is_healthy() {
        check_expiry("8999-12-31T23:59:59Z", Health::Healthy, Reason::Valid);
        check_expiry("9999-12-31T23:59:59Z", Health::Healthy, Reason::NoEnd);
    }

    #[test]
    fn a_credential_that_reports_no_date_is_unknown_and_not_expired() {
        check(Family::Credential, &Evidence::default(), moment(), Health::Unknown, Reason::NoDate);
        check_expiry("0001-01-01T00:00:00Z", Health::Unknown, Reason::NoDate);
        check_expiry("1990-01-01T00:00:00Z", Health::Unhealthy, Reason::Expired);
        check_expiry("soon", Health::Unknown, Reason::UnreadableDate("soon".to_owned()));
    }

    #[test]
    fn a_credential_is_judged_by_the_clock_whenever_it_was_read() {
        for read_at in [None, Some(utc("2026-01-01T00:00:00Z")), Some(utc("2026-12-31T00:00:00Z"))] {
            let moment = Moment { now: utc(NOW), read_at };
            check(Family::Credential, &dated("2026-03-10T12:00:00Z"), moment, Health::Unhealthy, Reason::Expired);
            check(Family::Credential, &dated("2026-03-17T12:00:00Z"), moment, Health::Warning, Reason::ExpiresSoon);
            check(Family::Credential, &dated("2026-03-17T12:00:01Z"), moment, Health::Healthy, Reason::Valid);
        }
    }

    #[test]
    fn a_connection_is_healthy_up_to_exactly_24_hours() {
        check_sync("2026-03-10T12:00:00.000Z", Health::Healthy, Reason::Fresh);
        check_sync("2026-03-09T12:00:00.001Z", Health::Healthy, Reason::Fresh);
        check_sync("2026-03-09T12:00:00.000Z", Health::Healthy, Reason::Fresh);
        check_sync("2026-03-09T11:59:59.999Z", Health::Warning, Reason::OverADay);
        check_sync("2026-03-09T11:59:59.9999999Z", Health::Warning, Reason::OverADay);
    }

    #[test]
    fn a_connection_is_unhealthy_from_exactly_three_days() {
        check_sync("2026-03-07T12:00:00.001Z", Health::Warning, Reason::OverADay);
        check_sync("2026-03-07T12:00:00.0000001Z", Health::Warning, Reason::OverADay);
        check_sync("2026-03-07T12:00:00.000Z", Health::Unhealthy, Reason::ThreeDays);
        check_sync("2026-03-07T11:59:59.999Z", Health::Unhealthy, Reason::ThreeDays);
        check_sync("1990-01-01T00:00:00Z", Health::Unhealthy, Reason::ThreeDays);
    }

    #[test]
    fn a_day_is_24_hours_when_the_clocks_change() {
        let judged = |synchronised: &str, now: &str| {
            judge(Family::Connection, FIELD, &dated(synchronised), Moment { now: utc(now), read_at: Some(utc(now)) }).health
        };
        // Central Europe: the night to 29 March is an hour short, that to 25 October an hour long.
        assert_eq!(judged("2026-03-28T14:00:00+01:00", "2026-03-29T15:00:00+02:00"), Health::Healthy);
        assert_eq!(judged("2026-03-28T14:00:00+01:00", "2026-03-29T15:00:00.001+02:00"), Health::Warning);
        assert_eq!(judged("2026-10-24T14:00:00+02:00", "2026-10-25T13:00:00+01:00"), Health::Healthy);
        assert_eq!(judged("2026-10-24T14:00:00+02:00", "2026-10-25T13:00:00.001+01:00"), Health::Warning);
    }

    #[test]
    fn a_connection_is_judged_at_the_time_it_was_read() {
        let check = |synchronised: &str, read_at: &str, health| {
            let verdict = judge(Family::Connection, FIELD, &dated(synchronised), read(read_at));
            assert_eq!(verdict.health, health, "{synchronised} {read_at}");
            assert_eq!(verdict.judged_at, utc(read_at).min(utc(NOW)));
        };
        // 25 hours old by now, 23 when it was read.
        check("2026-03-09T11:00:00Z", "2026-03-10T10:00:00Z", Health::Healthy);
        // A week old by now, two days when it was read.
        check("2026-03-03T12:00:00Z", "2026-03-05T12:00:00Z", Health::Warning);
        // A read time ahead of the clock does not make anything older.
        check("2026-03-09T12:00:00Z", "2026-03-20T12:00:00Z", Health::Healthy);
    }

    #[test]
    fn healthy_data_is_too_old_to_tell_after_more_than_24_hours() {
        let (exactly, older) = ("2026-03-09T12:00:00.000Z", "2026-03-09T11:59:59.999Z");
        let fresh = dated("2026-03-09T11:00:00Z");
        check(Family::Connection, &fresh, read(exactly), Health::Healthy, Reason::Fresh);
        check(Family::Connection, &fresh, read(older), Health::Unknown, Reason::TooOldToTell);
        let bound = limited(Evidence::default(), &[(Health::Healthy, "bound")]);
        check(Family::State, &bound, read(exactly), Health::Healthy, state("bound"));
        check(Family::State, &bound, read(older), Health::Unknown, Reason::TooOldToTell);
    }

    #[test]
    fn warning_and_unhealthy_stay_however_old_the_data_is() {
        let long_ago = read("2026-01-10T12:00:00Z");
        check(Family::Connection, &dated("2026-01-08T12:00:00Z"), long_ago, Health::Warning, Reason::OverADay);
        check(Family::Connection, &dated("2026-01-07T12:00:00Z"), long_ago, Health::Unhealthy, Reason::ThreeDays);
        let failed = limited(dated("2026-01-10T11:00:00Z"), &[(Health::Warning, "failed")]);
        check(Family::Connection, &failed, long_ago, Health::Warning, state("failed"));
        let unbinding = limited(Evidence::default(), &[(Health::Unhealthy, "unbinding")]);
        check(Family::State, &unbinding, long_ago, Health::Unhealthy, state("unbinding"));
    }

    #[test]
    fn without_a_read_time_only_credentials_are_judged() {
        let unread = Moment { now: utc(NOW), read_at: None };
        let notes = vec![Note::SyncError(7)];
        let evidence = Evidence { notes: notes.clone(), ..dated("2026-03-10T11:00:00Z") };
        for family in [Family::Connection, Family::State] {
            let verdict = judge(family, FIELD, &evidence, unread);
            assert_eq!((verdict.health, verdict.reason), (Health::Unknown, Reason::ReadTimeUnknown));
            assert_eq!((verdict.at, verdict.notes), (Some(utc("2026-03-10T11:00:00Z")), notes.clone()));
            assert_eq!(verdict.next_change, None);
        }
        check(Family::Credential, &dated("2026-03-18T00:00:00Z"), unread, Health::Healthy, Reason::Valid);
        let off = Evidence { not_enabled: Some(NotEnabled::Single), ..Evidence::default() };
        check(Family::Connection, &off, unread, Health::NotEnabled, Reason::NotEnabled(NotEnabled::Single));
    }

    #[test]
    fn a_sync_up_to_24_hours_ahead_counts_as_just_now_with_a_note() {
        let check = |synchronised: &str, health, reason, notes: &[Note]| {
            let verdict = judge(Family::Connection, FIELD, &dated(synchronised), moment());
            assert_eq!((verdict.health, verdict.reason), (health, reason), "{synchronised}");
            assert_eq!(verdict.notes, notes, "{synchronised}");
        };
        check("2026-03-10T12:00:00.000Z", Health::Healthy, Reason::Fresh, &[]);
        let one_ms = Note::ClocksDiffer(TimeDelta::milliseconds(1));
        check("2026-03-10T12:00:00.001Z", Health::Healthy, Reason::Fresh, &[one_ms]);
        check("2026-03-11T12:00:00.000Z", Health::Healthy, Reason::Fresh, &[Note::ClocksDiffer(TimeDelta::hours(24))]);
        check("2026-03-11T12:00:00.001Z", Health::Unknown, Reason::InTheFuture, &[]);
        check("9999-12-31T23:59:59Z", Health::Unknown, Reason::InTheFuture, &[]);
    }

    #[test]
    fn a_connection_whose_date_is_missing_or_unreadable_is_unknown() {
        check(Family::Connection, &Evidence::default(), moment(), Health::Unknown, Reason::NoDate);
        check_sync("yesterday", Health::Unknown, Reason::UnreadableDate("yesterday".to_owned()));
    }

    #[test]
    fn a_connection_that_never_synchronised_is_unhealthy() {
        check_sync("0001-01-01T00:00:00Z", Health::Unhealthy, Reason::NeverSynchronised);
        for set_up_at in ["0001-01-01T00:00:00Z", "recently", "9999-12-31T00:00:00Z"] {
            let evidence = never_synchronised(set_up_at);
            check(Family::Connection, &evidence, moment(), Health::Unhealthy, Reason::NeverSynchronised);
        }
    }

    #[test]
    fn a_connection_may_wait_less_than_24_hours_for_its_first_sync() {
        let check = |set_up_at: &str, health, reason| {
            check(Family::Connection, &never_synchronised(set_up_at), moment(), health, reason);
        };
        check("2026-03-09T12:00:00.000Z", Health::Unhealthy, Reason::NeverSynchronised);
        check("2026-03-09T12:00:00.001Z", Health::Warning, Reason::WaitingForFirst);
        check("2026-03-11T12:00:00.000Z", Health::Warning, Reason::WaitingForFirst);
        check("2026-03-11T12:00:00.001Z", Health::Unhealthy, Reason::NeverSynchronised);
    }

    #[test]
    fn the_wait_for_the_first_sync_is_judged_at_the_time_of_reading_too() {
        let evidence = never_synchronised("2026-01-09T13:00:00Z");
        check(Family::Connection, &evidence, read("2026-01-10T12:00:00Z"), Health::Warning, Reason::WaitingForFirst);
    }

    #[test]
    fn a_failed_last_attempt_allows_at_best_a_warning() {
        let failed = [(Health::Warning, "failed")];
        let fresh = limited(dated("2026-03-10T11:00:00Z"), &failed);
        check(Family::Connection, &fresh, moment(), Health::Warning, state("failed"));
        let old = limited(dated("2026-03-07T12:00:00Z"), &failed);
        check(Family::Connection, &old, moment(), Health::Unhealthy, Reason::ThreeDays);
        let unread = limited(Evidence::default(), &failed);
        check(Family::Connection, &unread, moment(), Health::Warning, state("failed"));
    }

    #[test]
    fn a_token_reported_invalid_is_unhealthy_whatever_its_date() {
        for expires in ["2027-01-01T00:00:00Z", "2026-03-12T00:00:00Z", "9999-12-31T00:00:00Z", "0001-01-01T00:00:00Z", "?"] {
            let invalid = limited(dated(expires), &[(Health::Unhealthy, "invalid")]);
            check(Family::Credential, &invalid, moment(), Health::Unhealthy, state("invalid"));
        }
    }

    #[test]
    fn the_date_decides_where_it_says_the_same_as_a_fact() {
        let over_a_day = limited(dated("2026-03-09T00:00:00Z"), &[(Health::Warning, "failed")]);
        check(Family::Connection, &over_a_day, moment(), Health::Warning, Reason::OverADay);
        let expired = limited(dated(NOW), &[(Health::Unhealthy, "expired")]);
        check(Family::Credential, &expired, moment(), Health::Unhealthy, Reason::Expired);
    }

    #[test]
    fn the_worst_fact_decides_and_a_good_one_proves_nothing() {
        let facts = [(Health::Warning, "a"), (Health::Unhealthy, "b"), (Health::Unhealthy, "c"), (Health::Healthy, "d")];
        check(Family::Connection, &limited(dated(NOW), &facts), moment(), Health::Unhealthy, state("b"));
        let good = limited(Evidence::default(), &[(Health::Healthy, "good")]);
        check(Family::Connection, &good, moment(), Health::Unknown, Reason::NoDate);
        check(Family::Credential, &good, moment(), Health::Unknown, Reason::NoDate);
    }

    #[test]
    fn a_state_is_judged_by_what_is_reported() {
        for health in [Health::Unhealthy, Health::Warning, Health::Unknown, Health::Healthy] {
            let evidence = limited(dated("1999-01-01T00:00:00Z"), &[(health, "as reported")]);
            check(Family::State, &evidence, moment(), health, state("as reported"));
        }
        check(Family::State, &dated(NOW), moment(), Health::Unknown, Reason::NoDate);
    }

    #[test]
    fn what_is_not_set_up_is_not_judged() {
        for family in [Family::Credential, Family::Connection, Family::State] {
            let off = Evidence { not_enabled: Some(NotEnabled::Tenant), ..dated("2026-03-01T00:00:00Z") };
            let off = limited(off, &[(Health::Unhealthy, "error")]);
            check(family, &off, moment(), Health::NotEnabled, Reason::NotEnabled(NotEnabled::Tenant));
            check_course(family, &off, moment(), &[]);
        }
    }

    #[test]
    fn a_verdict_carries_its_reason_as_data() {
        let verdict = judge(Family::Connection, FIELD, &dated("2026-03-08T12:00:00Z"), moment());
        let expected = Verdict {
            health: Health::Warning,
            reason: Reason::OverADay,
            family: Family::Connection,
            field: FIELD,
            at: Some(utc("2026-03-08T12:00:00Z")),
            threshold: Some(TimeDelta::hours(24)),
            judged_at: utc(NOW),
            next_change: None,
            notes: Vec::new(),
        };
        assert_eq!(verdict, expected);

        let ahead = Evidence { notes: vec![Note::AppleTerms], ..dated("2026-03-10T13:00:00Z") };
        let verdict = judge(Family::Connection, FIELD, &limited(ahead, &[(Health::Warning, "failed")]), moment());
        let expected = Verdict {
            health: Health::Warning,
            reason: state("failed"),
            family: Family::Connection,
            field: "state",
            at: Some(utc("2026-03-10T13:00:00Z")),
            threshold: None,
            judged_at: utc(NOW),
            next_change: None,
            notes: vec![Note::ClocksDiffer(TimeDelta::hours(1)), Note::AppleTerms],
        };
        assert_eq!(verdict, expected);
    }

    #[test]
    fn the_threshold_is_the_one_that_matched() {
        let check = |family, evidence: &Evidence, moment, expected: Option<TimeDelta>| {
            assert_eq!(judge(family, FIELD, evidence, moment).threshold, expected, "{evidence:?}");
        };
        check(Family::Credential, &dated(NOW), moment(), Some(TimeDelta::zero()));
        check(Family::Credential, &dated("2026-03-17T12:00:00Z"), moment(), Some(TimeDelta::days(7)));
        check(Family::Credential, &dated("2026-05-17T12:00:00Z"), moment(), Some(TimeDelta::days(7)));
        check(Family::Credential, &dated("9999-05-17T12:00:00Z"), moment(), None);
        check(Family::Connection, &dated(NOW), moment(), Some(TimeDelta::days(1)));
        check(Family::Connection, &dated("2026-03-01T00:00:00Z"), moment(), Some(TimeDelta::days(3)));
        check(Family::Connection, &dated("2026-03-12T00:00:00Z"), moment(), Some(TimeDelta::days(1)));
        check(Family::Connection, &never_synchronised(NOW), moment(), Some(TimeDelta::days(1)));
        check(Family::Connection, &dated("2026-03-01T00:00:00Z"), read("2026-03-01T00:00:00Z"), Some(TimeDelta::days(1)));
    }

    #[test]
    fn a_credential_changes_seven_days_before_its_expiry_and_on_it() {
        let (warning, expired) = (("2026-03-24T08:00:00Z", Health::Warning), ("2026-03-31T08:00:00Z", Health::Unhealthy));
        check_course(Family::Credential, &dated("2026-03-31T08:00:00Z"), moment(), &[warning, expired]);
        let expired = ("2026-03-17T12:00:00Z", Health::Unhealthy);
        check_course(Family::Credential, &dated("2026-03-17T12:00:00Z"), moment(), &[expired]);
        check_course(Family::Credential, &dated(NOW), moment(), &[]);
        check_course(Family::Credential, &dated("9999-12-31T00:00:00Z"), moment(), &[]);
    }

    #[test]
    fn a_fact_hides_the_changes_that_it_outweighs() {
        let duplicate = limited(dated("2026-03-31T08:00:00Z"), &[(Health::Warning, "duplicate")]);
        check_course(Family::Credential, &duplicate, moment(), &[("2026-03-31T08:00:00Z", Health::Unhealthy)]);
        let invalid = limited(dated("2026-03-31T08:00:00Z"), &[(Health::Unhealthy, "invalid")]);
        check_course(Family::Credential, &invalid, moment(), &[]);
    }

    #[test]
    fn a_healthy_connection_changes_a_tick_after_its_data_is_24_hours_old() {
        let change = [("2026-03-11T10:00:00.001Z", Health::Unknown)];
        check_course(Family::Connection, &dated("2026-03-09T12:00:00Z"), read("2026-03-10T10:00:00Z"), &change);
        let bound = limited(Evidence::default(), &[(Health::Healthy, "bound")]);
        check_course(Family::State, &bound, read("2026-03-10T10:00:00Z"), &change);
        check_course(Family::Connection, &dated("2026-03-08T12:00:00Z"), moment(), &[]);
        check_course(Family::Connection, &dated("2026-03-01T12:00:00Z"), moment(), &[]);
    }

    #[test]
    fn a_connection_changes_with_the_clock_until_the_read_time() {
        let later = read("2026-04-10T12:00:00Z");
        let changes = [("2026-03-11T11:00:00.001Z", Health::Warning), ("2026-03-13T11:00:00Z", Health::Unhealthy)];
        check_course(Family::Connection, &dated("2026-03-10T11:00:00Z"), later, &changes);
        let changes = [
            ("2026-03-15T00:00:00Z", Health::Healthy),
            ("2026-03-17T00:00:00.001Z", Health::Warning),
            ("2026-03-19T00:00:00Z", Health::Unhealthy),
        ];
        check_course(Family::Connection, &dated("2026-03-16T00:00:00Z"), later, &changes);
        let changes = [("2026-03-15T00:00:00Z", Health::Warning), ("2026-03-17T00:00:00Z", Health::Unhealthy)];
        check_course(Family::Connection, &never_synchronised("2026-03-16T00:00:00Z"), later, &changes);
    }

    #[test]
    fn the_statuses_have_one_order_and_one_spelling() {
        assert!(Health::ALL.is_sorted());
        assert_eq!(Health::ALL.map(Health::as_str), ["unhealthy", "warning", "unknown", "healthy", "notEnabled"]);
        assert_eq!(Health::ALL.map(Health::needs_action), [true, true, false, false, false]);
    }
}
