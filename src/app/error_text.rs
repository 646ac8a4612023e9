//! The one funnel from an error to words.

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use super::{
    data::{TenantData, use_tenant_data},
    refusal::Refusal,
    section_view::SectionStatus,
};
use crate::{
    auth::session::Prompt,
    browser::fetch::host_of,
    domain::cloud::MICROSOFT_STATUS,
    graph::{
        error::{BadAnswer, Error},
        section::{SectionId, SectionState},
        source::plan::Group,
    },
    i18n::{I18n, Plural, Text, use_i18n},
    ui::{Button, ExternalLink},
};

/// The name of a section.
pub fn section_name(i18n: I18n, section: SectionId) -> String {
    i18n.word("section", section.as_str())
}

/// The cause of an error in a few words, to stand inside a sentence.
pub fn cause(i18n: I18n, error: &Error) -> String {
    match error {
        Error::Missing => i18n.text(Text::CauseMissing),
        Error::SignedOut { .. } => i18n.text(Text::CauseSignedOut),
        Error::Refused(_) => i18n.text(Text::CauseRefused),
        Error::NotLicensed(_) => i18n.text(Text::CauseNotLicensed),
        Error::Throttled { .. } => i18n.text(Text::CauseThrottled),
        Error::Offline => i18n.text(Text::CauseOffline),
        Error::Unreachable { host } => i18n.format(Text::CauseUnreachable, &[("host", host)]),
        Error::BadAnswer { kind, .. } => bad_answer(i18n, *kind),
        Error::Failed { status: 408, .. } => i18n.text(Text::CauseTimedOut),
        Error::Failed { status, error } if error.message.is_empty() => {
            let text = if *status >= 500 { Text::CauseServer } else { Text::CauseStatus };
            i18n.format(text, &[("status", &status.to_string())])
        }
        Error::Failed { error, .. } => i18n.format(Text::CauseGraph, &[("message", &error.message)]),
    }
}

/// Why a section could not be read, or not in full, in a few words.
pub fn state_cause(i18n: I18n, state: SectionState) -> String {
    i18n.text(match state {
        SectionState::Missing => Text::CauseMissing,
        SectionState::SignedOut => Text::CauseSignedOut,
        SectionState::Refused => Text::CauseRefused,
        SectionState::NotLicensed => Text::CauseNotLicensed,
        SectionState::Throttled => Text::CauseThrottled,
        SectionState::Offline => Text::CauseOffline,
        SectionState::BadAnswer => Text::CauseShape,
        SectionState::Unreachable | SectionState::Failed => Text::CauseFailed,
        SectionState::Partial | SectionState::Loading | SectionState::Stale | SectionState::Ready => Text::CausePartial,
    })
}

fn bad_answer(i18n: I18n, kind: BadAnswer) -> String {
    i18n.text(match kind {
        BadAnswer::Html => Text::CauseHtml,
        BadAnswer::Empty => Text::CauseEmpty,
        BadAnswer::NotJson => Text::CauseNotJson,
        BadAnswer::Shape | BadAnswer::Status => Text::CauseShape,
    })
}

/// What is wrong with a section that has data all the same: it is old, or was not read in full.
pub fn flaw(i18n: I18n, status: &SectionStatus, now: DateTime<Utc>) -> String {
    let relative = status.read_at.map(|at| i18n.relative(at, now)).unwrap_or_default();
    match (status.state, &status.error) {
        (SectionState::Stale, Some(error)) => {
            i18n.format(Text::StateStale, &[("rel", &relative), ("cause", &cause(i18n, error))])
        }
        (SectionState::Stale, None) => i18n.format(Text::StateStaleOld, &[("rel", &relative)]),
        _ if status.readable == status.of => i18n.text(Text::StateIncomplete),
        _ => {
            let count = |n| super::words::count(i18n, n);
            i18n.format(Text::StatePartial, &[("n", &count(status.readable)), ("m", &count(status.of))])
        }
    }
}

