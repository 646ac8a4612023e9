//! Everything that can go wrong while signing in, and what helps. The page turns it into words.

use super::json::Object;

/// What went wrong. Never holds a token, a code or a verifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// The page came over http: the browser gives it no cryptography.
    InsecureContext,
    /// The browser forbids or has no room in the tab's storage: nothing would remember the sign-in while the reader is away.
    NoStorage,
    /// More redirects in a minute than a person makes.
    Loop,
    /// An answer to a sign-in that this tab did not start, or that it has used already.
    NotStartedHere,
    /// The answer came after the sign-in had been forgotten, ten minutes.
    TooLate,
    /// The redirect back cannot be understood.
    BadCallback {
        /// The parameter that is wrong.
        what: &'static str,
    },
    /// The provider describes itself in a way that cannot be trusted or used.
    BadProvider {
        /// The property that is wrong; empty for the document as a whole.
        what: &'static str,
    },
    /// The token endpoint answered with something that is no token, or the id token is wrong.
    BadToken {
        /// The property that is wrong; empty for the answer as a whole.
        what: &'static str,
    },
    /// The reader's clock is wrong, so that the id token seems not to hold now.
    ClockOff {
        /// How far the clock is behind; negative where it is ahead.
        minutes: i64,
    },
    /// Signed in to another tenant than the configured one.
    OtherTenant {
        /// The id of the tenant of the account.
        found: String,
    },
    /// A renewal answered for another account than the one that signed in.
    OtherAccount,
    /// Graph refused a token that had just been renewed, or demands a new sign-in.
    Rejected,
    /// The token has run out, and the provider gave nothing to renew it with.
    Expired,
    /// These permissions were never asked for, and there is nothing to ask with but a redirect.
    NotAsked,
    /// Another tab signed out.
    SignedOutElsewhere,
    /// The browser says that there is no network.
    Offline,
    /// No answer of the provider.
    Unreachable,
    /// The provider answered with an HTTP status and nothing that explains it.
    Status(u16),
    /// The provider refused.
    Refused(Box<Refusal>),
}

/// What helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reaction {
    /// The reader signs in, or grants access, by a click.
    SignIn,
    /// An administrator consents.
    AdminConsent,
    /// The same once more, later.
    Retry,
    /// Another account.
    OtherAccount,
    /// The registration or `config.json` has to be changed, or the reader's computer.
    Configuration,
    /// Nothing on this page; somebody else has to change something.
    Stop,
    /// The sign-in from its beginning.
    Restart,
}

/// A refusal in the provider's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What it means.
    pub cause: Cause,
    /// OAuth's `error`.
    pub error: String,
    /// The number of Entra's error (`AADSTS…`).
    pub code: Option<u32>,
    /// What the provider says, for details; at most 2 kB.
    pub description: String,
    /// Entra's id of this one answer.
    pub trace_id: Option<String>,
    /// Entra's id of the whole sign-in.
    pub correlation_id: Option<String>,
    /// Claims that the next sign-in has to ask for, as JSON.
    pub claims: Option<String>,
}

/// What a refusal means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// Nobody has consented to what was asked.
    NotConsented,
    /// The reader declined.
    Declined,
    /// Only an administrator can consent.
    AdminConsentNeeded,
    /// The provider wants to see the reader: no session, another factor, a new password.
    InteractionNeeded,
    /// Conditional Access or the security defaults forbid it.
    BlockedByPolicy,
    /// The account is not assigned to the app.
    NotAssigned,
    /// The address of this page is not registered for the app.
    RedirectNotRegistered,
    /// The app belongs to one tenant and was asked through another address.
    WrongAudience,
    /// The account does not exist in the tenant.
    AccountNotInTenant,
    /// The session has ended: too old, revoked, the password changed.
    SessionEnded,
    /// The code was used already, or is too old.
    CodeUsed,
    /// The verifier does not fit.
    VerifierMismatch,
    /// The provider has seen too many requests of the same kind.
    TooManyRequests,
    /// The provider does not know the app, or it is switched off.
    UnknownApp,
    /// The provider does not know the tenant.
    UnknownTenant,
    /// The app is not registered as a single-page application.
    NotSinglePage,
    /// What was asked for does not exist.
    UnknownPermission,
    /// The provider is in trouble.
    Unavailable,
    /// Anything else.
    Other,
}

