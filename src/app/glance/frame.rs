//! Header, banners, summary and tabs.

use super::{
    Scene,
    element::{Element, element, icon},
    parts::{button, external_link, moment, status_icon},
};
use crate::{
    app::{
        clock::CLOCK_TOLERANCE,
        data::is_demo,
        summary::{self, Shown, connector_lines, head_sentence, shown},
        tab::{Tab, href},
        tiles::{TileWords, Value, tiles},
        words::{connector_reason, count, health_word},
    },
    config::Endpoint,
    domain::{connector::Connector, health::DATA_TOO_OLD},
    i18n::{Plural, Text},
    rich_text::text::reveal,
    ui::Glyph,
};

/// The head of the page.
pub fn header(scene: &Scene) -> Element {
    let i18n = scene.i18n;
    let name = scene.config.title.clone().or_else(|| scene.sections.tenant.value.name.known().cloned());
    let name = name.map(|name| reveal(&name)).unwrap_or_default();
    let name = if scene.is_demo() && !name.is_empty() { i18n.format(Text::FactDemoName, &[("name", &name)]) } else { name };
    let product = element("span", "").text(&i18n.text(Text::AppName));
    let title = element("a", "app-header__title").set("href", &href(Tab::TenantDetails, &[]));
    let title = title.with(icon(Glyph::Pulse).set("data-size", "20")).with(product);
    let tenant = element("span", "app-header__tenant").with(element("bdi", "").text(&name));
    let bar = element("div", "app-header").with(title).with(tenant);
    element("header", "").with(bar).with(element("div", "demo-strip").all(banners(scene)))
}

/// What holds for the whole page, the most important first, at most two as in `shell`.
fn banners(scene: &Scene) -> Vec<Element> {
    let i18n = scene.i18n;
    let (now, captured_at) = (crate::browser::clock::now(), scene.snapshot.captured_at);
    let frozen_at = scene.snapshot.frozen_at();
    let ahead = scene.newest_read.map(|at| at - now).filter(|ahead| *ahead > CLOCK_TOLERANCE && frozen_at.is_none());
    let age = captured_at.map(|at| now - at);
    let clock = ahead.map(|ahead| {
        let text = i18n.format(Text::BannerClock, &[("duration", &i18n.duration(ahead))]);
        banner("warning", &text)
    });
    let demo = scene.is_demo().then(|| {
        let to = element("a", "button").set("data-look", "link").set("href", &href(Tab::Connect, &[]));
        let to = to.text(&i18n.text(Text::ActionConnect));
        let open = element("span", "button__text").text(&i18n.text(Text::ActionOpenFile));
        let open =
            element("button", "button").set("type", "button").set("data-look", "link").with(icon(Glyph::FileOpen)).with(open);
        banner("info", &i18n.text(Text::BannerDemo)).with(element("div", "banner__actions").with(to).with(open))
    });
    let frozen = frozen_at.map(|at| {
        let dates = [("date", i18n.date_long(at)), ("utc", i18n.utc(at))];
        banner("info", &i18n.format(Text::BannerFrozen, &dates.each_ref().map(|(name, date)| (*name, date.as_str()))))
    });
    let old = (frozen_at.is_none() && age.is_none_or(|age| age > DATA_TOO_OLD)).then(|| {
        let text = match age {
            Some(age) => i18n.format(Text::BannerOldSnapshot, &[("age", &i18n.duration(age))]),
            None => i18n.text(Text::BannerTimeUnknown),
        };
        banner("warning", &text)
    });
    [clock, demo, frozen, old].into_iter().flatten().take(2).collect()
}

fn banner(kind: &str, text: &str) -> Element {
    let glyph = if kind == "info" { Glyph::Info } else { Glyph::Warning };
    let icon = element("span", "banner__icon").with(icon(glyph));
    let banner = element("div", "banner").set("data-kind", kind).set("role", "note");
    banner.with(icon).with(element("p", "banner__text").text(text))
}

