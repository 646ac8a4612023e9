//! Finding one's way in the news: filters, order, what comes first, platforms and references.

use std::{cmp::Reverse, ops::Range, sync::Arc};

use super::{kept::Standing, message::Message, order, search::fold};

/// The platforms, each with its name and the words in a text that speak of it. Upper and lower case matter: a maintenance window is no Windows.
const PLATFORMS: [(&str, &[&str]); 5] = [
    ("Windows", &["Windows", "WINDOWS", "windows10"]),
    ("iOS/iPadOS", &["iOS", "IOS", "iPadOS", "iPad", "iPads", "iPhone", "iPhones"]),
    ("Android", &["Android", "ANDROID"]),
    ("macOS", &["macOS", "MacOS", "Mac", "Macs"]),
    ("Linux", &["Linux", "LINUX", "Ubuntu"]),
];

/// A set of platforms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Platforms(u8);

impl Platforms {
    /// The platforms that a text names.
    pub fn in_text(text: &str) -> Self {
        let mut found = 0;
        for word in text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| word.len() > 2) {
            for (index, (_, words)) in PLATFORMS.iter().enumerate() {
                if words.contains(&word) {
                    found |= 1 << index;
                }
            }
        }
        Self(found)
    }

    /// Their names, in a fixed order.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        PLATFORMS.iter().enumerate().filter(move |(index, _)| self.0 & 1 << index != 0).map(|(_, (name, _))| *name)
    }

    /// These and the others.
    #[must_use]
    pub fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    fn has(self, name: &str) -> bool {
        self.names().any(|own| own.eq_ignore_ascii_case(name))
    }
}

/// What a message itself says of its platforms, as it came; `None` where they have to be derived from its text.
pub fn told_platforms(message: &Message) -> Option<&str> {
    let told = message.details.iter().find(|(name, value)| name.eq_ignore_ascii_case("Platforms") && !value.trim().is_empty());
    told.map(|(_, value)| value.as_str())
}

/// What a message is found by.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// Id, title, summary and text, folded for a search.
    folded: String,
    /// The platforms that it tells, or else that its text names.
    pub platforms: Platforms,
}

impl Entry {
    /// The entry of a message whose body reads `text`.
    pub fn of(message: &Message, text: &str) -> Self {
        let platforms = match told_platforms(message) {
            Some(told) => Platforms::in_text(told),
            None => Platforms::in_text(&message.title).and(Platforms::in_text(text)),
        };
        let summary = message.details.iter().find(|(name, _)| name.eq_ignore_ascii_case("Summary"));
        let summary = summary.map_or("", |(_, value)| value.as_str());
        // A line break between them: no word of a search reaches over it.
        Self { folded: fold(&[message.id.as_str(), &message.title, summary, text].join("\n")), platforms }
    }

    /// Whether all words of a search occur.
    pub fn has(&self, words: &[String]) -> bool {
        words.iter().all(|word| self.folded.contains(word.as_str()))
    }
}

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// The last changed first.
    #[default]
    Updated,
    /// The nearest act-by date first, past ones before them; those without one behind, the last changed first.
    ActBy,
}

/// What the reader wants to see; empty texts and `false` leave everything in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a filter of its own, and any of them go together")]
pub struct Filter {
    /// From [`super::search::words`].
    pub words: Vec<String>,
    /// As Graph spells it, in any case.
    pub category: String,
    /// As Microsoft spells it, in any case.
    pub tag: String,
    /// As Graph spells it, in any case.
    pub severity: String,
    /// One of the names of [`Platforms::names`], in any case.
    pub platform: String,
    /// Major changes only.
    pub is_major: bool,
    /// Only what has an act-by date.
    pub has_act_by: bool,
    /// Unread only.
    pub is_unread: bool,
    /// Favourites only.
    pub is_favorite: bool,
    /// Hidden ones instead of all others.
    pub is_hidden: bool,
}

