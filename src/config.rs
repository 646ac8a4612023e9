//! The file `config.json`: read once, strictly. A wrong field is named; nothing is guessed.

use serde_json::value::RawValue;

use crate::{domain::cloud::Cloud, json};

/// The whole configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Shown beside the product name.
    pub title: Option<String>,
    /// The code of the language; `None` follows the browser.
    pub language: Option<String>,
    /// Minutes between two readings; 0 is off.
    pub refresh_minutes: u32,
    /// The number of Intune's service release, which Graph does not tell.
    pub service_release: Option<String>,
    /// Whether the page may keep itself, and data for a reader who asks, for when there is no network.
    pub offline: bool,
    /// Where the answers come from.
    pub endpoint: Endpoint,
    /// The file as it was read.
    pub text: String,
}

/// Where the answers come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Endpoint {
    /// A document with recorded answers.
    Snapshot(SnapshotEndpoint),
    /// Microsoft Graph, or something that answers like it.
    Graph(GraphEndpoint),
}

/// A document with recorded answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotEndpoint {
    /// Its address: absolute, or relative to the base of the app.
    pub url: String,
    /// The cloud of the portals, where the document itself does not tell.
    pub cloud: Cloud,
}

/// Microsoft Graph, or something that answers like it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GraphEndpoint {
    /// The cloud of the sign-in and of the portals.
    pub cloud: Cloud,
    /// The address that comes before the version, without a slash at its end. A token goes to its origin only.
    pub base_url: String,
    /// Whether requests are sent together.
    pub batch: bool,
    /// Whether the Intune location is asked for, which needs one more permission.
    pub tenant_location: bool,
    /// Where the refresh token is kept.
    pub token_storage: TokenStorage,
    /// How people sign in.
    pub auth: Auth,
}

/// Where the refresh token is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenStorage {
    /// In the browser tab: it survives a reload.
    Session,
    /// In memory alone.
    Memory,
}

/// How people sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Auth {
    /// With Microsoft Entra.
    Entra {
        /// The id of the registered app, a GUID.
        client_id: String,
        /// A domain, the GUID of the tenant, or `organizations`.
        tenant: String,
    },
    /// With another provider that speaks OpenID Connect.
    Oidc {
        /// Its address.
        issuer: String,
        /// The id of the registered app.
        client_id: String,
        /// What is asked for.
        scopes: Vec<String>,
    },
    /// Not at all: the endpoint answers everybody whom it can see.
    None,
}

impl Endpoint {
    /// The cloud.
    pub fn cloud(&self) -> Cloud {
        match self {
            Self::Snapshot(endpoint) => endpoint.cloud,
            Self::Graph(endpoint) => endpoint.cloud,
        }
    }
}

/// What is wrong with the file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The path of the field (`endpoint.auth.clientId`); empty for the file as a whole.
    pub field: String,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with a field. The page turns it into words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// The field is needed and not there.
    Missing,
    /// The file is not JSON from here on; both count from 1.
    NotJson {
        /// The line.
        line: usize,
        /// The column, in bytes.
        column: usize,
    },
    /// There is no such field.
    UnknownKey,
    /// The value is of another type.
    WrongType {
        /// The type that is needed.
        expected: Type,
    },
    /// The type is right, the value is not.
    NotAllowed {
        /// What is allowed: values or forms, the same in all languages.
        allowed: String,
    },
}

/// A type of JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// A text.
    Text,
    /// A whole number.
    Number,
    /// `true` or `false`.
    Flag,
    /// An object.
    Object,
    /// A list of texts.
    Texts,
}

impl Type {
    /// The key of its name in the locale files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Flag => "flag",
            Self::Object => "object",
            Self::Texts => "texts",
        }
    }
}

/// Minutes between two readings where the file does not tell.
const REFRESH_MINUTES: u32 = 15;
/// Fewer minutes than these would run into Graph's limits with many readers.
const MIN_REFRESH_MINUTES: u32 = 5;

