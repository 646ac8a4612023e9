//! The address that the reader is sent to.

use super::{authority::with_query, challenge};

/// A sign-in. Every value is put into the address as it is, encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Authorization<'a> {
    /// The provider's address.
    pub endpoint: &'a str,
    /// The id of the app.
    pub client_id: &'a str,
    /// Where the reader comes back to.
    pub redirect_uri: &'a str,
    /// What is asked for.
    pub scope: &'a str,
    /// Finds the sign-in again when the reader comes back.
    pub state: &'a str,
    /// Stands in the id token.
    pub nonce: &'a str,
    /// The SHA-256 of the verifier, in base64url.
    pub code_challenge: &'a str,
    /// What the provider has to show; `None` leaves it to the provider.
    pub prompt: Option<&'a str>,
    /// The name of the account that is expected.
    pub login_hint: Option<&'a str>,
    /// What Entra has to put into the token.
    pub claims: Option<&'a str>,
}

impl Authorization<'_> {
    /// The address. The answer comes in the fragment, which no server sees.
    pub fn url(&self) -> String {
        let mut pairs = vec![
            ("client_id", self.client_id),
            ("response_type", "code"),
            ("redirect_uri", self.redirect_uri),
            ("response_mode", "fragment"),
            ("scope", self.scope),
            ("state", self.state),
            ("nonce", self.nonce),
            ("code_challenge", self.code_challenge),
            ("code_challenge_method", "S256"),
        ];
        for (name, value) in [("prompt", self.prompt), ("login_hint", self.login_hint), ("claims", self.claims)] {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                pairs.push((name, value));
            }
        }
        with_query(self.endpoint, &pairs)
    }
}

/// The claims of a request to Entra: that this page understands challenges, and what the last challenge demanded.
pub fn claims(demanded: Option<&str>) -> String {
    demanded.and_then(challenge::with_capability).unwrap_or_else(|| challenge::CAPABILITY.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        auth::{authority::Provider, scopes},
        config::Auth,
        domain::cloud::Cloud,
    };

    #[test]
    fn each_cloud_is_asked_in_full() {
        for (cloud, authority, graph) in [
            (Cloud::Global, "https://login.microsoftonline.com", "graph.microsoft.com"),
            (Cloud::UsGov, "https://login.microsoftonline.us", "graph.microsoft.us"),
            (Cloud::UsGovDod, "https://login.microsoftonline.us", "dod-graph.microsoft.us"),
            (Cloud::China, "https://login.chinacloudapi.cn", "microsoftgraph.chinacloudapi.cn"),
        ] {
            let auth = Auth::Entra { client_id: "app".to_owned(), tenant: "contoso.example".to_owned() };
            let url = Authorization {
                endpoint: &Provider::entra(cloud, "contoso.example").authorization,
                client_id: "app",
                redirect_uri: "https://page.example/status/",
                scope: &scopes::text(&auth, cloud, &["Organization.Read.All"]),
                state: "s+/=",
                nonce: "n&",
                code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
                prompt: Some("select_account"),
                login_hint: Some("megan@contoso.example"),
                claims: Some(&claims(None)),
            }
            .url();
            assert_eq!(
                url,
                format!(
                    "{authority}/contoso.example/oauth2/v2.0/authorize?client_id=app&response_type=code\
                     &redirect_uri=https%3A%2F%2Fpage.example%2Fstatus%2F&response_mode=fragment\
                     &scope=openid%20profile%20offline_access%20https%3A%2F%2F{graph}%2FOrganization.Read.All\
                     &state=s%2B%2F%3D&nonce=n%26&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256\
                     &prompt=select_account&login_hint=megan%40contoso.example\
                     &claims=%7B%22access_token%22%3A%7B%22xms_cc%22%3A%7B%22values%22%3A%5B%22cp1%22%5D%7D%7D%7D"
                )
            );
        }
    }

    #[test]
    fn what_is_not_wanted_is_not_in_the_address() {
        let url = Authorization {
            endpoint: "https://id.example/auth?realm=a",
            client_id: "app",
            redirect_uri: "https://page.example/",
            scope: "openid",
            state: "s",
            nonce: "n",
            code_challenge: "c",
            prompt: None,
            login_hint: Some(""),
            claims: None,
        }
        .url();
        assert_eq!(
            url,
            "https://id.example/auth?realm=a&client_id=app&response_type=code&redirect_uri=https%3A%2F%2Fpage.example%2F\
             &response_mode=fragment&scope=openid&state=s&nonce=n&code_challenge=c&code_challenge_method=S256"
        );
    }

    #[test]
    fn claims_declare_the_capability_and_keep_what_was_demanded() {
        assert_eq!(claims(Some("no json")), r#"{"access_token":{"xms_cc":{"values":["cp1"]}}}"#);
        assert_eq!(
            claims(Some(r#"{"access_token":{"nbf":{"essential":true,"value":"1"}}}"#)),
            r#"{"access_token":{"nbf":{"essential":true,"value":"1"},"xms_cc":{"values":["cp1"]}}}"#
        );
    }
}
