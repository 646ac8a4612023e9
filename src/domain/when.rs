//! Timestamps as Microsoft Graph sends them.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveTime, TimeDelta, Utc};

/// What a timestamp of Microsoft Graph says.
///
/// Graph writes `0001-01-01T00:00:00Z` (seldom 1601 or 1970) where nothing has happened yet, and a year near 9999 where
/// nothing will end. Both are sentinels, not dates, and become cases of their own when they are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// A year before 1990: it has not happened.
    Never,
    /// An instant.
    At(DateTime<Utc>),
    /// A year from 9000 on: it does not end.
    Unbounded,
    /// Not a timestamp; the text as it came.
    Invalid(String),
}

impl When {
    /// Reads a timestamp: ISO 8601 with any number of fractional digits, `Z` or an offset.
    ///
    /// Tolerated: surrounding blanks, a blank or lower-case `t` before the time, a missing zone (UTC is assumed), a missing time
    /// (midnight UTC), `24:00` (the next day's midnight) and a leap second (the next minute). Everything else is
    /// [`When::Invalid`]; nothing panics.
    pub fn parse(raw: &str) -> Self {
        Reader { rest: raw.trim() }.timestamp().unwrap_or_else(|| Self::Invalid(raw.to_owned()))
    }

    /// The instant, where there is one.
    pub fn instant(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::At(at) => Some(*at),
            Self::Never | Self::Unbounded | Self::Invalid(_) => None,
        }
    }
}

/// First year that is a date; years before it mean "never".
const FIRST_YEAR: i32 = 1990;
/// First year that is no date any more; years from it on mean "no end".
const NO_END_YEAR: i32 = 9000;

