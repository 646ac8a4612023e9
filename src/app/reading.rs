//! Reading the endpoint: a snapshot, or Graph group by group; when the reader asks, and regularly.

use std::{pin::Pin, rc::Rc};

use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;
use web_sys::RequestCache;

use super::{
    clock::use_clock,
    data::{Problem, TenantData, read_snapshot},
    live::LivePart,
    notify::Notifying,
    offline::{Restored, restore},
    tab::{self, Tab},
};
use crate::{
    auth::session::Session,
    browser::{
        clock::now,
        fetch::{self, Cancel, FetchError},
        timer::sleep,
    },
    config::Endpoint,
    domain::order,
    graph::{
        catalogue::Resource,
        error::{Error, GraphError},
        reply::Reply,
        snapshot::{MAX_BYTES, Origin, Snapshot},
        source::{
            plan::Group,
            reader::{Reader, error_of_fetch},
        },
        store::{Outcome, Store},
    },
    i18n::{Plural, Text},
    ui::Live,
};

/// After this time without an answer the page says that Graph is slow, and offers to stop.
const SLOW: std::time::Duration = std::time::Duration::from_secs(10);
/// The first and the longest pause before an endpoint that could not be reached is tried again, in seconds.
const FIRST_PAUSE: u32 = 5;
const LONGEST_PAUSE: u32 = 300;

/// A reading begins a moment after the tick that brought it; without some leeway the tick a period later would come too early by that.
const HALF_A_TICK: TimeDelta = TimeDelta::seconds(30);

/// Who asks for a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// The reader: everything is read.
    Reader,
    /// The page itself: within the limits of the service.
    Timer,
}

/// The way to Graph.
#[derive(Clone)]
pub struct Connection {
    /// What signs in and reads.
    pub part: &'static LivePart,
    /// Who reads.
    pub session: Session,
    /// What reads.
    pub reader: Rc<Reader>,
}

/// A snapshot on its way, with what it tells.
pub type SnapshotReading = Pin<Box<dyn Future<Output = Result<(Snapshot, Store), Problem>>>>;

/// Its bytes, on their way.
pub type Fetching = Pin<Box<dyn Future<Output = Result<Vec<u8>, FetchError>>>>;

/// Fetches the snapshot at an address.
pub fn fetching(url: String) -> Fetching {
    Box::pin(async move { fetch::get(&url, RequestCache::NoStore, MAX_BYTES).await })
}

/// Reads a snapshot.
pub fn reading(bytes: Fetching) -> SnapshotReading {
    Box::pin(async move {
        let bytes = bytes.await.map_err(Problem::Fetch)?;
        read_snapshot(bytes, Origin::Http).await.map_err(Problem::Snapshot)
    })
}

impl TenantData {
    /// Reads the endpoint. One reading at a time; what is shown stays until the new data is there.
    pub fn refresh(self) {
        self.read(By::Reader);
    }

    /// Reads one group again with a new token: a role that was just activated is not in the old one. A reading that waits meanwhile
    /// starts over.
    pub fn check_again(self, group: Group) {
        match self.connection.get_value() {
            Some(Connection { part, .. }) => (part.check_again)(self, group),
            None => self.refresh(),
        }
    }

    /// Ends the reading that runs. What has not come counts as not answered in time.
    pub fn cancel(self) {
        self.stop();
        let late = Error::Failed { status: 408, error: GraphError::default() };
        self.store.update(|store| fail_what_is_asked(store, &late));
    }

    /// Lets go of the reading that runs; whatever it still brings is dropped.
    pub(super) fn stop(self) {
        self.running.update_value(|running| {
            running.generation += 1;
            std::mem::take(&mut running.cancel).cancel();
        });
        self.is_busy().set(false);
        self.is_slow().set(false);
        self.waits_until.set(None);
    }

    fn read(self, by: By) {
        if self.is_busy().get_untracked() || !untrack(|| self.can_refresh()) {
            return;
        }
        self.running.update_value(|running| running.begun_at = Some(now()));
        if untrack(|| self.is_live()) {
            let Some(Connection { part, reader, .. }) = self.connection.get_value() else { return };
            let open = open_group();
            let mut groups = Group::ALL.to_vec();
            // Side by side, but what the reader looks at is asked for first.
            order::sort_by_key(&mut groups, |group| *group != open);
            if by == By::Timer {
                groups.retain(|group| reader.may_read_by_itself(*group));
            }
            (part.read)(self, groups);
        } else {
            self.read_snapshot();
        }
    }

    fn read_snapshot(self) {
        if let Some(url) = self.endpoint_url() {
            self.follow(reading(fetching(url)));
        }
    }

