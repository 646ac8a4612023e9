//! What has changed since the reader last looked: the little of it that every page needs. The rest ([`super::visit`]) is loaded when the page is at rest.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use super::{
    data::{TenantData, use_tenant_data},
    parts,
    tab::Tab,
    visit::{self, SincePart},
};
use crate::{
    browser::{
        clock,
        storage::{self, Area},
    },
    domain::visit::{Change, Kind, is_apart},
    ui::{Lasting, memo, part},
};

/// Where it is remembered whether the reader wants this, and whether there will be anything to show: [`COMPARED`], or when something was
/// last kept, in milliseconds since 1970.
pub const STATE: &str = "since";
/// In the place of [`STATE`]: there is a visit to compare with.
pub const COMPARED: &str = "last";

/// What has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Since when; `None` where nobody knows.
    pub at: Option<DateTime<Utc>>,
    /// What, in the order of the page.
    pub changes: Vec<Change>,
    /// Whether everything could be compared; `None` while something is on its way.
    pub is_whole: Option<bool>,
}

/// The context.
#[derive(Clone, Copy)]
pub struct Since {
    part: RwSignal<Option<&'static SincePart>>,
    /// Changes when something was kept or forgotten by the reader's wish.
    pub round: RwSignal<u32>,
    /// Whether the browser did not let the page keep something.
    pub is_refused: RwSignal<bool>,
    /// What was found; `None` where there is nothing to compare with.
    pub found: Lasting<Memo<Option<Arc<Found>>>>,
}

impl Since {
    /// Loads what compares, once nothing is urgent any more.
    pub async fn rest(self) {
        if let Ok(tools) = parts::load_tools().await {
            let _ = self.part.try_set(Some(tools.since));
        }
    }

    /// Whether something of a tab has changed.
    pub fn has_changed(self, tab: Tab) -> bool {
        self.found.with(|found| found.as_ref().is_some_and(|found| found.changes.iter().any(|change| tab_of(change.kind) == tab)))
    }
}

/// Where a change is to be seen.
pub fn tab_of(kind: Kind) -> Tab {
    match kind {
        Kind::Connector => Tab::Connectors,
        Kind::License => Tab::TenantDetails,
        Kind::Issue | Kind::Message => Tab::ServiceHealth,
    }
}

/// Puts the context into the page, and keeps what its reader sees.
pub fn provide_since(data: TenantData) -> Since {
    let (part, round, is_refused) = (RwSignal::new(None::<&'static SincePart>), RwSignal::new(0), RwSignal::new(false));
    let found = Lasting::from(memo(move || {
        round.track();
        (part.get()?.compare)(data).map(Arc::new)
    }));
    let since = Since { part, round, is_refused, found };
    provide_context(since);
    // What is read while nobody looks was not seen.
    let is_looked_at = RwSignal::new(!document().hidden());
    let listener = window_event_listener_untyped("visibilitychange", move |_| is_looked_at.set(!document().hidden()));
    on_cleanup(move || listener.remove());
    Effect::new(move |_| {
        // After each reading, of whatever tenant, and when the reader comes back.
        data.source().track();
        let _ = (data.read_at(), data.sections().with(|sections| sections.tenant.state));
        if let Some(part) = part.get().filter(|_| !data.is_busy().get() && is_looked_at.get()) {
            untrack(|| (part.keep)(data, since));
        }
    });
    since
}

/// Forgets what was seen of every tenant: whoever signs out leaves nothing of it.
pub fn forget_all() {
    for kind in [visit::NOW, visit::LAST] {
        storage::remove_below(Area::Local, kind);
    }
    if storage::get(Area::Local, STATE).as_deref() != Some(visit::OFF) {
        storage::remove(Area::Local, STATE);
    }
}

/// The changes of this page.
///
/// # Panics
///
/// Outside the app.
pub fn use_since() -> Since {
    expect_context()
}

/// Whether a line will be shown, as far as that can be told before anything is read.
fn is_line_expected(data: TenantData) -> bool {
    let state = storage::get(Area::Local, STATE).unwrap_or_default();
    let is_over = || state.parse().is_ok_and(|at| is_apart(at, clock::now()));
    !untrack(|| data.is_kept()) && (state == COMPARED || is_over())
}

/// *Since 20 Nov: 3 changes*. Where it is expected there is room for it from the start: nothing moves when it comes.
#[component]
pub fn SinceLine() -> impl IntoView {
    let since = use_since();
    let is_expected = is_line_expected(use_tenant_data());
    let is_there = memo(move || is_expected || since.found.with(Option::is_some));
    let inside = move || since.part.get().map(|part| (part.line)());
    part(move || is_there.get().then(|| view! { <div class="since" data-since="">{move || inside()}</div> }.into_any()))
}