/// A cursor over what is left of the text. Works on ASCII only, so slicing never splits a character.
struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn timestamp(mut self) -> Option<When> {
        let year = self.year()?;
        let month = self.after('-', 2)?;
        let day = self.after('-', 2)?;
        // Outside these years the calendar does not matter any more, only that the text is well formed: any leap year will do.
        let is_calendar_year = (1..=9999).contains(&year);
        let date = NaiveDate::from_ymd_opt(if is_calendar_year { year } else { 2000 }, month, day)?;
        let (time, carry) = self.time()?;
        let offset = self.offset()?;
        if !self.rest.is_empty() {
            return None;
        }
        let local = date.and_time(time).checked_add_signed(carry)?;
        let at = (local - offset).and_utc();
        Some(match if is_calendar_year { at.year() } else { year } {
            ..FIRST_YEAR => When::Never,
            NO_END_YEAR.. => When::Unbounded,
            _ => When::At(at),
        })
    }

    fn year(&mut self) -> Option<i32> {
        let signed = self.take(|c| c == '+' || c == '-');
        let digits = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        if !(4..=6).contains(&digits) {
            return None;
        }
        let year: i32 = self.digits(digits)?.try_into().ok()?;
        Some(if signed == Some('-') { -year } else { year })
    }

    /// The time of day and what has to be added to it (`24:00` and `:60` are not times of day).
    fn time(&mut self) -> Option<(NaiveTime, TimeDelta)> {
        if self.take(|c| matches!(c, 'T' | 't' | ' ')).is_none() {
            return Some((NaiveTime::MIN, TimeDelta::zero()));
        }
        let hour = self.digits(2)?;
        let minute = self.after(':', 2)?;
        let (second, nanos) = if self.rest.starts_with(':') { (self.after(':', 2)?, self.fraction()?) } else { (0, 0) };
        if hour == 24 && minute == 0 && second == 0 && nanos == 0 {
            return Some((NaiveTime::MIN, TimeDelta::days(1)));
        }
        if second == 60 {
            let time = NaiveTime::from_hms_opt(hour, minute, 59)?;
            return Some((time, TimeDelta::seconds(1)));
        }
        let time = NaiveTime::from_hms_nano_opt(hour, minute, second, nanos)?;
        Some((time, TimeDelta::zero()))
    }

    /// Nanoseconds; digits after the ninth are read and dropped.
    fn fraction(&mut self) -> Option<u32> {
        if self.take(|c| c == '.' || c == ',').is_none() {
            return Some(0);
        }
        let count = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let kept = count.min(9);
        let mut nanos = self.digits(kept)?;
        for _ in kept..9 {
            nanos *= 10;
        }
        self.rest = &self.rest[count - kept..];
        Some(nanos)
    }

    fn offset(&mut self) -> Option<FixedOffset> {
        let sign = match self.take(|c| matches!(c, 'Z' | 'z' | '+' | '-')) {
            None | Some('Z' | 'z') => return FixedOffset::east_opt(0),
            Some('-') => -1,
            Some(_) => 1,
        };
        let hours = self.digits(2)?;
        self.take(|c| c == ':');
        let minutes = if self.rest.is_empty() { 0 } else { self.digits(2)? };
        if minutes > 59 {
            return None;
        }
        FixedOffset::east_opt(sign * i32::try_from(hours * 3600 + minutes * 60).ok()?)
    }

    fn take(&mut self, wanted: impl Fn(char) -> bool) -> Option<char> {
        let first = self.rest.chars().next().filter(|c| wanted(*c))?;
        self.rest = &self.rest[first.len_utf8()..];
        Some(first)
    }

    fn after(&mut self, separator: char, count: usize) -> Option<u32> {
        self.take(|c| c == separator)?;
        self.digits(count)
    }

    /// Exactly `count` ASCII digits, at least one.
    fn digits(&mut self, count: usize) -> Option<u32> {
        let digits = self.rest.get(..count)?;
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        self.rest = &self.rest[count..];
        digits.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, expected: &str) {
        let expected = DateTime::parse_from_rfc3339(expected).expect("a timestamp").to_utc();
        assert_eq!(When::parse(raw), When::At(expected), "{raw:?}");
    }

    #[track_caller]
    fn invalid(raw: &str) {
        assert_eq!(When::parse(raw), When::Invalid(raw.to_owned()));
    }

    #[test]
    fn ok_with_zero_to_seven_fractional_digits() {
        check("2026-03-10T12:00:00Z", "2026-03-10T12:00:00Z");
        check("2026-03-10T12:00:00.1Z", "2026-03-10T12:00:00.100Z");
        check("2026-03-10T12:00:00.12Z", "2026-03-10T12:00:00.120Z");
        check("2026-03-10T12:00:00.123Z", "2026-03-10T12:00:00.123Z");
        check("2026-03-10T12:00:00.1234567Z", "2026-03-10T12:00:00.123456700Z");
        check("2026-03-10T12:00:00.123456789012Z", "2026-03-10T12:00:00.123456789Z");
    }

    #[test]
    fn ok_with_an_offset_or_without_a_zone() {
        check("2016-12-31T23:57:57.2481234-08:00", "2017-01-01T07:57:57.248123400Z");
        check("2026-03-10T12:00:00+05:45", "2026-03-10T06:15:00Z");
        check("2026-03-10T12:00:00+00:59", "2026-03-10T11:01:00Z");
        check("2026-03-10T12:00:00+0100", "2026-03-10T11:00:00Z");
        check("2026-03-10T12:00:00+01", "2026-03-10T11:00:00Z");
        check("2026-03-10T12:00:00", "2026-03-10T12:00:00Z");
        check("2026-03-10t12:00:00z", "2026-03-10T12:00:00Z");
    }

    #[test]
    fn ok_where_the_text_is_unusual_but_clear() {
        check(" 2026-03-10 12:00 ", "2026-03-10T12:00:00Z");
        check("2026-03-10", "2026-03-10T00:00:00Z");
        check("2026-03-10T24:00:00Z", "2026-03-11T00:00:00Z");
        check("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z");
    }

    #[test]
    fn a_year_before_1990_is_never_and_from_9000_on_no_end() {
        for never in [
            "0001-01-01T00:00:00Z",
            "0001-01-01T00:00:00+08:00",
            "1601-01-01T00:00:00Z",
            "1970-01-01T00:00:00Z",
            "0000-01-01",
            "1989-12-31T23:59:59Z",
            "-0044-03-15",
            "-9500-01-01",
        ] {
            assert_eq!(When::parse(never), When::Never, "{never}");
        }
        check("1990-01-01T00:00:00Z", "1990-01-01T00:00:00Z");
        check("8999-12-31T23:59:59Z", "8999-12-31T23:59:59Z");
        for no_end in [
            "9000-01-01T00:00:00Z",
            "9999-12-31T23:59:59.9999999Z",
            "9999-12-31T23:59:59.9999999-08:00",
            "+10000-01-01T00:00:00Z",
            "12026-01-01",
            "10000-02-29T23:59:60Z",
        ] {
            assert_eq!(When::parse(no_end), When::Unbounded, "{no_end}");
        }
    }

    #[test]
    fn err_keeps_the_text() {
        for raw in [
            "",
            "soon",
            "2026",
            "2026-3-10",
            "2026-02-30",
            "2026-13-01T00:00:00Z",
            "2026-03-10T25:00:00Z",
            "2026-03-10T24:00:01Z",
            "2026-03-10T12:61:00Z",
            "2026-03-10T12:00:61Z",
            "2026-03-10T12:00:00.Z",
            "2026-03-10T12:00:00+25:00",
            "2026-03-10T12:00:00+01:99",
            "2026-03-10T12:00:00Zulu",
            "2026-03-10T12:00:00 Z",
            "٢٠٢٦-03-10",
            "2026-03-1é",
            "20260310T120000Z",
            "99999999-01-01",
            "10000-13-41",
            "10000-01-01T25:00:00Z",
            "0000-01-01 bogus",
            "-0044-03-15T00:00:00Zulu",
            "2026-03-10T12:00.5Z",
        ] {
            invalid(raw);
        }
    }
}
