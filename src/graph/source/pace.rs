//! When to ask again, and when not: pauses between tries, one gate per host, and the limits of the service.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};

use crate::graph::retry_after::LONGEST_SECS;

/// The most tries of one request, the first one included.
pub const MAX_TRIES: u32 = 5;
/// How long one request is tried, in seconds.
pub const MAX_SECS: i64 = 600;

/// Whether a request that was answered with `status` after `tries` tries is asked again.
///
/// 429, 503 and 504 pass; 500 and 502 often do, once. Everything else stays as it is.
pub fn is_asked_again(status: u16, tries: u32) -> bool {
    match status {
        429 | 503 | 504 => tries < MAX_TRIES,
        500 | 502 => tries < 2,
        _ => false,
    }
}

/// Whether an answer asks everybody to wait, not this request alone.
pub fn closes_the_gate(status: u16) -> bool {
    matches!(status, 429 | 503)
}

/// The pause before the next try, in milliseconds. `told` are the seconds of `Retry-After`, `random` is from 0 to below 1.
///
/// Never shorter than told. Where nothing is told, 3·n² seconds with full jitter, but no less than one.
pub fn pause_ms(tries: u32, told: Option<u32>, random: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to the whole, which fits")]
    let part = |whole: u32| (f64::from(whole) * random.clamp(0.0, 1.0)) as u32;
    match told {
        // A little later than told, so that not all readers come back in the same instant.
        Some(secs) => secs.min(LONGEST_SECS) * 1000 + part(1000),
        None => part(3000 * tries.clamp(1, MAX_TRIES).pow(2)).max(1000),
    }
}

/// One gate for a host: while it is closed, nobody asks.
#[derive(Debug, Default)]
pub struct Gate {
    opens_at: Option<DateTime<Utc>>,
}

impl Gate {
    /// Closes it for `pause_ms` milliseconds from `now`; an earlier closing that lasts longer holds.
    pub fn close(&mut self, now: DateTime<Utc>, pause_ms: u32) {
        let until = now + TimeDelta::milliseconds(pause_ms.into());
        self.opens_at = Some(self.closed_until(now).map_or(until, |known| known.max(until)));
    }

    /// Until when it is closed; `None` where it is open. An instant that lies further ahead than any pause is one of a clock that was
    /// set back since, and closes nothing.
    pub fn closed_until(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let longest = now + TimeDelta::seconds(i64::from(LONGEST_SECS) + 1);
        self.opens_at.filter(|until| *until > now && *until <= longest)
    }
}

/// How many requests an hour and a minute the service announcements take, per app and tenant.
/// Source: Microsoft Graph, *Service communications service limits*.
const HOUR: usize = 800;
const MINUTE: usize = 240;

/// What was asked of a limited service lately. Other readers of the same tenant are not known, so automatic reading takes a small
/// share of the limits only.
#[derive(Debug, Default)]
pub struct Budget {
    asked: VecDeque<DateTime<Utc>>,
}

impl Budget {
    /// One reader's share of the limits for automatic reading.
    const SHARE: usize = 8;

    /// Notes `requests` at `now`.
    pub fn spend(&mut self, now: DateTime<Utc>, requests: usize) {
        self.asked.extend(std::iter::repeat_n(now, requests));
        while self.asked.len() > HOUR {
            self.asked.pop_front();
        }
    }

    /// Whether automatic reading may ask another `requests` at `now`.
    pub fn allows(&self, now: DateTime<Utc>, requests: usize) -> bool {
        let since = |span: TimeDelta| self.asked.iter().filter(|at| now - **at < span && **at <= now).count();
        since(TimeDelta::hours(1)) + requests <= HOUR / Self::SHARE
            && since(TimeDelta::minutes(1)) + requests <= MINUTE / Self::SHARE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(secs: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + secs, 0).unwrap()
    }

    #[track_caller]
    fn check_tries(status: u16, expected: u32) {
        let tries = (1..100).find(|tries| !is_asked_again(status, *tries));
        assert_eq!(tries, Some(expected), "{status}");
    }

