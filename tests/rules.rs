//! The rules as properties, their speed, and the table that documents them.
#![cfg(not(target_arch = "wasm32"))]

use std::{fs, path::Path};

use chrono::{DateTime, FixedOffset, SecondsFormat, TimeDelta, Utc};
use proptest::{collection::vec, option, prelude::*, sample::select};
use tenant_status::domain::{
    connector::{self, Connector, ConnectorKind, KINDS, Known, Member},
    health::{self, Change, Evidence, Family, Health, Limit, Moment, NotEnabled, NotKnown, Reason},
    when::When,
};

const DAY: i64 = 24 * 3600 * 1000;

/// All instants of these tests are whole milliseconds after this one: the step of the rules' timers.
fn at(millis: i64) -> DateTime<Utc> {
    let zero = DateTime::parse_from_rfc3339("2026-03-10T12:00:00Z").expect("a timestamp").to_utc();
    zero + TimeDelta::milliseconds(millis)
}

/// Milliseconds around zero: at, just beside and far from every threshold.
fn millis() -> impl Strategy<Value = i64> {
    let days = select(vec![-8, -7, -3, -2, -1, 0, 1, 2, 3, 7, 8]);
    let beside = prop_oneof![3 => -1..=1_i64, 1 => -DAY..=DAY];
    (days, beside).prop_map(|(days, beside)| days * DAY + beside)
}

fn when() -> impl Strategy<Value = When> {
    prop_oneof![
        1 => Just(When::Never),
        1 => Just(When::Unbounded),
        1 => Just(When::Invalid("soon".to_owned())),
        12 => millis().prop_map(|millis| When::At(at(millis))),
    ]
}

fn limit() -> impl Strategy<Value = Limit> {
    let reason = Reason::State { field: "words", value: "value".to_owned() };
    select(Health::ALL[..4].to_vec()).prop_map(move |at_best| Limit { at_best, reason: reason.clone(), field: "state" })
}

fn evidence() -> impl Strategy<Value = Evidence> {
    let not_enabled = prop_oneof![1 => Just(Some(NotEnabled::Single)), 9 => Just(None)];
    let limits = prop_oneof![2 => Just(Vec::new()), 1 => vec(limit(), 1..3)];
    (not_enabled, option::weighted(0.9, when()), option::of(when()), limits)
        .prop_map(|(not_enabled, date, set_up_at, limits)| Evidence { not_enabled, date, set_up_at, limits, notes: Vec::new() })
}

fn member() -> impl Strategy<Value = Member> {
    let unreadable = prop_oneof![9 => Just(None), 1 => Just(Some("no id".to_owned()))];
    (evidence(), unreadable).prop_map(|(evidence, unreadable)| Member {
        id: String::new(),
        evidence,
        unreadable,
        ..Member::default()
    })
}

/// Judged at zero, read at any time or at a time that nobody knows.
fn moment() -> impl Strategy<Value = Moment> {
    option::weighted(0.9, millis()).prop_map(|read_at| Moment { now: at(0), read_at: read_at.map(at) })
}

fn family() -> impl Strategy<Value = Family> {
    select(vec![Family::Credential, Family::Connection, Family::State])
}

/// One kind of each family.
fn kind() -> impl Strategy<Value = ConnectorKind> {
    select(vec![
        ConnectorKind::VppTokenExpiration,
        ConnectorKind::NdesConnectorLastConnection,
        ConnectorKind::GooglePlayConnector,
    ])
}

/// Every instant from now on that might matter: each date, and each date moved by whole days, with its two neighbours.
fn instants<'a>(members: impl IntoIterator<Item = &'a Evidence>, moment: Moment) -> Vec<DateTime<Utc>> {
    let mut dates: Vec<_> = moment.read_at.into_iter().chain([moment.now]).collect();
    for evidence in members {
        dates.extend([&evidence.date, &evidence.set_up_at].into_iter().flatten().filter_map(When::instant));
    }
    let mut instants: Vec<_> = dates
        .into_iter()
        .flat_map(|date| (-8..=8).map(move |days| date + TimeDelta::days(days)))
        .flat_map(|at| [-1, 0, 1].map(|step| at + TimeDelta::milliseconds(step)))
        .filter(|at| *at > moment.now)
        .collect();
    instants.sort_unstable();
    instants.dedup();
    instants
}

/// The next change by looking at every instant that might matter.
fn first_change(now: Health, instants: &[DateTime<Utc>], health_at: impl Fn(DateTime<Utc>) -> Health) -> Option<Change> {
    instants.iter().map(|at| Change { at: *at, to: health_at(*at) }).find(|change| change.to != now)
}

