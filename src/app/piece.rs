//! Draws a part of the page, which may still have to be loaded.

use leptos::prelude::*;

use super::parts::{self, Piece};
use crate::{
    browser::task,
    i18n::{Text, use_i18n},
    ui::{Button, Look, StateLine, Tone, skeleton},
};

/// A part of the page; `on_arrival` is run when it had to be waited for.
pub fn draw(piece: Piece, on_arrival: Callback<()>) -> AnyView {
    match parts::loaded(piece) {
        Some(draw) => draw(),
        None => view! { <Coming piece on_arrival/> }.into_any(),
    }
}

/// A part that is still to be loaded.
#[component]
fn Coming(piece: Piece, on_arrival: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let outcome = RwSignal::new(None);
    let load = move || {
        task::spawn(async move {
            let loaded = parts::load(piece).await;
            // The reader may have gone elsewhere meanwhile.
            if outcome.try_set(Some(loaded)).is_none() {
                on_arrival.run(());
            }
        });
    };
    load();
    let again = move |()| {
        outcome.set(None);
        load();
    };
    let missing = move || {
        view! {
            <div class="card" data-part="missing" role="alert">
                <StateLine tone=Tone::Danger>
                    <p>{i18n.text(Text::PartMissing)}</p>
                    <Button look=Look::Primary on_click=again text=i18n.text(Text::ActionTryAgain)/>
                    <Button on_click=move |()| drop(window().location().reload()) text=i18n.text(Text::ActionReload)/>
                </StateLine>
            </div>
        }
        .into_any()
    };
    move || match outcome.get() {
        None => view! { <div class="card" aria-busy="true" data-part="coming">{skeleton(6)}</div> }.into_any(),
        Some(Ok(draw)) => draw(),
        Some(Err(parts::Missing)) => missing(),
    }
}
