//! What the open tab shows at a glance: facts, connectors, or issues. What takes longer comes with the page, in the place that is kept for it.

use std::sync::Arc;

use super::{
    Scene,
    element::{Element, element, icon},
    parts::{Frame, button, cell, disclosure, external_link, moment, page_head, status_badge, table, tag},
};
use crate::{
    app::{
        facts::{FACTS, FactWords, OFFICIAL, facts, has_copy, help},
        health_words::{PAGE, PAST, RELATED, has_related, overview_words, past_words, related_words},
        legend,
        opening::{button_id, connector_id, item_id},
        show::Show,
        tab::{Tab, href},
        words::{class_word, connector_reason, count, health_word, issue_counts, tone, when_words},
    },
    domain::{
        cloud::whats_new_link,
        connector::Connector,
        health::{Health, NotKnown, Reason},
        service_issue::{ServiceIssue, overview_health},
        when::When,
    },
    graph::section::{Section, SectionId, SectionState},
    i18n::Text,
    rich_text::text::reveal,
    ui::Glyph,
};

/// The tab *Tenant details*.
pub fn tenant(scene: &Scene) -> Vec<Element> {
    let i18n = scene.i18n;
    let facts = facts(i18n, &scene.sections, scene.release(), scene.is_demo());
    let has_location = scene.sections.tenant.value.location.known().is_some();
    let fact = |(&(fact, label), words): (&(&str, Text), &FactWords)| {
        let value = element("span", "").set("data-value", &words.raw);
        let value = match words.health {
            Some(health) => value.with(status_badge(health, &words.text)),
            None => value.text(&words.text),
        };
        let text = element("span", "fact__text").with(value);
        let text = if label == Text::FactServiceRelease {
            let href = whats_new_link(i18n.language().formats);
            text.text(" ").with(external_link(&href, &i18n.text(Text::LinkWhatsNew), &i18n.text(Text::AppNewTab), false))
        } else {
            text
        };
        let button = |class: &str, glyph: Glyph, name: String| {
            let button = element("button", class).set("type", "button").set("data-look", "subtle");
            button.set("aria-label", &name).with(icon(glyph))
        };
        let copy = has_copy(label).then(|| {
            let name = i18n.format(Text::ActionCopyOf, &[("name", &i18n.text(label))]);
            button("button copy-button icon-button", Glyph::Copy, name)
        });
        let help = help(label, has_location).map(|_| {
            let name = [i18n.text(Text::FactHelp), i18n.text(label)].join(": ");
            button("button icon-button", Glyph::Info, name).set("id", &button_id(&["help-", fact].concat()))
        });
        let actions = (copy.is_some() || help.is_some()).then(|| element("span", "fact__actions").all(copy).all(help));
        let label = element("dt", "fact__label").text(&i18n.text(label));
        let value = element("dd", "fact__value").with(text).all(actions);
        element("div", "fact").set("data-fact", fact).with(label).with(value)
    };
    let title = i18n.text(Text::TabTenant);
    let frame = Frame { name: SectionId::Tenant, heading: title.clone(), quiet: true, note: "", actions: None };
    let facts = frame.draw(scene, &(&scene.sections.tenant).into(), FACTS.len(), || {
        let mut rows = FACTS.iter().zip(&facts).map(fact).collect::<Vec<_>>();
        let more = rows.split_off(OFFICIAL);
        element("div", "").all([rows, more].map(|rows| element("dl", "facts").all(rows)))
    });
    let licenses = i18n.text(Text::LicenseTitle);
    let licenses = Frame { name: SectionId::Licenses, heading: licenses, quiet: false, note: "", actions: None }.coming(5);
    let side = element("div", "tenant__side").with(licenses);
    let copy = element("span", "button__text").text(&i18n.text(Text::ActionCopySupport));
    let copy = element("button", "button copy-button").set("type", "button").with(icon(Glyph::Copy)).with(copy);
    let head = page_head(&title).with(element("div", "page-head__actions").with(copy));
    vec![head, element("div", "tenant").with(facts).with(side)]
}

