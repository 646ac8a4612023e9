//! Calendar files of what comes.

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use super::words::{absolute_link, due_words, subject_words, turns};
use crate::{
    app::{data::TenantData, lead_times::lead_times},
    browser::download,
    domain::{
        connector::ConnectorKind,
        health::Health,
        horizon::{Entry, Subject, of_connector},
    },
    export::{
        calendar::{Appointment, MIME, calendar, uid},
        file_name::file_name,
    },
    i18n::{I18n, Plural, Text, emphasised},
};

/// Saves a calendar file of these dates, and says so.
pub(super) fn save(data: TenantData, entries: &[&Entry], about: &str) {
    let i18n = data.i18n;
    let say = |text: String| {
        if let Some(live) = data.live {
            live.say(text);
        }
    };
    // A calendar holds at least one date, so what holds none is no calendar.
    if entries.is_empty() {
        return say(i18n.text(Text::HorizonNoFile));
    }
    let made: Vec<_> = entries.iter().map(|entry| appointment(i18n, data, entry)).collect();
    let as_of = as_of(data);
    let name = data.sections().with_untracked(|sections| sections.tenant.value.name.known().cloned().unwrap_or_default());
    let is_saved = download::save(&file_name(&[&name, about], as_of, "ics"), MIME, &calendar(&made, as_of));
    say(if is_saved { i18n.plural(Plural::HorizonSaved, made.len(), &[]) } else { i18n.text(Text::HorizonNotSaved) });
}

/// Of when a file is: of the time that its data was read, whatever other moment is shown. A file of newer data replaces it in a calendar,
/// whichever was made last.
fn as_of(data: TenantData) -> DateTime<Utc> {
    let as_of = data.as_of();
    untrack(|| data.read_at()).map_or(as_of, |read_at| read_at.min(as_of))
}

/// Saves a calendar file of all that comes for the members of one connector.
pub(super) fn save_of_connector(data: TenantData, kind: ConnectorKind) {
    let (leads, now) = (lead_times().get_untracked(), data.now().get_untracked());
    let sections = data.sections().get_untracked();
    let row = sections.connectors.value.iter().find(|row| row.kind == kind);
    let entries = row.map(|row| of_connector(row, &leads, now)).unwrap_or_default();
    save(data, &entries.iter().collect::<Vec<_>>(), kind.key());
}

fn appointment(i18n: I18n, data: TenantData, entry: &Entry) -> Appointment {
    let (cloud, due) = (data.cloud_now(), entry.due());
    let tenant = data.sections().with_untracked(|sections| sections.tenant.value.tenant_id.known().cloned().unwrap_or_default());
    let [sort, id, about] = entry.subject.identity();
    let title = [&due_words(i18n, entry), ": ", &subject_words(i18n, &entry.subject)].concat();
    let mut lines = vec![[&title, ", ", &i18n.utc_long(due.at)].concat()];
    if let Some(at) = entry.warning_at() {
        lines.push([&turns(i18n, Health::Warning), ": ", &i18n.utc_long(at)].concat());
    }
    if entry.subject.is_connection() {
        lines.push(i18n.text(Text::HorizonStale) + ".");
    }
    let (link, open) = match &entry.subject {
        Subject::Connector { kind, .. } => {
            steps(i18n, *kind, &mut lines);
            (cloud.portal_link(*kind), Text::LinkOpenIntune)
        }
        Subject::License { .. } => (cloud.licenses_link(), Text::LinkOpenM365),
        Subject::Message { id, .. } => (cloud.message_link(id), Text::LinkOpenMessageCenter),
    };
    lines.push(String::new());
    lines.push([&i18n.text(open), ": ", &link].concat());
    lines.push([&i18n.text(Text::AppName), ": ", &absolute_link(&entry.subject)].concat());
    lines.push(i18n.format(Text::HorizonFileAsOf, &[("date", &i18n.utc_long(as_of(data)))]));
    Appointment {
        uid: uid(&[&tenant, sort, id, about]),
        at: due.at,
        title,
        text: lines.join("\n"),
        link,
        alarms: entry.alarms(&lead_times().get_untracked()),
    }
}

/// The repair in plain text: what to take care of, then what to do.
fn steps(i18n: I18n, kind: ConnectorKind, lines: &mut Vec<String>) {
    let plain = |text: &str| emphasised(text).map(|(_, run)| run).collect::<String>();
    let texts = i18n.connector(kind.key());
    lines.push(String::new());
    lines.push(texts.steps_title);
    lines.push([&i18n.text(Text::RowTrap), ": ", &plain(&texts.trap)].concat());
    let numbered = texts.steps.iter().enumerate();
    lines.extend(numbered.map(|(index, step)| [&(index + 1).to_string(), ". ", &plain(step)].concat()));
}