/// What the state of a section means: paragraphs for its state line.
pub fn state_words(section: SectionId, status: &SectionStatus, now: DateTime<Utc>) -> AnyView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    let is_live = data.is_live();
    let name = section_name(i18n, section);
    let sentence = match (status.state, &status.error) {
        // The countdown below says it.
        (SectionState::Loading | SectionState::Throttled, _) if is_waiting(data) => String::new(),
        (SectionState::Loading, _) if data.is_slow().get() => i18n.text(Text::StateSlow),
        (SectionState::Loading | SectionState::Ready, _) => i18n.format(Text::StateLoading, &[("section", &name)]),
        (SectionState::Stale | SectionState::Partial, _) => flaw(i18n, status, now),
        (SectionState::SignedOut, _) => i18n.text(Text::StateSignedOut),
        (SectionState::Refused, _) => {
            return view! { <Refusal section resource=None/> }.into_any();
        }
        (SectionState::NotLicensed, _) => i18n.text(Text::StateNotLicensed),
        (SectionState::Throttled, _) => i18n.text(if is_live { Text::StateThrottledLive } else { Text::StateThrottledRecorded }),
        (SectionState::Offline, _) => i18n.text(Text::StateOffline),
        (SectionState::Unreachable, Some(Error::Unreachable { host })) => i18n.format(Text::StateUnreachable, &[("host", host)]),
        (SectionState::BadAnswer, Some(Error::BadAnswer { kind, .. })) if is_live => {
            let host = data.graph(|endpoint| host_of(&endpoint.base_url)).unwrap_or_default();
            i18n.format(Text::StateBadAnswer, &[("kind", &bad_answer(i18n, *kind)), ("host", &host)])
        }
        (SectionState::BadAnswer, Some(Error::BadAnswer { kind, .. })) => {
            i18n.format(Text::StateBadRecorded, &[("kind", &bad_answer(i18n, *kind))])
        }
        (SectionState::Unreachable | SectionState::BadAnswer | SectionState::Failed, error) => {
            let cause = error.as_ref().map(|error| cause(i18n, error)).unwrap_or_default();
            i18n.format(Text::StateFailed, &[("cause", &cause)])
        }
        (SectionState::Missing, _) => i18n.text(Text::StateMissing),
    };
    // Counts by itself, so that the rest of the line stays as it is.
    let waits = matches!(status.error, Some(Error::Throttled { .. })) || status.state == SectionState::Loading;
    let asked_again = sentence.is_empty().then(|| i18n.format(Text::StateLoading, &[("section", &name)]));
    let countdown = waits.then_some({
        move || match data.seconds_to_wait().filter(|_| data.is_live()) {
            Some(seconds) => {
                let text = i18n.plural(Plural::StateThrottled, seconds as usize, &[]);
                Some(view! { <p data-countdown=seconds>{text}</p> }.into_any())
            }
            None => asked_again.clone().map(|text| view! { <p>{text}</p> }.into_any()),
        }
    });
    let ids = (!status.request_ids.is_empty() && !matches!(status.state, SectionState::Partial | SectionState::Loading))
        .then(|| view! { <p>{i18n.format(Text::StateRequestId, &[("id", &status.request_ids.join(", "))])}</p> }.into_any());
    let is_microsofts = matches!(status.state, SectionState::Unreachable | SectionState::Failed)
        && matches!(section, SectionId::ServiceHealth | SectionId::EnvironmentIssues | SectionId::News);
    let microsoft = is_microsofts.then(|| {
        let text = i18n.text(Text::StateMicrosoftDown);
        view! { <p><ExternalLink href=MICROSOFT_STATUS.to_owned() text new_tab_hint=i18n.text(Text::AppNewTab)/></p> }.into_any()
    });
    view! {
        {(!sentence.is_empty()).then(|| view! { <p>{sentence}</p> })}
        {countdown}
        {ids}
        {microsoft}
    }
    .into_any()
}

/// Whether a request waits until Graph may be asked again. Does not follow the seconds.
fn is_waiting(data: TenantData) -> bool {
    data.is_live() && untrack(|| data.seconds_to_wait()).is_some()
}

/// What can be done about the state of a section.
pub fn state_actions(section: SectionId, status: &SectionStatus) -> AnyView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    // A file cannot be read again: the reader opens another one.
    if !untrack(|| data.can_refresh()) {
        return ().into_any();
    }
    let is_waiting = matches!(status.error, Some(Error::Throttled { .. })) && is_waiting(data);
    let is_signed_out = matches!(status.error, Some(Error::SignedOut { .. }));
    let (text, act): (Text, fn(TenantData, SectionId)) = match status.state {
        SectionState::Missing | SectionState::NotLicensed => return ().into_any(),
        SectionState::Loading => (Text::ActionCancel, |data, _| data.cancel()),
        _ if is_waiting => (Text::ActionCancel, |data, _| data.cancel()),
        // A proxy's own sign-in is not ours.
        _ if is_signed_out && data.is_live() && untrack(|| data.account_name()).is_some() => {
            (Text::ActionSignInAgain, |data, _| data.sign_in(Vec::new(), Prompt::Default))
        }
        SectionState::Refused => (Text::ActionCheckAgain, |data, section| data.check_again(Group::of_section(section))),
        _ => (Text::ActionTryAgain, |data, _| data.refresh()),
    };
    view! { <Button on_click=move |()| act(data, section) text=i18n.text(text)/> }.into_any()
}
