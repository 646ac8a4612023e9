//! What the page knows of the tenant: the store, where it came from, and the ways to fill it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, RequestCache};

use super::{
    clock::use_clock,
    live::LivePart,
    offline::Offline,
    reading::SnapshotReading,
    reading::{Connection, Running},
    section_view::SectionStatus,
    what_if::use_what_if,
};
use crate::{
    auth::session::{Arrival, Session, State},
    browser::{
        clock,
        fetch::{self, FetchError},
        timer::in_slices,
    },
    config::{Config, Endpoint},
    domain::{cloud::Cloud, kept::is_plain},
    graph::{
        catalogue::Resource,
        section::{self, SectionId, Sections},
        snapshot::{MAX_BYTES, Origin, Snapshot, SnapshotError},
        store::{Outcome, Store},
        summary::Summary,
    },
    i18n::{I18n, use_i18n},
    ui::{Lasting, Live, memo},
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
    /// Whether it was kept in this browser, and there is no network to read the endpoint.
    pub is_kept: bool,
    /// Whether the configuration was kept, too: then nobody knows what the endpoint is by now.
    pub is_blind: bool,
}

impl Source {
    /// The instant that the rules use instead of the clock, if they do.
    pub fn frozen_at(&self) -> Option<DateTime<Utc>> {
        self.snapshot.as_ref()?.frozen_at()
    }

    /// Whether nothing else has been shown since `other`.
    fn is_same(&self, other: &Self) -> bool {
        let is_one = match (&self.snapshot, &other.snapshot) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (None, None) => true,
            _ => false,
        };
        is_one && self.files == other.files
    }
}

/// Whether a snapshot is the demo tenant, by its address.
pub fn is_demo(url: &str) -> bool {
    url.trim_start_matches("./").starts_with("demo/")
}

/// The snapshot of the demo tenant, which ships with the page.
const DEMO: &str = "demo/contoso.json";

/// A file that could not be opened: its name and why.
pub type Refused = (String, SnapshotError);

/// The context of everything that shows data.
#[derive(Clone, Copy)]
pub struct TenantData {
    config: StoredValue<Config>,
    pub(super) connection: StoredValue<Option<Connection>, LocalStorage>,
    pub(super) running: StoredValue<Running, LocalStorage>,
    pub(super) store: Lasting<RwSignal<Store>>,
    source: Lasting<RwSignal<Source>>,
    problem: Lasting<RwSignal<Option<Problem>>>,
    refused: Lasting<RwSignal<Vec<Refused>>>,
    is_busy: Lasting<RwSignal<bool>>,
    is_slow: Lasting<RwSignal<bool>>,
    pub(super) waits_until: Lasting<RwSignal<Option<DateTime<Utc>>>>,
    session: Lasting<RwSignal<State>>,
    arrival: Lasting<RwSignal<Option<Arrival>>>,
    what_if: Lasting<Memo<Option<DateTime<Utc>>>>,
    now: Signal<DateTime<Utc>>,
    sections: Lasting<Memo<Arc<Sections>>>,
    summary: Lasting<Memo<Summary>>,
    pub(super) live: Option<Live>,
    pub(super) i18n: I18n,
    offline: StoredValue<Offline>,
}

/// What the page begins with.
pub enum First {
    /// Nothing is there yet.
    Nothing,
    /// What was kept in this browser: there is no network.
    Kept(Snapshot, Store),
    /// The configured snapshot.
    Read(Snapshot, Store),
    /// The same, on its way.
    Coming(SnapshotReading),
}

