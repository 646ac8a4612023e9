//! What the tab remembers while the reader is at the provider, and how often it has sent somebody there.

use chrono::{DateTime, TimeDelta, Utc};

use super::{json::Object, problem::Problem, secret::Secret};

/// How long a sign-in may take. Entra's codes live as long.
pub const TIME_TO_LIVE: TimeDelta = TimeDelta::minutes(10);
/// A clock is set now and then; further than this it was not the same sign-in.
const TOLERANCE: TimeDelta = TimeDelta::minutes(1);

/// A sign-in under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// Has to come back in the id token.
    pub nonce: Secret,
    /// What the challenge was made of.
    pub verifier: Secret,
    /// When the reader was sent away.
    pub created: DateTime<Utc>,
    /// Where on the page the reader was.
    pub return_path: String,
    /// The permissions that were asked for.
    pub permissions: Vec<String>,
    /// For which provider, app and page: a code goes to no other provider.
    pub owner: String,
}

/// The key in the tab's storage.
pub fn key(state: &str) -> String {
    format!("auth.pending.{state}")
}

impl Pending {
    /// The text for the tab's storage.
    pub fn to_json(&self) -> String {
        let mut object = Object::default();
        object.put_text("nonce", self.nonce.expose());
        object.put_text("verifier", self.verifier.expose());
        object.put("created", self.created.timestamp_millis().to_string());
        object.put_text("returnPath", &self.return_path);
        object.put_text("permissions", &self.permissions.join(" "));
        object.put_text("owner", &self.owner);
        object.to_json()
    }

    /// Reads what was kept; `stored` is nothing if this tab did not start the sign-in or has used it.
    ///
    /// # Errors
    ///
    /// [`Problem::NotStartedHere`], or [`Problem::TooLate`] for what is older than [`TIME_TO_LIVE`].
    pub fn read(stored: Option<&str>, now: DateTime<Utc>) -> Result<Self, Problem> {
        let pending = stored.and_then(Self::parse).ok_or(Problem::NotStartedHere)?;
        let age = now - pending.created;
        if age > TIME_TO_LIVE || age < -TOLERANCE { Err(Problem::TooLate) } else { Ok(pending) }
    }

    fn parse(json: &str) -> Option<Self> {
        let object = Object::read(json)?;
        Some(Self {
            nonce: Secret::new(object.text("nonce")?),
            verifier: Secret::new(object.text("verifier")?),
            created: DateTime::from_timestamp_millis(object.number("created")?)?,
            return_path: object.text("returnPath")?,
            permissions: object.text("permissions")?.split_whitespace().map(str::to_owned).collect(),
            owner: object.text("owner")?,
        })
    }
}

/// Where to go on after a sign-in: `path` (with its query) if it is below `base` on this very page, else `base` itself.
///
/// `base` starts and ends with a slash.
pub fn return_path<'a>(path: &'a str, base: &'a str) -> &'a str {
    let (folders, query) = path.split_once('?').unwrap_or((path, ""));
    let is_clean = |text: &str| !text.contains(|c: char| c.is_control() || c.is_whitespace() || c == '\\' || c == '#');
    // What a server or a browser would turn into a slash, a dot or a control character.
    let is_plain = |text: &str| {
        let text = text.to_ascii_lowercase();
        !["//", "/..", "/./", "%2f", "%5c", "%2e", "%0", "%1", "%25"].iter().any(|trick| text.contains(trick))
    };
    if folders.starts_with(base) && is_clean(folders) && is_plain(folders) && is_clean(query) { path } else { base }
}

/// More redirects than these, in [`LOOP_TIME`], are a loop.
const MAX_REDIRECTS: usize = 3;
const LOOP_TIME: TimeDelta = TimeDelta::minutes(1);

