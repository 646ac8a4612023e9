//! Signals and memos that outlive the views that follow them.
//!
//! `reactive_graph` 0.2 keeps a trace of every follower in what it followed, also of one that is gone: some hundred bytes each, which a page
//! that stays open for days would collect with every change of tab.

use std::{ops::Deref, panic::Location};

use leptos::{
    prelude::*,
    reactive::{
        graph::{AnySubscriber, Observer, Source},
        traits::DefinedAt,
    },
};

/// A signal or memo of the page, which forgets the followers that are gone. It is read like what it holds; through it goes what writes.
#[derive(Clone, Copy)]
pub struct Lasting<S: 'static>(S, StoredValue<Followers>);

/// From this many on it is looked after who is still there.
const FEW: usize = 64;

struct Followers {
    seen: Vec<AnySubscriber>,
    limit: usize,
}

/// Notes whoever is following. Now and then, seldom enough to cost no more than the noting, it lets `forget` forget those that are gone.
fn note(followers: StoredValue<Followers>, forget: &dyn Fn(&AnySubscriber)) {
    let Some(follower) = Observer::get() else { return };
    followers.update_value(|Followers { seen, limit }| {
        if seen.contains(&follower) {
            return;
        }
        seen.push(follower);
        if seen.len() < *limit {
            return;
        }
        seen.retain(|follower| {
            let is_there = follower.1.strong_count() > 0;
            if !is_there {
                forget(follower);
            }
            is_there
        });
        *limit = FEW.max(seen.len() * 2);
    });
}

/// What can be followed for as long as the page is open.
pub trait Followed: Track + ReadUntracked + Copy + 'static {
    /// Keeps no trace of a follower any more.
    fn forget(self, follower: &AnySubscriber);
}

impl<T: Send + Sync + 'static> Followed for Memo<T> {
    fn forget(self, follower: &AnySubscriber) {
        ArcMemo::from(self).remove_subscriber(follower);
    }
}

impl<T: Send + Sync + 'static> Followed for RwSignal<T> {
    fn forget(self, follower: &AnySubscriber) {
        self.remove_subscriber(follower);
    }
}

impl<S: Followed> From<S> for Lasting<S> {
    fn from(source: S) -> Self {
        Self(source, StoredValue::new(Followers { seen: Vec::new(), limit: FEW }))
    }
}

impl<S> Deref for Lasting<S> {
    type Target = S;

    fn deref(&self) -> &S {
        &self.0
    }
}

impl<S: DefinedAt> DefinedAt for Lasting<S> {
    fn defined_at(&self) -> Option<&'static Location<'static>> {
        self.0.defined_at()
    }
}

impl<S: Followed> Track for Lasting<S> {
    fn track(&self) {
        self.0.track();
        note(self.1, &|gone| self.0.forget(gone));
    }
}

impl<S: Followed> ReadUntracked for Lasting<S> {
    type Value = S::Value;

    fn try_read_untracked(&self) -> Option<S::Value> {
        self.0.try_read_untracked()
    }
}

impl<T: Clone + Send + Sync + 'static> From<Lasting<RwSignal<T>>> for Signal<T> {
    fn from(lasting: Lasting<RwSignal<T>>) -> Self {
        Signal::derive(move || lasting.get())
    }
}
