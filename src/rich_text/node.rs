//! What a foreign text may consist of. There is no way to write a script, a handler or a style with these types.

use std::ops::Range;

use super::{href::Href, text};

/// A piece of rich text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// Characters; white space means what it means in HTML.
    Text(String),
    /// A picture that is not loaded but named.
    Image(Image),
    /// An allowed element.
    Element(Element),
}

/// An element with what is inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// Which one.
    pub tag: Tag,
    /// Its attributes, each of a type of its own.
    pub attributes: Attributes,
    /// Its content; empty for [`Tag::Br`] and [`Tag::Hr`].
    pub children: Vec<Node>,
}

/// A picture: shown as a link to it, because loading it would tell its host who reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Where it is, when that is an address on the web.
    pub source: Option<Href>,
    /// What its author says is on it; may be empty.
    pub alt: String,
}

/// The allowed elements.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "these are HTML's own names")]
pub enum Tag {
    A(Href),
    /// A link to another place of the page, which only the page itself makes: a foreign text has none.
    Here(Href),
    Blockquote,
    Br,
    Caption,
    Code,
    /// Any element that only separates; none is left in a finished tree.
    Div,
    Em,
    /// A heading: 1 to 6 as its author wrote it, 4 or 5 in a finished tree, where it stands below the page's own.
    Heading(u8),
    Hr,
    Li,
    /// What a search found; only the page itself makes it.
    Mark,
    Ol,
    P,
    Pre,
    S,
    Strong,
    Sub,
    Sup,
    Table,
    Tbody,
    Td,
    Tfoot,
    Th,
    Thead,
    Tr,
    U,
    Ul,
}

impl Tag {
    /// The element's name in HTML.
    pub fn name(&self) -> &'static str {
        match self {
            Self::A(_) | Self::Here(_) => "a",
            Self::Blockquote => "blockquote",
            Self::Br => "br",
            Self::Caption => "caption",
            Self::Code => "code",
            Self::Div => "div",
            Self::Em => "em",
            Self::Heading(..=4) => "h4",
            Self::Heading(_) => "h5",
            Self::Hr => "hr",
            Self::Li => "li",
            Self::Mark => "mark",
            Self::Ol => "ol",
            Self::P => "p",
            Self::Pre => "pre",
            Self::S => "s",
            Self::Strong => "strong",
            Self::Sub => "sub",
            Self::Sup => "sup",
            Self::Table => "table",
            Self::Tbody => "tbody",
            Self::Td => "td",
            Self::Tfoot => "tfoot",
            Self::Th => "th",
            Self::Thead => "thead",
            Self::Tr => "tr",
            Self::U => "u",
            Self::Ul => "ul",
        }
    }

    /// Whether it stands within a line of text.
    pub fn is_inline(&self) -> bool {
        matches!(
            self,
            Self::A(_)
                | Self::Here(_)
                | Self::Br
                | Self::Code
                | Self::Em
                | Self::Mark
                | Self::S
                | Self::Strong
                | Self::Sub
                | Self::Sup
                | Self::U
        )
    }
}

/// The allowed attributes, apart from the address of a link.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attributes {
    /// A tooltip.
    pub title: Option<String>,
    /// A language code.
    pub lang: Option<String>,
    /// `ltr`, `rtl` or `auto`.
    pub dir: Option<&'static str>,
    /// How many columns a cell spans, 2 to 100.
    pub colspan: Option<u8>,
    /// How many rows a cell spans, 2 to 100.
    pub rowspan: Option<u8>,
}

impl Attributes {
    /// The names that [`Attributes::set`] knows.
    pub const NAMES: [&str; 5] = ["title", "lang", "dir", "colspan", "rowspan"];

    /// Takes an attribute over; an unknown name and a value that says nothing are left out.
    pub fn set(&mut self, name: &str, value: &str) {
        match name {
            "title" if !text::is_blank(value) => self.title = Some(text::clean(value)),
            "lang" if is_language(value) => self.lang = Some(value.to_owned()),
            "dir" => self.dir = ["ltr", "rtl", "auto"].into_iter().find(|dir| value.eq_ignore_ascii_case(dir)),
            "colspan" => self.colspan = span(value),
            "rowspan" => self.rowspan = span(value),
            _ => {}
        }
    }

