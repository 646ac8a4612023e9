//! Gives a body the shape of a text: paragraphs, headings, tidy lists and tables.

use std::mem;

use super::{
    node::{Attributes, Element, Node, Tag},
    text,
};

/// The longest line in brackets that is taken for a heading, in characters.
const LONGEST_HEADING: usize = 120;

/// Each line break inside a text becomes one that shows.
pub fn break_lines(nodes: Vec<Node>) -> Vec<Node> {
    let mut out = Vec::new();
    for node in nodes {
        match node {
            Node::Text(text) => {
                for (index, line) in text.split('\n').enumerate() {
                    if index > 0 {
                        out.push(Node::element(Tag::Br, Vec::new()));
                    }
                    if !line.is_empty() {
                        out.push(Node::Text(line.to_owned()));
                    }
                }
            }
            Node::Element(mut element) => {
                element.children = break_lines(element.children);
                out.push(Node::Element(element));
            }
            image @ Node::Image(_) => out.push(image),
        }
    }
    out
}

/// Paragraphs, headings, lists and tables out of whatever stood there; empty ones go. `[Bracketed lines:]` are headings.
///
/// Expects that nothing inline holds a block.
pub fn flow(nodes: Vec<Node>) -> Vec<Node> {
    let mut out = blocks(nodes, &Attributes::default(), Brackets::AreHeadings);
    demote(&mut out);
    out
}

/// What a line in brackets is: in a list or a table cell it is just that.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Brackets {
    AreHeadings,
    AreText,
}

fn blocks(nodes: Vec<Node>, outer: &Attributes, brackets: Brackets) -> Vec<Node> {
    let mut out = Vec::new();
    let mut line = Vec::new();
    let mut items = Vec::new();
    for node in nodes {
        let mut block = match node {
            Node::Element(element) if !element.tag.is_inline() => element,
            // Between two items there is often white space.
            inline if !items.is_empty() && inline.is_blank() => continue,
            inline => {
                push_list(&mut items, &mut out);
                line.push(inline);
                continue;
            }
        };
        paragraphs(mem::take(&mut line), outer, brackets, &mut out);
        if block.tag == Tag::Li {
            // An item that no list holds gets one.
            items.push(Node::Element(block));
            continue;
        }
        push_list(&mut items, &mut out);
        block.attributes = block.attributes.within(outer);
        match block.tag {
            Tag::Hr => out.push(Node::Element(block)),
            Tag::Ul | Tag::Ol | Tag::Table | Tag::Blockquote | Tag::Pre | Tag::Heading(_) => {
                out.extend(self::block(block, brackets));
            }
            // Paragraphs are made anew; of a part of a table without the table only the content is left.
            _ => out.extend(blocks(block.children, &block.attributes, brackets)),
        }
    }
    paragraphs(line, outer, brackets, &mut out);
    push_list(&mut items, &mut out);
    out
}

/// A block that is kept, unless it is empty.
fn block(mut block: Element, brackets: Brackets) -> Option<Node> {
    block.children = match block.tag {
        Tag::Ul | Tag::Ol => items(block.children),
        Tag::Table => parts(block.children, |tag| matches!(tag, Tag::Caption | Tag::Thead | Tag::Tbody | Tag::Tfoot | Tag::Tr)),
        Tag::Pre | Tag::Heading(_) => phrasing(block.children),
        _ => blocks(block.children, &Attributes::default(), brackets),
    };
    (!block.children.iter().all(Node::is_blank)).then_some(Node::Element(block))
}

fn push_list(items: &mut Vec<Node>, out: &mut Vec<Node>) {
    if !items.is_empty() {
        out.extend(block(
            Element { tag: Tag::Ul, attributes: Attributes::default(), children: mem::take(items) },
            Brackets::AreText,
        ));
    }
}

/// The items of a list. What stands between them belongs to the item before: `<ul><li>a</li><ul>…</ul></ul>` is a common way to nest.
fn items(nodes: Vec<Node>) -> Vec<Node> {
    let mut items: Vec<Element> = Vec::new();
    for node in nodes {
        match node {
            Node::Element(item) if item.tag == Tag::Li => items.push(item),
            blank if blank.is_blank() => {}
            other => match items.last_mut() {
                Some(item) => item.children.push(other),
                None => items.push(Element { tag: Tag::Li, attributes: Attributes::default(), children: vec![other] }),
            },
        }
    }
    items.into_iter().map(cell).filter(|item| !item.is_blank()).collect()
}

