//! The snapshot document of what is shown: opened again, it is the same page, frozen at the instant of the export.

use chrono::{DateTime, Utc};

use super::words::Gap;
use crate::{
    domain::cloud::Cloud,
    graph::{
        reply::Reply,
        snapshot::{MAX_BYTES, Snapshot},
    },
    json,
};

/// The header fields that still say something once the answer is there: why it failed, and what support asks for.
pub const HEADERS: [&str; 3] = ["request-id", "retry-after", "www-authenticate"];

/// The member that names the sections that were not whole. Readers of snapshots skip it; the answers tell them more.
const INCOMPLETE: &str = "incomplete";

/// To this depth every value stands on a line of its own: the document, its answers, their bodies, the items of lists.
const LEVELS: usize = 5;

/// The document. `judged_at` is the instant that the page is judged at; each answer keeps its own time of reading.
pub fn document<'a>(
    replies: impl IntoIterator<Item = &'a Reply>,
    judged_at: DateTime<Utc>,
    cloud: Cloud,
    service_release: Option<String>,
    gaps: &[Gap],
) -> String {
    let frozen =
        Snapshot { captured_at: Some(judged_at), is_frozen: true, cloud: Some(cloud), service_release, ..Snapshot::default() };
    let names: Vec<String> = gaps.iter().map(|gap| json::quoted(gap.section.as_str())).collect();
    let names = ["[", &names.join(","), "]"].concat();
    let members: &[(&str, &str)] = if gaps.is_empty() { &[] } else { &[(INCOMPLETE, &names)] };
    let document = frozen.document(replies, &HEADERS, members);
    let legible = lines(&document);
    // What could not be opened again would be of no use, however legible.
    if legible.len() > MAX_BYTES { document } else { legible }
}

/// JSON on lines, to be looked at and compared. Works on the text, without recursion: it was checked before.
pub fn lines(json: &str) -> String {
    let bytes = json.as_bytes();
    let mut lines = String::with_capacity(json.len() + json.len() / 16);
    let (mut depth, mut at) = (0_usize, 0);
    let new_line = |lines: &mut String, depth: usize| {
        lines.push('\n');
        lines.extend(std::iter::repeat_n(' ', depth));
    };
    while at < bytes.len() {
        let start = at;
        at += 1;
        match bytes[start] {
            b'"' => {
                at = json::text_end(bytes, start);
                lines.push_str(json.get(start..at).unwrap_or_default());
            }
            open @ (b'{' | b'[') => {
                depth += 1;
                lines.push(char::from(open));
                let next = bytes[at..].iter().find(|byte| !byte.is_ascii_whitespace());
                if depth <= LEVELS && !matches!(next, Some(b'}' | b']')) {
                    new_line(&mut lines, depth);
                }
            }
            close @ (b'}' | b']') => {
                depth = depth.saturating_sub(1);
                if depth < LEVELS && !lines.ends_with(['{', '[']) {
                    new_line(&mut lines, depth);
                }
                lines.push(char::from(close));
            }
            b',' if depth <= LEVELS => {
                lines.push(',');
                new_line(&mut lines, depth);
            }
            b',' => lines.push_str(", "),
            b':' => lines.push_str(": "),
            byte if byte.is_ascii_whitespace() => {}
            byte => lines.push(char::from(byte)),
        }
    }
    lines.push('\n');
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, expected: &str) {
        assert_eq!(lines(json), expected);
        assert_eq!(lines(&lines(json)), expected, "lines of lines");
    }

    #[test]
    fn a_document_stands_on_lines_of_its_own_to_the_items_of_its_lists() {
        check("{ \"a\" :1,\"b\":[ ] ,\"c\":{}}", "{\n \"a\": 1,\n \"b\": [],\n \"c\": {}\n}\n");
        check(
            r#"{"r":[{"body":{"value":[{"a":[1,2],"b":{"c":"x,{\"y\": [é"}}]}}]}"#,
            "{\n \"r\": [\n  {\n   \"body\": {\n    \"value\": [\n     {\"a\": [1, 2], \"b\": {\"c\": \"x,{\\\"y\\\": [é\"}}\n    ]\n   }\n  }\n ]\n}\n",
        );
    }

    #[test]
    fn depth_is_no_burden() {
        let deep = ["[".repeat(100_000), "]".repeat(100_000)].concat();
        assert!(lines(&deep).len() < deep.len() + 100);
    }
}
