//! The browser's formats of one language and one time zone. No instant is asked for here: each comes as an argument.

use std::cell::OnceCell;

use chrono::{DateTime, TimeDelta, Utc};
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;

use super::Language;
use super::span::in_words;

/// The browser's `Intl`, only what is used and with names as strings: the typed options of js-sys would cost one import each.
mod browser {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_namespace = Intl)]
        pub(super) type DateTimeFormat;
        #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
        pub(super) fn new(locale: &str, options: &JsValue) -> Result<DateTimeFormat, JsValue>;
        #[wasm_bindgen(method)]
        pub(super) fn format(this: &DateTimeFormat, milliseconds: f64) -> String;

        #[wasm_bindgen(js_namespace = Intl)]
        pub(super) type NumberFormat;
        #[wasm_bindgen(constructor, js_namespace = Intl)]
        pub(super) fn new(locale: &str, options: &JsValue) -> NumberFormat;
        #[wasm_bindgen(method)]
        pub(super) fn format(this: &NumberFormat, number: f64) -> String;

        #[wasm_bindgen(js_namespace = Intl)]
        pub(super) type PluralRules;
        #[wasm_bindgen(constructor, js_namespace = Intl)]
        pub(super) fn new(locale: &str) -> PluralRules;
        #[wasm_bindgen(method)]
        pub(super) fn select(this: &PluralRules, number: f64) -> String;

        #[wasm_bindgen(js_namespace = Intl)]
        pub(super) type RelativeTimeFormat;
        #[wasm_bindgen(constructor, js_namespace = Intl)]
        pub(super) fn new(locale: &str, options: &JsValue) -> RelativeTimeFormat;
        #[wasm_bindgen(method)]
        pub(super) fn format(this: &RelativeTimeFormat, count: f64, unit: &str) -> String;

        #[wasm_bindgen(js_namespace = Intl)]
        pub(super) type ListFormat;
        #[wasm_bindgen(constructor, js_namespace = Intl)]
        pub(super) fn new(locale: &str) -> ListFormat;
        #[wasm_bindgen(method)]
        pub(super) fn format(this: &ListFormat, items: &js_sys::Array) -> String;

        #[wasm_bindgen(js_namespace = Intl)]
        pub(super) type DisplayNames;
        #[wasm_bindgen(constructor, js_namespace = Intl)]
        pub(super) fn new(locale: &str, options: &JsValue) -> DisplayNames;
        #[wasm_bindgen(method, catch)]
        pub(super) fn of(this: &DisplayNames, code: &str) -> Result<Option<String>, JsValue>;
    }
}

/// How a date is written. Each is made when it is first needed: making one costs more than all its uses.
#[derive(Clone, Copy)]
enum Style {
    Short,
    ShortWithYear,
    Long,
    Day,
    Year,
    UtcDay,
    UtcTime,
    UtcLong,
}

impl Style {
    const COUNT: usize = 8;

    fn is_utc(self) -> bool {
        matches!(self, Self::UtcDay | Self::UtcTime | Self::UtcLong)
    }

    fn options(self) -> &'static [(&'static str, &'static str)] {
        const LONG: &[(&str, &str)] = &[
            ("hour", "2-digit"),
            ("minute", "2-digit"),
            ("hourCycle", "h23"),
            ("day", "numeric"),
            ("month", "short"),
            ("year", "numeric"),
        ];
        const DAY: &[(&str, &str)] = LONG.split_at(3).1;
        match self {
            Self::Short => LONG.split_at(5).0,
            Self::ShortWithYear | Self::Long | Self::UtcLong => LONG,
            Self::Day | Self::UtcDay => DAY,
            Self::Year => DAY.split_at(2).1,
            Self::UtcTime => LONG.split_at(3).0,
        }
    }
}

/// Formats of a language in a time zone.
pub struct Format {
    locale: &'static str,
    zone: Option<String>,
    dates: [OnceCell<browser::DateTimeFormat>; Style::COUNT],
    numbers: browser::NumberFormat,
    plurals: browser::PluralRules,
    counted: browser::RelativeTimeFormat,
    nearest: OnceCell<browser::RelativeTimeFormat>,
    countries: OnceCell<browser::DisplayNames>,
    lists: OnceCell<browser::ListFormat>,
}

impl Format {
    /// The formats of a language. `zone` is an IANA name; none is the browser's own. A zone that the browser does not know
    /// becomes UTC.
    pub fn new(language: Language, zone: Option<&str>) -> Self {
        let locale = language.formats;
        Self {
            locale,
            zone: zone.map(str::to_owned),
            dates: Default::default(),
            numbers: browser::NumberFormat::new(locale, &JsValue::UNDEFINED),
            plurals: browser::PluralRules::new(locale),
            counted: browser::RelativeTimeFormat::new(locale, &options(&[("numeric", "always")])),
            nearest: OnceCell::new(),
            countries: OnceCell::new(),
            lists: OnceCell::new(),
        }
    }

    /// The plural category of a count: "one", "other", …
    pub fn plural_category(&self, n: usize) -> String {
        self.plurals.select(float(n))
    }