/// The parts of a table that may stand where they stand; the browser's parser has moved everything else out of it already.
fn parts(nodes: Vec<Node>, is_part: fn(&Tag) -> bool) -> Vec<Node> {
    let part = |node| match node {
        Node::Element(mut part) if is_part(&part.tag) => {
            part.children = match part.tag {
                Tag::Td | Tag::Th => return Some(cell(part)),
                Tag::Caption => phrasing(part.children),
                Tag::Tr => parts(part.children, |tag| matches!(tag, Tag::Td | Tag::Th)),
                _ => parts(part.children, |tag| *tag == Tag::Tr),
            };
            (!part.children.is_empty()).then_some(Node::Element(part))
        }
        _ => None,
    };
    nodes.into_iter().filter_map(part).collect()
}

/// An item of a list or a cell of a table: one paragraph alone in it is just its text.
fn cell(mut cell: Element) -> Node {
    let mut content = blocks(cell.children, &Attributes::default(), Brackets::AreText);
    let is_paragraph = |node: &Node| matches!(node, Node::Element(element) if element.tag == Tag::P);
    let has_plain_start =
        matches!(content.first(), Some(Node::Element(first)) if first.tag == Tag::P && first.attributes == Attributes::default());
    if has_plain_start
        && content.iter().filter(|node| is_paragraph(node)).count() == 1
        && let Node::Element(first) = content.remove(0)
    {
        content.splice(0..0, first.children);
    }
    cell.children = content;
    Node::Element(cell)
}

/// Cuts a run of inline nodes into paragraphs at blank lines, and takes the headings out.
fn paragraphs(run: Vec<Node>, attributes: &Attributes, brackets: Brackets, out: &mut Vec<Node>) {
    let mut paragraph: Vec<Node> = Vec::new();
    let end = |paragraph: &mut Vec<Node>, out: &mut Vec<Node>| {
        if !paragraph.is_empty() {
            let children = mem::take(paragraph);
            out.push(Node::Element(Element { tag: Tag::P, attributes: attributes.clone(), children }));
        }
    };
    for line in lines(run) {
        if line.iter().all(Node::is_blank) {
            end(&mut paragraph, out);
        } else if let Some(heading) = heading(&line).filter(|_| brackets == Brackets::AreHeadings) {
            end(&mut paragraph, out);
            let children = vec![Node::Text(heading)];
            out.push(Node::Element(Element { tag: Tag::Heading(4), attributes: attributes.clone(), children }));
        } else {
            if !paragraph.is_empty() {
                paragraph.push(Node::element(Tag::Br, Vec::new()));
            }
            paragraph.extend(line);
        }
    }
    end(&mut paragraph, out);
}

/// Cuts inline nodes at their line breaks; an emphasis over several lines becomes one on each.
fn lines(nodes: Vec<Node>) -> Vec<Vec<Node>> {
    let mut lines = vec![Vec::new()];
    for node in nodes {
        match node {
            Node::Element(Element { tag: Tag::Br, .. }) => lines.push(Vec::new()),
            Node::Element(Element { tag, attributes, children }) => {
                for (index, children) in self::lines(children).into_iter().enumerate() {
                    if index > 0 {
                        lines.push(Vec::new());
                    }
                    if !children.iter().all(Node::is_blank) {
                        let part = Element { tag: tag.clone(), attributes: attributes.clone(), children };
                        push_last(&mut lines, Node::Element(part));
                    } else if !children.is_empty() {
                        // The space between two emphasised words may be emphasised too.
                        push_last(&mut lines, Node::Text(" ".to_owned()));
                    }
                }
            }
            other => push_last(&mut lines, other),
        }
    }
    lines
}

fn push_last(lines: &mut [Vec<Node>], node: Node) {
    if let Some(line) = lines.last_mut() {
        line.push(node);
    }
}

