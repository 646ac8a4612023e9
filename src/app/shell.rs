//! The frame of every page: header, banners, summary, tabs, foot.

use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;

use super::{
    clock::{CLOCK_TOLERANCE, use_clock},
    data::{TenantData, use_tenant_data},
    focus::focus_by_id,
    keys::{FootKeys, follow_keys},
    legend::{Legend, LegendButton},
    locale::{LANGUAGE_MENU, choose_language, use_language},
    offline::{FootOffline, NewVersion},
    overlay::{OpenOverlay, OverlayButtons},
    parts, piece,
    printing::use_printing,
    sign_in::problem_words,
    since::{Since, provide_since, use_since},
    snapshot_page::{problem_of, reload, snapshot_words},
    summary::Summary,
    tab::{Tab, href, use_tab},
    theme::{Theme, provide_theme, use_theme},
    wall::wall_href,
    what_if::WhatIfBanner,
    words::count,
};
use crate::{
    auth::{
        problem::Reaction,
        session::{Arrival, Prompt, State},
    },
    browser::{task, timer},
    domain::health::DATA_TOO_OLD,
    graph::snapshot::SnapshotError,
    i18n::{LANGUAGES, Plural, Text, use_i18n},
    rich_text::text::reveal,
    ui::{
        Banner, BannerKind, Button, DropZone, Expander, ExternalLink, FileButton, Glyph, Icon, Live, Look, Menu, Select,
        SkipLink, TabLink, TabStrip, memo, part,
    },
};

/// At most this many banners at a time, the most important first.
const BANNERS: usize = 2;

/// The whole page in one language; the app mounts it anew when the language changes.
#[component]
pub fn Shell() -> impl IntoView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    let tab = use_tab();
    follow_in_title(tab);
    focus_on_tab_change(tab);
    let since = provide_since(data);
    load_the_others_after(data, since);
    let printing = use_printing();
    provide_theme();
    follow_keys();
    // What stands in the place of everything: nothing, a problem, or the sign-in.
    let instead = memo(move || match (data.problem().with(Option::is_some), data.is_signed_out()) {
        _ if tab.get() == Tab::Connect => "",
        (true, _) => "problem",
        (_, true) => "sign-in",
        _ => "",
    });
    let has_summary = memo(move || tab.get() != Tab::Connect);
    let inside = move || match tab.get() {
        // On paper there are no tabs.
        tab if printing.get() && tab != Tab::Connect => view! {
            {Tab::STRIP.map(draw)}
        }
        .into_any(),
        tab => draw(tab),
    };
    let page = move || {
        view! {
            {move || has_summary.get().then(|| view! { <Summary tab/> }.into_any())}
            <Tabs tab/>
            <main class="app-main" id="main" tabindex="-1">{move || inside()}</main>
        }
    };
    view! {
        <SkipLink text=i18n.text(Text::AppSkip) target="main"/>
        <WhatIfBanner/>
        <header>
            <Header/>
            <Banners/>
        </header>
        {move || match instead.get() {
            "problem" => problem_of(data).into_any(),
            "sign-in" => data.draw_live(|part| part.signed_out),
            _ => page().into_any(),
        }}
        <Foot/>
        <PrintNote/>
        <OpenOverlay/>
        <DropZone text=i18n.text(Text::DropTitle) on_files=Callback::new(move |files| data.open_files(files))/>
    }
    .into_any()
}

/// Loads the tabs that are not open, once what is open has been read.
fn load_the_others_after(data: TenantData, since: Since) {
    Effect::new(move |has_begun: Option<bool>| {
        let begins = has_begun != Some(true) && !data.is_busy().get();
        if begins {
            task::spawn(async move {
                // First the page, in front of its reader.
                timer::next_frame().await;
                since.rest().await;
                parts::load_the_others().await;
                data.offline().rest().await;
            });
        }
        begins || has_begun == Some(true)
    });
}

/// A tab, once what draws it is here.
fn draw(tab: Tab) -> AnyView {
    let open = use_tab();
    let on_arrival = move |()| {
        if open.try_get_untracked() == Some(tab) {
            request_animation_frame(|| focus_by_id("tab-title"));
        }
    };
    piece::draw(tab.into(), Callback::new(on_arrival))
}

