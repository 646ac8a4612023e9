//! All that no first view shows: what opens over the page, what looks ahead and back, what is kept. One part, so that what its members
//! share is there once; loaded when the page is at rest, or sooner when something of it is wanted.

use leptos::prelude::*;

use super::{
    export::Export,
    horizon::{HORIZON, HorizonPart},
    keeping::{KEEPING, KeepingPart},
    keys::KeyList,
    notify::{NOTIFY, NotifyPart},
    palette::Palette,
    parts::Draw,
    settings::Settings,
    visit::{SINCE, SincePart},
    wall::Wall,
    what_if::WhatIf,
};

/// The doors to this part: whoever calls through them reaches it only once it is loaded.
pub struct Tools {
    /// Draws what leaves the page as a file.
    pub export: Draw,
    /// What comes next, and calendar files of it.
    pub horizon: &'static HorizonPart,
    /// Keeps data for when there is no network.
    pub keeping: &'static KeepingPart,
    /// Draws the keys.
    pub keys: Draw,
    /// Tells of what gets worse.
    pub notify: &'static NotifyPart,
    /// Draws what finds everything.
    pub palette: Draw,
    /// Draws the settings.
    pub settings: Draw,
    /// Compares with what the reader saw before.
    pub since: &'static SincePart,
    /// Draws the wallboard.
    pub wall: Draw,
    /// Draws the form of the what-if clock.
    pub what_if: Draw,
}

/// All doors.
pub static TOOLS: Tools = Tools {
    export: || view! { <Export/> }.into_any(),
    horizon: &HORIZON,
    keeping: &KEEPING,
    keys: || view! { <KeyList/> }.into_any(),
    notify: &NOTIFY,
    palette: || view! { <Palette/> }.into_any(),
    settings: || view! { <Settings/> }.into_any(),
    since: &SINCE,
    wall: || view! { <Wall/> }.into_any(),
    what_if: || view! { <WhatIf/> }.into_any(),
};
