//! How the reader comes back from the provider.

use super::{
    encoding::form_decoded,
    problem::{Problem, Refusal},
    secret::Secret,
};

/// What the address of the page says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Callback {
    /// Nothing about signing in.
    None,
    /// A code to be redeemed.
    Code {
        /// Finds the sign-in.
        state: String,
        /// The code, for one use.
        code: Secret,
        /// Who says so (RFC 9207).
        issuer: Option<String>,
    },
    /// The provider refused.
    Refused {
        /// Finds the sign-in; empty where the provider forgot it.
        state: String,
        /// What it said.
        refusal: Refusal,
        /// Who says so.
        issuer: Option<String>,
    },
    /// An administrator has consented, or not.
    AdminConsent {
        /// Whether.
        is_granted: bool,
    },
    /// An answer that cannot be understood.
    Malformed(Problem),
}

/// More than any provider sends, in bytes.
const MAX_LENGTH: usize = 32 * 1024;
/// The longest code that is redeemed, in bytes.
const MAX_CODE: usize = 8 * 1024;
/// The longest state; ours are shorter.
const MAX_STATE: usize = 512;
/// What may stand once only.
const SINGLE: [&str; 7] = ["code", "state", "error", "error_description", "error_subcode", "iss", "admin_consent"];

impl Callback {
    /// Reads the query and the fragment of the address, both without their sign.
    pub fn read(query: &str, fragment: &str) -> Self {
        match Self::parse(fragment) {
            Self::None => Self::parse(query),
            found => found,
        }
    }

    fn parse(text: &str) -> Self {
        let bad = |what| Self::Malformed(Problem::BadCallback { what });
        // Not decoded before it is known to be small: this may come from anybody.
        if text.len() > MAX_LENGTH {
            let is_ours = text.split('&').any(|pair| ["code=", "error="].iter().any(|name| pair.starts_with(name)));
            return if is_ours { bad("") } else { Self::None };
        }
        let pairs = form_decoded(text);
        let value = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let (code, error, consent) = (value("code"), value("error"), value("admin_consent"));
        // A query of the page itself never has these names.
        if error.is_none() && consent.is_none() && (code.is_none() || value("state").is_none()) {
            return Self::None;
        }
        if let Some(what) = SINGLE.into_iter().find(|name| pairs.iter().filter(|(key, _)| key == name).count() > 1) {
            return bad(what);
        }
        let state = value("state").unwrap_or_default().to_owned();
        if state.len() > MAX_STATE {
            return bad("state");
        }
        let issuer = value("iss").map(str::to_owned);
        if let Some(error) = error {
            let [description, subcode] = ["error_description", "error_subcode"].map(|name| value(name).unwrap_or_default());
            return Self::Refused { state, refusal: Refusal::from_redirect(error, description, subcode), issuer };
        }
        if let Some(consent) = consent {
            return Self::AdminConsent { is_granted: consent.eq_ignore_ascii_case("true") };
        }
        match code {
            Some(code) if !code.is_empty() && code.len() <= MAX_CODE => {
                Self::Code { state, code: Secret::new(code.to_owned()), issuer }
            }
            _ => bad("code"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::problem::Cause;

    fn code(code: &str, state: &str, issuer: Option<&str>) -> Callback {
        let code = Secret::new(code.to_owned());
        Callback::Code { state: state.to_owned(), code, issuer: issuer.map(str::to_owned) }
    }

    fn bad(what: &'static str) -> Callback {
        Callback::Malformed(Problem::BadCallback { what })
    }

    #[track_caller]
    fn check(query: &str, fragment: &str, expected: Callback) {
        assert_eq!(Callback::read(query, fragment), expected, "?{query}#{fragment}");
    }

    #[test]
    fn a_code_comes_in_the_fragment_or_in_the_query() {
        check("", "code=0.AX-_~&state=s1&session_state=x", code("0.AX-_~", "s1", None));
        check("code=a%2Bb&state=s1", "", code("a+b", "s1", None));
        check("code=q&state=s1", "code=f&state=s2", code("f", "s2", None));
        check("code=q&state=s1", "main", code("q", "s1", None));
        check("", "state=s&iss=https%3A%2F%2Fid.example&code=c", code("c", "s", Some("https://id.example")));
    }

    #[test]
    fn what_the_page_itself_uses_is_no_callback() {
        for (query, fragment) in [
            ("", ""),
            ("", "main"),
            ("message=MC123&q=code", ""),
            ("q=code%3D1%26state%3D2", ""),
            ("state=s", ""),
            ("", "code=1"),
            ("code=1", "state=1"),
            ("", "session_state=1&state=2"),
        ] {
            check(query, fragment, Callback::None);
        }
        check("", &"x".repeat(40_000), Callback::None);
    }

    #[test]
    fn an_error_beats_a_code() {
        let refused = Callback::read("", "error=access_denied&error_description=AADSTS65004%3A+no&code=c&state=s&iss=i");
        let Callback::Refused { state, refusal, issuer } = refused else { panic!("{refused:?}") };
        assert_eq!((state.as_str(), issuer.as_deref()), ("s", Some("i")));
        assert_eq!((refusal.cause, refusal.code), (Cause::Declined, Some(65_004)));
        assert_eq!((refusal.error.as_str(), refusal.description.as_str()), ("access_denied", "AADSTS65004: no"));
    }

    #[test]
    fn an_error_without_a_state_is_read_too() {
        let refused = Callback::read("error=server_error", "");
        assert!(matches!(&refused, Callback::Refused { state, .. } if state.is_empty()), "{refused:?}");
    }

    #[test]
    fn a_parameter_stands_once() {
        for (fragment, what) in [
            ("code=a&code=b&state=s", "code"),
            ("code=a&state=s&state=t", "state"),
            ("error=a&error=b", "error"),
            ("code=a&state=s&iss=1&iss=2", "iss"),
            ("code=a&%63ode=b&state=s", "code"),
        ] {
            check("", fragment, bad(what));
        }
    }

    #[test]
    fn too_much_is_not_taken() {
        let long = "x".repeat(MAX_CODE);
        check("", &format!("code={long}&state=s"), code(&long, "s", None));
        check("", &format!("code={long}x&state=s"), bad("code"));
        check("", "code=&state=s", bad("code"));
        check("", &format!("code=a&state={}", "s".repeat(513)), bad("state"));
        check("", &format!("code={}&state=s", "x".repeat(MAX_LENGTH)), bad(""));
    }

    #[test]
    fn the_consent_of_an_administrator_is_its_own_answer() {
        check("admin_consent=True&tenant=x&state=s&scope=y", "", Callback::AdminConsent { is_granted: true });
        check("admin_consent=False&tenant=x", "", Callback::AdminConsent { is_granted: false });
        let refused = Callback::read("admin_consent=True&error=consent_required&error_description=AADSTS65004", "");
        assert!(matches!(refused, Callback::Refused { .. }), "{refused:?}");
    }

    #[test]
    fn markup_stays_text() {
        let refused = Callback::read("error=x&error_description=%3Cimg+src%3Dx+onerror%3Dalert(1)%3E", "");
        let Callback::Refused { refusal, .. } = refused else { panic!("{refused:?}") };
        assert_eq!(refusal.description, "<img src=x onerror=alert(1)>");
    }

    #[test]
    fn a_code_is_not_in_the_debug_output() {
        let text = format!("{:?}", Callback::read("", "code=SECRET&state=s"));
        assert!(!text.contains("SECRET"), "{text}");
    }
}
