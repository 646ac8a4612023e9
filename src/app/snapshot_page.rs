//! When there is nothing to show: the snapshot or the configuration cannot be used.

use leptos::prelude::*;

use super::{
    copy::copy_texts,
    data::{Problem, TenantData, use_tenant_data},
};
use crate::{
    browser::fetch::{FetchError, host_of},
    config::{ConfigError, Problem as ConfigProblem},
    graph::{
        error::{BadAnswer, Error},
        snapshot::{MAX_BYTES, SnapshotError},
    },
    i18n::{I18n, Text, use_i18n},
    ui::{Button, CopyButton, FileButton, FullPage, Look},
};

/// Bytes in the unit that the page counts in.
const MEGABYTE: usize = 1_000_000;

/// The full page for a snapshot that cannot be used.
#[component]
pub fn SnapshotPage(
    /// What is wrong with it.
    problem: Problem,
) -> impl IntoView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    let address = data.address();
    let cause = problem_words(i18n, &problem, &address);
    let sentence = i18n.format(Text::SnapshotUnreadable, &[("address", &address), ("cause", &cause)]);
    let details = sentence.clone();
    let actions = move || {
        let details = details.clone();
        view! {
            <Button look=Look::Primary on_click=move |()| data.refresh() busy=data.is_busy() text=i18n.text(Text::ActionTryAgain)/>
            <FileButton text=i18n.text(Text::ActionOpenFile) on_files=Callback::new(move |files| data.open_files(files))/>
            <CopyButton text=move || details.clone() texts=copy_texts(i18n, Text::ActionCopyDetails)/>
        }
    };
    view! {
        <FullPage page="snapshot" heading=i18n.text(Text::SnapshotTitle) cause=address actions=actions>
            <p>{sentence}</p>
        </FullPage>
    }
    .into_any()
}

/// Why a snapshot cannot be used, to stand inside a sentence.
fn problem_words(i18n: I18n, problem: &Problem, address: &str) -> String {
    match problem {
        Problem::Fetch(FetchError::Offline) => i18n.text(Text::CauseOffline),
        Problem::Fetch(FetchError::Unreachable) => i18n.format(Text::SnapshotUnreachable, &[("host", &host_of(address))]),
        // Nobody cancels the reading of a snapshot.
        Problem::Fetch(FetchError::TimedOut | FetchError::Cancelled) => i18n.text(Text::SnapshotTimedOut),
        Problem::Fetch(FetchError::Status(status @ (404 | 410))) => {
            i18n.format(Text::SnapshotNotFound, &[("status", &status.to_string())])
        }
        Problem::Fetch(FetchError::Status(status)) => i18n.format(Text::SnapshotStatus, &[("status", &status.to_string())]),
        Problem::Fetch(FetchError::TooLarge(bytes)) => too_large(i18n, *bytes),
        Problem::Snapshot(error) => snapshot_words(i18n, error),
    }
}

/// Why a document is not a snapshot, to stand inside a sentence.
pub fn snapshot_words(i18n: I18n, error: &SnapshotError) -> String {
    match error {
        SnapshotError::TooLarge(bytes) => too_large(i18n, *bytes),
        SnapshotError::Empty => i18n.text(Text::SnapshotEmpty),
        SnapshotError::NotText(_) => i18n.text(Text::SnapshotEncoding),
        SnapshotError::Html => i18n.text(Text::SnapshotHtml),
        SnapshotError::NotJson { line, column } => i18n.format(Text::SnapshotNotJson, &[("detail", &position(*line, *column))]),
        SnapshotError::Truncated => i18n.text(Text::SnapshotTruncated),
        SnapshotError::WrongFormat => i18n.text(Text::SnapshotWrongFormat),
        SnapshotError::NewerVersion(version) => i18n.format(Text::SnapshotNewerVersion, &[("version", &version.to_string())]),
    }
}

fn too_large(i18n: I18n, bytes: usize) -> String {
    let size = bytes.div_ceil(MEGABYTE).to_string();
    i18n.format(Text::SnapshotTooLarge, &[("size", &size), ("limit", &(MAX_BYTES / MEGABYTE).to_string())])
}

fn position(line: usize, column: usize) -> String {
    format!("{line}:{column}")
}