/// `(7) Connector status · Contoso · Tenant Status`
fn follow_in_title(tab: Memo<Tab>) {
    let i18n = use_i18n();
    let data = use_tenant_data();
    Effect::new(move |_| {
        let mut title = match data.summary().with(|summary| summary.to_act_on) {
            0 => String::new(),
            things => format!("({}) ", count(i18n, things)),
        };
        title.push_str(&i18n.text(tab.get().label()));
        if let Some(name) = tenant_title() {
            title.push_str(" · ");
            title.push_str(&name);
        }
        title.push_str(" · ");
        title.push_str(&i18n.text(Text::AppName));
        document().set_title(&title);
    });
}

/// The configured title, else the tenant's name. A file belongs to no configuration.
pub fn tenant_title() -> Option<String> {
    let data = use_tenant_data();
    let is_file = data.source().with(|source| !source.files.is_empty());
    data.title()
        .filter(|_| !is_file)
        .or_else(|| data.sections().get().tenant.value.name.known().cloned())
        .map(|title| reveal(&title))
}

/// After a change of tab the keyboard stands at its heading; opening an item moves nothing.
fn focus_on_tab_change(tab: Memo<Tab>) {
    Effect::new(move |before: Option<Tab>| {
        let now = tab.get();
        if before.is_some_and(|before| before != now) {
            request_animation_frame(|| focus_by_id("tab-title"));
        }
        now
    });
}

#[component]
fn Header() -> impl IntoView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    let clock = use_clock().now();
    let name = move || {
        let name = tenant_title()?;
        Some(if data.is_demo() { i18n.format(Text::FactDemoName, &[("name", &name)]) } else { name })
    };
    let age = move || {
        data.read_at().map(|at| {
            let words = i18n.format(Text::ActionReadAgo, &[("rel", &i18n.relative(at, clock.get()))]);
            super::words::moment(at, words)
        })
    };
    let theme = use_theme();
    let themes = Theme::ALL.into_iter().map(|theme| (theme.as_str(), i18n.text(theme.label()))).collect();
    let choose_theme = move |(value,): (String,)| theme.choose(Theme::from_value(&value));
    let can_refresh = memo(move || data.can_refresh() && !data.is_signed_out());
    let refresh = move || {
        view! {
            <Button
                look=Look::Subtle
                icon=Glyph::Refresh
                busy=data.is_busy()
                on_click=move |()| data.refresh()
                text=i18n.text(Text::ActionRefresh)
            />
        }
        .into_any()
    };
    let (live, language) = (use_context::<Live>(), use_language());
    let languages = LANGUAGES.iter().map(|language| (language.code, language.name.to_owned())).collect();
    view! {
        <div class="app-header">
            <a class="app-header__title" href=href(Tab::TenantDetails, &[])>
                <Icon glyph=Glyph::Pulse large=true/>
                <span>{i18n.text(Text::AppName)}</span>
            </a>
            <span class="app-header__tenant"><bdi>{move || name()}</bdi></span>
            <div class="app-header__actions">
                <span class="app-header__age">{move || age()}</span>
                {move || can_refresh.get().then(refresh)}
                <Menu id="menu" label=i18n.text(Text::AppMore)>
                    <Select
                        id=LANGUAGE_MENU
                        label=i18n.text(Text::LanguageLabel)
                        icon=Glyph::Globe
                        options=languages
                        value=Signal::derive(move || language.get().code.to_owned())
                        on_change=move |(code,): (String,)| choose_language(language, live, &code)
                    />
                    <Select
                        id="theme"
                        label=i18n.text(Text::ThemeLabel)
                        icon=Glyph::Sun
                        options=themes
                        value=Signal::derive(move || theme.get().as_str().to_owned())
                        on_change=choose_theme
                    />
                    <OverlayButtons/>
                    {data.draw_live(|part| part.account)}
                </Menu>
            </div>
        </div>
    }
    .into_any()
}