/// What each number of Entra means.
///
/// Source: Microsoft identity platform, *Microsoft Entra authentication and authorization error codes*.
const CODES: [(u32, Cause); 40] = [
    (50_011, Cause::RedirectNotRegistered),
    (50_020, Cause::AccountNotInTenant),
    (50_034, Cause::AccountNotInTenant),
    (50_058, Cause::InteractionNeeded),
    (50_072, Cause::InteractionNeeded),
    (50_074, Cause::InteractionNeeded),
    (50_076, Cause::InteractionNeeded),
    (50_078, Cause::InteractionNeeded),
    (50_079, Cause::InteractionNeeded),
    (50_105, Cause::NotAssigned),
    (50_173, Cause::SessionEnded),
    (50_194, Cause::WrongAudience),
    (50_196, Cause::TooManyRequests),
    (53_000, Cause::BlockedByPolicy),
    (53_001, Cause::BlockedByPolicy),
    (53_002, Cause::BlockedByPolicy),
    (53_003, Cause::BlockedByPolicy),
    (530_035, Cause::BlockedByPolicy),
    (54_005, Cause::CodeUsed),
    (65_001, Cause::NotConsented),
    (65_004, Cause::Declined),
    (70_001, Cause::UnknownApp),
    (70_008, Cause::SessionEnded),
    (70_011, Cause::UnknownPermission),
    (70_043, Cause::SessionEnded),
    (90_002, Cause::UnknownTenant),
    (90_033, Cause::Unavailable),
    (90_094, Cause::AdminConsentNeeded),
    (90_095, Cause::AdminConsentNeeded),
    (500_011, Cause::UnknownPermission),
    (501_481, Cause::VerifierMismatch),
    (650_053, Cause::UnknownPermission),
    (650_057, Cause::UnknownPermission),
    (700_003, Cause::BlockedByPolicy),
    (700_011, Cause::UnknownApp),
    (700_016, Cause::UnknownApp),
    (700_082, Cause::SessionEnded),
    (700_084, Cause::SessionEnded),
    (9_002_326, Cause::NotSinglePage),
    (9_002_327, Cause::NotSinglePage),
];

impl Cause {
    /// What a number of Entra means.
    pub fn from_code(code: u32) -> Option<Self> {
        CODES.iter().find(|(known, _)| *known == code).map(|(_, cause)| *cause)
    }

    /// What OAuth's and OpenID Connect's `error` means where no number says more.
    pub fn from_error(error: &str) -> Self {
        match error {
            "access_denied" => Self::Declined,
            "consent_required" => Self::NotConsented,
            "interaction_required" | "login_required" | "account_selection_required" => Self::InteractionNeeded,
            "invalid_grant" => Self::SessionEnded,
            "invalid_client" | "unauthorized_client" => Self::UnknownApp,
            "invalid_scope" | "invalid_resource" | "invalid_target" => Self::UnknownPermission,
            "server_error" | "temporarily_unavailable" => Self::Unavailable,
            "slow_down" => Self::TooManyRequests,
            _ => Self::Other,
        }
    }

