//! What the page knows of the tenant: the store, where it came from, and the ways to fill it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, RequestCache};

use super::{clock::use_clock, section_view::SectionStatus};
use crate::{
    browser::fetch::{self, FetchError},
    config::{Config, Endpoint},
    domain::cloud::Cloud,
    graph::{
        catalogue::Resource,
        error::{Error, GraphError},
        section::{self, SectionId, Sections},
        snapshot::{MAX_BYTES, Origin, Snapshot, SnapshotError},
        store::{Outcome, Store},
        summary::Summary,
    },
    i18n::{I18n, Plural, Text, use_i18n},
    ui::Live,
};

/// Why the snapshot of the endpoint could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// It could not be fetched.
    Fetch(FetchError),
    /// It is not a snapshot.
    Snapshot(SnapshotError),
}

/// Where the shown data comes from.
#[derive(Debug, Clone, Default)]
pub struct Source {
    /// What the snapshot says of itself; nothing before the first one.
    pub snapshot: Option<Arc<Snapshot>>,
    /// The names of the opened files; empty where the endpoint was read.
    pub files: Vec<String>,
}

impl Source {
    /// The instant that the rules use instead of the clock, if they do.
    pub fn frozen_at(&self) -> Option<DateTime<Utc>> {
        self.snapshot.as_ref()?.frozen_at()
    }
}

/// A file that could not be opened: its name and why.
pub type Refused = (String, SnapshotError);

/// The context of everything that shows data.
#[derive(Clone, Copy)]
pub struct TenantData {
    config: StoredValue<Config>,
    store: RwSignal<Store>,
    source: RwSignal<Source>,
    problem: RwSignal<Option<Problem>>,
    refused: RwSignal<Vec<Refused>>,
    is_busy: RwSignal<bool>,
    now: Signal<DateTime<Utc>>,
    sections: Memo<Arc<Sections>>,
    summary: Memo<Summary>,
    live: Option<Live>,
    i18n: I18n,
}

/// Puts the data into the context and starts reading the endpoint.
pub fn provide_tenant_data(config: Config) -> TenantData {
    let store = RwSignal::new(Store::loading());
    let source = RwSignal::new(Source::default());
    let clock = use_clock().now();
    let now = Memo::new(move |_| source.with(Source::frozen_at).unwrap_or_else(|| clock.get()));
    let sections = Memo::new(move |_| Arc::new(store.with(|store| section::sections(store, now.get()))));
    let data = TenantData {
        config: StoredValue::new(config),
        store,
        source,
        problem: RwSignal::new(None),
        refused: RwSignal::new(Vec::new()),
        is_busy: RwSignal::new(false),
        now: now.into(),
        sections,
        summary: Memo::new(move |_| sections.with(|sections| Summary::of(sections, now.get()))),
        live: use_context(),
        i18n: use_i18n(),
    };
    provide_context(data);
    data.refresh();
    data.refresh_regularly();
    data
}

/// The data of this page.
///
/// # Panics
///
/// Outside the app.
pub fn use_tenant_data() -> TenantData {
    expect_context()
}

impl TenantData {
    /// The instant that the page is judged at: the clock, or the time of a frozen snapshot.
    pub fn now(self) -> Signal<DateTime<Utc>> {
        self.now
    }

    /// Where the data comes from.
    pub fn source(self) -> RwSignal<Source> {
        self.source
    }

    /// Why there is nothing to show at all.
    pub fn problem(self) -> RwSignal<Option<Problem>> {
        self.problem
    }

    /// The files that could not be opened lately.
    pub fn refused_files(self) -> RwSignal<Vec<Refused>> {
        self.refused
    }

    /// Whether the endpoint is being read.
    pub fn is_busy(self) -> RwSignal<bool> {
        self.is_busy
    }

    /// All sections. A view reads the part it shows of this one memo: a memo for each section would copy it.
    pub fn sections(self) -> Memo<Arc<Sections>> {
        self.sections
    }

    /// What needs action.
    pub fn summary(self) -> Memo<Summary> {
        self.summary
    }

    /// The state of one section.
    pub fn status(self, pick: fn(&Sections) -> SectionStatus) -> Signal<SectionStatus> {
        let sections = self.sections;
        Memo::new(move |_| sections.with(|sections| pick(sections))).into()
    }