    /// These, and for what they leave open the ones of an element around that is not kept.
    pub(super) fn within(mut self, outer: &Self) -> Self {
        self.title = self.title.or_else(|| outer.title.clone());
        self.lang = self.lang.or_else(|| outer.lang.clone());
        self.dir = self.dir.or(outer.dir);
        self
    }
}

fn is_language(code: &str) -> bool {
    (2..=35).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

fn span(value: &str) -> Option<u8> {
    value.trim().parse().ok().filter(|span| (2..=100).contains(span))
}

impl Node {
    /// An element without attributes.
    pub fn element(tag: Tag, children: Vec<Self>) -> Self {
        Self::Element(Element { tag, attributes: Attributes::default(), children })
    }

    /// Whether it stands within a line of text.
    pub fn is_inline(&self) -> bool {
        match self {
            Self::Text(_) | Self::Image(_) => true,
            Self::Element(element) => element.tag.is_inline(),
        }
    }

    /// Whether nothing of it can be seen.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Text(text) => text::is_blank(text),
            Self::Image(_) | Self::Element(Element { tag: Tag::Hr, .. }) => false,
            Self::Element(element) => element.children.iter().all(Self::is_blank),
        }
    }
}

/// Where in a text something stands, in bytes, and the element that it becomes.
pub type Place = (Range<usize>, Tag);

/// Puts what `find` finds in the texts into elements of its choice: places in order, without overlaps, each with its tag. Texts of links are left
/// alone where a link would come of it.
pub fn wrap(nodes: Vec<Node>, find: &dyn Fn(&str) -> Vec<Place>) -> Vec<Node> {
    let mut out = Vec::with_capacity(nodes.len());
    for node in nodes {
        match node {
            Node::Text(text) => wrap_text(&text, find(&text), &mut out),
            Node::Element(mut element) => {
                let is_link = matches!(element.tag, Tag::A(_) | Tag::Here(_));
                let not_a_link = |text: &str| {
                    let mut found = find(text);
                    found.retain(|(_, tag)| !matches!(tag, Tag::A(_) | Tag::Here(_)));
                    found
                };
                element.children = wrap(element.children, if is_link { &not_a_link } else { find });
                out.push(Node::Element(element));
            }
            image @ Node::Image(_) => out.push(image),
        }
    }
    out
}

fn wrap_text(text: &str, found: Vec<Place>, out: &mut Vec<Node>) {
    let mut at = 0;
    for (place, tag) in found {
        if place.start > at {
            out.push(Node::Text(text[at..place.start].to_owned()));
        }
        out.push(Node::element(tag, vec![Node::Text(text[place.clone()].to_owned())]));
        at = place.end;
    }
    if at < text.len() {
        out.push(Node::Text(text[at..].to_owned()));
    }
}

/// The words alone, one line per paragraph, item and table row: for searching and for short forms. A picture is its description.
pub fn plain_text(nodes: &[Node]) -> String {
    let mut out = String::new();
    write_text(nodes, &mut out);
    out.truncate(out.trim_end().len());
    out
}

fn write_text(nodes: &[Node], out: &mut String) {
    for node in nodes {
        match node {
            Node::Text(text) => write_words(text, out),
            Node::Image(image) => write_words(&image.alt, out),
            Node::Element(Element { tag: Tag::Td | Tag::Th, children, .. }) => {
                write_words(" ", out);
                write_text(children, out);
            }
            Node::Element(element) => {
                let is_line = !element.tag.is_inline() || element.tag == Tag::Br;
                if is_line {
                    end_line(out);
                }
                write_text(&element.children, out);
                if is_line {
                    end_line(out);
                }
            }
        }
    }
}

fn write_words(text: &str, out: &mut String) {
    for c in text.chars() {
        if !c.is_whitespace() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with([' ', '\n']) {
            out.push(' ');
        }
    }
}