    /// What helps.
    pub fn reaction(self) -> Reaction {
        match self {
            Self::InteractionNeeded | Self::SessionEnded => Reaction::SignIn,
            Self::NotConsented | Self::AdminConsentNeeded => Reaction::AdminConsent,
            Self::Declined | Self::Unavailable | Self::Other => Reaction::Retry,
            Self::AccountNotInTenant => Reaction::OtherAccount,
            Self::BlockedByPolicy | Self::NotAssigned | Self::TooManyRequests => Reaction::Stop,
            Self::CodeUsed | Self::VerifierMismatch => Reaction::Restart,
            Self::RedirectNotRegistered
            | Self::WrongAudience
            | Self::UnknownApp
            | Self::UnknownTenant
            | Self::NotSinglePage
            | Self::UnknownPermission => Reaction::Configuration,
        }
    }
}

impl Problem {
    /// What helps.
    pub fn reaction(&self) -> Reaction {
        match self {
            Self::InsecureContext | Self::NoStorage | Self::BadProvider { .. } | Self::ClockOff { .. } => Reaction::Configuration,
            Self::Loop => Reaction::Stop,
            Self::NotStartedHere | Self::TooLate | Self::BadCallback { .. } | Self::BadToken { .. } => Reaction::Restart,
            Self::OtherTenant { .. } | Self::OtherAccount => Reaction::OtherAccount,
            Self::Rejected | Self::Expired | Self::NotAsked | Self::SignedOutElsewhere => Reaction::SignIn,
            Self::Offline | Self::Unreachable | Self::Status(_) => Reaction::Retry,
            Self::Refused(refusal) => refusal.cause.reaction(),
        }
    }

    /// Whether it says something about the network rather than about the session: the same may work in a moment.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Offline | Self::Unreachable => true,
            Self::Status(status) => *status == 429 || *status >= 500,
            Self::Refused(refusal) => matches!(refusal.cause, Cause::Unavailable | Cause::TooManyRequests),
            _ => false,
        }
    }

    /// Whether only these permissions are missing: the session itself goes on.
    pub fn is_about_consent(&self) -> bool {
        use Cause as C;
        match self {
            Self::NotAsked => true,
            Self::Refused(refusal) => {
                matches!(refusal.cause, C::NotConsented | C::AdminConsentNeeded | C::Declined | C::UnknownPermission)
            }
            _ => false,
        }
    }

    /// The number of Entra's error.
    pub fn code(&self) -> Option<u32> {
        match self {
            Self::Refused(refusal) => refusal.code,
            _ => None,
        }
    }
}

/// The longest description that is kept, in bytes.
const MAX_DESCRIPTION: usize = 2048;
/// The longest id that is kept.
const MAX_ID: usize = 64;

impl Refusal {
    /// From the parameters of a redirect; the number stands in the description.
    pub fn from_redirect(error: &str, description: &str, subcode: &str) -> Self {
        let mut refusal = Self::new(error, description, None);
        if refusal.cause == Cause::Other && subcode == "cancel" {
            refusal.cause = Cause::Declined;
        }
        refusal
    }

    /// From the body of the token endpoint; `None` where it is no error of OAuth.
    pub fn from_body(body: &str) -> Option<Self> {
        let body = Object::read(body)?;
        let error = body.text("error").filter(|error| !error.is_empty())?;
        let codes = body.numbers("error_codes").into_iter().filter_map(|code| u32::try_from(code).ok());
        // Entra lists several; the one that we know says most.
        let codes: Vec<u32> = codes.collect();
        let code = codes.iter().copied().find(|code| Cause::from_code(*code).is_some()).or(codes.first().copied());
        let mut refusal = Self::new(&error, &body.text("error_description").unwrap_or_default(), code);
        let id = |key| body.text(key).filter(|id| is_id(id));
        refusal.trace_id = id("trace_id").or(refusal.trace_id);
        refusal.correlation_id = id("correlation_id").or(refusal.correlation_id);
        refusal.claims = body.text("claims").filter(|claims| claims.len() <= 8192 && Object::read(claims).is_some());
        if refusal.cause == Cause::SessionEnded && body.text("suberror").as_deref() == Some("consent_required") {
            refusal.cause = Cause::NotConsented;
        }
        Some(refusal)
    }