    /// Shows what a reading of the configured snapshot brings.
    pub(super) fn follow(self, reading: SnapshotReading) {
        let before = self.actions_before();
        let generation = move || self.running.with_value(|running| running.generation);
        let own = generation();
        self.is_busy().set(true);
        leptos::task::spawn_local(async move {
            let result = reading.await;
            // What a stopped reading still brings is dropped: a file that was opened in the meantime is what the reader wants to see.
            if generation() != own {
                return;
            }
            self.is_busy().set(false);
            if !untrack(|| self.can_refresh()) {
                return;
            }
            match result {
                Ok((snapshot, store)) => {
                    self.show_read(snapshot, store);
                    self.announce(before);
                }
                Err(problem) => match self.kept_instead(&problem).await {
                    // Finding it takes a while, in which anything else may have come.
                    _ if generation() != own => {}
                    Some((_, snapshot, store)) if !untrack(|| self.has_data()) => self.show_kept(snapshot, store),
                    Some(_) => {}
                    None => self.fail(problem),
                },
            }
        });
    }

    /// Shows the configured snapshot.
    pub(super) fn show_read(self, snapshot: Snapshot, store: Store) {
        let read = self.keeps().then(|| snapshot.clone());
        self.show(snapshot, store, Vec::new());
        if let Some(read) = read {
            self.keep(read);
        }
    }

    /// A new reading: its number, and what ends it.
    pub(super) fn begin(self) -> (u32, Cancel) {
        self.is_busy().set(true);
        self.running.update_value(|running| running.read = self.keeps().then(Vec::new));
        let (generation, cancel) = self.running.with_value(|running| (running.generation, running.cancel.clone()));
        leptos::task::spawn_local(async move {
            sleep(SLOW).await;
            if self.running.with_value(|running| running.generation == generation) {
                self.is_slow().set(true);
            }
        });
        (generation, cancel)
    }

    /// After a failure of the network: again after a pause that grows, as long as somebody looks.
    pub(super) fn try_again_later(self) {
        let is_cut = self.store.with_untracked(|store| {
            Resource::all()
                .any(|resource| matches!(store.outcome(resource), Outcome::Failed(Error::Offline | Error::Unreachable { .. })))
        });
        let failures = self.running.try_update_value(|running| {
            running.failures = if is_cut { running.failures.saturating_add(1) } else { 0 };
            running.again_at = None;
            running.failures
        });
        if !is_cut || self.refresh_minutes() == 0 {
            return;
        }
        let longest = FIRST_PAUSE.saturating_mul(1 << failures.unwrap_or_default().min(6)).min(LONGEST_PAUSE);
        let pause = std::time::Duration::from_secs(longest.into()).mul_f64(0.5 + js_sys::Math::random() / 2.0);
        self.running.update_value(|running| running.again_at = Some(now() + TimeDelta::from_std(pause).unwrap_or_default()));
        leptos::task::spawn_local(async move {
            sleep(pause).await;
            self.read_if_due();
        });
    }

    /// Tries again what could not be reached, unless nobody looks: then as soon as somebody does.
    fn read_if_due(self) {
        let is_due = self.running.with_value(|running| running.again_at.is_some_and(|at| at <= now()));
        if is_due && !document().hidden() {
            self.read(By::Timer);
        }
    }

    /// How many things needed action before a reading; `None` before the first one.
    pub(super) fn actions_before(self) -> Option<usize> {
        untrack(|| self.has_data()).then(|| self.summary().get_untracked().to_act_on)
    }

    /// Says what a reading has changed, once and in short.
    fn announce(self, before: Option<usize>) {
        let (Some(live), Some(before)) = (self.live, before) else { return };
        let i18n = self.i18n;
        let now = self.summary().get_untracked().to_act_on;
        live.say(match now.checked_sub(before) {
            Some(more) if more > 0 => i18n.plural(Plural::LiveNewProblems, more, &[]),
            _ => i18n.text(Text::LiveSame),
        });
    }

    /// The same for Graph, where a part may have failed: if all of it did, that is said.
    pub(super) fn announce_reading(self, before: Option<usize>, resources: &[Resource]) {
        let error = self.store.with_untracked(|store| {
            let failed = |resource: &Resource| match store.outcome(*resource) {
                Outcome::Failed(error) => Some(error.clone()),
                Outcome::Loading | Outcome::Ok => None,
            };
            resources.iter().all(|resource| failed(resource).is_some()).then(|| resources.first().and_then(failed)).flatten()
        });
        match (error, self.live) {
            (Some(error), Some(live)) => self.say_failure(live, &error),
            _ => self.announce(before),
        }
    }

    fn say_failure(self, live: Live, error: &Error) {
        let i18n = self.i18n;
        live.say(i18n.format(Text::LiveFailed, &[("cause", &super::error_text::cause(i18n, error))]));
    }