/// What holds for the whole page, the most important first.
#[component]
pub fn Banners() -> impl IntoView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    let clock = use_clock().now();
    let source = data.source();
    let snapshot = move || source.with(|source| source.snapshot.clone());

    // Which ones hold, so that a banner stays the same element, and keeps the focus, while its words change.
    let told = move || {
        let now = clock.get();
        let is_file = data.is_file();
        let is_frozen = source.with(|source| source.frozen_at().is_some());
        let is_old = source.with(|source| {
            let captured_at = source.snapshot.as_ref().map(|snapshot| snapshot.captured_at);
            captured_at.is_some_and(|at| at.is_none_or(|at| now - at > DATA_TOO_OLD))
        });
        let clock_differs = clock_difference(data, now).abs() > CLOCK_TOLERANCE;
        let has_ended = data.is_live() && data.has_data() && matches!(data.session_state().get(), State::Ended { .. });
        let holding = [
            (Told::SessionEnded, has_ended),
            // A frozen page does not use the clock.
            (Told::Clock, clock_differs && !is_frozen),
            (Told::Kept, data.is_kept()),
            (Told::Opened, is_file && !data.is_demo()),
            (Told::Demo, data.is_demo()),
            // Where another moment is shown, its own banner says of when the page is.
            (Told::Frozen, is_frozen && data.what_if().is_none()),
            (Told::Old, is_old && !is_frozen && !data.is_kept()),
        ];
        holding.into_iter().filter(|(_, holds)| *holds).map(|(told, _)| told).take(BANNERS).collect::<Vec<_>>()
    };
    let banners = Told::ALL.map(|this| {
        let holds = memo(move || told().contains(&this));
        part(move || holds.get().then(|| banner(this)))
    });
    // These come from the reader's own doing or must be seen once; they are not among the two.
    let secrets = move || {
        let names = snapshot()?.secrets.clone();
        (!names.is_empty()).then(|| {
            let text = i18n.format(Text::BannerSecrets, &[("names", &i18n.list(&names))]);
            view! { <Banner kind=BannerKind::Danger>{text}</Banner> }.into_any()
        })
    };
    let arrived = move || {
        let close = move || {
            view! {
                <button type="button" class="button" data-look="link" on:click=move |_| data.arrival().set(None)>
                    {i18n.text(Text::ActionClose)}
                </button>
            }
        };
        let (kind, text) = match data.arrival().get()? {
            // The card of whoever is signed out says it.
            Arrival::Failed(_) if data.is_signed_out() => return None,
            Arrival::Failed(problem) => (BannerKind::Warning, problem_words(i18n, &problem)),
            Arrival::AdminConsent => (BannerKind::Info, i18n.text(Text::SignInApproved)),
            Arrival::SignedIn => return None,
        };
        Some(view! { <div role="alert"><Banner kind actions=close>{text}</Banner></div> }.into_any())
    };
    let skipped = move || {
        let skipped = snapshot()?.skipped;
        (skipped > 0).then(|| {
            let text = i18n.plural(Plural::BannerSkipped, skipped, &[]);
            view! { <Banner kind=BannerKind::Warning>{text}</Banner> }.into_any()
        })
    };
    let refused = move || {
        data.refused_files()
            .get()
            .into_iter()
            .map(|(name, error)| {
                let text = match &error {
                    SnapshotError::WrongFormat => format!("{name}: {}", i18n.text(Text::DropNotSnapshot)),
                    error => i18n.format(Text::DropFailed, &[("name", &name), ("cause", &snapshot_words(i18n, error))]),
                };
                let close = move || {
                    view! {
                        <button type="button" class="button" data-look="link" on:click=move |_| data.refused_files().set(Vec::new())>
                            {i18n.text(Text::ActionClose)}
                        </button>
                    }
                };
                view! { <div role="alert"><Banner kind=BannerKind::Danger actions=close>{text}</Banner></div> }.into_any()
            })
            .collect_view()
    };
    view! {
        <div class="demo-strip">
            {move || arrived()} {move || refused()} {move || secrets()} {move || skipped()} {banners.into_iter().collect_view()}
            <NewVersion/>
        </div>
    }
    .into_any()
}

