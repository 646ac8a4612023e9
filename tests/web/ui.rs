//! The building blocks, used as a reader uses them.
#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::cell::RefCell;

use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use leptos::task::tick;
use tenant_status::ui::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

/// A component in a box of its own, which goes when this goes.
struct Page<S: leptos::tachys::view::Mountable> {
    root: HtmlElement,
    _mounted: UnmountHandle<S>,
}

fn mount(view: impl FnOnce() -> AnyView + 'static) -> Page<impl leptos::tachys::view::Mountable> {
    let root: HtmlElement = document().create_element("div").unwrap().unchecked_into();
    document().body().unwrap().append_child(&root).unwrap();
    let mounted = mount_to(root.clone(), view);
    Page { root, _mounted: mounted }
}

impl<S: leptos::tachys::view::Mountable> Drop for Page<S> {
    fn drop(&mut self) {
        self.root.remove();
    }
}

impl<S: leptos::tachys::view::Mountable> Page<S> {
    #[track_caller]
    fn find(&self, selector: &str) -> HtmlElement {
        self.maybe(selector).unwrap_or_else(|| panic!("no {selector} in {}", self.root.outer_html())).unchecked_into()
    }

    fn maybe(&self, selector: &str) -> Option<Element> {
        self.root.query_selector(selector).unwrap()
    }

    #[track_caller]
    fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        self.find(selector).get_attribute(name)
    }

    #[track_caller]
    fn text(&self, selector: &str) -> String {
        self.find(selector).text_content().unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[track_caller]
    fn press(&self, selector: &str, key: &str) {
        let init = web_sys::CustomEventInit::new();
        init.set_bubbles(true);
        init.set_cancelable(true);
        let event = web_sys::CustomEvent::new_with_event_init_dict("keydown", &init).unwrap();
        js_sys::Reflect::set(&event, &"key".into(), &key.into()).unwrap();
        self.find(selector).dispatch_event(&event).unwrap();
    }
}

/// Lets promises and the effects behind them settle.
async fn settle() {
    for _ in 0..5 {
        tick().await;
    }
}

// What outlives its followers

/// What the followers of a long-lived signal leave behind, in pages of memory, when so many of them have come and gone.
async fn left_behind(followers: usize, follow: impl Fn() -> AnyView + Copy + 'static) -> usize {
    let come_and_go = async |times: usize| {
        for _ in 0..times {
            drop(mount(move || (0..100).map(|_| follow()).collect_view().into_any()));
            settle().await;
        }
    };
    // What all of them need is there from here on.
    come_and_go(10).await;
    let before = core::arch::wasm32::memory_size::<0>();
    come_and_go(followers / 100).await;
    core::arch::wasm32::memory_size::<0>() - before
}

#[wasm_bindgen_test]
async fn followers_that_are_gone_leave_nothing_in_what_lasts() {
    let owner = Owner::new();
    owner.set();
    let signal = RwSignal::new(0);
    let (lasting, memo) = (Lasting::from(signal), Lasting::from(Memo::new(move |_| signal.get() + 1)));
    assert_eq!(left_behind(20_000, move || view! { <i>{move || lasting.get()}</i> }.into_any()).await, 0, "a signal");
    assert_eq!(left_behind(20_000, move || view! { <i>{move || memo.get()}</i> }.into_any()).await, 0, "a memo");
}

#[wasm_bindgen_test]
async fn what_lasts_tells_all_that_still_follow_it() {
    let owner = Owner::new();
    owner.set();
    let signal = Lasting::from(RwSignal::new(0));
    let memo = Lasting::from(Memo::new(move |_| signal.get() * 2));
    // More than are looked after at once, some of which go.
    let shown = mount(move || (0..100).map(|_| view! { <i>{move || memo.get()}</i> }).collect_view().into_any());
    drop(mount(move || (0..100).map(|_| view! { <b>{move || memo.get()}</b> }).collect_view().into_any()));
    for value in 1..4 {
        signal.set(value);
        settle().await;
        let texts = shown.root.text_content().unwrap();
        assert_eq!(texts, (value * 2).to_string().repeat(100));
    }
}

