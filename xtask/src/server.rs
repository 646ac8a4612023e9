//! A small static file server for `dist/`: for people at work and for the browser tests, on this machine only.
//!
//! It behaves as the hosts this page is meant for: `index.html` of a folder, a redirect to the trailing slash that keeps
//! the query, `404.html` with status 404, revalidation by `ETag`, the compressed files beside the originals, and the headers that the files
//! for hosts name.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::assets;
use crate::compress::ENCODINGS;
use crate::hosts::{ASK_FIRST, FOR_EVER};
use crate::policy::{Place, Policy};
use crate::{Outcome, project};

/// A folder, served below one or several prefixes.
pub(crate) struct Site {
    root: PathBuf,
    /// Each begins and ends with `/`; the longest that fits is taken.
    prefixes: Vec<String>,
    headers: Vec<(&'static str, String)>,
    other_config: Option<OtherConfig>,
}

/// A configuration in place of the one that the page was built with.
struct OtherConfig {
    text: String,
    /// The policies in the pages: the one of the build, and the one that fits the text.
    policies: (String, String),
}

/// What is sent back.
#[derive(Debug)]
struct Answer {
    status: &'static str,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Answer {
    fn new(status: &'static str) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new() }
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    fn text(status: &'static str) -> Self {
        let mut answer = Self::new(status).with("Content-Type", "text/plain; charset=utf-8");
        answer.body = status.into();
        answer
    }
}

/// The head of a request, as far as it matters here.
struct Request {
    method: String,
    target: String,
    if_none_match: Option<String>,
    accept_encoding: String,
    keep_alive: bool,
}

impl Request {
    /// Whether an answer in this encoding is understood.
    fn accepts(&self, encoding: &str) -> bool {
        self.accept_encoding.split(',').any(|one| {
            let (name, weight) = one.split_once(';').unwrap_or((one, ""));
            let refused = weight.trim().strip_prefix("q=").is_some_and(|weight| weight.trim().parse() == Ok(0.0));
            name.trim().eq_ignore_ascii_case(encoding) && !refused
        })
    }
}

/// Opens a port of this machine; 0 takes any free one.
pub(crate) fn listen(port: u16) -> Outcome<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| format!("port {port} cannot be used: {error}"))
}

/// Answers for ever, each connection in a thread of its own.
pub(crate) fn serve(listener: &TcpListener, site: Site) {
    let site = Arc::new(site);
    for connection in listener.incoming().flatten() {
        let site = Arc::clone(&site);
        // A connection that breaks is the visitor's affair.
        std::thread::spawn(move || drop(site.converse(&connection)));
    }
}

impl Site {
    /// `prefixes` begin and end with `/`.
    pub(crate) fn new(root: &Path, prefixes: &[&str], policy: &Policy) -> Self {
        let mut prefixes: Vec<String> = prefixes.iter().map(|&prefix| prefix.to_owned()).collect();
        prefixes.sort_by_key(|prefix| std::cmp::Reverse(prefix.len()));
        Self { root: root.to_owned(), prefixes, headers: policy.headers(Place::Loopback), other_config: None }
    }

    /// Serves another `config.json` than the one in the folder, and the policy that fits it. `built` is the folder's own policy.
    pub(crate) fn with_config(mut self, text: &str, built: &Policy) -> Outcome<Self> {
        let policy = Policy::of_text(text)?;
        self.headers = policy.headers(Place::Loopback);
        let policies = (built.content_security(Place::Meta), policy.content_security(Place::Meta));
        self.other_config = Some(OtherConfig { text: text.to_owned(), policies });
        Ok(self)
    }

    fn converse(&self, connection: &TcpStream) -> std::io::Result<()> {
        connection.set_read_timeout(Some(Duration::from_mins(1)))?;
        connection.set_nodelay(true)?;
        let mut reader = BufReader::new(connection);
        let mut writer = connection;
        while let Some(request) = read_request(&mut reader)? {
            let answer = self.answer(&request);
            let mut head = format!("HTTP/1.1 {}\r\nContent-Length: {}\r\n", answer.status, answer.body.len());
            for (name, value) in answer.headers.iter().chain(&self.headers) {
                let _ = write!(head, "{name}: {value}\r\n");
            }
            head.push_str(if request.keep_alive { "\r\n" } else { "Connection: close\r\n\r\n" });
            let mut message = head.into_bytes();
            if request.method != "HEAD" {
                message.extend_from_slice(&answer.body);
            }
            writer.write_all(&message)?;
            if !request.keep_alive {
                break;
            }
        }
        Ok(())
    }