/// How far the provider's clock, or the newest date of what was read, is ahead of the reader's. What was read just now by the reader's
/// own clock tells nothing, so with Graph it is the sign-in that tells.
fn clock_difference(data: TenantData, now: DateTime<Utc>) -> TimeDelta {
    let by_sign_in = data.clock_skew().filter(|_| data.is_live());
    by_sign_in.unwrap_or_else(|| data.newest_read().map_or(TimeDelta::zero(), |read_at| (read_at - now).max(TimeDelta::zero())))
}

/// What may hold for the whole page, the most important first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// The session has ended; what was read before is still there.
    SessionEnded,
    /// The reader's clock is wrong.
    Clock,
    /// There is no network; what was kept is shown.
    Kept,
    /// Files are open.
    Opened,
    /// It is the demo.
    Demo,
    /// The snapshot is frozen.
    Frozen,
    /// The snapshot is old, or nobody knows of when it is.
    Old,
}

impl Told {
    const ALL: [Self; 7] = [Self::SessionEnded, Self::Clock, Self::Kept, Self::Opened, Self::Demo, Self::Frozen, Self::Old];
}

fn banner(told: Told) -> AnyView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    let clock = use_clock().now();
    let source = data.source();
    let open_file = move || {
        let on_files = Callback::new(move |files| data.open_files(files));
        view! { <FileButton look=Look::Link text=i18n.text(Text::ActionOpenFile) on_files/> }
    };
    let close_file = move || {
        view! {
            <button type="button" class="button" data-look="link" on:click=move |_| data.close_files()>
                {i18n.text(Text::ActionCloseFile)}
            </button>
        }
        .into_any()
    };
    match told {
        Told::SessionEnded => {
            let text = move || {
                let rel = data.read_at().map(|at| i18n.relative(at, clock.get())).unwrap_or_default();
                let sentence = i18n.format(Text::BannerSessionEnded, &[("rel", &rel)]);
                // Most ends are the ordinary one after a day; the others say what helps.
                match data.session_state().get() {
                    State::Ended { problem, .. } if problem.reaction() != Reaction::SignIn => {
                        [sentence, problem_words(i18n, &problem)].join(" ")
                    }
                    _ => sentence,
                }
            };
            let actions = move || {
                view! {
                    <Button
                        look=Look::Primary
                        on_click=move |()| data.sign_in(Vec::new(), Prompt::Default)
                        text=i18n.text(Text::ActionSignInAgain)
                    />
                }
            };
            view! { <Banner kind=BannerKind::Warning actions>{text}</Banner> }.into_any()
        }
        Told::Clock => {
            let text = move || {
                let difference = clock_difference(data, clock.get()).abs();
                i18n.format(Text::BannerClock, &[("duration", &i18n.duration(difference))])
            };
            view! { <Banner kind=BannerKind::Warning>{move || text()}</Banner> }.into_any()
        }
        Told::Kept => {
            let text = move || match data.read_at() {
                Some(at) => i18n.format(Text::BannerKept, &[("date", &i18n.date_long(at))]),
                None => i18n.text(Text::BannerKeptUndated),
            };
            let actions = move || view! { <Button look=Look::Link on_click=|()| reload() text=i18n.text(Text::ActionTryAgain)/> };
            view! { <Banner kind=BannerKind::Warning actions>{move || text()}</Banner> }.into_any()
        }
        Told::Opened => {
            let text = move || {
                source.with(|source| {
                    let text = match source.files.as_slice() {
                        [name] => i18n.format(Text::BannerOpened, &[("name", name)]),
                        names => i18n.plural(Plural::BannerOpenedFiles, names.len(), &[]),
                    };
                    match &source.snapshot {
                        Some(snapshot) if snapshot.is_dated_by_file => [text, i18n.text(Text::BannerFileTime)].join(" "),
                        _ => text,
                    }
                })
            };
            let actions = move || {
                view! {
                    {open_file()}
                    {close_file()}
                }
            };
            view! { <Banner kind=BannerKind::Info actions>{move || text()}</Banner> }.into_any()
        }
        Told::Demo => {
            let actions = move || {
                view! {
                    <a class="button" data-look="link" href=href(Tab::Connect, &[])>{i18n.text(Text::ActionConnect)}</a>
                    {open_file()}
                    {untrack(|| data.is_file()).then(close_file)}
                }
            };
            view! { <Banner kind=BannerKind::Info actions>{i18n.text(Text::BannerDemo)}</Banner> }.into_any()
        }
        Told::Frozen => {
            let text = move || {
                let at = source.with(super::data::Source::frozen_at).unwrap_or_default();
                i18n.format(Text::BannerFrozen, &[("date", &i18n.date_long(at)), ("utc", &i18n.utc(at))])
            };
            view! { <Banner kind=BannerKind::Info>{move || text()}</Banner> }.into_any()
        }
        Told::Old => {
            let text = move || match source.with(|source| source.snapshot.as_ref().and_then(|snapshot| snapshot.captured_at)) {
                Some(at) => i18n.format(Text::BannerOldSnapshot, &[("age", &i18n.duration(clock.get() - at))]),
                None => i18n.text(Text::BannerTimeUnknown),
            };
            view! { <Banner kind=BannerKind::Warning>{move || text()}</Banner> }.into_any()
        }
    }
}

