//! What the reader did with the messages, as this browser keeps it: read, favourite, hidden, and the version that was read.
//!
//! Graph's `viewPoint` is the start; what the reader does here goes before it. Nothing of it is sent anywhere.

use chrono::{DateTime, Utc};

use super::message::Message;

/// How many messages are remembered at the most; the ones whose last change is longest ago are forgotten first.
pub const MAX_MARKS: usize = 1_000;
/// Of how many of them the text that was read is kept.
pub const MAX_VERSIONS: usize = 30;
/// The longest text of a version that is kept, in bytes; a longer one is cut.
pub const MAX_TEXT: usize = 16_000;
/// The longest id that is remembered; Microsoft's have nine characters.
const MAX_ID: usize = 40;
/// The first line of what is kept: other lines follow only behind this one.
const FORMAT: &str = "tenant-status-read 1";

/// What the reader did with a message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Mark {
    id: String,
    /// When it was changed last: a count, greater is later.
    turn: u32,
    read: Option<Read>,
    is_favorite: Option<bool>,
    is_hidden: Option<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Read {
    /// Marked as unread.
    No,
    /// This version of it was read: see [`version`].
    Version(i64),
}

/// How a message stands for its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "four facts that do not exclude each other")]
pub struct Standing {
    /// Not read, or changed since; `false` also where nobody tells.
    pub is_unread: bool,
    /// It was read here and has changed since.
    pub is_changed: bool,
    /// A favourite.
    pub is_favorite: bool,
    /// Not to be seen in the list.
    pub is_hidden: bool,
}

/// What the reader does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Reads it, or marks it as read or not.
    Read(bool),
    /// Makes it a favourite, or no longer.
    Favorite(bool),
    /// Hides it, or shows it again.
    Hide(bool),
}

/// All that is remembered of one tenant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Kept {
    /// Sorted by id.
    marks: Vec<Mark>,
}

/// The version of a message: when it was last changed, in milliseconds since 1970; zero where it has no date.
pub fn version(message: &Message) -> i64 {
    message.updated_at().map_or(0, |at| at.timestamp_millis())
}

impl Kept {
    /// Reads what [`Kept::write`] wrote. What cannot be read is left out; another format is nothing.
    pub fn read(text: &str) -> Self {
        let mut lines = text.lines();
        if lines.next() != Some(FORMAT) {
            return Self::default();
        }
        let mut kept = Self::default();
        for mark in lines.filter_map(read_mark) {
            match kept.find(&mark.id) {
                Ok(_) => {}
                Err(place) => kept.marks.insert(place, mark),
            }
        }
        kept.forget_oldest();
        kept
    }

    /// As text, to be kept.
    pub fn write(&self) -> String {
        let mut text = FORMAT.to_owned();
        for mark in &self.marks {
            let flag = |flag: Option<bool>| match flag {
                None => "-",
                Some(false) => "0",
                Some(true) => "1",
            };
            let read = match mark.read {
                None => "-".to_owned(),
                Some(Read::No) => "n".to_owned(),
                Some(Read::Version(version)) => version.to_string(),
            };
            let line =
                ["\n", &mark.id, " ", &mark.turn.to_string(), " ", &read, " ", flag(mark.is_favorite), " ", flag(mark.is_hidden)];
            text.push_str(&line.concat());
        }
        text
    }

    /// How many messages are remembered.
    pub fn len(&self) -> usize {
        self.marks.len()
    }

