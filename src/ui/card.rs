//! Cards, and the frame that draws the states every section of the page shares.

use leptos::prelude::*;

use super::erased::memo;
use super::icon::{Glyph, Icon};

/// What a state line sounds like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// A circumstance: offline, older data, not licensed.
    Neutral,
    /// Somebody has to do something for the section to work.
    Warning,
    /// The section failed.
    Danger,
    /// All was read and there is nothing to tell.
    Success,
}

impl Tone {
    /// The tone of a section's `data-state`. What the tenant lacks or the snapshot does not hold is never red.
    pub fn of_state(state: &str) -> Self {
        match state {
            "refused" | "partial" | "signedOut" => Self::Warning,
            "unreachable" | "badAnswer" | "failed" => Self::Danger,
            _ => Self::Neutral,
        }
    }

    fn attribute(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Warning => "warning",
            Self::Danger => "danger",
            Self::Success => "success",
        }
    }

    fn glyph(self) -> Glyph {
        match self {
            Self::Neutral => Glyph::Info,
            Self::Warning => Glyph::Warning,
            Self::Danger => Glyph::Unhealthy,
            Self::Success => Glyph::Healthy,
        }
    }
}

/// The line that says in what state a section is: icon, text, and what can be done.
#[component]
pub fn StateLine(
    /// Its icon and ground.
    tone: Tone,
    /// Links and buttons behind the text.
    #[prop(optional, into)]
    actions: Option<ViewFn>,
    /// One or more paragraphs (`<p>`).
    children: Children,
) -> impl IntoView {
    view! {
        <div class="state-line" data-tone=tone.attribute()>
            <span class="state-line__icon">
                <Icon glyph=tone.glyph()/>
            </span>
            <div class="state-line__text">{children()}</div>
            {actions
                .map(|actions| view! { <div class="state-line__actions">{move || actions.run()}</div> }.into_any())}
        </div>
    }
    .into_any()
}

/// A titled surface.
#[component]
pub fn Card(
    /// Unique on the page; the heading gets it, and names the card.
    #[prop(into)]
    id: String,
    /// The heading.
    #[prop(into)]
    heading: Signal<String>,
    /// The level of the heading: 2, or 3 (the default).
    #[prop(default = 3)]
    level: u8,
    /// The heading is for readers aloud only.
    #[prop(optional)]
    quiet: bool,
    /// Counts behind the heading.
    #[prop(optional, into)]
    note: Option<Signal<String>>,
    /// At the end of the head.
    #[prop(optional, into)]
    actions: Option<ViewFn>,
    /// Links and a footnote under the body.
    #[prop(optional, into)]
    foot: Option<ViewFn>,
    /// The body brings its own edges (a table of rows).
    #[prop(optional)]
    flush: bool,
    /// The body.
    children: Children,
) -> impl IntoView {
    let head = head(id.clone(), heading, level, quiet, note, actions);
    view! {
        <section class="card" aria-labelledby=id>
            {head}
            {body(flush, children())}
            {foot.map(foot_view)}
        </section>
    }
    .into_any()
}

