//! Where a link of a foreign text may lead.

/// An absolute `https`, `http` or `mailto` address, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Href {
    address: String,
    /// Where the host stands in `address`; for `mailto` the domain of the first recipient, if there is one.
    host: std::ops::Range<usize>,
}

impl Href {
    /// Accepts an address that the browser's `new URL` has normalised: scheme and host are lower-case ASCII, tabs and line breaks are gone.
    /// An address with credentials in it is refused: `https://microsoft.com@evil.example` only serves to deceive.
    pub fn parse(normalised: &str) -> Option<Self> {
        if normalised.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return None;
        }
        let host = if let Some(rest) = normalised.strip_prefix("https://").or_else(|| normalised.strip_prefix("http://")) {
            let authority = &rest[..rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len())];
            let host = without_port(authority);
            if host.is_empty() || authority.contains('@') {
                return None;
            }
            let start = normalised.len() - rest.len();
            start..start + host.len()
        } else {
            let recipients = normalised.strip_prefix("mailto:")?;
            let first = &recipients[..recipients.find(['?', ',', '#']).unwrap_or(recipients.len())];
            let start = normalised.len() - recipients.len();
            match first.rfind('@') {
                Some(at) => start + at + 1..start + first.len(),
                None => start..start,
            }
        };
        Some(Self { address: normalised.to_owned(), host })
    }

    /// The whole address, as the browser will open it.
    pub fn as_str(&self) -> &str {
        &self.address
    }

    /// The host without port; empty for a `mailto` address that names no recipient.
    pub fn host(&self) -> &str {
        &self.address[self.host.clone()]
    }

    /// The host, when `text` reads like an address somewhere else: what the link must then show behind it.
    pub fn host_unlike(&self, text: &str) -> Option<&str> {
        let own = without_www(self.host());
        let differs = |claimed: String| without_www(&claimed) != own;
        (!self.host().is_empty() && text.split_whitespace().filter_map(claimed_host).any(differs)).then(|| self.host())
    }
}

/// The host that a word seems to name: `https://host/…`, `www.host`, `host.tld/…`, `name@host`.
fn claimed_host(word: &str) -> Option<String> {
    // Characters without width would hide a difference from us that the eye does not see either.
    let word: String =
        word.chars().filter(|c| !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')).collect();
    let word = word.trim_matches(|c: char| c.is_ascii_punctuation() && c != '/').to_ascii_lowercase();
    let (has_scheme, rest) = match word.split_once("://") {
        Some((_, rest)) => (true, rest),
        None => (false, word.as_str()),
    };
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = without_port(authority.rsplit('@').next()?);
    let last = host.rsplit('.').next()?;
    let is_name = host.contains('.') && last.chars().count() >= 2 && last.chars().all(char::is_alphabetic);
    (has_scheme && !host.is_empty() || is_name).then(|| host.to_owned())
}

fn without_port(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => authority,
    }
}

fn without_www(host: &str) -> &str {
    host.strip_prefix("www.").unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(address: &str, host: Option<&str>) {
        let href = Href::parse(address);
        assert_eq!(href.as_ref().map(Href::host), host, "{address}");
        assert!(href.is_none_or(|href| href.as_str() == address));
    }

    #[test]
    fn web_and_mail_addresses_pass() {
        check("https://learn.microsoft.com/intune/?a=b@c#d", Some("learn.microsoft.com"));
        check("http://contoso.com:8080/", Some("contoso.com"));
        check("https://[2001:db8::1]/", Some("[2001:db8::1]"));
        check("mailto:help@contoso.com?subject=x", Some("contoso.com"));
        check("mailto:?subject=x", Some(""));
    }

    #[test]
    fn everything_else_is_refused() {
        for address in [
            "",
            "#top",
            "/relative",
            "//evil.example/",
            "javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "blob:https://contoso.com/1",
            "file:///etc/passwd",
            "edge://settings",
            "ftp://contoso.com/",
            "https:contoso.com",
            "https:///",
            "https://",
            "https://:443/",
            "https://microsoft.com@evil.example/",
            "https://a b/",
            "https://a/\u{0}",
            " https://contoso.com/",
        ] {
            check(address, None);
        }
    }

    #[track_caller]
    fn check_behind(address: &str, text: &str, expected: Option<&str>) {
        let href = Href::parse(address).expect("an address");
        assert_eq!(href.host_unlike(text), expected, "{text}");
    }

    #[test]
    fn a_text_that_names_another_host_shows_the_real_one() {
        let evil = "https://evil.example/";
        check_behind(evil, "https://microsoft.com", Some("evil.example"));
        check_behind(evil, "Sign in at login.microsoftonline.com/common now", Some("evil.example"));
        check_behind(evil, "www.microsoft.com", Some("evil.example"));
        check_behind(evil, "(https://microsoft.com).", Some("evil.example"));
        check_behind(evil, "https://microsoft.com@evil.example", None);
        check_behind(evil, "https://evil\u{200b}.example", None);
        check_behind(evil, "https://localhost", Some("evil.example"));
        check_behind(evil, "help@microsoft.com", Some("evil.example"));
        check_behind("mailto:x@evil.example", "help@microsoft.com", Some("evil.example"));
    }

    #[test]
    fn ordinary_texts_show_nothing_behind() {
        check_behind("https://learn.microsoft.com/x", "Learn more", None);
        check_behind("https://learn.microsoft.com/x", "https://Learn.Microsoft.com/x", None);
        check_behind("https://www.contoso.com/", "contoso.com", None);
        check_behind("https://aka.ms/x", "aka.ms/x", None);
        check_behind("https://learn.microsoft.com/x", "version 2.5, step 1.", None);
        check_behind("mailto:help@contoso.com", "help@contoso.com", None);
        check_behind("mailto:?subject=x", "www.contoso.com", None);
    }
}