/// What needs action.
pub fn summary(scene: &Scene) -> Element {
    let i18n = scene.i18n;
    let is_compact = scene.tab != Tab::TenantDetails;
    let (sentence, unread) = head_sentence(i18n, &scene.counts, false);
    let title = element("h1", "").set("id", "summary-title").text(&sentence);
    let note = |text: &str| element("span", "summary__unread").text(text);
    let snoozed =
        scene.sections.connectors.value.iter().filter(|row| row.needs_action() && scene.snooze(row.kind).is_some()).count();
    let snoozed = (snoozed > 0).then(|| note(&i18n.plural(Plural::SnoozeCount, snoozed, &[])).set("data-snoozed", ""));
    let soon = (scene.counts.unhealthy_soon > 0).then(|| {
        let text = i18n.plural(Plural::HeadSoon, scene.counts.unhealthy_soon, &[]);
        element("a", "summary__soon").set("href", &href(Tab::TenantDetails, &[("horizon", "30")])).text(&text)
    });
    let is_open = summary::is_open();
    let text = i18n.text(if is_open { Text::SummaryHide } else { Text::SummaryShow });
    let toggle = button("button summary__toggle", summary::TOGGLE).set("data-look", "link").text(&text);
    let toggle = toggle.set("aria-expanded", if is_open { "true" } else { "false" }).hidden(!is_compact);
    let head =
        element("div", "summary__head").with(title).all(unread.map(|text| note(&text))).all(snoozed).all(soon).with(toggle);

    let tiles = tiles(i18n, &scene.sections, &scene.counts, scene.now, &|_| false);
    let tiles = element("div", "summary__tiles").all(tiles.iter().map(|words| tile(scene, words)));
    let list = |title: Text| element("div", "summary__list").with(element("h2", "").text(&i18n.text(title)));
    let lists = element("div", "summary__lists").hidden(is_compact && !is_open);
    let lists = lists.with(list(Text::SummaryConnectors).all(worst(scene))).with(list(Text::SummaryOther).all(others(scene)));
    let summary = element("section", "summary").set("aria-labelledby", "summary-title");
    let summary = if is_compact { summary.set("data-compact", "") } else { summary };
    summary.with(head).with(tiles).with(lists)
}

fn tile(scene: &Scene, words: &TileWords) -> Element {
    let i18n = scene.i18n;
    let value = element("span", "tile__value");
    let value = match &words.value {
        Value::Words(words) => value.text(words),
        Value::Moment(at, words) => value.with(moment(*at, words)),
        Value::Counts(counts) => counts.iter().fold(value, |value, (health, number)| {
            let icon = element("span", "status-icon").with(icon(Glyph::of_health(health.as_str())));
            let word = element("span", "visually-hidden").text(" ").text(&health_word(i18n, *health));
            let told = element("span", "health-count").set("data-health", health.as_str());
            value.with(told.with(icon).text(&count(i18n, *number)).with(word)).text(" ")
        }),
    };
    let title = element("span", "tile__title").text(&i18n.text(words.title));
    let note = element("span", "tile__note").text(&words.note);
    element("a", "tile").set("href", &words.to).with(title).with(value).with(note)
}

