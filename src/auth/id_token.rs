//! Who signed in, by the id token.
//!
//! Its signature is not checked: it came straight from the provider's token endpoint over TLS, which OpenID Connect Core (3.1.3.7, 6) takes
//! for as good. It is never taken from an address, and nothing of it opens anything.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    authority::Issuer,
    encoding::base64_decoded,
    json::Object,
    problem::{Problem, cut},
    secret::Secret,
};

/// Who signed in. Names are for showing only; `tenant` and `id` tell accounts apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The name of the person; empty where the provider does not tell.
    pub name: String,
    /// The user name, most often an address; empty where the provider does not tell.
    pub username: String,
    /// Entra's id of the tenant; empty for other providers.
    pub tenant: String,
    /// The id of the account at the provider: Entra's `oid`, else `sub`.
    pub id: String,
}

impl Account {
    /// Whether both are the same account, whatever it is called.
    pub fn is_same(&self, other: &Self) -> bool {
        (&self.tenant, &self.id) == (&other.tenant, &other.id)
    }
}

/// What an id token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdToken {
    /// Who signed in.
    pub account: Account,
    /// What the provider wants to be told when this account signs out, so that it need not ask which one is meant.
    pub sign_out_hint: Option<String>,
    /// How far the provider's clock is ahead of the reader's.
    pub clock_skew: TimeDelta,
}

/// What has to be in it.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// Who may issue it.
    pub issuer: &'a Issuer,
    /// For whom.
    pub client_id: &'a str,
    /// That of the sign-in; a renewal has none, and does not look at the time either.
    pub nonce: Option<&'a Secret>,
    /// When it came, by the reader's clock.
    pub now: DateTime<Utc>,
}

/// A larger one is not read, in bytes.
const MAX_LENGTH: usize = 64 * 1024;
/// A longer name is cut, in bytes.
const MAX_NAME: usize = 256;
/// A longer hint would make an address that is too long, in bytes.
const MAX_HINT: usize = 1024;
/// Clocks differ by less.
const TOLERANCE: TimeDelta = TimeDelta::minutes(5);
/// Entra dates its tokens back by up to this, for clocks that are behind.
const ENTRA_BACKDATES: TimeDelta = TimeDelta::minutes(5);

/// Reads an id token.
///
/// # Errors
///
/// [`Problem::BadToken`] names the first claim that is wrong; [`Problem::OtherTenant`], [`Problem::ClockOff`].
pub fn read(token: &Secret, expected: Expected) -> Result<IdToken, Problem> {
    let bad = |what| Problem::BadToken { what };
    let claims = payload(token.expose()).ok_or(bad("id_token"))?;
    let text = |key| claims.text(key).unwrap_or_default();
    let tenant = text("tid");
    if !expected.issuer.allows(&text("iss"), &tenant) {
        return Err(bad("iss"));
    }
    if !expected.issuer.allows_tenant(&tenant) {
        return Err(Problem::OtherTenant { found: tenant });
    }
    let audience = claims.texts("aud").unwrap_or_default();
    if !audience.iter().any(|name| name == expected.client_id) {
        return Err(bad("aud"));
    }
    if audience.len() > 1 && text("azp") != expected.client_id {
        return Err(bad("azp"));
    }
    if expected.nonce.is_some_and(|nonce| nonce.expose() != text("nonce")) {
        return Err(bad("nonce"));
    }
    let subject = claims.text("sub").filter(|subject| !subject.is_empty()).ok_or(bad("sub"))?;
    let at = |key: &'static str| claims.number(key).and_then(|seconds| DateTime::from_timestamp(seconds, 0)).ok_or(bad(key));
    let (issued, expires) = (at("iat")?, at("exp")?);
    let is_entra = matches!(expected.issuer, Issuer::Entra { .. });
    let clock_skew = skew(issued - expected.now, if is_entra { ENTRA_BACKDATES } else { TimeDelta::zero() });
    let is_now = issued - expected.now <= TOLERANCE && expected.now - expires <= TOLERANCE;
    if expected.nonce.is_some() && !is_now {
        return Err(Problem::ClockOff { minutes: clock_skew.num_minutes() });
    }
    let name = |key| claims.text(key).filter(|name| !name.trim().is_empty());
    let shown = |name: Option<String>| cut(name.unwrap_or_default().trim(), MAX_NAME).to_owned();
    Ok(IdToken {
        account: Account {
            name: shown(name("name")),
            username: shown(name("preferred_username").or_else(|| name("email")).or_else(|| name("upn"))),
            id: claims.text("oid").filter(|id| is_entra && !id.is_empty()).unwrap_or(subject),
            tenant,
        },
        sign_out_hint: claims.text("login_hint").filter(|hint| hint.len() <= MAX_HINT),
        clock_skew,
    })
}

