//! What only a live endpoint needs: signing in, and reading Graph group by group. Loaded when such an endpoint is configured.

use std::{pin::Pin, rc::Rc};

use leptos::prelude::*;

use super::{
    data::TenantData,
    offline,
    parts::Draw,
    reading::{Connection, fail_what_is_asked},
    sign_in::{AccountMenu, SignedOut},
    since,
};
use crate::{
    auth::session::{Arrival, Prompt, Session, State},
    browser::task,
    config::GraphEndpoint,
    graph::{
        catalogue::Resource,
        error::Error,
        reply::Reply,
        snapshot::Snapshot,
        source::{
            plan::{Group, base_permissions},
            reader::{Reader, Reading, Told},
        },
        store::{Answer, Outcome, Store},
    },
};

/// The doors to this part: whoever calls through them reaches it only once it is loaded.
#[derive(Debug)]
pub struct LivePart {
    /// Starts the session, before there is a page.
    pub start: fn(GraphEndpoint) -> Pin<Box<dyn Future<Output = Session>>>,
    /// Takes Graph as the endpoint.
    pub connect: fn(TenantData, Session),
    /// Reads these groups, the first one first.
    pub read: fn(TenantData, Vec<Group>),
    /// Reads one group again with a new token.
    pub check_again: fn(TenantData, Group),
    /// Sends the reader to the provider; the permissions are asked for on top of those that every sign-in asks for.
    pub sign_in: fn(TenantData, Vec<&'static str>, Prompt),
    /// Signs out here, in the other tabs, and at the provider.
    pub sign_out: fn(TenantData),
    /// Draws the card of whoever is signed out.
    pub signed_out: Draw,
    /// Draws the account in the header.
    pub account: Draw,
}

/// All doors.
pub static LIVE: LivePart = LivePart {
    start: |endpoint| Box::pin(async move { Session::start(&endpoint, &base_permissions(&endpoint)).await }),
    connect,
    read,
    check_again,
    sign_in,
    sign_out,
    signed_out: || view! { <SignedOut/> }.into_any(),
    account: || view! { <AccountMenu/> }.into_any(),
};

fn connect(data: TenantData, session: Session) {
    let Some(endpoint) = data.graph(Clone::clone) else { return };
    data.session_state().set(session.state());
    data.arrival().set(session.arrival().filter(|arrival| *arrival != Arrival::SignedIn));
    let reader = Reader::new(endpoint, session.clone(), move |until| data.count_down(until));
    let told = session.clone();
    session.on_change(move || {
        let state = told.state();
        if matches!(state, State::SignedOut { .. }) && untrack(|| data.can_refresh()) {
            // Nothing of a tenant stays on the screen of whoever comes next.
            data.stop();
            data.store.set(Store::loading());
        }
        data.session_state().set(state);
    });
    data.connection.set_value(Some(Connection { part: &LIVE, session, reader: Rc::new(reader) }));
}

fn check_again(data: TenantData, group: Group) {
    let Some(Connection { session, .. }) = data.connection.get_value() else { return };
    data.running.update_value(|running| running.checking.push(group));
    if data.is_busy().get_untracked() {
        let unfinished = unfinished(data);
        data.running.update_value(|running| running.checking.extend(unfinished));
        data.stop();
    }
    data.is_busy().set(true);
    let generation = data.running.with_value(|running| running.generation);
    task::spawn(async move {
        // Without a new token the old one tells what is wrong.
        let _ = session.renew().await;
        // Another check, or a file, may have come in between.
        if data.running.with_value(|running| running.generation != generation) {
            return;
        }
        let wanted = data.running.try_update_value(|running| std::mem::take(&mut running.checking)).unwrap_or_default();
        data.is_busy().set(false);
        read(data, Group::ALL.into_iter().filter(|group| wanted.contains(group)).collect());
    });
}

/// The groups of which something is still to come.
fn unfinished(data: TenantData) -> Vec<Group> {
    let waits = |resource: &Resource| {
        let outcome = data.store.with_untracked(|store| store.outcome(*resource).clone());
        matches!(outcome, Outcome::Loading | Outcome::Failed(Error::Throttled { .. }))
    };
    let of = |group: &Group| Resource::all().filter(|resource| waits(resource)).any(|resource| Group::of(resource) == *group);
    Group::ALL.into_iter().filter(of).collect()
}

fn read(data: TenantData, groups: Vec<Group>) {
    let Some(Connection { reader, .. }) = data.connection.get_value() else { return };
    if groups.is_empty() || data.is_busy().get_untracked() || !untrack(|| data.can_refresh()) {
        return;
    }
    let resources = data.graph(|endpoint| groups.iter().flat_map(|group| group.resources(endpoint)).collect::<Vec<_>>());
    let resources = resources.unwrap_or_default();
    if !matches!(data.session_state().get_untracked(), State::SignedIn { .. } | State::NotNeeded) {
        let signed_out = Error::SignedOut { request_id: None };
        data.store.update(|store| resources.iter().for_each(|resource| store.failed(*resource, signed_out.clone())));
        return;
    }
    let before = data.actions_before();
    let (generation, cancel) = data.begin();
    data.store.update(|store| resources.iter().for_each(|resource| store.asked(*resource)));
    task::spawn(async move {
        let is_current = move || data.running.with_value(|running| running.generation == generation);
        let organization_id =
            || data.store.with_untracked(|store| store.organization_id().map(str::to_owned)).filter(|_| is_current());
        let tell = |told: Vec<Told>| {
            if is_current() {
                data.store.update(|store| told.into_iter().for_each(|(answer, reply)| take(data, store, answer, reply)));
            }
        };
        let mut readings: Vec<Pin<Box<dyn Future<Output = ()> + '_>>> = Vec::new();
        for group in groups {
            let reading = Reading { cancel: &cancel, organization_id: &organization_id, tell: &tell };
            readings.push(Box::pin(reader.read(group, reading)));
        }
        task::all(readings).await;
        if is_current() {
            data.stop();
            data.store.update(|store| {
                // The MDM authority has no address without the organisation: it fails as that did.
                let cause = match store.outcome(Resource::Organization) {
                    Outcome::Failed(error) => error.clone(),
                    Outcome::Loading | Outcome::Ok => Error::Missing,
                };
                fail_what_is_asked(store, &cause);
            });
            keep(data);
            data.announce_reading(before, &resources);
            data.try_again_later();
        }
    });
}

fn take(data: TenantData, store: &mut Store, answer: Answer, reply: Option<Reply>) {
    if store.take(answer) {
        data.running.update_value(|running| {
            if let Some(read) = &mut running.read {
                read.extend(reply);
            }
        });
    }
}

/// Keeps the good answers of a reading that has ended, if the reader has asked for that.
fn keep(data: TenantData) {
    let read = data.running.try_update_value(|running| running.read.take()).flatten();
    if let Some(replies) = read {
        let captured_at = replies.iter().filter_map(|reply| reply.read_at).max();
        data.keep(Snapshot { replies, captured_at, ..Snapshot::default() });
    }
}

fn sign_in(data: TenantData, permissions: Vec<&'static str>, prompt: Prompt) {
    let Some(Connection { session, .. }) = data.connection.get_value() else { return };
    task::spawn(async move {
        if let Err(problem) = session.sign_in(&permissions, prompt).await {
            data.arrival().set(Some(Arrival::Failed(problem.clone())));
            data.session_state().update(|state| match state {
                State::Ended { problem: known, .. } => *known = problem,
                State::SignedOut { problem: known } => *known = Some(problem),
                State::SignedIn { .. } | State::NotNeeded => {}
            });
        }
    });
}

fn sign_out(data: TenantData) {
    let Some(Connection { session, .. }) = data.connection.get_value() else { return };
    // What is still being read is not to be kept again.
    data.stop();
    since::forget_all();
    if !data.keeps() {
        session.sign_out();
        return;
    }
    // First what stays in this browser: signing out leaves the page.
    data.running.update_value(|running| running.read = None);
    task::spawn(async move {
        offline::forget().await;
        session.sign_out();
        // While that was forgotten the page was at rest, and may have kept what it still showed.
        since::forget_all();
    });
}