/// The heading that a line is, without its brackets and colon: Microsoft marks the sections of a body as `[When this will happen:]`.
fn heading(line: &[Node]) -> Option<String> {
    let mut words = String::new();
    if !write_words(line, &mut words) {
        return None;
    }
    let inside = words.trim_matches(text::is_invisible).strip_prefix('[')?.strip_suffix(']')?.trim();
    let inside = inside.strip_suffix(':').unwrap_or(inside).trim_end();
    let is_heading =
        !inside.contains(['[', ']']) && inside.contains(char::is_alphabetic) && inside.chars().count() <= LONGEST_HEADING;
    is_heading.then(|| inside.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// `false` when there is more than words, a link for example, which a heading would lose.
fn write_words(nodes: &[Node], words: &mut String) -> bool {
    nodes.iter().all(|node| match node {
        Node::Text(text) => {
            words.push_str(text);
            true
        }
        Node::Image(_) | Node::Element(Element { tag: Tag::A(_), .. }) => false,
        Node::Element(element) => write_words(&element.children, words),
    })
}

/// The lines of what may not hold blocks.
fn phrasing(nodes: Vec<Node>) -> Vec<Node> {
    let mut out: Vec<Node> = Vec::new();
    let (mut has_words, mut must_break) = (false, false);
    for node in nodes {
        match node {
            Node::Element(block) if !block.tag.is_inline() => {
                let content = phrasing(block.children);
                if has_words {
                    out.push(Node::element(Tag::Br, Vec::new()));
                }
                has_words |= !content.iter().all(Node::is_blank);
                out.extend(content);
                must_break = true;
            }
            inline => {
                if must_break && !inline.is_blank() {
                    out.push(Node::element(Tag::Br, Vec::new()));
                    must_break = false;
                }
                has_words |= !inline.is_blank();
                out.push(inline);
            }
        }
    }
    out
}

/// Brings foreign headings below the page's own, which end at the third level: the outermost of the body become the fourth, all others the
/// fifth, and none skips a level.
fn demote(nodes: &mut [Node]) {
    let mut outermost = 6;
    each_heading(nodes, &mut |level| outermost = outermost.min(*level));
    let mut has_fourth = false;
    each_heading(nodes, &mut |level| {
        *level = if has_fourth && *level > outermost { 5 } else { 4 };
        has_fourth = true;
    });
}

fn each_heading(nodes: &mut [Node], visit: &mut dyn FnMut(&mut u8)) {
    for node in nodes {
        if let Node::Element(element) = node {
            if let Tag::Heading(level) = &mut element.tag {
                visit(level);
            }
            each_heading(&mut element.children, visit);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        build::{Builder, Fate, fate},
        href::Href,
        node::{Attributes, Element, Node, Tag},
    };

    /// Builds well-formed markup as a walk over its document would.
    fn built(markup: &str) -> String {
        let mut builder = Builder::default();
        let mut kept = Vec::new();
        for (index, piece) in markup.split('<').enumerate() {
            let (tag, text) = if index == 0 { ("", piece) } else { piece.split_once('>').expect("well-formed") };
            let (name, value) = tag.split_once(' ').unwrap_or((tag, ""));
            match name.strip_prefix('/') {
                _ if name.is_empty() => {}
                Some(_) => {
                    if kept.pop().expect("well-formed") {
                        builder.close();
                    }
                }
                None => {
                    let tag = match fate(name) {
                        Fate::Keep(tag) => Some(tag),
                        Fate::Link => Href::parse(value).map(Tag::A),
                        Fate::Image => {
                            builder.image(None, value);
                            None
                        }
                        Fate::Unwrap | Fate::Drop => None,
                    };
                    let mut attributes = Attributes::default();
                    attributes.set("lang", value);
                    let is_void = matches!(name, "br" | "hr" | "img");
                    let is_open = tag.is_some_and(|tag| builder.open(tag, attributes));
                    if !is_void {
                        kept.push(is_open);
                    }
                }
            }
            builder.text(text);
        }
        written(&builder.finish())
    }

    fn written(nodes: &[Node]) -> String {
        nodes
            .iter()
            .map(|node| match node {
                Node::Text(text) => text.clone(),
                Node::Image(image) => format!("({})", image.alt),
                Node::Element(Element { tag, attributes, children }) => {
                    let name = tag.name();
                    let lang = attributes.lang.as_ref().map(|lang| format!(" {lang}")).unwrap_or_default();
                    match tag {
                        Tag::Br | Tag::Hr => format!("<{name}>"),
                        _ => format!("<{name}{lang}>{}</{name}>", written(children)),
                    }
                }
            })
            .collect()
    }

    #[track_caller]
    fn check(markup: &str, expected: &str) {
        assert_eq!(built(markup), expected, "{markup}");
    }

    #[test]
    fn line_breaks_of_a_body_without_blocks_are_meant() {
        check("Title: a\n\nUser impact: b\nc", "<p>Title: a</p><p>User impact: b<br>c</p>");
        check("a <b>b\n\nc</b> d", "<p>a <strong>b</strong></p><p><strong>c</strong> d</p>");
        check("a\nb<p>c\nd</p>", "<p>a\nb</p><p>c\nd</p>");
        check("a\nb<br>c", "<p>a\nb<br>c</p>");
        check("\n\n  \n", "");
    }

    #[test]
    fn blank_lines_part_paragraphs() {
        check("a<br>b<br><br>c<br> <br><br>d<br>", "<p>a<br>b</p><p>c</p><p>d</p>");
        check("<p>a<br><br>b</p><p>&nbsp;</p><p> </p>c".replace("&nbsp;", "\u{a0}").as_str(), "<p>a</p><p>b</p><p>c</p>");
        check("<div>a<div>b</div>c</div>", "<p>a</p><p>b</p><p>c</p>");
        check("<p en>a</p><div nl><p>b</p><p en>c</p></div>", "<p en>a</p><p nl>b</p><p en>c</p>");
        check("a<hr>b", "<p>a</p><hr><p>b</p>");
    }

    #[test]
    fn a_line_in_brackets_is_a_heading() {
        check("<p>[How this will affect you:]</p><p>a</p>", "<h4>How this will affect you</h4><p>a</p>");
        check("a<br>[When]<br>b", "<p>a</p><h4>When</h4><p>b</p>");
        check("a\n\n[When :]\nb", "<p>a</p><h4>When</h4><p>b</p>");
        check("<p><b>[When\n this:]</b>\u{a0}<br>b</p>", "<h4>When this</h4><p>b</p>");
        check("<b>[When:]<br></b>b", "<h4>When</h4><p>b</p>");
        check("<b>a<br>[When:]</b>", "<p><strong>a</strong></p><h4>When</h4>");
        check("<blockquote><p>[When:]</p>a</blockquote>", "<blockquote><h4>When</h4><p>a</p></blockquote>");
    }

    #[test]
    fn other_brackets_are_text() {
        for text in ["[When:] soon", "see [1]", "[1]", "[]", "[:]", "[a] or [b]", "[[a]]"] {
            check(text, &format!("<p>{text}</p>"));
        }
        check(&format!("[{}]", "a ".repeat(70)), &format!("<p>[{}]</p>", "a ".repeat(70)));
        check("<p>[<a https://aka.ms/x>More</a>]</p>", "<p>[<a>More</a>]</p>");
        check("<ul><li>[a]</li></ul>", "<ul><li>[a]</li></ul>");
        check("<table><tr><td>[a]</td></tr></table>", "<table><tr><td>[a]</td></tr></table>");
    }

    #[test]
    fn headings_stand_below_those_of_the_page_and_skip_no_level() {
        check("<h1>a</h1><h2>b</h2><h1>c</h1>", "<h4>a</h4><h5>b</h5><h4>c</h4>");
        check("<h3>a</h3><h6>b</h6>", "<h4>a</h4><h5>b</h5>");
        check("<h5>a</h5>", "<h4>a</h4>");
        check("<h6>a</h6><h2>b</h2><h3>c</h3>", "<h4>a</h4><h4>b</h4><h5>c</h5>");
        check("<h2> </h2>a", "<p>a</p>");
        check("<h2><div>a</div>b<p>c</p></h2>", "<h4>a<br>b<br>c</h4>");
    }

    #[test]
    fn lists_hold_items_only() {
        check("<ul> <li><p>a</p></li> <li>b<ul><li>c</li></ul></li> </ul>", "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>");
        check("<ul><li>a</li><ul><li>b</li></ul></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>");
        check("<ol>a<li>b</li><li> </li></ol>", "<ol><li>a</li><li>b</li></ol>");
        check("<li>a</li> <li>b</li>c", "<ul><li>a</li><li>b</li></ul><p>c</p>");
        check("<ul><li><p>a</p><p>b</p></li></ul>", "<ul><li><p>a</p><p>b</p></li></ul>");
        check("<ul> </ul>", "");
    }

    #[test]
    fn tables_hold_rows_only() {
        let table = "<table><caption>t</caption><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>";
        check(table, table);
        check("<table> <tr> <td><p>a</p></td> x <td></td></tr> </table>", "<table><tr><td>a</td><td></td></tr></table>");
        check("<table><tr></tr></table>", "");
        check("<tr><td>a</td></tr>b", "<p>a</p><p>b</p>");
    }

    #[test]
    fn an_emphasis_or_a_link_around_blocks_moves_into_them() {
        check("<b><p>a</p> <p>b</p></b>", "<p><strong>a</strong></p><p><strong>b</strong></p>");
        check("<a https://aka.ms/x>a<ul><li>b</li></ul></a>", "<p><a>a</a></p><ul><li><a>b</a></li></ul>");
        check("<b>a<i>b<p>c</p></i></b>", "<p><strong>a<em>b</em></strong></p><p><strong><em>c</em></strong></p>");
        check("<b>a <b>b</b></b>", "<p><strong>a b</strong></p>");
        check("<a https://aka.ms/x>a<a https://aka.ms/y>b</a></a>", "<p><a>ab</a></p>");
    }

    #[test]
    fn what_says_nothing_goes() {
        check("<p>a<a https://aka.ms/x></a><b> </b>b</p>", "<p>a b</p>");
        check("<a https://aka.ms/x><img Logo></a><img >", "<p><a>(Logo)</a></p>");
        check("<a javascript:x>a</a>", "<p>a</p>");
        check("<blockquote> <p></p></blockquote>", "");
    }

    #[test]
    fn depth_ends_at_sixty_four_and_keeps_the_text() {
        let (open, close) = ("<blockquote>".repeat(500), "</blockquote>".repeat(500));
        let built = built(&format!("{open}<p>deep</p>{close}"));
        assert_eq!(built.matches("<blockquote>").count(), 63);
        assert!(built.contains("deep"), "{built}");
    }
}