// Copying

thread_local! {
    static COPIED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

enum Clipboard {
    Works,
    Refuses,
    Absent,
}

fn stub_clipboard(kind: &Clipboard) {
    let clipboard = match kind {
        Clipboard::Absent => JsValue::UNDEFINED,
        Clipboard::Works => clipboard_with(|text| {
            COPIED.with_borrow_mut(|copied| copied.push(text));
            js_sys::Promise::resolve(&JsValue::UNDEFINED)
        }),
        Clipboard::Refuses => clipboard_with(|_| js_sys::Promise::reject(&"not allowed".into())),
    };
    let property = js_sys::Object::new();
    js_sys::Reflect::set(&property, &"value".into(), &clipboard).unwrap();
    js_sys::Reflect::set(&property, &"configurable".into(), &true.into()).unwrap();
    js_sys::Reflect::define_property(&window().navigator(), &"clipboard".into(), &property).unwrap();
}

fn clipboard_with(write: impl Fn(String) -> js_sys::Promise + 'static) -> JsValue {
    let write = Closure::<dyn Fn(String) -> js_sys::Promise>::new(write).into_js_value();
    let clipboard = js_sys::Object::new();
    js_sys::Reflect::set(&clipboard, &"writeText".into(), &write).unwrap();
    clipboard.into()
}

fn copy_texts() -> CopyTexts {
    CopyTexts { label: "Copy link".into(), copied: "Copied".into(), refused: "Select the text and copy it".into() }
}

fn copying() -> AnyView {
    let live = provide_live();
    view! {
        <CopyButton text=|| "https://example.org/?connector=x".to_owned() texts=copy_texts()/>
        <LiveRegion live/>
    }
    .into_any()
}

#[wasm_bindgen_test]
async fn copying_puts_the_text_on_the_clipboard_and_says_so() {
    stub_clipboard(&Clipboard::Works);
    COPIED.take();
    let page = mount(copying);
    assert_eq!(page.text("button"), "Copy link");
    page.find("button").click();
    settle().await;
    assert_eq!(COPIED.take(), ["https://example.org/?connector=x"]);
    assert_eq!(page.text("button"), "Copied");
    assert_eq!(page.text("[role=status]"), "Copied");
}

#[wasm_bindgen_test]
async fn a_refused_copy_says_what_to_do_instead() {
    for kind in [Clipboard::Refuses, Clipboard::Absent] {
        stub_clipboard(&kind);
        let page = mount(copying);
        page.find("button").click();
        settle().await;
        assert_eq!(page.text("button"), "Copy link");
        assert_eq!(page.text(".copy-button__refused"), "Select the text and copy it");
        assert_eq!(page.text("[role=status]"), "Select the text and copy it");
    }
}

#[wasm_bindgen_test]
async fn a_copy_button_without_text_has_a_name() {
    let page = mount(|| view! { <CopyButton text=String::new texts=copy_texts() icon_only=true/> }.into_any());
    assert_eq!(page.text("button"), "");
    assert_eq!(page.attribute("button", "aria-label").as_deref(), Some("Copy link"));
}

// Live region

#[wasm_bindgen_test]
async fn the_same_sentence_twice_changes_the_region_twice() {
    let said = RwSignal::new(None);
    let page = mount(move || {
        let live = provide_live();
        said.set(Some(live));
        view! { <LiveRegion live/> }.into_any()
    });
    let live = said.get_untracked().unwrap();
    let mut heard = Vec::new();
    for _ in 0..3 {
        live.say("Read again: no change");
        settle().await;
        heard.push(page.find("[role=status]").text_content().unwrap());
    }
    assert!(heard.iter().all(|text| text.trim() == "Read again: no change"), "{heard:?}");
    assert!(heard[0] != heard[1] && heard[1] != heard[2], "{heard:?}");
}

// Opening

#[wasm_bindgen_test]
async fn a_disclosure_asks_and_shows_its_state() {
    let open = RwSignal::new(false);
    let page = mount(move || {
        view! {
            <Disclosure open on_toggle=move || open.update(|open| *open = !*open) controls="detail-x">
                "Apple MDM push certificate"
            </Disclosure>
        }
        .into_any()
    });
    assert_eq!(page.text("button"), "Apple MDM push certificate");
    assert_eq!(page.attribute("button", "aria-expanded").as_deref(), Some("false"));
    assert_eq!(page.attribute("button", "aria-controls"), None);
    page.find("button").click();
    settle().await;
    assert_eq!(page.attribute("button", "aria-expanded").as_deref(), Some("true"));
    assert_eq!(page.attribute("button", "aria-controls").as_deref(), Some("detail-x"));
    assert_eq!(page.attribute("button", "id").as_deref(), Some("detail-x-button"));
}

#[wasm_bindgen_test]
async fn escape_closes_an_expander_and_gives_the_focus_back() {
    let page = mount(|| {
        view! { <Expander id="steps" summary="Renew the token"><a href="https://example.org">"a step"</a></Expander> }.into_any()
    });
    assert!(page.find("#steps").hidden(), "closed at first, but in the page for printing");
    page.find("button").click();
    settle().await;
    assert!(!page.find("#steps").hidden());
    page.find("#steps a").focus().unwrap();
    page.press("#steps a", "Escape");
    settle().await;
    assert!(page.find("#steps").hidden());
    assert_eq!(document().active_element().unwrap().id(), "steps-button");
}

#[wasm_bindgen_test]
async fn help_opens_its_sentence_and_escape_closes_it() {
    let page = mount(|| view! { <Help id="h" label="What is counted" text="Devices enrolled in Intune."/> }.into_any());
    assert!(page.find("p").hidden());
    page.find("button").click();
    settle().await;
    assert!(!page.find("p").hidden());
    assert_eq!(page.attribute("button", "aria-expanded").as_deref(), Some("true"));
    assert_eq!(page.attribute("button", "aria-controls").as_deref(), Some("h"));
    page.press("button", "Escape");
    settle().await;
    assert!(page.find("p").hidden());
}

#[wasm_bindgen_test]
async fn a_menu_closes_on_escape_and_when_the_focus_leaves() {
    let page = mount(|| {
        view! {
            <Menu id="more" label="More"><input class="inside"/></Menu>
            <input class="outside"/>
        }
        .into_any()
    });
    let expanded = || page.attribute("button", "aria-expanded").unwrap();
    page.find("button").click();
    settle().await;
    assert_eq!(expanded(), "true");
    page.find(".inside").focus().unwrap();
    settle().await;
    assert_eq!(expanded(), "true", "the focus is still in it");
    page.press(".inside", "Escape");
    settle().await;
    assert_eq!(expanded(), "false");
    assert_eq!(document().active_element().unwrap().id(), "more-button");
    page.find("button").click();
    page.find(".inside").focus().unwrap();
    page.find(".outside").focus().unwrap();
    settle().await;
    assert_eq!(expanded(), "false");
}

#[wasm_bindgen_test]
async fn a_select_shows_the_value_and_tells_of_another() {
    let value = RwSignal::new("nl".to_owned());
    let page = mount(move || {
        let options = vec![("en", "English".to_owned()), ("nl", "Nederlands".to_owned())];
        view! { <Select id="select" label="Language" icon=Glyph::Globe options value on_change=move |code| value.set(code)/> }
            .into_any()
    });
    settle().await;
    let select: web_sys::HtmlSelectElement = page.find("select").unchecked_into();
    assert_eq!(select.value(), "nl");
    select.set_value("en");
    select.dispatch_event(&web_sys::Event::new("change").unwrap()).unwrap();
    settle().await;
    assert_eq!(value.get_untracked(), "en");
    assert_eq!(page.text("label > .visually-hidden"), "Language");
}

// Sections

#[wasm_bindgen_test]
async fn a_section_shows_what_its_state_allows() {
    let state = RwSignal::new("loading");
    let slow = RwSignal::new(false);
    let built = RwSignal::new(0);
    let page = mount(move || {
        view! {
            <SectionFrame
                section="news"
                state
                heading="News"
                note=Signal::stored("10 newest of 24".to_owned())
                line=|| view! { <p>"why"</p> }
                line_actions=|| view! { <a href="#x">"what to do"</a> }
                slow
                rows=5
                foot=|| "foot"
            >
                {built.update_untracked(|times| *times += 1)}
                <p class="content">"messages"</p>
            </SectionFrame>
        }
        .into_any()
    });
    // state, tone of the line, whether the content shows
    let check = async |name: &'static str, tone: Option<&str>, content: bool| {
        state.set(name);
        settle().await;
        let line = page.maybe(".state-line").map(|line| line.get_attribute("data-tone").unwrap());
        assert_eq!(page.attribute("section", "data-state").as_deref(), Some(name));
        assert_eq!(line.as_deref(), tone, "{name}");
        assert_eq!(page.maybe(".content").is_some(), content, "{name}");
        assert_eq!(page.text(".card__note").is_empty(), !content, "{name}");
        assert_eq!(page.maybe(".skeleton").is_some(), name == "loading", "{name}");
        assert_eq!(page.maybe("[aria-busy]").is_some(), name == "loading", "{name}");
        assert_eq!(page.text(".card__foot"), "foot", "{name}");
        if tone.is_some() {
            assert_eq!(page.text(".state-line__text"), "why", "{name}");
            assert_eq!(page.text(".state-line__actions"), "what to do", "{name}");
        }
    };
    check("loading", None, false).await;
    assert_eq!(page.root.query_selector_all(".skeleton__row").unwrap().length(), 5);
    slow.set(true);
    check("loading", Some("neutral"), false).await;
    check("ready", None, true).await;
    check("stale", Some("neutral"), true).await;
    check("partial", Some("warning"), true).await;
    check("ready", None, true).await;
    assert_eq!(built.get_untracked(), 1, "the content stays while only the line changes");
    for name in ["missing", "notLicensed", "throttled", "offline"] {
        check(name, Some("neutral"), false).await;
    }
    for name in ["refused", "signedOut"] {
        check(name, Some("warning"), false).await;
    }
    for name in ["unreachable", "badAnswer", "failed"] {
        check(name, Some("danger"), false).await;
    }
    assert_eq!(page.attribute("section", "aria-labelledby"), page.attribute("h3", "id"));
}

