//! The unit in which a span of time is told: exact enough to act on, and never more than is there.

/// Seconds in a minute.
const MINUTE: u64 = 60;
/// Seconds in an hour.
const HOUR: u64 = 60 * MINUTE;
/// Seconds in a day: elapsed time, whatever the clocks do.
const DAY: u64 = 24 * HOUR;

/// A count of whole units and the unit's name in `Intl`. Under a minute seconds, under two hours minutes, under two days
/// hours, otherwise days; a rest is dropped, so that "in 5 days" means at least five.
pub fn in_words(seconds: u64) -> (u64, &'static str) {
    if seconds < MINUTE {
        (seconds, "second")
    } else if seconds < 2 * HOUR {
        (seconds / MINUTE, "minute")
    } else if seconds < 2 * DAY {
        (seconds / HOUR, "hour")
    } else {
        (seconds / DAY, "day")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(seconds: u64, count: u64, unit: &str) {
        assert_eq!(in_words(seconds), (count, unit), "{seconds} s");
    }

    #[test]
    fn the_unit_grows_at_a_minute_two_hours_and_two_days() {
        check(0, 0, "second");
        check(MINUTE - 1, 59, "second");
        check(MINUTE, 1, "minute");
        check(2 * HOUR - 1, 119, "minute");
        check(2 * HOUR, 2, "hour");
        check(2 * DAY - 1, 47, "hour");
        check(2 * DAY, 2, "day");
    }

    #[test]
    fn a_rest_is_dropped_so_that_nothing_is_overstated() {
        check(5 * DAY - 1, 4, "day");
        check(5 * DAY, 5, "day");
        check(5 * DAY + 23 * HOUR, 5, "day");
        check(3 * HOUR + 59 * MINUTE, 3, "hour");
    }
}
