//! What the token endpoint answers, and how long it is good for.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    encoding::form,
    json::Object,
    problem::{Problem, Refusal},
    secret::Secret,
};

/// An answer with a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Opens Graph. Opaque: nothing is read from it.
    pub access_token: Secret,
    /// How long it is good for, from its receipt.
    pub lifetime: TimeDelta,
    /// What was granted; `None` where the provider does not tell.
    pub scopes: Option<Vec<String>>,
    /// Opens the token endpoint once more.
    pub refresh_token: Option<Secret>,
    /// Who signed in.
    pub id_token: Option<Secret>,
}

/// Where the provider does not tell a lifetime; a token that ends sooner costs one more request.
const DEFAULT_LIFETIME: TimeDelta = TimeDelta::hours(1);
/// A shorter one would be asked for with every request.
const MIN_LIFETIME: TimeDelta = TimeDelta::seconds(10);
/// Entra's longest lives 28 hours.
const MAX_LIFETIME: TimeDelta = TimeDelta::hours(48);

impl Answer {
    /// Reads an answer with its HTTP status.
    ///
    /// # Errors
    ///
    /// What the provider refused with; [`Problem::Status`] where it explains nothing, [`Problem::BadToken`] for a success that is none.
    pub fn read(status: u16, body: &[u8]) -> Result<Self, Problem> {
        let body = String::from_utf8_lossy(body);
        if let Some(refusal) = Refusal::from_body(&body) {
            return Err(Problem::Refused(Box::new(refusal)));
        }
        if !(200..300).contains(&status) {
            return Err(Problem::Status(status));
        }
        let object = Object::read(&body).ok_or(Problem::BadToken { what: "" })?;
        let secret = |key| object.text(key).filter(|text| !text.is_empty()).map(Secret::new);
        // It becomes a header field.
        let is_sendable = |token: &Secret| token.expose().bytes().all(|b| b.is_ascii_graphic());
        let access_token = secret("access_token").filter(is_sendable).ok_or(Problem::BadToken { what: "access_token" })?;
        if object.text("token_type").is_some_and(|name| !name.eq_ignore_ascii_case("bearer")) {
            return Err(Problem::BadToken { what: "token_type" });
        }
        let lifetime = object.number("expires_in").and_then(TimeDelta::try_seconds).unwrap_or(DEFAULT_LIFETIME);
        Ok(Self {
            access_token,
            lifetime: lifetime.clamp(MIN_LIFETIME, MAX_LIFETIME),
            scopes: object.text("scope").map(|scopes| scopes.split_whitespace().map(str::to_owned).collect()),
            refresh_token: secret("refresh_token"),
            id_token: secret("id_token"),
        })
    }
}

/// A token in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Opens Graph.
    pub access_token: Secret,
    /// The permissions that it was asked with.
    pub asked: Vec<String>,
    /// What was granted; `None` where the provider does not tell.
    pub granted: Option<Vec<String>>,
    /// When it came, by the reader's clock.
    pub received: DateTime<Utc>,
    /// How long it is good for, from its receipt.
    pub lifetime: TimeDelta,
    /// Whether it came in place of one that Graph refused.
    pub is_replacement: bool,
}

/// How old a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Age {
    /// To be used.
    Fresh,
    /// To be renewed, and to be used as long as that does not work.
    Due,
    /// Not to be used any more.
    Over,
}

/// A token is renewed so long before it ends.
const RENEW_BEFORE: TimeDelta = TimeDelta::seconds(300);
/// A replacement that is refused sooner is the same trouble as before.
const EPISODE: TimeDelta = TimeDelta::minutes(1);

impl Held {
    /// How old it is. A clock that has been set back says nothing: then it is due.
    pub fn age(&self, now: DateTime<Utc>) -> Age {
        let elapsed = now - self.received;
        if elapsed >= self.lifetime {
            Age::Over
        } else if elapsed < TimeDelta::zero() || elapsed >= self.renew_after() {
            Age::Due
        } else {
            Age::Fresh
        }
    }

    /// 80 % of the lifetime or five minutes before its end, whichever is earlier; but never before its half.
    fn renew_after(&self) -> TimeDelta {
        (self.lifetime * 4 / 5).min(self.lifetime - RENEW_BEFORE).max(self.lifetime / 2)
    }

