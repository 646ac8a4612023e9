//! The header field `Retry-After`: how long a server asks to wait.

use chrono::{DateTime, NaiveDate, Utc};

/// The longest wait that is honoured, in seconds. A server that asks for a day is asked again by the reader.
pub const LONGEST_SECS: u32 = 300;

/// Whole seconds, from 1 to [`LONGEST_SECS`]; fractions are rounded up. A date counts from `now`.
///
/// `None` where the value does not tell: no number and no date, one that lies in the past, or a date where nobody knows the time.
/// Source: RFC 9110, 10.2.3; of the date formats in 5.6.7 the one that may be sent.
pub fn secs(value: &str, now: Option<DateTime<Utc>>) -> Option<u32> {
    let value = value.trim();
    let (whole, fraction) = value.split_once('.').unwrap_or((value, "0"));
    let is_number = [whole, fraction].iter().all(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()));
    if is_number {
        // More digits than fit are a very long wait.
        let whole = whole.parse::<u32>().unwrap_or(u32::MAX);
        let rounded = whole.saturating_add(u32::from(fraction.bytes().any(|b| b != b'0')));
        return Some(rounded.clamp(1, LONGEST_SECS));
    }
    let wait = date(value)? - now?;
    // Rounded up: whoever comes a moment early comes too early.
    let millis = u64::try_from(wait.num_milliseconds()).ok().filter(|millis| *millis > 0)?;
    Some(u32::try_from(millis.div_ceil(1000)).map_or(LONGEST_SECS, |secs| secs.min(LONGEST_SECS)))
}

/// `Sat, 21 Nov 2026 09:00:30 GMT`.
fn date(value: &str) -> Option<DateTime<Utc>> {
    const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let [_, day, month, year, time, "GMT"] = value.split(' ').collect::<Vec<_>>()[..] else { return None };
    let [hour, minute, second] = time.split(':').collect::<Vec<_>>()[..] else { return None };
    let month = MONTHS.find(month).filter(|at| month.len() == 3 && at.is_multiple_of(3))? / 3 + 1;
    let date = NaiveDate::from_ymd_opt(year.parse().ok()?, u32::try_from(month).ok()?, day.parse().ok()?)?;
    Some(date.and_hms_opt(hour.parse().ok()?, minute.parse().ok()?, second.parse().ok()?)?.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, expected: Option<u32>) {
        let now = DateTime::parse_from_rfc3339("2026-11-21T09:00:00Z").unwrap().to_utc();
        assert_eq!(secs(value, Some(now)), expected, "{value:?}");
    }

    #[test]
    fn seconds_are_whole_and_within_reason() {
        for (value, expected) in [
            ("1", 1),
            ("30", 30),
            (" 7 ", 7),
            ("0", 1),
            ("3.5", 4),
            ("3.0", 3),
            ("0.2", 1),
            ("300", 300),
            ("301", 300),
            ("86400", 300),
            ("99999999999999999999", 300),
        ] {
            check(value, Some(expected));
        }
    }

    #[test]
    fn a_date_counts_from_now() {
        check("Sat, 21 Nov 2026 09:00:30 GMT", Some(30));
        check("Sat, 21 Nov 2026 10:00:00 GMT", Some(300));
        assert_eq!(secs("Sat, 21 Nov 2026 09:00:30 GMT", None), None);
    }

    #[test]
    fn a_date_is_never_met_early() {
        let now = DateTime::parse_from_rfc3339("2026-11-21T09:00:00.050Z").unwrap().to_utc();
        for (value, expected) in [("Sat, 21 Nov 2026 09:00:03 GMT", Some(3)), ("Sat, 21 Nov 2026 09:00:01 GMT", Some(1))] {
            assert_eq!(secs(value, Some(now)), expected, "{value}");
        }
    }

    #[test]
    fn the_past_and_nonsense_do_not_tell() {
        for value in [
            "",
            "-1",
            "abc",
            "NaN",
            "1e3",
            "1.",
            ".5",
            "1,5",
            "+5",
            "0x10",
            "5 s",
            "Sat, 21 Nov 2026 09:00:00 GMT",
            "Sat, 21 Nov 2020 09:00:00 GMT",
            "2026-11-21T09:01:00Z",
            // HTTP knows no other zone.
            "Sat, 21 Nov 2026 10:00:30 +0100",
            "Sat, 21 ovD 2026 09:00:30 GMT",
            "Sat, 21 NovDec 2026 09:00:30 GMT",
            "Sat, 31 Nov 2026 09:00:30 GMT",
            "Sat, 21 Nov 2026 09:00:61 GMT",
            "Sat, 21 Nov 2026 09:00 GMT",
            "21 Nov 2026 09:00:30 GMT",
        ] {
            check(value, None);
        }
    }
}
