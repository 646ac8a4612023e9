//! The reader's own lead times: how long before a date they want to know. They change no status.

use std::sync::LazyLock;

use leptos::prelude::*;

use crate::{
    browser::storage::{self, Area},
    domain::horizon::LeadTimes,
};

/// Where they are kept.
const KEY: &str = "lead-times";

/// One for the page: the settings and what shows dates are loaded apart and neither holds the other.
static LEADS: LazyLock<ArcRwSignal<LeadTimes>> = LazyLock::new(|| {
    let kept = storage::get(Area::Local, KEY).as_deref().and_then(LeadTimes::read);
    ArcRwSignal::new(kept.unwrap_or_default())
});

/// The lead times in use.
pub fn lead_times() -> ArcReadSignal<LeadTimes> {
    LEADS.read_only()
}

/// Uses these from now on; whether the browser lets us keep them. If not, they hold until the page is left.
pub fn use_lead_times(leads: LeadTimes) -> bool {
    let is_kept = storage::set(Area::Local, KEY, &leads.write());
    LEADS.set(leads);
    is_kept
}
