//! The wallboard, `?view=wall`: the worst first, in large type, for a screen that nobody touches.

use chrono::TimeDelta;
use leptos::prelude::*;

use super::{
    clock::{CLOCK_TOLERANCE, use_clock},
    data::{TenantData, use_tenant_data},
    keys::follow_keys,
    overlay::{OpenOverlay, use_overlays},
    parts::Piece,
    piece,
    shell::{Banners, tenant_title},
    since::provide_since,
    summary::{Shown, head_sentence, shown},
    tab::{Tab, href, use_parameter, use_tab},
    theme::provide_theme,
    what_if::WhatIfBanner,
    words::{connector_reason, count, health_word},
};
use crate::{
    domain::{health::Health, order},
    graph::{section::SectionId, summary::Line},
    i18n::{I18n, Plural, Text, use_i18n},
    ui::{DropZone, Glyph, HealthCount, Icon, StatusBadge, memo},
};

/// The parameter, and its value.
const VIEW: &str = "view";
const WALL: &str = "wall";
/// How many lines there are at the most: what does not fit is counted.
const LINES: usize = 12;
/// How old data may be where nothing is read by itself, in minutes.
const PATIENCE: u32 = 30;

/// Whether the address asks for the wallboard, and there is something to put on it.
pub fn use_is_wall(data: TenantData) -> Memo<bool> {
    let view = use_parameter(VIEW);
    memo(move || view.with(|view| view == WALL) && data.problem().with(Option::is_none) && !data.is_signed_out())
}

/// The address of the wallboard.
pub fn wall_href() -> String {
    href(Tab::TenantDetails, &[(VIEW, WALL)])
}

/// The wallboard, once it is loaded.
#[component]
pub fn WallFrame() -> impl IntoView {
    let (i18n, data) = (use_i18n(), use_tenant_data());
    // What led here stands over the tabs, which are gone.
    use_overlays().close();
    // For what opens over the board. Nothing is kept as seen: a board hangs where nobody looks.
    provide_since(data);
    provide_theme();
    follow_keys();
    view! {
        <WhatIfBanner/>
        <header>
            <Banners/>
        </header>
        {piece::draw(Piece::Wall, Callback::new(|()| {}))}
        <OpenOverlay/>
        <DropZone text=i18n.text(Text::DropTitle) on_files=Callback::new(move |files| data.open_files(files))/>
    }
    .into_any()
}

/// A line of the board.
#[derive(PartialEq)]
struct Row {
    health: Health,
    word: String,
    reference: String,
    name: String,
    is_english: bool,
    reason: String,
}

/// How the board looks from afar; also the icon of the browser tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// The worst that is shown.
    Is(Health),
    /// Too old to say anything.
    Old,
}

impl State {
    /// The icon: shapes that differ without colour, as on the page.
    fn icon(self) -> &'static str {
        match self {
            Self::Is(Health::Unhealthy) => {
                "%3Cpath fill='%23c50f1f' d='M6.3 1h7.4L19 6.3v7.4L13.7 19H6.3L1 13.7V6.3z'/%3E%3Cpath stroke='%23fff' stroke-width='2.2' d='M6.5 6.5l7 7M13.5 6.5l-7 7'/%3E"
            }
            Self::Is(Health::Warning) => {
                "%3Cpath fill='%23bc4b09' d='M10 1 19.5 18.5H.5z'/%3E%3Cpath stroke='%23fff' stroke-width='2.2' d='M10 7v5.5M10 14.5v2'/%3E"
            }
            Self::Is(Health::Healthy | Health::NotEnabled) => {
                "%3Ccircle cx='10' cy='10' r='9' fill='%23107c10'/%3E%3Cpath fill='none' stroke='%23fff' stroke-width='2.2' d='M5.5 10.5l3 3 6-6.5'/%3E"
            }
            Self::Is(Health::Unknown) | Self::Old => {
                "%3Ccircle cx='10' cy='10' r='8' fill='%23fff' stroke='%23616161' stroke-width='2.2' stroke-dasharray='4 2'/%3E%3Cpath stroke='%23616161' stroke-width='2.4' d='M10 5.5V11M10 13v2'/%3E"
            }
        }
    }
}