    #[test]
    fn every_status_has_its_bound() {
        for status in [429, 503, 504] {
            check_tries(status, MAX_TRIES);
        }
        for status in [500, 502] {
            check_tries(status, 2);
        }
        for status in [200, 400, 401, 403, 404, 408, 409, 410, 413, 501, 505, 507] {
            check_tries(status, 1);
        }
    }

    #[test]
    fn a_busy_service_stops_everybody_and_a_failed_request_only_itself() {
        let stopping: Vec<_> = (200..600).filter(|status| closes_the_gate(*status)).collect();
        assert_eq!(stopping, [429, 503]);
    }

    #[test]
    fn a_pause_is_never_shorter_than_told() {
        for secs in [1, 30, 300] {
            for random in [0.0, 0.5, 0.999] {
                let pause = pause_ms(1, Some(secs), random);
                assert!((secs * 1000..=secs * 1000 + 1000).contains(&pause), "{secs} {random}");
            }
        }
        assert_eq!(pause_ms(1, Some(86_400), 0.0), 300_000);
    }

    #[test]
    fn pauses_grow_where_nothing_is_told() {
        for (tries, longest) in [(1, 3000), (2, 12_000), (3, 27_000), (4, 48_000), (5, 75_000), (50, 75_000)] {
            assert_eq!(pause_ms(tries, None, 1.0), longest);
            assert_eq!(pause_ms(tries, None, 0.0), 1000);
        }
        assert_eq!(pause_ms(0, None, f64::NAN), 1000);
    }

    #[test]
    fn a_closed_gate_opens_by_itself() {
        let mut gate = Gate::default();
        assert_eq!(gate.closed_until(at(0)), None);
        gate.close(at(0), 10_000);
        assert_eq!(gate.closed_until(at(0)), Some(at(10)));
        assert_eq!(gate.closed_until(at(9)), Some(at(10)));
        assert_eq!(gate.closed_until(at(10)), None);
    }

    #[test]
    fn the_longest_pause_closes_the_gate_too() {
        let mut gate = Gate::default();
        gate.close(at(0), pause_ms(1, Some(LONGEST_SECS), 0.999));
        assert!(gate.closed_until(at(0)).is_some_and(|until| until > at(LONGEST_SECS.into())));
    }

    #[test]
    fn the_longest_closing_holds() {
        let mut gate = Gate::default();
        gate.close(at(0), 60_000);
        gate.close(at(1), 5_000);
        assert_eq!(gate.closed_until(at(2)), Some(at(60)));
    }

    #[test]
    fn a_clock_that_was_set_back_closes_nothing() {
        let mut gate = Gate::default();
        gate.close(at(100_000), 1_000);
        assert_eq!(gate.closed_until(at(0)), None);
        gate.close(at(0), 5_000);
        assert_eq!(gate.closed_until(at(1)), Some(at(5)));
    }

    #[test]
    fn automatic_reading_stays_far_below_the_limits() {
        let mut budget = Budget::default();
        assert!(budget.allows(at(0), 3));
        let mut granted = 0;
        for minute in 0..60 {
            while budget.allows(at(minute * 60), 3) {
                budget.spend(at(minute * 60), 3);
                granted += 3;
            }
        }
        assert!((90..=100).contains(&granted), "{granted}");
        assert!(budget.allows(at(3600 + 60), 3), "an hour later");
        budget.spend(at(0), 100_000);
        assert_eq!(budget.asked.len(), HOUR, "no more is kept than the limit counts");
    }

    #[track_caller]
    fn check_share(requests: usize, secs: i64) {
        let mut budget = Budget::default();
        budget.spend(at(0), requests);
        assert!(!budget.allows(at(secs - 1), 1), "{requests} in {secs} seconds");
        assert!(budget.allows(at(secs), 1), "{requests} before {secs} seconds");
        let mut budget = Budget::default();
        budget.spend(at(0), requests - 1);
        assert!(budget.allows(at(0), 1));
    }

    #[test]
    fn automatic_reading_asks_30_times_a_minute_and_no_more() {
        check_share(30, 60);
    }
}
