//! Chance, good enough for secrets.

use leptos::prelude::window;

/// Fills `bytes` from the browser's cryptographic source; whether it has one.
pub fn fill(bytes: &mut [u8]) -> bool {
    window().crypto().is_ok_and(|crypto| crypto.get_random_values_with_u8_array(bytes).is_ok())
}