impl Filter {
    /// Whether a message is to be seen. `entry` is missing while the texts are still being read: then only what needs no text is known.
    pub fn admits(&self, message: &Message, standing: Standing, entry: Option<&Entry>) -> bool {
        let is = |wanted: &str, value: &str| wanted.is_empty() || wanted.eq_ignore_ascii_case(value);
        let found_by_title = || {
            let title = fold(&[message.id.as_str(), &message.title].join("\n"));
            self.words.iter().all(|word| title.contains(word.as_str()))
        };
        standing.is_hidden == self.is_hidden
            && is(&self.category, &message.category)
            && is(&self.severity, &message.severity)
            && (self.tag.is_empty() || message.tags.iter().any(|tag| is(&self.tag, tag)))
            && (!self.is_major || message.is_major)
            && (!self.has_act_by || message.act_by_at().is_some())
            && (!self.is_unread || standing.is_unread)
            && (!self.is_favorite || standing.is_favorite)
            && (self.platform.is_empty() || entry.is_some_and(|entry| entry.platforms.has(&self.platform)))
            && (self.words.is_empty() || entry.map_or_else(found_by_title, |entry| entry.has(&self.words)))
    }
}

/// Puts messages, which stand newest first, into another order.
pub fn sort(messages: &mut [Arc<Message>], sort: Sort) {
    match sort {
        Sort::Updated => {}
        Sort::ActBy => order::sort_by_key(messages, |message| message.act_by_at().map_or((1, None), |at| (0, Some(at)))),
    }
}

/// The messages that ask for a decision: with an act-by date, the most urgent first, then retirements and major changes, newest first.
pub fn triage(messages: &[Arc<Message>]) -> Vec<Arc<Message>> {
    let is_big = |message: &Message| message.is_major || is_retirement(message);
    let mut first: Vec<_> =
        messages.iter().filter(|message| message.act_by_at().is_some() || is_big(message)).map(Arc::clone).collect();
    sort(&mut first, Sort::ActBy);
    first
}

/// Whether a message tells that something ends.
pub fn is_retirement(message: &Message) -> bool {
    message.tags.iter().any(|tag| tag.eq_ignore_ascii_case("Retirement"))
}

/// Values with how often they occur, the most frequent first; the spelling is that of the first one.
pub fn values<'a>(all: impl Iterator<Item = &'a str>) -> Vec<(String, usize)> {
    let mut values: Vec<(String, usize)> = Vec::new();
    for value in all.filter(|value| !value.is_empty()) {
        match values.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(value)) {
            Some((_, number)) => *number += 1,
            None => values.push((value.to_owned(), 1)),
        }
    }
    order::sort_by_key(&mut values, |(_, number)| Reverse(*number));
    values
}

/// What a text refers to by its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// A message, `MC…`.
    Message(String),
    /// An issue of Intune, `IT…`.
    Issue(String),
    /// A feature of Microsoft's roadmap, by its number.
    Roadmap(String),
}

/// The numbers of messages, issues and features in a text, in order, each with its place.
pub fn references(text: &str) -> Vec<(Range<usize>, Reference)> {
    let mut found = Vec::new();
    // Whether the words since "Roadmap" allow a bare number to be a feature.
    let mut after_roadmap = false;
    for (at, word) in alphanumeric_words(text) {
        let place = at..at + word.len();
        let is_number =
            |digits: &str, len: Range<usize>| len.contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        let number_after = |prefix: &str| word.strip_prefix(prefix).is_some_and(|digits| is_number(digits, 5..9));
        if number_after("MC") {
            found.push((place, Reference::Message(word.to_owned())));
        } else if number_after("IT") {
            found.push((place, Reference::Issue(word.to_owned())));
        } else if after_roadmap && is_number(word, 4..8) {
            found.push((place, Reference::Roadmap(word.to_owned())));
        } else {
            let stays =
                ["id", "ids", "feature", "features", "item", "items", "and"].iter().any(|known| word.eq_ignore_ascii_case(known));
            after_roadmap = word.eq_ignore_ascii_case("roadmap") || after_roadmap && stays;
        }
    }
    found
}

/// The numbers of features in the detail `RoadmapIds`.
pub fn roadmap_ids(message: &Message) -> Vec<&str> {
    let details = message.details.iter().filter(|(name, _)| name.eq_ignore_ascii_case("RoadmapIds"));
    let numbers = details.flat_map(|(_, value)| value.split(|c: char| !c.is_ascii_digit()));
    numbers.filter(|number| (4..8).contains(&number.len())).collect()
}

fn alphanumeric_words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| (word.as_ptr().addr() - text.as_ptr().addr(), word))
}
