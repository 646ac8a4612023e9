//! What comes, in words.

use chrono::{DateTime, Utc};
use leptos::prelude::window;

use crate::{
    app::{
        tab::{Tab, changed, href, path},
        words::health_word,
    },
    domain::{
        health::Health,
        horizon::{Entry, Event, Subject, What},
    },
    i18n::{I18n, Plural, Text},
    rich_text::text::reveal,
};

/// What it happens to: "Apple VPP token: expiry “Sales”".
pub(super) fn subject_words(i18n: I18n, subject: &Subject) -> String {
    match subject {
        Subject::Connector { kind, name, .. } => {
            let kind = i18n.connector_name(kind.key());
            match name.as_ref().filter(|name| !name.is_empty()) {
                Some(name) => [&kind, " “", &reveal(name), "”"].concat(),
                None => kind,
            }
        }
        Subject::License { name, .. } => [&i18n.text(Text::LicenseName), " ", &reveal(name)].concat(),
        Subject::Message { id, title } => [&reveal(id), " ", &reveal(title)].concat(),
    }
}

/// The same where it may be cut: what tells it from its neighbours first.
pub(super) fn short_words(i18n: I18n, subject: &Subject) -> String {
    match subject {
        Subject::Connector { kind, name: Some(name), .. } if !name.is_empty() => {
            [&reveal(name), " · ", &i18n.connector_name(kind.key())].concat()
        }
        subject => subject_words(i18n, subject),
    }
}

/// What the date that matters is the date of: "Expires".
pub(super) fn due_words(i18n: I18n, entry: &Entry) -> String {
    match entry.due().what {
        What::Turns(_) if !entry.subject.is_connection() => i18n.text(Text::RowExpires),
        What::Turns(health) => turns(i18n, health),
        What::Renews => i18n.text(Text::HorizonRenews),
        What::Ends => i18n.text(Text::HorizonEnds),
        What::ActBy => i18n.text(Text::NewsActBy),
        What::Lead(days) => i18n.plural(Plural::HorizonLead, days.into(), &[]),
    }
}

/// "Turns Warning".
pub(super) fn turns(i18n: I18n, health: Health) -> String {
    i18n.format(Text::HorizonTurns, &[("status", &health_word(i18n, health))])
}

/// All that comes for a subject, in one line.
pub(super) fn entry_words(i18n: I18n, entry: &Entry) -> String {
    let due = entry.due();
    let words = |event: &Event| {
        let what = match event.what {
            _ if *event == due => due_words(i18n, entry),
            What::Lead(days) => i18n.plural(Plural::HorizonLead, days.into(), &[]),
            What::Turns(health) => turns(i18n, health),
            What::Renews | What::Ends | What::ActBy => due_words(i18n, entry),
        };
        [&what, " ", &i18n.date_long(event.at)].concat()
    };
    let events: Vec<_> = entry.events.iter().map(words).collect();
    let condition = if entry.subject.is_connection() {
        [" (", &crate::i18n::mid_sentence(&i18n.text(Text::HorizonStale)), ")"].concat()
    } else {
        String::new()
    };
    [&subject_words(i18n, &entry.subject), ": ", &events.join("; "), &condition].concat()
}

/// The marks of the lead times, each with its date; empty where none is ahead.
pub(super) fn lead_words(i18n: I18n, entry: &Entry) -> String {
    let leads = entry.events.iter().filter_map(|event| match event.what {
        What::Lead(days) => Some((days, event.at)),
        _ => None,
    });
    let words = |(days, at): (u16, DateTime<Utc>)| {
        let days = i18n.format(Text::HorizonDays, &[("n", &i18n.number(days.into()))]);
        [&days, ": ", &i18n.date_only(at)].concat()
    };
    leads.map(words).collect::<Vec<_>>().join("; ")
}

/// The value of `data-ref`: the key of a connector, the part number of a licence, the id of a message.
pub(super) fn reference(subject: &Subject) -> String {
    match subject {
        Subject::Connector { kind, .. } => kind.key().to_owned(),
        Subject::License { part_number: id, .. } | Subject::Message { id, .. } => id.clone(),
    }
}

/// Where more is told, with the time that is looked ahead kept where it is on the same tab.
pub(super) fn link(subject: &Subject, days: u16) -> String {
    match subject {
        Subject::Connector { kind, .. } => href(Tab::Connectors, &[("connector", kind.key())]),
        Subject::Message { id, .. } => href(Tab::ServiceHealth, &[("message", id)]),
        Subject::License { .. } => href(Tab::TenantDetails, &[("horizon", &days.to_string())]) + LICENSES,
    }
}

/// The same for somebody who is elsewhere.
pub(super) fn absolute_link(subject: &Subject) -> String {
    // It leads to how things are then, not to another moment.
    let of = |tab: Tab, query: Vec<(&'static str, String)>| {
        [window().location().origin().unwrap_or_default(), changed(path(tab), "", &query)].concat()
    };
    match subject {
        Subject::Connector { kind, .. } => of(Tab::Connectors, vec![("connector", kind.key().to_owned())]),
        Subject::Message { id, .. } => of(Tab::ServiceHealth, vec![("message", id.clone())]),
        Subject::License { .. } => of(Tab::TenantDetails, Vec::new()) + LICENSES,
    }
}

/// The heading of the licences.
const LICENSES: &str = "#section-licenses";
