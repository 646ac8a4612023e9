//! Foreign bodies, friendly and hostile, as they appear on the page.

use std::collections::BTreeSet;

use leptos::prelude::*;
use tenant_status::rich_text::{ContentKind, node::plain_text, parse::parse, view::RichText};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

/// Each runs `canary()` somewhere if it can, and after a harmless paragraph; with the text that must be seen of it.
pub(crate) const HOSTILE: &[(&str, &str)] = &[
    // Scripts
    ("<script>canary()</script>shown", "shown"),
    ("<SCRIPT SRC=https://evil.example/x.js></SCRIPT>shown", "shown"),
    ("<script/xss>canary()</script >shown", "shown"),
    ("<scr<script>ipt>canary()</scr</script>ipt>shown", "shown"),
    ("<<script>canary();//<</script>shown", "shown"),
    ("<script>canary()", ""),
    ("<script type=module>canary()</script>shown", "shown"),
    ("</p><script>/*</p>*/canary()</script>shown", "shown"),
    ("<x:script xmlns:x='http://www.w3.org/1999/xhtml'>shown</x:script>", "shown"),
    // Handlers
    ("<img src=x onerror=canary()>shown", "shown"),
    ("<img src=x:x ONERROR=\"canary()\" alt=shown>", "Image: shown"),
    ("<img/src=x/onerror=canary()>shown", "shown"),
    ("<img src=`x`onerror=canary()>shown", "shown"),
    ("<img \u{c}src=x\nonerror\n=\ncanary()>shown", "shown"),
    ("<img \"\"\"><script>canary()</script>\">shown", "shown"),
    ("<p onclick=canary() onmouseover=canary()>shown</p>", "shown"),
    ("<body onload=canary() onpageshow=canary()>shown", "shown"),
    ("<a href=https://contoso.com onfocus=canary() autofocus tabindex=1>shown</a>", "shown"),
    ("<b ontoggle=canary() popover>shown</b>", "shown"),
    ("<p onanimationstart=canary() style='animation:x'>shown</p>", "shown"),
    ("<marquee onstart=canary()>shown</marquee>", "shown"),
    ("<details open ontoggle=canary()><summary>shown</summary>too</details>", "too"),
    ("<video onerror=canary()><source onerror=canary()></video>shown", "shown"),
    ("<audio src=x onerror=canary()></audio>shown", "shown"),
    ("<input autofocus onfocus=canary()>shown", "shown"),
    ("<p title='\" onmouseover=canary() x=\"'>shown</p>", "shown"),
    ("<p lang='en\" onclick=\"canary()' dir='\" onclick=canary()'>shown</p>", "shown"),
    ("<td colspan='2 onclick=canary()'>shown</td>", "shown"),
    ("<ol colspan=2><li rowspan=3>shown</ol>", "shown"),
    // Addresses
    ("<a href=javascript:canary()>shown</a>", "shown"),
    ("<a href=' javascript:canary()'>shown</a>", "shown"),
    ("<a href=JaVaScRiPt:canary()>shown</a>", "shown"),
    ("<a href='java\tscript:canary()'>shown</a>", "shown"),
    ("<a href='java\nscript:canary()'>shown</a>", "shown"),
    ("<a href='java&#10;script:canary()'>shown</a>", "shown"),
    ("<a href='&#x6A;&#97;vascript&colon;canary()'>shown</a>", "shown"),
    ("<a href='&#0000106avascript&#58;canary()'>shown</a>", "shown"),
    ("<a href='\u{1}javascript:canary()'>shown</a>", "shown"),
    ("<a href='java\u{0}script:canary()'>shown</a>", "shown"),
    ("<a href='\u{a0}javascript:canary()'>shown</a>", "shown"),
    ("<a href='\u{ff4a}avascript:canary()'>shown</a>", "shown"),
    ("<a href='javascript://contoso.com/%0acanary()'>shown</a>", "shown"),
    ("<a href='data:text/html,<script>canary()</script>'>shown</a>", "shown"),
    ("<a href='data:text/html;base64,PHNjcmlwdD5jYW5hcnkoKTwvc2NyaXB0Pg=='>shown</a>", "shown"),
    ("<a href='vbscript:canary()'>shown</a>", "shown"),
    ("<a href='blob:https://contoso.com/1'>shown</a>", "shown"),
    ("<a href='filesystem:https://contoso.com/1'>shown</a>", "shown"),
    ("<a href='view-source:https://contoso.com/'>shown</a>", "shown"),
    ("<a href='feed:javascript:canary()'>shown</a>", "shown"),
    ("<a href='edge://settings'>shown</a>", "shown"),
    ("<a href='//evil.example/'>shown</a>", "shown"),
    ("<a href=''>shown</a><a href='#x'>too</a>", "too"),
    ("<a href='https://microsoft.com@evil.example/'>shown</a>", "shown"),
    ("<a href=https://contoso.com ping=https://evil.example download target=opener>shown</a>", "shown"),
    ("<a href='javascript:canary()' href=https://contoso.com>shown</a>", "shown"),
    ("<img src='javascript:canary()' alt=shown>", "Image: shown"),
    ("<img src='data:image/svg+xml,<svg onload=canary()>' alt=shown>", "Image: shown"),
    ("<img srcset='https://evil.example/x 1x' lowsrc=https://evil.example/y alt=shown>", "Image: shown"),
    ("<area href=javascript:canary() shape=default><map name=x></map>shown", "shown"),
    // Other namespaces
    ("<svg onload=canary()></svg>shown", "shown"),
    ("<svg><script>canary()</script></svg>shown", "shown"),
    ("<svg><script href=data:,canary() /></svg>", ""),
    ("<svg><a xlink:href=javascript:canary()><text y=9>x</text></a></svg>shown", "shown"),
    ("<svg><animate onbegin=canary() attributeName=x dur=1s></svg>shown", "shown"),
    ("<svg><set attributeName=href to=javascript:canary()></svg>shown", "shown"),
    ("<svg><foreignObject><p onclick=canary()>x</p><iframe onload=canary()></iframe></foreignObject></svg>shown", "shown"),
    ("<svg><use href='data:image/svg+xml,<svg id=x onload=canary()>#x'/></svg>shown", "shown"),
    ("<svg><p>shown", "shown"),
    ("<math><mtext><img src=x onerror=canary()></mtext></math>shown", "shown"),
    ("<math href=javascript:canary()>x</math>shown", "shown"),
    ("<math><annotation-xml encoding=text/html><script>canary()</script></annotation-xml></math>shown", "shown"),
    // Markup that means something else when it is read twice
    ("<noscript><p title='</noscript><img src=x onerror=canary()>'></noscript>shown", "shown"),
    ("<svg></p><style><a id='</style><img src=x onerror=canary()>'></svg>", ""),
    ("<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=canary()&gt;'>", ""),
    ("<form><math><mtext></form><form><mglyph><style></math><img src onerror=canary()>", ""),
    ("<svg><![CDATA[<img src=x onerror=canary()>]]></svg>shown", "shown"),
    ("<![CDATA[<img src=x onerror=canary()>]]>shown", "shown"),
    ("<p id='</p><script>canary()</script>'>shown</p>", "shown"),
    ("<template><script>canary()</script></template>shown", "shown"),
    ("<template shadowrootmode=open><img src=x onerror=canary()></template>shown", "shown"),
    ("<xmp><p title='</xmp><img src=x onerror=canary()>'>shown", "shown"),
    ("<textarea><p title='</textarea><img src=x onerror=canary()>'>shown", "shown"),
    ("<title><p title='</title><img src=x onerror=canary()>'>shown", "shown"),
    ("<noembed><p title='</noembed><img src=x onerror=canary()>'>shown", "shown"),
    ("<select><option><style></select><img src=x onerror=canary()></style>shown", ""),
    ("<plaintext><img src=x onerror=canary()>", ""),
    ("<listing>&lt;img src=x onerror=canary()&gt;</listing>shown", "<img src=x onerror=canary()>"),
    ("&lt;script&gt;canary()&lt;/script&gt;", "<script>canary()</script>"),
    ("&amp;lt;img src=x onerror=canary()&amp;gt;", "&lt;img src=x onerror=canary()&gt;"),
    // Comments
    ("<!--><img src=x onerror=canary()>-->shown", "shown"),
    ("<!--<img src=--><img src=x onerror=canary()//>-->shown", "shown"),
    ("<!-- --!><img src=x onerror=canary()>shown", "shown"),
    ("<!--[if gte IE 4]><script>canary()</script><![endif]-->shown", "shown"),
    ("<?xml-stylesheet href=javascript:canary()?><? <img src=x onerror=canary()>shown", "shown"),
    ("<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>&y;shown", "shown"),
    // Names that hide the page's own
    ("<form><input name=firstChild><input name=nextSibling><input name=nodeType><input name=localName>shown</form>", "shown"),
    ("<form><input name=namespaceURI><input name=getAttribute><input name=hasAttributes>shown</form>too", "too"),
    ("<form id=body name=body></form><img name=body><img name=createElement><img name=defaultView>shown", "shown"),
    ("<a id=location name=location href=https://contoso.com>shown</a><a id=canary></a>", "shown"),
    ("<p id=__proto__ class=app-header name=constructor>shown</p>", "shown"),
    // The document around
    ("<base href=https://evil.example/><a href=x>shown</a>", "shown"),
    ("<meta http-equiv=refresh content='0;url=javascript:canary()'>shown", "shown"),
    ("<meta http-equiv=Content-Security-Policy content=\"default-src 'none'\">shown", "shown"),
    ("<link rel=stylesheet href=https://evil.example/x.css><link rel=import href=x>shown", "shown"),
    ("<html onclick=canary() manifest=x><head><script>canary()</script></head><body background=x>shown", "shown"),
    ("<frameset onload=canary()><frame src=javascript:canary()></frameset>shown", "shown"),
    ("</body></html></div></div>shown", "shown"),
    // Frames, plug-ins, forms
    ("<iframe srcdoc='<script>parent.canary()</script>'></iframe>shown", "shown"),
    ("<iframe src=javascript:canary()>x</iframe>shown", "shown"),
    ("<object data='data:text/html,<script>canary()</script>'></object>shown", "shown"),
    ("<embed src=javascript:canary()>shown", "shown"),
    ("<applet code=x></applet><portal src=https://evil.example></portal>shown", "shown"),
    ("<form action=javascript:canary()><button>x</button>shown</form>", "shown"),
    ("<button formaction=javascript:canary()>x</button>shown", "shown"),
    ("<isindex type=image src=1 onerror=canary()>shown", "shown"),
    ("<input type=password name=p placeholder='Sign in again'>shown", "shown"),
    ("<dialog open>x</dialog>shown", "shown"),
    // Styles
    ("<style>@import 'https://evil.example/x.css'; * { background: url(https://evil.example/) }</style>shown", "shown"),
    ("<p style='position:fixed;inset:0;background:url(javascript:canary())'>shown</p>", "shown"),
    ("<p style='width:expression(canary())'>shown</p>", "shown"),
    ("<p class=full-page hidden inert slot=x is=x part=x>shown</p>", "shown"),
    ("<table background=javascript:canary()><tr><td background=x bgcolor=red>shown</table>", "shown"),
    ("<font color=red face='x;background:url(y)'>shown</font>", "shown"),
];

