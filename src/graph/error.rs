//! What can go wrong between a request and its value.

use serde_json::value::RawValue;

use super::{
    catalogue::Resource,
    lenient::{self, Object},
    reply::Reply,
    retry_after,
};
use crate::{domain::health::NotKnown, json};

/// The error envelope of Microsoft Graph, unwrapped: Intune and the service announcements nest JSON in strings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GraphError {
    /// The code to decide by, the innermost one that says something (`ResourceNotFound`, `Forbidden`, …); may be empty.
    pub code: String,
    /// The innermost message: a developer's text, for details only.
    pub message: String,
    /// The id that Microsoft's support asks for.
    pub request_id: Option<String>,
}

/// A value that is not what the decoder expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError {
    /// What was wrong, in English, for details only.
    pub problem: String,
}

/// Why there is no value. One enum for everything between a request and its value; the page turns it into words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The snapshot does not hold the answer.
    Missing,
    /// Nobody is signed in, or the session has ended.
    SignedOut {
        /// For support.
        request_id: Option<String>,
    },
    /// A permission or role is missing.
    Refused(GraphError),
    /// The tenant has no licence for it.
    NotLicensed(GraphError),
    /// Graph asks to wait.
    Throttled {
        /// How long, from 1 to 300; `None` where the answer does not tell.
        retry_after_secs: Option<u32>,
        /// For support.
        request_id: Option<String>,
    },
    /// No network.
    Offline,
    /// The endpoint cannot be reached, and the browser does not tell why.
    Unreachable {
        /// The host that was asked.
        host: String,
    },
    /// The answer is not what Graph sends.
    BadAnswer {
        /// What it is instead.
        kind: BadAnswer,
        /// A detail in English, for copying: what was wrong, or how the answer begins.
        detail: String,
        /// For support.
        request_id: Option<String>,
    },
    /// Graph failed, or knows no such thing.
    Failed {
        /// The HTTP status; 408 for a time-out of our own.
        status: u16,
        /// What Graph says about it.
        error: GraphError,
    },
}

/// What an answer is that is not what Graph sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadAnswer {
    /// A web page: a proxy or a sign-in page answered.
    Html,
    /// Nothing.
    Empty,
    /// Something else than JSON.
    NotJson,
    /// JSON, but of another shape.
    Shape,
    /// A status that no answer has.
    Status,
}

impl BadAnswer {
    /// A short name, the same in all languages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Html => "HTML",
            Self::Empty => "empty",
            Self::NotJson => "not JSON",
            Self::Shape => "JSON of another shape",
            Self::Status => "HTTP status",
        }
    }
}

impl GraphError {
    /// How many texts are opened that hold JSON again.
    const DEPTH: usize = 3;

    /// No error is longer, in bytes; a list may be, and is not searched for one.
    const LONGEST: usize = 1_000_000;

    /// Reads an error body; `None` if it is not Graph's envelope (`{ "error": { "code", "message", … } }`).
    pub fn parse(body: &RawValue) -> Option<Self> {
        if body.get().len() > Self::LONGEST {
            return None;
        }
        let envelope = Object::read(body).ok()?.object("error")?;
        if envelope.get("code").is_none() && envelope.get("message").is_none() {
            return None;
        }
        let inner = envelope.object("innerError").or_else(|| envelope.object("innererror")).unwrap_or_default();
        let mut error = Self {
            code: envelope.text("code").unwrap_or_default(),
            message: envelope.text("message").unwrap_or_default(),
            request_id: inner.text("request-id").filter(|id| !id.is_empty()),
        };
        for _ in 0..Self::DEPTH {
            let Some(nested) = nested(&error.message) else { break };
            if let Some(code) = nested.text("ErrorCode").or_else(|| nested.text("code")).filter(|code| says_something(code)) {
                error.code = code;
            }
            let message = ["Message", "message", "error"].into_iter().find_map(|key| nested.text(key));
            let Some(message) = message.filter(|message| !message.is_empty()) else { break };
            error.message = message;
        }
        Some(error)
    }

    fn is(&self, code: &str) -> bool {
        self.code.eq_ignore_ascii_case(code)
    }

    /// Whether it says that the tenant has no licence. Graph has no code for that, so its words decide.
    fn is_about_licence(&self) -> bool {
        let message = self.message.to_ascii_lowercase();
        ["not applicable to target tenant", "requires an active intune license", "does not have a valid license"]
            .iter()
            .any(|words| message.contains(words))
    }
}

/// The object in a text, if the text is one.
fn nested(text: &str) -> Option<Object<'_>> {
    Object::read(json::document(text.trim()).ok()?).ok()
}

/// `UnknownError` is what Graph puts around everything it does not understand itself.
fn says_something(code: &str) -> bool {
    !code.is_empty() && !code.eq_ignore_ascii_case("UnknownError")
}

