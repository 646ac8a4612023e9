//! The last 30 days as a picture, with a table that says the same.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::item::{Kind, use_opened};
use crate::{
    app::{
        data::use_tenant_data,
        focus::{focus_by_id, steer},
        opening::{button_id, item_id},
        tab::{Tab, href},
        words::{class_word, count, date_view},
    },
    domain::{
        issue_timeline::{Bar, Timeline, WIDTH, timeline},
        service_issue::ServiceIssue,
        when::When,
    },
    graph::section::Sections,
    i18n::{I18n, Plural, Text, use_i18n},
    rich_text::text::reveal,
    ui::{Disclosure, memo, part},
};

/// How high a lane and a bar in it are, in CSS pixels.
const LANE: usize = 24;
const BAR: usize = 14;
/// How many issues the table shows at first, and how many more at each step.
const ROWS: usize = 25;
/// The id of what the table is in.
const TABLE: &str = "picture-table";
/// How many days lie between two lines.
const DAYS: i64 = 10;

/// Everything of Intune that was active in the last 30 days: what is, then what ended.
fn shown(sections: &Sections) -> Vec<Arc<ServiceIssue>> {
    let health = &sections.service_health.value;
    [&health.active, &sections.environment_issues.value, &health.past].into_iter().flatten().cloned().collect()
}

/// The picture and its table.
#[component]
pub fn Picture(
    /// Asked to open an issue.
    #[prop(into)]
    on_open: Callback<String>,
) -> impl IntoView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    let sections = data.sections();
    let now = data.now();
    let opened = use_opened(Kind::Issue);
    let laid_out = memo(move || timeline(shown(&sections.get()).iter(), now.get()));
    // One stop of the Tab key; the arrow keys go on from there.
    let current = RwSignal::new(0_usize);
    // What the pointer or the keyboard is on.
    let told = RwSignal::new(None::<usize>);
    let on_key = move |event: web_sys::KeyboardEvent| {
        let last = laid_out.with_untracked(|timeline| timeline.bars.len()).saturating_sub(1);
        if let Some(next) = steer(&event, current.get_untracked(), last) {
            current.set(next);
            focus_bar(&event, next);
        }
    };
    let bars = move || {
        laid_out.with(|timeline| {
            let last = timeline.bars.len().saturating_sub(1);
            timeline
                .bars
                .iter()
                .enumerate()
                .map(|(index, bar)| bar_view(i18n, bar, index, last, now.get(), current, told, opened, on_open))
                .collect_view()
        })
    };
    let readout = move || {
        let words = laid_out.with(|timeline| Some(bar_words(i18n, &timeline.bars.get(told.get()?)?.issue, now.get())));
        words.unwrap_or_else(|| i18n.text(Text::HealthPicture))
    };
    let left_out = move || match laid_out.with(|timeline| timeline.left_out) {
        0 => String::new(),
        number => i18n.plural(Plural::HealthLeftOut, number, &[]),
    };
    let is_table = RwSignal::new(false);
    let height = move || (laid_out.with(|timeline| timeline.lanes) * LANE).to_string();
    view! {
        <div class="picture" hidden=move || laid_out.with(|timeline| *timeline == Timeline::default())>
            <svg
                class="picture__lines"
                role="group"
                aria-label=i18n.text(Text::HealthPicture)
                width="100%"
                height=move || height()
                on:keydown=on_key
                on:focusout=move |_| told.set(None)
                on:pointerleave=move |_| told.set(None)
            >
                {lines()}
                {move || bars()}
            </svg>
            <div class="picture__days" aria-hidden="true">{move || days(i18n, now.get())}</div>
            // A reader aloud hears the same from the bar itself.
            <p class="picture__words picture__told" aria-hidden="true">{move || readout()}</p>
            <p class="picture__words" hidden=move || left_out().is_empty()>{move || left_out()}</p>
            <Disclosure open=is_table on_toggle=move || is_table.update(|open| *open = !*open) controls=TABLE>
                {move || i18n.text(Text::HealthAsTable)}
            </Disclosure>
            {part(move || is_table.get().then(table))}
        </div>
    }
    .into_any()
}

/// What the picture says, and what it leaves out, in words.
fn table() -> AnyView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    let (sections, now) = (data.sections(), data.now());
    let most = RwSignal::new(ROWS);
    let headings = [Text::HealthIssue, Text::HealthType, Text::HealthStarted, Text::HealthEnded, Text::HealthDuration];
    let headings = headings.map(|text| view! { <th scope="col">{i18n.text(text)}</th> }.into_any());
    let rows = move || {
        let shown = shown(&sections.get());
        shown.iter().take(most.get()).enumerate().map(|(index, issue)| table_row(i18n, index, issue, now.get())).collect_view()
    };
    let step = move || {
        let before = most.get_untracked();
        most.set(before + ROWS);
        // The button goes with the last step: the keyboard must stand somewhere.
        if sections.with_untracked(|sections| shown(sections).len()) <= before + ROWS {
            request_animation_frame(move || focus_by_id(&row_id(before)));
        }
    };
    let more = move || {
        let left = shown(&sections.get()).len().saturating_sub(most.get());
        (left > 0).then(|| {
            let text = i18n.format(Text::ActionShowMore, &[("n", &count(i18n, left))]);
            view! { <button type="button" class="button" on:click=move |_| step()>{text}</button> }.into_any()
        })
    };
    view! {
        <div id=TABLE>
            <table class="data-table picture__table">
                <caption><span class="visually-hidden">{i18n.text(Text::LinkPastIssues)}</span></caption>
                <thead><tr>{headings.into_iter().collect_view()}</tr></thead>
                <tbody>{move || rows()}</tbody>
            </table>
            {move || more()}
        </div>
    }
    .into_any()
}