// Marks

#[wasm_bindgen_test]
async fn each_status_has_its_own_outline_and_a_word() {
    let mut outlines = Vec::new();
    for health in ["unhealthy", "warning", "unknown", "healthy", "notEnabled"] {
        let page = mount(move || view! { <StatusBadge health word="word"/> }.into_any());
        assert_eq!(page.text(".status-badge"), "word");
        assert_eq!(page.attribute(".status-badge", "data-health").as_deref(), Some(health));
        assert_eq!(page.attribute("svg", "aria-hidden").as_deref(), Some("true"));
        outlines.push(page.attribute("path", "d").unwrap());
    }
    outlines.sort();
    outlines.dedup();
    assert_eq!(outlines.len(), 5);
}

#[wasm_bindgen_test]
async fn a_link_to_another_site_says_so_and_cannot_reach_back() {
    let page = mount(|| {
        view! { <ExternalLink href="https://example.org/" text="Open in Intune" new_tab_hint="(opens in a new tab)"/> }.into_any()
    });
    assert_eq!(page.text("a"), "Open in Intune (opens in a new tab)");
    assert_eq!(page.attribute("a", "rel").as_deref(), Some("noopener noreferrer"));
    assert_eq!(page.attribute("a", "target").as_deref(), Some("_blank"));
}

