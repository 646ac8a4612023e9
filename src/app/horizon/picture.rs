//! The dates as a picture: a line for each subject, its marks where they lie in time.

use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{
    Shown,
    words::{entry_words, link, reference, short_words, turns},
};
use crate::{
    app::focus::{focus_by_id, steer},
    domain::{
        health::Health,
        horizon::{Entry, What},
    },
    i18n::{I18n, Text},
    ui::memo,
};

/// The whole width or height, in the hundredths of a percent that positions are counted in.
const WHOLE: i64 = 10_000;
/// How many parts the lines divide the time into.
const PARTS: i64 = 3;

/// The id of the line at a place.
pub(super) fn row_id(index: usize) -> String {
    ["horizon-line-", &index.to_string()].concat()
}

/// The picture. Names stand in a list beside it, or above the lines where it is narrow.
pub(super) fn picture(i18n: I18n, shown: Shown) -> AnyView {
    // One stop of the Tab key; the arrow keys go on from there.
    let current = RwSignal::new(0_usize);
    // What the pointer or the keyboard is on.
    let told = RwSignal::new(None::<usize>);
    let last = move || shown.entries.with(|entries| entries.len()).min(shown.most.get()).saturating_sub(1);
    let on_key = move |event: web_sys::KeyboardEvent| {
        if let Some(next) = steer(&event, current.get_untracked(), untrack(last)) {
            current.set(next);
            focus_by_id(&row_id(next));
        }
    };
    let about = move || i18n.format(Text::HorizonPicture, &[("n", &i18n.number(shown.days.get().into()))]);
    let readout = move || {
        let words = shown.entries.with(|entries| Some(entry_words(i18n, entries.get(told.get()?)?)));
        words.unwrap_or_else(about)
    };
    let lanes = memo_lanes(shown);
    let names = move || {
        shown.entries.with(|entries| {
            let name = |lane: &Lane| match lane {
                Lane::Heading => {
                    view! { <li class="horizon__name" data-heading="">{i18n.text(Text::HorizonStale)}</li> }.into_any()
                }
                Lane::Entry(index) => {
                    let entry = &entries[*index];
                    view! {
                        <li class="horizon__name">
                            <bdi>{short_words(i18n, &entry.subject)}</bdi>
                            <span class="horizon__date">{i18n.date_only(entry.due().at)}</span>
                        </li>
                    }
                    .into_any()
                }
            };
            lanes.with(|lanes| lanes.iter().filter(|lane| lane.is_of(entries)).map(name).collect_view())
        })
    };
    let drawn = move || {
        shown.entries.with(|entries| {
            let (days, now) = (shown.days.get(), shown.now.get());
            let scale = Scale { now, span: TimeDelta::days(days.into()) };
            lanes.with(|lanes| {
                let count = lanes.len();
                lanes
                    .iter()
                    .enumerate()
                    .filter_map(|(lane, what)| match what {
                        Lane::Entry(index) => {
                            let entry = entries.get(*index)?;
                            Some(line(i18n, entry, *index, Place { lane, count }, scale, days, current, told, last()))
                        }
                        Lane::Heading => None,
                    })
                    .collect_view()
            })
        })
    };
    let dates = move || {
        let (span, now) = (TimeDelta::days(shown.days.get().into()), shown.now.get());
        let date = |n: i64| {
            let at = now + span * i32::try_from(n).unwrap_or_default() / i32::try_from(PARTS).unwrap_or(1);
            view! { <span>{i18n.date_only(at)}</span> }.into_any()
        };
        (0..=PARTS).map(date).collect_view()
    };
    view! {
        <div class="horizon__picture">
            <div class="horizon__chart">
                // A reader aloud hears the same from the lines themselves.
                <ol class="horizon__names" aria-hidden="true">{move || names()}</ol>
                <svg
                    class="horizon__lines"
                    role="group"
                    aria-label=about
                    width="100%"
                    height="100%"
                    on:keydown=on_key
                    on:focusout=move |_| told.set(None)
                    on:pointerleave=move |_| told.set(None)
                >
                    {grid()}
                    {move || drawn()}
                </svg>
                <div class="horizon__dates" aria-hidden="true">{move || dates()}</div>
            </div>
            {legend(i18n)}
            <p class="horizon__told" aria-hidden="true">{move || readout()}</p>
        </div>
    }
    .into_any()
}