#[expect(clippy::too_many_arguments, reason = "what one bar is made of, used once")]
fn bar_view(
    i18n: I18n,
    bar: &Bar,
    index: usize,
    last: usize,
    now: DateTime<Utc>,
    current: RwSignal<usize>,
    told: RwSignal<Option<usize>>,
    opened: Memo<Option<String>>,
    on_open: Callback<String>,
) -> AnyView {
    let id = bar.issue.id.clone();
    let open = move |event: web_sys::MouseEvent| {
        // A new tab or window is the browser's to open.
        if event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key() {
            return;
        }
        // The router does not know links in pictures: it would load the page anew.
        event.prevent_default();
        // A bar opens; asked again it would close.
        if opened.with_untracked(|opened| opened.as_ref() != Some(&id)) {
            on_open.run(id.clone());
        }
        let button = button_id(&item_id(&id));
        // The row is there after the next frame, however long its list is.
        request_animation_frame(move || focus_by_id(&button));
    };
    let top = bar.lane * LANE + (LANE - BAR) / 2;
    view! {
        <g>
            <a
                class="picture__bar"
                href=href(Tab::ServiceHealth, &[(Kind::Issue.parameter(), &bar.issue.id)])
                aria-label=bar_words(i18n, &bar.issue, now)
                tabindex=move || if current.get().min(last) == index { "0" } else { "-1" }
                data-bar=index.to_string()
                data-ref=bar.issue.id.clone()
                data-classification=class_word(&bar.issue)
                data-resolved=if bar.issue.is_resolved { "true" } else { "false" }
                on:click=open
                on:focus=move |_| {
                    current.set(index);
                    told.set(Some(index));
                }
                on:pointerenter=move |_| told.set(Some(index))
            >
                <rect x=percent(bar.start) width=percent(bar.end - bar.start) y=top.to_string() height=BAR.to_string() rx="3"/>
            </a>
        </g>
    }
    .into_any()
}

/// A line every ten days.
fn lines() -> AnyView {
    let lines = (0..=3)
        .map(|n| {
            let x = percent(WIDTH * n / 3);
            view! { <g><rect class="picture__line" x=x width="1" height="100%"/></g> }.into_any()
        })
        .collect_view();
    view! { <g aria-hidden="true">{lines}</g> }.into_any()
}

/// What the lines stand for.
fn days(i18n: I18n, now: DateTime<Utc>) -> AnyView {
    let day = |n: i64| view! { <span>{i18n.relative(now - TimeDelta::days(n * DAYS), now)}</span> }.into_any();
    [3, 2, 1, 0].map(day).into_iter().collect_view().into_any()
}

/// An issue in one line: what it is, from when to when.
fn bar_words(i18n: I18n, issue: &ServiceIssue, now: DateTime<Utc>) -> String {
    let class = i18n.word("classification", class_word(issue));
    let span = match issue.span(now) {
        Some((from, to)) => {
            let words = if issue.is_resolved {
                i18n.format(Text::HealthSpan, &[("from", &i18n.date_long(from)), ("to", &i18n.date_long(to))])
            } else {
                i18n.format(Text::HealthSince, &[("from", &i18n.date_long(from))])
            };
            [words.as_str(), " (", &i18n.duration(to - from), ")"].concat()
        }
        None => i18n.word("issueStatus", &issue.status),
    };
    [class.as_str(), " ", &reveal(&issue.id), " ", &reveal(&issue.title), ": ", &span].concat()
}

/// The id of the row of the table at a place.
fn row_id(index: usize) -> String {
    ["picture-row-", &index.to_string()].concat()
}

fn table_row(i18n: I18n, index: usize, issue: &ServiceIssue, now: DateTime<Utc>) -> AnyView {
    let date = |when: Option<&When>| when.map(|when| date_view(i18n, when));
    // The first of a step takes the focus.
    let is_first = index > 0 && index.is_multiple_of(ROWS);
    view! {
        <tr id=is_first.then(|| row_id(index)) tabindex=is_first.then_some("-1")>
            <th scope="row">{reveal(&issue.id)} " " <bdi lang="en">{reveal(&issue.title)}</bdi></th>
            <td data-label=i18n.text(Text::HealthType)>{i18n.word("classification", class_word(issue))}</td>
            <td data-label=i18n.text(Text::HealthStarted)>{date(issue.started.as_ref())}</td>
            <td data-label=i18n.text(Text::HealthEnded)>{date(issue.ended.as_ref().filter(|_| issue.is_resolved))}</td>
            <td data-label=i18n.text(Text::HealthDuration)>{issue.duration(now).map(|span| i18n.duration(span))}</td>
        </tr>
    }
    .into_any()
}

/// Thousandths as the percentage that an attribute takes.
fn percent(thousandths: i64) -> String {
    [&(thousandths / 10).to_string(), ".", &(thousandths % 10).to_string(), "%"].concat()
}

/// Moves the focus inside the picture that the key was pressed in.
fn focus_bar(event: &web_sys::KeyboardEvent, index: usize) {
    let picture: Option<web_sys::Element> = event.current_target().and_then(|target| target.dyn_into().ok());
    let bar =
        picture.and_then(|picture| picture.query_selector(&["[data-bar='", &index.to_string(), "']"].concat()).ok().flatten());
    if let Some(bar) = bar {
        // An element that cannot take the focus is no reason to fail.
        let _ = bar.unchecked_into::<web_sys::SvgElement>().focus();
    }
}
