//! What is opened over the page: one thing at a time, each a part of its own that is loaded when it is opened.

use leptos::prelude::*;

use super::{parts::Piece, piece};
use crate::{
    i18n::{Text, use_i18n},
    ui::{Dialog, Glyph, Icon, part},
};

/// Something that opens over the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overlay {
    /// What leaves the page as a file.
    Export,
    /// The reader's settings.
    Settings,
}

impl Overlay {
    /// All that the header offers, in order.
    const MENU: [Self; 2] = [Self::Export, Self::Settings];

    fn id(self) -> &'static str {
        match self {
            Self::Export => "export",
            Self::Settings => "settings",
        }
    }

    fn title(self) -> Text {
        match self {
            Self::Export => Text::ExportTitle,
            Self::Settings => Text::SettingsTitle,
        }
    }

    fn glyph(self) -> Glyph {
        match self {
            Self::Export => Glyph::Download,
            Self::Settings => Glyph::Settings,
        }
    }

    fn piece(self) -> Piece {
        match self {
            Self::Export => Piece::Export,
            Self::Settings => Piece::Settings,
        }
    }
}

/// What is open over the page, a context.
#[derive(Clone, Copy)]
pub struct Overlays(RwSignal<Option<Overlay>>);

impl Overlays {
    /// Opens one, in the place of another.
    pub fn open(self, overlay: Overlay) {
        self.0.set(Some(overlay));
    }

    /// Closes what is open.
    pub fn close(self) {
        self.0.set(None);
    }

    /// Whether something is open.
    pub fn is_any_open(self) -> bool {
        self.0.with(Option::is_some)
    }
}

/// Puts the context into the page.
pub fn provide_overlays() -> Overlays {
    let overlays = Overlays(RwSignal::new(None));
    provide_context(overlays);
    overlays
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
        overlays.0.get().map(|overlay| {
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
                    title=name
                    on:click=move |_| overlays.open(overlay)
                >
                    <Icon glyph=overlay.glyph()/>
                </button>
            }
            .into_any()
        })
        .into_iter()
        .collect_view()
}
