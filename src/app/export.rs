//! *Take it with you*: what is shown as a file or a text, redacted if the reader wants that, after a look at exactly what leaves.
//!
//! Whatever leaves is made of the answers behind what is shown. Redacted, those are replaced first, and everything is made of what
//! they then tell: a table can hold no name that its answers do not hold.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use super::{
    data::{TenantData, use_tenant_data},
    error_text::{section_name, state_cause},
    overlay::use_overlays,
    snooze::{Snoozed, use_snoozed},
    support::tenant_facts,
    tab::{Tab, absolute_href},
    words::{connector_reason, health_word, member_reason},
};
use crate::{
    browser::{
        download, task,
        timer::{in_slices, next_frame},
    },
    domain::{health::Health, snooze::Snooze},
    export::{
        csv::{self, AnnouncementHeadings, ConnectorHeadings},
        file_name::file_name,
        markdown::{self, Ticket},
        redact::redacted,
        snapshot,
        words::{Gap, Words, is_whole},
    },
    graph::{
        reply::Reply,
        section::{self, SectionId, SectionState, Sections},
        snapshot::Snapshot,
        store::Store,
        summary::{Line, Summary},
    },
    i18n::{I18n, Text, use_i18n},
    ui::{Button, CopyButton, CopyTexts, Glyph, Live, Look, StateLine, Tone, memo, part},
};

/// How much of a text is shown until the reader asks for all of it: lines, and bytes, since a line may be long.
const LINES: usize = 200;
const BYTES: usize = 20_000;

/// What can be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Choice {
    /// The connectors as a table.
    Connectors,
    /// Issues and messages as a table.
    Announcements,
    /// A text for a ticket.
    Ticket,
    /// The answers themselves.
    Snapshot,
}

impl Choice {
    const ALL: [Self; 4] = [Self::Connectors, Self::Announcements, Self::Ticket, Self::Snapshot];

    /// The value of its radio button, and a word of the file's name.
    fn as_str(self) -> &'static str {
        match self {
            Self::Connectors => "connectors",
            Self::Announcements => "messages",
            Self::Ticket => "ticket",
            Self::Snapshot => "snapshot",
        }
    }

    fn label(self) -> Text {
        match self {
            Self::Connectors => Text::ExportConnectors,
            Self::Announcements => Text::ExportAnnouncements,
            Self::Ticket => Text::ExportTicket,
            Self::Snapshot => Text::ExportSnapshot,
        }
    }

    /// The ending of the file's name, and its kind.
    fn format(self) -> (&'static str, &'static str) {
        match self {
            Self::Connectors | Self::Announcements => ("csv", "text/csv;charset=utf-8"),
            Self::Ticket => ("md", "text/markdown;charset=utf-8"),
            Self::Snapshot => ("json", "application/json"),
        }
    }

    /// What it is made of.
    fn sections(self) -> &'static [SectionId] {
        match self {
            Self::Connectors => &[SectionId::Connectors],
            Self::Announcements => &[SectionId::ServiceHealth, SectionId::EnvironmentIssues, SectionId::News],
            Self::Ticket | Self::Snapshot => &SectionId::ALL,
        }
    }
}

/// A file, ready to leave.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Made {
    name: String,
    mime: &'static str,
    text: Arc<str>,
    gaps: Vec<Gap>,
    /// Whether any of the gaps closes by itself.
    is_loading: bool,
}

/// What is shown and what it tells after redaction: that takes a while for a large tenant, and serves every choice.
type Redacted = Option<(Store, Store)>;

