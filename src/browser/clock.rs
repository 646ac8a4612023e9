//! The one place that asks the time of day.

use chrono::{DateTime, Utc};

/// The time at this instant, by the reader's clock.
#[expect(clippy::disallowed_methods, reason = "this is the clock file")]
pub fn now() -> DateTime<Utc> {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit far beyond any date")]
    let millis = js_sys::Date::now() as i64;
    DateTime::from_timestamp_millis(millis).unwrap_or_default()
}

/// The instant of a local time as `<input type="datetime-local">` writes it; `None` where that is none.
pub fn from_local(text: &str) -> Option<DateTime<Utc>> {
    let millis = js_sys::Date::new(&text.into()).value_of();
    #[expect(clippy::cast_possible_truncation, reason = "what is too large for a date is none, too")]
    let at = (!millis.is_nan()).then(|| DateTime::from_timestamp_millis(millis as i64))?;
    at
}

/// An instant as the reader's local time, as `<input type="datetime-local">` takes it: to the minute.
pub fn to_local(at: DateTime<Utc>) -> String {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of dates are far below 2^53")]
    let date = js_sys::Date::new(&(at.timestamp_millis() as f64).into());
    #[expect(clippy::cast_possible_truncation, reason = "minutes of a day")]
    let local = at - chrono::TimeDelta::minutes(date.get_timezone_offset() as i64);
    let mut text = local.to_rfc3339();
    text.truncate("2026-12-24T09:00".len());
    text
}