/// The same as an error of each section, where older data is still there to show.
pub fn bad_answer(problem: &Problem) -> Error {
    let kind = match problem {
        Problem::Snapshot(SnapshotError::Html) => BadAnswer::Html,
        Problem::Snapshot(SnapshotError::Empty) => BadAnswer::Empty,
        Problem::Snapshot(SnapshotError::NotJson { .. } | SnapshotError::Truncated | SnapshotError::NotText(_)) => {
            BadAnswer::NotJson
        }
        Problem::Snapshot(_) | Problem::Fetch(_) => BadAnswer::Shape,
    };
    Error::BadAnswer { kind, detail: String::new(), request_id: None }
}

/// The full page for a configuration that cannot be used. Stands alone: there is no app without a configuration.
#[component]
pub fn ConfigPage(
    /// What is wrong with it.
    error: ConfigFailure,
) -> impl IntoView {
    let i18n = use_i18n();
    let address = config_address();
    let sentence = match &error {
        ConfigFailure::Fetch(FetchError::Status(404 | 410)) => file(i18n, i18n.text(Text::ConfigNotFound)),
        ConfigFailure::Fetch(error) => file(i18n, problem_words(i18n, &Problem::Fetch(error.clone()), &address)),
        ConfigFailure::Html => file(i18n, i18n.text(Text::ConfigHtml)),
        ConfigFailure::Wrong(error) => config_words(i18n, error),
        ConfigFailure::Insecure => i18n.text(Text::ConfigInsecure),
    };
    // Nothing is wrong with the file.
    let is_offline = error == ConfigFailure::Fetch(FetchError::Offline);
    let (heading, advice) =
        if is_offline { (Text::StateOffline, Text::ConfigOffline) } else { (Text::ConfigTitle, Text::ConfigAdvice) };
    let details = format!("{sentence}\n{address}");
    let actions = move || {
        let details = details.clone();
        view! {
            <Button look=Look::Primary on_click=|()| reload() text=i18n.text(Text::ActionTryAgain)/>
            <CopyButton text=move || details.clone() texts=copy_texts(i18n, Text::ActionCopyDetails)/>
        }
    };
    view! {
        <FullPage page="config" heading=i18n.text(heading) cause=address actions=actions>
            <p>{sentence}</p>
            <p>{i18n.text(advice)}</p>
        </FullPage>
    }
    .into_any()
}

/// Why there is no configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConfigFailure {
    /// It could not be fetched.
    Fetch(FetchError),
    /// A web page came instead.
    Html,
    /// A field of it is wrong.
    Wrong(ConfigError),
    /// It asks for a sign-in, but the page came over http, where browsers have no cryptography.
    Insecure,
}

/// The absolute address of the configuration.
fn config_address() -> String {
    let base = document().base_uri().ok().flatten().unwrap_or_default();
    web_sys::Url::new_with_base("config.json", &base).map_or(base, |url| url.href())
}

fn file(i18n: I18n, problem: String) -> String {
    i18n.format(Text::ConfigFile, &[("problem", &problem)])
}

fn config_words(i18n: I18n, error: &ConfigError) -> String {
    let problem = match &error.problem {
        ConfigProblem::NotJson { line, column } => {
            return file(i18n, i18n.format(Text::ConfigNotJson, &[("detail", &position(*line, *column))]));
        }
        ConfigProblem::Missing => i18n.text(Text::ConfigMissingField),
        ConfigProblem::UnknownKey => i18n.text(Text::ConfigUnknownKey),
        ConfigProblem::WrongType { expected } => {
            i18n.format(Text::ConfigWrongType, &[("expected", &i18n.word("type", expected.as_str()))])
        }
        ConfigProblem::NotAllowed { allowed } => i18n.format(Text::ConfigWrongValue, &[("expected", allowed)]),
    };
    if error.field.is_empty() {
        file(i18n, problem)
    } else {
        i18n.format(Text::ConfigField, &[("field", &error.field), ("problem", &problem)])
    }
}

/// Loads the page anew.
pub fn reload() {
    // A page that cannot reload itself is left to the reader.
    let _ = window().location().reload();
}

/// What stands in the place of the tabs while there is no data at all.
pub fn problem_of(data: TenantData) -> Option<AnyView> {
    let problem = data.problem().get()?;
    Some(view! { <SnapshotPage problem/> }.into_any())
}
