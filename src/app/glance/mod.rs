//! The first view: what the open tab has to say, painted before the page itself ([`super::page`]) is loaded, and replaced by it.
//!
//! It follows nothing and answers nothing: a click or a key that means something to the page is kept until the page is there. Texts and
//! verdicts come from where the page has them; the elements are the same, so that nothing moves when the page takes over.

pub mod element;
pub mod frame;
pub mod parts;
pub mod tabs;

use std::{cell::RefCell, rc::Rc};

use chrono::{DateTime, Utc};
use leptos::prelude::{document, request_animation_frame, window};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{FocusOptions, HtmlElement, MouseEvent};

use self::element::{Element, element};
use super::{
    data::tenant_key,
    snooze::{self, snooze_words},
    tab::{self, Tab},
};
use crate::{
    browser::clock,
    config::{Config, Endpoint},
    domain::{
        cloud::Cloud,
        connector::ConnectorKind,
        snooze::{Snooze, Snoozes},
    },
    graph::{
        section::{Sections, sections},
        snapshot::Snapshot,
        store::Store,
        summary::Summary,
    },
    i18n::{I18n, use_i18n},
};

/// What is seen.
pub struct Scene<'a> {
    i18n: I18n,
    config: &'a Config,
    snapshot: &'a Snapshot,
    cloud: Cloud,
    tab: Tab,
    now: DateTime<Utc>,
    newest_read: Option<DateTime<Utc>>,
    sections: Sections,
    counts: Summary,
    snoozes: Snoozes,
}

impl Scene<'_> {
    fn snooze(&self, kind: ConnectorKind) -> Option<&Snooze> {
        self.snoozes.of(kind, self.now)
    }

    fn snooze_tag(&self, kind: ConnectorKind) -> Option<Element> {
        let snooze = self.snooze(kind)?;
        Some(element("span", "").set("data-snoozed", "").with(parts::tag(&snooze_words(self.i18n, snooze))))
    }

    fn release(&self) -> Option<String> {
        self.snapshot.service_release.clone().or_else(|| self.config.service_release.clone())
    }
}

/// A first view that waits for the page.
pub struct Glance {
    root: HtmlElement,
    /// What the reader has clicked at last, as a selector.
    clicked: Rc<RefCell<Option<String>>>,
    listener: Closure<dyn FnMut(MouseEvent)>,
}

/// Whether there will be a first view: not where the address asks for more than a tab, which the page alone can show.
pub fn is_wanted(config: &Config) -> bool {
    let location = window().location();
    let asks_for_more = [location.search(), location.hash()].iter().any(|part| part.as_ref().is_ok_and(|part| part.len() > 1));
    matches!(config.endpoint, Endpoint::Snapshot(_)) && !asks_for_more && tab::current() != Tab::Connect
}

/// Paints what a snapshot has to say into `root`.
pub fn paint(root: &HtmlElement, config: &Config, snapshot: &Snapshot, store: &Store) -> Option<Glance> {
    let Endpoint::Snapshot(endpoint) = &config.endpoint else { return None };
    // The page says more of these, above everything else.
    if !snapshot.secrets.is_empty() || snapshot.skipped > 0 {
        return None;
    }
    let tab = tab::current();
    let now = snapshot.frozen_at().unwrap_or_else(clock::now);
    let sections = sections(store, now);
    let scene = Scene {
        i18n: use_i18n(),
        config,
        snapshot,
        cloud: snapshot.cloud.unwrap_or(endpoint.cloud),
        tab,
        now,
        newest_read: store.newest_read(),
        counts: Summary::of(&sections, now),
        snoozes: snooze::kept(&tenant_key(&sections)),
        sections,
    };
    let inside = match tab {
        Tab::Connectors => tabs::connectors(&scene),
        Tab::ServiceHealth => tabs::service(&scene),
        Tab::TenantDetails | Tab::Connect => tabs::tenant(&scene),
    };
    let main = element("main", "app-main").set("id", "main").all(inside);
    let page = element("div", "app").set("data-glance", "").set("aria-busy", "true");
    let page = page.with(frame::header(&scene)).with(frame::summary(&scene)).with(frame::tabs(&scene)).with(main);
    let page = page.make()?;
    root.set_text_content(None);
    // Cannot fail: it is new.
    let _ = root.append_child(&page);
    Some(Glance::listen(root.clone()))
}

impl Glance {
    fn listen(root: HtmlElement) -> Self {
        let clicked = Rc::new(RefCell::new(None));
        let listener = Closure::<dyn FnMut(MouseEvent)>::new({
            let clicked = Rc::clone(&clicked);
            move |event: MouseEvent| {
                let has_modifier = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
                let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
                if let Some(selector) = target.filter(|_| !has_modifier).and_then(|target| wanted(&target)) {
                    event.prevent_default();
                    clicked.replace(Some(selector));
                }
            }
        });
        // Cannot fail: the listener is a function.
        let _ = root.add_event_listener_with_callback("click", listener.as_ref().unchecked_ref());
        Self { root, clicked, listener }
    }

    /// Has `mount` put the page in the place of this view: what the reader has clicked meanwhile is done, and the keyboard stays where it is.
    pub fn hand_over(self, mount: impl FnOnce(HtmlElement)) {
        let focused = document().active_element().and_then(|element| wanted(&element));
        let _ = self.root.remove_event_listener_with_callback("click", self.listener.as_ref().unchecked_ref());
        mount(self.root);
        let clicked = self.clicked.take();
        if clicked.is_some() || focused.is_some() {
            // What follows signals is drawn by then.
            request_animation_frame(move || {
                if let Some(element) = focused.and_then(|selector| find(&selector)) {
                    // The reader may have scrolled on.
                    let options = FocusOptions::new();
                    options.set_prevent_scroll(true);
                    // What cannot take the focus is no reason to fail.
                    let _ = element.focus_with_options(&options);
                }
                if let Some(element) = clicked.and_then(|selector| find(&selector)) {
                    element.click();
                }
            });
        }
    }
}

/// What the page does for an element of this view, as a selector of it there. Links that leave the page do without it.
fn wanted(target: &web_sys::Element) -> Option<String> {
    let closest = |selector| target.closest(selector).ok().flatten();
    let control = closest("a, button, input").or_else(|| closest(".list-row")?.query_selector("button").ok()?)?;
    if control.get_attribute("target").is_some() {
        return None;
    }
    let is_within = |selector| control.closest(selector).is_ok_and(|found| found.is_some());
    let around = |name: &str, inside: &str| {
        let value = control.closest(&["[", name, "]"].concat()).ok()??.get_attribute(name)?;
        Some(["[", name, "=\"", &value, "\"] ", inside].concat())
    };
    match (control.get_attribute("href"), control.id(), control.class_list()) {
        (Some(href), ..) => Some(["a[class=\"", &control.class_name(), "\"][href=\"", &href, "\"]"].concat()),
        (None, id, _) if !id.is_empty() => Some(["#", &id].concat()),
        (.., classes) if classes.contains("filter__toggle") => Some(".filter__toggle".to_owned()),
        (.., classes) if classes.contains("input") => Some(".filter__text .input".to_owned()),
        _ if is_within(".page-head__actions") => Some(".page-head__actions button".to_owned()),
        _ if is_within(".banner__actions") => Some(".banner__actions button".to_owned()),
        _ => around("data-fact", "button").or_else(|| around("data-section", ".state-line__actions button")),
    }
}

fn find(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok()?.map(JsCast::unchecked_into)
}