impl Error {
    /// What is wrong with an answer; `None` if it is a JSON object with a status of success.
    ///
    /// What an error proves about a connector (a missing certificate is a 404) is not decided here but by the connector's source.
    pub fn of_reply(resource: Resource, reply: &Reply) -> Option<Self> {
        let envelope = GraphError::parse(&reply.body);
        let has_envelope = envelope.is_some();
        let mut error = envelope.unwrap_or_default();
        error.request_id = error.request_id.or_else(|| reply.header("request-id").map(str::to_owned));
        let request_id = error.request_id.clone();
        let bad = |kind| Self::bad_answer(kind, &reply.body, request_id.clone());
        Some(match reply.status {
            204 => bad(BadAnswer::Empty),
            200..=299 => match body_kind(&reply.body) {
                Some(kind) => bad(kind),
                None if has_envelope => bad(BadAnswer::Shape),
                None => return None,
            },
            0..=399 | 600.. => bad(BadAnswer::Status),
            429 => Self::Throttled { retry_after_secs: told_secs(reply), request_id },
            501 => Self::NotLicensed(error),
            500.. if error.is_about_licence() => Self::NotLicensed(error),
            status @ 500.. => Self::Failed { status, error },
            _ if !has_envelope && body_kind(&reply.body) == Some(BadAnswer::Html) => bad(BadAnswer::Html),
            _ if error.is_about_licence() => Self::NotLicensed(error),
            401 if is_refusal(resource, reply, has_envelope, &error) => Self::Refused(error),
            401 => Self::SignedOut { request_id },
            403 => Self::Refused(error),
            status => Self::Failed { status, error },
        })
    }

    /// A body that its decoder does not take.
    pub fn of_decoding(error: DecodeError, reply: &Reply) -> Self {
        Self::BadAnswer {
            kind: BadAnswer::Shape,
            detail: error.problem,
            request_id: reply.header("request-id").map(str::to_owned),
        }
    }

    /// The id that Microsoft's support asks for.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Refused(error) | Self::NotLicensed(error) | Self::Failed { error, .. } => error.request_id.as_deref(),
            Self::SignedOut { request_id } | Self::Throttled { request_id, .. } | Self::BadAnswer { request_id, .. } => {
                request_id.as_deref()
            }
            Self::Missing | Self::Offline | Self::Unreachable { .. } => None,
        }
    }

    fn bad_answer(kind: BadAnswer, body: &RawValue, request_id: Option<String>) -> Self {
        Self::BadAnswer { kind, detail: body.get().chars().take(200).collect(), request_id }
    }
}

impl From<&Error> for NotKnown {
    fn from(error: &Error) -> Self {
        match error {
            Error::Missing => Self::Missing,
            Error::SignedOut { .. } => Self::SignedOut,
            Error::Refused(_) => Self::Refused,
            Error::NotLicensed(_) => Self::NotLicensed,
            Error::Throttled { .. } => Self::Throttled,
            Error::Offline => Self::Offline,
            Error::Unreachable { .. } => Self::Unreachable,
            Error::BadAnswer { .. } => Self::BadAnswer,
            Error::Failed { status, .. } => Self::Failed(*status),
        }
    }
}

impl std::fmt::Display for Error {
    /// For a developer; the page has its own words.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing => f.write_str("not in this snapshot"),
            Self::SignedOut { .. } => f.write_str("signed out"),
            Self::Refused(error) => write!(f, "refused: {} {}", error.code, error.message),
            Self::NotLicensed(error) => write!(f, "not licensed: {} {}", error.code, error.message),
            Self::Throttled { .. } => f.write_str("throttled"),
            Self::Offline => f.write_str("offline"),
            Self::Unreachable { host } => write!(f, "{host} cannot be reached"),
            Self::BadAnswer { kind, detail, .. } => write!(f, "bad answer ({}): {detail}", kind.as_str()),
            Self::Failed { status, error } => write!(f, "HTTP {status}: {} {}", error.code, error.message),
        }
    }
}

impl std::error::Error for Error {}

/// What a body is that is no JSON object. In a batch, what is not JSON comes as a text in Base64.
fn body_kind(body: &RawValue) -> Option<BadAnswer> {
    let json = body.get();
    match json.as_bytes().first() {
        Some(b'{') => None,
        Some(b'n') => Some(BadAnswer::Empty),
        Some(b'"') => {
            let text = lenient::text(json).unwrap_or_default();
            let text = text.trim_start();
            // `<` in Base64 is a `P` and one of the first sixteen letters.
            let is_encoded_tag = matches!(text.as_bytes(), [b'P', b'A'..=b'P', ..]);
            Some(match text {
                "" => BadAnswer::Empty,
                _ if text.starts_with('<') || is_encoded_tag => BadAnswer::Html,
                _ => BadAnswer::NotJson,
            })
        }
        _ => Some(BadAnswer::Shape),
    }
}

