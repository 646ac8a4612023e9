//! What an opened row shows: the members, the reason, what changes next, what is not proven, what to do.

use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;

use super::Judged;
use crate::{
    app::{
        copy::copy_texts,
        data::{TenantData, use_tenant_data},
        parts::{self, Missing},
        refusal::Refusal,
        tab::{Tab, absolute_href},
        words::{
            change_sentence, connector_reason, count, date_and_utc, emphasis, health_word, member_name, member_reason, moment,
            when_words,
        },
    },
    browser::task,
    domain::{
        connector::{Connector, ConnectorKind, JudgedMember},
        health::{Family, Health, NotEnabled, NotKnown, Note, Reason, Verdict},
        horizon::has_dates,
        when::When,
    },
    graph::{connector::source_of, section::SectionId},
    i18n::{I18n, Plural, Text, use_i18n},
    rich_text::text::reveal,
    ui::{Button, CopyButton, Expander, Glyph, Look, StatusBadge},
};

/// How many members are shown at first, and how many more at each step.
const MEMBERS: usize = 50;

/// The inside of an opened row.
#[component]
pub fn ConnectorDetail(
    /// The row.
    connector: Judged,
) -> impl IntoView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    let now = data.now();
    let kind = connector.kind;
    let texts = i18n.connector(kind.key());

    let facts = {
        let connector = connector.clone();
        move || why(i18n, &connector, now.get())
    };
    let changes =
        (!connector.members.is_empty()).then(|| fact(i18n.text(Text::RowChanges), change_sentence(i18n, connector.next_change)));
    let enabled = connector.health() != Health::NotEnabled;
    let rhythm = enabled.then(|| fact(i18n.text(Text::RowRhythm), texts.rhythm));
    let not_proven = enabled.then(|| fact(i18n.text(Text::RowNotProven), texts.not_proven));
    let microsoft = connector.microsoft.map(|theirs| {
        let status = health_word(i18n, theirs.health);
        let sentence = match theirs.at {
            Some(at) => i18n.format(Text::RowReportedAt, &[("status", &status), ("date", &i18n.date_long(at))]),
            None => i18n.format(Text::RowReported, &[("status", &status)]),
        };
        fact(i18n.text(Text::RowMicrosoft), sentence)
    });
    let refusal = (connector.verdict.reason == Reason::NotKnown(NotKnown::Refused))
        .then(|| view! { <Refusal section=SectionId::Connectors resource=Some(source_of(kind).resource)/> }.into_any());
    let link = move || absolute_href(Tab::Connectors, &[("connector", kind.key())]);
    let ticket = {
        let connector = connector.clone();
        move || ticket(i18n, &connector, now.get_untracked())
    };
    let calendar = has_dates(&connector, now.get_untracked()).then(|| {
        let save = move |()| save_calendar(data, kind);
        view! { <Button look=Look::Subtle icon=Glyph::Calendar on_click=save text=i18n.text(Text::HorizonFile)/> }.into_any()
    });
    view! {
        <p class="detail-about">{texts.about}</p>
        {(!connector.members.is_empty()).then(|| members(i18n, connector.clone(), now))}
        <dl class="detail-facts">
            {move || facts()} {changes} {rhythm} {microsoft} {not_proven}
        </dl>
        {refusal}
        {steps(i18n, kind)}
        <div class="detail-actions">
            <CopyButton text=link texts=copy_texts(i18n, Text::ActionCopyLink) look=Look::Subtle/>
            <CopyButton text=ticket texts=copy_texts(i18n, Text::ActionCopyTicket) look=Look::Subtle/>
            {calendar}
        </div>
    }
    .into_any()
}

fn fact(label: String, sentence: String) -> AnyView {
    view! { <dt>{label}</dt> <dd>{sentence}</dd> }.into_any()
}