    /// Whether nothing is remembered.
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    /// The ids of what is remembered.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.marks.iter().map(|mark| mark.id.as_str())
    }

    /// How a message stands.
    pub fn standing(&self, message: &Message) -> Standing {
        let mark = self.find(&message.id).ok().map(|place| &self.marks[place]);
        let read = mark.and_then(|mark| mark.read);
        let is_changed = matches!(read, Some(Read::Version(read)) if read < version(message));
        Standing {
            is_unread: match read {
                None => message.is_read == Some(false),
                Some(Read::No) => true,
                Some(Read::Version(_)) => is_changed,
            },
            is_changed,
            is_favorite: mark.and_then(|mark| mark.is_favorite).unwrap_or(message.is_favorite),
            is_hidden: mark.and_then(|mark| mark.is_hidden).unwrap_or(false),
        }
    }

    /// Whether it is noted already that the reader has read a message as it is, or a later version of it.
    pub fn is_noted_as_read(&self, message: &Message) -> bool {
        let read = self.find(&message.id).ok().and_then(|place| self.marks[place].read);
        matches!(read, Some(Read::Version(read)) if read >= version(message))
    }

    /// Notes what the reader did. Gives the ids of messages whose kept version is no longer wanted.
    pub fn note(&mut self, message: &Message, deed: Deed) -> Vec<String> {
        if !is_plain(&message.id) {
            return Vec::new();
        }
        let turn = self.marks.iter().map(|mark| mark.turn).max().unwrap_or(0).saturating_add(1);
        let place = self.find(&message.id).unwrap_or_else(|place| {
            self.marks.insert(place, Mark { id: message.id.clone(), ..Mark::default() });
            place
        });
        let mark = &mut self.marks[place];
        mark.turn = turn;
        match deed {
            Deed::Read(true) => mark.read = Some(Read::Version(version(message))),
            Deed::Read(false) => mark.read = Some(Read::No),
            Deed::Favorite(is_favorite) => mark.is_favorite = Some(is_favorite),
            Deed::Hide(is_hidden) => mark.is_hidden = Some(is_hidden),
        }
        let mut unwanted = self.forget_oldest();
        unwanted.extend(self.beyond(MAX_VERSIONS));
        unwanted
    }

    fn find(&self, id: &str) -> Result<usize, usize> {
        self.marks.binary_search_by(|mark| mark.id.as_str().cmp(id))
    }

    /// Forgets what is too much; gives the ids.
    fn forget_oldest(&mut self) -> Vec<String> {
        let forgotten = self.beyond(MAX_MARKS);
        self.marks.retain(|mark| !forgotten.contains(&mark.id));
        forgotten
    }

    /// The ids of all but the last changed ones.
    fn beyond(&self, number: usize) -> Vec<String> {
        if self.marks.len() <= number {
            return Vec::new();
        }
        let mut by_turn: Vec<_> = self.marks.iter().collect();
        // What was chosen outlives what was only read.
        let is_chosen = |mark: &Mark| mark.is_favorite.is_some() || mark.is_hidden.is_some();
        super::order::sort_by_key(&mut by_turn, |mark| std::cmp::Reverse((is_chosen(mark), mark.turn)));
        by_turn.into_iter().skip(number).map(|mark| mark.id.clone()).collect()
    }
}

fn read_mark(line: &str) -> Option<Mark> {
    let mut parts = line.split(' ');
    let mut next = || parts.next();
    let id = next().filter(|id| is_plain(id))?.to_owned();
    let turn = next()?.parse().ok()?;
    let read = match next()? {
        "-" => None,
        "n" => Some(Read::No),
        version => Some(Read::Version(version.parse().ok()?)),
    };
    let flag = |text: &str| match text {
        "0" => Some(false),
        "1" => Some(true),
        _ => None,
    };
    Some(Mark { id, turn, read, is_favorite: flag(next()?), is_hidden: flag(next()?) })
}

/// Whether an id may stand in a line and in the name of a place of storage.
pub fn is_plain(id: &str) -> bool {
    (1..=MAX_ID).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

/// A version of a message, to be compared with a later one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Version {
    /// See [`version`].
    pub version: i64,
    /// The act-by date, in milliseconds since 1970.
    pub act_by: Option<i64>,
    /// The title.
    pub title: String,
    /// The words of the body, a line per paragraph.
    pub text: String,
}

impl Version {
    /// The version of a message whose body reads `text`.
    pub fn of(message: &Message, text: &str) -> Self {
        Self {
            version: version(message),
            act_by: message.act_by_at().map(|at| at.timestamp_millis()),
            title: message.title.split_whitespace().collect::<Vec<_>>().join(" "),
            text: text[..text.floor_char_boundary(MAX_TEXT)].to_owned(),
        }
    }

    /// Reads what [`Version::write`] wrote.
    pub fn read(kept: &str) -> Option<Self> {
        let mut parts = kept.splitn(4, '\n');
        let mut next = || parts.next();
        let version = next()?.parse().ok()?;
        let act_by = match next()? {
            "" => None,
            millis => Some(millis.parse().ok()?),
        };
        Some(Self { version, act_by, title: next()?.to_owned(), text: next()?.to_owned() })
    }

    /// As text, to be kept.
    pub fn write(&self) -> String {
        let act_by = self.act_by.map(|millis| millis.to_string()).unwrap_or_default();
        [&self.version.to_string(), &act_by, &self.title, &self.text].map(String::as_str).join("\n")
    }