/// A card for one section of the page, in whatever state it is.
///
/// - `loading`: a skeleton of the final height, so that nothing moves afterwards; when it takes long, the line above it.
/// - `ready`: the children. `stale` and `partial`: the line above the children.
/// - every other state: the line instead of the children.
///
/// The children are not built anew when only the line comes or goes.
#[component]
pub fn SectionFrame(
    /// The value of `data-section`; also makes the id of the heading, `section-<name>`.
    section: &'static str,
    /// The value of `data-state` (design: loading, ready, stale, partial, refused, …).
    #[prop(into)]
    state: Signal<&'static str>,
    /// The heading.
    #[prop(into)]
    heading: Signal<String>,
    /// The level of the heading: 2, or 3 (the default).
    #[prop(default = 3)]
    level: u8,
    /// The heading is for readers aloud only.
    #[prop(optional)]
    quiet: bool,
    /// Counts behind the heading; only while there is something to count.
    #[prop(optional, into)]
    note: Option<Signal<String>>,
    /// At the end of the head.
    #[prop(optional, into)]
    actions: Option<ViewFn>,
    /// What the state means, as one or more paragraphs (`<p>`); asked for whenever the state needs words.
    #[prop(into)]
    line: ViewFn,
    /// What can be done about it.
    #[prop(optional, into)]
    line_actions: Option<ViewFn>,
    /// Loading takes long: show the line too.
    #[prop(optional, into)]
    slow: Signal<bool>,
    /// How many rows the skeleton has.
    #[prop(default = 3)]
    rows: usize,
    /// Links and a footnote under the body, in every state.
    #[prop(optional, into)]
    foot: Option<ViewFn>,
    /// The body brings its own edges (a table of rows).
    #[prop(optional)]
    flush: bool,
    /// The body is shown in every state but `loading`: its items say themselves why they are not known.
    #[prop(optional)]
    keep: bool,
    /// The body.
    children: ChildrenFn,
) -> impl IntoView {
    let id = format!("section-{section}");
    let is_loading = memo(move || state.get() == "loading");
    // The children stay while only the words about the state change.
    let has_body = memo(move || keep || matches!(state.get(), "ready" | "stale" | "partial"));
    let line_view = move || {
        let state = state.get();
        let speaks = if state == "loading" { slow.get() } else { state != "ready" };
        speaks.then(|| {
            let line = line.clone();
            let line = move || line.run();
            let tone = Tone::of_state(state);
            match line_actions.clone() {
                Some(actions) => view! { <StateLine tone actions>{move || line()}</StateLine> }.into_any(),
                None => view! { <StateLine tone>{move || line()}</StateLine> }.into_any(),
            }
        })
    };
    let body_view = move || {
        if is_loading.get() { Some(skeleton(rows)) } else { has_body.get().then(|| body(flush, children())) }
    };
    let note = note.map(|note| {
        let has_note = move || !is_loading.get() && has_body.get();
        Signal::derive(move || if has_note() { note.get() } else { String::new() })
    });
    let head = head(id.clone(), heading, level, quiet, note, actions);

    view! {
        <section
            class="card"
            data-section=section
            data-state=state
            aria-labelledby=id
            aria-busy=move || is_loading.get().then_some("true")
        >
            {head}
            {move || line_view()}
            {move || body_view()}
            {foot.map(foot_view)}
        </section>
    }
    .into_any()
}

fn head(
    id: String,
    heading: Signal<String>,
    level: u8,
    quiet: bool,
    note: Option<Signal<String>>,
    actions: Option<ViewFn>,
) -> AnyView {
    let title = if level == 2 {
        view! { <h2 class="card__title" id=id>{heading}</h2> }.into_any()
    } else {
        view! { <h3 class="card__title" id=id>{heading}</h3> }.into_any()
    };
    let class = if quiet { "visually-hidden" } else { "card__head" };
    view! {
        <div class=class>
            {title}
            {note.map(|note| view! { <span class="card__note">{note}</span> }.into_any())}
            {actions.map(|actions| view! { <div class="card__actions">{move || actions.run()}</div> }.into_any())}
        </div>
    }
    .into_any()
}

fn body(flush: bool, children: AnyView) -> AnyView {
    view! { <div class="card__body" data-flush=flush.then_some("")>{children}</div> }.into_any()
}

fn foot_view(foot: ViewFn) -> AnyView {
    view! { <div class="card__foot">{move || foot.run()}</div> }.into_any()
}

/// The shape of a list that is not there yet.
pub fn skeleton(rows: usize) -> AnyView {
    let rows = (0..rows).map(|_| view! { <div class="skeleton__row"></div> }.into_any()).collect_view();
    view! { <div class="skeleton" aria-hidden="true">{rows}</div> }.into_any()
}
