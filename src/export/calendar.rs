//! A calendar file: dates as RFC 5545 writes them.
//!
//! It is a file, not a feed: who imports a newer one has each date updated, because it bears the same `UID` and a greater `SEQUENCE`.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

/// The longest line, in octets, without its end.
const LINE: usize = 75;
/// The type of a calendar file.
pub const MIME: &str = "text/calendar;charset=utf-8";

/// A date for a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// What it is known by, in every file that holds it: see [`uid`].
    pub uid: String,
    /// The instant. It takes no time, and keeps nobody from being free.
    pub at: DateTime<Utc>,
    /// One line.
    pub title: String,
    /// What to do, in lines.
    pub text: String,
    /// Where to do it: an absolute address.
    pub link: String,
    /// How many days before it somebody wants to be told. What is past at the time of the file is left out.
    pub alarms: Vec<u16>,
}

/// What a date is known by: the same parts, the same id. It tells nothing of the parts, which may come from outside and be of any length.
pub fn uid(parts: &[&str]) -> String {
    // FNV-1a: no secret depends on it, and two dates of one tenant never meet by chance.
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    // No UTF-8 has this byte, so that no two lists of parts read alike.
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0xff]));
    let hash = bytes.fold(BASIS, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME));
    format!("{hash:032x}@tenant-status")
}

/// The file that holds these dates, as of an instant: files of later instants replace what earlier ones brought. A calendar holds at least one.
pub fn calendar(appointments: &[Appointment], as_of: DateTime<Utc>) -> String {
    let mut file = File(String::new());
    for (name, value) in [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//Tenant Status//Tenant Status//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
    ] {
        file.line(name, value);
    }
    for appointment in appointments {
        file.appointment(appointment, as_of);
    }
    file.line("END", "VCALENDAR");
    file.0
}

struct File(String);

impl File {
    fn appointment(&mut self, appointment: &Appointment, as_of: DateTime<Utc>) {
        let Appointment { uid, at, title, text, link, alarms } = appointment;
        self.line("BEGIN", "VEVENT");
        self.line("UID", &escaped(uid));
        self.line("DTSTAMP", &instant(as_of));
        // Minutes since 1970: greater in every later file, and far below the greatest number there is.
        self.line("SEQUENCE", &as_of.timestamp().div_euclid(60).max(0).to_string());
        self.line("DTSTART", &instant(*at));
        self.line("SUMMARY", &escaped(title));
        self.line("DESCRIPTION", &escaped(text));
        let link: String = link.chars().filter(char::is_ascii_graphic).collect();
        if !link.is_empty() {
            self.line("URL", &link);
        }
        self.line("TRANSP", "TRANSPARENT");
        for days in alarms.iter().filter(|days| *at - TimeDelta::days((**days).into()) > as_of) {
            self.line("BEGIN", "VALARM");
            self.line("ACTION", "DISPLAY");
            self.line("DESCRIPTION", &escaped(title));
            self.line("TRIGGER", &["-P", &days.to_string(), "D"].concat());
            self.line("END", "VALARM");
        }
        self.line("END", "VEVENT");
    }

    /// A property, folded: a line goes on in the next one behind a blank. No character is cut.
    fn line(&mut self, name: &str, value: &str) {
        let mut octets = 0;
        for c in name.chars().chain([':']).chain(value.chars()) {
            if octets + c.len_utf8() > LINE {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(c);
            octets += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// A text as a value: what means something is escaped, what no value may hold is left out.
fn escaped(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => {
                value.push('\\');
                value.push(c);
            }
            '\n' => value.push_str("\\n"),
            '\t' => value.push(c),
            c if c.is_control() => {}
            c => value.push(c),
        }
    }
    value
}

/// An instant in UTC: `20261203T090000Z`. Parts of a second are dropped.
fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true).replace(['-', ':'], "")
}

