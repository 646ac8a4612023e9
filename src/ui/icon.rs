//! Icons drawn here, 20 units square, as one path each: no sprite file, no font, no request.

use leptos::prelude::*;

/// Which icon. The five of a status differ in outline, so that they can be told apart without colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    /// Filled octagon with a cross.
    Unhealthy,
    /// Filled triangle with an exclamation mark.
    Warning,
    /// Dashed circle with a question mark.
    Unknown,
    /// Filled circle with a check mark.
    Healthy,
    /// Empty circle.
    NotEnabled,
    /// Small filled dot: unread.
    Dot,
    /// Points to the end of the line; turned by CSS when open.
    Chevron,
    /// Leaves the page.
    External,
    /// To the clipboard.
    Copy,
    /// Read again.
    Refresh,
    /// Circled i.
    Info,
    /// Magnifier.
    Search,
    /// Plain cross.
    Close,
    /// Three dots.
    More,
    /// Language.
    Globe,
    /// A door with an arrow out: sign out.
    SignOut,
    /// Printer.
    Print,
    /// Light theme.
    Sun,
    /// Dark theme.
    Moon,
    /// Page with an arrow up: open a file.
    FileOpen,
    /// Clock face.
    Clock,
    /// An arrow down into a tray: take away as a file.
    Download,
    /// Sliders: settings.
    Settings,
    /// A sheet with two rings: a calendar.
    Calendar,
    /// Plain check mark: done.
    Check,
    /// Account.
    Person,
    /// Tenant.
    Building,
    /// Connector.
    Plug,
    /// Heart with a pulse: service health, and the mark of the product.
    Pulse,
}

impl Glyph {
    /// The icon of a status, by its `data-health`; an unheard-of one looks unknown.
    pub fn of_health(health: &str) -> Self {
        match health {
            "unhealthy" => Self::Unhealthy,
            "warning" => Self::Warning,
            "healthy" => Self::Healthy,
            "notEnabled" => Self::NotEnabled,
            _ => Self::Unknown,
        }
    }

