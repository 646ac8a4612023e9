//! What this browser remembers of the reader's messages. See [`crate::domain::kept`] for what, and how much at the most.

use std::{cell::RefCell, sync::Arc};

use leptos::prelude::*;

use crate::{
    app::data::use_tenant_data,
    browser::storage::{self, Area},
    domain::{
        kept::{Deed, Kept, Standing, Version, is_plain},
        message::Message,
    },
    ui::memo,
};

/// Before the tenant's id: what the reader did with the messages.
const MARKS: &str = "news.marks.";
/// Before the tenant's and the message's ids: the version that was read last.
const LAST: &str = "news.read.";
/// The same, of the version before, which the last one is compared with.
const BEFORE: &str = "news.before.";

thread_local! {
    /// The message that its reader marked as unread while it was open: it stays so until it is opened again, however often it is drawn.
    static LEFT_UNREAD: RefCell<String> = const { RefCell::new(String::new()) };
    /// What a browser that keeps nothing does not keep: tenant and marks, for as long as the page lives.
    static UNKEPT: RefCell<Option<(String, Kept)>> = const { RefCell::new(None) };
}

/// The memory of the tenant that is shown.
#[derive(Clone, Copy)]
pub struct Memory {
    tenant: Memo<String>,
    /// Changes when something was noted.
    round: RwSignal<u32>,
    kept: Memo<Arc<Kept>>,
    is_refused: RwSignal<bool>,
}

impl Memory {
    /// The memory of the tenant whose data is shown.
    pub fn of_tenant() -> Self {
        let data = use_tenant_data();
        let tenant = memo(move || data.tenant_key());
        let round = RwSignal::new(0);
        let kept = memo(move || {
            round.track();
            Arc::new(tenant.with(|tenant| read(tenant)))
        });
        let is_refused = RwSignal::new(UNKEPT.with_borrow(Option::is_some));
        Self { tenant, round, kept, is_refused }
    }

    /// How a message stands for its reader.
    pub fn standing(self, message: &Message) -> Standing {
        self.kept.with(|kept| kept.standing(message))
    }

    /// How many messages are remembered.
    pub fn size(self) -> usize {
        self.kept.with(|kept| kept.len())
    }

    /// Whether the browser did not let the page keep something.
    pub fn is_refused(self) -> bool {
        self.is_refused.get()
    }

    /// Notes what the reader did.
    pub fn note(self, message: &Message, deed: Deed) {
        if let Deed::Read(is_read) = deed {
            LEFT_UNREAD.set(if is_read { String::new() } else { message.id.clone() });
        }
        let tenant = self.tenant.get_untracked();
        // Read anew: another tab of the browser may have noted something.
        let mut kept = read(&tenant);
        for id in kept.note(message, deed) {
            forget_versions(&tenant, &id);
        }
        // Nothing is kept for nobody: another tenant that does not tell its id is another tenant.
        let is_kept = !tenant.is_empty() && storage::set(Area::Local, &[MARKS, &tenant].concat(), &kept.write());
        UNKEPT.set((!is_kept).then_some((tenant, kept)));
        self.is_refused.set(!is_kept);
        self.round.update(|round| *round += 1);
    }

    /// Notes that a message, whose body reads `text`, is being read. Gives the version to compare it with, where it has changed since it was read before.
    pub fn read(self, message: &Message, text: &str) -> Option<Version> {
        let tenant = self.tenant.get();
        let [last, before] = [LAST, BEFORE].map(|kind| version_key(kind, &tenant, &message.id));
        let get = |key| storage::get(Area::Local, key).as_deref().and_then(Version::read);
        // Before the note, which may have the versions of messages forgotten, this one's too.
        let (was, older) = (get(&last), get(&before));
        if !self.is_left_unread(&message.id) && !untrack(|| self.kept.with(|kept| kept.is_noted_as_read(message))) {
            self.note(message, Deed::Read(true));
        }
        if !is_plain(&message.id) || tenant.is_empty() {
            return None;
        }
        let now = Version::of(message, text);
        let compared = match was {
            Some(read) if read == now => older,
            // An older export says nothing new.
            Some(read) if read.version > now.version => return None,
            read => {
                let changed = read.filter(|read| !read.reads_like(&now));
                if let Some(read) = &changed {
                    self.keep(&before, read);
                }
                self.keep(&last, &now);
                changed.or(older)
            }
        };
        compared.filter(|before| !before.reads_like(&now))
    }

    /// Whether its reader marked the message as unread since it was opened.
    pub fn is_left_unread(self, id: &str) -> bool {
        LEFT_UNREAD.with_borrow(|left| left == id)
    }

    /// The open message was closed: opening it again is reading it.
    pub fn put_away(self) {
        LEFT_UNREAD.take();
    }

    /// The version of a message that was read last.
    pub fn last_read(self, id: &str) -> Option<Version> {
        self.round.track();
        let tenant = self.tenant.get();
        let key = (is_plain(id) && !tenant.is_empty()).then(|| version_key(LAST, &tenant, id))?;
        Version::read(&storage::get(Area::Local, &key)?)
    }

    /// Forgets all of the tenant's messages.
    pub fn forget(self) {
        let tenant = self.tenant.get_untracked();
        for id in read(&tenant).ids() {
            forget_versions(&tenant, id);
        }
        storage::remove(Area::Local, &[MARKS, &tenant].concat());
        UNKEPT.set(None);
        self.is_refused.set(false);
        self.round.update(|round| *round += 1);
    }

    fn keep(self, key: &str, version: &Version) {
        if !storage::set(Area::Local, key, &version.write()) {
            self.is_refused.set(true);
        }
    }
}

fn read(tenant: &str) -> Kept {
    let unkept = UNKEPT.with_borrow(|unkept| unkept.as_ref().filter(|(of, _)| of == tenant).map(|(_, kept)| kept.clone()));
    let stored = || storage::get(Area::Local, &[MARKS, tenant].concat()).filter(|_| !tenant.is_empty());
    unkept.unwrap_or_else(|| stored().as_deref().map(Kept::read).unwrap_or_default())
}

fn version_key(kind: &str, tenant: &str, id: &str) -> String {
    [kind, tenant, ".", id].concat()
}

fn forget_versions(tenant: &str, id: &str) {
    for kind in [LAST, BEFORE] {
        storage::remove(Area::Local, &version_key(kind, tenant, id));
    }
}