/// Markup that is hostile by its size.
fn oversized() -> Vec<(String, &'static str)> {
    vec![
        ("<b>".repeat(100_000), ""),
        ("<div>".repeat(100_000), ""),
        ("<ul><li>".repeat(20_000) + "shown", ""),
        ("<blockquote>".repeat(300) + "shown", "shown"),
        ("<table><tr><td>".repeat(200) + "shown", ""),
        ("<a href=https://contoso.com>".repeat(5_000) + "shown", "shown"),
        ((0..400).fold(String::new(), |html, n| html + "<font size=" + &n.to_string() + ">") + &"<p>x".repeat(400), ""),
        (String::from("<b><i><u><s><sub><sup><code><a href=https://contoso.com>") + &"<div>x</div>".repeat(4_000), "x"),
        ("shown ".repeat(400_000), "shown"),
        ("<p ".to_owned() + &"x=y ".repeat(50_000) + ">shown</p>", "shown"),
        ("<!--".repeat(100_000), ""),
        ("<".repeat(500_000), "<<<"),
        ("&".repeat(500_000), "&&&"),
        ("a\u{301}\u{489}".repeat(20_000), "a"),
        ("<img alt=x src=https://contoso.com/>".repeat(3_000), "Image: x (contoso.com)"),
        ("<br>".repeat(20_000) + "shown", ""),
    ]
}

