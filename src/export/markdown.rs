//! A text for a ticket, in Markdown. What comes from outside is neither markup nor a mention, a link or a number of a ticket.

use super::words::{Gap, Words};
use crate::{domain::health::Health, graph::section::Sections};

/// What the ticket says besides the connectors.
pub struct Ticket {
    /// The title.
    pub title: String,
    /// Facts and their values: the tenant, when it was read, and the like.
    pub facts: Vec<(String, String)>,
    /// The heading of what needs action, and what is said when nothing does.
    pub action: [String; 2],
    /// The heading of the table.
    pub connectors: String,
    /// The headings of its columns: connector, status, why.
    pub columns: [String; 3],
    /// What the page counts besides: issues and messages to act on, as lines.
    pub others: Vec<String>,
    /// The heading of what is missing.
    pub incomplete: String,
    /// What the link is called, and its address, which is our own.
    pub link: Option<(String, String)>,
}

/// The text.
pub fn ticket(sections: &Sections, ticket: &Ticket, words: Words, gaps: &[Gap]) -> String {
    let mut lines = vec![["# ", &plain(&ticket.title)].concat(), String::new()];
    for (name, value) in &ticket.facts {
        lines.push(["- ", &plain(name), ": ", &plain(value)].concat());
    }
    let mut part = |heading: &str, inside: Vec<String>| {
        lines.extend([String::new(), ["## ", &plain(heading)].concat(), String::new()]);
        lines.extend(inside);
    };
    if !gaps.is_empty() {
        part(&ticket.incomplete, gaps.iter().map(|gap| ["- ", &plain(&gap.name), ": ", &plain(&gap.why)].concat()).collect());
    }
    let rows = &sections.connectors.value;
    let name = |key: &str| plain(&(words.connector)(key));
    let [action, nothing] = &ticket.action;
    let mut to_do: Vec<String> = rows
        .iter()
        .filter(|row| row.needs_action())
        .map(|row| {
            let why = plain(&(words.reason)(row, None));
            ["- **", &name(row.kind.key()), "**: ", &plain(&(words.health)(row.health())), ". ", &why].concat()
        })
        .chain(ticket.others.iter().map(|line| ["- ", &plain(line)].concat()))
        .collect();
    if to_do.is_empty() {
        to_do.push(["- ", &plain(nothing)].concat());
    }
    part(action, to_do);
    let mut table = vec![line(&ticket.columns.each_ref().map(|column| plain(column))), "| --- | --- | --- |".to_owned()];
    for row in rows {
        let status = plain(&(words.health)(row.health()));
        let status = if row.health() == Health::Unhealthy { ["**", &status, "**"].concat() } else { status };
        table.push(line(&[name(row.kind.key()), status, plain(&(words.reason)(row, None))]));
    }
    part(&ticket.connectors, table);
    if let Some((text, address)) = &ticket.link {
        lines.extend([String::new(), [&plain(text), ": <", address, ">"].concat()]);
    }
    lines.push(String::new());
    lines.join("\n")
}

fn line(cells: &[String; 3]) -> String {
    ["| ", &cells.join(" | "), " |"].concat()
}

/// A text as it is, on one line: nothing in it is markup. What ticket systems make of a text by themselves (mentions, numbers of
/// tickets, addresses) is broken up by a space of no width, since a backslash does not stop them.
pub fn plain(text: &str) -> String {
    const NO_WIDTH: char = '\u{200b}';
    let mut plain = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    for char in text.chars() {
        match char {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '(' | ')' | '!' | '|' | '~' | '&' | '$' | '^' => {
                plain.extend(['\\', char]);
            }
            '#' | '@' => plain.extend(['\\', char, NO_WIDTH]),
            '/' if matches!(before, ':' | '/') => plain.extend([NO_WIDTH, '/']),
            '.' if plain
                .len()
                .checked_sub(3)
                .and_then(|at| plain.get(at..))
                .is_some_and(|end| end.eq_ignore_ascii_case("www")) =>
            {
                plain.extend([NO_WIDTH, '.']);
            }
            '-' | '+' | '=' if plain.is_empty() => plain.extend(['\\', char]),
            // What turns the reading direction, or cannot be seen, disguises what stands around it.
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' => {}
            char if char.is_whitespace() || char.is_control() => {
                if !plain.is_empty() && before != ' ' {
                    plain.push(' ');
                }
                before = ' ';
                continue;
            }
            // A list begins with a number.
            '.' if plain.bytes().all(|byte| byte.is_ascii_digit()) => plain.push_str("\\."),
            char => plain.push(char),
        }
        before = char;
    }
    plain.truncate(plain.trim_end().len());
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(plain(text), expected, "{text:?}");
    }

    #[test]
    fn words_stay_what_they_are() {
        check("Expired 2 days ago, unless renewed since.", "Expired 2 days ago, unless renewed since.");
        check("1 of 3: \"Head office\" 50%", "1 of 3: \"Head office\" 50%");
        check("6.2510.0.2", "6\\.2510.0.2");
    }

    #[test]
    fn nothing_is_markup() {
        check("a|b", "a\\|b");
        check("<img src=x onerror=alert(1)>", "\\<img src=x onerror=alert\\(1\\)\\>");
        check("[x](javascript:alert(1))", "\\[x\\]\\(javascript:alert\\(1\\)\\)");
        check("![x](y) **b** `c` _d_ ~~e~~", "\\!\\[x\\]\\(y\\) \\*\\*b\\*\\* \\`c\\` \\_d\\_ \\~\\~e\\~\\~");
        check("- item", "\\- item");
        check("1. item", "1\\. item");
        check("&lt;b&gt; $x$", "\\&lt;b\\&gt; \\$x\\$");
    }

    #[test]
    fn nothing_is_a_mention_a_number_or_a_link() {
        check("@admin #12", "\\@\u{200b}admin \\#\u{200b}12");
        check("mdm@contoso.com", "mdm\\@\u{200b}contoso.com");
        check("https://evil.example", "https:\u{200b}/\u{200b}/evil.example");
        check("WWW.evil.example", "WWW\u{200b}.evil.example");
        check("@\u{200b}\u{202e}x", "\\@\u{200b}x");
    }

    #[test]
    fn a_text_stays_on_its_line() {
        check(" a\r\n\r\n# b\t\u{2028}c ", "a \\#\u{200b} b c");
        check("a\0b", "a b");
    }
}
