//! The security headers: one source for the `<meta>` tag, the files for hosts, the local server and the tests.

use crate::json::Json;
use crate::{Outcome, project};

/// How long a browser remembers that this host speaks https: two years.
pub(crate) const HSTS_SECONDS: u32 = 63_072_000;

/// The beginning of the tag for hosts that send no headers.
const META: &str = r#"<meta http-equiv="Content-Security-Policy" content=""#;

/// A configuration of each kind, for whoever judges what the policy becomes.
pub(crate) const EXAMPLES: [(&str, &str); 6] = [
    ("demo", r#"{"endpoint":{"kind":"snapshot","url":"demo/contoso.json"}}"#),
    ("snapshot elsewhere", r#"{"endpoint":{"kind":"snapshot","url":"https://data.example/tenant.json"}}"#),
    ("entra", r#"{"endpoint":{"kind":"graph","auth":{"kind":"entra","clientId":"c","tenant":"t"}}}"#),
    ("china", r#"{"endpoint":{"kind":"graph","cloud":"china","auth":{"kind":"entra","clientId":"c","tenant":"t"}}}"#),
    (
        "oidc behind a proxy",
        r#"{"endpoint":{"kind":"graph","baseUrl":"https://graph.example","auth":{"kind":"oidc","issuer":"https://id.example"}}}"#,
    ),
    ("no sign-in", r#"{"endpoint":{"kind":"graph","baseUrl":"https://graph.example","auth":{"kind":"none"}}}"#),
];

/// What the page may reach and do.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Policy {
    /// Origins the page may ask, besides its own.
    connect: Vec<String>,
}

/// Where a policy is used; not every place understands, or can bear, every directive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Place {
    /// `<meta http-equiv>`: browsers ignore `frame-ancestors` there, with a warning.
    Meta,
    /// A header of a real host.
    Host,
    /// A header of the server on this machine, which has no TLS.
    Loopback,
}

impl Policy {
    /// The policy that fits `public/config.json`.
    pub(crate) fn of_this_project() -> Outcome<Self> {
        let text = project::read(&project::path("public/config.json"))?;
        Self::of_text(&text).map_err(|problem| format!("public/config.json: {problem}"))
    }

    /// The policy that fits a configuration.
    pub(crate) fn of_text(text: &str) -> Outcome<Self> {
        Self::of_config(&Json::parse(text).map_err(|problem| format!("it is not JSON: {problem}"))?)
    }

    fn of_config(config: &Json) -> Outcome<Self> {
        let endpoint = config.get("endpoint").ok_or("endpoint is missing")?;
        let (graph, authority) = match endpoint.text("cloud").unwrap_or("global") {
            "global" => ("https://graph.microsoft.com", "https://login.microsoftonline.com"),
            "usGov" => ("https://graph.microsoft.us", "https://login.microsoftonline.us"),
            "usGovDod" => ("https://dod-graph.microsoft.us", "https://login.microsoftonline.us"),
            "china" => ("https://microsoftgraph.chinacloudapi.cn", "https://login.chinacloudapi.cn"),
            other => return Err(format!("endpoint.cloud: {other:?} is unknown")),
        };
        let auth = endpoint.get("auth");
        let auth_kind = auth.and_then(|auth| auth.text("kind"));
        let addresses = match endpoint.text("kind") {
            Some("snapshot") => vec![endpoint.text("url").filter(|url| url.contains("//"))],
            Some("graph") => vec![
                Some(endpoint.text("baseUrl").unwrap_or(graph)),
                match auth_kind {
                    Some("entra") => Some(authority),
                    Some("oidc") => auth.and_then(|auth| auth.text("issuer")),
                    _ => None,
                },
            ],
            other => return Err(format!("endpoint.kind: {other:?} is unknown")),
        };
        let connect = addresses.into_iter().flatten().map(origin).collect::<Outcome<_>>()?;
        Ok(Self { connect })
    }

    /// The Content-Security-Policy.
    pub(crate) fn content_security(&self, place: Place) -> String {
        let connect = [&["'self'".to_owned()], &self.connect[..]].concat().join(" ");
        let mut directives = vec![
            "default-src 'none'".to_owned(),
            "script-src 'self' 'wasm-unsafe-eval'".to_owned(),
            "style-src 'self'".to_owned(),
            "img-src 'self' data:".to_owned(),
            "font-src 'self'".to_owned(),
            format!("connect-src {connect}"),
            "manifest-src 'self'".to_owned(),
            "worker-src 'self'".to_owned(),
            "base-uri 'self'".to_owned(),
            "form-action 'none'".to_owned(),
            "frame-src 'none'".to_owned(),
            "object-src 'none'".to_owned(),
            "require-trusted-types-for 'script'".to_owned(),
            "trusted-types default rich-text".to_owned(),
        ];
        if place != Place::Meta {
            directives.push("frame-ancestors 'none'".to_owned());
        }
        if place == Place::Host {
            directives.push("upgrade-insecure-requests".to_owned());
        }
        directives.join("; ")
    }

    /// Every security header of an answer.
    ///
    /// `Integrity-Policy` is not among them. The start script, the style sheet, the modules and the WebAssembly carry their hashes, but the
    /// module that `import()` asks for has its hash only from its `modulepreload`: where a browser does not take the preloaded module for
    /// it, or preloads nothing, the header would stop a page whose files are right. An import map would name the hashes, and has to stand
    /// inline, which this policy forbids.
    pub(crate) fn headers(&self, place: Place) -> Vec<(&'static str, String)> {
        let mut headers = vec![
            ("Content-Security-Policy", self.content_security(place)),
            ("Referrer-Policy", "no-referrer".to_owned()),
            ("X-Content-Type-Options", "nosniff".to_owned()),
            ("Cross-Origin-Opener-Policy", "same-origin".to_owned()),
            ("Cross-Origin-Resource-Policy", "same-origin".to_owned()),
            ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), clipboard-read=()".to_owned()),
            ("X-Frame-Options", "DENY".to_owned()),
            ("X-Robots-Tag", "noindex".to_owned()),
        ];
        if place == Place::Host {
            headers.push(("Strict-Transport-Security", format!("max-age={HSTS_SECONDS}; includeSubDomains")));
        }
        headers
    }

    /// The tag for hosts that send no headers.
    pub(crate) fn meta_tag(&self) -> String {
        format!(r#"{META}{}">"#, self.content_security(Place::Meta))
    }

    /// A page with this policy in place of the one it was built with.
    pub(crate) fn instead_in(&self, page: &str) -> Outcome<String> {
        const PROBLEM: &str = "a page of dist/ holds no policy: cargo xtask build makes it";
        let policy = in_page(page).ok_or(PROBLEM)?;
        Ok(page.replace(&format!(r#"{META}{policy}">"#), &self.meta_tag()))
    }

    /// The origins that the page may ask, in words.
    pub(crate) fn reaches(&self) -> String {
        if self.connect.is_empty() { "its own origin only".to_owned() } else { self.connect.join(" and ") }
    }
}

/// The policy that a page holds.
pub(crate) fn in_page(page: &str) -> Option<&str> {
    let (_, rest) = page.split_once(META)?;
    Some(rest.split_once("\">")?.0)
}

/// The origin of an absolute http(s) address, safe to stand in a header.
fn origin(address: &str) -> Outcome<String> {
    let problem = || format!("{address:?} is no http(s) address");
    let (scheme, rest) = address.split_once("://").ok_or_else(problem)?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let plain = !host.is_empty() && host.chars().all(|letter| letter.is_ascii_alphanumeric() || "-.:[]".contains(letter));
    if matches!(scheme, "https" | "http") && plain { Ok(format!("{scheme}://{host}")) } else { Err(problem()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_connect(endpoint: &str, expected: &[&str]) {
        let config = Json::parse(&format!("{{\"endpoint\":{endpoint}}}")).unwrap();
        assert_eq!(Policy::of_config(&config).unwrap().connect, expected, "{endpoint}");
    }

    #[track_caller]
    fn check_refused(endpoint: &str) {
        let config = Json::parse(&format!("{{\"endpoint\":{endpoint}}}")).unwrap();
        assert!(Policy::of_config(&config).is_err(), "{endpoint}");
    }

    #[test]
    fn only_the_origins_of_the_configuration_may_be_asked() {
        check_connect(r#"{"kind":"snapshot","url":"demo/contoso.json"}"#, &[]);
        check_connect(r#"{"kind":"snapshot","url":"https://data.example/x/y.json"}"#, &["https://data.example"]);
        check_connect(
            r#"{"kind":"graph","auth":{"kind":"entra","clientId":"c","tenant":"t"}}"#,
            &["https://graph.microsoft.com", "https://login.microsoftonline.com"],
        );
        check_connect(
            r#"{"kind":"graph","cloud":"china","auth":{"kind":"entra"}}"#,
            &["https://microsoftgraph.chinacloudapi.cn", "https://login.chinacloudapi.cn"],
        );
        check_connect(
            r#"{"kind":"graph","baseUrl":"http://127.0.0.1:9/g?x","auth":{"kind":"oidc","issuer":"https://id.example/t"}}"#,
            &["http://127.0.0.1:9", "https://id.example"],
        );
        check_connect(r#"{"kind":"graph","baseUrl":"https://p.example","auth":{"kind":"none"}}"#, &["https://p.example"]);
    }

    #[test]
    fn an_address_cannot_smuggle_in_a_directive() {
        check_refused(r#"{"kind":"snapshot","url":"https://a.example;script-src *"}"#);
        check_refused(r#"{"kind":"snapshot","url":"https://user@a.example/"}"#);
        check_refused(r#"{"kind":"snapshot","url":"//a.example/x"}"#);
        check_refused(r#"{"kind":"other"}"#);
        check_refused(r#"{"kind":"graph","cloud":"mars"}"#);
    }

    #[test]
    fn each_place_gets_the_directives_it_can_use() {
        let policy = Policy { connect: vec![] };
        let has = |place, directive| policy.content_security(place).contains(directive);
        assert!(
            !has(Place::Meta, "frame-ancestors")
                && has(Place::Host, "frame-ancestors")
                && has(Place::Loopback, "frame-ancestors")
        );
        assert!(!has(Place::Meta, "upgrade") && has(Place::Host, "upgrade") && !has(Place::Loopback, "upgrade"));
        for place in [Place::Meta, Place::Host, Place::Loopback] {
            assert!(has(place, "require-trusted-types-for 'script'"));
            assert!(!has(place, "unsafe-inline") && !has(place, "'unsafe-eval'"));
        }
    }

    #[test]
    fn a_built_page_takes_another_policy() {
        let built = Policy { connect: vec![] };
        let other = Policy { connect: vec!["https://graph.microsoft.com".into()] };
        let page = |policy: &Policy| format!("<head>{}\n<link></head>", policy.meta_tag());
        assert_eq!(other.instead_in(&page(&built)).unwrap(), page(&other));
        assert_eq!(built.instead_in(&page(&other)).unwrap(), page(&built));
        assert!(other.instead_in("<head></head>").is_err());
    }
}