/// The board.
#[component]
pub fn Wall() -> impl IntoView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    let tab = use_tab();
    let clock = use_clock().now();
    let counts = data.summary();
    // As old as the oldest of what is shown: where one section cannot be read any more, the others must not hide it.
    let read_at = memo(move || {
        let sections = data.sections().get();
        let oldest = SectionId::ALL.iter().filter_map(|id| sections.read_at(*id)).min();
        oldest.into_iter().chain(data.read_at()).min()
    });
    let age = memo(move || read_at.get().map(|at| clock.get() - at));
    let limit = match data.refresh_minutes() {
        0 => PATIENCE,
        minutes => 2 * minutes,
    };
    let limit = TimeDelta::minutes(i64::from(limit));
    // What was chosen is no status of now, so it cannot be too old for it.
    let is_old = memo(move || data.what_if().is_none() && age.get().is_none_or(|age| age > limit || age < -CLOCK_TOLERANCE));
    let is_loading = memo(move || data.sections().with(|sections| sections.is_loading()));
    let lines = memo_lines(data, i18n);
    let state = memo(move || {
        if is_old.get() {
            return State::Old;
        }
        let not_checked = counts.with(|counts| counts.not_checked > 0) || is_loading.get();
        let floor = if not_checked { Health::Unknown } else { Health::Healthy };
        State::Is(lines.with(|lines| lines.first().map_or(floor, |line| line.health.min(floor))))
    });
    show_in_browser_tab(i18n, state);

    let head = move || counts.with(|counts| head_sentence(i18n, counts, is_loading.get()));
    // Why the board says nothing of now, in the place of what it would say.
    let old = move || {
        is_old.get().then(|| match age.get() {
            // By a clock that is behind, nothing is ever old.
            Some(age) if age < TimeDelta::zero() => i18n.format(Text::BannerClock, &[("duration", &i18n.duration(-age))]),
            Some(age) => i18n.format(Text::WallOld, &[("age", &i18n.duration(age))]),
            None => i18n.text(Text::WallUnread),
        })
    };
    let read = move || {
        let at = read_at.get().filter(|_| !is_old.get())?;
        Some(i18n.format(Text::WallRead, &[("rel", &i18n.relative(at, clock.get()))]))
    };
    let chips = move || {
        let mut numbers = counts.with(|counts| counts.by_health);
        if is_old.get() {
            // What was fine when it was read may not be so now.
            numbers[Health::Unknown as usize] += std::mem::take(&mut numbers[Health::Healthy as usize]);
        }
        let chips = Health::ALL.into_iter().filter(|health| numbers[*health as usize] > 0).map(|health| {
            let number = count(i18n, numbers[health as usize]);
            view! { <HealthCount health=health.as_str() count=number word=health_word(i18n, health)/> }.into_any()
        });
        chips.collect_view()
    };
    let rows = move || lines.with(|lines| lines.iter().take(LINES).map(row).collect_view());
    let more = move || {
        let more = lines.with(|lines| lines.len().saturating_sub(LINES));
        (more > 0).then(|| i18n.plural(Plural::WallMore, more, &[]))
    };
    let quiet = move || {
        let is_fine = state.get() == State::Is(Health::Healthy);
        is_fine.then(|| {
            view! {
                <p class="wall__fine" data-health="healthy">
                    <Icon glyph=Glyph::Healthy/>
                    {i18n.text(Text::WallAllFine)}
                </p>
            }
            .into_any()
        })
    };
    view! {
        <main class="wall" id="main" data-view=WALL data-old=move || is_old.get().then_some("")>
            <header class="wall__head">
                <h1>{move || old().unwrap_or_else(|| head().0)}</h1>
                <span class="wall__tenant"><bdi>{move || tenant_title()}</bdi></span>
                <span class="wall__counts">{move || chips()}</span>
            </header>
            <p class="wall__age" role="status" hidden=move || read().is_none()>{move || read()}</p>
            <p class="wall__unread" hidden=move || head().1.is_none()>{move || head().1}</p>
            <ul class="wall__lines" role="list">{move || rows()}</ul>
            <p class="wall__more">{move || more()}</p>
            {move || quiet()}
            <a class="wall__leave" href=move || href(tab.get(), &[])>{i18n.text(Text::WallLeave)}</a>
        </main>
    }
    .into_any()
}

