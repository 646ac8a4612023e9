//! What the tab keeps of a session, so that it outlives a reload.

use super::{id_token::Account, json::Object, secret::Secret};

/// The key in the tab's storage.
pub const KEY: &str = "auth.session";

/// A session without its access token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// For which provider, app and page: with another `config.json` it is worth nothing, and goes nowhere.
    pub owner: String,
    /// Renews the session.
    pub refresh_token: Secret,
    /// The permissions of the sign-in.
    pub permissions: Vec<String>,
    /// Who signed in.
    pub account: Account,
    /// See [`super::id_token::IdToken::sign_out_hint`].
    pub sign_out_hint: Option<String>,
}

impl Kept {
    /// The text for the tab's storage.
    pub fn to_json(&self) -> String {
        let mut object = Object::default();
        object.put_text("owner", &self.owner);
        object.put_text("refreshToken", self.refresh_token.expose());
        object.put_text("permissions", &self.permissions.join(" "));
        object.put_text("name", &self.account.name);
        object.put_text("username", &self.account.username);
        object.put_text("tenant", &self.account.tenant);
        object.put_text("id", &self.account.id);
        if let Some(hint) = &self.sign_out_hint {
            object.put_text("signOutHint", hint);
        }
        object.to_json()
    }

    /// Reads what was kept; `None` if it is not of this owner, or odd.
    pub fn read(json: &str, owner: &str) -> Option<Self> {
        let object = Object::read(json)?;
        let account = Account {
            name: object.text("name")?,
            username: object.text("username")?,
            tenant: object.text("tenant")?,
            id: object.text("id")?,
        };
        let kept = Self {
            owner: object.text("owner")?,
            refresh_token: Secret::new(object.text("refreshToken").filter(|token| !token.is_empty())?),
            permissions: object.text("permissions")?.split_whitespace().map(str::to_owned).collect(),
            account,
            sign_out_hint: object.text("signOutHint"),
        };
        (kept.owner == owner).then_some(kept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept() -> Kept {
        let [name, username, tenant, id] = ["Megan \"M\" Bowen", "megan@contoso.example", "t", "o"].map(str::to_owned);
        Kept {
            owner: "a".to_owned(),
            refresh_token: Secret::new("SECRET".to_owned()),
            permissions: vec!["A.Read".to_owned()],
            account: Account { name, username, tenant, id },
            sign_out_hint: Some("h".to_owned()),
        }
    }

    #[test]
    fn what_is_kept_comes_back_for_its_owner_alone() {
        let json = kept().to_json();
        assert_eq!(Kept::read(&json, "a"), Some(kept()));
        assert_eq!(Kept::read(&json, "b"), None);
        let without = Kept { sign_out_hint: None, permissions: Vec::new(), ..kept() };
        assert_eq!(Kept::read(&without.to_json(), "a"), Some(without));
    }

    #[test]
    fn what_is_odd_is_not_read() {
        for json in ["", "{}", "[]", &kept().to_json().replace("SECRET", ""), &kept().to_json().replace("\"id\"", "\"x\"")] {
            assert_eq!(Kept::read(json, "a"), None, "{json}");
        }
    }

    #[test]
    fn the_refresh_token_is_not_in_debug_output() {
        assert!(!format!("{:?}", kept()).contains("SECRET"));
    }
}
