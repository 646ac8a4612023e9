//! The shared rules without a browser: reads a snapshot file and prints the connectors, worst first.
//!
//! `cargo run --example rules --no-default-features -- public/demo/contoso.json`
#![expect(clippy::print_stdout, reason = "printing is what this program is for")]
#![expect(clippy::disallowed_methods, reason = "a program of its own has its own clock")]

use std::{
    env, fs,
    process::ExitCode,
    time::{SystemTime, UNIX_EPOCH},
};

use chrono::{DateTime, TimeDelta, Utc};
use tenant_status::{
    domain::{connector::Connector, health::Reason},
    graph::{
        section::{Section, connectors},
        snapshot::{Origin, Snapshot, SnapshotError},
        store::Store,
    },
};

fn main() -> ExitCode {
    let paths: Vec<String> = env::args().skip(1).collect();
    match table(&paths) {
        Ok(table) => {
            print!("{table}");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("error: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// The table of all files together.
fn table(paths: &[String]) -> Result<String, String> {
    let mut snapshot: Option<Snapshot> = None;
    for path in paths {
        let read = read(path)?;
        snapshot = Some(match snapshot {
            Some(earlier) => earlier.merge(read),
            None => read,
        });
    }
    let snapshot = snapshot.ok_or("name a snapshot file, or several that belong together")?;
    for secret in &snapshot.secrets {
        eprintln!("warning: a secret in the file was dropped ({secret})");
    }
    let now = snapshot.frozen_at().unwrap_or_else(|| SystemTime::now().into_utc());
    let section = connectors(&Store::from_snapshot(&snapshot), now);
    Ok(rendered(&section, now))
}

fn read(path: &str) -> Result<Snapshot, String> {
    let unreadable = |error| format!("{path}: {error}");
    let bytes = fs::read(path).map_err(unreadable)?;
    let last_modified = fs::metadata(path).and_then(|metadata| metadata.modified()).map_err(unreadable)?;
    let origin = Origin::File { last_modified: Some(last_modified.into_utc()) };
    Snapshot::parse(&bytes, origin).map_err(|error| format!("{path}: {}", in_words(&error)))
}

fn rendered(section: &Section<Vec<Connector>>, now: DateTime<Utc>) -> String {
    let rows: Vec<[String; 4]> = section
        .value
        .iter()
        .map(|row| {
            let verdict = &row.verdict;
            let when = verdict.at.map_or_else(String::new, |at| distance(at - verdict.judged_at));
            [verdict.health.as_str().to_owned(), row.kind.key().to_owned(), reason(&verdict.reason), when]
        })
        .collect();
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or_default();
    let widths = [width(0), width(1), width(2)];
    let mut table = format!("{} connectors as of {now:?}, {}\n\n", rows.len(), section.state.as_str());
    for [health, key, why, when] in &rows {
        let line = format!("{health:0$}  {key:1$}  {why:2$}  {when}", widths[0], widths[1], widths[2]);
        table.push_str(line.trim_end());
        table.push('\n');
    }
    table
}

fn reason(reason: &Reason) -> String {
    match reason {
        Reason::Expired => "expired".to_owned(),
        Reason::ExpiresSoon => "expires within 7 days".to_owned(),
        Reason::Valid => "valid".to_owned(),
        Reason::NoEnd => "valid without end".to_owned(),
        Reason::NoDate => "no date reported".to_owned(),
        Reason::UnreadableDate(raw) => format!("unreadable date {raw:?}"),
        Reason::Fresh => "synchronised".to_owned(),
        Reason::OverADay => "not synchronised for a day".to_owned(),
        Reason::ThreeDays => "not synchronised for 3 days".to_owned(),
        Reason::NeverSynchronised => "never synchronised".to_owned(),
        Reason::WaitingForFirst => "waiting for the first synchronisation".to_owned(),
        Reason::InTheFuture => "synchronised in the future".to_owned(),
        Reason::TooOldToTell => "read too long ago to tell".to_owned(),
        Reason::ReadTimeUnknown => "unknown when it was read".to_owned(),
        Reason::State { value, .. } => format!("reported as {value:?}"),
        Reason::LastAttemptFailed { value, .. } => format!("last attempt failed ({value})"),
        Reason::OutdatedVersion(version) => format!("outdated version {version}"),
        Reason::NotEnabled(_) => "not set up".to_owned(),
        Reason::NotKnown(why) => format!("not known: {why:?}"),
    }
}

/// How far an instant lies ahead or back, in the largest unit that fits.
fn distance(from_now: TimeDelta) -> String {
    let minutes = from_now.num_minutes().abs();
    let size = match minutes {
        ..60 => format!("{minutes} min"),
        60..2880 => format!("{} h", minutes / 60),
        _ => format!("{} d", minutes / 1440),
    };
    if from_now < TimeDelta::zero() { format!("{size} ago") } else { format!("in {size}") }
}

fn in_words(error: &SnapshotError) -> String {
    match error {
        SnapshotError::TooLarge(bytes) => format!("larger than 20 MB ({bytes} bytes)"),
        SnapshotError::Empty => "empty".to_owned(),
        SnapshotError::NotText(what) => format!("no text in UTF-8 or UTF-16, but {what}"),
        SnapshotError::Html => "a web page, not a snapshot".to_owned(),
        SnapshotError::NotJson { line, column } => format!("not JSON at line {line}, column {column}"),
        SnapshotError::Truncated => "ends too early".to_owned(),
        SnapshotError::WrongFormat => "not a Tenant Status snapshot".to_owned(),
        SnapshotError::NewerVersion(version) => format!("made by a newer version (format version {version})"),
    }
}

/// The library's chrono has no clock.
trait IntoUtc {
    fn into_utc(self) -> DateTime<Utc>;
}

impl IntoUtc for SystemTime {
    fn into_utc(self) -> DateTime<Utc> {
        let since = self.duration_since(UNIX_EPOCH).unwrap_or_default();
        DateTime::UNIX_EPOCH + TimeDelta::from_std(since).unwrap_or_default()
    }
}
