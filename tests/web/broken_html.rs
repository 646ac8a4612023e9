//! Broken HTML by the hundred: made by chance from a seed, thrown at the page's own way from a body to elements.
//!
//! A run is cut short or made long by variables of the build: `BROKEN_HTML_SECONDS` for how long instead of how often, and
//! `BROKEN_HTML_SEED` for other cases (`cargo xtask fuzz --only html`).

use std::{cell::RefCell, fmt::Write as _, panic, sync::Once};

use tenant_status::rich_text::{ContentKind, node::plain_text, parse::parse, text};
use wasm_bindgen_test::wasm_bindgen_test;

use super::rich_text::{Canary, HOSTILE, Page, tick};

/// Cases of each kind, unless the time decides.
const CASES: u64 = 500;
/// Cases between two turns of the event loop, in which what should not run would.
const BATCH: u64 = 50;
const SEED: u64 = 7;

/// Elements that hold text which a reader has to see: known, of other kinds, and none at all.
const HARMLESS: &[&str] = &[
    "p",
    "b",
    "strong",
    "i",
    "em",
    "u",
    "s",
    "sub",
    "sup",
    "code",
    "pre",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "blockquote",
    "div",
    "span",
    "font",
    "center",
    "h1",
    "h3",
    "h6",
    "table",
    "tbody",
    "thead",
    "tr",
    "td",
    "th",
    "caption",
    "a",
    "section",
    "details",
    "summary",
    "form",
    "fieldset",
    "label",
    "marquee",
    "nobr",
    "big",
    "ruby",
    "rt",
    "bogus",
    "o:p",
    "x-y",
    "address",
    "menu",
    "abbr",
];
/// Elements that go with what they hold, change how the rest is read, or are not HTML.
const WILD: &[&str] = &[
    "script",
    "style",
    "template",
    "noscript",
    "svg",
    "math",
    "mtext",
    "mglyph",
    "annotation-xml",
    "foreignObject",
    "desc",
    "title",
    "textarea",
    "xmp",
    "plaintext",
    "iframe",
    "noembed",
    "noframes",
    "object",
    "embed",
    "select",
    "option",
    "optgroup",
    "frameset",
    "frame",
    "body",
    "html",
    "head",
    "base",
    "meta",
    "link",
    "img",
    "image",
    "input",
    "button",
    "video",
    "audio",
    "source",
    "canvas",
    "map",
    "area",
    "dialog",
    "colgroup",
    "col",
    "isindex",
    "keygen",
    "param",
    "listing",
    "br",
    "hr",
    "wbr",
    "slot",
    "portal",
    "a\u{0}",
    "scr\u{0}ipt",
    "use",
    "animate",
    "set",
];
/// Attributes without, and values with, what must not survive. Each value is written in some quotation marks or none.
const ATTRIBUTES: &[&str] = &[
    "onerror",
    "onclick",
    "ONLOAD",
    "onfocus",
    "on\u{0}click",
    "style",
    "class",
    "id",
    "name",
    "href",
    "xlink:href",
    "src",
    "srcset",
    "srcdoc",
    "action",
    "formaction",
    "data",
    "poster",
    "background",
    "ping",
    "title",
    "alt",
    "lang",
    "dir",
    "colspan",
    "rowspan",
    "target",
    "rel",
    "is",
    "slot",
    "part",
    "nonce",
    "shadowrootmode",
    "popover",
    "autofocus",
    "contenteditable",
    "http-equiv",
    "xmlns",
    "tabindex",
    "hidden",
    "type",
    "content",
    "\"",
    "'",
    "<",
    "=",
    "/",
    "`",
    "a=b",
];
const VALUES: &[&str] = &[
    "canary()",
    "javascript:canary()",
    "jAvA\tscript:canary()",
    "java&#10;script:canary()",
    "&#x6A;avascript:canary()",
    "\u{1}javascript:canary()",
    "data:text/html,<script>canary()</script>",
    "vbscript:canary()",
    "blob:null/1",
    "https://evil.example/x",
    "http://evil.example/x",
    "//evil.example/x",
    "https:evil.example",
    "https://a@evil.example/",
    "mailto:x@evil.example",
    "file:///etc/passwd",
    "#x",
    "",
    "url(https://evil.example/x)",
    "position:fixed;inset:0",
    "0;url=javascript:canary()",
    "9999999999",
    "-1",
    "2 onclick=canary()",
    "\" onclick=canary() x=\"",
    "' onclick=canary() x='",
    "--><img src=x onerror=canary()>",
    "</p><img src=x onerror=canary()>",
    "\u{202e}gpj.exe",
    "RTL",
    "en\" onclick=\"canary()",
    "autofocus",
    "x\u{0}y",
    "&lt;script&gt;",
    "open",
    "text/html",
];
/// What stands between elements: comments that end oddly, sections, entities, halves of tags.
const SCRAPS: &[&str] = &[
    "<!--",
    "-->",
    "<!-->",
    "<!--->",
    "--!>",
    "<![CDATA[",
    "]]>",
    "<?php",
    "?>",
    "<!DOCTYPE x>",
    "<!DOCTYPE x [<!ENTITY y 'z'>]>",
    "<",
    "</",
    "</>",
    "<>",
    "< p>",
    "</ p>",
    "<p",
    "<p x",
    "<p x=",
    "<p x='",
    "<a href=javascript:canary() ",
    "&",
    "&#",
    "&#x",
    "&#0;",
    "&#xD800;",
    "&#x110000;",
    "&lt",
    "&amp;lt;img",
    "&bogus;",
    "&NotEqualTilde;",
    "\u{0}",
    "\u{c}",
    "\r",
    "\n\n",
    "\t",
    "\u{feff}",
    "\u{fffe}",
    "\u{202e}",
    "\u{2066}",
    "\u{200d}",
    "💥",
    "é\u{301}\u{301}",
    "<img src=https://evil.example/i onerror=canary()>",
    "<svg/onload=canary()>",
    "<script>canary()</script>",
    "</script>",
    "</style>",
    "</title>",
    "</textarea>",
    "</template>",
    "</svg>",
    "</math>",
    "</table>",
    "</select>",
    "</body>",
    "</html>",
    "</br>",
    "</p>",
    "<br/>",
    "<hr>",
    "<p/>",
    "<script/>",
];

