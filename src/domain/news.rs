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
        } else if after_roadmap && is_number(word, 5..8) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{search::words, when::When};

    fn message(id: &str) -> Message {
        Message { id: id.to_owned(), title: format!("Title of {id}"), ..Message::default() }
    }

    fn tagged(id: &str, tags: &[&str]) -> Message {
        Message { tags: tags.iter().map(|tag| (*tag).to_owned()).collect(), ..message(id) }
    }

    fn detailed(name: &str, value: &str) -> Message {
        Message { details: vec![(name.to_owned(), value.to_owned())], ..message("MC1") }
    }

    fn due(id: &str, act_by: &str) -> Message {
        Message { act_by: Some(When::parse(act_by)), ..message(id) }
    }

    fn arcs(messages: Vec<Message>) -> Vec<Arc<Message>> {
        messages.into_iter().map(Arc::new).collect()
    }

    fn ids(messages: &[Arc<Message>]) -> Vec<&str> {
        messages.iter().map(|message| message.id.as_str()).collect()
    }

    #[track_caller]
    fn check_platforms(text: &str, expected: &[&str]) {
        assert_eq!(Platforms::in_text(text).names().collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn platforms_are_derived_from_their_names_as_whole_words() {
        check_platforms("Windows 11 and macOS 15.", &["Windows", "macOS"]);
        check_platforms("iOS/iPadOS, Android; Linux", &["iOS/iPadOS", "Android", "Linux"]);
        check_platforms("Use your iPhone, your Mac or Ubuntu", &["iOS/iPadOS", "macOS", "Linux"]);
        check_platforms("maintenance windows of a machine, audiosystem, MacGyver", &[]);
        check_platforms("", &[]);
    }

    #[test]
    fn platforms_that_a_message_tells_are_not_derived() {
        let told = detailed("platforms", "Android");
        assert_eq!(told_platforms(&told), Some("Android"));
        let check = |message: &Message, text, expected: &[&str]| {
            assert_eq!(Entry::of(message, text).platforms.names().collect::<Vec<_>>(), expected);
        };
        check(&told, "Also for Windows", &["Android"]);
        check(&detailed("Platforms", "World tenants, Online"), "Also for Windows", &[]);
        check(&detailed("Platforms", " "), "Also for Windows", &["Windows"]);
        check(&Message { title: "New on macOS".to_owned(), ..message("MC1") }, "Also for Windows", &["Windows", "macOS"]);
        check(&Message { title: "New on Windows".to_owned(), ..message("MC1") }, "For Windows", &["Windows"]);
    }

    #[test]
    fn a_search_finds_id_title_summary_and_text_and_needs_every_word() {
        let message = Message { title: "Überprüfung".to_owned(), ..detailed("Summary", "In short") };
        let entry = Entry::of(&message, "Renew the\ncertificate");
        let check = |query: &str, found: bool| assert_eq!(entry.has(&words(query)), found, "{query}");
        check("mc1", true);
        check("uberpruf SHORT certific", true);
        check("certificate token", false);
        check("", true);
        // Not over the end of a part.
        assert!(!entry.has(&["thecertificate".to_owned()]));
    }

    fn standing() -> Standing {
        Standing::default()
    }

    #[track_caller]
    fn check_filter(filter: &Filter, message: &Message, standing: Standing, admitted: bool) {
        let entry = Entry::of(message, "All Windows devices");
        assert_eq!(filter.admits(message, standing, Some(&entry)), admitted, "{filter:?}");
    }

    #[test]
    fn each_filter_leaves_in_what_it_names() {
        let empty = Filter::default();
        let own = Message {
            category: "planForChange".to_owned(),
            severity: "high".to_owned(),
            is_major: true,
            act_by: Some(When::parse("2026-12-01T00:00:00Z")),
            ..tagged("MC1", &["Admin impact", "Brand new"])
        };
        let other = Message { act_by: Some(When::parse("0001-01-01T00:00:00Z")), ..message("MC2") };
        let both = |filter: &Filter| {
            check_filter(filter, &own, standing(), true);
            check_filter(filter, &other, standing(), false);
        };
        check_filter(&empty, &other, standing(), true);
        both(&Filter { category: "PlanForChange".to_owned(), ..empty.clone() });
        both(&Filter { severity: "HIGH".to_owned(), ..empty.clone() });
        both(&Filter { tag: "brand new".to_owned(), ..empty.clone() });
        both(&Filter { is_major: true, ..empty.clone() });
        both(&Filter { has_act_by: true, ..empty.clone() });
        both(&Filter { words: words("title mc1"), ..empty.clone() });
        check_filter(&Filter { platform: "windows".to_owned(), ..empty.clone() }, &own, standing(), true);
        check_filter(&Filter { platform: "Linux".to_owned(), ..empty.clone() }, &own, standing(), false);
        check_filter(&Filter { platform: "BeOS".to_owned(), ..empty }, &own, standing(), false);
    }

    #[test]
    fn filters_go_together() {
        let filter = Filter { is_major: true, tag: "Retirement".to_owned(), ..Filter::default() };
        let check = |is_major, tags: &[&str], admitted| {
            check_filter(&filter, &Message { is_major, ..tagged("MC1", tags) }, standing(), admitted);
        };
        check(true, &["retirement"], true);
        check(false, &["Retirement"], false);
        check(true, &[], false);
    }

    #[test]
    fn what_the_reader_did_is_filtered_and_hidden_messages_are_seen_alone() {
        let check = |filter: &Filter, standing, admitted| check_filter(filter, &message("MC1"), standing, admitted);
        let unread = Filter { is_unread: true, ..Filter::default() };
        check(&unread, Standing { is_unread: true, ..standing() }, true);
        check(&unread, standing(), false);
        let favorite = Filter { is_favorite: true, ..Filter::default() };
        check(&favorite, Standing { is_favorite: true, ..standing() }, true);
        check(&favorite, Standing { is_favorite: true, is_hidden: true, ..standing() }, false);
        let hidden = Filter { is_hidden: true, ..Filter::default() };
        check(&hidden, Standing { is_hidden: true, ..standing() }, true);
        check(&hidden, standing(), false);
    }

    #[test]
    fn before_its_text_is_read_a_message_is_found_by_id_and_title_only() {
        let find = |query: &str| Filter { words: words(query), ..Filter::default() }.admits(&message("MC1"), standing(), None);
        assert!(find("title mc1"));
        assert!(!find("windows"));
        assert!(!Filter { platform: "Windows".to_owned(), ..Filter::default() }.admits(&message("MC1"), standing(), None));
    }

    #[test]
    fn by_act_by_date_the_past_comes_first_and_what_has_none_last_in_its_order() {
        let mut messages = arcs(vec![
            message("MC9"),
            due("MC1", "2026-12-01T00:00:00Z"),
            due("MC2", "unreadable"),
            due("MC3", "2025-01-01T00:00:00Z"),
            due("MC4", "9999-12-31T00:00:00Z"),
        ]);
        sort(&mut messages, Sort::Updated);
        assert_eq!(ids(&messages), ["MC9", "MC1", "MC2", "MC3", "MC4"]);
        sort(&mut messages, Sort::ActBy);
        assert_eq!(ids(&messages), ["MC3", "MC1", "MC9", "MC2", "MC4"]);
    }

    #[test]
    fn dates_retirements_and_major_changes_ask_for_a_decision() {
        let messages = arcs(vec![
            message("MC1"),
            Message { is_major: true, ..message("MC2") },
            due("MC3", "2027-01-01T00:00:00Z"),
            tagged("MC4", &["RETIREMENT"]),
            tagged("MC5", &["New feature"]),
            Message { is_major: true, ..due("MC6", "2026-01-01T00:00:00Z") },
        ]);
        assert_eq!(ids(&triage(&messages)), ["MC6", "MC3", "MC2", "MC4"]);
    }

    #[test]
    fn values_are_counted_in_any_spelling_the_most_frequent_first() {
        let values = values(["b", "a", "", "A", "c", "c", "C"].into_iter());
        assert_eq!(values, [("c".to_owned(), 3), ("a".to_owned(), 2), ("b".to_owned(), 1)]);
    }

    #[track_caller]
    fn check_references(text: &str, expected: &[&str]) {
        let found = references(text).into_iter().map(|(place, reference)| {
            let (kind, number) = match reference {
                Reference::Message(id) => ("message", id),
                Reference::Issue(id) => ("issue", id),
                Reference::Roadmap(id) => ("roadmap", id),
            };
            assert_eq!(&text[place], number);
            [kind, " ", &number].concat()
        });
        assert_eq!(found.collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn numbers_of_messages_and_issues_are_references() {
        check_references("(MC1188216), as in IT1396305.", &["message MC1188216", "issue IT1396305"]);
        check_references("MC123 IT12 MC1234567890 xMC1188216 MC1188216x mc1188216", &[]);
        check_references("é MC11882 é", &["message MC11882"]);
    }

    #[test]
    fn bare_numbers_are_features_only_behind_the_word_roadmap() {
        check_references("Microsoft 365 Roadmap ID 501120.", &["roadmap 501120"]);
        check_references("Roadmap IDs: 502310, 502311 and 502312", &["roadmap 502310", "roadmap 502311", "roadmap 502312"]);
        check_references("roadmap feature 90123 was delayed by 10000 days", &["roadmap 90123"]);
        check_references("The roadmap has 12345 items", &[]);
        check_references("501120 of 501121", &[]);
    }

    #[test]
    fn features_are_told_in_a_detail_too() {
        assert_eq!(roadmap_ids(&detailed("RoadmapIds", "502310, 502311")), ["502310", "502311"]);
        assert_eq!(roadmap_ids(&detailed("RoadmapIds", "n/a, 12, <5>")), Vec::<&str>::new());
    }
}