/// The five worst connectors, and the way to all.
fn worst(scene: &Scene) -> [Element; 2] {
    let i18n = scene.i18n;
    let all = &scene.sections.connectors.value;
    let line = |connector: &Connector| {
        let (key, health) = (connector.kind.key(), connector.health());
        let name = i18n.connector_name(key);
        let snoozed = scene.snooze_tag(connector.kind);
        let reason = element("span", "summary__reason").all(snoozed).text(" ");
        let reason = reason.text(&connector_reason(i18n, connector, scene.now));
        let hint = [": ", &name, " (", &i18n.text(Text::AppNewTab), ")"].concat();
        let portal = scene.cloud.portal_link(connector.kind);
        let portal = external_link(&portal, &i18n.text(Text::LinkOpenIntune), &hint, true);
        let to = element("a", "summary__name").set("href", &href(Tab::Connectors, &[("connector", key)])).text(&name);
        let line = element("li", "summary__line").set("data-health", health.as_str());
        let line = line.with(status_icon(health.as_str(), &health_word(i18n, health))).with(to).with(reason);
        line.with(element("span", "summary__open").with(portal))
    };
    let lines = connector_lines(all, &|kind| scene.snooze(kind).is_some());
    let total = i18n.format(Text::SummarySeeAll, &[("n", &count(i18n, all.len()))]);
    [
        element("ul", "").set("role", "list").all(lines.into_iter().map(line)),
        element("a", "summary__all").set("href", &href(Tab::Connectors, &[])).text(&total),
    ]
}

/// What else needs action.
fn others(scene: &Scene) -> Vec<Element> {
    let i18n = scene.i18n;
    let line = |shown: Shown| {
        let to = element("a", "summary__name").set("href", &shown.to).text(&shown.name);
        let to = if shown.is_english { to.set("lang", "en") } else { to };
        let portal = shown.portal.map(|(href, text)| {
            let hint = [": ", &shown.name, " (", &i18n.text(Text::AppNewTab), ")"].concat();
            element("span", "summary__open").with(external_link(&href, &i18n.text(text), &hint, true))
        });
        let line = element("li", "summary__line").set("data-health", shown.health.as_str());
        let line = line.with(status_icon(shown.health.as_str(), &shown.word)).with(to);
        line.with(element("span", "summary__reason").text(&shown.reason)).all(portal)
    };
    let lines = &scene.counts.lines;
    if lines.is_empty() {
        return vec![element("p", "summary__all").text(&i18n.text(Text::SummaryNothingElse))];
    }
    let more = (lines.len() > summary::LINES).then(|| {
        let number = count(i18n, lines.len() - summary::LINES);
        let more =
            element("button", "button summary__all").set("type", "button").set("id", summary::MORE).set("data-look", "link");
        more.text(&i18n.format(Text::ActionShowMore, &[("n", &number)]))
    });
    let lines = lines.iter().take(summary::LINES).map(|one| line(shown(i18n, scene.cloud, one, scene.now)));
    std::iter::once(element("ul", "").set("role", "list").all(lines)).chain(more).collect()
}

/// The strip of tabs.
pub fn tabs(scene: &Scene) -> Element {
    let i18n = scene.i18n;
    let tab = |tab: Tab| {
        let number = match tab {
            Tab::TenantDetails => scene.counts.tenant,
            Tab::Connectors => scene.counts.connectors,
            Tab::ServiceHealth => scene.counts.service,
            Tab::Connect => 0,
        };
        let link = element("a", "tab").set("href", &href(tab, &[]));
        let link = if tab == scene.tab { link.set("aria-current", "page") } else { link };
        let link = link.with(element("span", "tab__long").text(&i18n.text(tab.label())));
        let link = link.with(element("span", "tab__short").text(&i18n.text(tab.short_label())));
        let link = if number == 0 {
            link
        } else {
            let said = element("span", "visually-hidden").text(", ").text(&i18n.plural(Plural::TabAction, number, &[]));
            link.with(element("span", "tab__count").set("aria-hidden", "true").text(&count(i18n, number))).with(said)
        };
        element("li", "").with(link)
    };
    let list = element("ul", "tab-strip__list").set("role", "list").all(Tab::STRIP.map(tab));
    element("nav", "tab-strip").set("aria-label", &i18n.text(Text::AppSections)).with(list)
}

impl Scene<'_> {
    /// Whether the tenant is the one that ships with the page.
    pub fn is_demo(&self) -> bool {
        matches!(&self.config.endpoint, Endpoint::Snapshot(snapshot) if is_demo(&snapshot.url))
    }
}