/// The table of the rules, word for word, in whole milliseconds of age (or of time left).
fn table(family: Family, date: i64) -> Health {
    match family {
        Family::Credential if date <= 0 => Health::Unhealthy,
        Family::Credential if date <= 7 * DAY => Health::Warning,
        Family::Credential => Health::Healthy,
        _ if date > DAY => Health::Unknown,
        _ if -date >= 3 * DAY => Health::Unhealthy,
        _ if -date > DAY => Health::Warning,
        _ => Health::Healthy,
    }
}

fn group(kind: ConnectorKind, members: &[Member], incomplete: bool, moment: Moment) -> Connector {
    connector::connector(kind, Known::Members { members: members.to_vec(), incomplete }, moment)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_date_is_judged_as_the_table_says(family in select(vec![Family::Credential, Family::Connection]), date in millis()) {
        let evidence = Evidence { date: Some(When::At(at(date))), ..Evidence::default() };
        let moment = Moment { now: at(0), read_at: Some(at(0)) };
        prop_assert_eq!(health::judge(family, "date", &evidence, moment).health, table(family, date));
    }

    #[test]
    fn the_next_change_is_the_first_instant_that_differs(family in family(), evidence in evidence(), moment in moment()) {
        let health_at = |now| health::judge(family, "date", &evidence, Moment { now, ..moment }).health;
        let verdict = health::judge(family, "date", &evidence, moment);
        prop_assert_eq!(verdict.next_change, first_change(verdict.health, &instants([&evidence], moment), health_at));
        if let Some(change) = verdict.next_change {
            prop_assert_eq!(health_at(change.at - TimeDelta::milliseconds(1)), verdict.health);
            prop_assert_eq!(health_at(change.at), change.to);
        }
    }

    #[test]
    fn the_course_tells_the_status_at_every_later_instant(
        family in family(), evidence in evidence(), moment in moment(), probe in 0..40 * DAY
    ) {
        let (now, changes) = health::course(family, &evidence, moment);
        for at in instants([&evidence], moment).into_iter().chain([at(probe)]) {
            let told = changes.iter().rev().find(|change| change.at <= at).map_or(now, |change| change.to);
            prop_assert_eq!(health::judge(family, "date", &evidence, Moment { now: at, ..moment }).health, told);
        }
    }

    #[test]
    fn the_next_change_of_a_row_is_the_first_instant_that_differs(
        kind in kind(), members in vec(member(), 1..6), incomplete: bool, moment in moment(), probe in 0.0..1.0
    ) {
        let health_at = |now| group(kind, &members, incomplete, Moment { now, ..moment }).health();
        let row = group(kind, &members, incomplete, moment);
        let instants = instants(members.iter().map(|member| &member.evidence), moment);
        prop_assert_eq!(row.next_change, first_change(row.health(), &instants, health_at));
        if let Some(change) = row.next_change {
            prop_assert_eq!(health_at(change.at - TimeDelta::milliseconds(1)), row.health());
            prop_assert_eq!(health_at(change.at), change.to);
            #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "any instant in between will do")]
            let between = ((change.at - moment.now).num_milliseconds() as f64 * probe) as i64;
            prop_assert_eq!(health_at(moment.now + TimeDelta::milliseconds(between)), row.health());
        }
    }

    #[test]
    fn a_row_is_as_its_worst_member_and_counts_them(kind in kind(), members in vec(member(), 1..8), moment in moment()) {
        let row = group(kind, &members, false, moment);
        let of = |health| row.members.iter().filter(|judged| judged.verdict.health == health).count();
        let worst = Health::ALL.into_iter().find(|health| of(*health) > 0);
        prop_assert_eq!(Some(row.health()), worst);
        prop_assert_eq!(row.deciding, of(row.health()));
        prop_assert_eq!(row.not_judged, if row.health() == Health::Unknown { 0 } else { of(Health::Unknown) });
        prop_assert!(row.members.is_sorted_by_key(|judged| judged.verdict.health));
        prop_assert_eq!(row.members.len(), members.len());
    }

    #[test]
    fn the_order_of_the_page_does_not_depend_on_the_order_of_the_answers(
        rows in vec(option::of(member()), KINDS.len()), moment in moment(), shuffled in Just((0..KINDS.len()).collect::<Vec<_>>()).prop_shuffle()
    ) {
        let rows: Vec<_> = KINDS.iter().zip(rows).map(|(facts, member)| match member {
            Some(member) => group(facts.kind, &[member], false, moment),
            None => connector::connector(facts.kind, Known::NotKnown(NotKnown::Missing), moment),
        }).collect();
        let mut sorted = rows.clone();
        connector::worst_first(&mut sorted);
        let mut other: Vec<_> = shuffled.into_iter().map(|index| rows[index].clone()).collect();
        connector::worst_first(&mut other);
        prop_assert_eq!(&sorted, &other);
        prop_assert!(sorted.is_sorted_by_key(|row| (row.health(), row.kind.facts().weight)));
    }

    #[test]
    fn reading_a_timestamp_never_panics(raw in "\\PC*") {
        let _ = When::parse(&raw);
    }

    #[test]
    fn reading_what_nearly_is_a_timestamp_never_panics(raw in "[ +-]?[0-9]{3,7}-[0-9]{1,2}-[0-9]{1,2}[Tt é]?[0-9:.,+Zz-]{0,30}") {
        if let When::Invalid(kept) = When::parse(&raw) {
            prop_assert_eq!(kept, raw);
        }
    }

    #[test]
    fn a_valid_instant_is_read_back_with_0_to_7_digits_and_any_offset(
        second in 631_152_000_i64..221_845_305_600, digits in 0_usize..=7, fraction in 0_u32..10_000_000, minutes in -14 * 60..=14 * 60, z: bool
    ) {
        // From 1990-01-01 to 8999-12-30, so that no offset leads out of the years that are dates.
        let nanos = fraction / 10_u32.pow(7 - u32::try_from(digits).expect("few")) * 10_u32.pow(9 - u32::try_from(digits).expect("few"));
        let instant = DateTime::from_timestamp(second, nanos).expect("in range");
        let offset = FixedOffset::east_opt(if z { 0 } else { minutes * 60 }).expect("in range");
        let local = instant.with_timezone(&offset);
        let fraction = if digits == 0 { String::new() } else { format!(".{:0digits$}", nanos / 10_u32.pow(9 - u32::try_from(digits).expect("few"))) };
        let seconds = local.format("%Y-%m-%dT%H:%M:%S");
        let zone = if z { "Z".to_owned() } else { local.format("%:z").to_string() };
        let raw = format!("{seconds}{fraction}{zone}");
        prop_assert_eq!(When::parse(&raw), When::At(instant), "{}", raw);
        prop_assert_eq!(When::parse(&instant.to_rfc3339_opts(SecondsFormat::AutoSi, true)), When::At(instant));
    }
}

