//! Following `@odata.nextLink`: an opaque address that a token is sent to, so it is checked before.

use serde_json::value::RawValue;

use crate::graph::lenient::{self, Object};

/// The most pages of one list.
pub const MAX_PAGES: usize = 200;
/// The most items of one list.
pub const MAX_ITEMS: usize = 20_000;
/// How long one list is followed, in seconds.
pub const MAX_SECS: i64 = 120;
/// Longer addresses are not links of Graph.
const MAX_LENGTH: usize = 8_000;

/// The pages of one list that were read so far.
#[derive(Debug)]
pub struct Pages {
    base_url: String,
    seen: Vec<String>,
    items: Vec<Box<RawValue>>,
}

/// Why a list is not followed any further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The link leads to another place than the endpoint, or is no address.
    Foreign,
    /// The link was followed before.
    Circle,
    /// More pages or items than any tenant has, or it took too long.
    TooMany,
    /// A page could not be read.
    Failed,
}

impl Pages {
    /// Nothing read yet. `base_url` is that of the configuration: what comes before the version.
    pub fn new(base_url: &str) -> Self {
        Self { base_url: base_url.to_owned(), seen: Vec::new(), items: Vec::new() }
    }

    /// Takes a page; the address of the next one, where there is one.
    ///
    /// # Errors
    ///
    /// If there is a next page that must not be asked for. The page itself is taken.
    pub fn take(&mut self, body: &RawValue) -> Result<Option<String>, Stop> {
        let Ok(envelope) = Object::read(body) else { return Ok(None) };
        let items = envelope.get("value").and_then(lenient::array).unwrap_or_default();
        self.items.extend(items.into_iter().map(ToOwned::to_owned));
        let Some(link) = link_in(&envelope) else { return Ok(None) };
        if !is_below(&link, &self.base_url) {
            return Err(Stop::Foreign);
        }
        if self.seen.contains(&link) {
            return Err(Stop::Circle);
        }
        self.seen.push(link.clone());
        if self.seen.len() >= MAX_PAGES || self.items.len() > MAX_ITEMS {
            return Err(Stop::TooMany);
        }
        Ok(Some(link))
    }

    /// All pages as one answer. Unless `is_complete`, it says that there is more.
    pub fn joined(&self, is_complete: bool) -> Box<RawValue> {
        let mut body = String::from("{\"value\":[");
        for (index, item) in self.items.iter().take(MAX_ITEMS).enumerate() {
            if index > 0 {
                body.push(',');
            }
            body.push_str(item.get());
        }
        body.push_str(if is_complete { "]}" } else { "],\"@odata.nextLink\":\"unread\"}" });
        RawValue::from_string(body).unwrap_or_else(|_| RawValue::NULL.to_owned())
    }
}

/// Whether an answer says that there is a further page, wherever that is.
pub fn goes_on(body: &RawValue) -> bool {
    Object::read(body).is_ok_and(|envelope| link_in(&envelope).is_some())
}

fn link_in(envelope: &Object) -> Option<String> {
    envelope.text("@odata.nextLink").filter(|link| !link.is_empty())
}

/// Whether `link` has the origin of `base_url` and stays below its path. Stricter than a browser: what browsers mend, drop or turn
/// around (user names, backslashes, blanks, dots in paths) is refused, so that no two readings of the address can differ.
pub fn is_below(link: &str, base_url: &str) -> bool {
    let (Some(link), Some(base)) = (Parts::of(link), Parts::of(base_url)) else { return false };
    let base_path = base.path.trim_end_matches('/');
    link.scheme == base.scheme
        && link.host == base.host
        && link.port == base.port
        && link.path.strip_prefix(base_path).is_some_and(|rest| rest.starts_with('/'))
}

/// An absolute address in parts, without query and fragment.
struct Parts<'a> {
    scheme: String,
    host: String,
    port: u16,
    path: &'a str,
}