    /// Reads the endpoint again every few minutes, but not while nobody looks; and as soon as the network is back.
    pub(super) fn refresh_regularly(self) {
        drop(window_event_listener_untyped("online", move |_| {
            if self.running.with_value(|running| running.failures > 0) {
                self.read(By::Timer);
            }
        }));
        let minutes = self.refresh_minutes();
        if minutes == 0 {
            return;
        }
        let period = TimeDelta::minutes(i64::from(minutes));
        let clock = use_clock().now();
        // For the world outside: the clock ticks each minute and whenever the reader comes back.
        Effect::new(move |last: Option<DateTime<Utc>>| {
            let now = clock.get();
            // Counted from whatever reading was the last: who has just pressed the button, or got the network back, has new data.
            let begun_at = self.running.with_value(|running| running.begun_at);
            let last = begun_at.into_iter().chain(last).max().unwrap_or(now);
            self.read_if_due();
            // A clock that was set back must not stop the reading.
            // In the background nobody looks; but who asked to be told of changes wants to be told of them there, too.
            let rests =
                document().hidden() && !use_context::<Notifying>().is_some_and(|notifying| notifying.is_on().get_untracked());
            if (TimeDelta::zero()..period - HALF_A_TICK).contains(&(now - last)) || rests {
                return last;
            }
            self.read(By::Timer);
            now
        });
    }

    /// Seconds until everybody asks again; `None` while nobody waits.
    pub fn seconds_to_wait(self) -> Option<u32> {
        let until = self.waits_until.get()?;
        u32::try_from((until - now()).num_milliseconds().max(0).unsigned_abs().div_ceil(1000)).ok()
    }

    /// Waits until `until`, counting the seconds for whoever looks.
    pub(super) fn count_down(self, until: DateTime<Utc>) {
        let is_counting = self.waits_until.get_untracked().is_some();
        self.waits_until.set(Some(until));
        if is_counting {
            return;
        }
        leptos::task::spawn_local(async move {
            while let Some(until) = self.waits_until.get_untracked() {
                if now() >= until {
                    self.waits_until.set(None);
                    break;
                }
                sleep(std::time::Duration::from_secs(1)).await;
                // The number changes although the instant does not.
                self.waits_until.update(|_| ());
            }
        });
    }

    /// What was kept, where the network brings nothing and nothing is shown yet.
    async fn kept_instead(self, problem: &Problem) -> Option<Restored> {
        let is_cut = matches!(
            problem,
            Problem::Fetch(FetchError::Offline | FetchError::Unreachable | FetchError::TimedOut | FetchError::Status(500..))
        );
        if !(is_cut && untrack(|| self.keeps() && !self.has_data())) {
            return None;
        }
        // Of another endpoint it would be another tenant's, under this one's title.
        restore().await.filter(|(kept, ..)| self.config(|config| config.endpoint == kept.endpoint))
    }

    /// A failed reading never loses the last good data; without any, the whole page says what is wrong.
    fn fail(self, problem: Problem) {
        if untrack(|| self.has_data()) {
            let error = self.error_of(&problem);
            self.store.update(|store| store.all_failed(&error));
            if let Some(live) = self.live {
                self.say_failure(live, &error);
            }
        } else {
            self.problem().set(Some(problem));
        }
    }

    fn error_of(self, problem: &Problem) -> Error {
        match problem {
            Problem::Fetch(FetchError::TooLarge(_)) | Problem::Snapshot(_) => super::snapshot_page::bad_answer(problem),
            Problem::Fetch(error) => error_of_fetch(error, &self.address()),
        }
    }

    /// How often the endpoint is read by itself; 0 is never.
    pub fn refresh_minutes(self) -> u32 {
        self.config(|config| config.refresh_minutes)
    }

    /// What is configured of Graph; `None` where a snapshot is read.
    pub(super) fn graph<T>(self, read: impl FnOnce(&crate::config::GraphEndpoint) -> T) -> Option<T> {
        self.config(|config| match &config.endpoint {
            Endpoint::Graph(endpoint) => Some(read(endpoint)),
            Endpoint::Snapshot(_) => None,
        })
    }
}

/// The reading that runs.
#[derive(Default)]
pub struct Running {
    /// Counts readings: what an earlier one brings is dropped.
    pub(super) generation: u32,
    /// Ends its requests.
    cancel: Cancel,
    /// When the last reading began, whoever asked for it.
    begun_at: Option<DateTime<Utc>>,
    /// How often in a row the network failed.
    failures: u32,
    /// The groups that the reader wants checked with a new token.
    pub(super) checking: Vec<Group>,
    /// When it is tried again.
    again_at: Option<DateTime<Utc>>,
    /// The good answers of this reading, where they are to be kept.
    pub(super) read: Option<Vec<Reply>>,
}

/// No spinner without an end.
pub(super) fn fail_what_is_asked(store: &mut Store, error: &Error) {
    for resource in Resource::all() {
        if *store.outcome(resource) == Outcome::Loading {
            store.failed(resource, error.clone());
        }
    }
}

/// What the reader looks at.
fn open_group() -> Group {
    match tab::current() {
        Tab::TenantDetails | Tab::Connect => Group::Tenant,
        Tab::Connectors => Group::Connectors,
        Tab::ServiceHealth => Group::Service,
    }
}
