//! The rules without the page, in steps that a benchmark can time in a browser.

use chrono::{DateTime, Utc};
use tenant_status::graph::{
    section::{self, Sections},
    snapshot::{Origin, Snapshot},
    store::Store,
    summary::Summary,
};
use wasm_bindgen::prelude::*;

fn main() {}

/// A snapshot document on its way to what the page shows of it.
#[wasm_bindgen]
#[derive(Default)]
pub struct Reading {
    store: Store,
    now: DateTime<Utc>,
    sections: Option<Sections>,
}

#[wasm_bindgen]
impl Reading {
    /// Nothing read yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// From bytes to domain values; false if they are no snapshot.
    pub fn parse(&mut self, bytes: &[u8]) -> bool {
        let Ok(snapshot) = Snapshot::parse(bytes, Origin::Http) else { return false };
        self.now = snapshot.frozen_at().unwrap_or_default();
        self.store = Store::from_snapshot(&snapshot);
        true
    }

    /// From domain values to verdicts; tells how many members of connectors and messages were judged.
    pub fn judge(&mut self) -> usize {
        let sections = section::sections(&self.store, self.now);
        let _ = Summary::of(&sections, self.now);
        let members: usize = sections.connectors.value.iter().map(|connector| connector.members.len()).sum();
        let messages = sections.news.value.messages.len();
        self.sections = Some(sections);
        members + messages
    }
}
