//! The building blocks of the page. Texts arrive as props; nothing here knows Microsoft Graph, a language or a route.
//!
//! One file per family; the class of a component is its name in kebab-case and its looks live in `style/`. The components of an
//! opened item, a row or a tab are views of that tab and use the classes of `style/table.css` and its neighbours directly.
//!
//! Status is always `data-health` with one of `unhealthy`, `warning`, `unknown`, `healthy`, `notEnabled`: the attribute chooses the
//! colours, the icon differs in outline and the word says it.

pub mod banner;
pub mod button;
pub mod card;
pub mod dialog;
pub mod disclosure;
pub mod drop;
pub mod erased;
pub mod facts;
pub mod filter;
pub mod frame;
pub mod help;
pub mod icon;
pub mod lasting;
pub mod live;
pub mod menu;
pub mod meter;
pub mod status;
pub mod tabs;
pub mod tag;
pub mod tile;
pub mod time;

pub use banner::{Banner, BannerKind};
pub use button::{Button, CopyButton, CopyTexts, ExternalLink, Look};
pub use card::{Card, SectionFrame, StateLine, Tone, skeleton};
pub use dialog::Dialog;
pub use disclosure::{Disclosure, Expander};
pub use drop::{DropZone, FileButton, ask_for_files};
pub use erased::{each, memo, part};
pub use facts::{Fact, HelpTexts};
pub use filter::{Chip, Filter};
pub use frame::{FullPage, SkipLink};
pub use help::Help;
pub use icon::{Glyph, Icon};
pub use lasting::Lasting;
pub use live::{Live, LiveRegion, provide_live};
pub use menu::{Menu, Options, Select};
pub use meter::Meter;
pub use status::{HealthCount, StatusBadge, StatusIcon};
pub use tabs::{TabLink, TabStrip};
pub use tag::Tag;
pub use tile::Tile;
pub use time::Time;
