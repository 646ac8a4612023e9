//! What a reported state means for the status.

use crate::{
    domain::{
        connector::Reported,
        health::{Evidence, Health, Limit, NotEnabled, Reason},
    },
    graph::lenient::{self, Object},
};

/// What one value of a state means.
#[derive(Debug, Clone, Copy)]
pub(super) enum Meaning {
    /// Nothing: the date decides.
    Neutral,
    /// No better status than this.
    AtBest(Health),
    /// The date is that of a failed attempt: at best a warning.
    AttemptFailed,
    /// Not set up.
    NotSetUp,
}

/// All documented values of a state.
#[derive(Debug)]
pub(super) struct Words {
    /// The list of words in the locale files.
    pub(super) list: &'static str,
    /// The property that holds it.
    pub(super) property: &'static str,
    /// The documented values. Graph's casing varies, so it does not count.
    pub(super) known: &'static [(&'static str, Meaning)],
    /// What any other value means, `unknownFutureValue` among them.
    pub(super) other: Meaning,
}

/// A value that nobody knows may mean trouble: never green.
pub(super) const NOT_GREEN: Meaning = Meaning::AtBest(Health::Unknown);

/// How much is shown of a state that is no text.
const SHOWN: usize = 60;

impl Words {
    /// Adds to the evidence what the state means, and returns it for display. An absent state means nothing; one that is no text is
    /// a value that nobody knows.
    pub(super) fn weigh(&self, object: &Object, evidence: &mut Evidence) -> Option<Reported> {
        let raw = object.get(self.property)?;
        let value = lenient::text(raw.get()).unwrap_or_else(|| raw.get().chars().take(SHOWN).collect()).trim().to_owned();
        if value.is_empty() {
            return None;
        }
        let limit = |at_best, reason| Limit { at_best, reason, field: self.property };
        match self.meaning(&value) {
            Meaning::Neutral => {}
            Meaning::AtBest(at_best) => {
                evidence.limits.push(limit(at_best, Reason::State { field: self.list, value: value.clone() }));
            }
            Meaning::AttemptFailed => {
                let reason = Reason::LastAttemptFailed { field: self.list, value: value.clone() };
                evidence.limits.push(limit(Health::Warning, reason));
            }
            Meaning::NotSetUp => evidence.not_enabled = Some(NotEnabled::Single),
        }
        Some(Reported { field: self.list, value })
    }

    fn meaning(&self, value: &str) -> Meaning {
        let known = self.known.iter().find(|(word, _)| word.eq_ignore_ascii_case(value));
        known.map_or(self.other, |(_, meaning)| *meaning)
    }
}