/// The inside of the dialog.
#[component]
pub fn Export() -> impl IntoView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    let overlays = use_overlays();
    let live = use_context::<Live>();
    let snoozed = StoredValue::new(use_snoozed());
    let choice = RwSignal::new(Choice::Connectors);
    let (is_redacted, shows_all) = (RwSignal::new(false), RwSignal::new(false));
    let made = RwSignal::new(None::<Made>);
    let kept = StoredValue::new(Redacted::None);
    // Counts what was asked for: what an earlier one brings is dropped.
    let generation = StoredValue::new(0_u32);

    // For the world outside: a text is made beside the page, and anew when what is shown changes.
    Effect::new(move |_| {
        let (choice, is_redacted) = (choice.get(), is_redacted.get());
        let store = data.store.get();
        let own = generation.with_value(|generation| generation + 1);
        generation.set_value(own);
        task::spawn(async move {
            let new = make(i18n, data, snoozed, choice, is_redacted, store, kept).await;
            if generation.try_get_value() == Some(own) {
                made.try_set(Some(new));
            }
        });
    });
    let choose = move |chosen| {
        made.set(None);
        shows_all.set(false);
        choice.set(chosen);
    };
    let choices = Choice::ALL.map(|this| {
        view! {
            <label class="check">
                <input
                    type="radio"
                    name="export"
                    value=this.as_str()
                    prop:checked=move || choice.get() == this
                    on:change=move |_| choose(this)
                />
                <span>{i18n.text(this.label())}</span>
            </label>
        }
        .into_any()
    });
    let redact = move |event| {
        made.set(None);
        is_redacted.set(event_target_checked(&event));
    };
    let save = move |()| {
        let Some(made) = made.get_untracked() else { return };
        let is_saved = download::save(&made.name, made.mime, &made.text);
        if let Some(live) = live {
            let text = if is_saved { Text::ExportSaved } else { Text::ExportNotSaved };
            live.say(i18n.format(text, &[("name", &made.name)]));
        }
    };
    let print = move |()| {
        overlays.close();
        task::spawn(async move {
            // What lies over the page has to be gone.
            next_frame().await;
            let _ = window().print();
        });
    };
    let texts = CopyTexts {
        label: i18n.text(Text::ActionCopy),
        copied: i18n.text(Text::ActionCopied),
        refused: i18n.text(Text::ActionCopyFailed),
    };
    let copied = move |()| made.with_untracked(|made| made.as_ref().map(|made| made.text.to_string()).unwrap_or_default());
    let is_made = memo(move || made.with(Option::is_some));
    let actions = move || {
        view! {
            <Button look=Look::Primary icon=Glyph::Download on_click=save text=i18n.text(Text::ExportSave)/>
            <CopyButton text=copied texts=texts.clone()/>
        }
        .into_any()
    };
    let gaps = memo(move || made.with(|made| made.as_ref().map(|made| (made.gaps.clone(), made.is_loading)).unwrap_or_default()));
    view! {
        <p class="export__about">{i18n.text(Text::ExportAbout)}</p>
        <fieldset class="export__choices">
            <legend>{i18n.text(Text::ExportWhat)}</legend>
            {choices.into_iter().collect_view()}
        </fieldset>
        <div>
            <label class="check">
                <input type="checkbox" id="export-redacted" aria-describedby="export-redacted-help" prop:checked=is_redacted on:change=redact/>
                <span>{i18n.text(Text::ExportRedacted)}</span>
            </label>
            <p class="export__help" id="export-redacted-help">{i18n.text(Text::ExportRedactedHelp)}</p>
        </div>
        <div data-export="gaps">{move || incomplete(i18n, gaps.get())}</div>
        <div class="export__actions">
            {part(move || is_made.get().then(actions.clone()))}
            <Button icon=Glyph::Print on_click=print text=i18n.text(Text::ActionPrint)/>
        </div>
        <div class="export__look" aria-busy=move || (!is_made.get()).then_some("true")>
            <h3 id="export-look">{i18n.text(Text::ExportPreview)}</h3>
            {move || look(i18n, made.get(), shows_all)}
        </div>
    }
    .into_any()
}

/// What is missing, in words.
fn incomplete(i18n: I18n, (gaps, is_loading): (Vec<Gap>, bool)) -> Option<AnyView> {
    if gaps.is_empty() {
        return None;
    }
    let lines = gaps
        .into_iter()
        .map(|gap| view! { <li data-gap=gap.section.as_str()>{[&gap.name, ": ", &gap.why].concat()}</li> }.into_any())
        .collect_view();
    let loading = is_loading.then(|| view! { <p>{i18n.text(Text::ExportLoading)}</p> }.into_any());
    let inside = view! {
        <p>{i18n.text(Text::ExportIncomplete)}</p>
        <ul>{lines}</ul>
        {loading}
    };
    Some(view! { <StateLine tone=Tone::Warning>{inside.into_any()}</StateLine> }.into_any())
}

/// The text, or how it begins.
fn look(i18n: I18n, made: Option<Made>, shows_all: RwSignal<bool>) -> AnyView {
    let Some(made) = made else {
        return view! { <p role="status">{i18n.text(Text::ExportMaking)}</p> }.into_any();
    };
    let size = i18n.number(i64::try_from(made.text.len().div_ceil(1000)).unwrap_or(i64::MAX));
    let facts = i18n.format(Text::ExportFile, &[("name", &made.name), ("size", &size)]);
    let lines = made.text.lines().count();
    let text = Arc::clone(&made.text);
    let end = beginning(&text);
    let is_cut = end < text.len();
    let shown = move || if shows_all.get() { text.to_string() } else { text.get(..end).unwrap_or_default().to_owned() };
    let unfold = move || {
        let text = i18n.format(Text::ExportShowAll, &[("n", &super::words::count(i18n, lines))]);
        view! { <Button look=Look::Link on_click=move |()| shows_all.set(true) text/> }.into_any()
    };
    view! {
        <p data-export="file">{facts}</p>
        <pre class="export__text" tabindex="0" role="region" aria-labelledby="export-look" data-export="text">{shown}</pre>
        {part(move || (is_cut && !shows_all.get()).then(unfold))}
    }
    .into_any()
}

