//! The words that a table or a ticket needs, as whoever knows the language gives them.

use crate::{
    domain::{
        connector::{Connector, JudgedMember},
        health::Health,
    },
    graph::section::{SectionId, SectionState, Sections},
};

/// What the language says of values.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    /// What a connector is called, by its key.
    pub connector: &'a dyn Fn(&str) -> String,
    /// The word for a status.
    pub health: &'a dyn Fn(Health) -> String,
    /// Why a row, or one member of it, has its status.
    pub reason: &'a dyn Fn(&Connector, Option<&JudgedMember>) -> String,
    /// The word for a value that Graph reports, by the list of words and the value.
    pub word: &'a dyn Fn(&str, &str) -> String,
}

/// What is missing from an export: a section and why, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The section.
    pub section: SectionId,
    /// Its name.
    pub name: String,
    /// Why it is missing, or not whole.
    pub why: String,
}

/// Whether a section is shown as a whole. One that is old is whole; it says how old.
pub fn is_whole(sections: &Sections, section: SectionId) -> bool {
    matches!(sections.state(section), SectionState::Ready | SectionState::Stale)
}
