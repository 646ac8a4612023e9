//! News: the messages of the Microsoft 365 message center.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::{service_issue::is_intune, when::When};

/// How many messages are shown at first, and how many more at each step.
pub const PAGE: usize = 10;
/// An act-by date this near, or past, is something to act on.
pub const ACT_SOON: TimeDelta = TimeDelta::days(14);
/// An act-by date this near, or past, is listed before the news.
pub const ACT_LISTED: TimeDelta = TimeDelta::days(30);

/// A text that came from outside.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Body {
    /// Whether it claims to be HTML; plain text otherwise.
    pub is_html: bool,
    /// The text as it came. Never shown other than through `rich_text`.
    pub content: String,
}

/// A message (`serviceUpdateMessage`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Message {
    /// The id, `MC…`.
    pub id: String,
    /// The title, in English.
    pub title: String,
    /// `planForChange`, `stayInformed` or `preventOrFixIssue`, as it came.
    pub category: String,
    /// `normal`, `high` or `critical`, as it came.
    pub severity: String,
    /// The services it is about; empty where the answer does not tell.
    pub services: Vec<String>,
    /// The tags as they came.
    pub tags: Vec<String>,
    /// Whether it is marked as a major update.
    pub is_major: bool,
    /// Until when somebody has to act.
    pub act_by: Option<When>,
    /// When it was published.
    pub started: Option<When>,
    /// When it disappears.
    pub ended: Option<When>,
    /// When it was last changed.
    pub updated: Option<When>,
    /// Whether the reader has read it; `None` where Graph does not tell.
    pub is_read: Option<bool>,
    /// Whether the reader has marked it as favourite.
    pub is_favorite: bool,
    /// Whether the reader has archived it.
    pub is_archived: bool,
    /// The text.
    pub body: Body,
    /// Names and values that belong to it (`RoadmapIds`, `Platforms`, …).
    pub details: Vec<(String, String)>,
}

impl Message {
    /// Active: neither past its end nor archived by the reader.
    pub fn is_active(&self, now: DateTime<Utc>) -> bool {
        !self.is_archived && self.ended.as_ref().and_then(When::instant).is_none_or(|ended| now < ended)
    }

    /// Whether it is about Intune. A message that names no service is kept: nothing is lost by absence.
    pub fn is_about_intune(&self) -> bool {
        self.services.is_empty() || self.services.iter().any(|service| is_intune(service))
    }

    /// The last change, or the publication; messages without a date are the oldest.
    pub fn updated_at(&self) -> Option<DateTime<Utc>> {
        self.updated.as_ref().and_then(When::instant).or_else(|| self.started.as_ref().and_then(When::instant))
    }

    /// The instant until which somebody has to act.
    pub fn act_by_at(&self) -> Option<DateTime<Utc>> {
        self.act_by.as_ref().and_then(When::instant)
    }
}

/// The active messages about Intune, newest first by their last change; the order of the answer means nothing.
pub fn news(messages: &[Arc<Message>], now: DateTime<Utc>) -> Vec<Arc<Message>> {
    let mut news: Vec<_> =
        messages.iter().filter(|message| message.is_about_intune() && message.is_active(now)).cloned().collect();
    news.sort_by(|a, b| b.updated_at().cmp(&a.updated_at()).then_with(|| b.id.cmp(&a.id)));
    news
}

/// The messages with an act-by date at most `within` ahead, or past, the most urgent first.
pub fn to_act_on(news: &[Arc<Message>], now: DateTime<Utc>, within: TimeDelta) -> Vec<Arc<Message>> {
    let mut urgent: Vec<_> =
        news.iter().filter(|message| message.act_by_at().is_some_and(|act_by| act_by - now <= within)).cloned().collect();
    urgent.sort_by_key(|message| message.act_by_at());
    urgent
}