/// Puts the data into the context and starts reading the endpoint, unless that was done; with `session` that is Graph, without it a
/// snapshot.
pub fn provide_tenant_data(config: Config, session: Option<(&'static LivePart, Session)>, first: First) -> TenantData {
    let store = Lasting::from(RwSignal::new(Store::loading()));
    let source = Lasting::from(RwSignal::new(Source::default()));
    let clock = use_clock().now();
    let what_if = Lasting::from(use_what_if());
    let as_of = Memo::new(move |_| source.with(Source::frozen_at).unwrap_or_else(|| clock.get()));
    let now = Lasting::from(memo(move || what_if.get().unwrap_or_else(|| as_of.get())));
    let now = Signal::derive(move || now.get());
    let sections = Lasting::from(Memo::new(move |_| {
        let sections = |store: &Store| match what_if.get() {
            Some(at) => section::what_if(store, as_of.get(), at),
            None => section::sections(store, as_of.get()),
        };
        Arc::new(store.with(sections))
    }));
    let data = TenantData {
        config: StoredValue::new(config),
        connection: StoredValue::new_local(None),
        running: StoredValue::new_local(Running::default()),
        store,
        source,
        problem: RwSignal::new(None).into(),
        refused: RwSignal::new(Vec::new()).into(),
        is_busy: RwSignal::new(false).into(),
        is_slow: RwSignal::new(false).into(),
        waits_until: RwSignal::new(None).into(),
        session: RwSignal::new(State::NotNeeded).into(),
        arrival: RwSignal::new(None).into(),
        what_if,
        now,
        sections,
        summary: Memo::new(move |_| sections.with(|sections| Summary::of(sections, now.get()))).into(),
        live: use_context(),
        i18n: use_i18n(),
        offline: StoredValue::new(Offline::follow()),
    };
    provide_context(data);
    if let Some((part, session)) = session {
        (part.connect)(data, session);
    }
    match first {
        First::Nothing => data.refresh(),
        First::Kept(snapshot, store) => {
            data.show_kept(snapshot, store);
            data.source.update(|source| source.is_blind = true);
        }
        First::Read(snapshot, store) => data.show_read(snapshot, store),
        First::Coming(reading) => data.follow(reading),
    }
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
    /// The instant that the reader chose instead of now, if any: it stands in the address.
    pub fn what_if(self) -> Option<DateTime<Utc>> {
        self.what_if.get()
    }

    /// The instant that the data is of, for whoever does not follow it: the time of a frozen snapshot, or the clock.
    pub fn as_of(self) -> DateTime<Utc> {
        self.source.with_untracked(Source::frozen_at).unwrap_or_else(clock::now)
    }

    /// The instant that the page is judged at: a chosen one, the time of a frozen snapshot, or the clock.
    pub fn now(self) -> Signal<DateTime<Utc>> {
        self.now
    }

    /// Where the data comes from.
    pub fn source(self) -> Lasting<RwSignal<Source>> {
        self.source
    }

    /// Why there is nothing to show at all.
    pub fn problem(self) -> Lasting<RwSignal<Option<Problem>>> {
        self.problem
    }

    /// The files that could not be opened lately.
    pub fn refused_files(self) -> Lasting<RwSignal<Vec<Refused>>> {
        self.refused
    }

    /// Whether the endpoint is being read.
    pub fn is_busy(self) -> Lasting<RwSignal<bool>> {
        self.is_busy
    }

    /// Whether the endpoint takes long to answer.
    pub fn is_slow(self) -> Lasting<RwSignal<bool>> {
        self.is_slow
    }

    /// Where the session stands.
    pub fn session_state(self) -> Lasting<RwSignal<State>> {
        self.session
    }

    /// What the last redirect to the provider ended with, until the reader has seen it.
    pub fn arrival(self) -> Lasting<RwSignal<Option<Arrival>>> {
        self.arrival
    }

    /// Whether Graph is read, not a snapshot.
    pub fn is_live(self) -> bool {
        self.can_refresh() && self.config(|config| matches!(config.endpoint, Endpoint::Graph(_)))
    }

    /// What is configured.
    pub fn config<T>(self, read: impl FnOnce(&Config) -> T) -> T {
        self.config.with_value(read)
    }

    /// All sections. A view reads the part it shows of this one memo: a memo for each section would copy it.
    pub fn sections(self) -> Lasting<Memo<Arc<Sections>>> {
        self.sections
    }

    /// What needs action.
    pub fn summary(self) -> Lasting<Memo<Summary>> {
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
        self.source.with(|source| match source.files.as_slice() {
            [] => self.endpoint_url().is_some_and(|url| is_demo(&url)),
            [file] => file == DEMO,
            _ => false,
        })
    }

    /// Whether opened files are shown instead of the endpoint.
    pub fn is_file(self) -> bool {
        self.source.with(|source| !source.files.is_empty())
    }

    /// Whether what is shown was kept in this browser, for want of a network.
    pub fn is_kept(self) -> bool {
        self.source.with(|source| source.is_kept)
    }

    /// What holds when there is no network.
    pub fn offline(self) -> Offline {
        self.offline.get_value()
    }

    /// The name and id of the tenant, where they are known.
    pub fn tenant_name_and_id(self) -> (Option<String>, Option<String>) {
        self.sections.with_untracked(|sections| {
            let tenant = &sections.tenant.value;
            (tenant.name.known().cloned(), tenant.tenant_id.known().cloned())
        })
    }

    /// The tenant's id, where what a browser keeps can be filed under it: it comes from outside and becomes part of a key. Empty where it
    /// is not known.
    pub fn tenant_key(self) -> String {
        self.sections.with(|sections| tenant_key(sections))
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

    pub(super) fn endpoint_url(self) -> Option<String> {
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

    /// Whether reading again can bring anything: files are read once, and so is what was kept where there is no configuration either.
    pub fn can_refresh(self) -> bool {
        self.source.with(|source| source.files.is_empty() && !source.is_blind)
    }

    /// Whether anything was read already.
    pub fn has_data(self) -> bool {
        self.source.with(|source| source.snapshot.is_some()) || self.newest_read().is_some()
    }

    /// When what is shown was read: the date of a snapshot, or of the newest answer.
    pub fn read_at(self) -> Option<DateTime<Utc>> {
        self.source
            .with(|source| source.snapshot.as_ref().map(|snapshot| snapshot.captured_at))
            .unwrap_or_else(|| self.newest_read())
    }

    /// Shows a snapshot and what it tells.
    pub(super) fn show(self, mut snapshot: Snapshot, later: Store, files: Vec<String>) {
        if !files.is_empty() {
            self.stop();
        }
        self.problem.set(None);
        // Only files are merged with later ones.
        if files.is_empty() {
            snapshot.replies = Vec::new();
        }
        // Reading the same place again loses nothing; another one starts afresh.
        let is_same = files.is_empty() && self.source.with_untracked(|source| source.files.is_empty());
        let store = if is_same { self.store.with_untracked(|store| store.refreshed(later)) } else { later };
        self.store.set(store);
        self.source.set(Source { snapshot: Some(Arc::new(snapshot)), files, is_kept: false, is_blind: false });
    }

    /// Shows what was kept in this browser.
    pub(super) fn show_kept(self, snapshot: Snapshot, store: Store) {
        self.show(Snapshot { replies: Vec::new(), ..snapshot }, store, Vec::new());
        self.source.update(|source| source.is_kept = true);
    }

    /// Opens snapshot files: all together, into what is already open from files if they go with it, else in its place. Nothing changes if
    /// none of them is a snapshot.
    pub fn open_files(self, files: Vec<File>) {
        leptos::task::spawn_local(async move {
            let mut opened: Option<Snapshot> = None;
            let mut names = Vec::new();
            let mut refused = Vec::new();
            for file in files {
                match read_file(&file).await {
                    Ok(snapshot) => {
                        names.retain(|known| *known != file.name());
                        names.push(file.name());
                        opened = Some(match opened {
                            Some(opened) => opened.merge(snapshot),
                            None => snapshot,
                        });
                    }
                    Err(error) => refused.push((file.name(), error)),
                }
            }
            self.refused.set(refused);
            let Some(opened) = opened else { return };
            // Reading takes a while, in which other files may be opened, or these be closed: then they are merged with what is there now.
            loop {
                let source = self.source.get_untracked();
                let is_demo = untrack(|| self.is_demo());
                let before = source.snapshot.as_ref().filter(|_| !source.files.is_empty() && !is_demo);
                let (snapshot, names) = match before.filter(|before| before.goes_with(&opened)) {
                    Some(before) => {
                        let others = source.files.iter().filter(|known| !names.contains(known));
                        let names = others.chain(&names).cloned().collect();
                        ((**before).clone().merge(opened.clone()), names)
                    }
                    None => (opened.clone(), names.clone()),
                };
                let store = Store::read(&snapshot, &in_slices()).await;
                if self.source.with_untracked(|now| now.is_same(&source)) {
                    self.show(snapshot, store, names);
                    return;
                }
            }
        });
    }

    /// Opens the demo tenant that ships with the page, as if it were a file.
    pub fn open_demo(self) {
        leptos::task::spawn_local(async move {
            let result = match fetch::get(DEMO, RequestCache::NoCache, MAX_BYTES).await {
                Ok(bytes) => read_snapshot(bytes, Origin::Http).await,
                Err(_) => Err(SnapshotError::Empty),
            };
            match result {
                Ok((snapshot, store)) => self.show(snapshot, store, vec![DEMO.to_owned()]),
                Err(error) => self.refused.set(vec![(DEMO.to_owned(), error)]),
            }
        });
    }

    /// Forgets the opened files and reads the endpoint.
    pub fn close_files(self) {
        // The page was opened without a network: there is nobody yet who could ask Graph.
        if self.config(|config| matches!(config.endpoint, Endpoint::Graph(_))) && self.connection.with_value(Option::is_none) {
            super::snapshot_page::reload();
        }
        self.stop();
        self.source.set(Source::default());
        self.store.set(Store::loading());
        self.refused.set(Vec::new());
        self.refresh();
    }
}

/// See [`TenantData::tenant_key`].
pub fn tenant_key(sections: &Sections) -> String {
    sections.tenant.value.tenant_id.known().filter(|id| is_plain(id)).cloned().unwrap_or_default()
}

/// Reads a document and what it tells, in slices that keep the page alive.
pub(super) async fn read_snapshot(bytes: Vec<u8>, origin: Origin) -> Result<(Snapshot, Store), SnapshotError> {
    let pause = in_slices();
    let snapshot = Snapshot::read(&bytes, origin, &pause).await?;
    // The memory of one is that of the other.
    drop(bytes);
    let store = Store::read(&snapshot, &pause).await;
    Ok((snapshot, store))
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
    Snapshot::read(&js_sys::Uint8Array::new(&buffer).to_vec(), Origin::File { last_modified }, &in_slices()).await
}