// The browser's tests have neither proptest nor a reader of calendars.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use icalendar::{Calendar, CalendarComponent, Component, Event};
    use proptest::prelude::*;

    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).expect("a timestamp").to_utc()
    }

    fn now() -> DateTime<Utc> {
        utc("2026-11-21T09:00:30Z")
    }

    fn appointment() -> Appointment {
        Appointment {
            uid: uid(&["tenant", "vppTokenExpirationDateTime", "id", "expires"]),
            at: utc("2026-12-03T09:30:00.750Z"),
            title: "Expires: Apple VPP token “Sales”".to_owned(),
            text: "Renew the token\n1. Edit; upload, save.\n2. C:\\token".to_owned(),
            link: "https://intune.microsoft.com/#view/X/~/y".to_owned(),
            alarms: vec![60, 12, 11, 7],
        }
    }

    /// The lines as RFC 5545 unfolds them: "content lines are delimited by a line break, which is a CRLF sequence".
    fn unfolded(file: &str) -> Vec<String> {
        let lines = file.replace("\r\n ", "");
        lines.trim_end_matches("\r\n").split("\r\n").map(str::to_owned).collect()
    }

    /// What another program reads in the file.
    fn read_back(file: &str) -> Vec<Event> {
        let calendar: Calendar = file.parse().expect("a calendar");
        let events = calendar.components.into_iter().map(|component| match component {
            CalendarComponent::Event(event) => event,
            other => panic!("no event: {other:?}"),
        });
        events.collect()
    }

    /// A text value without its escapes.
    fn plain(value: &str) -> String {
        let (mut plain, mut chars) = (String::new(), value.chars());
        while let Some(c) = chars.next() {
            plain.push(match c {
                '\\' => match chars.next() {
                    Some('n' | 'N') => '\n',
                    Some(escaped @ ('\\' | ';' | ',')) => escaped,
                    other => panic!("not an escape: {other:?} in {value:?}"),
                },
                ';' | ',' => panic!("not escaped: {value:?}"),
                c => c,
            });
        }
        plain
    }

    #[test]
    fn a_file_is_what_rfc_5545_asks_for_line_by_line() {
        let lines = unfolded(&calendar(&[appointment()], now()));
        let expected = [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Tenant Status//Tenant Status//EN",
            "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH",
            "BEGIN:VEVENT",
            "UID:UIDUID",
            "DTSTAMP:20261121T090030Z",
            "SEQUENCE:29920860",
            "DTSTART:20261203T093000Z",
            "SUMMARY:Expires: Apple VPP token “Sales”",
            "DESCRIPTION:Renew the token\\n1. Edit\\; upload\\, save.\\n2. C:\\\\token",
            "URL:https://intune.microsoft.com/#view/X/~/y",
            "TRANSP:TRANSPARENT",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "DESCRIPTION:Expires: Apple VPP token “Sales”",
            "TRIGGER:-P12D",
            "END:VALARM",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "DESCRIPTION:Expires: Apple VPP token “Sales”",
            "TRIGGER:-P11D",
            "END:VALARM",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "DESCRIPTION:Expires: Apple VPP token “Sales”",
            "TRIGGER:-P7D",
            "END:VALARM",
            "END:VEVENT",
            "END:VCALENDAR",
        ];
        let uid = ["UID:", &appointment().uid].concat();
        assert_eq!(lines, expected.map(|line| if line == "UID:UIDUID" { uid.clone() } else { line.to_owned() }));
    }

    #[test]
    fn an_alarm_that_is_past_at_the_time_of_the_file_is_left_out() {
        let alarms = |as_of: &str| calendar(&[appointment()], utc(as_of)).matches("BEGIN:VALARM").count();
        assert_eq!(alarms("2026-11-22T09:30:00.749Z"), 2);
        assert_eq!(alarms("2026-11-22T09:30:00.750Z"), 1);
        assert_eq!(alarms("2026-12-03T00:00:00Z"), 0);
    }

    #[test]
    fn another_program_reads_the_dates_texts_and_alarms() {
        let second = Appointment { uid: uid(&["other"]), alarms: Vec::new(), ..appointment() };
        let events = read_back(&calendar(&[appointment(), second], now()));
        assert_eq!(
            events.iter().map(|event| event.get_uid().unwrap_or_default()).collect::<Vec<_>>(),
            [appointment().uid, uid(&["other"])]
        );
        let event = &events[0];
        assert_eq!(event.property_value("DTSTART"), Some("20261203T093000Z"));
        assert_eq!(event.property_value("SUMMARY"), Some(appointment().title.as_str()));
        assert_eq!(event.property_value("DESCRIPTION"), Some(appointment().text.as_str()));
        assert_eq!(event.property_value("URL"), Some(appointment().link.as_str()));
        let triggers: Vec<_> = event.components().iter().map(|alarm| alarm.property_value("TRIGGER")).collect();
        assert_eq!(triggers, [Some("-P12D"), Some("-P11D"), Some("-P7D")]);
    }

    #[test]
    fn a_second_file_updates_what_the_first_one_brought() {
        let sequence = |file: &str| -> i64 {
            let event = read_back(file).remove(0);
            event.property_value("SEQUENCE").and_then(|number| number.parse().ok()).expect("a number")
        };
        let moved = Appointment { at: utc("2027-12-03T09:30:00Z"), ..appointment() };
        let (first, second) = (calendar(&[appointment()], now()), calendar(&[moved], now() + TimeDelta::minutes(1)));
        assert_eq!(read_back(&first)[0].get_uid(), read_back(&second)[0].get_uid());
        assert_eq!(sequence(&second), sequence(&first) + 1);
        // It has to fit into 31 bits.
        assert!(sequence(&calendar(&[appointment()], utc("2999-01-01T00:00:00Z"))) < i64::from(i32::MAX));
        assert_eq!(sequence(&calendar(&[appointment()], utc("1969-01-01T00:00:00Z"))), 0);
    }

    #[test]
    fn an_id_is_the_same_for_ever_and_another_one_for_other_parts() {
        assert_eq!(uid(&["tenant", "kind", "id", "expires"]), uid(&["tenant", "kind", "id", "expires"]));
        // As published: a change would double every date that somebody has imported.
        assert_eq!(uid(&[]), "6c62272e07bb014262b821756295c58d@tenant-status");
        assert_eq!(uid(&["a"]), "0880954550ab1be95aa0733055b751b9@tenant-status");
        let ids = [uid(&["ab", "c"]), uid(&["a", "bc"]), uid(&["abc"]), uid(&["abc", ""]), uid(&["", "abc"])];
        for (index, id) in ids.iter().enumerate() {
            assert!(!ids[index + 1..].contains(id), "{id}");
        }
    }

    proptest! {
        #[test]
        fn no_line_is_longer_than_75_octets_and_no_text_changes_on_the_way(title in "\\PC{0,120}", text: String, uid in "\\PC{1,90}") {
            let made = Appointment { title: title.clone(), text: text.clone(), uid, ..appointment() };
            let file = calendar(&[made], now());
            prop_assert!(file.ends_with("END:VCALENDAR\r\n"));
            for line in file.split("\r\n") {
                prop_assert!(line.len() <= LINE, "{line:?}");
                prop_assert!(!line.contains(['\r', '\n']), "{line:?}");
            }
            let value = |name: &str| {
                let lines = unfolded(&file);
                let line = lines.iter().find_map(|line| line.strip_prefix(name)).map(plain);
                line.unwrap_or_default()
            };
            let kept: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
            prop_assert_eq!(value("SUMMARY:"), title.chars().filter(|c| !c.is_control()).collect::<String>());
            prop_assert_eq!(value("DESCRIPTION:"), kept);
            // A text cannot bring in a property or a component of its own.
            prop_assert_eq!(read_back(&file).len(), 1);
            prop_assert_eq!(unfolded(&file).len(), 31);
        }
    }
}