/// Whether a 401 is about a role and not about the token. Intune answers so where the Intune role is missing; signing in again would
/// only turn in a circle.
fn is_refusal(resource: Resource, reply: &Reply, has_envelope: bool, error: &GraphError) -> bool {
    let challenge = reply.header("www-authenticate").unwrap_or_default();
    let is_about_token = challenge.contains("claims") || challenge.contains("invalid_token");
    let is_intunes_own = resource.is_intune() && has_envelope && !error.is("InvalidAuthenticationToken");
    error.is("Forbidden") || is_intunes_own && !is_about_token
}

/// The seconds that an answer asks to wait. A date in it counts from when the answer was read.
pub(super) fn told_secs(reply: &Reply) -> Option<u32> {
    retry_after::secs(reply.header("retry-after")?, reply.read_at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(json: &str) -> Box<RawValue> {
        RawValue::from_string(json.to_owned()).unwrap()
    }

    fn reply(status: u16, body: &str) -> Reply {
        Reply { id: "x".to_owned(), status, headers: Vec::new(), body: raw(body).into(), read_at: None }
    }

    const ENVELOPE: &str = r#"{"error": {"code": "X", "message": "y", "innerError": {"request-id": "r1"}}}"#;
    const NO_ROLE: &str = r#"{"error": {"code": "UnknownError", "message": "{\"ErrorCode\":\"Forbidden\",\"Message\":\"{\\\"_version\\\": 3, \\\"Message\\\": \\\"An error has occurred\\\"}\"}"}}"#;
    const NO_TENANT: &str =
        r#"{"error": {"code": "BadRequest", "message": "{\"Message\": \"Request not applicable to target tenant.\"}"}}"#;

    #[track_caller]
    fn check_envelope(body: &str, code: &str, message: &str) {
        let error = GraphError::parse(&raw(body)).unwrap();
        assert_eq!((error.code.as_str(), error.message.as_str()), (code, message));
    }

    #[test]
    fn an_envelope_is_unwrapped_to_its_innermost_words() {
        check_envelope(ENVELOPE, "X", "y");
        check_envelope(NO_ROLE, "Forbidden", "An error has occurred");
        check_envelope(NO_TENANT, "BadRequest", "Request not applicable to target tenant.");
        check_envelope(
            r#"{"error": {"code": "ResourceNotFound", "message": "{\"_version\": 3, \"Message\": \"gone\", \"RetryAfter\": null}"}}"#,
            "ResourceNotFound",
            "gone",
        );
        check_envelope(
            r#"{"error": {"code": "UnknownError", "message": "{\"code\":\"forbidden\",\"message\":\"{\\u0022error\\u0022:\\u0022no\\u0022}\"}"}}"#,
            "forbidden",
            "no",
        );
        // What is around it is worth more than an inner code that says nothing.
        for code in ["UnknownError", "unknownerror", ""] {
            let inner = format!(r#"{{\"ErrorCode\":\"{code}\",\"Message\":\"m\"}}"#);
            check_envelope(&format!(r#"{{"error": {{"code": "Forbidden", "message": "{inner}"}}}}"#), "Forbidden", "m");
        }
        check_envelope(r#"{"error": {"code": "", "message": ""}}"#, "", "");
        check_envelope(r#"{"error": {"code": "X", "message": "{broken"}}"#, "X", "{broken");
        check_envelope(r#"{"error": {"code": "X", "message": "{\"Message\": 5}"}}"#, "X", "5");
    }

    #[test]
    fn the_request_id_is_found_in_both_spellings_and_in_the_headers() {
        let id = |body: &str| GraphError::parse(&raw(body)).unwrap().request_id;
        assert_eq!(id(ENVELOPE).as_deref(), Some("r1"));
        assert_eq!(id(r#"{"error": {"code": "X", "innererror": {"request-id": "r2"}}}"#).as_deref(), Some("r2"));
        assert_eq!(id(r#"{"error": {"code": "X"}}"#), None);
        let reply = Reply { headers: vec![("request-id".to_owned(), "r3".to_owned())], ..reply(500, "null") };
        assert_eq!(Error::of_reply(Resource::Issues, &reply).unwrap().request_id(), Some("r3"));
    }

    #[test]
    fn err_without_an_envelope() {
        for body in ["null", "{}", "[]", r#"{"error": null}"#, r#"{"error": "text"}"#, r#"{"error": {}}"#, r#""<html>""#] {
            assert_eq!(GraphError::parse(&raw(body)), None, "{body}");
        }
    }

    #[test]
    fn a_body_of_more_than_a_megabyte_is_not_searched_for_an_error() {
        let of_length = |length: usize| {
            let (start, end) = (r#"{"error": {"code": ""#, r#""}}"#);
            GraphError::parse(&raw(&[start, &"x".repeat(length - start.len() - end.len()), end].concat())).is_some()
        };
        assert!(of_length(1_000_000));
        assert!(!of_length(1_000_001));
        assert!(!of_length(1_000_002));
    }

    #[test]
    fn an_error_in_a_log_says_what_graph_said() {
        let of = |status, body| Error::of_reply(Resource::Issues, &reply(status, body)).unwrap().to_string();
        assert_eq!(of(403, ENVELOPE), "refused: X y");
        assert_eq!(of(500, ENVELOPE), "HTTP 500: X y");
        assert_eq!(of(401, "null"), "signed out");
    }

    #[track_caller]
    fn check(status: u16, body: &str, expected: &str) {
        let name = |resource| match Error::of_reply(resource, &reply(status, body)) {
            None => "ok".to_owned(),
            Some(Error::BadAnswer { kind, .. }) => kind.as_str().to_owned(),
            Some(Error::Failed { status, .. }) => status.to_string(),
            Some(Error::SignedOut { .. }) => "signedOut".to_owned(),
            Some(Error::Refused(_)) => "refused".to_owned(),
            Some(Error::NotLicensed(_)) => "notLicensed".to_owned(),
            Some(Error::Throttled { .. }) => "throttled".to_owned(),
            Some(other) => format!("{other:?}"),
        };
        assert_eq!(name(Resource::Issues), expected, "{status} {body}");
    }

    #[test]
    fn an_object_with_a_status_of_success_is_good() {
        check(200, r#"{"value": []}"#, "ok");
        check(201, "{}", "ok");
    }

    #[test]
    fn what_graph_never_sends_is_a_bad_answer() {
        check(204, "null", "empty");
        check(204, "{}", "empty");
        check(200, "null", "empty");
        check(200, r#""""#, "empty");
        check(200, r#"" <!DOCTYPE html>""#, "HTML");
        check(200, r#""PCFET0NUWVBFIGh0bWw+""#, "HTML");
        check(200, r#""aGVsbG8=""#, "not JSON");
        check(200, "[]", "JSON of another shape");
        check(200, "5", "JSON of another shape");
        check(200, ENVELOPE, "JSON of another shape");
        check(403, r#""<html>""#, "HTML");
        for status in [0, 100, 302, 600, 999] {
            check(status, ENVELOPE, "HTTP status");
        }
    }

    #[test]
    fn an_error_status_says_what_is_missing() {
        check(401, ENVELOPE, "signedOut");
        check(401, "null", "signedOut");
        check(401, NO_ROLE, "refused");
        check(403, ENVELOPE, "refused");
        check(403, "null", "refused");
        check(400, NO_TENANT, "notLicensed");
        check(403, r#"{"error": {"code": "Forbidden", "message": "This requires an active Intune license."}}"#, "notLicensed");
        check(500, NO_TENANT, "notLicensed");
        check(501, ENVELOPE, "notLicensed");
        check(429, ENVELOPE, "throttled");
        check(400, ENVELOPE, "400");
        check(404, ENVELOPE, "404");
        check(408, "null", "408");
        check(424, ENVELOPE, "424");
        check(503, r#""<html>""#, "503");
    }

    #[test]
    fn an_intune_401_is_a_refusal_unless_it_is_about_the_token() {
        let with = |code: &str, challenge: &str| {
            let body = format!(r#"{{"error": {{"code": "{code}", "message": "m"}}}}"#);
            let headers = vec![("www-authenticate".to_owned(), challenge.to_owned())];
            Error::of_reply(Resource::VppTokens, &Reply { headers, ..reply(401, &body) }).unwrap()
        };
        assert!(matches!(with("UnknownError", ""), Error::Refused(_)));
        assert!(matches!(with("UnknownError", "Bearer realm=\"\""), Error::Refused(_)));
        assert!(matches!(with("InvalidAuthenticationToken", ""), Error::SignedOut { .. }));
        assert!(matches!(with("UnknownError", "Bearer error=\"invalid_token\""), Error::SignedOut { .. }));
        assert!(matches!(with("UnknownError", "Bearer error=\"insufficient_claims\", claims=\"e30=\""), Error::SignedOut { .. }));
    }

    #[test]
    fn the_wait_is_between_one_second_and_five_minutes_or_not_told() {
        for (value, expected) in [("5", Some(5)), ("0", Some(1)), ("86400", Some(300)), ("-1", None), ("abc", None)] {
            let headers = vec![("retry-after".to_owned(), value.to_owned())];
            let error = Error::of_reply(Resource::Issues, &Reply { headers, ..reply(429, "null") });
            assert_eq!(error, Some(Error::Throttled { retry_after_secs: expected, request_id: None }), "{value:?}");
        }
    }
}