#[component]
fn Tabs(
    /// The tab that is open.
    tab: Memo<Tab>,
) -> impl IntoView {
    let i18n = use_i18n();
    let summary = use_tenant_data().summary();
    let since = use_since();
    let number = move |tab| {
        summary.with(|summary| match tab {
            Tab::TenantDetails => summary.tenant,
            Tab::Connectors => summary.connectors,
            Tab::ServiceHealth => summary.service,
            Tab::Connect => 0,
        })
    };
    let tabs = Tab::STRIP
        .into_iter()
        .map(|this| TabLink {
            href: href(this, &[]),
            long: i18n.text(this.label()),
            short: i18n.text(this.short_label()),
            current: Signal::derive(move || tab.get() == this),
            count: Signal::derive(move || match number(this) {
                0 => String::new(),
                number => count(i18n, number),
            }),
            count_said: Signal::derive(move || i18n.plural(Plural::TabAction, number(this), &[])),
            changed: Signal::derive(move || if since.has_changed(this) { i18n.text(Text::SinceDot) } else { String::new() }),
        })
        .collect();
    view! { <TabStrip label=i18n.text(Text::AppSections) tabs/> }.into_any()
}

#[component]
fn Foot() -> impl IntoView {
    let i18n = use_i18n();
    let cloud = use_tenant_data().cloud_now();
    let version = i18n.format(Text::AboutVersion, &[("version", env!("CARGO_PKG_VERSION"))]);
    let about =
        [i18n.text(Text::AboutPrivate), i18n.text(Text::AboutLicense), version].map(|text| view! { <p>{text}</p> }.into_any());
    let legend = RwSignal::new(false);
    view! {
        <footer class="app-foot">
            <FootKeys/>
            <FootOffline/>
            <Expander id="about" summary=i18n.text(Text::FootAbout)>{about.collect_view()}</Expander>
            <ExternalLink href=cloud.tenant_status() text=i18n.text(Text::LinkPortalPage) new_tab_hint=i18n.text(Text::AppNewTab)/>
            <a href=wall_href()>{i18n.text(Text::WallTitle)}</a>
            <a href=href(Tab::Connect, &[])>{i18n.text(Text::ActionConnect)}</a>
            <span>{i18n.text(Text::AboutNotAffiliated)}</span>
            <FootLegend open=legend/>
        </footer>
    }
    .into_any()
}

/// Stands at the edge of each printed page: whose status it is, and of when.
#[component]
fn PrintNote() -> impl IntoView {
    let i18n = use_i18n();
    let data = use_tenant_data();
    let note = move || {
        let at = data.now().get();
        let as_of = i18n.format(Text::PrintAsOf, &[("date", &i18n.date_long(at)), ("utc", &i18n.utc(at))]);
        [tenant_title(), Some(i18n.text(Text::AppName)), Some(as_of)].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    };
    view! { <p class="print-note" aria-hidden="true">{move || note()}</p> }.into_any()
}

/// The legend, except where the tab has it already.
#[component]
fn FootLegend(
    /// Whether it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let tab = use_tab();
    let is_shown = memo(move || tab.get() != Tab::Connectors);
    let legend = move || {
        view! {
            <LegendButton open/>
            <Legend open/>
        }
        .into_any()
    };
    part(move || is_shown.get().then(legend))
}