/// The reason in words, with the property that it comes from and what is worth saying beside it.
fn why(i18n: I18n, connector: &Connector, now: DateTime<Utc>) -> AnyView {
    let verdict = &connector.verdict;
    let mut sentences = Vec::new();
    match connector.members.first().filter(|first| connector.members.len() > 1 && first.verdict == *verdict) {
        Some(first) => {
            let reason = crate::i18n::mid_sentence(&member_reason(i18n, connector, first, now));
            sentences.push(i18n.format(Text::RowDecides, &[("member", member_name(first)), ("reason", &reason)]) + ".");
        }
        None => sentences.push(connector_reason(i18n, connector, now) + "."),
    }
    if let Some(rule) = rule(connector) {
        sentences.push(i18n.text(rule));
    }
    if matches!(verdict.reason, Reason::NotEnabled(NotEnabled::List)) {
        sentences.push(i18n.text(Text::RowScopeTags));
    }
    if connector.incomplete {
        sentences.push(i18n.text(Text::StateIncomplete));
    }
    if connector.kind.is_retired() {
        sentences.push(i18n.text(Text::ConnectorsRetiredNote));
    }
    for note in notes(connector) {
        sentences.push(match note {
            Note::ClocksDiffer(by) => i18n.format(Text::VerdictFuture, &[("duration", &i18n.duration(*by))]) + ".",
            Note::AppleTerms => sync_error(i18n, "3"),
            Note::SyncError(code) => sync_error(i18n, &code.to_string()),
        });
    }
    view! { <dt>{i18n.text(Text::RowWhy)}</dt> <dd>{sentences.join(" ")}</dd> {proof(i18n, verdict)} }.into_any()
}

/// The property that decided, its timestamp, its age or time left when it was judged, and the threshold that it was held against.
fn proof(i18n: I18n, verdict: &Verdict) -> AnyView {
    if !has_field(verdict.health, &verdict.reason) {
        return ().into_any();
    }
    let date = verdict.at.map(|at| view! { ": " {moment(at, date_and_utc(i18n, at))} }.into_any());
    let mut sentences = Vec::new();
    if let Some(at) = verdict.at {
        let judged = [("date", i18n.date_long(verdict.judged_at)), ("duration", i18n.duration((at - verdict.judged_at).abs()))];
        let text = if at > verdict.judged_at { Text::RowLeft } else { Text::RowAge };
        sentences.push(i18n.format(text, &judged.each_ref().map(|(name, value)| (*name, value.as_str()))));
    }
    if let Some(threshold) = verdict.threshold.filter(|threshold| *threshold > TimeDelta::zero()) {
        sentences.push(i18n.format(Text::RowThreshold, &[("duration", &i18n.duration(threshold))]));
    }
    view! {
        <dt>{i18n.text(Text::RowProof)}</dt>
        <dd data-proof=verdict.field><code>{verdict.field}</code> {date} ". " {sentences.join(" ")}</dd>
    }
    .into_any()
}

fn sync_error(i18n: I18n, code: &str) -> String {
    i18n.format(Text::RowSyncError, &[("error", &i18n.word("depSyncError", code))])
}

/// The rule behind a verdict: the official one, or ours where Microsoft's leaves it open.
fn rule(connector: &Connector) -> Option<Text> {
    Some(match connector.verdict.reason {
        Reason::Expired => Text::LegendUnhealthyCredential,
        Reason::ExpiresSoon => Text::LegendWarningCredential,
        Reason::Valid => Text::LegendHealthyCredential,
        Reason::ThreeDays => Text::LegendUnhealthyConnection,
        Reason::OverADay => Text::LegendWarningConnection,
        Reason::Fresh => Text::LegendHealthyConnection,
        Reason::State { .. } | Reason::LastAttemptFailed { .. } | Reason::OutdatedVersion(_) => Text::LegendEvidence,
        Reason::NeverSynchronised | Reason::WaitingForFirst => Text::RowRuleNever,
        Reason::TooOldToTell => Text::RowRuleTooOld,
        Reason::NoDate | Reason::UnreadableDate(_) | Reason::InTheFuture | Reason::ReadTimeUnknown => Text::LegendUnknown,
        Reason::NoEnd | Reason::NotEnabled(_) | Reason::NotKnown(_) => return None,
    })
}