    /// Whether it was asked with all of these permissions.
    pub fn covers(&self, permissions: &[&str]) -> bool {
        permissions.iter().all(|name| self.asked.iter().any(|asked| asked.eq_ignore_ascii_case(name)))
    }

    /// Whether refusing it belongs to the refusal that it was got for.
    pub fn is_same_episode(&self, now: DateTime<Utc>) -> bool {
        self.is_replacement && (now - self.received).abs() < EPISODE
    }
}

/// The form that redeems a code.
pub fn redeem_form(
    client_id: &str,
    code: &Secret,
    verifier: &Secret,
    redirect_uri: &str,
    scope: &str,
    claims: Option<&str>,
) -> String {
    let mut pairs = vec![
        ("client_id", client_id),
        ("grant_type", "authorization_code"),
        ("code", code.expose()),
        ("redirect_uri", redirect_uri),
        ("code_verifier", verifier.expose()),
        ("scope", scope),
    ];
    pairs.extend(claims.map(|claims| ("claims", claims)));
    form(&pairs)
}

/// The form that renews a token; without a scope for all that was granted.
pub fn refresh_form(client_id: &str, refresh_token: &Secret, scope: Option<&str>, claims: Option<&str>) -> String {
    let mut pairs = vec![("client_id", client_id), ("grant_type", "refresh_token"), ("refresh_token", refresh_token.expose())];
    pairs.extend(scope.map(|scope| ("scope", scope)));
    pairs.extend(claims.map(|claims| ("claims", claims)));
    form(&pairs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::problem::Cause;

    fn read(body: &str) -> Result<Answer, Problem> {
        Answer::read(200, body.as_bytes())
    }

    #[test]
    fn an_answer_of_entra_is_read() {
        let answer = read(
            r#"{"token_type": "Bearer", "scope": "openid https://graph.microsoft.com/User.Read", "expires_in": 3599, "ext_expires_in": 3599,
                "access_token": "eyJ0.a.b", "refresh_token": "0.AX", "id_token": "x.y.z"}"#,
        )
        .unwrap();
        assert_eq!(answer.access_token.expose(), "eyJ0.a.b");
        assert_eq!(answer.lifetime, TimeDelta::seconds(3599));
        assert_eq!(answer.scopes.unwrap(), ["openid", "https://graph.microsoft.com/User.Read"]);
        assert!(answer.refresh_token.is_some() && answer.id_token.is_some());
    }

    #[test]
    fn a_lifetime_is_read_in_every_spelling_and_kept_within_bounds() {
        for (expires_in, seconds) in [
            ("3599", 3599),
            ("\"3599\"", 3599),
            ("3599.7", 3599),
            ("0", 10),
            ("-5", 10),
            ("null", 3600),
            ("\"x\"", 3600),
            ("1e30", 3600),
            ("9999999", 172_800),
        ] {
            let answer = read(&format!(r#"{{"access_token": "a", "expires_in": {expires_in}}}"#)).unwrap();
            assert_eq!(answer.lifetime, TimeDelta::seconds(seconds), "{expires_in}");
            assert_eq!((answer.scopes, answer.refresh_token, answer.id_token), (None, None, None));
        }
    }

    #[test]
    fn a_success_without_a_token_is_none() {
        for (body, what) in [
            ("", ""),
            ("<html>sign in</html>", ""),
            ("[]", ""),
            ("{}", "access_token"),
            (r#"{"access_token": ""}"#, "access_token"),
            (r#"{"access_token": 5}"#, "access_token"),
            (r#"{"access_token": "a\r\nX-Evil: 1"}"#, "access_token"),
            (r#"{"access_token": "a", "token_type": "DPoP"}"#, "token_type"),
        ] {
            assert_eq!(read(body), Err(Problem::BadToken { what }), "{body}");
        }
    }

    #[test]
    fn a_failure_is_told_by_its_body_or_by_its_status() {
        let body = r#"{"error": "invalid_grant", "error_codes": [700084], "error_description": "AADSTS700084: too old"}"#;
        for status in [200, 400, 401, 500] {
            let Err(Problem::Refused(refusal)) = Answer::read(status, body.as_bytes()) else { panic!("{status}") };
            assert_eq!((refusal.cause, refusal.code), (Cause::SessionEnded, Some(700_084)));
        }
        for status in [302, 400, 403, 429, 500, 503] {
            assert_eq!(Answer::read(status, b"<html>"), Err(Problem::Status(status)));
        }
        assert_eq!(Answer::read(502, &[0xff, 0xfe]), Err(Problem::Status(502)));
    }

    fn held(lifetime: i64) -> Held {
        Held {
            access_token: Secret::new("SECRET".to_owned()),
            asked: vec!["A.Read".to_owned(), "B.Read".to_owned()],
            granted: None,
            received: DateTime::from_timestamp(1_790_000_000, 0).unwrap(),
            lifetime: TimeDelta::seconds(lifetime),
            is_replacement: true,
        }
    }

    #[track_caller]
    fn check_age(lifetime: i64, elapsed: i64, expected: Age) {
        let held = held(lifetime);
        assert_eq!(held.age(held.received + TimeDelta::seconds(elapsed)), expected, "{elapsed} of {lifetime} s");
    }

    #[test]
    fn a_token_is_renewed_at_80_per_cent_or_five_minutes_before_its_end() {
        for (lifetime, due) in
            [(3600, 2880), (86_400, 69_120), (1500, 1200), (1200, 900), (700, 400), (600, 300), (300, 150), (60, 30), (10, 5)]
        {
            check_age(lifetime, 0, Age::Fresh);
            check_age(lifetime, due - 1, Age::Fresh);
            check_age(lifetime, due, Age::Due);
            check_age(lifetime, lifetime - 1, Age::Due);
            check_age(lifetime, lifetime, Age::Over);
            check_age(lifetime, lifetime + 100_000, Age::Over);
        }
    }

    #[test]
    fn a_clock_that_was_set_back_makes_a_token_due() {
        check_age(3600, -1, Age::Due);
        check_age(3600, -86_400, Age::Due);
    }

    #[test]
    fn a_token_covers_what_it_was_asked_with() {
        let held = held(60);
        for (permissions, expected) in
            [(&[][..], true), (&["A.Read"], true), (&["b.read", "A.Read"], true), (&["A.Read", "C.Read"], false)]
        {
            assert_eq!(held.covers(permissions), expected, "{permissions:?}");
        }
    }

    #[test]
    fn a_replacement_that_is_refused_within_a_minute_is_the_same_trouble() {
        let held = held(3600);
        for (seconds, expected) in [(0, true), (59, true), (60, false), (-59, true), (3000, false)] {
            assert_eq!(held.is_same_episode(held.received + TimeDelta::seconds(seconds)), expected, "{seconds}");
        }
        assert!(!Held { is_replacement: false, ..held.clone() }.is_same_episode(held.received));
    }

    #[test]
    fn forms_hold_what_they_need_and_nothing_else() {
        let [code, verifier] = ["c+d", "v"].map(|text| Secret::new(text.to_owned()));
        assert_eq!(
            redeem_form("app", &code, &verifier, "https://page.example/", "openid A", None),
            "client_id=app&grant_type=authorization_code&code=c%2Bd&redirect_uri=https%3A%2F%2Fpage.example%2F&code_verifier=v&scope=openid%20A"
        );
        assert_eq!(
            refresh_form("app", &code, Some("openid A"), Some("{}")),
            "client_id=app&grant_type=refresh_token&refresh_token=c%2Bd&scope=openid%20A&claims=%7B%7D"
        );
        assert_eq!(refresh_form("app", &code, None, None), "client_id=app&grant_type=refresh_token&refresh_token=c%2Bd");
    }

    #[test]
    fn tokens_are_not_in_debug_output() {
        let answer = read(r#"{"access_token": "SECRET", "refresh_token": "SECRET", "id_token": "SECRET"}"#).unwrap();
        for text in [format!("{answer:?}"), format!("{:?}", held(1))] {
            assert!(!text.contains("SECRET"), "{text}");
        }
    }
}
