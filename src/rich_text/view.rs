//! Shows rich text: elements and text nodes, nothing else.

use leptos::{html, prelude::*};

use super::{
    href::Href,
    node::{Attributes, Element, Image, Node, Tag, plain_text},
};

/// A foreign text: paragraphs, lists, tables and links out of the site.
#[component]
pub fn RichText(
    /// What [`super::parse::parse`] read.
    nodes: Vec<Node>,
    /// What a link says to a screen reader, such as "opens in a new tab".
    #[prop(into)]
    new_tab: Signal<String>,
    /// What a picture is called before its description, such as "Image".
    #[prop(into)]
    image: Signal<String>,
    /// The name of the frame in which a wide table scrolls, such as "Table".
    #[prop(into)]
    table: Signal<String>,
) -> impl IntoView {
    let words = Words { new_tab, image, table };
    // Graph serves these texts in English only; `auto` for a text that is in none of our scripts all the same.
    html::div().class("rich-text").lang("en").dir("auto").child(words.nodes(nodes, Within::Text)).into_any()
}

/// Whether a link may begin here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Text,
    Link,
}

#[derive(Clone, Copy)]
struct Words {
    new_tab: Signal<String>,
    image: Signal<String>,
    table: Signal<String>,
}

impl Words {
    /// Recursive, but a tree is never deeper than its builder lets it become.
    fn nodes(self, nodes: Vec<Node>, within: Within) -> Vec<AnyView> {
        nodes.into_iter().map(|node| self.node(node, within)).collect()
    }

    fn node(self, node: Node, within: Within) -> AnyView {
        match node {
            Node::Text(text) => text.into_any(),
            Node::Image(image) => self.image(image, within),
            Node::Element(Element { tag, attributes, children }) => match tag {
                Tag::Br => html::br().into_any(),
                Tag::Hr => html::hr().into_any(),
                Tag::A(href) => {
                    let host = href.host_unlike(&plain_text(&children)).map(str::to_owned);
                    self.link(href, attributes, self.nodes(children, Within::Link), host)
                }
                Tag::Here(href) => {
                    let content = self.nodes(children, Within::Link);
                    view! { <a href=href.as_str().to_owned() data-noscroll="">{content}</a> }.into_any()
                }
                Tag::Table => {
                    let table = element("table", attributes, self.nodes(children, within));
                    let label = self.table;
                    view! {
                        <div class="rich-text__table" role="group" tabindex="0" aria-label=move || label.get()>
                            {table}
                        </div>
                    }
                    .into_any()
                }
                tag => element(tag.name(), attributes, self.nodes(children, within)),
            },
        }
    }

    /// A link, with the host that it really leads to behind it when its text names another.
    fn link(self, href: Href, attributes: Attributes, content: Vec<AnyView>, host: Option<String>) -> AnyView {
        let new_tab = self.new_tab;
        let host = host.map(|host| view! { <span class="rich-text__host">{format!(" ({host})")}</span> }.into_any());
        let Attributes { title, lang, dir, .. } = attributes;
        view! {
            <a href=href.as_str().to_owned() target="_blank" rel="noopener noreferrer" title=title lang=lang dir=dir>
                {content}
                <span class="rich-text__hint">{move || format!(" ({})", new_tab.get())}</span>
            </a>
            {host}
        }
        .into_any()
    }

    /// A picture as a link to it, "Image: a chart (contoso.com)"; inside a link the words alone.
    fn image(self, Image { source, alt }: Image, within: Within) -> AnyView {
        let label = self.image;
        let host = source.as_ref().map(|source| source.host().to_owned());
        let words = move || {
            let mut words = label.get();
            if !alt.is_empty() {
                words.push_str(": ");
                words.push_str(&alt);
            }
            if let Some(host) = &host {
                words.push_str(" (");
                words.push_str(host);
                words.push(')');
            }
            words
        };
        match source {
            Some(source) if within == Within::Text => self.link(source, Attributes::default(), vec![words.into_any()], None),
            _ => words.into_any(),
        }
    }
}

/// One type of view for all tags, so that the page carries its code once.
fn element(name: &'static str, attributes: Attributes, content: Vec<AnyView>) -> AnyView {
    let Attributes { title, lang, dir, colspan, rowspan } = attributes;
    html::custom(name)
        .attr("title", title)
        .attr("lang", lang)
        .attr("dir", dir)
        .attr("colspan", colspan.map(|span| span.to_string()))
        .attr("rowspan", rowspan.map(|span| span.to_string()))
        .child(content)
        .into_any()
}