    /// When it was the newest, where that is known.
    pub fn date(&self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp_millis(self.version).filter(|_| self.version != 0)
    }

    /// The act-by date.
    pub fn act_by_at(&self) -> Option<DateTime<Utc>> {
        self.act_by.and_then(DateTime::from_timestamp_millis)
    }

    /// Whether a reader would notice a difference.
    pub fn reads_like(&self, other: &Self) -> bool {
        (self.act_by, &self.title, &self.text) == (other.act_by, &other.title, &other.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::when::When;

    const MONDAY: &str = "2026-03-09T00:00:00Z";
    const TUESDAY: &str = "2026-03-10T00:00:00Z";

    fn message(id: &str, updated: &str) -> Message {
        Message { id: id.to_owned(), updated: Some(When::parse(updated)), ..Message::default() }
    }

    fn noted(message: &Message, deeds: &[Deed]) -> Kept {
        let mut kept = Kept::default();
        for deed in deeds {
            assert_eq!(kept.note(message, *deed), Vec::<String>::new());
        }
        kept
    }

    #[test]
    fn the_state_that_graph_reports_is_the_start() {
        let standing = |is_read, is_favorite| {
            let message = Message { is_read, is_favorite, ..message("MC1", MONDAY) };
            let Standing { is_unread, is_favorite, is_changed, is_hidden } = Kept::default().standing(&message);
            assert!(!is_changed && !is_hidden);
            (is_unread, is_favorite)
        };
        assert_eq!(standing(Some(false), true), (true, true));
        assert_eq!(standing(Some(true), false), (false, false));
        // Nobody tells: nothing is claimed.
        assert_eq!(standing(None, false), (false, false));
    }

    #[test]
    fn what_the_reader_does_here_goes_before_it() {
        let message = Message { is_read: Some(false), is_favorite: true, ..message("MC1", MONDAY) };
        let standing = |deeds: &[Deed]| noted(&message, deeds).standing(&message);
        assert!(!standing(&[Deed::Read(true)]).is_unread);
        assert!(standing(&[Deed::Read(true), Deed::Read(false)]).is_unread);
        assert!(!standing(&[Deed::Favorite(false)]).is_favorite);
        assert!(standing(&[Deed::Hide(true)]).is_hidden);
        assert!(!standing(&[Deed::Hide(true), Deed::Hide(false)]).is_hidden);
        // One deed leaves the others alone.
        assert!(standing(&[Deed::Read(true)]).is_favorite);
    }

    #[test]
    fn a_message_that_changed_since_it_was_read_is_unread_again() {
        let kept = noted(&message("MC1", MONDAY), &[Deed::Read(true)]);
        let changed = kept.standing(&message("MC1", TUESDAY));
        assert_eq!((changed.is_unread, changed.is_changed), (true, true));
        assert!(!kept.is_noted_as_read(&message("MC1", TUESDAY)));
        assert!(kept.is_noted_as_read(&message("MC1", MONDAY)));
        let unread = noted(&message("MC1", MONDAY), &[Deed::Read(false)]).standing(&message("MC1", TUESDAY));
        assert_eq!((unread.is_unread, unread.is_changed), (true, false));
    }

    #[test]
    fn what_is_written_is_read_again() {
        let mut kept = Kept::default();
        for (id, deed) in [
            ("MC2", Deed::Read(true)),
            ("MC1", Deed::Read(false)),
            ("MC3", Deed::Favorite(true)),
            ("MC4", Deed::Hide(false)),
            ("MC2", Deed::Hide(true)),
        ] {
            kept.note(&message(id, MONDAY), deed);
        }
        kept.note(&Message { id: "MC5".to_owned(), ..Message::default() }, Deed::Read(true));
        assert_eq!(kept.len(), 5);
        assert_eq!(Kept::read(&kept.write()), kept);
        assert!(Kept::read(&Kept::default().write()).is_empty());
    }

    #[test]
    fn what_cannot_be_read_is_left_out() {
        let check = |text: &str, expected: &[&str]| {
            assert_eq!(Kept::read(text).ids().collect::<Vec<_>>(), expected, "{text}");
        };
        check("", &[]);
        check("{\"a\": 1}", &[]);
        check("tenant-status-read 2\nMC1 1 - 1 -", &[]);
        check("tenant-status-read 1\nMC1 1 - 1 -\n\nMC2\nMC3 x - 1 -\nMC4 2 z 1 -\nMC<5> 3 - 1 -\nMC6 4 n - 1", &["MC1", "MC6"]);
        check("tenant-status-read 1\nMC2 1 - 1 -\nMC1 2 - 1 -\nMC2 3 - 0 -", &["MC1", "MC2"]);
    }

    #[test]
    fn an_id_that_could_break_a_line_is_not_remembered() {
        for id in ["", "MC 1", "MC\n1", "M\u{c9}1", &"M".repeat(41)] {
            assert!(noted(&message(id, MONDAY), &[Deed::Hide(true)]).is_empty(), "{id}");
        }
        assert_eq!(noted(&message(&"M".repeat(40), MONDAY), &[Deed::Hide(true)]).len(), 1);
    }

    #[test]
    fn the_memory_has_an_end_and_loses_what_was_touched_longest_ago() {
        let mut kept = Kept::default();
        let mut unwanted = Vec::new();
        for number in 0..=MAX_MARKS {
            unwanted = kept.note(&message(&format!("MC{number}"), MONDAY), Deed::Read(true));
        }
        assert_eq!(kept.len(), MAX_MARKS);
        let ids: Vec<_> = kept.ids().collect();
        assert!(!ids.contains(&"MC0") && ids.contains(&"MC1"));
        // The texts of all but the last ones go, those of what is forgotten too.
        assert_eq!(unwanted.len(), 1 + MAX_MARKS - MAX_VERSIONS);
        assert!(unwanted.contains(&"MC0".to_owned()) && !unwanted.contains(&format!("MC{MAX_MARKS}")));
        kept.note(&message("MC1", MONDAY), Deed::Favorite(true));
        kept.note(&message("new", MONDAY), Deed::Hide(true));
        assert!(kept.ids().any(|id| id == "MC1") && kept.ids().all(|id| id != "MC2"));
    }

    #[test]
    fn what_was_chosen_outlives_what_was_only_read() {
        let mut kept = Kept::default();
        assert!(kept.is_empty());
        let deeds =
            [("MC1", Deed::Favorite(true)), ("MC2", Deed::Hide(true)), ("MC3", Deed::Read(true)), ("MC4", Deed::Read(true))];
        for (id, deed) in deeds {
            kept.note(&message(id, MONDAY), deed);
        }
        assert!(!kept.is_empty());
        assert_eq!(kept.beyond(2), ["MC4", "MC3"]);
        assert_eq!(kept.beyond(3), ["MC3"]);
    }

    #[test]
    fn a_version_is_written_and_read_again() {
        let message = Message {
            title: " A \n title ".to_owned(),
            act_by: Some(When::parse("2026-12-01T08:00:00Z")),
            ..message("MC1", MONDAY)
        };
        let version = Version::of(&message, "One\ntwo\n");
        assert_eq!(version.title, "A title");
        assert_eq!(Version::read(&version.write()), Some(version.clone()));
        assert_eq!(version.date(), When::parse(MONDAY).instant());
        assert_eq!(version.act_by_at(), message.act_by_at());
        let bare = Version::of(&Message::default(), "");
        assert_eq!(Version::read(&bare.write()), Some(bare.clone()));
        assert_eq!((bare.date(), bare.act_by_at()), (None, None));
        for odd in ["", "1", "x\n\nt\nb", "1\ny\nt\nb", "1\n\nt"] {
            assert_eq!(Version::read(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_long_text_is_cut_between_two_signs() {
        let version = Version::of(&Message::default(), &"é".repeat(MAX_TEXT));
        assert_eq!(version.text.len(), MAX_TEXT);
        assert_eq!(Version::of(&Message::default(), &format!("a{}", "é".repeat(MAX_TEXT))).text.len(), MAX_TEXT - 1);
    }

    #[test]
    fn only_title_text_and_act_by_date_make_a_difference_to_a_reader() {
        let version = Version::of(&message("MC1", MONDAY), "text");
        assert!(version.reads_like(&Version::of(&message("MC1", TUESDAY), "text")));
        assert!(!version.reads_like(&Version::of(&message("MC1", MONDAY), "other text")));
        let dated = Message { act_by: Some(When::parse(TUESDAY)), ..message("MC1", MONDAY) };
        assert!(!version.reads_like(&Version::of(&dated, "text")));
    }
}
