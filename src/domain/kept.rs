//! What the reader did with the messages, as this browser keeps it: read, favourite, hidden, and the version that was read.
//!
//! Graph's `viewPoint` is the start; what the reader does here goes before it. Nothing of it is sent anywhere.

use chrono::{DateTime, Utc};

use super::message::Message;

/// How many messages are remembered at the most; the ones whose last change is longest ago are forgotten first.
pub const MAX_MARKS: usize = 1_000;
/// Of how many of them the text that was read is kept.
pub const MAX_VERSIONS: usize = 80;
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
        let is_changed = matches!(read, Some(Read::Version(read)) if read != version(message));
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

    /// Whether it is noted already that the reader has read a message as it is.
    pub fn is_noted_as_read(&self, message: &Message) -> bool {
        self.find(&message.id).is_ok_and(|place| self.marks[place].read == Some(Read::Version(version(message))))
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
        super::order::sort_by_key(&mut by_turn, |mark| std::cmp::Reverse(mark.turn));
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