    /// Filled (inner outlines cut holes) or stroked.
    pub fn paint(self) -> &'static str {
        match self {
            Self::Unhealthy | Self::Warning | Self::Healthy | Self::Dot | Self::More => "fill",
            _ => "stroke",
        }
    }

    /// Its outlines, in a square of 20 units.
    pub fn path(self) -> &'static str {
        match self {
            Self::Unhealthy => concat!(
                "M6.3 1h7.4L19 6.3v7.4L13.7 19H6.3L1 13.7V6.3z",
                "M7.2 6 6 7.2 8.8 10 6 12.8 7.2 14 10 11.2l2.8 2.8 1.2-1.2-2.8-2.8L14 7.2 12.8 6 10 8.8z",
            ),
            Self::Warning => concat!(
                "M10 1.2a1.5 1.5 0 0 1 1.3.8l8 14.3A1.5 1.5 0 0 1 18 18.5H2a1.5 1.5 0 0 1-1.3-2.2L8.7 2a1.5 1.5 0 0 1 1.3-.8",
                "zM9.1 7v5.4h1.8V7zM9.1 13.9v1.8h1.8v-1.8z",
            ),
            Self::Unknown => concat!(
                "M18.0 8.1A8.25 8.25 0 0 1 18.0 11.9M17.0 14.4A8.25 8.25 0 0 1 14.4 17.0",
                "M11.9 18.0A8.25 8.25 0 0 1 8.1 18.0M5.6 17.0A8.25 8.25 0 0 1 3.0 14.4",
                "M2.0 11.9A8.25 8.25 0 0 1 2.0 8.1M3.0 5.6A8.25 8.25 0 0 1 5.6 3.0M8.1 2.0A8.25 8.25 0 0 1 11.9 2.0",
                "M14.4 3.0A8.25 8.25 0 0 1 17.0 5.6M7.6 7.9a2.4 2.4 0 1 1 3.6 2.1c-.8.5-1.2.9-1.2 1.8M10 14.2v.1",
            ),
            Self::Healthy => "M10 1a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM14.2 6.1 8.8 11.5 5.9 8.6 4.7 9.8l4.1 4.1 6.6-6.6z",
            Self::NotEnabled => "M10 1.75a8.25 8.25 0 1 1 0 16.5 8.25 8.25 0 0 1 0-16.5z",
            Self::Dot => "M10 6a4 4 0 1 1 0 8 4 4 0 0 1 0-8z",
            Self::Chevron => "M7.5 4.5 13 10l-5.5 5.5",
            Self::External => concat!(
                "M11.5 3H17v5.5M17 3l-7.5 7.5",
                "M8 4H4.5A1.5 1.5 0 0 0 3 5.5v10A1.5 1.5 0 0 0 4.5 17h10a1.5 1.5 0 0 0 1.5-1.5V12",
            ),
            Self::Copy => concat!(
                "M7 4.5A1.5 1.5 0 0 1 8.5 3h7A1.5 1.5 0 0 1 17 4.5v7a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 7 11.5z",
                "M13 13v2.5a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 3 15.5v-7A1.5 1.5 0 0 1 4.5 7H7",
            ),
            Self::Refresh => "M16.5 10a6.5 6.5 0 1 1-1.9-4.6L17 7.5M17 3v4.5h-4.5",
            Self::Info => "M10 2.75a7.25 7.25 0 1 1 0 14.5 7.25 7.25 0 0 1 0-14.5zM10 9.3v4.2M10 6.5v.1",
            Self::Search => "M8.5 3a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM12.5 12.5 17 17",
            Self::Close => "M5 5l10 10M15 5 5 15",
            Self::More => concat!(
                "M3 10a1.5 1.5 0 1 1 3 0 1.5 1.5 0 0 1-3 0zM8.5 10a1.5 1.5 0 1 1 3 0 1.5 1.5 0 0 1-3 0z",
                "M14 10a1.5 1.5 0 1 1 3 0 1.5 1.5 0 0 1-3 0z",
            ),
            Self::Globe => concat!(
                "M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15zM2.5 10h15",
                "M10 2.5c2 2 3 4.5 3 7.5s-1 5.5-3 7.5c-2-2-3-4.5-3-7.5s1-5.5 3-7.5z",
            ),
            Self::SignOut => "M8 3.5H4.5v13H8M8 10h9M13.5 6.5L17 10l-3.5 3.5",
            Self::Print => "M6 7V3h8v4M6 14H3.5V8.5A1.5 1.5 0 0 1 5 7h10a1.5 1.5 0 0 1 1.5 1.5V14H14M6 12h8v5H6z",
            Self::Sun => concat!(
                "M10 6.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7zM10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1.1 1.1",
                "M14.6 14.6l1.1 1.1M4.3 15.7l1.1-1.1M14.6 5.4l1.1-1.1",
            ),
            Self::Moon => "M16.5 12.2A7 7 0 1 1 7.8 3.5a5.6 5.6 0 0 0 8.7 8.7z",
            Self::FileOpen => concat!(
                "M11 3H6a1.5 1.5 0 0 0-1.5 1.5v11A1.5 1.5 0 0 0 6 17h8a1.5 1.5 0 0 0 1.5-1.5V7.5zM11 3v4.5h4.5",
                "M10 14.5v-4M8 12.3l2-2 2 2",
            ),
            Self::Clock => "M10 2.75a7.25 7.25 0 1 1 0 14.5 7.25 7.25 0 0 1 0-14.5zM10 5.8V10l3 2",
            Self::Download => "M10 3v9M6.5 8.5 10 12l3.5-3.5M3.5 13.5V15A1.5 1.5 0 0 0 5 16.5h10a1.5 1.5 0 0 0 1.5-1.5v-1.5",
            Self::Settings => "M3 6h7M14 6h3M3 14h3M10 14h7M12 4a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM8 12a2 2 0 1 1 0 4 2 2 0 0 1 0-4z",
            Self::Calendar => {
                "M4.5 4.5h11A1.5 1.5 0 0 1 17 6v9.5a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 15.5V6a1.5 1.5 0 0 1 1.5-1.5zM3 8.5h14M7 2.5v4M13 2.5v4"
            }
            Self::Check => "M4 10.5 8 14.5 16 6",
            Self::Person => "M10 3.5a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM4 17c0-2.8 2.5-4.5 6-4.5s6 1.7 6 4.5",
            Self::Building => concat!(
                "M4 17V4.5A1.5 1.5 0 0 1 5.5 3h6A1.5 1.5 0 0 1 13 4.5V17M13 8h2a1 1 0 0 1 1 1v8M2.5 17h15M7 6.5h.1",
                "M10 6.5h.1M7 9.5h.1M10 9.5h.1M7 12.5h.1M10 12.5h.1",
            ),
            Self::Plug => "M7 3v4M13 3v4M5 7h10v3a5 5 0 0 1-10 0zM10 15v3",
            Self::Pulse => concat!(
                "M10 17S3 12.8 3 7.9A3.9 3.9 0 0 1 10 5.6a3.9 3.9 0 0 1 7 2.3C17 12.8 10 17 10 17z",
                "M5.5 10h2.2L9 7.6l2 4 1-1.6h2.5",
            ),
        }
    }
}

/// An icon beside a text; never a text of its own, so that readers aloud pass over it.
#[component]
pub fn Icon(
    /// What it shows.
    glyph: Glyph,
    /// 20 px instead of 16.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    view! {
        <svg
            class="icon"
            viewBox="0 0 20 20"
            aria-hidden="true"
            data-paint=glyph.paint()
            data-size=large.then_some("20")
        >
            <path fill-rule="evenodd" d=glyph.path()></path>
        </svg>
    }
    .into_any()
}
