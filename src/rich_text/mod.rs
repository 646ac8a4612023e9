//! Foreign HTML as an allow-listed tree: the bodies of service issues and messages, which Microsoft writes and we only show.
//!
//! *Parse, don't validate*: the browser's own parser reads the body into an inert document ([`parse`]), a walk over it fills a
//! [`node::Node`] tree that cannot hold a script, and [`view`] makes elements and text of that. Nothing is ever written back as
//! HTML, so no second parse can read a body differently from the first.
//!
//! Pure: [`quiet`] (what the policy need not complain about), [`build`] (limits and nesting), [`flow`] (paragraphs, headings,
//! lists), [`node`], [`href`], [`text`]. With the page: [`parse`] and [`view`].

pub mod build;
pub mod flow;
pub mod href;
pub mod node;
#[cfg(feature = "ui")]
pub mod parse;
pub mod quiet;
pub mod text;
#[cfg(feature = "ui")]
pub mod view;

/// What Graph says a body is: `body.contentType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContentKind {
    /// Markup, or plain text that may hold some: what Graph sends nearly always.
    Html,
    /// Plain text: a `<` is a `<`.
    Text,
}

impl ContentKind {
    /// Reads `contentType`; whatever is not `text` is read as HTML, which shows plain text well too.
    pub fn from_graph(content_type: &str) -> Self {
        if content_type.eq_ignore_ascii_case("text") { Self::Text } else { Self::Html }
    }
}