#[wasm_bindgen_test]
fn the_canary_would_sing() {
    let cage = Canary::new();
    let control = div();
    control.set_attribute("onclick", "canary()").expect("a handler");
    control.click();
    assert_eq!(cage.songs(), 1, "a handler that does run is noticed");
}

#[wasm_bindgen_test]
async fn a_hostile_body_is_harmless_text() {
    let cage = Canary::new();
    let base = document().base_uri();
    let (mut pages, mut lost) = (Vec::new(), Vec::new());
    for &(html, shown) in HOSTILE {
        let page = Page::of(&format!("<p>before</p>{html}"));
        page.check_allow_list(html);
        let text = page.text();
        if !text.contains("before") || !text.contains(shown) {
            lost.push(format!("{html} shows {text:?}"));
        }
        pages.push(page);
    }
    assert_eq!(lost, [""; 0], "harmless text is lost");
    tick().await;
    assert_eq!(cage.songs(), 0);
    assert_eq!(document().base_uri(), base);
    assert!(HOSTILE.len() >= 60, "the corpus has {} vectors", HOSTILE.len());
}

#[wasm_bindgen_test]
async fn an_oversized_body_is_cut_and_crashes_nothing() {
    let cage = Canary::new();
    for (html, shown) in oversized() {
        let page = Page::of(&format!("<p>before</p>{html}"));
        let name = &html[..20];
        page.check_allow_list(name);
        let text = page.text();
        assert!(text.contains("before"), "{name}: the text before it is gone");
        assert!(text.contains(shown), "{name}: {shown:?} is not shown");
        assert!(text.len() <= 2_000_100, "{name}: {} bytes of text", text.len());
        let elements = page.all("*").len();
        assert!(elements <= 60_000, "{name}: {elements} elements");
    }
    tick().await;
    assert_eq!(cage.songs(), 0);
}