    /// The cloud that the links lead to: what the snapshot says, else the configuration.
    pub fn cloud(self) -> Cloud {
        let told = self.source.with(|source| source.snapshot.as_ref().and_then(|snapshot| snapshot.cloud));
        told.unwrap_or_else(|| {
            self.config.with_value(|config| match &config.endpoint {
                Endpoint::Snapshot(snapshot) => snapshot.cloud,
                Endpoint::Graph(graph) => graph.cloud,
            })
        })
    }

    /// The cloud at this moment, for what is made anew when it changes.
    pub fn cloud_now(self) -> Cloud {
        untrack(|| self.cloud())
    }

    /// The number of the service release, from the snapshot or the configuration: Graph does not tell it.
    pub fn service_release(self) -> Option<String> {
        let told = self.source.with(|source| source.snapshot.as_ref().and_then(|snapshot| snapshot.service_release.clone()));
        // A configured number belongs to the configured tenant, not to a file.
        told.or_else(|| {
            let is_file = self.source.with(|source| !source.files.is_empty());
            self.config.with_value(|config| config.service_release.clone()).filter(|_| !is_file)
        })
    }

    /// When the newest of the answers was read: what a clock that is behind shows against.
    pub fn newest_read(self) -> Option<DateTime<Utc>> {
        self.store.with(Store::newest_read)
    }

    /// The title of the configuration.
    pub fn title(self) -> Option<String> {
        self.config.with_value(|config| config.title.clone())
    }

    /// Whether the data is the demo tenant that ships with the app.
    pub fn is_demo(self) -> bool {
        let is_file = self.source.with(|source| !source.files.is_empty());
        !is_file && self.endpoint_url().is_some_and(|url| url.trim_start_matches("./").starts_with("demo/"))
    }

    /// The name and id of the tenant, where they are known.
    pub fn tenant_name_and_id(self) -> (Option<String>, Option<String>) {
        self.sections.with_untracked(|sections| {
            let tenant = &sections.tenant.value;
            (tenant.name.known().cloned(), tenant.tenant_id.known().cloned())
        })
    }

    /// The request ids of the failed calls of a section, or of one resource, for support.
    pub fn request_ids(self, section: SectionId, resource: Option<Resource>) -> String {
        match resource {
            Some(resource) => self.store.with_untracked(|store| match store.outcome(resource) {
                Outcome::Failed(error) => error.request_id().unwrap_or_default().to_owned(),
                Outcome::Loading | Outcome::Ok => String::new(),
            }),
            None => self.sections.with_untracked(|sections| sections.request_ids(section).join(", ")),
        }
    }

    fn endpoint_url(self) -> Option<String> {
        self.config.with_value(|config| match &config.endpoint {
            Endpoint::Snapshot(snapshot) => Some(snapshot.url.clone()),
            Endpoint::Graph(_) => None,
        })
    }

    /// The absolute address of the snapshot.
    pub fn address(self) -> String {
        let url = self.endpoint_url().unwrap_or_default();
        let base = document().base_uri().ok().flatten().unwrap_or_default();
        web_sys::Url::new_with_base(&url, &base).map_or(url, |url| url.href())
    }

    /// Whether reading again can bring anything: files are read once.
    pub fn can_refresh(self) -> bool {
        self.source.with(|source| source.files.is_empty())
    }

    fn has_data(self) -> bool {
        self.source.with_untracked(|source| source.snapshot.is_some())
    }

    /// Reads the endpoint. One reading at a time; what is shown stays until the new data is there.
    pub fn refresh(self) {
        let Some(url) = self.endpoint_url() else { return };
        if self.is_busy.get_untracked() || !untrack(|| self.can_refresh()) {
            return;
        }
        self.is_busy.set(true);
        let before = self.has_data().then(|| self.summary.get_untracked().to_act_on);
        leptos::task::spawn_local(async move {
            let answer = fetch::get(&url, RequestCache::NoStore, MAX_BYTES).await;
            let result = match answer {
                Ok(bytes) => Snapshot::parse(&bytes, Origin::Http).map_err(Problem::Snapshot),
                Err(error) => Err(Problem::Fetch(error)),
            };
            self.is_busy.set(false);
            // A file that was opened in the meantime is what the reader wants to see.
            if !untrack(|| self.can_refresh()) {
                return;
            }
            match result {
                Ok(snapshot) => {
                    self.show(snapshot, Vec::new());
                    self.announce(before);
                }
                Err(problem) => self.fail(problem),
            }
        });
    }