/// The tab *Connector status*.
pub fn connectors(scene: &Scene) -> Vec<Element> {
    let i18n = scene.i18n;
    let title = i18n.text(Text::TabConnectors);
    let legend = button("button", &button_id(legend::ID)).set("data-look", "link").with(icon(Glyph::Info));
    let head = page_head(&title).with(legend.text(&i18n.text(Text::LegendTitle)));
    let section = &scene.sections.connectors;
    let chips = Show::ALL.map(|show| {
        let number = section.value.iter().filter(|connector| show.admits(connector)).count();
        let chip = element("a", "chip").set("href", &href(Tab::Connectors, &[("show", show.value())]));
        let chip = if show == Show::All { chip.set("aria-current", "true") } else { chip };
        chip.text(&i18n.text(show.label())).with(element("span", "chip__count").text(&count(i18n, number)))
    });
    let chips = element("div", "filter__chips").set("role", "group").set("aria-label", &i18n.text(Text::FilterLabel)).all(chips);
    let toggle = element("button", "button icon-button filter__toggle").set("type", "button");
    let toggle = toggle.set("aria-label", &i18n.text(Text::ActionSearch)).with(icon(Glyph::Search));
    // What is typed before the page is there would be lost.
    let input =
        element("input", "input").set("type", "search").set("readonly", "").set("aria-label", &i18n.text(Text::FilterText));
    let input = input.set("placeholder", &i18n.text(Text::FilterText));
    let search = element("div", "filter__text").with(icon(Glyph::Search)).with(input);
    let filter = element("div", "filter").with(chips).with(toggle).with(search);
    let frame = Frame { name: SectionId::Connectors, heading: title, quiet: true, note: "", actions: None };
    let card = frame.draw(scene, &section.into(), 18, || {
        let headings =
            [Text::ConnectorsStatus, Text::ConnectorsConnector, Text::ConnectorsWhy, Text::ConnectorsWhen, Text::ConnectorsOpen];
        let table = table(i18n, "connector-table", Text::ConnectorsCaption, &headings);
        let is_enabled = section.value.iter().any(|connector| connector.health() != Health::NotEnabled);
        let none = (!is_enabled).then(|| element("p", "empty-note").text(&i18n.text(Text::StateNoConnectors)));
        let rows = section.value.iter().map(|connector| connector_row(scene, connector));
        element("div", "").set("data-flush", "").all(none).with(table.all(rows))
    });
    vec![head, filter, card]
}

fn connector_row(scene: &Scene, connector: &Connector) -> Element {
    let i18n = scene.i18n;
    let (kind, health) = (connector.kind, connector.health());
    let name = i18n.connector_name(kind.key());
    let status = cell("connector-row__status").with(status_badge(health.as_str(), &health_word(i18n, health)));
    let retired = kind.is_retired().then(|| tag(&i18n.text(Text::ConnectorsRetired)));
    let title = element("th", "connector-row__name").set("scope", "row").set("role", "rowheader");
    let title = title.with(disclosure(&connector_id(kind), element("span", "").text(&name)));
    let title = title.all(retired).all(scene.snooze_tag(kind));
    let why = cell("connector-row__why").text(&connector_reason(i18n, connector, scene.now)).text(" ");
    let why = why.all(connector.microsoft.map(|theirs| {
        let text = i18n.format(Text::VerdictMicrosoft, &[("status", &health_word(i18n, theirs.health))]);
        element("span", "connector-row__note").text(&text)
    }));
    let is_refused = connector.verdict.reason == Reason::NotKnown(NotKnown::Refused);
    let why = why.text(" ").all(is_refused.then(|| {
        let to = href(Tab::Connectors, &[("connector", kind.key())]);
        element("a", "connector-row__access").set("href", &to).text(&i18n.text(Text::ActionGetAccess))
    }));
    let when = connector.verdict.at.map(|at| moment(at, &i18n.date_short(at, scene.now)));
    let when = cell("connector-row__when list-row__dash").all(when);
    let is_to_set_up = health == Health::NotEnabled && !kind.is_retired();
    let text = i18n.text(if is_to_set_up { Text::LinkSetUpIntune } else { Text::LinkOpenIntune });
    let hint = [": ", &name, " (", &i18n.text(Text::AppNewTab), ")"].concat();
    let link = external_link(&scene.cloud.portal_link(kind), &text, &hint, false);
    let row = element("tr", "list-row connector-row").set("role", "row").with(status).with(title).with(why).with(when);
    let row = row.with(cell("connector-row__open").with(link));
    let group = element("tbody", "row-group").set("role", "rowgroup");
    group.set("data-connector", kind.key()).set("data-health", health.as_str()).with(row)
}

