//! The tabs and pages, and the addresses that lead to them.

use std::cell::RefCell;

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::{
    i18n::Text,
    ui::{Lasting, memo},
};

/// A tab, or the page that explains how to connect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// Tenant details, also at `/`.
    TenantDetails,
    /// Connector status.
    Connectors,
    /// Service health and news.
    ServiceHealth,
    /// How to see one's own tenant: a page, not in the strip of tabs.
    Connect,
}

impl Tab {
    /// The tabs of the strip, in order.
    pub const STRIP: [Self; 3] = [Self::TenantDetails, Self::Connectors, Self::ServiceHealth];

    /// The path below the base, without slashes. `xtask build` writes a real file for each.
    pub fn path(self) -> &'static str {
        match self {
            Self::TenantDetails => "tenant-details",
            Self::Connectors => "connectors",
            Self::ServiceHealth => "service-health",
            Self::Connect => "connect",
        }
    }

    /// The full name.
    pub fn label(self) -> Text {
        match self {
            Self::TenantDetails => Text::TabTenant,
            Self::Connectors => Text::TabConnectors,
            Self::ServiceHealth => Text::TabService,
            Self::Connect => Text::TabConnect,
        }
    }

    /// The name for a narrow strip.
    pub fn short_label(self) -> Text {
        match self {
            Self::TenantDetails => Text::TabTenantShort,
            Self::Connectors => Text::TabConnectorsShort,
            Self::ServiceHealth => Text::TabServiceShort,
            Self::Connect => Text::TabConnect,
        }
    }

    /// The tab at a path of the router; `/` and anything unknown is the first.
    fn at(path: &str, base: &str) -> Self {
        let below = path.strip_prefix(base).unwrap_or(path);
        let first = below.split('/').find(|part| !part.is_empty() && *part != "index.html").unwrap_or_default();
        [Self::Connectors, Self::ServiceHealth, Self::Connect]
            .into_iter()
            .find(|tab| tab.path() == first)
            .unwrap_or(Self::TenantDetails)
    }
}

/// Where the app lives: the path of `document.baseURI`, which `boot.js` has frozen, with a slash at both ends.
pub fn base_path() -> String {
    let base = document().base_uri().ok().flatten().unwrap_or_default();
    web_sys::Url::new(&base).map_or_else(|_| "/".to_owned(), |url| url.pathname())
}

/// The same with scheme and host: the address that the reader comes back to after signing in.
pub fn absolute_base() -> String {
    let base = document().base_uri().ok().flatten().unwrap_or_default();
    web_sys::Url::new(&base).map_or_else(|_| base, |url| [url.origin(), url.pathname()].concat())
}

/// The parameter that tells the instant of the what-if clock.
pub const WHAT_IF: &str = "at";

thread_local! {
    /// What the address tells of it, empty where nothing or nothing readable. Links are made also where no signal can be read.
    static KEPT: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Notes what every link is to keep.
pub(super) fn keep_what_if(told: String) {
    KEPT.set(told);
}

/// The address of a tab without anything open.
pub fn path(tab: Tab) -> String {
    [base_path().as_str(), tab.path(), "/"].concat()
}

/// The address of a tab, with an item or filter open: the only way that the app makes a link to itself.
///
/// The slash before the query matters: hosts redirect the other form, and some drop the query while they do.
///
/// A chosen instant stays in it: whoever looks at another day and changes the tab still does.
pub fn href(tab: Tab, query: &[(&str, &str)]) -> String {
    let mut href = path(tab);
    let what_if = KEPT.with_borrow(Clone::clone);
    let query = query.iter().copied().chain([(WHAT_IF, what_if.as_str())]);
    for (index, (key, value)) in query.filter(|(_, value)| !value.is_empty()).enumerate() {
        href.push(if index == 0 { '?' } else { '&' });
        href.push_str(key);
        href.push('=');
        href.push_str(&String::from(js_sys::encode_uri_component(value)));
    }
    href
}

/// The same with scheme and host, to be sent to somebody.
pub fn absolute_href(tab: Tab, query: &[(&str, &str)]) -> String {
    let mut absolute = window().location().origin().unwrap_or_default();
    absolute.push_str(&href(tab, query));
    absolute
}

/// What the router tells of the address, a context.
#[derive(Clone, Copy)]
pub struct Address {
    path: Lasting<Memo<String>>,
    /// All behind the question mark.
    pub search: Lasting<Memo<String>>,
}

/// Puts the address into the context.
pub fn provide_address() {
    let location = use_location();
    provide_context(Address { path: location.pathname.into(), search: location.search.into() });
}

/// The address of this page.
///
/// # Panics
///
/// Outside the app.
pub fn use_address() -> Address {
    expect_context()
}

/// What the address says behind the question mark under this name; empty where it says nothing.
///
/// Read from the address itself: the router's own map decodes twice, and is not told when only the path changes.
pub fn use_parameter(name: &'static str) -> Memo<String> {
    let search = use_address().search;
    memo(move || {
        let parameters = search.with(|search| web_sys::UrlSearchParams::new_with_str(search));
        parameters.ok().and_then(|parameters| parameters.get(name)).unwrap_or_default()
    })
}

/// An address with some parameters of `search` changed; an empty value takes one away, the others stay.
pub fn changed(mut path: String, search: &str, changes: &[(&'static str, String)]) -> String {
    let Ok(parameters) = web_sys::UrlSearchParams::new_with_str(search) else { return path };
    for (name, value) in changes {
        if value.is_empty() {
            parameters.delete(name);
        } else {
            parameters.set(name, value);
        }
    }
    let query: String = parameters.to_string().into();
    if !query.is_empty() {
        path.push('?');
        path.push_str(&query);
    }
    path
}

/// The address of what is shown now with one parameter changed.
pub fn use_here() -> Callback<(&'static str, String), String> {
    let (tab, search) = (use_tab(), use_address().search);
    Callback::new(move |change| search.with_untracked(|search| changed(path(tab.get_untracked()), search, &[change])))
}

/// The tab that is open at this moment, also before there is a router.
pub fn current() -> Tab {
    Tab::at(&window().location().pathname().unwrap_or_default(), &base_path())
}

/// The tab that is open.
pub fn use_tab() -> Memo<Tab> {
    let path = use_address().path;
    let base = base_path();
    memo(move || path.with(|path| Tab::at(path, &base)))
}