#[wasm_bindgen_test]
fn malformed_bodies_keep_their_text() {
    check("<ul><lli>one</lli><li>two</li></ul>", "<ul><li>one</li><li>two</li></ul>");
    check("faster than <200 ms</br>on all", "<p>faster than &lt;200 ms<br>on all</p>");
    check("<p><ATPs: see below</p><p>next</p>", "<p>&lt;ATPs: see below</p><p>next</p>");
    check("<p>a<p>b<li>c", "<p>a</p><p>b</p><ul><li>c</li></ul>");
    check("<b>a<p>b</b>c", "<p><strong>a</strong></p><p><strong>b</strong>c</p>");
    check("<https://contoso.com/x>", "<p>&lt;https://contoso.com/x&gt;</p>");
    check("a &amp; b &nbsp;&copy; &bogus;", "<p>a &amp; b &nbsp;© &amp;bogus;</p>");
    check("<a href=\"https://contoso.com/\">open", &format!("<p>{}</p>", link("https://contoso.com/", "open")));
}

#[wasm_bindgen_test]
fn what_is_not_text_goes_with_what_it_holds() {
    for html in [
        "<svg><text>x</text></svg>",
        "<math><mi>x</mi></math>",
        "<object>x</object>",
        "<select><option>x</select>",
        "<style>x</style>",
    ] {
        check(&format!("a{html}b"), "<p>ab</p>");
    }
}

#[wasm_bindgen_test]
fn a_post_of_a_service_issue_keeps_its_lines() {
    check(
        "Title: Devices can't enroll\n\nUser impact: Users can't enroll.\r\nMore info: none\n\n[Timeline:]\nNext update by: 5 PM",
        "<p>Title: Devices can't enroll</p><p>User impact: Users can't enroll.<br>More info: none</p><h4>Timeline</h4>\
         <p>Next update by: 5 PM</p>",
    );
}

