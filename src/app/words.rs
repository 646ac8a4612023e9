//! Verdicts in words.

use std::sync::Arc;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

use leptos::prelude::*;

use crate::{
    domain::{
        connector::{Connector, JudgedMember, KindFacts},
        health::{Change, DATA_TOO_OLD, Family, Health, NotEnabled, NotKnown, Reason, Verdict},
        service_issue::{Classification, ServiceIssue},
        when::When,
    },
    graph::connector::domain_join_connectors::FIRST_SUPPORTED_VERSION,
    i18n::{I18n, Plural, Text, emphasised, mid_sentence},
};

/// A count as the language writes it.
pub fn count(i18n: I18n, n: usize) -> String {
    i18n.number(i64::try_from(n).unwrap_or(i64::MAX))
}

/// Local time, with UTC behind it.
pub fn date_and_utc(i18n: I18n, at: DateTime<Utc>) -> String {
    i18n.format(Text::RowDateUtc, &[("local", &i18n.date_long(at)), ("utc", &i18n.utc(at))])
}

/// An instant in words, and in the form that machines read.
pub fn moment(at: DateTime<Utc>, words: String) -> AnyView {
    view! { <time datetime=at.to_rfc3339_opts(SecondsFormat::Secs, true)>{words}</time> }.into_any()
}

/// A text whose `*emphasised*` runs stand out.
pub fn emphasis(text: &str) -> AnyView {
    emphasised(text)
        .map(|(stands_out, run)| {
            let run = run.to_owned();
            if stands_out { view! { <strong>{run}</strong> }.into_any() } else { run.into_any() }
        })
        .collect_view()
        .into_any()
}

/// The word for a status.
pub fn health_word(i18n: I18n, health: Health) -> String {
    i18n.word("health", health.as_str())
}

/// The value of `data-classification`.
pub fn class_word(issue: &ServiceIssue) -> &'static str {
    match issue.classification {
        Classification::Incident => "incident",
        Classification::Advisory => "advisory",
    }
}

/// Incidents look like what is unhealthy, advisories like a warning, what is over like what is healthy.
pub fn tone(issue: &ServiceIssue) -> &'static str {
    match issue.classification {
        _ if issue.is_resolved => "healthy",
        Classification::Incident => "unhealthy",
        Classification::Advisory => "warning",
    }
}

/// How many incidents and advisories there are; nothing where there are none.
pub fn issue_counts(i18n: I18n, issues: &[Arc<ServiceIssue>]) -> String {
    let incidents = issues.iter().filter(|issue| issue.classification == Classification::Incident).count();
    let parts: Vec<_> = [(Plural::TileIncidents, incidents), (Plural::TileAdvisories, issues.len() - incidents)]
        .into_iter()
        .filter(|(_, number)| *number > 0)
        .map(|(plural, number)| i18n.plural(plural, number, &[]))
        .collect();
    parts.join(" · ")
}

/// Why a row has its status: the deciding member first, then what could not be judged.
pub fn connector_reason(i18n: I18n, connector: &Connector, now: DateTime<Utc>) -> String {
    let facts = connector.kind.facts();
    if let (Some(ended), Health::NotEnabled) = (facts.ended, connector.health()) {
        return i18n.format(Text::VerdictRetired, &[("date", &retired_on(i18n, ended))]);
    }
    let sentence = verdict_sentence(i18n, facts, connector, &connector.verdict, now);
    // The row may be judged worse than all its members: when the answer does not hold all of them.
    let deciding = connector.members.first().filter(|first| first.verdict == connector.verdict);
    let (Some(first), true) = (deciding, connector.members.len() > 1) else {
        return sentence;
    };
    let sentence = i18n.format(
        Text::VerdictGroup,
        &[
            ("k", &count(i18n, connector.deciding)),
            ("n", &count(i18n, connector.members.len())),
            ("member", member_name(first)),
            ("sentence", &mid_sentence(&sentence)),
        ],
    );
    match connector.not_judged {
        0 => sentence,
        unread => i18n.plural(Plural::VerdictGroupUnread, unread, &[("sentence", &sentence)]),
    }
}