impl Config {
    /// Reads the file. `languages` are the codes that the page has.
    ///
    /// # Errors
    ///
    /// For the first field that is wrong; an unknown field first, since it is most often a misspelt one.
    pub fn parse(text: &str, languages: &[&str]) -> Result<Self, ConfigError> {
        let text = text.trim_start_matches('\u{feff}');
        let raw = json::document(text).map_err(|error| ConfigError {
            field: String::new(),
            problem: Problem::NotJson { line: error.line(), column: error.column() },
        })?;
        let top = Fields::read(raw, String::new())?;
        top.only(&["$schema", "title", "language", "refreshMinutes", "serviceRelease", "offline", "endpoint"])?;
        let language = top.text("language")?.filter(|code| code != "auto");
        if language.as_deref().is_some_and(|code| !languages.contains(&code)) {
            return Err(top.not_allowed("language", format!("auto, {}", languages.join(", "))));
        }
        let refresh_minutes = top.number("refreshMinutes")?.unwrap_or(REFRESH_MINUTES);
        if (1..MIN_REFRESH_MINUTES).contains(&refresh_minutes) {
            return Err(top.not_allowed("refreshMinutes", format!("0, {MIN_REFRESH_MINUTES}…")));
        }
        Ok(Self {
            title: top.text("title")?.filter(|title| !title.trim().is_empty()),
            language,
            refresh_minutes,
            service_release: top.text("serviceRelease")?.filter(|release| !release.trim().is_empty()),
            offline: top.flag("offline")?.unwrap_or(true),
            endpoint: endpoint(&top.object("endpoint")?.ok_or_else(|| top.error("endpoint", Problem::Missing))?)?,
            text: text.to_owned(),
        })
    }
}

fn endpoint(fields: &Fields) -> Result<Endpoint, ConfigError> {
    match fields.one_of("kind", &["snapshot", "graph"])? {
        Some("snapshot") => {
            fields.only(&["kind", "url", "cloud"])?;
            let url = fields.needed("url")?;
            if !is_document_address(&url) {
                return Err(fields.not_allowed("url", "demo/contoso.json, https://…, http://…".to_owned()));
            }
            Ok(Endpoint::Snapshot(SnapshotEndpoint { url, cloud: cloud(fields)? }))
        }
        Some(_) => {
            fields.only(&["kind", "cloud", "baseUrl", "batch", "tenantLocation", "tokenStorage", "auth"])?;
            let cloud = cloud(fields)?;
            let base_url = fields.text("baseUrl")?.unwrap_or_else(|| cloud.graph_root().to_owned());
            if !is_secure_address(&base_url) {
                return Err(fields.not_allowed("baseUrl", SECURE_FORMS.to_owned()));
            }
            let token_storage = match fields.one_of("tokenStorage", &["session", "memory"])? {
                Some("memory") => TokenStorage::Memory,
                _ => TokenStorage::Session,
            };
            Ok(Endpoint::Graph(GraphEndpoint {
                cloud,
                base_url: base_url.trim_end_matches('/').to_owned(),
                batch: fields.flag("batch")?.unwrap_or(true),
                tenant_location: fields.flag("tenantLocation")?.unwrap_or(false),
                token_storage,
                auth: auth(&fields.object("auth")?.ok_or_else(|| fields.error("auth", Problem::Missing))?)?,
            }))
        }
        None => Err(fields.error("kind", Problem::Missing)),
    }
}

fn auth(fields: &Fields) -> Result<Auth, ConfigError> {
    match fields.one_of("kind", &["entra", "oidc", "none"])? {
        Some("entra") => {
            fields.only(&["kind", "clientId", "tenant"])?;
            let client_id = fields.needed("clientId")?;
            if !is_guid(&client_id) {
                return Err(fields.not_allowed("clientId", "00000000-0000-0000-0000-000000000000".to_owned()));
            }
            let tenant = fields.needed("tenant")?;
            // It becomes a segment of the sign-in's address.
            if tenant.is_empty() || !tenant.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-') {
                return Err(fields.not_allowed("tenant", "contoso.onmicrosoft.com".to_owned()));
            }
            Ok(Auth::Entra { client_id, tenant })
        }
        Some("oidc") => {
            fields.only(&["kind", "issuer", "clientId", "scopes"])?;
            let issuer = fields.needed("issuer")?;
            if !is_secure_address(&issuer) {
                return Err(fields.not_allowed("issuer", SECURE_FORMS.to_owned()));
            }
            Ok(Auth::Oidc { issuer, client_id: fields.needed("clientId")?, scopes: fields.texts("scopes")?.unwrap_or_default() })
        }
        Some(_) => fields.only(&["kind"]).map(|()| Auth::None),
        None => Err(fields.error("kind", Problem::Missing)),
    }
}