#[wasm_bindgen_test]
fn a_message_has_headings_lists_tables_and_links() {
    check(
        "<p>Updated</p><p><b>[When this will happen:]</b><br>Soon.</p>\n<ul>\n<li>a <i>b</i></li>\n<li>c</li></ul>",
        "<p>Updated</p><h4>When this will happen</h4><p>Soon.</p><ul><li>a <em>b</em></li><li>c</li></ul>",
    );
    check(
        "<table border=1 style='width:9px'><tbody><tr><th colspan=2>a</th></tr><tr><td>b</td><td title=t>c</td></tr></tbody></table>",
        "<div class=\"rich-text__table\" role=\"group\" tabindex=\"0\" aria-label=\"Table\"><table><tbody><tr><th colspan=\"2\">a</th></tr>\
         <tr><td>b</td><td title=\"t\">c</td></tr></tbody></table></div>",
    );
    check(
        "<p>See <a href='https://learn.microsoft.com/intune?a=1&amp;b=2' style=x>the docs</a>.</p>",
        &format!("<p>See {}.</p>", link("https://learn.microsoft.com/intune?a=1&amp;b=2", "the docs")),
    );
    check("<p lang=fr dir=RTL>a</p>", "<p lang=\"fr\" dir=\"rtl\">a</p>");
}

#[wasm_bindgen_test]
fn a_link_shows_its_host_when_its_text_names_another() {
    let link = link("https://evil.example/x", "https://microsoft.com");
    let host = "<span class=\"rich-text__host\"> (evil.example)</span>";
    let bold = link.replace("https://microsoft.com", "https://<strong>microsoft</strong>.com");
    check("<a href=https://evil.example/x>https://<b>microsoft</b>.com</a>", &format!("<p>{bold}{host}</p>"));
    check("<a href=https://evil.example/x><p>https://microsoft.com</p></a>", &format!("<p>{link}{host}</p>"));
}

#[wasm_bindgen_test]
fn a_picture_is_a_link_that_names_its_host() {
    check(
        "<img src=https://contoso.com/x.png alt='A chart' width=9>",
        &format!("<p>{}</p>", link("https://contoso.com/x.png", "Image: A chart (contoso.com)")),
    );
    check(
        "<a href=https://contoso.com/><img src=https://cdn.contoso.com/x.png></a>",
        &format!("<p>{}</p>", link("https://contoso.com/", "Image (cdn.contoso.com)")),
    );
    check("<img src=cid:1 alt=Logo><img src=x>", "<p>Image: Logo</p>");
}

#[wasm_bindgen_test]
fn a_body_of_plain_text_is_taken_literally() {
    let nodes = parse("a < b &amp; <b>c</b>\r\n\r\nd", ContentKind::from_graph("Text"));
    assert_eq!(plain_text(&nodes), "a < b &amp; <b>c</b>\nd");
}

#[expect(clippy::disallowed_methods, reason = "it measures how long something takes, not what time it is")]
#[wasm_bindgen_test]
fn a_long_message_is_on_the_page_at_once() {
    let html = "<p>Text with <b>bold</b> and <a href=https://contoso.com/x>links</a>.</p><ul><li>a</li></ul>".repeat(165);
    let clock = web_sys::window().and_then(|window| window.performance()).expect("a clock");
    let start = clock.now();
    let page = Page::of(&html);
    let took = clock.now() - start;
    assert_eq!(page.all("p").len(), 165);
    // Unoptimised, on a shared machine: a guard against seconds, not a measurement.
    assert!(took < 1_000.0, "{} bytes took {took} ms", html.len());
    web_sys::console::log_1(&format!("{} bytes parsed and built in {took} ms", html.len()).into());
}

/// Compares the page's markup inside the frame of the text, without the comments by which the page finds its places.
#[track_caller]
fn check(html: &str, expected: &str) {
    let page = Page::of(html);
    let root = page.all(".rich-text").remove(0);
    assert_eq!(root.get_attribute("lang").as_deref(), Some("en"));
    assert_eq!(root.get_attribute("dir").as_deref(), Some("auto"));
    assert_eq!(root.inner_html().replace("<!---->", "").replace("<!>", ""), expected, "{html}");
}

fn link(href: &str, text: &str) -> String {
    format!(
        "<a href=\"{href}\" target=\"_blank\" rel=\"noopener noreferrer\">{text}<span class=\"rich-text__hint\"> (opens in a new tab)</span></a>"
    )
}

/// A text mounted on the real page, until it is dropped.
pub(crate) struct Page {
    parent: HtmlElement,
    _mounted: Box<dyn std::any::Any>,
}

impl Page {
    pub(crate) fn of(html: &str) -> Self {
        let parent = div();
        document().body().expect("a body").append_child(&parent).expect("room");
        let nodes = parse(html, ContentKind::Html);
        let mounted = leptos::mount::mount_to(parent.clone(), move || {
            view! { <RichText nodes new_tab="opens in a new tab".to_owned() image="Image".to_owned() table="Table".to_owned() /> }
        });
        Self { parent, _mounted: Box::new(mounted) }
    }

