//! Everything that can be found, in the order of what fits alike.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    app::{
        data::use_tenant_data,
        locale::{choose_language, use_language},
        overlay::{Overlay, use_overlays},
        tab::{Tab, href},
        theme::{Theme, use_theme},
        wall::wall_href,
        words::health_word,
    },
    domain::{
        finder::Findable,
        service_issue::{Classification, ServiceIssue},
    },
    i18n::{LANGUAGES, Text, use_i18n},
    rich_text::text::reveal,
    ui::{Glyph, Live, ask_for_files},
};

/// What opens over the page and can be found; the palette itself is open already.
const OVERLAYS: [Overlay; 5] = [Overlay::Since, Overlay::WhatIf, Overlay::Export, Overlay::Settings, Overlay::Keys];

/// Something that can be found.
#[derive(Clone)]
pub struct Item {
    /// What the attribute `data-ref` says.
    pub reference: String,
    /// What stands before its name.
    pub sign: Sign,
    /// The id that people know it by.
    pub id: Option<String>,
    /// Its name.
    pub name: String,
    /// Whether the name is in English in every language.
    pub is_english: bool,
    /// What it is, in a word.
    pub kind: String,
    /// What choosing it does.
    pub deed: Deed,
}

impl Item {
    /// Differs where the item looks different.
    pub fn key(&self) -> String {
        let health = match self.sign {
            Sign::Health(health, _) => health,
            Sign::Glyph(_) => "",
        };
        [&self.reference, " ", health, " ", &self.name].concat()
    }
}

/// What stands before a name.
#[derive(Clone)]
pub enum Sign {
    /// An icon.
    Glyph(Glyph),
    /// A status: one of the values of `data-health`, and the word.
    Health(&'static str, String),
}

/// What choosing an item does.
#[derive(Clone)]
pub enum Deed {
    /// Goes to this address.
    Go(String),
    /// Does something, once the palette is closed.
    Do(Arc<dyn Fn() + Send + Sync>),
}

/// All items of this moment, each with what it is found by: actions, tabs, connectors, issues, messages.
pub fn items() -> Vec<(Findable, Item)> {
    let i18n = use_i18n();
    let data = use_tenant_data();
    let overlays = use_overlays();
    let theme = use_theme();
    let live = use_context::<Live>();
    let sections = data.sections().get();
    let mut all: Vec<(Findable, Item)> = Vec::new();
    let mut add = |names: &[&str], item: Item| all.push((Findable::of(names), item));

    let kind = i18n.text(Text::PaletteAction);
    let mut act = |reference: &str, glyph: Glyph, name: String, deed: Deed| {
        let item = Item {
            reference: reference.to_owned(),
            sign: Sign::Glyph(glyph),
            id: None,
            name: name.clone(),
            is_english: false,
            kind: kind.clone(),
            deed,
        };
        add(&[&name], item);
    };
    let deed = |deed: Arc<dyn Fn() + Send + Sync>| Deed::Do(deed);
    if untrack(|| data.can_refresh() && !data.is_signed_out()) {
        act("refresh", Glyph::Refresh, i18n.text(Text::ActionRefresh), deed(Arc::new(move || data.refresh())));
    }
    act("print", Glyph::Print, i18n.text(Text::ActionPrint), deed(Arc::new(|| drop(window().print()))));
    let open = deed(Arc::new(move || ask_for_files(move |files| data.open_files(files))));
    act("open-file", Glyph::FileOpen, i18n.text(Text::ActionOpenFile), open);
    for overlay in OVERLAYS {
        let open = deed(Arc::new(move || overlays.open(overlay)));
        act(overlay.id(), overlay.glyph(), i18n.text(overlay.title()), open);
    }
    for choice in Theme::ALL {
        let name = [i18n.text(Text::ThemeLabel), ": ".to_owned(), i18n.text(choice.label())].concat();
        let glyph = if choice == Theme::Dark { Glyph::Moon } else { Glyph::Sun };
        act(&["theme-", choice.as_str()].concat(), glyph, name, deed(Arc::new(move || theme.choose(choice))));
    }
    let chosen = use_language();
    for language in LANGUAGES {
        let name = [i18n.text(Text::LanguageLabel), ": ".to_owned(), language.name.to_owned()].concat();
        let choose = deed(Arc::new(move || choose_language(chosen, live, language.code)));
        act(&["language-", language.code].concat(), Glyph::Globe, name, choose);
    }
    act("wall", Glyph::Pulse, i18n.text(Text::WallTitle), Deed::Go(wall_href()));
    act("connect", Glyph::Plug, i18n.text(Text::ActionConnect), Deed::Go(href(Tab::Connect, &[])));

    for (tab, glyph) in Tab::STRIP.into_iter().zip([Glyph::Building, Glyph::Plug, Glyph::Pulse]) {
        let name = i18n.text(tab.label());
        let item = Item {
            reference: tab.path().to_owned(),
            sign: Sign::Glyph(glyph),
            id: None,
            name: name.clone(),
            is_english: false,
            kind: i18n.text(Text::PaletteTab),
            deed: Deed::Go(href(tab, &[])),
        };
        add(&[&name], item);
    }

    let kind = i18n.text(Text::PaletteConnector);
    for connector in &sections.connectors.value {
        let key = connector.kind.key();
        let texts = i18n.connector(key);
        let health = connector.health();
        let item = Item {
            reference: key.to_owned(),
            sign: Sign::Health(health.as_str(), health_word(i18n, health)),
            id: None,
            name: texts.name.clone(),
            is_english: false,
            kind: kind.clone(),
            deed: Deed::Go(href(Tab::Connectors, &[("connector", key)])),
        };
        // By what the admin center calls it too.
        add(&[&texts.name, &texts.portal], item);
    }

    let news = |id: &str, title: &str, sign: Sign, kind: String, parameter: &str| Item {
        reference: id.to_owned(),
        sign,
        id: Some(reveal(id)),
        name: reveal(title),
        is_english: true,
        kind,
        deed: Deed::Go(href(Tab::ServiceHealth, &[(parameter, id)])),
    };
    let health = &sections.service_health.value;
    for issue in [&health.active, &sections.environment_issues.value, &health.past, &health.related].into_iter().flatten() {
        let kind = i18n.word("classification", classification(issue));
        let (health, word) = match (issue.is_resolved, issue.classification) {
            (true, _) => ("healthy", i18n.word("issueStatus", &issue.status)),
            (false, Classification::Incident) => ("unhealthy", kind.clone()),
            (false, Classification::Advisory) => ("warning", kind.clone()),
        };
        add(&[&issue.id, &issue.title], news(&issue.id, &issue.title, Sign::Health(health, word), kind, "issue"));
    }
    let kind = i18n.text(Text::PaletteMessage);
    for message in &sections.news.value.messages {
        let item = news(&message.id, &message.title, Sign::Glyph(Glyph::Info), kind.clone(), "message");
        add(&[&message.id, &message.title], item);
    }
    all
}

fn classification(issue: &ServiceIssue) -> &'static str {
    match issue.classification {
        Classification::Incident => "incident",
        Classification::Advisory => "advisory",
    }
}