    /// A count with the language's grouping: "1,204".
    pub fn number(&self, n: i64) -> String {
        // What is not grouped is written alike in all languages of the page; asking the browser takes a hundred times as long.
        if (0..1000).contains(&n) { n.to_string() } else { self.numbers.format(float(n)) }
    }

    /// Where an instant stands seen from `now`, in the unit of [`in_words`]: "2 days ago", "in 5 days"; under a minute "now".
    pub fn relative(&self, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
        let delta = (at - now).num_seconds();
        match in_words(delta.unsigned_abs()) {
            (_, "second") => self
                .nearest
                .get_or_init(|| browser::RelativeTimeFormat::new(self.locale, &options(&[("numeric", "auto")])))
                .format(0.0, "second"),
            (count, unit) if delta < 0 => self.counted.format(-float(count), unit),
            (count, unit) => self.counted.format(float(count), unit),
        }
    }

    /// The length of a span whatever its direction, in the unit of [`in_words`]: "5 minutes".
    pub fn duration(&self, span: TimeDelta) -> String {
        let (count, unit) = in_words(span.num_seconds().unsigned_abs());
        let style = options(&[("style", "unit"), ("unitDisplay", "long"), ("unit", unit)]);
        browser::NumberFormat::new(self.locale, &style).format(float(count))
    }

    /// Day, month and local time: "19 Nov, 14:05"; with the year when it is not that of `now`.
    pub fn date_short(&self, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
        let same_year = self.date(Style::Year, at) == self.date(Style::Year, now);
        self.date(if same_year { Style::Short } else { Style::ShortWithYear }, at)
    }

    /// Day, month, year and local time: "26 Nov 2026, 09:00".
    pub fn date_long(&self, at: DateTime<Utc>) -> String {
        self.date(Style::Long, at)
    }

    /// The local day: "26 Nov 2026".
    pub fn date_only(&self, at: DateTime<Utc>) -> String {
        self.date(Style::Day, at)
    }

    /// A day that was told without a time and a zone, which reads as midnight in UTC: the same one everywhere.
    pub fn plain_day(&self, at: DateTime<Utc>) -> String {
        self.date(Style::UtcDay, at)
    }

    /// The time in UTC, to stand beside the local one: "08:00 UTC"; with the date when the day is another one there.
    pub fn utc(&self, at: DateTime<Utc>) -> String {
        let same_day = self.date(Style::Day, at) == self.date(Style::UtcDay, at);
        if same_day { self.date(Style::UtcTime, at) + " UTC" } else { self.utc_long(at) }
    }

    /// Date and time in UTC, to stand alone: "26 Nov 2026, 08:00 UTC".
    pub fn utc_long(&self, at: DateTime<Utc>) -> String {
        self.date(Style::UtcLong, at) + " UTC"
    }

    /// The name of a country by its two-letter code; the code itself when the browser knows none.
    pub fn country(&self, code: &str) -> String {
        let names = self.countries.get_or_init(|| browser::DisplayNames::new(self.locale, &options(&[("type", "region")])));
        names.of(code).ok().flatten().unwrap_or_else(|| code.to_owned())
    }

    /// An enumeration: "a, b and c".
    pub fn list(&self, items: &[String]) -> String {
        let lists = self.lists.get_or_init(|| browser::ListFormat::new(self.locale));
        lists.format(&items.iter().map(|item| JsValue::from_str(item)).collect())
    }

    fn date(&self, style: Style, at: DateTime<Utc>) -> String {
        let format = self.dates[style as usize].get_or_init(|| {
            let zone = if style.is_utc() { Some("UTC") } else { self.zone.as_deref() };
            date_format(self.locale, style, zone)
        });
        format.format(float(at.timestamp_millis()))
    }
}

/// Makes a date format; in UTC when the browser refuses the zone.
fn date_format(locale: &str, style: Style, zone: Option<&str>) -> browser::DateTimeFormat {
    let options = options(style.options());
    if let Some(zone) = zone {
        set(&options, "timeZone", zone);
    }
    browser::DateTimeFormat::new(locale, &options).unwrap_or_else(|_| {
        set(&options, "timeZone", "UTC");
        browser::DateTimeFormat::new(locale, &options).unwrap_throw()
    })
}

fn options(entries: &[(&str, &str)]) -> JsValue {
    let options = Object::new().into();
    for (name, value) in entries {
        set(&options, name, value);
    }
    options
}

fn set(options: &JsValue, name: &str, value: &str) {
    // Cannot fail: the object is our own and not frozen.
    let _ = Reflect::set(options, &name.into(), &value.into());
}

/// A number for JavaScript.
#[expect(clippy::cast_precision_loss, reason = "counts and milliseconds stay far below 2^53")]
fn float(number: impl TryInto<i64>) -> f64 {
    number.try_into().unwrap_or(i64::MAX) as f64
}

/// The languages that the reader's browser asks for, best first.
pub fn browser_languages() -> Vec<String> {
    let languages = web_sys::window().map(|window| window.navigator().languages()).unwrap_or_default();
    Array::iter(&languages).filter_map(|tag| tag.as_string()).collect()
}