    fn show(self, snapshot: Snapshot, files: Vec<String>) {
        self.problem.set(None);
        let later = Store::from_snapshot(&snapshot);
        // Reading the same place again loses nothing; another one starts afresh.
        let is_same = files.is_empty() && self.source.with_untracked(|source| source.files.is_empty());
        let store = if is_same { self.store.with_untracked(|store| store.refreshed(later)) } else { later };
        self.store.set(store);
        self.source.set(Source { snapshot: Some(Arc::new(snapshot)), files });
    }

    /// A failed reading never loses the last good data; without any, the whole page says what is wrong.
    fn fail(self, problem: Problem) {
        if self.has_data() {
            let error = self.error_of(&problem);
            self.store.update(|store| store.all_failed(&error));
            if let Some(live) = self.live {
                let i18n = self.i18n;
                live.say(i18n.format(Text::LiveFailed, &[("cause", &super::error_text::cause(i18n, &error))]));
            }
        } else {
            self.problem.set(Some(problem));
        }
    }

    fn error_of(self, problem: &Problem) -> Error {
        let failed = |status| Error::Failed { status, error: GraphError::default() };
        match problem {
            Problem::Fetch(FetchError::Offline) => Error::Offline,
            Problem::Fetch(FetchError::Unreachable) => Error::Unreachable { host: fetch::host_of(&self.address()) },
            Problem::Fetch(FetchError::TimedOut | FetchError::Cancelled) => failed(408),
            Problem::Fetch(FetchError::Status(status)) => failed(*status),
            Problem::Fetch(FetchError::TooLarge(_)) | Problem::Snapshot(_) => super::snapshot_page::bad_answer(problem),
        }
    }

    /// Says what a reading has changed, once and in short.
    fn announce(self, before: Option<usize>) {
        let (Some(live), Some(before)) = (self.live, before) else { return };
        let i18n = self.i18n;
        let now = self.summary.get_untracked().to_act_on;
        live.say(match now.checked_sub(before) {
            Some(more) if more > 0 => i18n.plural(Plural::LiveNewProblems, more, &[]),
            _ => i18n.text(Text::LiveSame),
        });
    }

    /// Reads the endpoint again every few minutes, but not while nobody looks.
    fn refresh_regularly(self) {
        let minutes = self.config.with_value(|config| config.refresh_minutes);
        if minutes == 0 {
            return;
        }
        let period = chrono::TimeDelta::minutes(i64::from(minutes));
        let clock = use_clock().now();
        // For the world outside: the clock ticks each minute and whenever the reader comes back.
        Effect::new(move |last: Option<DateTime<Utc>>| {
            let now = clock.get();
            let last = last.unwrap_or(now);
            if now - last < period || document().hidden() {
                return last;
            }
            self.refresh();
            now
        });
    }

    /// Opens snapshot files: all together, into what is already open from files. Nothing changes if none of them is a snapshot.
    pub fn open_files(self, files: Vec<File>) {
        leptos::task::spawn_local(async move {
            let mut opened = Vec::new();
            let mut refused = Vec::new();
            for file in files {
                match read_file(&file).await {
                    Ok(snapshot) => opened.push((file.name(), snapshot)),
                    Err(error) => refused.push((file.name(), error)),
                }
            }
            self.refused.set(refused);
            if opened.is_empty() {
                return;
            }
            let source = self.source.get_untracked();
            let (mut names, before) = if source.files.is_empty() { (Vec::new(), None) } else { (source.files, source.snapshot) };
            let mut merged = before.map(|snapshot| (*snapshot).clone());
            for (name, snapshot) in opened {
                names.retain(|known| *known != name);
                names.push(name);
                merged = Some(match merged {
                    Some(merged) => merged.merge(snapshot),
                    None => snapshot,
                });
            }
            if let Some(snapshot) = merged {
                self.show(snapshot, names);
            }
        });
    }

    /// Forgets the opened files and reads the endpoint.
    pub fn close_files(self) {
        self.source.set(Source::default());
        self.store.set(Store::loading());
        self.refused.set(Vec::new());
        self.refresh();
    }
}

async fn read_file(file: &File) -> Result<Snapshot, SnapshotError> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a size in bytes, far below 2^53")]
    let size = file.size() as usize;
    if size > MAX_BYTES {
        return Err(SnapshotError::TooLarge(size));
    }
    let buffer = JsFuture::from(file.array_buffer()).await.map_err(|_| SnapshotError::Empty)?;
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970")]
    let last_modified = DateTime::from_timestamp_millis(file.last_modified() as i64);
    Snapshot::parse(&js_sys::Uint8Array::new(&buffer).to_vec(), Origin::File { last_modified })
}
