//! The facts of the tab *Tenant details*.

/// The organisation as Graph reports it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Organization {
    /// The tenant's id, a GUID.
    pub id: String,
    /// The tenant's name.
    pub display_name: Option<String>,
    /// Two letters, ISO 3166.
    pub country: Option<String>,
    /// The domain that is marked as default.
    pub default_domain: Option<String>,
}

/// How many devices are enrolled, and which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DeviceOverview {
    /// All enrolled devices; `None` where the answer does not tell.
    pub enrolled: Option<i64>,
    /// By platform, in the order of [`PLATFORMS`]; `None` where the answer does not tell.
    pub by_platform: [Option<i64>; PLATFORMS.len()],
}

/// The names of the platforms, the same in all languages.
pub const PLATFORMS: [&str; 8] = ["Windows", "iOS/iPadOS", "Android", "macOS", "Linux", "ChromeOS", "Windows Mobile", "?"];

/// Whether an account status (`subscriptionState`, as it came) is the one that needs nothing.
pub fn is_active(subscription_state: &str) -> bool {
    subscription_state.eq_ignore_ascii_case("active")
}

/// Whether an MDM authority (as it came) says that none is set.
pub fn is_authority_unset(authority: &str) -> bool {
    authority.eq_ignore_ascii_case("unknown")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_needs_nothing_only_when_it_is_active() {
        assert!(is_active("active") && is_active("Active"));
        for state in ["pending", "warning", "disabled", "deleted", "blocked", "lockedOut", "inactive", ""] {
            assert!(!is_active(state), "{state}");
        }
    }

    #[test]
    fn an_authority_is_unset_only_when_it_is_unknown() {
        assert!(is_authority_unset("unknown") && is_authority_unset("Unknown"));
        for authority in ["intune", "sccm", "office365", "unknownFutureValue"] {
            assert!(!is_authority_unset(authority), "{authority}");
        }
    }
}
