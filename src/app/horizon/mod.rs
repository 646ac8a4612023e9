//! What comes next: a card with a picture of it, a table that says the same, and calendar files.

mod file;
mod picture;
mod table;
mod words;

use std::{cell::Cell, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;

use super::{
    data::{TenantData, use_tenant_data},
    focus::focus_by_id,
    lead_times::lead_times,
    parts::Draw,
    printing::use_printing,
    tab::{Tab, href, use_parameter},
    words::count,
};
use crate::{
    domain::{
        connector::ConnectorKind,
        horizon::{Entry, RANGES, horizon},
    },
    graph::section::{SectionId, SectionState},
    i18n::{I18n, Plural, Text, use_i18n},
    ui::{Button, Disclosure, Glyph, StateLine, Tone, memo, part, skeleton},
};

/// The doors to this part: whoever calls through them reaches it only once it is loaded.
#[derive(Debug)]
pub struct HorizonPart {
    /// Draws the card.
    pub draw: Draw,
    /// Saves a calendar file of what comes for one connector.
    pub save: fn(TenantData, ConnectorKind),
}

/// All doors.
pub static HORIZON: HorizonPart = HorizonPart { draw: || view! { <Horizon/> }.into_any(), save: file::save_of_connector };

/// The parameter of the address that says how many days ahead.
const PARAMETER: &str = "horizon";
/// How many rows are drawn at first, and how many more at each step.
const STEP: usize = 60;
/// The id of the heading.
const TITLE: &str = "horizon-title";
/// The id of what the table is in.
const TABLE: &str = "horizon-table";

thread_local! {
    /// The language that the card was drawn in last.
    static DRAWN_IN: Cell<Option<&'static str>> = const { Cell::new(None) };
}

/// What is shown.
#[derive(Clone, Copy)]
struct Shown {
    entries: Memo<Arc<Vec<Entry>>>,
    now: Signal<DateTime<Utc>>,
    days: Memo<u16>,
    most: RwSignal<usize>,
}

/// The card.
#[component]
fn Horizon() -> impl IntoView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    let printing = use_printing();
    let asked = use_parameter(PARAMETER);
    let days = memo(move || asked.with(|asked| RANGES.into_iter().find(|days| *asked == days.to_string())).unwrap_or(RANGES[0]));
    let (sections, now, leads) = (data.sections(), data.now(), lead_times());
    let entries = memo(move || {
        let (sections, now) = (sections.get(), now.get());
        let until = now + TimeDelta::days(days.get().into());
        let (rows, licenses) = (&sections.connectors.value, &sections.licenses.value.licenses);
        Arc::new(horizon(rows, licenses, &sections.news.value.messages, &leads.get(), now, until))
    });
    let shown = Shown { entries, now, days, most: RwSignal::new(STEP) };
    let states = move || {
        let sections = sections.get();
        [SectionId::Connectors, SectionId::Licenses, SectionId::News].map(|id| sections.state(id))
    };
    let is_loading = memo(move || states().contains(&SectionState::Loading));
    let is_whole = memo(move || states().iter().all(|state| matches!(state, SectionState::Ready | SectionState::Stale)));
    let is_empty = memo(move || entries.with(|entries| entries.is_empty()));

    // Who follows a link to the horizon wants to see it; who changes the time ahead is there already, and who changes the language, for
    // which everything is drawn anew, is elsewhere.
    let language = i18n.language().code;
    let is_translation = DRAWN_IN.replace(Some(language)).is_some_and(|before| before != language);
    Effect::new(move |was_asked: Option<bool>| {
        let is_asked = !asked.read().is_empty();
        if is_asked && !was_asked.unwrap_or(is_translation) && !printing.get_untracked() && !has_focus() {
            request_animation_frame(|| focus_by_id(TITLE));
        }
        is_asked
    });

    let ranges = move || RANGES.map(|range| range_link(i18n, data, shown, range)).into_iter().collect_view();
    let save_all = move |()| {
        let entries = entries.get_untracked();
        let dated: Vec<_> = entries.iter().filter(|entry| !entry.subject.is_connection()).collect();
        file::save(data, &dated, "");
    };
    let has_dated = memo(move || entries.with(|entries| entries.iter().any(|entry| !entry.subject.is_connection())));
    let all = move || view! { <Button icon=Glyph::Calendar on_click=save_all text=i18n.text(Text::HorizonFileAll)/> }.into_any();
    let note = move || {
        (!is_loading.get() && !is_whole.get())
            .then(|| view! { <StateLine tone=Tone::Neutral><p>{i18n.text(Text::HorizonNotAll)}</p></StateLine> }.into_any())
    };
    let is_table = RwSignal::new(false);
    let toggle = move || is_table.update(|open| *open = !*open);
    let body = move || {
        if is_empty.get() {
            return Some(if is_loading.get() {
                skeleton(6)
            } else {
                let text = move || i18n.format(Text::HorizonNone, &[("n", &i18n.number(days.get().into()))]);
                view! { <p class="empty-note">{text}</p> }.into_any()
            });
        }
        let rows = move || (is_table.get() || printing.get()).then(|| table::table(data, shown));
        Some(
            view! {
                {picture::picture(i18n, shown)}
                <Disclosure open=is_table on_toggle=toggle controls=TABLE>{move || i18n.text(Text::HealthAsTable)}</Disclosure>
                {part(rows)}
                {part(move || more(i18n, shown))}
            }
            .into_any(),
        )
    };
    view! {
        <section class="card horizon" aria-labelledby=TITLE data-horizon=move || days.get().to_string()>
            <div class="card__head">
                <h3 class="card__title" id=TITLE tabindex="-1">{i18n.text(Text::HorizonTitle)}</h3>
                <div class="card__actions">{part(move || has_dated.get().then(all))}</div>
            </div>
            {part(note)}
            <div class="card__body">
                <p class="horizon__about">{i18n.text(Text::HorizonAbout)}</p>
                <div class="horizon__ranges" role="group" aria-label=i18n.text(Text::HorizonRange)>{ranges()}</div>
                {part(body)}
            </div>
            <div class="card__foot"><span class="card__footnote">{i18n.text(Text::HorizonFileNote)}</span></div>
        </section>
    }
    .into_any()
}

