//! Dates, spans and counts as the browser writes them, in each language.

use chrono::{DateTime, TimeDelta, Utc};
use tenant_status::i18n::{Format, Language, Messages, Plural, Text, browser_languages, provide_i18n, use_i18n};
use wasm_bindgen_test::wasm_bindgen_test;

fn format(code: &str, zone: &str) -> Format {
    Format::new(Language::from_tag(code).expect("a language of the page"), Some(zone))
}

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

#[track_caller]
fn check_relative(code: &str, at: &str, expected: &str) {
    let now = utc("2026-11-21T09:00:00Z");
    assert_eq!(format(code, "UTC").relative(utc(at), now), expected, "{code}, {at}");
}

#[wasm_bindgen_test]
fn a_relative_time_is_told_in_minutes_hours_and_days_on_both_sides() {
    for (at, english, dutch) in [
        ("2026-11-19T09:00:00Z", "2 days ago", "2 dagen geleden"),
        ("2026-11-19T09:00:01Z", "47 hours ago", "47 uur geleden"),
        ("2026-11-21T07:00:00Z", "2 hours ago", "2 uur geleden"),
        ("2026-11-21T07:00:01Z", "119 minutes ago", "119 minuten geleden"),
        ("2026-11-21T08:59:00Z", "1 minute ago", "1 minuut geleden"),
        ("2026-11-21T08:59:01Z", "now", "nu"),
        ("2026-11-21T09:00:59Z", "now", "nu"),
        ("2026-11-21T09:01:00Z", "in 1 minute", "over 1 minuut"),
        ("2026-11-21T10:59:59Z", "in 119 minutes", "over 119 minuten"),
        ("2026-11-21T11:00:00Z", "in 2 hours", "over 2 uur"),
        ("2026-11-23T08:59:59Z", "in 47 hours", "over 47 uur"),
        ("2026-11-23T09:00:00Z", "in 2 days", "over 2 dagen"),
    ] {
        check_relative("en", at, english);
        check_relative("nl", at, dutch);
    }
}

#[wasm_bindgen_test]
fn days_left_are_never_overstated() {
    check_relative("en", "2026-11-26T08:59:59Z", "in 4 days");
    check_relative("en", "2026-11-26T09:00:00Z", "in 5 days");
    check_relative("en", "2026-11-26T23:00:00Z", "in 5 days");
}

#[wasm_bindgen_test]
fn a_date_is_written_in_the_given_zone() {
    let (at, now) = (utc("2026-11-26T08:00:00Z"), utc("2026-11-21T09:00:00Z"));
    let english = format("en", "Europe/Amsterdam");
    assert_eq!(english.date_short(at, now), "26 Nov, 09:00");
    assert_eq!(english.date_long(at), "26 Nov 2026, 09:00");
    assert_eq!(english.date_only(at), "26 Nov 2026");
    assert_eq!(english.utc(at), "08:00 UTC");
    assert_eq!(english.utc_long(at), "26 Nov 2026, 08:00 UTC");
    let dutch = format("nl", "Europe/Amsterdam");
    assert_eq!(dutch.date_short(at, now), "26 nov, 09:00");
    assert_eq!(dutch.date_long(at), "26 nov 2026, 09:00");
    assert_eq!(dutch.date_only(at), "26 nov 2026");
    assert_eq!(dutch.utc(at), "08:00 UTC");
    let far = format("en", "Asia/Kathmandu");
    assert_eq!(far.date_long(at), "26 Nov 2026, 13:45");
}

#[wasm_bindgen_test]
fn a_short_date_names_the_year_when_it_is_another_one_in_the_zone() {
    let now = utc("2026-12-31T23:30:00Z");
    let next_year = utc("2027-01-01T00:30:00Z");
    assert_eq!(format("en", "UTC").date_short(next_year, now), "1 Jan 2027, 00:30");
    assert_eq!(format("en", "Europe/Amsterdam").date_short(next_year, now), "1 Jan, 01:30");
    assert_eq!(format("en", "UTC").date_short(utc("2025-06-02T08:00:00Z"), now), "2 Jun 2025, 08:00");
}

#[wasm_bindgen_test]
fn utc_brings_its_date_when_the_day_is_another_one() {
    let at = utc("2026-11-25T23:30:00Z");
    assert_eq!(format("en", "Europe/Amsterdam").utc(at), "25 Nov 2026, 23:30 UTC");
    assert_eq!(format("en", "UTC").utc(at), "23:30 UTC");
}