/// How far the provider is ahead, if it may have dated the token back by up to `backdate`: the smallest that fits.
fn skew(ahead: TimeDelta, backdate: TimeDelta) -> TimeDelta {
    let latest = ahead + backdate;
    if ahead > TimeDelta::zero() {
        ahead
    } else if latest < TimeDelta::zero() {
        latest
    } else {
        TimeDelta::zero()
    }
}

/// The claims of a token; `None` if it is none.
fn payload(token: &str) -> Option<Object> {
    let mut parts = token.split('.');
    let (Some(_), Some(payload), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else { return None };
    if token.len() > MAX_LENGTH {
        return None;
    }
    Object::read(&String::from_utf8(base64_decoded(payload)?).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        auth::{authority::Provider, encoding::base64url},
        domain::cloud::Cloud,
    };

    const NOW: i64 = 1_790_000_000;
    const TENANT: &str = "11111111-2222-3333-4444-555555555555";

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(NOW, 0).unwrap()
    }

    fn token(claims: &str) -> Secret {
        Secret::new(format!("{}.{}.sig", base64url(b"{\"alg\":\"RS256\"}"), base64url(claims.as_bytes())))
    }

    fn claims() -> String {
        format!(
            r#"{{"iss": "https://login.microsoftonline.com/{TENANT}/v2.0", "aud": "app", "tid": "{TENANT}", "nonce": "n", "sub": "s", "oid": "o",
                "iat": {}, "exp": {}, "name": "Megan Bowen", "preferred_username": "megan@contoso.example"}}"#,
            NOW - 300,
            NOW + 3600
        )
    }

    fn read_with(claims: &str, issuer: &Issuer, is_renewal: bool) -> Result<IdToken, Problem> {
        let nonce = Secret::new("n".to_owned());
        let nonce = (!is_renewal).then_some(&nonce);
        read(&token(claims), Expected { issuer, client_id: "app", nonce, now: now() })
    }

    fn entra(tenant: &str) -> Issuer {
        Provider::entra(Cloud::Global, tenant).issuer
    }

    #[test]
    fn a_token_of_entra_tells_who_signed_in() {
        let found = read_with(&claims(), &entra(TENANT), false).unwrap();
        let [name, username, id] = ["Megan Bowen", "megan@contoso.example", "o"].map(str::to_owned);
        assert_eq!(found.account, Account { name, username, tenant: TENANT.to_owned(), id });
        assert_eq!((found.clock_skew, found.sign_out_hint), (TimeDelta::zero(), None));
        let json = claims().replace("\"oid\"", "\"login_hint\": \"O.C\", \"oid\"");
        assert_eq!(read_with(&json, &entra(TENANT), false).unwrap().sign_out_hint.as_deref(), Some("O.C"));
    }

    #[test]
    fn another_provider_tells_less() {
        let json = format!(
            r#"{{"iss": "https://id.example", "aud": ["x", "app"], "azp": "app", "nonce": "n", "sub": "s", "oid": "o", "iat": {NOW}, "exp": {NOW}}}"#
        );
        let found = read_with(&json, &Issuer::Exactly("https://id.example".to_owned()), false).unwrap();
        assert_eq!(found.account.id, "s");
        assert_eq!((found.account.name, found.account.username, found.account.tenant), Default::default());
    }

    #[track_caller]
    fn check(change: &str, with: &str, expected: Problem) {
        assert!(claims().contains(change), "{change}");
        assert_eq!(read_with(&claims().replace(change, with), &entra(TENANT), false), Err(expected), "{with}");
    }

    #[test]
    fn a_wrong_claim_is_named() {
        for (change, with, what) in [
            ("login.microsoftonline.com", "login.evil.example", "iss"),
            ("/v2.0", "/v1.0", "iss"),
            ("\"tid\"", "\"x\"", "iss"),
            ("\"aud\": \"app\"", "\"aud\": \"other\"", "aud"),
            ("\"aud\": \"app\"", "\"aud\": []", "aud"),
            ("\"aud\": \"app\"", "\"aud\": [\"app\", \"other\"]", "azp"),
            ("\"nonce\": \"n\"", "\"nonce\": \"m\"", "nonce"),
            ("\"nonce\"", "\"x\"", "nonce"),
            ("\"sub\"", "\"x\"", "sub"),
            ("\"iat\"", "\"x\"", "iat"),
            ("\"exp\"", "\"x\"", "exp"),
        ] {
            check(change, with, Problem::BadToken { what });
        }
    }

    #[test]
    fn another_tenant_than_the_configured_one_is_named() {
        let other = "99999999-2222-3333-4444-555555555555";
        let json = claims().replace(TENANT, other);
        assert_eq!(read_with(&json, &entra(TENANT), false), Err(Problem::OtherTenant { found: other.to_owned() }));
        assert!(read_with(&json, &entra("organizations"), false).is_ok());
    }

    #[track_caller]
    fn check_times(issued: i64, expires: i64, expected: Result<i64, i64>) {
        let json = format!(
            r#"{{"iss": "i", "aud": "app", "nonce": "n", "sub": "s", "iat": {}, "exp": {}}}"#,
            NOW + issued,
            NOW + expires
        );
        let exactly = Issuer::Exactly("i".to_owned());
        let found = read_with(&json, &exactly, false).map(|token| token.clock_skew.num_seconds());
        assert_eq!(found, expected.map_err(|minutes| Problem::ClockOff { minutes }), "{issued} {expires}");
        assert!(read_with(&json, &exactly, true).is_ok(), "a renewal goes on");
    }

    #[test]
    fn a_clock_may_be_five_minutes_off() {
        check_times(0, 3600, Ok(0));
        check_times(300, 3900, Ok(300));
        check_times(301, 3901, Err(5));
        check_times(-3900, -300, Ok(-3900));
        check_times(-3901, -301, Err(-65));
        check_times(86_400, 90_000, Err(1440));
        check_times(-315_360_000, -315_356_400, Err(-5_256_000));
    }

    #[test]
    fn entra_dates_back_and_that_is_no_wrong_clock() {
        for (issued, expected) in [(-300, 0), (-299, 0), (0, 0), (10, 10), (-310, -10), (-3600, -3300)] {
            assert_eq!(skew(TimeDelta::seconds(issued), ENTRA_BACKDATES), TimeDelta::seconds(expected), "{issued}");
        }
        assert_eq!(skew(TimeDelta::seconds(-30), TimeDelta::zero()), TimeDelta::seconds(-30));
    }

    #[test]
    fn what_is_no_token_is_not_read() {
        let long = format!("a.{}.c", base64url(&vec![b' '; MAX_LENGTH]));
        for text in ["", "a.b", "a.b.c.d", "..", "a.e30.c.", "a.!!.c", "a.W10.c", &long] {
            let expected = Expected { issuer: &entra(TENANT), client_id: "app", nonce: None, now: now() };
            let error = read(&Secret::new(text.to_owned()), expected);
            assert_eq!(error, Err(Problem::BadToken { what: "id_token" }), "{}", &text[..text.len().min(20)]);
        }
    }

    #[test]
    fn names_are_cut() {
        let json = claims().replace("Megan Bowen", &"é".repeat(1000));
        assert_eq!(read_with(&json, &entra(TENANT), false).unwrap().account.name.len(), MAX_NAME);
    }
}