/// What stands in a lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lane {
    /// Says that what follows are connections.
    Heading,
    /// The entry at this place.
    Entry(usize),
}

impl Lane {
    /// The lanes and what they show change one after the other.
    fn is_of(self, entries: &[Entry]) -> bool {
        match self {
            Self::Heading => true,
            Self::Entry(index) => index < entries.len(),
        }
    }
}

fn memo_lanes(shown: Shown) -> Memo<Vec<Lane>> {
    memo(move || {
        shown.entries.with(|entries| {
            let mut lanes = Vec::new();
            let mut before = false;
            for (index, entry) in entries.iter().enumerate().take(shown.most.get()) {
                let is_connection = entry.subject.is_connection();
                if is_connection && !before {
                    lanes.push(Lane::Heading);
                }
                before = is_connection;
                lanes.push(Lane::Entry(index));
            }
            lanes
        })
    })
}

/// A lane of so many.
#[derive(Clone, Copy)]
struct Place {
    lane: usize,
    count: usize,
}

impl Place {
    /// The height of its edge, or so many halves of a lane below it.
    fn top(self, halves: usize) -> String {
        let position = WHOLE * i64::try_from(self.lane * 2 + halves).unwrap_or_default();
        percent(position / i64::try_from(self.count * 2).unwrap_or(1).max(1))
    }

    fn height(self) -> String {
        percent(WHOLE / i64::try_from(self.count).unwrap_or(1).max(1))
    }
}

/// From instants to positions.
#[derive(Clone, Copy)]
struct Scale {
    now: DateTime<Utc>,
    span: TimeDelta,
}

impl Scale {
    /// The position of an instant; one outside is at the edge.
    fn at(self, at: DateTime<Utc>) -> i64 {
        let whole = self.span.num_milliseconds().max(1);
        let since = (at - self.now).num_milliseconds().clamp(0, whole);
        WHOLE * since / whole
    }

    fn shows(self, at: DateTime<Utc>) -> bool {
        at - self.now <= self.span
    }
}

