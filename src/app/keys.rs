//! The keys that do something, wherever the reader is: one table, which the page follows and shows.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, KeyboardEvent};

use super::{
    data::{TenantData, use_tenant_data},
    overlay::{Overlay, Overlays, use_overlays},
    shortcuts::use_shortcuts,
};
use crate::i18n::{Text, use_i18n};

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    /// Opens what finds everything, or closes it.
    Find,
    /// Goes to the search of the open tab; where there is none, opens what finds everything.
    Search,
    /// Reads the endpoint again.
    Refresh,
    /// Shows this table.
    Keys,
}

/// A line of the table.
struct Line {
    /// As they stand on the keyboard.
    keys: &'static [&'static str],
    /// What they do, in words.
    says: Text,
    /// What they do; those without are followed where they matter, or by the browser.
    deed: Option<Deed>,
    /// Whether it is a single key, which can be switched off.
    is_single: bool,
}

impl Line {
    const fn of(keys: &'static [&'static str], says: Text) -> Self {
        Self { keys, says, deed: None, is_single: false }
    }

    const fn single(keys: &'static [&'static str], says: Text, deed: Option<Deed>) -> Self {
        Self { keys, says, deed, is_single: true }
    }
}

const LINES: [Line; 8] = [
    Line { keys: &["Ctrl+K", "⌘K"], says: Text::KeysFind, deed: Some(Deed::Find), is_single: false },
    Line::single(&["/"], Text::KeysSearch, Some(Deed::Search)),
    Line::single(&["R"], Text::KeysRefresh, Some(Deed::Refresh)),
    Line::single(&["?"], Text::KeysList, Some(Deed::Keys)),
    Line::single(&["J", "K"], Text::KeysNews, None),
    Line::of(&["Tab", "Shift+Tab"], Text::KeysMove),
    Line::of(&["Enter"], Text::KeysOpen),
    Line::of(&["Esc"], Text::KeysClose),
];

/// What a pressed key asks for.
fn asked(event: &KeyboardEvent) -> Option<&'static Line> {
    let key = event.key();
    let is_chord = event.ctrl_key() != event.meta_key();
    if event.alt_key() || event.ctrl_key() && event.meta_key() {
        return None;
    }
    LINES.iter().find(|line| match line.keys {
        _ if line.deed.is_none() => false,
        [single] if line.is_single => {
            // Where a sign stands differs from keyboard to keyboard; of a letter there are two.
            let is_letter = single.bytes().all(|sign| sign.is_ascii_alphabetic());
            !is_chord && single.eq_ignore_ascii_case(&key) && !(is_letter && event.shift_key())
        }
        _ => is_chord && !event.shift_key() && key.eq_ignore_ascii_case("k"),
    })
}

/// Follows the keys of the table.
pub fn follow_keys() {
    let (data, overlays, shortcuts) = (use_tenant_data(), use_overlays(), use_shortcuts());
    let listener = window_event_listener(ev::keydown, move |event| {
        if event.default_prevented() || event.is_composing() {
            return;
        }
        let Some(Line { deed: Some(deed), is_single, .. }) = asked(&event) else { return };
        let is_busy_elsewhere = *is_single && (!shortcuts.are_on().get_untracked() || is_typing(&event) || is_dialog_open());
        if is_busy_elsewhere {
            return;
        }
        // The browser has a search of its own behind some of them, and what is held would do it again and again.
        event.prevent_default();
        if !event.repeat() {
            run(*deed, data, overlays);
        }
    });
    on_cleanup(move || listener.remove());
}

fn run(deed: Deed, data: TenantData, overlays: Overlays) {
    match deed {
        Deed::Find => match overlays.now_open() {
            Some(Overlay::Palette) => overlays.leave(|| {}),
            Some(_) => overlays.leave(move || overlays.open(Overlay::Palette)),
            None if is_dialog_open() => {}
            None => overlays.open(Overlay::Palette),
        },
        Deed::Search if go_to_search() => {}
        Deed::Search => overlays.open(Overlay::Palette),
        Deed::Refresh if untrack(|| data.can_refresh() && !data.is_signed_out() && !data.is_busy().get()) => data.refresh(),
        Deed::Refresh => {}
        Deed::Keys => overlays.open(Overlay::Keys),
    }
}

/// Whether the key belongs to a field that has the focus.
fn is_typing(event: &KeyboardEvent) -> bool {
    let target: Option<Element> = event.target().and_then(|target| target.dyn_into().ok());
    target.is_some_and(|target| target.closest("input, textarea, select, [contenteditable]").ok().flatten().is_some())
}

fn is_dialog_open() -> bool {
    document().query_selector("dialog[open]").ok().flatten().is_some()
}

/// Puts the keyboard into the search of the open tab, if it has one.
fn go_to_search() -> bool {
    let visible = |selector| -> Option<HtmlElement> {
        let element: HtmlElement = document().query_selector(selector).ok()??.dyn_into().ok()?;
        element.offset_parent().map(|_| element)
    };
    if let Some(field) = visible("#main input[type=search]") {
        let _ = field.focus();
        if let Ok(field) = field.dyn_into::<HtmlInputElement>() {
            field.select();
        }
        return true;
    }
    // In a narrow window it stands behind a button, which puts the keyboard there.
    let button = visible("#main .filter__toggle");
    if let Some(button) = &button {
        button.click();
    }
    button.is_some()
}

/// The table, as its reader sees it.
#[component]
pub fn KeyList() -> impl IntoView {
    let i18n = use_i18n();
    let overlays = use_overlays();
    let are_on = use_shortcuts().are_on();
    let line = |line: &Line| {
        let keys = line.keys.iter().map(|key| view! { <kbd>{*key}</kbd> " " }.into_any()).collect_view();
        view! {
            <div class="key" data-single=line.is_single.then_some("")>
                <dt>{keys}</dt>
                <dd>{i18n.text(line.says)}</dd>
            </div>
        }
        .into_any()
    };
    let settings = move |_| overlays.leave(move || overlays.open(Overlay::Settings));
    view! {
        <dl class="keys">{LINES.iter().map(line).collect_view()}</dl>
        <p class="keys__note">
            {move || i18n.text(if are_on.get() { Text::KeysSingleOn } else { Text::KeysSingleOff })} " "
            <button type="button" class="button" data-look="link" on:click=settings>{i18n.text(Text::SettingsTitle)}</button>
        </p>
    }
    .into_any()
}

/// The button at the foot of the page that shows the table.
#[component]
pub fn FootKeys() -> impl IntoView {
    let i18n = use_i18n();
    let overlays = use_overlays();
    view! {
        <button type="button" class="button" data-look="link" aria-haspopup="dialog" on:click=move |_| overlays.open(Overlay::Keys)>
            {i18n.text(Text::FootKeys)}
        </button>
    }
    .into_any()
}