    fn answer(&self, request: &Request) -> Answer {
        if !matches!(request.method.as_str(), "GET" | "HEAD") {
            return Answer::text("405 Method Not Allowed").with("Allow", "GET, HEAD");
        }
        let (path, query) = match request.target.split_once('?') {
            Some((path, query)) => (path, format!("?{query}")),
            None => (request.target.as_str(), String::new()),
        };
        let moved = |to: String| Answer::new("308 Permanent Redirect").with("Location", to);
        let with_slash = format!("{path}/");
        if self.prefixes.contains(&with_slash) {
            return moved(with_slash + &query);
        }
        let Some(below) = self.prefixes.iter().find_map(|prefix| path.strip_prefix(prefix.as_str())) else {
            return Answer::text("404 Not Found");
        };
        let Some(relative) = plain_path(below) else {
            return Answer::text("400 Bad Request");
        };
        let mut file = self.root.join(relative);
        if file.is_dir() {
            file.push("index.html");
            // A folder without a page is not there; "//host" would lead elsewhere.
            if file.is_file() && !path.ends_with('/') && !path.starts_with("//") {
                return moved(with_slash + &query);
            }
        }
        self.send("200 OK", &file, request)
            .or_else(|| self.send("404 Not Found", &self.root.join("404.html"), request))
            .unwrap_or_else(|| Answer::text("404 Not Found"))
    }

    /// The answer with a file, compressed where that lies beside it and is understood; none when it is not there.
    fn send(&self, status: &'static str, file: &Path, request: &Request) -> Option<Answer> {
        let content = self.read(file)?;
        // What is changed on its way has no compressed twin.
        let is_changed = self.other_config.is_some() && (file == self.root.join("config.json") || is_page(file));
        let twins: Vec<_> = ENCODINGS
            .into_iter()
            .filter(|_| !is_changed)
            .filter_map(|(ending, encoding)| Some((encoding, self.read(&with_ending(file, ending))?)))
            .collect();
        let varies = !twins.is_empty();
        let twin = twins.into_iter().find(|(encoding, _)| request.accepts(encoding));
        let (encoding, content) = twin.map_or((None, content), |(encoding, content)| (Some(encoding), content));

        let tag = format!("\"{:016x}\"", project::fingerprint(&content));
        let known = request.if_none_match.as_deref().filter(|_| status == "200 OK");
        let is_known = known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag));
        let is_named_by_content = file.starts_with(self.root.join(assets::FOLDER));
        let mut answer = Answer::new(if is_known { "304 Not Modified" } else { status })
            .with("ETag", tag)
            .with("Cache-Control", if is_named_by_content { FOR_EVER } else { ASK_FIRST });
        if varies {
            answer = answer.with("Vary", "Accept-Encoding");
        }
        if !is_known {
            answer = answer.with("Content-Type", media_type(file));
            if let Some(encoding) = encoding {
                answer = answer.with("Content-Encoding", encoding);
            }
            answer.body = content;
        }
        Some(answer)
    }

    /// The content of a file that really lies in the folder, also after following links.
    fn read(&self, file: &Path) -> Option<Vec<u8>> {
        let real = file.canonicalize().ok()?;
        let inside = real.starts_with(self.root.canonicalize().ok()?);
        if !inside || !real.is_file() {
            return None;
        }
        let content = std::fs::read(real).ok()?;
        Some(match &self.other_config {
            Some(other) => other.instead_of(file.strip_prefix(&self.root).unwrap_or(file), content),
            None => content,
        })
    }
}

impl OtherConfig {
    /// What is sent for a file of the folder.
    fn instead_of(&self, file: &Path, content: Vec<u8>) -> Vec<u8> {
        if file == Path::new("config.json") {
            return self.text.clone().into_bytes();
        }
        match String::from_utf8(content) {
            // The worker keeps pages of its own policy only.
            Ok(page) if is_page(file) || file == Path::new("sw.js") => {
                page.replace(&self.policies.0, &self.policies.1).into_bytes()
            }
            Ok(text) => text.into_bytes(),
            Err(bytes) => bytes.into_bytes(),
        }
    }
}