fn cloud(fields: &Fields) -> Result<Cloud, ConfigError> {
    let names = Cloud::ALL.map(Cloud::as_str);
    Ok(fields.one_of("cloud", &names)?.and_then(Cloud::from_name).unwrap_or_default())
}

/// The fields of an object and the path that leads to it.
struct Fields {
    path: String,
    values: Vec<(String, Box<RawValue>)>,
}

impl Fields {
    fn read(raw: &RawValue, path: String) -> Result<Self, ConfigError> {
        match json::members(raw) {
            Some(values) => Ok(Self { path, values: values.into_iter().map(|(key, raw)| (key, raw.to_owned())).collect() }),
            None => Err(ConfigError { field: path, problem: Problem::WrongType { expected: Type::Object } }),
        }
    }

    /// The first other field is an error.
    fn only(&self, known: &[&str]) -> Result<(), ConfigError> {
        match self.values.iter().map(|(key, _)| key).find(|key| !known.contains(&key.as_str())) {
            Some(key) => Err(self.error(key, Problem::UnknownKey)),
            None => Ok(()),
        }
    }

    /// The value as `read` takes it.
    fn value<T>(&self, key: &str, expected: Type, read: fn(&RawValue) -> Option<T>) -> Result<Option<T>, ConfigError> {
        let Some(raw) = self.raw(key) else { return Ok(None) };
        read(raw).map(Some).ok_or_else(|| self.error(key, Problem::WrongType { expected }))
    }

    fn raw(&self, key: &str) -> Option<&RawValue> {
        self.values.iter().rev().find(|(known, _)| known == key).map(|(_, raw)| raw.as_ref())
    }

    fn text(&self, key: &str) -> Result<Option<String>, ConfigError> {
        self.value(key, Type::Text, |raw| json::text(raw.get()))
    }

    fn number(&self, key: &str) -> Result<Option<u32>, ConfigError> {
        self.value(key, Type::Number, |raw| raw.get().parse().ok())
    }

    fn flag(&self, key: &str) -> Result<Option<bool>, ConfigError> {
        self.value(key, Type::Flag, |raw| raw.get().parse().ok())
    }

    fn texts(&self, key: &str) -> Result<Option<Vec<String>>, ConfigError> {
        self.value(key, Type::Texts, |raw| json::elements(raw)?.into_iter().map(|raw| json::text(raw.get())).collect())
    }

    fn object(&self, key: &str) -> Result<Option<Self>, ConfigError> {
        self.raw(key).map(|raw| Self::read(raw, self.field(key))).transpose()
    }

    /// A text that has to be there and to say something.
    fn needed(&self, key: &str) -> Result<String, ConfigError> {
        self.text(key)?.filter(|text| !text.trim().is_empty()).ok_or_else(|| self.error(key, Problem::Missing))
    }

    fn one_of<'a>(&self, key: &str, allowed: &[&'a str]) -> Result<Option<&'a str>, ConfigError> {
        let Some(text) = self.text(key)? else { return Ok(None) };
        match allowed.iter().find(|value| **value == text) {
            Some(value) => Ok(Some(value)),
            None => Err(self.not_allowed(key, allowed.join(", "))),
        }
    }

    fn field(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    fn error(&self, key: &str, problem: Problem) -> ConfigError {
        ConfigError { field: self.field(key), problem }
    }

    fn not_allowed(&self, key: &str, allowed: String) -> ConfigError {
        self.error(key, Problem::NotAllowed { allowed })
    }
}

/// The forms of an address that a token may go to.
const SECURE_FORMS: &str = "https://…, http://localhost…, http://127.0.0.1…";