/// Chance that comes out the same each time (xorshift).
struct Chance(u64);

impl Chance {
    fn of(seed: u64, case: u64) -> Self {
        Self((seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ case.wrapping_add(1).wrapping_mul(0xbf58_476d_1ce4_e5b9)) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// From 0 to below `end`.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() >> 33).expect("31 bits") % end.max(1)
    }

    fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn any<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

/// A name as sloppy people write it.
fn name(chance: &mut Chance, name: &str) -> String {
    if chance.one_in(4) {
        name.chars().map(|c| if chance.one_in(2) { c.to_ascii_uppercase() } else { c }).collect()
    } else {
        name.to_owned()
    }
}

fn attribute(chance: &mut Chance, html: &mut String, names: &[&str], values: &[&str]) {
    let gap = chance.any(&[" ", " ", "\n", "/", "\u{c}", "\t "]);
    let (attribute, value) = (chance.any(names), chance.any(values));
    let quote = chance.any(&["\"", "'", "", "`"]);
    let end = if chance.one_in(8) { "" } else { quote };
    let equals = chance.any(&["=", "=", " = ", "", "=="]);
    let _ = write!(html, "{gap}{}{equals}{quote}{value}{end}", name(chance, attribute));
}

/// Anything: only that it does no harm can be said of it.
fn wild(chance: &mut Chance) -> String {
    let mut html = String::new();
    for _ in 0..1 + chance.below(40) {
        let tag = if chance.one_in(2) { chance.any(WILD) } else { chance.any(HARMLESS) };
        match chance.below(10) {
            0..=3 => {
                let _ = write!(html, "<{}", name(chance, tag));
                for _ in 0..chance.below(4) {
                    attribute(chance, &mut html, ATTRIBUTES, VALUES);
                }
                html.push_str(chance.any(&[">", ">", ">", "/>", "", " ", "<"]));
            }
            4 | 5 => {
                let _ = write!(html, "</{}{}>", name(chance, tag), chance.any(&["", "", " ", " x=y", "/"]));
            }
            6 => html.push_str(chance.any(SCRAPS)),
            7 => html.push_str(chance.any(HOSTILE_MARKUP.with(|all| *all))),
            8 => {
                let hostile = chance.any(HOSTILE_MARKUP.with(|all| *all));
                let from = floor(hostile, chance.below(hostile.len()));
                html.push_str(&hostile[from..]);
            }
            _ => html.push_str("text "),
        }
    }
    damage(chance, html)
}

/// Cuts, doubles or swaps a few places.
fn damage(chance: &mut Chance, mut html: String) -> String {
    for _ in 0..chance.below(4) {
        let (from, to) = (floor(&html, chance.below(html.len())), floor(&html, chance.below(html.len())));
        let (from, to) = (from.min(to), from.max(to));
        match chance.below(3) {
            0 => html.replace_range(from..to.min(floor(&html, from + 8)), ""),
            1 => {
                let again = html[from..to].to_owned();
                html.insert_str(to, &again);
            }
            _ => html.insert_str(from, chance.any(SCRAPS)),
        }
    }
    html.truncate(floor(&html, 20_000));
    html
}

/// The last place at or before `at` where a text may be cut.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

/// Elements opened and never closed, closed and never opened, and closed across each other; with the words that a reader has to see.
fn torn(chance: &mut Chance) -> (String, Vec<String>) {
    let (mut html, mut words) = (String::new(), Vec::new());
    for n in 0..2 + chance.below(30) {
        let tag = chance.any(HARMLESS);
        match chance.below(6) {
            0 | 1 => {
                let _ = write!(html, "<{}", name(chance, tag));
                for _ in 0..chance.below(3) {
                    // Whole, so that the next word is no part of it.
                    let (name, value) =
                        (chance.any(&["onclick", "style", "class", "title", "lang", "href", "id"]), chance.any(&VALUES[..19]));
                    let _ = write!(html, " {name}=\"{value}\"");
                }
                html.push('>');
            }
            2 => {
                let _ = write!(html, "</{}>", name(chance, tag));
            }
            3 => html.push_str(chance.any(&[
                "&amp; ",
                "& ",
                "&bogus; ",
                "<br>",
                "</br>",
                "<br/>",
                " < ",
                "\n",
                "<!-- x -->",
                "</p>",
                "<hr>",
                "<wbr>",
            ])),
            _ => {
                let word = format!("word{n}.");
                let _ = write!(html, " {word} ");
                words.push(word);
            }
        }
    }
    (html, words)
}

thread_local! {
    static CASE: RefCell<String> = const { RefCell::new(String::new()) };
    static HOSTILE_MARKUP: &'static [&'static str] = HOSTILE.iter().map(|(html, _)| *html).collect::<Vec<_>>().leak();
}

/// Has a panic tell the case in which it happened: a trap leaves no other trace.
fn tell_the_case() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            CASE.with_borrow(|case| web_sys::console::error_1(&format!("the case was {case}").into()));
            before(info);
        }));
    });
}

