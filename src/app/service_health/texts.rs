//! The words of all messages, read in the background so that a search finds them at once.

use std::{cell::RefCell, sync::Arc};

use chrono::{DateTime, TimeDelta};
use leptos::prelude::*;

use super::item::parsed;
use crate::{
    browser::{clock, task, timer},
    domain::{message::Message, news::Entry},
    rich_text::node::plain_text,
};

/// How long a piece of the reading lasts: short beside the 50 ms that a reader begins to feel.
const SLICE: TimeDelta = TimeDelta::milliseconds(8);
/// How often the list may follow what was read meanwhile.
const TOLD: TimeDelta = TimeDelta::milliseconds(300);

/// A message in words.
#[derive(Debug, PartialEq, Eq)]
pub struct Words {
    /// The words of the body, a line per paragraph.
    pub text: String,
    /// What it is found by.
    pub entry: Entry,
}

type Known = Vec<(Arc<Message>, Arc<Words>)>;

thread_local! {
    /// What was read so far, sorted by id: it outlives the tab, which is made anew whenever it is opened.
    static KNOWN: RefCell<Known> = const { RefCell::new(Vec::new()) };
}

/// The words of all messages that were read so far.
#[derive(Clone, Copy)]
pub struct Texts {
    /// Which reading is the newest; an older one stops.
    run: StoredValue<u32>,
    /// Changes when more is known.
    round: RwSignal<u32>,
    is_reading: RwSignal<bool>,
}

impl Texts {
    /// Reads the texts of the messages, and again of those that change.
    pub fn of(messages: Memo<Vec<Arc<Message>>>) -> Self {
        let texts = Self { run: StoredValue::new(0), round: RwSignal::new(0), is_reading: RwSignal::new(false) };
        Effect::new(move |_| {
            let messages = messages.get();
            texts.run.update_value(|run| *run += 1);
            task::spawn(texts.read(messages, texts.run.get_value()));
        });
        texts
    }

    /// Whether some are still being read.
    pub fn is_reading(self) -> bool {
        self.is_reading.get()
    }

    /// Follows the reading.
    pub fn track(self) {
        self.round.track();
    }

    /// Follows the reading; whether it has begun.
    pub fn has_begun(self) -> bool {
        self.round.get() > 0
    }

    /// The words of a message, where they are known.
    pub fn find(self, message: &Arc<Message>) -> Option<Arc<Words>> {
        KNOWN.with_borrow(|known| {
            let place = find(known, &message.id).ok()?;
            let (of, words) = &known[place];
            // The same one most often: texts are compared only after they were read anew.
            (Arc::ptr_eq(of, message) || of == message).then(|| Arc::clone(words))
        })
    }

    /// The words of a message, now.
    pub fn get(self, message: &Arc<Message>) -> Arc<Words> {
        self.find(message).unwrap_or_else(|| Arc::new(words(message)))
    }

    async fn read(self, messages: Vec<Arc<Message>>, run: u32) {
        let is_current = || self.run.try_get_value() == Some(run);
        KNOWN.with_borrow_mut(|known| {
            if known.len() > messages.len() {
                known.retain(|(known, _)| messages.iter().any(|message| message.id == known.id));
            }
        });
        let mut left: Vec<_> = messages.into_iter().filter(|message| self.find(message).is_none()).collect();
        left.reverse();
        if left.is_empty() {
            // An earlier run, which gave up for this one, may have left something to tell.
            self.is_reading.set(false);
            self.round.update(|round| *round += 1);
            return;
        }
        self.is_reading.set(true);
        // First the page, then what only a search needs.
        timer::breathe().await;
        let mut told = DateTime::UNIX_EPOCH;
        while is_current() {
            let start = clock::now();
            while clock::now() - start < SLICE
                && let Some(message) = left.pop()
            {
                let words = Arc::new(words(&message));
                KNOWN.with_borrow_mut(|known| match find(known, &message.id) {
                    Ok(place) => known[place] = (message, words),
                    Err(place) => known.insert(place, (message, words)),
                });
            }
            if left.is_empty() {
                self.is_reading.set(false);
            }
            if left.is_empty() || start - told > TOLD {
                told = start;
                self.round.update(|round| *round += 1);
            }
            if left.is_empty() {
                return;
            }
            timer::breathe().await;
        }
    }
}

fn find(known: &Known, id: &str) -> Result<usize, usize> {
    known.binary_search_by(|(message, _)| message.id.as_str().cmp(id))
}

fn words(message: &Message) -> Words {
    let text = plain_text(&parsed(&message.body));
    let entry = Entry::of(message, &text);
    Words { text, entry }
}
