//! Reads a body with the browser's own parser, in a document that runs and loads nothing, and walks it.

use js_sys::{Function, Object, Reflect};
use wasm_bindgen::prelude::*;

use super::{
    ContentKind,
    build::{Builder, Fate, fate},
    href::Href,
    node::{Attributes, Node, Tag},
    quiet::quiet,
};

/// The longest body that is read, in bytes; the longest that Microsoft was seen to write has 15 000.
const MAX_BODY: usize = 2_000_000;

/// How many nodes of a document are looked at.
const MAX_NODES: usize = 10_000;

/// Stands where a body was cut.
const CUT: &str = " …";

/// Reads a foreign body. Never fails: what cannot be read as HTML is shown as the text that it is.
pub fn parse(body: &str, kind: ContentKind) -> Vec<Node> {
    let cut = &body[..body.floor_char_boundary(MAX_BODY)];
    let mut builder = Builder::default();
    let is_whole = match kind {
        ContentKind::Html => inert_body(cut).map(|root| walk(root.as_ref(), &mut builder)),
        ContentKind::Text => None,
    };
    let is_whole = is_whole.unwrap_or_else(|| {
        builder.text(&cut.replace("\r\n", "\n").replace('\r', "\n"));
        true
    });
    if !is_whole || cut.len() < body.len() {
        builder.text(CUT);
    }
    builder.finish()
}

#[wasm_bindgen]
extern "C" {
    /// The binding of `web_sys` takes a string, which the Trusted Types policy refuses; this one takes what the policy made.
    type DOMParser;

    #[wasm_bindgen(constructor, catch)]
    fn new() -> Result<DOMParser, JsValue>;

    #[wasm_bindgen(method, catch, js_name = parseFromString)]
    fn parse_from_string(this: &DOMParser, html: &JsValue, media_type: &str) -> Result<InertDocument, JsValue>;

    #[wasm_bindgen(js_name = Document)]
    type InertDocument;

    // `final`: every access goes through the interface's prototype, because in foreign markup `document.body` may be a picture named
    // "body" and `form.nextSibling` a field of that name.
    #[wasm_bindgen(method, final, getter, js_class = "Document")]
    fn body(this: &InertDocument) -> Option<ForeignNode>;

    #[wasm_bindgen(js_name = Node)]
    type ForeignNode;

    #[wasm_bindgen(method, final, getter, js_name = nodeType, js_class = "Node")]
    fn node_type(this: &ForeignNode) -> u16;

    #[wasm_bindgen(method, final, getter, js_name = nodeValue, js_class = "Node")]
    fn node_value(this: &ForeignNode) -> Option<String>;

    #[wasm_bindgen(method, final, getter, js_name = firstChild, js_class = "Node")]
    fn first_child(this: &ForeignNode) -> Option<ForeignNode>;

    #[wasm_bindgen(method, final, getter, js_name = nextSibling, js_class = "Node")]
    fn next_sibling(this: &ForeignNode) -> Option<ForeignNode>;

    #[wasm_bindgen(extends = ForeignNode, js_name = Element)]
    type ForeignElement;

    #[wasm_bindgen(method, final, getter, js_name = localName, js_class = "Element")]
    fn local_name(this: &ForeignElement) -> String;

    #[wasm_bindgen(method, final, getter, js_name = namespaceURI, js_class = "Element")]
    fn namespace_uri(this: &ForeignElement) -> Option<String>;

    #[wasm_bindgen(method, final, js_name = hasAttributes, js_class = "Element")]
    fn has_attributes(this: &ForeignElement) -> bool;

    #[wasm_bindgen(method, final, js_name = getAttribute, js_class = "Element")]
    fn get_attribute(this: &ForeignElement, name: &str) -> Option<String>;
}

const ELEMENT_NODE: u16 = 1;
const TEXT_NODE: u16 = 3;
const HTML_NAMESPACE: &str = "http://www.w3.org/1999/xhtml";