/// The notes of all members, each once.
fn notes(connector: &Connector) -> Vec<&Note> {
    let mut notes = Vec::new();
    for note in connector.members.iter().flat_map(|judged| &judged.verdict.notes) {
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    notes
}

fn has_field(health: Health, reason: &Reason) -> bool {
    !matches!(reason, Reason::NotKnown(_)) && health != Health::NotEnabled
}

/// A column of the table of members: its heading, and the cell of a member.
struct Column {
    heading: Text,
    cell: fn(I18n, &Connector, &JudgedMember, DateTime<Utc>) -> AnyView,
}

/// The columns of a kind; those in which no member has anything are left out.
fn columns(connector: &Connector) -> Vec<Column> {
    let has = |has: fn(&JudgedMember) -> bool| connector.members.iter().any(has);
    let is_credential = connector.kind.facts().family == Family::Credential;
    let last = match connector.kind.facts() {
        facts if facts.family == Family::State => Text::RowLastUse,
        facts if facts.is_heartbeat => Text::RowLastContact,
        _ => Text::RowLastSync,
    };
    let mut columns = vec![Column { heading: Text::RowStatus, cell: status_cell }];
    if has(|judged| judged.member.account.is_some()) {
        let heading = if is_apple(connector.kind) { Text::RowAppleAccount } else { Text::RowAccount };
        columns.push(Column { heading, cell: |_, _, judged, _| judged.member.account.as_deref().map(reveal).into_any() });
    }
    if is_credential {
        columns.push(Column { heading: Text::RowExpires, cell: date_cell });
    } else if has(|judged| judged.member.evidence.date.is_some()) {
        columns.push(Column { heading: last, cell: date_cell });
    }
    if has(|judged| judged.member.last_sync.is_some()) {
        let heading = if is_credential { Text::RowLastSync } else { Text::RowLastUse };
        columns.push(Column { heading, cell: |i18n, _, judged, now| other_date(i18n, judged.member.last_sync.as_ref(), now) });
    }
    if has(|judged| judged.member.expires.is_some()) {
        columns.push(Column {
            heading: Text::RowExpires,
            cell: |i18n, _, judged, now| other_date(i18n, judged.member.expires.as_ref(), now),
        });
    }
    if has(|judged| judged.member.reported.is_some()) {
        columns.push(Column {
            heading: Text::RowReports,
            cell: |i18n, _, judged, _| {
                judged
                    .member
                    .reported
                    .as_ref()
                    .map(|reported| i18n.word(reported.field, &reported.value))
                    .unwrap_or_default()
                    .into_any()
            },
        });
    }
    if has(|judged| judged.member.version.is_some()) {
        columns.push(Column {
            heading: Text::RowVersion,
            cell: |_, _, judged, _| judged.member.version.as_deref().map(reveal).into_any(),
        });
    }
    columns
}

fn is_apple(kind: ConnectorKind) -> bool {
    use ConnectorKind as K;
    matches!(
        kind,
        K::ApplePushNotificationServiceExpiration
            | K::VppTokenExpiration
            | K::VppTokenLastSync
            | K::AppleDepExpiration
            | K::AppleDepLastSync
    )
}

fn status_cell(i18n: I18n, connector: &Connector, judged: &JudgedMember, now: DateTime<Utc>) -> AnyView {
    let health = judged.verdict.health;
    view! {
        <StatusBadge health=health.as_str() word=health_word(i18n, health)/>
        <span class="member-reason">{member_reason(i18n, connector, judged, now)}</span>
    }
    .into_any()
}

/// The date that is judged: relative and absolute, local and UTC.
fn date_cell(i18n: I18n, _: &Connector, judged: &JudgedMember, now: DateTime<Utc>) -> AnyView {
    other_date(i18n, judged.member.evidence.date.as_ref(), now)
}

fn other_date(i18n: I18n, when: Option<&When>, now: DateTime<Utc>) -> AnyView {
    match when {
        Some(When::At(at)) => {
            view! { <span>{moment(*at, date_and_utc(i18n, *at))} <br/> {i18n.relative(*at, now)}</span> }.into_any()
        }
        Some(when) => when_words(i18n, when).into_any(),
        None => ().into_any(),
    }
}

/// The members, worst first.
fn members(i18n: I18n, connector: Judged, now: Signal<DateTime<Utc>>) -> AnyView {
    let shown = RwSignal::new(MEMBERS);
    let total = connector.members.len();
    let headings = columns(&connector)
        .iter()
        .map(|column| view! { <th scope="col" role="columnheader">{i18n.text(column.heading)}</th> }.into_any())
        .collect_view();
    let rows = move || {
        let columns = columns(&connector);
        connector
            .members
            .iter()
            .take(shown.get())
            .map(|judged| {
                let cells = columns
                    .iter()
                    .map(|column| {
                        let cell = (column.cell)(i18n, &connector, judged, now.get());
                        view! { <td role="cell" data-label=i18n.text(column.heading)>{cell}</td> }.into_any()
                    })
                    .collect_view();
                view! {
                    <tr role="row" data-member=judged.member.id.clone() data-health=judged.verdict.health.as_str()>
                        <th scope="row" role="rowheader"><bdi>{reveal(member_name(judged))}</bdi></th>
                        {cells}
                    </tr>
                }
                .into_any()
            })
            .collect_view()
    };
    let more = move || {
        let left = total.saturating_sub(shown.get());
        (left > 0).then(|| {
            let text = i18n.format(Text::ActionShowMore, &[("n", &count(i18n, left.min(MEMBERS)))]);
            view! {
                <button type="button" class="button" on:click=move |_| shown.update(|shown| *shown += MEMBERS)>{text}</button>
            }
            .into_any()
        })
    };
    view! {
        <table class="data-table member-table" role="table">
            <caption class="visually-hidden">{i18n.text(Text::RowMembers)}</caption>
            <thead role="rowgroup">
                <tr role="row">
                    <th scope="col" role="columnheader">{i18n.text(Text::RowMembers)}</th>
                    {headings}
                </tr>
            </thead>
            <tbody role="rowgroup">{move || rows()}</tbody>
        </table>
        {move || more()}
    }
    .into_any()
}

/// The repair steps, the trap first.
fn steps(i18n: I18n, kind: ConnectorKind) -> AnyView {
    let texts = i18n.connector(kind.key());
    let count = i18n.plural(Plural::RowSteps, texts.steps.len(), &[]);
    let summary = i18n.format(Text::RowStepsTitle, &[("title", &texts.steps_title), ("steps", &count)]);
    let list = texts.steps.iter().map(|step| view! { <li>{emphasis(step)}</li> }.into_any()).collect_view();
    view! {
        <Expander id=format!("steps-{}", kind.key()) summary=summary open=true>
            <div class="steps">
                <p class="steps__trap">
                    <crate::ui::Icon glyph=crate::ui::Glyph::Warning/>
                    <span><strong>{i18n.text(Text::RowTrap)}": "</strong>{emphasis(&texts.trap)}</span>
                </p>
                <ol>{list}</ol>
            </div>
        </Expander>
    }
    .into_any()
}

/// What makes the file is loaded when it is wanted.
fn save_calendar(data: TenantData, kind: ConnectorKind) {
    task::spawn(async move {
        match parts::load_tools().await {
            Ok(tools) => (tools.horizon.save)(data, kind),
            Err(Missing) => data.live.into_iter().for_each(|live| live.say(data.i18n.text(Text::PartMissing))),
        }
    });
}

/// The row as plain text for a ticket, dates in UTC.
fn ticket(i18n: I18n, connector: &Connector, now: DateTime<Utc>) -> String {
    let name = i18n.connector_name(connector.kind.key());
    let mut lines = vec![format!("{name}: {}", health_word(i18n, connector.health())), connector_reason(i18n, connector, now)];
    for judged in &connector.members {
        let date = judged.verdict.at.map(|at| i18n.utc_long(at)).unwrap_or_default();
        let health = health_word(i18n, judged.verdict.health);
        lines.push(format!("- {}: {health}, {} {date}", reveal(member_name(judged)), judged.verdict.field));
    }
    if let Some(read_at) = connector.read_at {
        lines.push(format!("{}: {}", i18n.text(Text::SupportReadAt), i18n.utc_long(read_at)));
    }
    lines.push(absolute_href(Tab::Connectors, &[("connector", connector.kind.key())]));
    lines.join("\n")
}
