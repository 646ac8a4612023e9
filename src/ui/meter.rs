//! A bar: what is used of what there is.

use leptos::prelude::*;

/// A share as a bar. It is decoration: the numbers stand beside it as text.
#[component]
pub fn Meter(
    /// How many are used.
    used: u64,
    /// How many there are.
    total: u64,
) -> impl IntoView {
    let percent = percent(used, total);
    view! {
        <div class="meter" data-level=level(used, total) aria-hidden="true">
            <div class="meter__fill" style:inline-size=move || format!("{percent}%")></div>
        </div>
    }
    .into_any()
}

/// Whole percent, at most 100; something used shows at least a trace.
fn percent(used: u64, total: u64) -> u64 {
    match (used, total) {
        (0, _) => 0,
        (_, 0) => 100,
        _ => (u128::from(used) * 100 / u128::from(total)).clamp(1, 100) as u64,
    }
}

/// `over` when more is used than there is; `low` when none or less than a twentieth is left.
fn level(used: u64, total: u64) -> Option<&'static str> {
    if used > total {
        Some("over")
    } else if total > 0 && u128::from(total - used) * 20 < u128::from(total) {
        Some("low")
    } else {
        None
    }
}