#[wasm_bindgen_test]
async fn a_tab_without_anything_to_do_has_no_number_and_without_changes_no_dot() {
    let count = RwSignal::new(String::new());
    let changed = RwSignal::new(String::new());
    let page = mount(move || {
        let tab = TabLink {
            href: "connectors/".into(),
            long: "Connector status".into(),
            short: "Connectors".into(),
            current: true.into(),
            count: count.into(),
            count_said: Signal::stored("3 need action".to_owned()),
            changed: changed.into(),
        };
        view! { <TabStrip label="Tabs" tabs=vec![tab]/> }.into_any()
    });
    assert!(page.maybe(".tab__count").is_none());
    assert_eq!(page.attribute("a", "aria-current").as_deref(), Some("page"));
    count.set("3".to_owned());
    settle().await;
    assert_eq!(page.text(".tab__count"), "3");
    assert_eq!(page.text("a > .visually-hidden"), ", 3 need action");
    assert!(page.maybe(".tab__dot").is_none());
    changed.set("changed".to_owned());
    settle().await;
    assert!(page.maybe(".tab__dot").is_some());
    assert_eq!(page.text(".tab__dot + .visually-hidden"), ", changed");
}

#[wasm_bindgen_test]
async fn a_fact_keeps_its_raw_value_beside_the_localised_one() {
    let page = mount(|| {
        view! {
            <dl>
                <Fact
                    name="enrolledDevices"
                    label="Total enrolled devices"
                    raw="1204"
                    text="1,204"
                    copy=Some(copy_texts())
                    help=Some(HelpTexts { label: "What is counted".into(), text: "All platforms.".into() })
                />
            </dl>
        }
        .into_any()
    });
    assert_eq!(page.attribute("[data-fact] [data-value]", "data-value").as_deref(), Some("1204"));
    assert_eq!(page.text("[data-value]"), "1,204");
    assert!(page.find(".help-text").hidden());
    page.find("[aria-label='What is counted']").click();
    settle().await;
    assert!(!page.find(".help-text").hidden());
}