/// The tab *Service health and news*.
pub fn service(scene: &Scene) -> Vec<Element> {
    let i18n = scene.i18n;
    let (health, own) = (&scene.sections.service_health, &scene.sections.environment_issues);
    let hint = i18n.text(Text::AppNewTab);
    let link = |href: String, text: Text| external_link(&href, &i18n.text(text), &hint, false);

    let past = button("button", PAST).set("data-look", "link").text(&past_words(i18n, health.value.past.len()));
    let foot = element("div", "card__foot")
        .with(link(scene.cloud.service_history_link(), Text::LinkPastIssues))
        .with(past.hidden(!health.state.has_data()))
        .with(link(scene.cloud.service_health_link(), Text::LinkPreferences));
    let overview =
        health.value.overview.as_ref().map(|status| status_badge(overview_health(status), &overview_words(i18n, status)));
    let note = issue_counts(i18n, &health.value.active);
    let heading = i18n.text(Text::HealthTitle);
    let frame = Frame { name: SectionId::ServiceHealth, heading, quiet: false, note: &note, actions: overview };
    let active = frame.draw(scene, &health.into(), 4, || {
        let rel = health.read_at.map(|at| i18n.relative(at, scene.now)).unwrap_or_default();
        let nothing = i18n.format(Text::HealthNone, &[("rel", &rel)]);
        let related = disclosure(RELATED, element("span", "").text(&related_words(i18n, &health.value)));
        let related = element("div", "related").hidden(!has_related(&health.value)).with(related);
        issues(scene, health, &health.value.active, Text::HealthTitle, &nothing).with(related)
    });

    let note = if own.value.is_empty() { String::new() } else { count(i18n, own.value.len()) };
    let heading = i18n.text(Text::EnvironmentTitle);
    let frame = Frame { name: SectionId::EnvironmentIssues, heading, quiet: false, note: &note, actions: None };
    let nothing = i18n.text(Text::EnvironmentNone);
    let environment = frame.draw(scene, &own.into(), 1, || issues(scene, own, &own.value, Text::EnvironmentTitle, &nothing));

    let heading = i18n.text(Text::NewsTitle);
    let news = Frame { name: SectionId::News, heading, quiet: false, note: "", actions: None }.coming(10);
    let (head, active) = (page_head(&i18n.text(Text::TabService)), active.with(foot));
    if own.value.is_empty() { vec![head, active, environment, news] } else { vec![head, environment, active, news] }
}

/// A table of issues; where there are none, `none`, unless that is not known.
fn issues<T>(scene: &Scene, section: &Section<T>, issues: &[Arc<ServiceIssue>], caption: Text, none: &str) -> Element {
    let body = element("div", "").set("data-flush", "");
    match (issues, section.state) {
        ([], SectionState::Partial) => body,
        ([], _) => body.with(element("p", "empty-note").set("data-tone", "success").text(none)),
        _ => {
            let headings = [
                Text::HealthType,
                Text::HealthIssue,
                Text::HealthFeature,
                Text::HealthStatus,
                Text::HealthStarted,
                Text::HealthUpdated,
                Text::HealthDuration,
            ];
            let rows = issues.iter().take(PAGE).map(|issue| issue_row(scene, issue));
            body.with(table(scene.i18n, "issue-table", caption, &headings).all(rows))
        }
    }
}

fn issue_row(scene: &Scene, issue: &ServiceIssue) -> Element {
    let i18n = scene.i18n;
    let english = |text: &str| element("bdi", "").set("lang", "en").text(&reveal(text));
    let relative = |cell: Element, when: Option<&When>| match when {
        Some(When::At(at)) => cell.with(moment(*at, &i18n.relative(*at, scene.now))),
        Some(when) => cell.text(&when_words(i18n, when)),
        None => cell,
    };
    let (tone, class) = (tone(issue), class_word(issue));
    let title = element("span", "").with(element("span", "item-row__id").text(&reveal(&issue.id))).text(" ");
    let title = disclosure(&item_id(&issue.id), title.with(english(&issue.title)));
    let duration = issue.duration(scene.now).map(|span| i18n.duration(span)).unwrap_or_default();
    let row = element("tr", "list-row item-row").set("role", "row").set("data-health", tone).all([
        cell("item-row__type").with(status_badge(tone, &i18n.word("classification", class))),
        cell("item-row__title").with(title),
        cell("item-row__wide").with(english(&issue.feature)),
        cell("item-row__meta").text(&i18n.word("issueStatus", &issue.status)),
        relative(cell("item-row__wide"), issue.started.as_ref()),
        relative(cell("item-row__meta"), issue.updated.as_ref()),
        cell("item-row__wide list-row__dash").text(&duration),
    ]);
    let group = element("tbody", "row-group").set("role", "rowgroup");
    group.set("data-issue", &issue.id).set("data-classification", class).with(row)
}
