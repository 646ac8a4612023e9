//! The one place that asks the time of day.

use chrono::{DateTime, Utc};

/// The time at this instant, by the reader's clock.
#[expect(clippy::disallowed_methods, reason = "this is the clock file")]
pub fn now() -> DateTime<Utc> {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit far beyond any date")]
    let millis = js_sys::Date::now() as i64;
    DateTime::from_timestamp_millis(millis).unwrap_or_default()
}
