//! Signing in with OpenID Connect: the authorization code with PKCE, for a page without a server.