/// The compressed file beside another.
fn with_ending(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

fn is_page(file: &Path) -> bool {
    media_type(file).starts_with("text/html")
}

fn media_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml; charset=utf-8",
        Some("png") => "image/png",
        Some("webmanifest") => "application/manifest+json; charset=utf-8",
        Some("ico") => "image/x-icon",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// A path of plain names only: nothing that climbs, hides, or means something to a file system.
fn plain_path(encoded: &str) -> Option<PathBuf> {
    let decoded = percent_decoded(encoded)?;
    let names = decoded.split('/').filter(|name| !name.is_empty());
    names.map(|name| (!name.starts_with('.') && !name.contains(['\\', ':', '\0'])).then_some(name)).collect()
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first == b'%' {
            let digits = std::str::from_utf8(rest.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &rest[2..];
        } else {
            bytes.push(*first);
        }
    }
    String::from_utf8(bytes).ok()
}

/// The next request; none when the visitor has gone, or speaks something else.
fn read_request(reader: &mut impl BufRead) -> std::io::Result<Option<Request>> {
    const LONGEST_HEAD: u64 = 32 * 1024;
    let mut head = reader.by_ref().take(LONGEST_HEAD);
    let mut line = String::new();
    head.read_line(&mut line)?;
    let mut words = line.split_whitespace();
    let (Some(method), Some(target), Some(version)) = (words.next(), words.next(), words.next()) else {
        return Ok(None);
    };
    let mut request = Request {
        method: method.to_owned(),
        target: target.to_owned(),
        if_none_match: None,
        accept_encoding: String::new(),
        keep_alive: version == "HTTP/1.1",
    };
    loop {
        let mut line = String::new();
        if head.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let Some((name, value)) = line.trim_end().split_once(':') else {
            // Bodies are not read: after one, the next request could not be found.
            request.keep_alive &= matches!(request.method.as_str(), "GET" | "HEAD");
            return Ok(Some(request));
        };
        match name.to_ascii_lowercase().as_str() {
            "if-none-match" => request.if_none_match = Some(value.trim().to_owned()),
            "accept-encoding" => value.trim().clone_into(&mut request.accept_encoding),
            "connection" if value.trim().eq_ignore_ascii_case("close") => request.keep_alive = false,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Json;

    /// This program's own folder stands in for a built page.
    fn site() -> Site {
        let policy = Policy::of_this_project().unwrap();
        Site::new(&project::path("public"), &["/", "/sub/", "/a/b/c/"], &policy)
    }

    fn ask(method: &str, target: &str, if_none_match: Option<&str>) -> Answer {
        let request = Request {
            method: method.into(),
            target: target.into(),
            if_none_match: if_none_match.map(Into::into),
            accept_encoding: String::new(),
            keep_alive: true,
        };
        site().answer(&request)
    }

    fn header<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
        answer.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    #[track_caller]
    fn check_status(target: &str, expected: &str) {
        assert_eq!(ask("GET", target, None).status, expected, "{target}");
    }

    #[test]
    fn a_file_is_found_below_every_prefix() {
        for target in ["/config.json", "/sub/config.json", "/a/b/c/config.json?x=1", "/a/b/c/icons/favicon.svg"] {
            check_status(target, "200 OK");
        }
        let answer = ask("GET", "/sub/config.json", None);
        assert_eq!(header(&answer, "Content-Type"), Some("application/json; charset=utf-8"));
        assert!(Json::parse(std::str::from_utf8(&answer.body).unwrap()).is_ok());
    }

    #[test]
    fn another_configuration_brings_its_policy() {
        let config = r#"{"endpoint":{"kind":"graph","baseUrl":"http://127.0.0.1:9","auth":{"kind":"none"}}}"#;
        let site = site().with_config(config, &Policy::of_this_project().unwrap()).unwrap();
        let ask = |target: &str| {
            let wire = format!("GET {target} HTTP/1.1\r\nAccept-Encoding: br\r\n\r\n").into_bytes();
            site.answer(&read_request(&mut &wire[..]).unwrap().unwrap()).body
        };
        assert_eq!(ask("/sub/config.json"), config.as_bytes());
        assert_eq!(ask("/config.schema.json"), std::fs::read(project::path("public/config.schema.json")).unwrap());
        assert!(site.headers.iter().any(|(_, value)| value.contains("connect-src 'self' http://127.0.0.1:9;")));

        let other = site.other_config.as_ref().unwrap();
        let built = Policy::of_this_project().unwrap().meta_tag();
        let page = other.instead_of(Path::new("connectors/index.html"), built.clone().into_bytes());
        assert_eq!(String::from_utf8(page).unwrap(), Policy::of_text(config).unwrap().meta_tag());
        assert_eq!(other.instead_of(Path::new("boot.js"), built.clone().into_bytes()), built.as_bytes());
    }

    #[test]
    fn nothing_outside_the_folder_is_served() {
        for target in [
            "/../Cargo.toml",
            "/%2e%2e/Cargo.toml",
            "/..%2fCargo.toml",
            "/..%5cCargo.toml",
            "/.npmrc",
            "/c:/x",
            "/%00",
            "/%zz",
            "/%e",
        ] {
            check_status(target, "400 Bad Request");
        }
    }

    #[test]
    fn what_is_not_there_is_a_404_with_a_page() {
        for target in ["/nothing", "/icons/", "/icons", "/sub/boot.js/x"] {
            let answer = ask("GET", target, None);
            assert_eq!(answer.status, "404 Not Found", "{target}");
            assert_eq!(header(&answer, "Content-Type"), Some("text/html; charset=utf-8"), "{target}");
        }
    }

    #[test]
    fn a_prefix_without_its_slash_moves_there_with_the_query() {
        let answer = ask("GET", "/a/b/c?show=all", None);
        assert_eq!(answer.status, "308 Permanent Redirect");
        assert_eq!(header(&answer, "Location"), Some("/a/b/c/?show=all"));
    }

    #[test]
    fn an_unchanged_file_is_not_sent_again() {
        let tag = header(&ask("GET", "/boot.js", None), "ETag").unwrap().to_owned();
        assert_eq!(ask("GET", "/boot.js", Some(&tag)).status, "304 Not Modified");
        assert_eq!(ask("GET", "/boot.js", Some("\"other\"")).status, "200 OK");
    }

    #[test]
    fn a_compressed_twin_is_sent_to_who_understands_it() {
        let folder = project::path("target/twin-test");
        for (name, content) in
            [("assets/a.js", "plain"), ("assets/a.js.br", "brotli"), ("assets/a.js.gz", "gzip"), ("b.js", "lone")]
        {
            project::write(&folder.join(name), content).unwrap();
        }
        let site = Site::new(&folder, &["/"], &Policy::of_this_project().unwrap());
        let told = |target: &str, accepted: &str| {
            let wire = format!("GET {target} HTTP/1.1\r\nAccept-Encoding: {accepted}\r\n\r\n");
            let answer = site.answer(&read_request(&mut wire.as_bytes()).unwrap().unwrap());
            assert_eq!(header(&answer, "Content-Type"), Some("text/javascript; charset=utf-8"), "{target}");
            let heads = ["Content-Encoding", "Vary", "Cache-Control"].map(|name| header(&answer, name).unwrap_or("-"));
            format!("{}; {}", String::from_utf8(answer.body.clone()).unwrap(), heads.join("; "))
        };
        let kept = |start: &str| format!("{start}; Accept-Encoding; {FOR_EVER}");
        assert_eq!(told("/assets/a.js", "gzip, deflate, br"), kept("brotli; br"));
        assert_eq!(told("/assets/a.js", "br;q=0, gzip;q=0.5"), kept("gzip; gzip"));
        assert_eq!(told("/assets/a.js", ""), kept("plain; -"));
        assert_eq!(told("/b.js", "br"), format!("lone; -; -; {ASK_FIRST}"));

        // What is changed on its way has none.
        project::write(&folder.join("index.html"), &Policy::of_this_project().unwrap().meta_tag()).unwrap();
        project::write(&folder.join("index.html.br"), "brotli").unwrap();
        let page = |site: &Site| {
            let wire = b"GET / HTTP/1.1\r\nAccept-Encoding: br\r\n\r\n";
            site.answer(&read_request(&mut &wire[..]).unwrap().unwrap()).body
        };
        assert_eq!(page(&site), b"brotli");
        let config = r#"{"endpoint":{"kind":"graph","baseUrl":"http://127.0.0.1:9","auth":{"kind":"none"}}}"#;
        let site = site.with_config(config, &Policy::of_this_project().unwrap()).unwrap();
        assert_eq!(String::from_utf8(page(&site)).unwrap(), Policy::of_text(config).unwrap().meta_tag());
    }

    #[test]
    fn what_is_missing_among_the_assets_is_not_kept() {
        let answer = ask("GET", "/assets/gone.js", None);
        assert_eq!((answer.status, header(&answer, "Cache-Control")), ("404 Not Found", Some(ASK_FIRST)));
    }

    #[test]
    fn only_reading_is_allowed() {
        assert_eq!(ask("POST", "/config.json", None).status, "405 Method Not Allowed");
        assert_eq!(ask("HEAD", "/config.json", None).status, "200 OK");
    }

    #[test]
    fn a_request_is_read_to_its_empty_line() {
        let mut wire = &b"GET /x HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"1\"\r\n\r\nGET /y HTTP/1.0\r\n\r\n"[..];
        let first = read_request(&mut wire).unwrap().unwrap();
        assert_eq!((first.target.as_str(), first.if_none_match.as_deref(), first.keep_alive), ("/x", Some("\"1\""), true));
        let second = read_request(&mut wire).unwrap().unwrap();
        assert_eq!((second.target.as_str(), second.keep_alive), ("/y", false));
        assert!(read_request(&mut wire).unwrap().is_none());
    }
}
