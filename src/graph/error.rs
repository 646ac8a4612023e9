//! What can go wrong between a request and its value.

/// The error envelope of Microsoft Graph, unwrapped: Intune and the service announcements nest JSON in strings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GraphError {
    /// The code to decide by, the innermost one that says something (`ResourceNotFound`, `Forbidden`, …); may be empty.
    pub code: String,
    /// The innermost message: a developer's text, for details only.
    pub message: String,
    /// The id that Microsoft's support asks for.
    pub request_id: Option<String>,
}

/// A value that is not what the decoder expects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError {
    /// What was wrong, in English, for details only.
    pub problem: String,
}
