//! What the tabs have in common, drawn as `ui` draws it.

use chrono::{DateTime, SecondsFormat, Utc};

use super::{
    Scene,
    element::{Element, element, icon},
};
use crate::{
    app::{error_text::flaw, opening::button_id, section_view::SectionStatus},
    graph::section::{SectionId, SectionState},
    i18n::{I18n, Text},
    ui::Glyph,
};

/// See `ui::StatusIcon`.
pub fn status_icon(health: &str, word: &str) -> Element {
    let icon = icon(Glyph::of_health(health));
    let word = element("span", "visually-hidden status-icon__word").text(word);
    element("span", "status-icon").set("data-health", health).with(icon).with(word)
}

/// See `ui::StatusBadge`.
pub fn status_badge(health: &str, word: &str) -> Element {
    let icon = element("span", "status-icon").with(icon(Glyph::of_health(health)));
    element("span", "status-badge").set("data-health", health).with(icon).text(word)
}

/// See `ui::Tag`.
pub fn tag(text: &str) -> Element {
    element("span", "tag").text(text)
}

/// See `ui::ExternalLink`.
pub fn external_link(href: &str, text: &str, hint: &str, icon_only: bool) -> Element {
    let shown = if icon_only { "visually-hidden" } else { "external-link__text" };
    let link = element("a", "external-link").set("href", href).set("target", "_blank").set("rel", "noopener noreferrer");
    let link = if icon_only { link.set("data-icon-only", "").set("title", text) } else { link };
    let hint = element("span", "visually-hidden").text(" ").text(hint);
    link.with(element("span", shown).text(text)).text(" ").with(icon(Glyph::External)).with(hint)
}

/// See `ui::Disclosure`; `controls` is the id of what it opens once the page is there.
pub fn disclosure(controls: &str, inside: Element) -> Element {
    let button = button("disclosure", &button_id(controls));
    let chevron = element("span", "disclosure__chevron").with(icon(Glyph::Chevron));
    button.with(chevron).with(inside.set("class", "disclosure__text"))
}

/// A button that opens something; its id is that of the button in the page.
pub fn button(class: &str, id: &str) -> Element {
    element("button", class).set("type", "button").set("id", id).set("aria-expanded", "false")
}

/// See `words::moment`.
pub fn moment(at: DateTime<Utc>, words: &str) -> Element {
    element("time", "").set("datetime", &at.to_rfc3339_opts(SecondsFormat::Secs, true)).text(words)
}

/// A section of the page: see `ui::SectionFrame`.
pub struct Frame<'a> {
    /// Which one.
    pub name: SectionId,
    /// The heading.
    pub heading: String,
    /// The heading is for readers aloud only.
    pub quiet: bool,
    /// Counts behind the heading.
    pub note: &'a str,
    /// At the end of the head.
    pub actions: Option<Element>,
}

impl Frame<'_> {
    fn card(self) -> Element {
        let id = ["section-", self.name.as_str()].concat();
        let title = element("h3", "card__title").set("id", &id).text(&self.heading);
        let head = element("div", if self.quiet { "visually-hidden" } else { "card__head" }).with(title);
        let head = head.with(element("span", "card__note").text(self.note));
        let head = head.all(self.actions.map(|actions| element("div", "card__actions").with(actions)));
        element("section", "card").set("data-section", self.name.as_str()).set("aria-labelledby", &id).with(head)
    }

    /// What is known: `body`, below what is wrong with it. What is in a state that needs more words comes with the page.
    pub fn draw(self, scene: &Scene, status: &SectionStatus, rows: usize, body: impl FnOnce() -> Element) -> Element {
        let is_flawed = match status.state {
            SectionState::Ready => false,
            SectionState::Partial | SectionState::Stale => true,
            _ => return self.coming(rows),
        };
        let flaw = is_flawed.then(|| {
            let icon = element("span", "state-line__icon");
            let (tone, glyph) = match status.state {
                SectionState::Partial => ("warning", Glyph::Warning),
                _ => ("neutral", Glyph::Info),
            };
            let words = element("p", "").text(&flaw(scene.i18n, status, scene.now));
            let again = element("span", "button__text").text(&scene.i18n.text(Text::ActionTryAgain));
            let again = element("button", "button").set("type", "button").with(again);
            let line = element("div", "state-line").set("data-tone", tone).with(icon.with(self::icon(glyph)));
            let line = line.with(element("div", "state-line__text").with(words));
            line.with(element("div", "state-line__actions").with(again))
        });
        self.card().all(flaw).with(body().set("class", "card__body"))
    }

    /// What comes with the page.
    pub fn coming(self, rows: usize) -> Element {
        let skeleton = element("div", "skeleton").set("aria-hidden", "true");
        let rows = (0..rows).map(|_| element("div", "skeleton__row"));
        self.card().set("aria-busy", "true").with(skeleton.all(rows))
    }
}

/// A table of rows that open, with its caption for readers aloud.
pub fn table(i18n: I18n, class: &str, caption: Text, headings: &[Text]) -> Element {
    let caption = element("caption", "").with(element("span", "visually-hidden").text(&i18n.text(caption)));
    let cell = |text: &Text| element("th", "").set("scope", "col").set("role", "columnheader").text(&i18n.text(*text));
    let row = element("tr", "").set("role", "row").all(headings.iter().map(cell));
    let head = element("thead", "").set("role", "rowgroup").with(row);
    element("table", &["list-table ", class].concat()).set("role", "table").with(caption).with(head)
}

/// A cell of such a table.
pub fn cell(class: &str) -> Element {
    element("td", class).set("role", "cell")
}

/// The title of a tab.
pub fn page_head(title: &str) -> Element {
    element("div", "page-head").with(element("h2", "").set("id", "tab-title").text(title))
}