    pub(crate) fn text(&self) -> String {
        self.parent.text_content().unwrap_or_default()
    }

    fn all(&self, selector: &str) -> Vec<Element> {
        let found = self.parent.query_selector_all(selector).expect("a selector");
        (0..found.length()).filter_map(|index| found.item(index)).map(JsCast::unchecked_into).collect()
    }

    /// No element, attribute or address but those the page means to show.
    #[track_caller]
    pub(crate) fn check_allow_list(&self, html: &str) {
        let tags: BTreeSet<&str> = "a blockquote br caption code div em h4 h5 hr li ol p pre s span strong sub sup table tbody td tfoot th thead tr u ul"
            .split(' ')
            .collect();
        for element in self.all("*") {
            let tag = element.local_name();
            assert!(tags.contains(tag.as_str()), "{html}: <{tag}>");
            assert_eq!(element.namespace_uri().as_deref(), Some("http://www.w3.org/1999/xhtml"), "{html}");
            let ours = element.get_attribute("class").unwrap_or_default();
            assert!(
                ["", "rich-text", "rich-text__table", "rich-text__host", "rich-text__hint"].contains(&ours.as_str()),
                "{html}: {ours}"
            );
            for name in element.get_attribute_names().iter().filter_map(|name| name.as_string()) {
                let is_allowed = match tag.as_str() {
                    "div" if ours == "rich-text" => ["class", "lang", "dir"].contains(&name.as_str()),
                    "div" => ["class", "role", "tabindex", "aria-label"].contains(&name.as_str()),
                    "span" => name == "class",
                    "a" => ["href", "target", "rel", "title", "lang", "dir"].contains(&name.as_str()),
                    "td" | "th" => ["title", "lang", "dir", "colspan", "rowspan"].contains(&name.as_str()),
                    _ => ["title", "lang", "dir"].contains(&name.as_str()),
                };
                assert!(is_allowed, "{html}: <{tag} {name}>");
            }
            if tag == "a" {
                let href = element.get_attribute("href").unwrap_or_default();
                let is_allowed = ["https://", "http://", "mailto:"].iter().any(|scheme| href.starts_with(scheme));
                assert!(is_allowed, "{html}: {href}");
                assert_eq!(element.get_attribute("target").as_deref(), Some("_blank"), "{html}");
                assert_eq!(element.get_attribute("rel").as_deref(), Some("noopener noreferrer"), "{html}");
            }
        }
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.parent.remove();
    }
}

/// A global function `canary` that counts its calls.
pub(crate) struct Canary(Closure<dyn FnMut()>);

impl Canary {
    pub(crate) fn new() -> Self {
        js_sys::Reflect::set(&js_sys::global(), &"songs".into(), &0.into()).expect("a counter");
        let sing = Closure::<dyn FnMut()>::new(|| {
            let songs = Self::count() + 1.0;
            js_sys::Reflect::set(&js_sys::global(), &"songs".into(), &songs.into()).expect("a counter");
        });
        js_sys::Reflect::set(&js_sys::global(), &"canary".into(), sing.as_ref()).expect("a global");
        Self(sing)
    }

    pub(crate) fn songs(&self) -> u32 {
        debug_assert!(self.0.as_ref().is_function());
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
        {
            Self::count() as u32
        }
    }

    fn count() -> f64 {
        js_sys::Reflect::get(&js_sys::global(), &"songs".into()).ok().and_then(|songs| songs.as_f64()).unwrap_or_default()
    }
}

/// A turn of the browser's event loop, in which a picture that cannot be loaded would have said so.
pub(crate) async fn tick() {
    let turn = js_sys::Promise::new(&mut |resolve, _| {
        web_sys::window().and_then(|window| window.set_timeout_with_callback(&resolve).ok()).expect("a window");
    });
    wasm_bindgen_futures::JsFuture::from(turn).await.expect("a turn");
}

fn document() -> web_sys::Document {
    web_sys::window().and_then(|window| window.document()).expect("a document")
}

fn div() -> HtmlElement {
    document().create_element("div").expect("an element").unchecked_into()
}
