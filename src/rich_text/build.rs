//! Builds the tree while a document is walked: limits, nesting, and what each foreign element becomes.

use std::mem;

use super::{
    flow,
    href::Href,
    node::{Attributes, Element, Image, Node, Tag},
    text,
};

/// How many elements may stand inside each other; what is deeper joins the deepest.
const MAX_DEPTH: usize = 64;

/// What becomes of an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It is kept as this.
    Keep(Tag),
    /// It is a link, if its address is one.
    Link,
    /// It is a picture.
    Image,
    /// It goes, its content stays.
    Unwrap,
    /// It goes with all it holds.
    Drop,
}

/// The fate of an HTML element by its local name (lower case).
pub fn fate(name: &str) -> Fate {
    Fate::Keep(match name {
        "a" => return Fate::Link,
        "img" => return Fate::Image,
        "b" | "strong" => Tag::Strong,
        "blockquote" => Tag::Blockquote,
        "br" => Tag::Br,
        "caption" => Tag::Caption,
        "code" | "kbd" | "samp" | "tt" => Tag::Code,
        "del" | "s" | "strike" => Tag::S,
        "dir" | "menu" | "ul" => Tag::Ul,
        "em" | "i" => Tag::Em,
        "h1" => Tag::Heading(1),
        "h2" => Tag::Heading(2),
        "h3" => Tag::Heading(3),
        "h4" => Tag::Heading(4),
        "h5" => Tag::Heading(5),
        "h6" => Tag::Heading(6),
        "hr" => Tag::Hr,
        "ins" | "u" => Tag::U,
        "li" => Tag::Li,
        "listing" | "pre" => Tag::Pre,
        "ol" => Tag::Ol,
        "p" => Tag::P,
        "sub" => Tag::Sub,
        "sup" => Tag::Sup,
        "table" => Tag::Table,
        "tbody" => Tag::Tbody,
        "td" => Tag::Td,
        "tfoot" => Tag::Tfoot,
        "th" => Tag::Th,
        "thead" => Tag::Thead,
        "tr" => Tag::Tr,
        "address" | "article" | "aside" | "center" | "dd" | "details" | "div" | "dl" | "dt" | "fieldset" | "figcaption"
        | "figure" | "footer" | "form" | "header" | "hgroup" | "legend" | "main" | "nav" | "search" | "section" | "summary" => {
            Tag::Div
        }
        "applet" | "area" | "audio" | "base" | "button" | "canvas" | "col" | "colgroup" | "datalist" | "dialog" | "embed"
        | "frame" | "frameset" | "head" | "iframe" | "input" | "link" | "map" | "meta" | "meter" | "noembed" | "noframes"
        | "noscript" | "object" | "optgroup" | "option" | "output" | "param" | "plaintext" | "portal" | "progress" | "script"
        | "select" | "source" | "style" | "template" | "textarea" | "title" | "track" | "video" | "xmp" => return Fate::Drop,
        _ => return Fate::Unwrap,
    })
}

/// Takes the events of a walk and gives the finished tree.
#[derive(Debug)]
pub struct Builder {
    /// From the root inwards; never empty.
    open: Vec<Element>,
    has_blocks: bool,
}

impl Default for Builder {
    fn default() -> Self {
        Self { open: vec![element(Tag::Div, Attributes::default())], has_blocks: false }
    }
}

impl Builder {
    /// Opens an element. `false`: nothing is to be closed, and what follows joins what was open before. So with a line break and a rule, which
    /// hold nothing; when the element would be too deep; and when a link or an emphasis would stand in its like.
    pub fn open(&mut self, tag: Tag, mut attributes: Attributes) -> bool {
        self.has_blocks |= !tag.is_inline() || tag == Tag::Br;
        if matches!(tag, Tag::Br | Tag::Hr) {
            self.push(Node::element(tag, Vec::new()));
            return false;
        }
        if self.open.len() >= MAX_DEPTH || (tag.is_inline() && self.is_open(&tag)) {
            return false;
        }
        // Only a cell spans anything.
        if !matches!(tag, Tag::Td | Tag::Th) {
            (attributes.colspan, attributes.rowspan) = (None, None);
        }
        self.open.push(element(tag, attributes));
        true
    }

    /// Closes the element opened last.
    pub fn close(&mut self) {
        if self.open.len() > 1
            && let Some(element) = self.open.pop()
        {
            for node in settle(element) {
                self.push(node);
            }
        }
    }

    /// Adds characters.
    pub fn text(&mut self, text: &str) {
        let text = text::clean(text);
        if let Some(Node::Text(last)) = self.innermost().last_mut() {
            last.push_str(&text);
        } else if !text.is_empty() {
            self.push(Node::Text(text));
        }
    }

    /// Adds a picture, unless nothing can be said about it.
    pub fn image(&mut self, source: Option<Href>, alt: &str) {
        let alt = text::clean(alt.trim());
        if source.is_some() || !text::is_blank(&alt) {
            self.push(Node::Image(Image { source, alt }));
        }
    }

    /// The finished tree. A body without any block is plain text in disguise: its line breaks are meant.
    pub fn finish(mut self) -> Vec<Node> {
        while self.open.len() > 1 {
            self.close();
        }
        let has_blocks = self.has_blocks;
        let nodes = mem::take(self.innermost());
        flow::flow(if has_blocks { nodes } else { flow::break_lines(nodes) })
    }

    fn is_open(&self, tag: &Tag) -> bool {
        self.open.iter().any(|open| mem::discriminant(&open.tag) == mem::discriminant(tag))
    }

    fn innermost(&mut self) -> &mut Vec<Node> {
        let last = self.open.len() - 1;
        &mut self.open[last].children
    }

    fn push(&mut self, node: Node) {
        self.innermost().push(node);
    }
}

fn element(tag: Tag, attributes: Attributes) -> Element {
    Element { tag, attributes, children: Vec::new() }
}

/// A closed element in its place: a link or an emphasis around blocks moves into them, so that from here on nothing inline holds a block.
fn settle(element: Element) -> Vec<Node> {
    if !element.tag.is_inline() || element.children.iter().all(Node::is_inline) {
        return vec![Node::Element(element)];
    }
    let Element { tag, attributes, children } = element;
    sink(&tag, &attributes, children)
}

fn sink(tag: &Tag, attributes: &Attributes, nodes: Vec<Node>) -> Vec<Node> {
    let mut out = Vec::new();
    let mut line = Vec::new();
    let wrap = |line: &mut Vec<Node>, out: &mut Vec<Node>| {
        let line = mem::take(line);
        if line.iter().all(Node::is_blank) {
            out.extend(line);
        } else {
            out.push(Node::Element(Element { tag: tag.clone(), attributes: attributes.clone(), children: line }));
        }
    };
    for node in nodes {
        match node {
            Node::Element(mut block) if !block.tag.is_inline() => {
                wrap(&mut line, &mut out);
                block.children = sink(tag, attributes, block.children);
                out.push(Node::Element(block));
            }
            inline => line.push(inline),
        }
    }
    wrap(&mut line, &mut out);
    out
}