/// Where the first [`LINES`] lines, or [`BYTES`] bytes, end.
fn beginning(text: &str) -> usize {
    let lines = text.match_indices('\n').nth(LINES - 1).map_or(text.len(), |(at, _)| at + 1);
    text.floor_char_boundary(lines.min(BYTES))
}

async fn make(
    i18n: I18n,
    data: TenantData,
    snoozed: StoredValue<Snoozed>,
    choice: Choice,
    is_redacted: bool,
    store: Store,
    kept: StoredValue<Redacted>,
) -> Made {
    // First what the reader has just pressed is seen.
    next_frame().await;
    let now = data.now().get_untracked();
    // What was read is of its own time, whatever other moment is shown.
    let as_of = data.as_of();
    let shown = data.sections().get_untracked();
    // Why something is missing names nobody.
    let (gaps, is_loading) = gaps(i18n, choice, &shown);
    let (store, sections) = if is_redacted {
        let redacted = redacted_store(store, kept).await;
        let sections = match untrack(|| data.what_if()) {
            Some(at) => section::what_if(&redacted, as_of, at),
            None => section::sections(&redacted, as_of),
        };
        (redacted, Arc::new(sections))
    } else {
        (store, shown)
    };
    let (cloud, service_release) = untrack(|| (data.cloud(), data.service_release()));
    // A document may call it anything.
    let is_number = |release: &String| release.bytes().all(|byte| byte.is_ascii_digit());
    let service_release = service_release.filter(|release| !is_redacted || is_number(release));
    let words = Words {
        connector: &|key| i18n.connector_name(key),
        health: &|health| health_word(i18n, health),
        reason: &|row, member| {
            let reason = match member {
                Some(member) => member_reason(i18n, row, member, now),
                None => connector_reason(i18n, row, now),
            };
            match snoozed.try_with_value(|snoozed| untrack(|| snoozed.of(row.kind))).flatten() {
                Some(snooze) => [reason, snooze_words(i18n, &snooze, is_redacted)].join(". "),
                None => reason,
            }
        },
        word: &|field, raw| i18n.word(field, raw),
    };
    let text = match choice {
        Choice::Connectors => {
            csv::connectors(&sections.connectors.value, &connector_headings(i18n), words, &gaps, &in_slices()).await
        }
        Choice::Announcements => csv::announcements(&sections, &announcement_headings(i18n), words, &gaps),
        Choice::Ticket => markdown::ticket(&sections, &ticket(i18n, &sections, service_release, now, is_redacted), words, &gaps),
        Choice::Snapshot => snapshot::document(store.replies(), as_of, cloud, service_release, &gaps),
    };
    let tenant = if is_redacted { Some("redacted") } else { sections.tenant.value.name.known().map(String::as_str) };
    let mut parts = vec![tenant.unwrap_or_default(), choice.as_str()];
    if !gaps.is_empty() {
        parts.push("incomplete");
    }
    let (ending, mime) = choice.format();
    Made { name: file_name(&parts, now, ending), mime, text: text.into(), gaps, is_loading }
}

/// That a row is snoozed. The reason is the reader's own text and may name anybody.
fn snooze_words(i18n: I18n, snooze: &Snooze, is_redacted: bool) -> String {
    if is_redacted {
        return i18n.format(Text::SnoozeTag, &[("date", &i18n.date_only(snooze.until))]);
    }
    i18n.format(Text::SnoozeUntil, &[("date", &i18n.date_long(snooze.until)), ("reason", &snooze.reason)])
}

/// What the answers tell without what names the tenant.
async fn redacted_store(store: Store, kept: StoredValue<Redacted>) -> Store {
    let known = kept.try_get_value().flatten().filter(|(of, _)| *of == store);
    if let Some((_, known)) = known {
        return known;
    }
    let pause = in_slices();
    let replies: Vec<Reply> = store.replies().cloned().collect();
    let replies = redacted(&replies, &pause).await;
    let told = Store::read(&Snapshot { replies, ..Snapshot::default() }, &pause).await;
    kept.try_set_value(Some((store, told.clone())));
    told
}