/// Why one member has its status.
pub fn member_reason(i18n: I18n, connector: &Connector, member: &JudgedMember, now: DateTime<Utc>) -> String {
    verdict_sentence(i18n, connector.kind.facts(), connector, &member.verdict, now)
}

/// What a member is called; its id, where nobody gave it a name.
pub fn member_name(member: &JudgedMember) -> &str {
    member.member.name.as_deref().unwrap_or(&member.member.id)
}

/// The day on which a retired service ended.
pub fn retired_on(i18n: I18n, day: &str) -> String {
    When::parse(day).instant().map_or_else(|| day.to_owned(), |at| i18n.plain_day(at))
}

/// When a status changes by itself.
pub fn change_sentence(i18n: I18n, change: Option<Change>) -> String {
    change.map_or_else(
        || i18n.text(Text::RowNever),
        |change| {
            let date = i18n.date_long(change.at);
            i18n.format(Text::RowTurns, &[("status", &health_word(i18n, change.to)), ("date", &date)])
        },
    )
}

/// The act-by date in words: "Act by 1 Dec (in 10 days)".
pub fn act_by_words(i18n: I18n, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    i18n.format(Text::NewsActByDate, &[("date", &i18n.date_only(at)), ("rel", &i18n.relative(at, now))])
}

/// A date that may be none.
pub fn when_words(i18n: I18n, when: &When) -> String {
    match when {
        When::Never => i18n.text(Text::VerdictNeverDate),
        When::Unbounded => i18n.text(Text::VerdictNoEnd),
        When::At(at) => date_and_utc(i18n, *at),
        When::Invalid(raw) => i18n.format(Text::VerdictBadDate, &[("raw", raw)]),
    }
}

/// A date in full; what is none is shown as it came.
pub fn date_view(i18n: I18n, when: &When) -> AnyView {
    match when {
        When::At(at) => moment(*at, date_and_utc(i18n, *at)),
        when => when_words(i18n, when).into_any(),
    }
}

fn verdict_sentence(i18n: I18n, facts: &KindFacts, connector: &Connector, verdict: &Verdict, now: DateTime<Utc>) -> String {
    let sentence = reason_sentence(i18n, facts, connector, verdict, now);
    let Some(read_at) = connector.read_at.filter(|read_at| now - *read_at > DATA_TOO_OLD && verdict.health.needs_action()) else {
        return sentence;
    };
    match verdict.family {
        Family::Credential => i18n.format(Text::VerdictUnlessRenewed, &[("sentence", &sentence)]),
        Family::Connection | Family::State => {
            i18n.format(Text::VerdictAsOf, &[("sentence", &sentence), ("date", &i18n.date_short(read_at, now))])
        }
    }
}