#[track_caller]
fn check_bar(used: u64, total: u64, length: &str, level: Option<&str>) {
    let page = mount(move || view! { <Meter used total/> }.into_any());
    let drawn = page.find(".meter__fill").style().get_property_value("inline-size").unwrap();
    let shown = page.attribute(".meter", "data-level");
    assert_eq!((drawn.as_str(), shown.as_deref()), (length, level), "{used} of {total}");
}

#[wasm_bindgen_test]
fn a_bar_is_as_long_as_the_share_and_warns_when_less_than_a_twentieth_is_left() {
    check_bar(0, 0, "0%", None);
    check_bar(0, 100, "0%", None);
    check_bar(1, 1000, "1%", None);
    check_bar(212, 250, "84%", None);
    check_bar(95, 100, "95%", None);
    check_bar(96, 100, "96%", Some("low"));
    check_bar(100, 100, "100%", Some("low"));
    check_bar(101, 100, "100%", Some("over"));
    check_bar(1, 0, "100%", Some("over"));
    check_bar(u64::MAX, u64::MAX, "100%", Some("low"));
}

// Files

#[wasm_bindgen_test]
async fn files_dropped_anywhere_arrive_together() {
    let names = RwSignal::new(Vec::new());
    let page = mount(move || {
        let on_files = Callback::new(move |files: Vec<web_sys::File>| {
            names.set(files.iter().map(web_sys::File::name).collect());
        });
        view! { <DropZone text="Drop to open" on_files/> }.into_any()
    });
    drag("dragover");
    settle().await;
    assert_eq!(page.attribute(".drop", "data-over").as_deref(), Some(""));
    drag("drop");
    settle().await;
    assert_eq!(page.attribute(".drop", "data-over"), None);
    assert_eq!(names.get_untracked(), ["a.json", "b.json"]);
}

/// Sends a drag of two files to the page.
fn drag(kind: &str) {
    let script = js_sys::Function::new_with_args(
        "kind",
        "const data = new DataTransfer();
         for (const name of ['a.json', 'b.json']) data.items.add(new File(['{}'], name));
         document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));",
    );
    script.call1(&JsValue::NULL, &kind.into()).unwrap();
}