/// The body of an inert document that holds the markup; nothing when the browser refuses.
fn inert_body(html: &str) -> Option<ForeignNode> {
    let document = DOMParser::new().and_then(|parser| parser.parse_from_string(&trusted(html)?, "text/html")).ok()?;
    document.body()
}

thread_local! {
    /// The Trusted Types policy `rich-text`; nothing where the browser has no Trusted Types or does not let us have the policy.
    static POLICY: Option<(JsValue, Function)> = policy();
}

/// Markup as the parser takes it: a `TrustedHTML`, or a string where there are no Trusted Types.
fn trusted(html: &str) -> Result<JsValue, JsValue> {
    POLICY.with(|policy| match policy {
        Some((policy, create_html)) => create_html.call1(policy, &html.into()),
        None => Ok(quiet(html).into()),
    })
}

fn policy() -> Option<(JsValue, Function)> {
    let factory = Reflect::get(&js_sys::global(), &"trustedTypes".into()).ok()?;
    let create_policy: Function = Reflect::get(&factory, &"createPolicy".into()).ok()?.dyn_into().ok()?;
    let create_html = Closure::<dyn Fn(String) -> String>::new(|html: String| quiet(&html));
    let rules = Object::new();
    Reflect::set(&rules, &"createHTML".into(), &create_html.into_js_value()).ok()?;
    let policy = create_policy.call2(&factory, &"rich-text".into(), &rules).ok()?;
    let create_html = Reflect::get(&policy, &"createHTML".into()).ok()?.dyn_into().ok()?;
    Some((policy, create_html))
}

/// Tells the builder what stands inside `root`. Iterative: the document's depth is its author's choice. `false`: there was too much.
fn walk(root: &ForeignNode, builder: &mut Builder) -> bool {
    // The elements around `next`, each with whether the builder has it open.
    let mut around: Vec<(ForeignNode, bool)> = Vec::new();
    let mut next = root.first_child();
    for _ in 0..MAX_NODES {
        while next.is_none() {
            let Some((element, is_open)) = around.pop() else { return true };
            if is_open {
                builder.close();
            }
            next = element.next_sibling();
        }
        let Some(node) = next.take() else { return true };
        if node.node_type() == ELEMENT_NODE {
            let element: ForeignElement = node.unchecked_into();
            if let Some(is_open) = enter(&element, builder) {
                next = element.first_child();
                around.push((element.into(), is_open));
            } else {
                next = element.next_sibling();
            }
        } else {
            if node.node_type() == TEXT_NODE {
                builder.text(&node.node_value().unwrap_or_default());
            }
            next = node.next_sibling();
        }
    }
    false
}

/// Opens an element in the builder; nothing when it goes with all it holds.
fn enter(element: &ForeignElement, builder: &mut Builder) -> Option<bool> {
    if element.namespace_uri().as_deref() != Some(HTML_NAMESPACE) {
        return None;
    }
    let tag = match fate(&element.local_name()) {
        Fate::Drop => return None,
        Fate::Image => {
            builder.image(address(element, "src"), &element.get_attribute("alt").unwrap_or_default());
            return None;
        }
        Fate::Keep(tag) => Some(tag),
        Fate::Link => address(element, "href").map(Tag::A),
        Fate::Unwrap => None,
    };
    Some(tag.is_some_and(|tag| builder.open(tag, attributes(element))))
}

fn attributes(element: &ForeignElement) -> Attributes {
    let mut attributes = Attributes::default();
    if element.has_attributes() {
        for name in Attributes::NAMES {
            if let Some(value) = element.get_attribute(name) {
                attributes.set(name, &value);
            }
        }
    }
    attributes
}

/// An absolute address, read as the browser would read it on a click: `java\tscript:` is a script to both.
fn address(element: &ForeignElement, attribute: &str) -> Option<Href> {
    let url = web_sys::Url::new(&element.get_attribute(attribute)?).ok()?;
    Href::parse(&url.href())
}