fn reason_sentence(i18n: I18n, facts: &KindFacts, connector: &Connector, verdict: &Verdict, now: DateTime<Utc>) -> String {
    let by_kind = |sync, contact| if facts.is_heartbeat { contact } else { sync };
    let relative = || verdict.at.map(|at| i18n.relative(at, now)).unwrap_or_default();
    let with_rel = |text| i18n.format(text, &[("rel", &relative())]);
    match &verdict.reason {
        Reason::Expired => with_rel(Text::VerdictExpired),
        Reason::ExpiresSoon => with_rel(Text::VerdictExpires),
        Reason::Valid => {
            let days = verdict.at.map_or(0, |at| (at - now).num_days().max(0));
            let date = verdict.at.map(|at| i18n.date_only(at)).unwrap_or_default();
            i18n.plural(Plural::VerdictValid, usize::try_from(days).unwrap_or_default(), &[("date", &date)])
        }
        Reason::NoEnd => i18n.text(Text::VerdictNoEnd),
        Reason::NoDate if verdict.family == Family::Credential => i18n.text(Text::VerdictNoDate),
        Reason::NoDate => i18n.text(Text::VerdictNoSyncDate),
        Reason::UnreadableDate(raw) => i18n.format(Text::VerdictBadDate, &[("raw", raw)]),
        Reason::Fresh => with_rel(by_kind(Text::VerdictSync, Text::VerdictContact)),
        Reason::OverADay => with_rel(by_kind(Text::VerdictSyncDay, Text::VerdictContactDay)),
        Reason::ThreeDays => with_rel(by_kind(Text::VerdictSyncDays, Text::VerdictContactDays)),
        Reason::NeverSynchronised => i18n.text(by_kind(Text::VerdictNever, Text::VerdictNeverContact)),
        Reason::WaitingForFirst => {
            let set_up_at = connector
                .members
                .iter()
                .filter(|judged| judged.verdict.reason == Reason::WaitingForFirst)
                .find_map(|judged| judged.member.evidence.set_up_at.as_ref().and_then(When::instant));
            let relative = set_up_at.map(|at| i18n.relative(at, now)).unwrap_or_default();
            i18n.format(by_kind(Text::VerdictNeverNew, Text::VerdictNeverNewContact), &[("rel", &relative)])
        }
        Reason::InTheFuture => {
            let ahead = verdict.at.map_or(TimeDelta::zero(), |at| at - verdict.judged_at);
            i18n.format(Text::VerdictFuture, &[("duration", &i18n.duration(ahead))])
        }
        Reason::TooOldToTell => {
            let relative = connector.read_at.map(|at| i18n.relative(at, now)).unwrap_or_default();
            i18n.format(Text::VerdictTooOld, &[("rel", &relative)])
        }
        Reason::ReadTimeUnknown => i18n.text(Text::VerdictTimeUnknown),
        Reason::State { field: field @ "vppState", value } => {
            i18n.format(Text::VerdictState, &[("state", &mid_sentence(&i18n.word(field, value)))])
        }
        Reason::State { field, value } => i18n.format(Text::VerdictReported, &[("state", &i18n.word(field, value))]),
        Reason::LastAttemptFailed { field, value } => {
            let result = mid_sentence(&i18n.word(field, value));
            match verdict.at {
                Some(_) => i18n.format(Text::VerdictFailedAttempt, &[("rel", &relative()), ("result", &result)]),
                None => i18n.format(Text::VerdictFailedAttemptNoDate, &[("result", &result)]),
            }
        }
        Reason::OutdatedVersion(version) => {
            i18n.format(Text::VerdictOldVersion, &[("version", version), ("required", FIRST_SUPPORTED_VERSION)])
        }
        Reason::NotEnabled(NotEnabled::Single) => i18n.text(Text::VerdictNotSetUp),
        Reason::NotEnabled(NotEnabled::List) => i18n.text(Text::VerdictNoneVisible),
        Reason::NotEnabled(NotEnabled::Tenant) => i18n.text(Text::VerdictNotInTenant),
        Reason::NotKnown(why) => not_known(i18n, why),
    }
}

/// Why nothing is known.
pub fn not_known(i18n: I18n, why: &NotKnown) -> String {
    let failed = |cause: String| i18n.format(Text::VerdictFailed, &[("cause", &cause)]);
    match why {
        NotKnown::Missing => i18n.text(Text::VerdictMissing),
        NotKnown::Loading => i18n.text(Text::VerdictLoading),
        NotKnown::SignedOut => failed(i18n.text(Text::CauseSignedOut)),
        NotKnown::Refused => i18n.text(Text::VerdictRefused),
        NotKnown::NotLicensed => i18n.text(Text::VerdictNotLicensed),
        NotKnown::Throttled => failed(i18n.text(Text::CauseThrottled)),
        NotKnown::Offline => failed(i18n.text(Text::CauseOffline)),
        NotKnown::Unreachable => failed(i18n.format(Text::CauseUnreachable, &[("host", "")])),
        NotKnown::BadAnswer => failed(i18n.text(Text::CauseShape)),
        NotKnown::Failed(status) => failed(i18n.format(Text::CauseServer, &[("status", &status.to_string())])),
        NotKnown::Unreadable(_) => i18n.text(Text::VerdictBadItem),
    }
}
