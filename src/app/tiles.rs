//! The four tiles of the summary in words.

use chrono::{DateTime, Utc};

use super::tab::{Tab, href};
use crate::{
    domain::health::Health,
    graph::{
        section::{SectionId, SectionState, Sections},
        summary::Summary,
    },
    i18n::{I18n, Plural, Text},
    rich_text::text::reveal,
};

/// What a tile tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TileWords {
    /// Where it leads.
    pub to: String,
    /// What it is about.
    pub title: Text,
    /// What it says.
    pub value: Value,
    /// A second line; may be empty.
    pub note: String,
}

/// What a tile says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A few words.
    Words(String),
    /// How many have each status, without those that none has.
    Counts(Vec<(Health, usize)>),
    /// An instant, in words.
    Moment(DateTime<Utc>, String),
}

/// The tiles: connectors, service health, messages, the next expiry. A tile without data says so: an empty one would look like good news.
/// `is_not_asked` tells of a refused section that nobody has asked for yet.
pub fn tiles(
    i18n: I18n,
    sections: &Sections,
    counts: &Summary,
    now: DateTime<Utc>,
    is_not_asked: &dyn Fn(SectionId) -> bool,
) -> [TileWords; 4] {
    let state = |section| sections.state(section);
    let unread = |section| {
        Value::Words(i18n.text(match state(section) {
            SectionState::Loading => Text::HeadChecking,
            SectionState::Refused if is_not_asked(section) => Text::TileNotAsked,
            _ => Text::TileNotRead,
        }))
    };
    // What was not read in full is no good news.
    let none = |section, text| match state(section) {
        SectionState::Partial => unread(section),
        _ => Value::Words(i18n.text(text)),
    };
    let is_loading = state(SectionId::Connectors) == SectionState::Loading;

    let shown = [Health::Unhealthy, Health::Warning, Health::Unknown, Health::Healthy];
    let by_health = shown.map(|health| (health, counts.by_health[health as usize]));
    let connectors = if is_loading {
        unread(SectionId::Connectors)
    } else {
        Value::Counts(by_health.into_iter().filter(|(_, number)| *number > 0).collect())
    };
    let told = |plural: Plural, number: usize| (number > 0).then(|| i18n.plural(plural, number, &[]));
    let not_enabled = told(Plural::TileNotEnabled, counts.by_health[Health::NotEnabled as usize]);

    let active: Vec<_> = [told(Plural::TileIncidents, counts.incidents), told(Plural::TileAdvisories, counts.advisories)]
        .into_iter()
        .flatten()
        .collect();
    let service = if !state(SectionId::ServiceHealth).has_data() {
        unread(SectionId::ServiceHealth)
    } else if active.is_empty() {
        none(SectionId::ServiceHealth, Text::TileNoneActive)
    } else {
        Value::Words(active.join(" · "))
    };

    let messages = match (state(SectionId::News).has_data(), counts.messages_to_act_on) {
        (false, _) => unread(SectionId::News),
        (true, 0) => none(SectionId::News, Text::TileNoneToAct),
        (true, number) => Value::Words(i18n.plural(Plural::TileToAct, number, &[])),
    };
    let next_act_by = counts.next_act_by.map(|at| i18n.format(Text::TileNext, &[("date", &i18n.date_only(at))]));

    let next = counts.next_expiry.as_ref();
    let expiry = match next {
        // An earlier one may still come.
        _ if is_loading => unread(SectionId::Connectors),
        Some(next) => Value::Moment(next.at, i18n.relative(next.at, now)),
        None if state(SectionId::Connectors).has_data() => none(SectionId::Connectors, Text::TileNoExpiry),
        None => unread(SectionId::Connectors),
    };
    let expiry_of = next.filter(|_| !is_loading).map(|next| {
        let kind = i18n.connector_name(next.kind.key());
        match &next.name {
            Some(name) => [&kind, " “", &reveal(name), "”"].concat(),
            None => kind,
        }
    });
    let expiry_to = href(Tab::Connectors, &[("connector", next.map_or("", |next| next.kind.key()))]);

    let tile = |to, title, value, note: Option<String>| TileWords { to, title, value, note: note.unwrap_or_default() };
    [
        tile(href(Tab::Connectors, &[]), Text::TileConnectors, connectors, not_enabled),
        tile(href(Tab::ServiceHealth, &[]), Text::TileService, service, told(Plural::TileEnvironment, counts.in_environment)),
        tile(href(Tab::ServiceHealth, &[]), Text::TileMessages, messages, next_act_by),
        tile(expiry_to, Text::TileExpiry, expiry, expiry_of),
    ]
}