/// The parts of a choice that are not whole, and whether any of them is still on its way.
fn gaps(i18n: I18n, choice: Choice, sections: &Sections) -> (Vec<Gap>, bool) {
    let missing: Vec<SectionId> = choice.sections().iter().copied().filter(|section| !is_whole(sections, *section)).collect();
    let is_loading = |section: &SectionId| sections.state(*section) == SectionState::Loading;
    let why = |section: SectionId| {
        let state = sections.state(section);
        let cause = if state == SectionState::Loading { i18n.text(Text::VerdictLoading) } else { state_cause(i18n, state) };
        let rows = &sections.connectors.value;
        let unknown: Vec<String> = rows
            .iter()
            .filter(|row| section == SectionId::Connectors && state == SectionState::Partial && row.health() == Health::Unknown)
            .map(|row| i18n.connector_name(row.kind.key()))
            .collect();
        if unknown.is_empty() { cause } else { [&cause, " (", &i18n.list(&unknown), ")"].concat() }
    };
    let is_any_loading = missing.iter().any(is_loading);
    let gap = |section: SectionId| Gap { section, name: section_name(i18n, section), why: why(section) };
    (missing.into_iter().map(gap).collect(), is_any_loading)
}

fn connector_headings(i18n: I18n) -> ConnectorHeadings {
    let all = |texts: [Text; 4]| texts.map(|text| i18n.text(text));
    ConnectorHeadings {
        row: all([Text::ExportConnector, Text::ExportKey, Text::RowStatus, Text::RowWhy]),
        member: all([Text::ExportMember, Text::ExportMemberStatus, Text::RowAccount, Text::RowReports]),
        dates: all([Text::ExportField, Text::ExportDate, Text::RowChanges, Text::SupportReadAt]),
        incomplete: i18n.text(Text::ExportMark),
    }
}

fn announcement_headings(i18n: I18n) -> AnnouncementHeadings {
    AnnouncementHeadings {
        what: [Text::ExportKind, Text::ExportId, Text::NewsMessage, Text::HealthService, Text::HealthType, Text::RowStatus]
            .map(|text| i18n.text(text)),
        dates: [Text::HealthStarted, Text::HealthUpdated, Text::HealthEnded, Text::NewsActBy].map(|text| i18n.text(text)),
        kinds: [SectionId::ServiceHealth, SectionId::EnvironmentIssues, SectionId::News]
            .map(|section| section_name(i18n, section)),
        incomplete: i18n.text(Text::ExportMark),
    }
}

fn ticket(i18n: I18n, sections: &Sections, service_release: Option<String>, now: DateTime<Utc>, is_redacted: bool) -> Ticket {
    let mut facts = tenant_facts(i18n, &sections.tenant.value, service_release);
    let read_at = sections.connectors.read_at.map(|at| (Text::SupportReadAt, i18n.utc_long(at)));
    facts.extend(read_at);
    facts.push((Text::SupportJudgedAt, i18n.utc_long(now)));
    facts.push((Text::SupportVersion, env!("CARGO_PKG_VERSION").to_owned()));
    let others = Summary::of(sections, now).lines.iter().filter_map(|line| line_words(i18n, line, now)).collect();
    Ticket {
        title: i18n.text(Text::ExportTicketTitle),
        facts: facts.into_iter().map(|(name, value)| (i18n.text(name), value)).collect(),
        action: [i18n.text(Text::SupportAction), i18n.text(Text::SupportNothing)],
        connectors: i18n.text(Text::TabConnectors),
        columns: [Text::ExportConnector, Text::RowStatus, Text::RowWhy].map(|text| i18n.text(text)),
        others,
        incomplete: i18n.text(Text::ExportMark),
        // The address may name whose page it is.
        link: (!is_redacted).then(|| (i18n.text(Text::SupportLink), absolute_href(Tab::TenantDetails, &[]))),
    }
}

/// What else needs action; what could not be read is told apart.
fn line_words(i18n: I18n, line: &Line, now: DateTime<Utc>) -> Option<String> {
    Some(match line {
        Line::Account(status) => i18n.format(Text::SummaryAccountStatus, &[("status", &i18n.word("subscriptionState", status))]),
        Line::Incident(issue) => i18n.format(Text::SummaryIncident, &[("id", &issue.id), ("title", &issue.title)]),
        Line::Environment(issue) => i18n.format(Text::SummaryEnvironment, &[("title", &[&issue.id, " ", &issue.title].concat())]),
        Line::ActBy(message, at) => {
            let title = [&message.id, " ", &message.title].concat();
            let values = [("date", i18n.date_only(*at)), ("rel", i18n.relative(*at, now)), ("title", title)];
            i18n.format(Text::SummaryActBy, &values.each_ref().map(|(name, value)| (*name, value.as_str())))
        }
        Line::UsedUp(license) => {
            let values =
                [("license", license.name.clone()), ("left", i18n.number(license.left())), ("total", i18n.number(license.total))];
            i18n.format(Text::SummaryLicenses, &values.each_ref().map(|(name, value)| (*name, value.as_str())))
        }
        Line::NotRead(..) | Line::NotReadable(..) => return None,
    })
}
