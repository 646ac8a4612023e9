//! Who signed in.

/// Who signed in. Names are for showing only; `tenant` and `id` tell accounts apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The name of the person; empty where the provider does not tell.
    pub name: String,
    /// The user name, most often an address; empty where the provider does not tell.
    pub username: String,
    /// Entra's id of the tenant; empty for other providers.
    pub tenant: String,
    /// The id of the account at the provider: Entra's `oid`, else `sub`.
    pub id: String,
}