impl<'a> Parts<'a> {
    fn of(address: &'a str) -> Option<Self> {
        let is_plain = address.len() <= MAX_LENGTH && address.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
        let (scheme, rest) = address.split_once("://").filter(|_| is_plain)?;
        let scheme = scheme.to_ascii_lowercase();
        let usual_port = match scheme.as_str() {
            "https" => 443,
            "http" => 80,
            _ => return None,
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, after) = rest.split_at(end);
        let (host, port) = match authority.rsplit_once(':') {
            // The colons of an IPv6 address stand in its brackets.
            // Rust would take a sign before the digits, which browsers do not.
            Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok().filter(|_| !port.starts_with('+'))?),
            _ => (authority, usual_port),
        };
        let is_host = !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.[]:".contains(&b));
        let path = after.split(['?', '#']).next().unwrap_or_default();
        let lower = path.to_ascii_lowercase();
        let climbs = lower.split('/').any(|segment| matches!(segment.replace("%2e", ".").as_str(), "." | ".."));
        let hides = ["%2f", "%5c", "//"].iter().any(|trick| lower.contains(trick));
        (is_host && !climbs && !hides).then(|| Self { scheme, host: host.to_ascii_lowercase(), port, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRAPH: &str = "https://graph.microsoft.com";

    #[track_caller]
    fn check(link: &str, base_url: &str, expected: bool) {
        assert_eq!(is_below(link, base_url), expected, "{link} below {base_url}");
    }

    #[test]
    fn a_link_of_the_endpoint_is_followed() {
        check("https://graph.microsoft.com/v1.0/admin/serviceAnnouncement/messages?$skip=100", GRAPH, true);
        check("https://GRAPH.microsoft.com:443/v1.0/x?$skiptoken=a%2Fb..//%5c", GRAPH, true);
        check("HTTPS://graph.microsoft.com/v1.0/x", GRAPH, true);
        check("https://proxy.example/graph/v1.0/x", "https://proxy.example/graph", true);
        check("https://proxy.example/graph/v1.0/x", "https://proxy.example/graph/", true);
        check("http://127.0.0.1:8080/v1.0/x", "http://127.0.0.1:8080", true);
        check("http://[::1]:8080/v1.0/x", "http://[::1]:8080", true);
        check("http://[::1]/v1.0/x", "http://[::1]", true);
        check("http://localhost/v1.0/x", "http://localhost:80", true);
    }

    #[test]
    fn a_link_to_another_place_is_not() {
        for link in [
            "https://evil.example/v1.0/x",
            "https://graph.microsoft.com@evil.example/v1.0/x",
            "https://graph.microsoft.com:x@evil.example/v1.0/x",
            "https://user@graph.microsoft.com/v1.0/x",
            "https://graph.microsoft.com.evil.example/v1.0/x",
            "https://evil.example/https://graph.microsoft.com/v1.0/x",
            "https://graph.microsoft.com\\@evil.example/v1.0/x",
            "https:\\\\graph.microsoft.com/v1.0/x",
            "https://evil.example\\graph.microsoft.com/v1.0/x",
            "https:/graph.microsoft.com/v1.0/x",
            "https:graph.microsoft.com/v1.0/x",
            "http://graph.microsoft.com/v1.0/x",
            "ftp://graph.microsoft.com/v1.0/x",
            "javascript://graph.microsoft.com/%0aalert(1)",
            "https://graph.microsoft.com:444/v1.0/x",
            "https://graph.microsoft.com:/v1.0/x",
            "https://graph.microsoft.com:+443/v1.0/x",
            "https://graph.microsoft.com:99999/v1.0/x",
            "https://graph.microsoft.com%2eevil.example/v1.0/x",
            "https://graph.microsoft.com\u{3002}evil.example/v1.0/x",
            "https://graph.microsoft.com",
            "https://graph.microsoft.com?x=/v1.0/",
            "https://graph.microsoft.com\n.evil.example/v1.0/x",
            "https://graph.microsoft.com/v1.0\\..\\x",
            "https://graph.microsoft.com/v1.0/a b",
            "https://graph.microsoft.com/v1.0/.\n./x",
            " https://graph.microsoft.com/v1.0/x",
            "//graph.microsoft.com/v1.0/x",
            "/v1.0/x",
            "v1.0/x",
            "?$skip=100",
            "",
        ] {
            check(link, GRAPH, false);
        }
        check(&format!("{GRAPH}/{}", "x".repeat(MAX_LENGTH)), GRAPH, false);
    }

    #[test]
    fn nothing_is_below_an_endpoint_without_a_host_or_with_a_user() {
        check("https:///v1.0/x", "https://", false);
        check("https://user@proxy.example/v1.0/x", "https://user@proxy.example", false);
    }

    #[test]
    fn a_link_that_leaves_the_path_of_the_endpoint_is_not() {
        let base = "https://proxy.example/graph";
        for link in [
            "https://proxy.example/other/v1.0/x",
            "https://proxy.example/graphs/v1.0/x",
            "https://proxy.example/graph",
            "https://proxy.example/graph/../other",
            "https://proxy.example/graph/%2e%2e/other",
            "https://proxy.example/graph/.%2E/other",
            "https://proxy.example/graph/..%2fother",
            "https://proxy.example/graph//other",
            "https://proxy.example/graph/%5c..%5cother",
        ] {
            check(link, base, false);
        }
    }

    fn raw(json: &str) -> Box<RawValue> {
        RawValue::from_string(json.to_owned()).unwrap()
    }

    fn page(items: &str, link: Option<&str>) -> Box<RawValue> {
        let link = link.map(|link| format!(r#", "@odata.nextLink": "{GRAPH}{link}""#)).unwrap_or_default();
        raw(&format!(r#"{{"value": [{items}]{link}}}"#))
    }

    #[test]
    fn pages_are_joined_in_their_order() {
        let mut pages = Pages::new(GRAPH);
        assert_eq!(pages.take(&page("1, 2", Some("/v1.0/x?2"))), Ok(Some(format!("{GRAPH}/v1.0/x?2"))));
        assert_eq!(pages.take(&page("", Some("/v1.0/x?3"))), Ok(Some(format!("{GRAPH}/v1.0/x?3"))), "an empty page leads on");
        assert_eq!(pages.take(&page(r#"{"a": "\ud800"}"#, None)), Ok(None));
        assert_eq!(pages.joined(true).get(), r#"{"value":[1,2,{"a": "\ud800"}]}"#);
        assert_eq!(pages.joined(false).get(), r#"{"value":[1,2,{"a": "\ud800"}],"@odata.nextLink":"unread"}"#);
    }

    #[test]
    fn a_circle_ends() {
        let mut pages = Pages::new(GRAPH);
        assert!(pages.take(&page("1", Some("/v1.0/a"))).is_ok());
        assert!(pages.take(&page("2", Some("/v1.0/b"))).is_ok());
        assert_eq!(pages.take(&page("3", Some("/v1.0/a"))), Err(Stop::Circle));
        assert_eq!(pages.joined(false).get(), r#"{"value":[1,2,3],"@odata.nextLink":"unread"}"#, "the page itself is kept");
    }

    #[test]
    fn a_foreign_link_ends_the_list() {
        let mut pages = Pages::new(GRAPH);
        let body = raw(r#"{"value": [1], "@odata.nextLink": "https://evil.example/v1.0/x"}"#);
        assert_eq!(pages.take(&body), Err(Stop::Foreign));
    }

    #[test]
    fn endless_lists_end() {
        let mut pages = Pages::new(GRAPH);
        let ended = (0..1000).find_map(|n| pages.take(&page("1", Some(&format!("/v1.0/{n}")))).err().map(|stop| (n, stop)));
        assert_eq!(ended, Some((MAX_PAGES - 1, Stop::TooMany)));

        let mut pages = Pages::new(GRAPH);
        let many = vec!["1"; MAX_ITEMS + 1].join(",");
        assert_eq!(pages.take(&page(&many, Some("/v1.0/x"))), Err(Stop::TooMany));
        assert_eq!(lenient::array(Object::read(&pages.joined(false)).unwrap().get("value").unwrap()).unwrap().len(), MAX_ITEMS);
    }

    #[test]
    fn as_many_items_as_are_allowed_are_no_reason_to_stop() {
        let many = vec!["1"; MAX_ITEMS].join(",");
        assert!(Pages::new(GRAPH).take(&page(&many, Some("/v1.0/x"))).is_ok_and(|next| next.is_some()));
    }

    #[test]
    fn a_list_goes_on_where_it_names_a_further_page() {
        assert!(goes_on(&page("1", Some("/v1.0/x"))));
        for body in [r#"{"value": [1]}"#, r#"{"value": [1], "@odata.nextLink": ""}"#, "null", "[]"] {
            assert!(!goes_on(&raw(body)), "{body}");
        }
    }

    #[test]
    fn what_is_no_page_leads_nowhere() {
        for body in ["null", "[]", "5", r#"{"value": 5}"#, r#"{"@odata.nextLink": 5}"#, r#"{"@odata.nextLink": null}"#] {
            let mut pages = Pages::new(GRAPH);
            let next = pages.take(&raw(body));
            assert!(matches!(next, Ok(None) | Err(Stop::Foreign)), "{body}");
            assert!(pages.items.is_empty());
        }
    }
}
