//! What is opened over the page: one thing at a time, of the part that is loaded when it is opened.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{parts::Piece, piece};
use crate::{
    i18n::{Text, use_i18n},
    ui::{Dialog, Glyph, Icon, part},
};

/// Something that opens over the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overlay {
    /// The form of the what-if clock.
    WhatIf,
    /// The keys that do something.
    Keys,
    /// Everything that there is, by a few letters of its name.
    Palette,
    /// What leaves the page as a file.
    Export,
    /// The reader's settings.
    Settings,
    /// What has changed since the reader last looked.
    Since,
}

impl Overlay {
    /// All that the header offers, in order.
    const MENU: [Self; 4] = [Self::Palette, Self::Export, Self::WhatIf, Self::Settings];

    /// Its id on the page.
    pub fn id(self) -> &'static str {
        match self {
            Self::WhatIf => "what-if",
            Self::Keys => "keys",
            Self::Palette => "palette",
            Self::Export => "export",
            Self::Settings => "settings",
            Self::Since => "since",
        }
    }

    /// Its name.
    pub fn title(self) -> Text {
        match self {
            Self::WhatIf => Text::WhatIfTitle,
            Self::Keys => Text::KeysTitle,
            Self::Palette => Text::PaletteTitle,
            Self::Export => Text::ExportTitle,
            Self::Settings => Text::SettingsTitle,
            Self::Since => Text::SinceTitle,
        }
    }

    /// Its icon.
    pub fn glyph(self) -> Glyph {
        match self {
            Self::WhatIf => Glyph::Clock,
            Self::Keys => Glyph::Info,
            Self::Palette => Glyph::Search,
            Self::Export => Glyph::Download,
            Self::Settings => Glyph::Settings,
            Self::Since => Glyph::Dot,
        }
    }

    fn piece(self) -> Piece {
        match self {
            Self::WhatIf => Piece::WhatIf,
            Self::Keys => Piece::Keys,
            Self::Palette => Piece::Palette,
            Self::Export => Piece::Export,
            Self::Settings => Piece::Settings,
            Self::Since => Piece::Since,
        }
    }
}

/// What is open over the page, a context.
#[derive(Clone, Copy)]
pub struct Overlays {
    open: RwSignal<Option<Overlay>>,
    /// What is done once that is closed.
    then: StoredValue<Option<Box<dyn FnOnce()>>, LocalStorage>,
}

impl Overlays {
    /// Opens one, in the place of another.
    pub fn open(self, overlay: Overlay) {
        self.open.set(Some(overlay));
    }

    /// It was closed.
    pub fn close(self) {
        self.open.set(None);
        if let Some(then) = self.then.try_update_value(Option::take).flatten() {
            // The page is there again, and the focus where it was.
            request_animation_frame(then);
        }
    }

    /// Closes what is open as its reader would, so that the focus goes back; then does something else.
    pub fn leave(self, then: impl FnOnce() + 'static) {
        let dialog = self.open.get_untracked().and_then(|overlay| document().get_element_by_id(overlay.id()));
        if let Some(dialog) = dialog.and_then(|dialog| dialog.dyn_into::<web_sys::HtmlDialogElement>().ok()) {
            self.then.set_value(Some(Box::new(then)));
            dialog.close();
        }
    }

    /// What is open, for whoever does not follow it.
    pub fn now_open(self) -> Option<Overlay> {
        self.open.get_untracked()
    }
}

/// Puts the context into the page.
pub fn provide_overlays() {
    provide_context(Overlays { open: RwSignal::new(None), then: StoredValue::new_local(None) });
}

/// The overlays of this page.
///
/// # Panics
///
/// Outside the app.
pub fn use_overlays() -> Overlays {
    expect_context()
}

/// What is open.
#[component]
pub fn OpenOverlay() -> impl IntoView {
    let i18n = use_i18n();
    let overlays = use_overlays();
    part(move || {
        overlays.open.get().map(|overlay| {
            view! {
                <Dialog id=overlay.id() title=i18n.text(overlay.title()) close=i18n.text(Text::ActionClose) on_close=move || overlays.close()>
                    {piece::draw(overlay.piece(), Callback::new(|()| {}))}
                </Dialog>
            }
            .into_any()
        })
    })
}

/// The buttons of the header that open them.
#[component]
pub fn OverlayButtons() -> impl IntoView {
    let i18n = use_i18n();
    let overlays = use_overlays();
    Overlay::MENU
        .map(|overlay| {
            let name = i18n.text(overlay.title());
            view! {
                <button
                    type="button"
                    class="button icon-button"
                    data-look="subtle"
                    data-overlay=overlay.id()
                    aria-haspopup="dialog"
                    aria-label=name.clone()
                    title=name.clone()
                    on:click=move |_| overlays.open(overlay)
                >
                    <Icon glyph=overlay.glyph()/>
                    <span class="menu__text" aria-hidden="true">{name.clone()}</span>
                </button>
            }
            .into_any()
        })
        .into_iter()
        .collect_view()
}