/// Runs a case for each number, as long as the run lasts; gives how many.
async fn each(kind: &str, mut case: impl FnMut(&mut Chance)) {
    tell_the_case();
    let seed = option_env!("BROKEN_HTML_SEED").and_then(|seed| seed.parse().ok()).unwrap_or(SEED);
    let seconds = option_env!("BROKEN_HTML_SECONDS").and_then(|seconds| seconds.parse::<f64>().ok());
    let clock = web_sys::window().and_then(|window| window.performance()).expect("a clock");
    #[expect(clippy::disallowed_methods, reason = "it measures how long something takes, not what time it is")]
    let now = || clock.now();
    let start = now();
    let cage = Canary::new();
    let mut cases = 0;
    while seconds.map_or(cases < CASES, |seconds| now() - start < seconds * 1000.0) {
        for _ in 0..BATCH {
            let mut chance = Chance::of(seed, cases);
            CASE.with_borrow_mut(|name| *name = format!("{cases} of seed {seed}"));
            case(&mut chance);
            cases += 1;
        }
        tick().await;
        assert_eq!(cage.songs(), 0, "something ran, before case {cases} of seed {seed}");
    }
    tick().await;
    assert_eq!(asked_for("evil.example"), [""; 0], "something was asked for");
    web_sys::console::log_1(&format!("{kind}: {cases} cases of seed {seed}").into());
}

/// The addresses with this in them that the browser has asked for.
fn asked_for(part: &str) -> Vec<String> {
    let entries = web_sys::window().and_then(|window| window.performance()).expect("a clock").get_entries_by_type("resource");
    let name = |entry| js_sys::Reflect::get(&entry, &"name".into()).ok().and_then(|name| name.as_string()).unwrap_or_default();
    entries.iter().map(name).filter(|name: &String| name.contains(part)).collect()
}

#[wasm_bindgen_test]
async fn broken_html_is_harmless() {
    each("wild", |chance| {
        let html = wild(chance);
        CASE.with_borrow_mut(|case| {
            let _ = write!(case, ": {html}");
        });
        Page::of(&html).check_allow_list(&html);
    })
    .await;
}

#[wasm_bindgen_test]
async fn torn_html_loses_no_word() {
    each("torn", |chance| {
        let (html, words) = torn(chance);
        CASE.with_borrow_mut(|case| {
            let _ = write!(case, ": {html}");
        });
        let page = Page::of(&html);
        page.check_allow_list(&html);
        let text = page.text();
        let lost: Vec<_> = words.iter().filter(|word| !text.contains(word.as_str())).collect();
        assert!(lost.is_empty(), "{html} shows {text:?} and lost {lost:?}");
    })
    .await;
}

#[wasm_bindgen_test]
async fn plain_text_stays_as_it_is_whatever_it_looks_like() {
    each("plain", |chance| {
        let body = wild(chance);
        CASE.with_borrow_mut(|case| {
            let _ = write!(case, ": {body}");
        });
        let nodes = parse(&body, ContentKind::Text);
        let visible = |words: &str| text::clean(words).chars().filter(|&c| !text::is_invisible(c)).collect::<String>();
        assert_eq!(visible(&plain_text(&nodes)), visible(&body), "{body}");
    })
    .await;
}

#[wasm_bindgen_test]
fn what_was_asked_for_would_be_noticed() {
    assert!(!asked_for("http").is_empty(), "the browser tells what this very page has asked for");
}

#[wasm_bindgen_test]
fn the_same_seed_makes_the_same_cases() {
    let case = |seed| (0..20).map(|case| wild(&mut Chance::of(seed, case))).collect::<Vec<_>>();
    assert_eq!(case(1), case(1));
    assert_ne!(case(1), case(2));
}