/// An address for a token: https, or this computer itself (for tests).
fn is_secure_address(address: &str) -> bool {
    if address.contains(['?', '#']) {
        return false;
    }
    match split(address) {
        Some(("https", host)) => !host.is_empty(),
        Some(("http", host)) => {
            let name = host.strip_prefix("[::1]").map_or_else(|| host.split(':').next().unwrap_or_default(), |_| "localhost");
            matches!(name, "localhost" | "127.0.0.1")
        }
        _ => false,
    }
}

/// An address of a document: relative, http or https.
fn is_document_address(address: &str) -> bool {
    if let Some((scheme, host)) = split(address) {
        return matches!(scheme, "http" | "https") && !host.is_empty();
    }
    // What looks like another scheme or another host is not relative.
    let first = address.split(['/', '?', '#']).next().unwrap_or_default();
    !first.contains(':') && !address.starts_with("//") && is_clean(address)
}

/// Scheme and host of an absolute address. `None` if it has no host, names a user, or holds what browsers drop or turn around.
fn split(address: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    (is_clean(address) && !host.contains('@') && scheme.bytes().all(|b| b.is_ascii_lowercase())).then_some((scheme, host))
}

fn is_clean(address: &str) -> bool {
    !address.is_empty() && !address.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\')
}

fn is_guid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "7f5c1d3e-0000-4000-8000-0000000000ab";

    fn parse(text: &str) -> Result<Config, ConfigError> {
        Config::parse(text, &["en", "nl"])
    }

    /// An endpoint whose fields are these.
    fn endpoint(fields: &str) -> Result<Endpoint, ConfigError> {
        parse(&format!(r#"{{"endpoint": {{{fields}}}}}"#)).map(|config| config.endpoint)
    }

    #[track_caller]
    fn check(text: &str, field: &str, problem: Problem) {
        assert_eq!(parse(text), Err(ConfigError { field: field.to_owned(), problem }), "{text}");
    }

    fn allowed(values: &str) -> Problem {
        Problem::NotAllowed { allowed: values.to_owned() }
    }

    const SNAPSHOT: &str = r#""endpoint": {"kind": "snapshot", "url": "demo/contoso.json"}"#;

    #[test]
    fn ok_with_the_least_that_is_needed() {
        let config = parse(&format!("{{{SNAPSHOT}}}")).unwrap();
        assert_eq!((config.title, config.language, config.refresh_minutes, config.service_release), (None, None, 15, None));
        assert!(config.offline);
        let url = "demo/contoso.json".to_owned();
        assert_eq!(config.endpoint, Endpoint::Snapshot(SnapshotEndpoint { url, cloud: Cloud::Global }));
    }

    #[test]
    fn ok_with_every_field() {
        let config = parse(
            r#"{"$schema": "./config.schema.json", "title": "Contoso", "language": "nl", "refreshMinutes": 0, "serviceRelease": "2611",
                "offline": false, "endpoint": {"kind": "snapshot", "url": "https://example.com/a.json?x=1", "cloud": "usGov"}}"#,
        )
        .unwrap();
        assert_eq!(config.title.as_deref(), Some("Contoso"));
        assert_eq!(config.language.as_deref(), Some("nl"));
        assert_eq!((config.refresh_minutes, config.service_release.as_deref()), (0, Some("2611")));
        assert!(!config.offline && config.text.starts_with("{\"$schema\""));
        assert_eq!(config.endpoint.cloud(), Cloud::UsGov);
        assert_eq!(parse(&format!("\u{feff}{{\"language\": \"auto\", {SNAPSHOT}}}")).unwrap().language, None);
    }

    #[test]
    fn ok_with_a_graph_endpoint_of_each_sign_in() {
        let graph = endpoint(&format!(
            r#""kind": "graph", "auth": {{"kind": "entra", "clientId": "{ID}", "tenant": "contoso.onmicrosoft.com"}}"#
        ));
        let expected = GraphEndpoint {
            cloud: Cloud::Global,
            base_url: "https://graph.microsoft.com".to_owned(),
            batch: true,
            tenant_location: false,
            token_storage: TokenStorage::Session,
            auth: Auth::Entra { client_id: ID.to_owned(), tenant: "contoso.onmicrosoft.com".to_owned() },
        };
        assert_eq!(graph, Ok(Endpoint::Graph(expected.clone())));

        let graph = endpoint(
            r#""kind": "graph", "cloud": "china", "baseUrl": "http://localhost:8080/graph/", "batch": false, "tenantLocation": true,
               "tokenStorage": "memory", "auth": {"kind": "oidc", "issuer": "https://id.example.com", "clientId": "x", "scopes": ["a"]}"#,
        );
        let expected = GraphEndpoint {
            cloud: Cloud::China,
            base_url: "http://localhost:8080/graph".to_owned(),
            batch: false,
            tenant_location: true,
            token_storage: TokenStorage::Memory,
            auth: Auth::Oidc {
                issuer: "https://id.example.com".to_owned(),
                client_id: "x".to_owned(),
                scopes: vec!["a".to_owned()],
            },
        };
        assert_eq!(graph, Ok(Endpoint::Graph(expected)));
        assert!(endpoint(r#""kind": "graph", "auth": {"kind": "none"}"#).is_ok());
    }

    #[test]
    fn err_names_what_is_missing() {
        check("{}", "endpoint", Problem::Missing);
        check(r#"{"endpoint": {}}"#, "endpoint.kind", Problem::Missing);
        check(r#"{"endpoint": {"kind": "snapshot"}}"#, "endpoint.url", Problem::Missing);
        check(r#"{"endpoint": {"kind": "snapshot", "url": " "}}"#, "endpoint.url", Problem::Missing);
        check(r#"{"endpoint": {"kind": "graph"}}"#, "endpoint.auth", Problem::Missing);
        check(r#"{"endpoint": {"kind": "graph", "auth": {}}}"#, "endpoint.auth.kind", Problem::Missing);
        check(r#"{"endpoint": {"kind": "graph", "auth": {"kind": "entra"}}}"#, "endpoint.auth.clientId", Problem::Missing);
        check(
            &format!(r#"{{"endpoint": {{"kind": "graph", "auth": {{"kind": "entra", "clientId": "{ID}"}}}}}}"#),
            "endpoint.auth.tenant",
            Problem::Missing,
        );
        check(r#"{"endpoint": {"kind": "graph", "auth": {"kind": "oidc"}}}"#, "endpoint.auth.issuer", Problem::Missing);
    }

    #[test]
    fn err_names_an_unknown_field_with_its_path() {
        check(r#"{"tilte": "x"}"#, "tilte", Problem::UnknownKey);
        check(r#"{"endpoint": {"kind": "snapshot", "uri": "x"}}"#, "endpoint.uri", Problem::UnknownKey);
        check(r#"{"endpoint": {"kind": "snapshot", "url": "x", "auth": {}}}"#, "endpoint.auth", Problem::UnknownKey);
        check(
            r#"{"endpoint": {"kind": "graph", "auth": {"kind": "entra", "clientID": "x"}}}"#,
            "endpoint.auth.clientID",
            Problem::UnknownKey,
        );
        check(r#"{"endpoint": {"kind": "graph", "auth": {"kind": "none", "x": 1}}}"#, "endpoint.auth.x", Problem::UnknownKey);
        check(r#"{"endpoint": {"$schema": "x", "kind": "snapshot"}}"#, "endpoint.$schema", Problem::UnknownKey);
    }

    #[test]
    fn err_names_a_value_of_another_type() {
        let wrong = |expected| Problem::WrongType { expected };
        check("[]", "", wrong(Type::Object));
        check(r#"{"title": 5}"#, "title", wrong(Type::Text));
        check(r#"{"language": null}"#, "language", wrong(Type::Text));
        for minutes in ["\"15\"", "-1", "5.5", "true", "1e400"] {
            check(&format!(r#"{{"refreshMinutes": {minutes}}}"#), "refreshMinutes", wrong(Type::Number));
        }
        check(r#"{"serviceRelease": 2611}"#, "serviceRelease", wrong(Type::Text));
        check(r#"{"endpoint": "x"}"#, "endpoint", wrong(Type::Object));
        check(r#"{"endpoint": {"kind": 1}}"#, "endpoint.kind", wrong(Type::Text));
        check(r#"{"endpoint": {"kind": "graph", "batch": "true"}}"#, "endpoint.batch", wrong(Type::Flag));
        check(r#"{"endpoint": {"kind": "graph", "auth": []}}"#, "endpoint.auth", wrong(Type::Object));
        check(
            r#"{"endpoint": {"kind": "graph", "auth": {"kind": "oidc", "issuer": "https://a", "clientId": "x", "scopes": [1]}}}"#,
            "endpoint.auth.scopes",
            wrong(Type::Texts),
        );
    }

    #[test]
    fn err_names_what_is_allowed_instead() {
        check(r#"{"language": "xx"}"#, "language", allowed("auto, en, nl"));
        for minutes in 1..5 {
            check(&format!(r#"{{"refreshMinutes": {minutes}}}"#), "refreshMinutes", allowed("0, 5…"));
        }
        check(r#"{"endpoint": {"kind": "file"}}"#, "endpoint.kind", allowed("snapshot, graph"));
        check(r#"{"endpoint": {"kind": "graph", "cloud": "GCC"}}"#, "endpoint.cloud", allowed("global, usGov, usGovDod, china"));
        check(r#"{"endpoint": {"kind": "graph", "tokenStorage": "local"}}"#, "endpoint.tokenStorage", allowed("session, memory"));
        check(r#"{"endpoint": {"kind": "graph", "auth": {"kind": "msal"}}}"#, "endpoint.auth.kind", allowed("entra, oidc, none"));
    }

    #[test]
    fn err_tells_the_place_where_json_ends() {
        check("{\n  \"title\": }", "", Problem::NotJson { line: 2, column: 12 });
        assert!(matches!(parse("").unwrap_err().problem, Problem::NotJson { .. }));
        assert!(matches!(parse("<!DOCTYPE html>").unwrap_err().problem, Problem::NotJson { line: 1, column: 1 }));
    }

    #[test]
    fn a_token_goes_to_https_or_this_computer_only() {
        for good in
            ["https://graph.microsoft.com", "https://a.b/c/", "http://localhost:8080", "http://127.0.0.1/x", "http://[::1]:9"]
        {
            assert!(is_secure_address(good), "{good}");
        }
        for bad in [
            "http://example.com",
            "http://localhost.example.com",
            "http://localhost@example.com",
            "https://",
            "https://user@example.com",
            "https://example.com\\@evil.example",
            "https://example.com/?x",
            "https://example.com/#x",
            " https://example.com",
            "//example.com",
            "graph",
            "javascript://x",
            "",
        ] {
            assert!(!is_secure_address(bad), "{bad}");
        }
    }

    #[test]
    fn a_snapshot_is_relative_or_on_the_web() {
        for good in ["demo/contoso.json", "/a.json", "../a.json", "a.json?x=b:c", "https://a/b", "http://a/b", "./a:b"] {
            assert!(is_document_address(good), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "java\nscript:alert(1)",
            "data:application/json,{}",
            "file:///etc/passwd",
            "blob:x",
            "//example.com/a.json",
            "\\\\example.com\\a.json",
            "https://user:secret@example.com/a.json",
            "https:///a.json",
            "",
        ] {
            assert!(!is_document_address(bad), "{bad}");
        }
    }

    #[test]
    fn a_client_id_is_a_guid_and_a_tenant_is_one_segment() {
        let entra = |id: &str, tenant: &str| {
            endpoint(&format!(r#""kind": "graph", "auth": {{"kind": "entra", "clientId": "{id}", "tenant": "{tenant}"}}"#))
        };
        assert!(entra(ID, "organizations").is_ok());
        assert!(entra(&ID.to_uppercase(), ID).is_ok());
        for (id, tenant, field) in [
            ("…", "contoso.com", "endpoint.auth.clientId"),
            ("7f5c1d3e00004000800000000000000ab", "contoso.com", "endpoint.auth.clientId"),
            (ID, "contoso.com/evil", "endpoint.auth.tenant"),
            (ID, "a?b", "endpoint.auth.tenant"),
        ] {
            assert_eq!(entra(id, tenant).unwrap_err().field, field, "{id} {tenant}");
        }
    }
}
