//! The clock of the page, as the views follow it.

use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;
use std::time::Duration;

use crate::{browser::clock::now, ui::Lasting};

/// How often the page looks at the clock. Relative times change once a minute, so more often is of no use.
const TICK: Duration = Duration::from_mins(1);

/// From this difference on the reader's clock is not to be trusted.
pub const CLOCK_TOLERANCE: TimeDelta = TimeDelta::minutes(5);

/// The reader's clock, a context.
#[derive(Clone, Copy)]
pub struct Clock(Signal<DateTime<Utc>>);

impl Clock {
    /// The time, at most a minute old.
    pub fn now(self) -> Signal<DateTime<Utc>> {
        self.0
    }
}

/// Starts the clock: it ticks each minute, and when the reader comes back to the page.
pub fn provide_clock() {
    let time = RwSignal::new(now());
    provide_context(Clock(Lasting::from(time).into()));
    // Timers are throttled in the background, so the time is read, not counted.
    let tick = move || time.set(now());
    drop(set_interval_with_handle(tick, TICK));
    drop(window_event_listener_untyped("visibilitychange", move |_| tick()));
}

/// The clock of this page.
///
/// # Panics
///
/// Outside the app.
pub fn use_clock() -> Clock {
    expect_context()
}
