//! News: the messages of the Microsoft 365 message center.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::{order, service_issue::is_intune, when::When};

/// How many messages are shown at first, and how many more at each step.
pub const PAGE: usize = 10;
/// An act-by date this near, or past, is something to act on.
pub const ACT_SOON: TimeDelta = TimeDelta::days(14);

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
    order::sort_by(&mut news, |a, b| b.updated_at().cmp(&a.updated_at()).then_with(|| b.id.cmp(&a.id)));
    news
}

/// The messages with an act-by date at most `within` ahead, or past, the most urgent first.
pub fn to_act_on(news: &[Arc<Message>], now: DateTime<Utc>, within: TimeDelta) -> Vec<Arc<Message>> {
    let mut urgent: Vec<_> =
        news.iter().filter(|message| message.act_by_at().is_some_and(|act_by| act_by - now <= within)).cloned().collect();
    order::sort_by_key(&mut urgent, |message| message.act_by_at());
    urgent
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).expect("a timestamp").to_utc()
    }

    fn now() -> DateTime<Utc> {
        utc("2026-03-10T12:00:00Z")
    }

    fn message(id: &str, updated: &str) -> Message {
        Message { id: id.to_owned(), updated: Some(When::parse(updated)), ..Message::default() }
    }

    fn arcs(messages: Vec<Message>) -> Vec<Arc<Message>> {
        messages.into_iter().map(Arc::new).collect()
    }

    fn ids(messages: &[Arc<Message>]) -> Vec<&str> {
        messages.iter().map(|message| message.id.as_str()).collect()
    }

    #[test]
    fn a_message_is_active_until_the_instant_of_its_end() {
        let check = |ended: Option<&str>, active| {
            let message = Message { ended: ended.map(When::parse), ..message("MC1", "2026-03-01T00:00:00Z") };
            assert_eq!(message.is_active(now()), active, "{ended:?}");
        };
        check(Some("2026-03-10T12:00:00.001Z"), true);
        check(Some("2026-03-10T12:00:00.000Z"), false);
        check(Some("2026-03-10T11:59:59.999Z"), false);
        for no_end in [None, Some("0001-01-01T00:00:00Z"), Some("9999-12-31T00:00:00Z"), Some("unreadable")] {
            check(no_end, true);
        }
    }

    #[test]
    fn a_message_that_the_reader_archived_is_not_active() {
        let archived = Message { is_archived: true, ..message("MC1", "2026-03-01T00:00:00Z") };
        assert!(!archived.is_active(now()));
        assert_eq!(news(&arcs(vec![archived]), now()), []);
    }

    #[test]
    fn a_message_is_about_intune_if_one_of_its_services_is_or_it_names_none() {
        let check = |services: &[&str], about| {
            let services = services.iter().map(|service| (*service).to_owned()).collect();
            let message = Message { services, ..message("MC1", "2026-03-01T00:00:00Z") };
            assert_eq!(message.is_about_intune(), about, "{:?}", message.services);
            assert_eq!(news(&arcs(vec![message]), now()).len(), usize::from(about));
        };
        check(&["Microsoft Intune"], true);
        check(&["Exchange Online", "MICROSOFT INTUNE"], true);
        check(&["Exchange Online"], false);
        check(&["Microsoft Intune Suite"], false);
        check(&[], true);
    }

    #[test]
    fn news_stand_newest_first_by_their_last_change_and_without_a_date_last() {
        let mut messages = arcs(vec![
            message("MC9", "2026-01-01T00:00:00Z"),
            Message { started: Some(When::parse("2026-03-09T00:00:00Z")), ..message("MC3", "2026-03-08T00:00:00Z") },
            Message {
                updated: None,
                started: Some(When::parse("2026-03-07T00:00:00Z")),
                ..Message { id: "MC7".to_owned(), ..Message::default() }
            },
            Message { id: "MC8".to_owned(), ..Message::default() },
            Message { started: Some(When::parse("2026-03-06T00:00:00Z")), ..message("MC2", "unreadable") },
            message("MC4", "2026-03-08T00:00:00Z"),
        ]);
        for _ in 0..2 {
            assert_eq!(ids(&news(&messages, now())), ["MC4", "MC3", "MC7", "MC2", "MC9", "MC8"]);
            messages.reverse();
        }
    }

    #[test]
    fn an_act_by_date_counts_up_to_exactly_the_window_and_once_past_for_good() {
        let check = |act_by: &str, soon: bool| {
            let messages = arcs(vec![Message { act_by: Some(When::parse(act_by)), ..Message::default() }]);
            assert_eq!(!to_act_on(&messages, now(), ACT_SOON).is_empty(), soon, "{act_by}");
        };
        check("2026-03-24T12:00:00.000Z", true);
        check("2026-03-24T12:00:00.001Z", false);
        check("2026-03-10T11:59:59Z", true);
        check("2025-03-10T00:00:00Z", true);
        for no_date in ["0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z", "unreadable"] {
            check(no_date, false);
        }
    }

    #[test]
    fn what_is_to_be_done_stands_most_urgent_first() {
        let act_by = |id, date| Message { act_by: Some(When::parse(date)), ..message(id, "2026-03-01T00:00:00Z") };
        let messages = arcs(vec![
            act_by("MC1", "2026-03-20T00:00:00Z"),
            message("MC2", "2026-03-09T00:00:00Z"),
            act_by("MC3", "2026-03-01T00:00:00Z"),
            act_by("MC4", "2026-03-12T00:00:00Z"),
        ]);
        assert_eq!(ids(&to_act_on(&messages, now(), ACT_SOON)), ["MC3", "MC4", "MC1"]);
    }
}