#[wasm_bindgen_test]
fn a_day_without_a_time_is_that_day_in_every_zone() {
    for zone in ["America/New_York", "UTC", "Pacific/Apia"] {
        assert_eq!(format("en", zone).plain_day(utc("2023-04-30T00:00:00Z")), "30 Apr 2023", "{zone}");
    }
}

#[wasm_bindgen_test]
fn midnight_is_hour_zero() {
    assert_eq!(format("en", "UTC").date_long(utc("2026-11-26T00:00:00Z")), "26 Nov 2026, 00:00");
    assert_eq!(format("nl", "UTC").utc(utc("2026-11-26T00:00:00Z")), "00:00 UTC");
}

#[wasm_bindgen_test]
fn a_zone_that_the_browser_does_not_know_becomes_utc() {
    let at = utc("2026-11-26T08:00:00Z");
    assert_eq!(format("en", "Mars/Olympus").date_long(at), "26 Nov 2026, 08:00");
    assert_eq!(format("en", "").date_long(at), "26 Nov 2026, 08:00");
}

#[wasm_bindgen_test]
fn the_whole_range_of_instants_can_be_written() {
    let far = format("en", "Pacific/Apia");
    assert!(!far.date_long(DateTime::<Utc>::MAX_UTC).is_empty());
    assert!(!far.date_long(DateTime::<Utc>::MIN_UTC).is_empty());
    assert!(!far.relative(DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC).is_empty());
}

#[wasm_bindgen_test]
fn a_duration_has_no_direction() {
    for (seconds, english, dutch) in [
        (45, "45 seconds", "45 seconden"),
        (60, "1 minute", "1 minuut"),
        (-300, "5 minutes", "5 minuten"),
        (7200, "2 hours", "2 uur"),
        (3 * 86_400, "3 days", "3 dagen"),
    ] {
        assert_eq!(format("en", "UTC").duration(TimeDelta::seconds(seconds)), english);
        assert_eq!(format("nl", "UTC").duration(TimeDelta::seconds(seconds)), dutch);
    }
}

#[wasm_bindgen_test]
fn counts_are_grouped_and_have_a_plural_form() {
    let (english, dutch) = (format("en", "UTC"), format("nl", "UTC"));
    assert_eq!(english.number(1204), "1,204");
    assert_eq!(dutch.number(1204), "1.204");
    assert_eq!(dutch.number(-12), "-12");
    for format in [&english, &dutch] {
        assert_eq!(format.plural_category(0), "other");
        assert_eq!(format.plural_category(1), "one");
        assert_eq!(format.plural_category(2), "other");
    }
}

#[wasm_bindgen_test]
fn countries_and_lists_are_named_in_the_language() {
    let (english, dutch) = (format("en", "UTC"), format("nl", "UTC"));
    assert_eq!(english.country("NL"), "Netherlands");
    assert_eq!(dutch.country("NL"), "Nederland");
    assert_eq!(english.country("not a code"), "not a code");
    let items = ["a", "b", "c"].map(str::to_owned);
    assert_eq!(english.list(&items), "a, b and c");
    assert_eq!(dutch.list(&items), "a, b en c");
    assert_eq!(english.list(&[]), "");
}

#[wasm_bindgen_test]
fn installing_a_language_changes_the_texts_and_the_language_of_the_document() {
    let i18n = provide_i18n(Language::ENGLISH, Messages::english());
    let lang = || leptos::prelude::document().document_element().and_then(|root| root.get_attribute("lang")).unwrap_or_default();
    assert_eq!((use_i18n().text(Text::ActionRefresh).as_str(), lang().as_str()), ("Refresh", "en"));
    assert_eq!(i18n.plural(Plural::HeadAction, 1, &[]), "1 thing needs action");

    let dutch = Language::from_tag("nl").expect("Dutch");
    i18n.install(dutch, Messages::parse(include_str!("../../locales/nl.json")).expect("a locale"));
    assert_eq!((use_i18n().text(Text::ActionRefresh).as_str(), lang().as_str()), ("Vernieuwen", "nl"));
    assert_eq!(i18n.plural(Plural::HeadAction, 1200, &[]), "1.200 zaken vragen om actie");
    assert_eq!(i18n.format(Text::ActionReadAgo, &[("rel", "nu")]), "Nu gelezen");
    assert_eq!(i18n.word("health", "notEnabled"), "Niet ingeschakeld");
    assert_eq!(i18n.word("issueStatus", "brandNew"), "\"brandNew\"");
}

#[wasm_bindgen_test]
fn the_browser_names_its_languages() {
    assert!(!browser_languages().is_empty());
}
