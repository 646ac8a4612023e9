//! What the reader knows about and does not want to be told again: a connector, with a reason and an end.
//!
//! The official status stays what it is, and so do the counts. Nothing of it is sent anywhere.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

use super::{
    connector::{ConnectorKind, KINDS},
    when::When,
};

/// The longest time to the end.
pub const LONGEST: TimeDelta = TimeDelta::days(90);
/// The longest reason, in characters; a longer one is cut.
pub const MAX_REASON: usize = 300;
/// The first line of what is kept: other lines follow only behind this one.
const FORMAT: &str = "tenant-status-snooze 1";

/// A connector that is snoozed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snooze {
    /// Which.
    pub kind: ConnectorKind,
    /// The first instant at which it is not snoozed any more.
    pub until: DateTime<Utc>,
    /// Why, in the reader's own words, on one line.
    pub reason: String,
}

/// Why something cannot be snoozed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It has no reason.
    NoReason,
    /// The end is not ahead.
    Past,
    /// The end is further ahead than [`LONGEST`].
    TooLong,
}

/// All that are snoozed in a tenant, one of a kind at the most.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Snoozes(Vec<Snooze>);

impl Snoozes {
    /// Reads what [`Snoozes::write`] wrote. What another version wrote, and lines that nobody writes, are nothing.
    pub fn read(text: &str) -> Self {
        let mut lines = text.lines();
        if lines.next() != Some(FORMAT) {
            return Self::default();
        }
        let mut snoozes = Self::default();
        for line in lines.take(KINDS.len()) {
            let mut parts = line.splitn(3, '\t');
            if let (Some(key), Some(until), Some(reason)) = (parts.next(), parts.next(), parts.next())
                && let (Some(kind), When::At(until)) = (ConnectorKind::from_key(key), When::parse(until))
            {
                snoozes.put(Snooze { kind, until, reason: one_line(reason) });
            }
        }
        snoozes
    }

    /// As it is kept.
    pub fn write(&self) -> String {
        let mut text = FORMAT.to_owned();
        for Snooze { kind, until, reason } in &self.0 {
            let until = until.to_rfc3339_opts(SecondsFormat::Millis, true);
            text.push('\n');
            text.push_str(&[kind.key(), &until, reason].join("\t"));
        }
        text
    }

    /// How a kind is snoozed at `now`, if it is. An end that lies too far ahead is none: a clock that was wrong must not hide anything
    /// for years.
    pub fn of(&self, kind: ConnectorKind, now: DateTime<Utc>) -> Option<&Snooze> {
        self.0.iter().find(|snooze| snooze.kind == kind && now < snooze.until && snooze.until - now <= LONGEST)
    }

    /// Snoozes a kind.
    ///
    /// # Errors
    ///
    /// If there is no reason, or the end is not within [`LONGEST`] from `now`.
    pub fn snooze(&mut self, kind: ConnectorKind, until: DateTime<Utc>, reason: &str, now: DateTime<Utc>) -> Result<(), Refusal> {
        let reason = one_line(reason);
        if reason.is_empty() {
            return Err(Refusal::NoReason);
        }
        if until <= now {
            return Err(Refusal::Past);
        }
        if until - now > LONGEST {
            return Err(Refusal::TooLong);
        }
        self.put(Snooze { kind, until, reason });
        Ok(())
    }

    /// Ends it.
    pub fn end(&mut self, kind: ConnectorKind) {
        self.0.retain(|snooze| snooze.kind != kind);
    }

    fn put(&mut self, snooze: Snooze) {
        self.end(snooze.kind);
        self.0.push(snooze);
    }
}

fn one_line(text: &str) -> String {
    let text: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).take(MAX_REASON).collect();
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-03-10T12:00:00Z";
    const KIND: ConnectorKind = ConnectorKind::JamfLastSync;

    fn utc(text: &str) -> DateTime<Utc> {
        When::parse(text).instant().unwrap()
    }

    fn snoozed(until: &str) -> Snoozes {
        let mut snoozes = Snoozes::default();
        snoozes.snooze(KIND, utc(until), "moved\tin spring\n", utc(NOW)).unwrap();
        snoozes
    }

    #[test]
    fn it_holds_until_its_end_and_not_at_it() {
        let snoozes = snoozed("2026-03-17T12:00:00Z");
        let holds = |now| snoozes.of(KIND, utc(now)).is_some();
        assert!(holds(NOW) && holds("2026-03-17T11:59:59.999Z"));
        assert!(!holds("2026-03-17T12:00:00Z"));
        assert!(snoozes.of(ConnectorKind::VppTokenExpiration, utc(NOW)).is_none());
    }

    #[test]
    fn the_end_is_ahead_and_at_most_90_days() {
        let check = |until: &str, expected| {
            assert_eq!(Snoozes::default().snooze(KIND, utc(until), "x", utc(NOW)), expected, "{until}");
        };
        check(NOW, Err(Refusal::Past));
        check("2026-03-10T12:00:00.001Z", Ok(()));
        check("2026-06-08T12:00:00Z", Ok(()));
        check("2026-06-08T12:00:00.001Z", Err(Refusal::TooLong));
    }

    #[test]
    fn it_needs_a_reason() {
        let mut snoozes = Snoozes::default();
        assert_eq!(snoozes.snooze(KIND, utc("2026-03-17T12:00:00Z"), " \n\t", utc(NOW)), Err(Refusal::NoReason));
        assert_eq!(snoozes, Snoozes::default());
    }

    #[test]
    fn a_clock_that_was_years_ahead_hides_nothing() {
        let snoozes = snoozed("2026-03-17T12:00:00Z");
        assert!(snoozes.of(KIND, utc("2016-03-10T12:00:00Z")).is_none());
        assert!(snoozes.of(KIND, utc("2036-03-10T12:00:00Z")).is_none());
    }

    #[test]
    fn what_is_written_is_read_again() {
        let mut snoozes = snoozed("2026-03-17T12:00:00Z");
        snoozes.snooze(ConnectorKind::VppTokenExpiration, utc("2026-04-01T00:00:00Z"), &"é".repeat(400), utc(NOW)).unwrap();
        let read = Snoozes::read(&snoozes.write());
        assert_eq!(read, snoozes);
        assert_eq!(read.of(KIND, utc(NOW)).unwrap().reason, "moved in spring");
        assert_eq!(read.of(ConnectorKind::VppTokenExpiration, utc(NOW)).unwrap().reason.chars().count(), MAX_REASON);
    }

    #[test]
    fn of_one_kind_the_last_one_holds() {
        let mut snoozes = snoozed("2026-03-17T12:00:00Z");
        snoozes.snooze(KIND, utc("2026-03-12T12:00:00Z"), "sooner", utc(NOW)).unwrap();
        assert_eq!(snoozes.of(KIND, utc(NOW)).unwrap().reason, "sooner");
        snoozes.end(KIND);
        assert_eq!(snoozes, Snoozes::default());
    }

    #[test]
    fn what_nobody_wrote_is_nothing() {
        for text in ["", "tenant-status-snooze 2\njamfLastSyncDateTime\t2026-03-17T12:00:00Z\tx", "\u{0}", "{}"] {
            assert_eq!(Snoozes::read(text), Snoozes::default(), "{text}");
        }
        let odd =
            "tenant-status-snooze 1\njamfLastSyncDateTime\tsoon\tx\nnothing\t2026-03-17T12:00:00Z\tx\njamfLastSyncDateTime\n\n";
        assert_eq!(Snoozes::read(odd), Snoozes::default());
    }
}