fn range_link(i18n: I18n, data: TenantData, shown: Shown, range: u16) -> AnyView {
    let text = i18n.format(Text::HorizonDays, &[("n", &i18n.number(range.into()))]);
    let to = href(Tab::TenantDetails, &[(PARAMETER, &range.to_string())]);
    // The address has changed by the next frame, and the rows with it.
    let say = move |_| {
        request_animation_frame(move || {
            if let Some(live) = data.live {
                live.say(i18n.plural(Plural::HorizonShown, shown.entries.with_untracked(|entries| entries.len()), &[]));
            }
        });
    };
    let current = move || (shown.days.get() == range).then_some("true");
    view! { <a class="chip" href=to data-noscroll="" aria-current=current on:click=say>{text}</a> }.into_any()
}

/// The button that draws more rows.
fn more(i18n: I18n, shown: Shown) -> Option<AnyView> {
    let left = shown.entries.with(|entries| entries.len()).saturating_sub(shown.most.get());
    let step = move |_| {
        let before = shown.most.get_untracked();
        shown.most.set(before + STEP);
        // The button goes with the last step: the keyboard must stand somewhere.
        if left <= STEP {
            request_animation_frame(move || {
                focus_by_id(TITLE);
                focus_by_id(&picture::row_id(before));
                focus_by_id(&table::row_id(before));
            });
        }
    };
    (left > 0).then(|| {
        let text = i18n.format(Text::ActionShowMore, &[("n", &count(i18n, left.min(STEP)))]);
        view! { <p class="list-more"><button type="button" class="button" on:click=step>{text}</button></p> }.into_any()
    })
}

/// Whether the keyboard stands in the card.
fn has_focus() -> bool {
    document().active_element().is_some_and(|element| element.closest(".horizon").ok().flatten().is_some())
}
