//! Chance and SHA-256, by the browser.

use js_sys::Uint8Array;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::Crypto;

use super::{encoding::base64url, problem::Problem};
use crate::browser::random;

/// 32 random bytes as base64url: a verifier of 43 letters, a state, a nonce.
///
/// # Errors
///
/// [`Problem::InsecureContext`].
pub fn random() -> Result<String, Problem> {
    let mut bytes = [0_u8; 32];
    if random::fill(&mut bytes) { Ok(base64url(&bytes)) } else { Err(Problem::InsecureContext) }
}

/// The code challenge of a verifier (RFC 7636, `S256`).
///
/// # Errors
///
/// [`Problem::InsecureContext`].
pub async fn code_challenge(verifier: &str) -> Result<String, Problem> {
    let verifier = Uint8Array::from(verifier.as_bytes());
    let digest = crypto()?.subtle().digest_with_str_and_js_u8_array("SHA-256", &verifier);
    let digest = JsFuture::from(digest.map_err(|_| Problem::InsecureContext)?).await.map_err(|_| Problem::InsecureContext)?;
    Ok(base64url(&Uint8Array::new(&digest).to_vec()))
}

/// The browser's cryptography, whole: over http its better half is missing.
fn crypto() -> Result<Crypto, Problem> {
    let crypto = web_sys::window().and_then(|window| window.crypto().ok()).ok_or(Problem::InsecureContext)?;
    let subtle: JsValue = crypto.subtle().into();
    if subtle.is_undefined() { Err(Problem::InsecureContext) } else { Ok(crypto) }
}