#[test]
#[expect(clippy::disallowed_types, reason = "a native test may measure")]
fn ten_thousand_members_are_judged_in_well_under_a_second() {
    let members: Vec<_> = (0..10_000_i64)
        .map(|index| Member {
            id: index.to_string(),
            name: Some(format!("Token {index}")),
            evidence: Evidence {
                date: Some(When::At(at((index - 100) * 60_000))),
                set_up_at: Some(When::At(at(-index))),
                ..Evidence::default()
            },
            ..Member::default()
        })
        .collect();
    let known = Known::Members { members, incomplete: false };
    let moment = Moment { now: at(0), read_at: Some(at(0)) };
    for kind in [ConnectorKind::VppTokenExpiration, ConnectorKind::VppTokenLastSync] {
        let took = (0..3).map(|_| {
            let known = known.clone();
            let start = std::time::Instant::now();
            let row = connector::cross_checked(connector::connector(kind, known, moment), None);
            assert_eq!(row.members.len(), 10_000);
            start.elapsed()
        });
        // The best of three: the machine may have other work, and this is not the optimised build.
        let took = took.min().expect("three runs");
        assert!(took.as_millis() < 1000, "{took:?}");
    }
}

/// The sources that may hold a test named in the table, in one text.
fn sources(folder: &Path, text: &mut String) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() && entry.file_name().is_none_or(|name| name != "node_modules") {
            sources(&entry, text);
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            text.push_str(&fs::read_to_string(entry).expect("UTF-8"));
        }
    }
}

/// The names in backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[test]
fn every_row_of_the_documented_rules_names_tests_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = fs::read_to_string(root.join("docs/status-rules.md")).expect("docs/status-rules.md");
    let mut code = String::new();
    for folder in ["src/domain", "src/graph", "tests"] {
        sources(&root.join(folder), &mut code);
    }
    let rows: Vec<_> = table.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| Rule ")).collect();
    assert!(rows.len() > 60, "{} rows", rows.len());
    for row in rows {
        let cells: Vec<_> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        assert_eq!(cells.len(), 5, "a row has five cells: {row}");
        assert!(cells.iter().all(|cell| !cell.is_empty()), "a cell is empty: {row}");
        assert!(quoted(cells[4]).next().is_some(), "no test: {row}");
        for test in quoted(cells[4]) {
            assert!(code.contains(&format!("fn {test}(")), "no test `{test}`: {row}");
        }
    }
}

#[test]
fn every_threshold_of_the_rules_is_documented() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let table = fs::read_to_string(root.join("docs/status-rules.md")).expect("docs/status-rules.md");
    let mut code = String::new();
    sources(&root.join("src/domain"), &mut code);
    let thresholds: Vec<_> = code
        .lines()
        .filter_map(|line| line.strip_prefix("pub const ")?.split_once(": TimeDelta"))
        .map(|(name, _)| name)
        .collect();
    assert!(thresholds.len() >= 8, "{thresholds:?}");
    for threshold in thresholds {
        assert!(table.contains(&format!("`{threshold}`")), "{threshold}");
    }
}