    fn new(error: &str, description: &str, code: Option<u32>) -> Self {
        let code = code.or_else(|| code_in(description));
        let description = description.trim();
        Self {
            cause: code.and_then(Cause::from_code).unwrap_or_else(|| Cause::from_error(error)),
            error: cut(error, 100).to_owned(),
            code,
            description: cut(description, MAX_DESCRIPTION).to_owned(),
            trace_id: id_in(description, "Trace ID: "),
            correlation_id: id_in(description, "Correlation ID: "),
            claims: None,
        }
    }
}

/// The number behind `AADSTS`.
fn code_in(description: &str) -> Option<u32> {
    let (_, rest) = description.split_once("AADSTS")?;
    let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

/// An id that Entra writes into its description.
fn id_in(description: &str, label: &str) -> Option<String> {
    let (_, rest) = description.split_once(label)?;
    rest.split_whitespace().next().filter(|id| is_id(id)).map(str::to_owned)
}

fn is_id(text: &str) -> bool {
    !text.is_empty() && text.len() <= MAX_ID && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// At most `limit` bytes of a text, cut between characters.
pub(super) fn cut(text: &str, limit: usize) -> &str {
    let mut end = text.len().min(limit);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_code(code: u32, cause: Cause, reaction: Reaction) {
        for error in ["invalid_grant", "interaction_required", "whatever"] {
            let body = format!(r#"{{"error": "{error}", "error_codes": [{code}], "error_description": "AADSTS{code}: no"}}"#);
            let refusal = Refusal::from_body(&body).unwrap();
            assert_eq!((refusal.cause, refusal.code, refusal.cause.reaction()), (cause, Some(code), reaction), "{error} {code}");
            let refusal = Refusal::from_redirect(error, &format!("AADSTS{code}: no"), "");
            assert_eq!((refusal.cause, refusal.code), (cause, Some(code)), "{error} {code}");
        }
    }

    #[test]
    fn every_number_of_entra_has_its_reaction() {
        use Reaction as R;
        for (codes, cause, reaction) in [
            (&[65_001][..], Cause::NotConsented, R::AdminConsent),
            (&[65_004], Cause::Declined, R::Retry),
            (&[90_094, 90_095], Cause::AdminConsentNeeded, R::AdminConsent),
            (&[50_058, 50_076, 50_078, 50_079, 50_072, 50_074], Cause::InteractionNeeded, R::SignIn),
            (&[53_000, 53_001, 53_002, 53_003, 530_035, 700_003], Cause::BlockedByPolicy, R::Stop),
            (&[50_105], Cause::NotAssigned, R::Stop),
            (&[50_011], Cause::RedirectNotRegistered, R::Configuration),
            (&[50_194], Cause::WrongAudience, R::Configuration),
            (&[50_020, 50_034], Cause::AccountNotInTenant, R::OtherAccount),
            (&[50_173, 70_008, 700_082, 70_043, 700_084], Cause::SessionEnded, R::SignIn),
            (&[54_005], Cause::CodeUsed, R::Restart),
            (&[501_481], Cause::VerifierMismatch, R::Restart),
            (&[50_196], Cause::TooManyRequests, R::Stop),
            (&[700_016, 70_001, 700_011], Cause::UnknownApp, R::Configuration),
            (&[9_002_326, 9_002_327], Cause::NotSinglePage, R::Configuration),
            (&[90_002], Cause::UnknownTenant, R::Configuration),
            (&[70_011, 500_011, 650_053, 650_057], Cause::UnknownPermission, R::Configuration),
            (&[90_033], Cause::Unavailable, R::Retry),
        ] {
            for code in codes {
                check_code(*code, cause, reaction);
            }
        }
    }

    #[test]
    fn an_error_without_a_known_number_is_told_by_its_name() {
        for (error, cause, reaction) in [
            ("access_denied", Cause::Declined, Reaction::Retry),
            ("consent_required", Cause::NotConsented, Reaction::AdminConsent),
            ("interaction_required", Cause::InteractionNeeded, Reaction::SignIn),
            ("login_required", Cause::InteractionNeeded, Reaction::SignIn),
            ("invalid_grant", Cause::SessionEnded, Reaction::SignIn),
            ("invalid_client", Cause::UnknownApp, Reaction::Configuration),
            ("unauthorized_client", Cause::UnknownApp, Reaction::Configuration),
            ("invalid_scope", Cause::UnknownPermission, Reaction::Configuration),
            ("server_error", Cause::Unavailable, Reaction::Retry),
            ("temporarily_unavailable", Cause::Unavailable, Reaction::Retry),
            ("invalid_request", Cause::Other, Reaction::Retry),
            ("", Cause::Other, Reaction::Retry),
        ] {
            let refusal = Refusal::from_redirect(error, "AADSTS1234567: new", "");
            assert_eq!((refusal.cause, refusal.code, refusal.cause.reaction()), (cause, Some(1_234_567), reaction), "{error}");
        }
    }

    #[test]
    fn a_body_is_read_with_its_ids_and_claims() {
        let refusal = Refusal::from_body(
            r#"{"error": "interaction_required", "error_codes": [1, 50076], "trace_id": "0a-1b", "correlation_id": "2c\n<b>",
                "error_description": "AADSTS50076: Due to a configuration change … Trace ID: ff-00 Correlation ID: aa-11 Timestamp: now",
                "suberror": "basic_action", "claims": "{\"access_token\":{\"capolids\":{\"essential\":true}}}"}"#,
        )
        .unwrap();
        assert_eq!((refusal.cause, refusal.code), (Cause::InteractionNeeded, Some(50_076)));
        assert_eq!((refusal.trace_id.as_deref(), refusal.correlation_id.as_deref()), (Some("0a-1b"), Some("aa-11")));
        assert_eq!(refusal.claims.as_deref(), Some(r#"{"access_token":{"capolids":{"essential":true}}}"#));
    }

    #[test]
    fn odd_bodies_are_no_refusal_or_a_poorer_one() {
        for body in ["", "<html>", "[]", "{}", r#"{"error": {"code": "x"}}"#, r#"{"error": ""}"#] {
            assert_eq!(Refusal::from_body(body), None, "{body}");
        }
        let body = r#"{"error": "invalid_grant", "error_codes": "x", "error_description": 5, "claims": "no json"}"#;
        let refusal = Refusal::from_body(body).unwrap();
        assert_eq!((refusal.cause, refusal.code, refusal.claims), (Cause::SessionEnded, None, None));
    }

    #[test]
    fn a_description_is_kept_within_bounds() {
        let long = "é".repeat(5000);
        let refusal = Refusal::from_redirect("server_error", &long, "");
        assert_eq!(refusal.description.len(), MAX_DESCRIPTION);
        assert_eq!(Refusal::from_redirect("e", &format!("x{long}"), "").description.len(), MAX_DESCRIPTION - 1);
    }

    #[test]
    fn a_cancelled_sign_in_is_a_declined_one() {
        assert_eq!(Refusal::from_redirect("invalid_request", "", "cancel").cause, Cause::Declined);
    }

    #[test]
    fn trouble_of_the_network_passes_and_refusals_do_not() {
        let refused = |error| Problem::Refused(Box::new(Refusal::from_redirect(error, "", "")));
        for problem in
            [Problem::Offline, Problem::Unreachable, Problem::Status(503), Problem::Status(429), refused("server_error")]
        {
            assert!(problem.is_passing(), "{problem:?}");
        }
        for problem in
            [Problem::Status(400), Problem::Rejected, Problem::Loop, refused("invalid_grant"), refused("access_denied")]
        {
            assert!(!problem.is_passing(), "{problem:?}");
        }
    }
}