/// Counts one more redirect: what to store from now on, or [`Problem::Loop`]. `stored` are the instants of those before.
///
/// # Errors
///
/// If this would be the fourth within a minute.
pub fn count_redirect(stored: &str, now: DateTime<Utc>) -> Result<String, Problem> {
    let now = now.timestamp_millis();
    let instants = stored.split_whitespace().filter_map(|text| text.parse::<i64>().ok());
    let mut recent: Vec<i64> = instants.filter(|at| now.abs_diff(*at) < LOOP_TIME.num_milliseconds().unsigned_abs()).collect();
    if recent.len() >= MAX_REDIRECTS {
        return Err(Problem::Loop);
    }
    recent.push(now);
    Ok(recent.iter().map(i64::to_string).collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + seconds, 0).unwrap()
    }

    fn pending() -> Pending {
        Pending {
            nonce: Secret::new("n".to_owned()),
            verifier: Secret::new("v".to_owned()),
            created: at(0),
            return_path: "/a/?q=\"x\"".to_owned(),
            permissions: vec!["A.Read".to_owned(), "B.Read".to_owned()],
            owner: "https://id.example app https://page.example/".to_owned(),
        }
    }

    #[test]
    fn what_was_kept_is_read_for_ten_minutes() {
        let json = pending().to_json();
        for (seconds, expected) in [
            (0, Ok(pending())),
            (600, Ok(pending())),
            (601, Err(Problem::TooLate)),
            (-60, Ok(pending())),
            (-61, Err(Problem::TooLate)),
        ] {
            assert_eq!(Pending::read(Some(&json), at(seconds)), expected, "{seconds}");
        }
    }

    #[test]
    fn what_was_not_kept_was_not_started_here() {
        for stored in [None, Some(""), Some("{}"), Some("[]"), Some(r#"{"nonce":"n","verifier":"v","created":"soon"}"#)] {
            assert_eq!(Pending::read(stored, at(0)), Err(Problem::NotStartedHere), "{stored:?}");
        }
    }

    #[test]
    fn secrets_of_a_sign_in_are_not_in_its_debug_output() {
        let text = format!("{:?}", Pending { verifier: Secret::new("SECRET".to_owned()), ..pending() });
        assert!(!text.contains("SECRET"), "{text}");
    }

    #[track_caller]
    fn check_path(path: &str, base: &str, is_kept: bool) {
        assert_eq!(return_path(path, base), if is_kept { path } else { base }, "{path}");
    }

    #[test]
    fn the_reader_comes_back_to_where_the_page_is() {
        for path in ["/app/", "/app/connectors/", "/app/service-health/?message=MC1&q=a%20b//c%2F..", "/app/?q=https://x"] {
            check_path(path, "/app/", true);
        }
        check_path("/connectors/", "/", true);
        check_path("/", "/", true);
    }

    #[test]
    fn the_reader_goes_nowhere_else() {
        for path in [
            "",
            "app/",
            "/other/",
            "/app",
            "/application/",
            "https://evil.example/app/",
            "//evil.example/app/",
            "/app//evil.example",
            "/app/\\evil.example",
            "/app/../x",
            "/app/..",
            "/app/./x",
            "/app/%2e%2e/x",
            "/app/%2F%2Fevil.example",
            "/app/%5cevil",
            "/app/%252e",
            "/app/%0d%0aX",
            "/app/\nx",
            "/app/\tx",
            "/app/?a\u{0}",
            "/app/?a\\b",
            "/app/#x",
            "javascript:alert(1)",
        ] {
            check_path(path, "/app/", false);
        }
        for path in ["//evil.example", "/\\evil.example", "/%2f/evil.example", "/\t/evil.example", "javascript:/"] {
            check_path(path, "/", false);
        }
    }

    #[test]
    fn the_fourth_redirect_in_a_minute_is_a_loop() {
        let mut stored = String::new();
        for seconds in [0, 20, 40] {
            stored = count_redirect(&stored, at(seconds)).unwrap();
        }
        assert_eq!(count_redirect(&stored, at(59)), Err(Problem::Loop));
        let later = count_redirect(&stored, at(60)).unwrap();
        assert_eq!(later.split(' ').count(), 3);
    }

    #[test]
    fn a_counter_that_was_tampered_with_is_no_obstacle() {
        assert_eq!(count_redirect("x NaN 1 99999999999999", at(0)).unwrap(), "1790000000000");
    }
}