#[expect(clippy::too_many_arguments, reason = "what one line is made of, used once")]
fn line(
    i18n: I18n,
    entry: &Entry,
    index: usize,
    place: Place,
    scale: Scale,
    days: u16,
    current: RwSignal<usize>,
    told: RwSignal<Option<usize>>,
    last: usize,
) -> AnyView {
    let to = link(&entry.subject, days);
    let navigate = use_navigate();
    let open = {
        let to = to.clone();
        move |event: web_sys::MouseEvent| {
            // A new tab or window is the browser's to open.
            if event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key() {
                return;
            }
            // The router does not know links in pictures: it would load the page anew.
            event.prevent_default();
            navigate(&to, NavigateOptions::default());
        }
    };
    let spans = spans(entry, scale)
        .into_iter()
        .map(|(health, from, to)| {
            // Until it is due there is time to act; what comes after it is only told.
            let (thick, up) = if health == Health::Warning { ("6", "translate(0 -3)") } else { ("2", "translate(0 -1)") };
            view! {
                <g>
                    <rect class="horizon__span" data-health=health.as_str() x=percent(from) width=percent(to - from) y=place.top(1) height=thick transform=up/>
                </g>
            }
            .into_any()
        })
        .collect_view();
    let marks = entry
        .events
        .iter()
        .filter(|event| scale.shows(event.at))
        .map(|event| {
            let what = mark(event.what);
            view! {
                <g>
                    <svg class="horizon__mark" data-what=what x=percent(scale.at(event.at)) y=place.top(1) width="1" height="1" overflow="visible">
                        <path d=shape(what)/>
                    </svg>
                </g>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <g>
            <a
                id=row_id(index)
                class="horizon__line"
                href=to
                aria-label=entry_words(i18n, entry)
                tabindex=move || if current.get().min(last) == index { "0" } else { "-1" }
                data-ref=reference(&entry.subject)
                on:click=open
                on:focus=move |_| {
                    current.set(index);
                    told.set(Some(index));
                }
                on:pointerenter=move |_| told.set(Some(index))
            >
                <rect class="horizon__hit" x="0" width="100%" y=place.top(0) height=place.height()/>
                <g class="horizon__marks">{spans} {marks}</g>
            </a>
        </g>
    }
    .into_any()
}

/// From where to where a subject is a warning and unhealthy.
fn spans(entry: &Entry, scale: Scale) -> Vec<(Health, i64, i64)> {
    let turns: Vec<_> = entry
        .events
        .iter()
        .filter_map(|event| match event.what {
            What::Turns(health) => Some((health, event.at)),
            _ => None,
        })
        .collect();
    let mut spans = Vec::new();
    // What turns unhealthy next is a warning today.
    if let Some((Health::Unhealthy, at)) = turns.first() {
        spans.push((Health::Warning, 0, scale.at(*at)));
    }
    for (index, (health, at)) in turns.iter().enumerate().filter(|(_, (_, at))| scale.shows(*at)) {
        let end = turns.get(index + 1).map_or(WHOLE, |(_, next)| scale.at(*next));
        spans.push((*health, scale.at(*at), end));
    }
    spans
}

fn mark(what: What) -> &'static str {
    match what {
        What::Lead(_) => "lead",
        What::Turns(health) => health.as_str(),
        What::Renews | What::Ends => "renews",
        What::ActBy => "actBy",
    }
}

/// The outline of a mark around its middle: each differs, so that they can be told apart without colour.
fn shape(mark: &str) -> &'static str {
    match mark {
        "warning" => "M0-8 8 6H-8z",
        "unhealthy" => "M-3-7h6l4 4v6l-4 4h-6l-4-4v-6z",
        "renews" => "M0-6a6 6 0 1 1 0 12 6 6 0 0 1 0-12z",
        "actBy" => "M0-8 8 0 0 8-8 0z",
        _ => "M-1-9h2v18h-2z",
    }
}

/// What the marks stand for.
fn legend(i18n: I18n) -> AnyView {
    let marks = [
        ("warning", turns(i18n, Health::Warning)),
        ("unhealthy", turns(i18n, Health::Unhealthy)),
        ("renews", i18n.text(Text::HorizonRenews)),
        ("actBy", i18n.text(Text::NewsActBy)),
        ("lead", i18n.text(Text::HorizonLeads)),
    ];
    let item = |(mark, text): (&'static str, String)| {
        view! {
            <li>
                <svg class="horizon__mark" data-what=mark width="20" height="20" viewBox="-10 -10 20 20"><path d=shape(mark)/></svg>
                <span>{text}</span>
            </li>
        }
        .into_any()
    };
    let items = marks.map(item).into_iter().collect_view();
    view! { <ul class="horizon__legend" aria-hidden="true">{items}</ul> }.into_any()
}

/// A line where each part of the time begins.
fn grid() -> AnyView {
    let lines = (0..=PARTS)
        .map(|n| view! { <g><rect class="horizon__grid" x=percent(WHOLE * n / PARTS) width="1" height="100%"/></g> }.into_any())
        .collect_view();
    view! { <g aria-hidden="true">{lines}</g> }.into_any()
}

/// Hundredths of a percent as an attribute takes them.
fn percent(hundredths: i64) -> String {
    let cents = (hundredths % 100).to_string();
    let zero = if cents.len() < 2 { "0" } else { "" };
    [&(hundredths / 100).to_string(), ".", zero, &cents, "%"].concat()
}