fn row(line: &Row) -> AnyView {
    view! {
        <li class="wall__line" data-ref=line.reference.clone() data-health=line.health.as_str()>
            <StatusBadge health=line.health.as_str() word=line.word.clone()/>
            <span class="wall__name" lang=line.is_english.then_some("en")>{line.name.clone()}</span>
            <span class="wall__reason">{line.reason.clone()}</span>
        </li>
    }
    .into_any()
}

/// What needs action or is unknown, the worst first: the connectors in the order of their tab, then the rest.
fn memo_lines(data: TenantData, i18n: I18n) -> Memo<Vec<Row>> {
    memo(move || {
        let now = data.now().get();
        let sections = data.sections().get();
        let named = sections.connectors.value.iter().filter(|row| row.needs_action() || row.health() == Health::Unknown);
        let mut lines: Vec<Row> = named
            .map(|row| Row {
                health: row.health(),
                word: health_word(i18n, row.health()),
                reference: row.kind.key().to_owned(),
                name: i18n.connector_name(row.kind.key()),
                is_english: false,
                reason: connector_reason(i18n, row, now),
            })
            .collect();
        let cloud = data.cloud();
        data.summary().with(|summary| {
            // Unknown connectors have lines of their own here.
            let others = summary.lines.iter().filter(|line| !matches!(line, Line::NotReadable(..)));
            lines.extend(others.map(|line| {
                let Shown { health, word, reference, name, is_english, reason, .. } = shown(i18n, cloud, line, now);
                Row { health, word, reference, name, is_english, reason }
            }));
        });
        order::sort_by_key(&mut lines, |line| line.health);
        lines
    })
}

/// Puts the state into the title and the icon of the browser tab, and the usual icon back afterwards.
fn show_in_browser_tab(i18n: I18n, state: Memo<State>) {
    let data = use_tenant_data();
    let counts = data.summary();
    let icon = document().query_selector("link[rel=\"icon\"]").ok().flatten();
    let usual = icon.as_ref().and_then(|icon| icon.get_attribute("href"));
    let link = StoredValue::new_local(icon);
    Effect::new(move |_| {
        let state = state.get();
        let word = match state {
            State::Is(health) => health_word(i18n, health),
            State::Old => health_word(i18n, Health::Unknown),
        };
        let number = match (state, counts.with(|counts| counts.to_act_on)) {
            (State::Old, _) | (_, 0) => String::new(),
            (_, number) => format!("({}) ", count(i18n, number)),
        };
        // As of a chosen moment: from afar nobody is to take it for now, and least of all for a good one.
        let chosen = data.what_if().map(|_| i18n.text(Text::WhatIfTitle));
        let icon = match state {
            State::Is(Health::Healthy | Health::NotEnabled) if chosen.is_some() => State::Old.icon(),
            state => state.icon(),
        };
        let names = [chosen, Some(number + &word), tenant_title(), Some(i18n.text(Text::AppName))];
        document().set_title(&names.into_iter().flatten().collect::<Vec<_>>().join(" · "));
        let address = ["data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 20'%3E", icon, "%3C/svg%3E"];
        link.with_value(|link| {
            if let Some(link) = link {
                let _ = link.set_attribute("href", &address.concat());
            }
        });
    });
    on_cleanup(move || {
        link.with_value(|link| {
            if let (Some(link), Some(usual)) = (link, &usual) {
                let _ = link.set_attribute("href", usual);
            }
        });
    });
}