fn end_line(out: &mut String) {
    out.truncate(out.trim_end_matches(' ').len());
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Node {
        Node::Text(text.to_owned())
    }

    #[track_caller]
    fn check(name: &str, value: &str, read: fn(&Attributes) -> Option<String>, expected: Option<&str>) {
        let mut attributes = Attributes::default();
        attributes.set(name, value);
        assert_eq!(read(&attributes).as_deref(), expected, "{name}={value}");
    }

    #[test]
    fn attributes_are_taken_over_only_when_they_mean_something() {
        check("title", "a\u{202e}b", |a| a.title.clone(), Some("ab"));
        check("title", " ", |a| a.title.clone(), None);
        check("lang", "pt-BR", |a| a.lang.clone(), Some("pt-BR"));
        check("lang", "en\" onclick=x", |a| a.lang.clone(), None);
        check("dir", "RTL", |a| a.dir.map(str::to_owned), Some("rtl"));
        check("dir", "up", |a| a.dir.map(str::to_owned), None);
        check("colspan", " 3", |a| a.colspan.map(|n| n.to_string()), Some("3"));
        check("colspan", "1", |a| a.colspan.map(|n| n.to_string()), None);
        check("rowspan", "65534", |a| a.rowspan.map(|n| n.to_string()), None);
    }

    #[test]
    fn only_the_named_attributes_exist() {
        let mut attributes = Attributes::default();
        for name in ["style", "onclick", "id", "class", "name", "srcdoc", "href"] {
            attributes.set(name, "x");
        }
        assert_eq!(attributes, Attributes::default());
    }

    #[test]
    fn what_is_found_in_a_text_is_wrapped_and_nothing_is_lost() {
        let find = |text: &str| text.match_indices("ab").map(|(at, _)| (at..at + 2, Tag::Mark)).collect();
        let mark = || Node::element(Tag::Mark, vec![text("ab")]);
        let check = |before: Node, after: Vec<Node>| assert_eq!(wrap(vec![before], &find), after);
        check(text("ab"), vec![mark()]);
        check(text("xabyab"), vec![text("x"), mark(), text("y"), mark()]);
        check(text("none"), vec![text("none")]);
        check(Node::element(Tag::P, vec![text("abz")]), vec![Node::element(Tag::P, vec![mark(), text("z")])]);
    }

    #[test]
    fn no_link_comes_to_stand_in_a_link() {
        let href = || Href::parse("https://contoso.com/").unwrap();
        let to_link = |found: &str| vec![(0..found.len(), Tag::Here(href()))];
        let to_mark = |found: &str| vec![(0..found.len(), Tag::Mark)];
        let link = || Node::element(Tag::A(href()), vec![Node::element(Tag::Em, vec![text("x")])]);
        assert_eq!(wrap(vec![link()], &to_link), [link()]);
        let marked = Node::element(Tag::Em, vec![Node::element(Tag::Mark, vec![text("x")])]);
        assert_eq!(wrap(vec![link()], &to_mark), [Node::element(Tag::A(href()), vec![marked])]);
    }

    #[test]
    fn the_words_alone_keep_their_lines() {
        let row =
            |cells: &[&str]| Node::element(Tag::Tr, cells.iter().map(|cell| Node::element(Tag::Td, vec![text(cell)])).collect());
        let nodes = [
            Node::element(Tag::Heading(4), vec![text("Impact")]),
            Node::element(
                Tag::P,
                vec![text("One \n two"), Node::element(Tag::Br, vec![]), Node::element(Tag::Strong, vec![text("three")])],
            ),
            Node::element(Tag::Ul, vec![Node::element(Tag::Li, vec![text("a")]), Node::element(Tag::Li, vec![text("b")])]),
            Node::element(Tag::Table, vec![row(&["c", "d"]), row(&["e", "f"])]),
            Node::element(Tag::P, vec![Node::Image(Image { source: None, alt: "Picture".to_owned() })]),
        ];
        assert_eq!(plain_text(&nodes), "Impact\nOne two\nthree\na\nb\nc d\ne f\nPicture");
    }
}
