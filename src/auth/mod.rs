//! Signing in with OpenID Connect: the authorization code with PKCE, for a page without a server.
//!
//! Everything but `crypto`, `tab` and `session` is pure. In the order of a sign-in: `authority` knows the provider's addresses,
//! `scopes` what is asked for, `authorize` makes the address that the reader is sent to, `pending` remembers the sign-in meanwhile,
//! `callback` reads how the reader came back, `token` and [`id_token`] what the provider then gives, `challenge` what Graph may
//! demand later. [`problem`] is everything that can go wrong.

pub mod encoding;
pub mod id_token;
pub mod json;
pub mod problem;
pub mod secret;

#[cfg(feature = "ui")]
pub mod session;
