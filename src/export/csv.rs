//! Tables for spreadsheets: RFC 4180, in UTF-8 with a byte order mark, which Excel needs to see, and no formula in it.

use chrono::{DateTime, SecondsFormat, Utc};

use super::words::{Gap, Words};
use crate::{
    domain::{
        connector::{Connector, JudgedMember},
        when::When,
    },
    graph::{pause::Pause, section::Sections},
};

/// The headings of [`connectors`], in order.
pub struct ConnectorHeadings {
    /// Connector, its key, its status, why.
    pub row: [String; 4],
    /// Member, its status, account, reported state.
    pub member: [String; 4],
    /// Field, date, changes next, read at.
    pub dates: [String; 4],
    /// The mark of a line that says what is missing.
    pub incomplete: String,
}

/// A line for each member of each connector, in the order of the page; one without members has a line all the same. Pauses between the
/// lines: a group may have thousands of members.
pub async fn connectors(
    rows: &[Connector],
    headings: &ConnectorHeadings,
    words: Words<'_>,
    gaps: &[Gap],
    pause: Pause<'_>,
) -> String {
    let mut table = Table::new([&headings.row[..], &headings.member, &headings.dates].concat());
    for row in rows {
        let line = |member: Option<&JudgedMember>| {
            let verdict = member.map_or(&row.verdict, |member| &member.verdict);
            let of = |read: &dyn Fn(&JudgedMember) -> Option<String>| member.and_then(read).unwrap_or_default();
            vec![
                (words.connector)(row.kind.key()),
                row.kind.key().to_owned(),
                (words.health)(row.health()),
                (words.reason)(row, member),
                of(&|member| Some(member.member.name.clone().unwrap_or_else(|| member.member.id.clone()))),
                of(&|member| Some((words.health)(member.verdict.health))),
                of(&|member| member.member.account.clone()),
                of(&|member| member.member.reported.as_ref().map(|reported| (words.word)(reported.field, &reported.value))),
                verdict.field.to_owned(),
                date(verdict.at),
                date(
                    member.map_or(row.next_change.as_ref(), |member| member.verdict.next_change.as_ref()).map(|change| change.at),
                ),
                date(row.read_at),
            ]
        };
        if row.members.is_empty() {
            table.line(line(None));
        }
        for member in &row.members {
            pause().await;
            table.line(line(Some(member)));
        }
    }
    table.end(&headings.incomplete, gaps)
}

/// The headings of [`announcements`], in order.
pub struct AnnouncementHeadings {
    /// Kind, id, title, service, category or classification, status or severity.
    pub what: [String; 6],
    /// Begun or published, last changed, ended or ends, act by.
    pub dates: [String; 4],
    /// The words for an issue, an issue in the environment, and a message.
    pub kinds: [String; 3],
    /// The mark of a line that says what is missing.
    pub incomplete: String,
}

/// A line for each issue, the active ones first, and for each message.
pub fn announcements(sections: &Sections, headings: &AnnouncementHeadings, words: Words, gaps: &[Gap]) -> String {
    let mut table = Table::new([&headings.what[..], &headings.dates].concat());
    let [issue, own_issue, message] = &headings.kinds;
    let health = &sections.service_health.value;
    let of_service = health.active.iter().chain(&health.past).chain(&health.related).map(|one| (issue, one));
    let of_environment = sections.environment_issues.value.iter().map(|one| (own_issue, one));
    for (kind, one) in of_environment.chain(of_service) {
        let classification = match one.classification {
            crate::domain::service_issue::Classification::Incident => "incident",
            crate::domain::service_issue::Classification::Advisory => "advisory",
        };
        table.line(vec![
            kind.clone(),
            one.id.clone(),
            one.title.clone(),
            one.service.clone(),
            (words.word)("classification", classification),
            (words.word)("issueStatus", &one.status),
            when(one.started.as_ref()),
            when(one.updated.as_ref()),
            when(one.ended.as_ref()),
            String::new(),
        ]);
    }
    for one in &sections.news.value.messages {
        table.line(vec![
            message.clone(),
            one.id.clone(),
            one.title.clone(),
            one.services.join("; "),
            (words.word)("category", &one.category),
            (words.word)("severity", &one.severity),
            when(one.started.as_ref()),
            when(one.updated.as_ref()),
            when(one.ended.as_ref()),
            when(one.act_by.as_ref()),
        ]);
    }
    table.end(&headings.incomplete, gaps)
}

/// An instant in UTC, as spreadsheets and programs read it.
fn date(at: Option<DateTime<Utc>>) -> String {
    at.map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true)).unwrap_or_default()
}

fn when(when: Option<&When>) -> String {
    date(when.and_then(When::instant))
}

/// A table on its way to text.
struct Table {
    columns: usize,
    text: String,
}

impl Table {
    fn new(headings: Vec<String>) -> Self {
        let mut table = Self { columns: headings.len(), text: String::from('\u{feff}') };
        table.line(headings);
        table
    }

    /// All lines have as many cells as the headings.
    fn line(&mut self, mut cells: Vec<String>) {
        cells.resize(self.columns, String::new());
        for (index, text) in cells.iter().enumerate() {
            if index > 0 {
                self.text.push(',');
            }
            self.text.push_str(&cell(text));
        }
        self.text.push_str("\r\n");
    }

    /// The text, with a line for each thing that is missing: whoever has only the file has to see it.
    fn end(mut self, mark: &str, gaps: &[Gap]) -> String {
        for gap in gaps {
            self.line(vec![mark.to_owned(), gap.section.as_str().to_owned(), gap.name.clone(), gap.why.clone()]);
        }
        self.text
    }
}

/// A cell: no spreadsheet takes it for a formula, nor any part of it for a cell of its own.
pub fn cell(text: &str) -> String {
    let text = neutral(text);
    let is_plain = !text.chars().any(|char| matches!(char, ',' | ';' | '"' | '\'' | '\t' | '\r' | '\n'))
        && !text.starts_with(char::is_whitespace)
        && !text.ends_with(char::is_whitespace);
    if is_plain { text } else { ["\"", &text.replace('"', "\"\""), "\""].concat() }
}

/// An apostrophe before whatever would start a formula. Where lists are separated by semicolons, as in Dutch, a spreadsheet that does
/// not know better starts a cell behind each of them, quoted or not; the same with tabs and line ends.
fn neutral(text: &str) -> String {
    if is_number(text) {
        return text.to_owned();
    }
    let mut neutral = String::with_capacity(text.len() + 1);
    // Whether nothing but blanks and quotation marks stands between here and the start of a cell.
    let mut is_start = true;
    for char in text.chars() {
        let is_first_blank = neutral.is_empty() && matches!(char, '\t' | '\r' | '\n');
        if is_first_blank || is_start && is_trigger(char) {
            neutral.push('\'');
        }
        neutral.push(char);
        is_start = match char {
            ';' | '\t' | '\r' | '\n' => true,
            char => {
                is_start && (char.is_whitespace() || char.is_control() || matches!(char, '"' | '\'' | '\u{feff}' | '\u{200b}'))
            }
        };
    }
    neutral
}

/// What starts a formula; the wide forms do it in some languages.
fn is_trigger(char: char) -> bool {
    matches!(char, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '−')
}

/// A plain number, negative ones too, does no harm and must stay one.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, fraction].iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(cell(text), expected, "{text:?}");
    }

    #[test]
    fn a_cell_is_quoted_where_it_has_to_be() {
        check("", "");
        check("Contoso", "Contoso");
        check("Apple VPP, token", "\"Apple VPP, token\"");
        check("the \"best\"", "\"the \"\"best\"\"\"");
        check("two\r\nlines", "\"two\r\nlines\"");
        check(" blanks ", "\" blanks \"");
    }

    #[test]
    fn numbers_and_dates_stay_what_they_are() {
        for text in ["0", "-5", "1204", "-1.50", "2026-11-21T09:00:00Z", "2026-11-21", "6.2510.0.2"] {
            check(text, text);
        }
    }

    #[test]
    fn nothing_is_taken_for_a_formula() {
        check("=1+1", "\"'=1+1\"");
        check("+31 20 555 0100", "\"'+31 20 555 0100\"");
        check("-2+3+cmd|' /C calc'!A0", "\"'-2+3+cmd|' /C calc'!A0\"");
        check("-", "\"'-\"");
        check("-5x", "\"'-5x\"");
        check("-1.", "\"'-1.\"");
        check("@SUM(1+1)*cmd|' /C calc'!A0", "\"'@SUM(1+1)*cmd|' /C calc'!A0\"");
        check("\t=1", "\"'\t'=1\"");
        check("\r=1", "\"'\r'=1\"");
        check("\n=1", "\"'\n'=1\"");
    }

    #[test]
    fn blanks_quotes_and_invisible_characters_hide_no_formula() {
        check(" =1", "\" '=1\"");
        check("\"=1\"", "\"\"\"'=1\"\"\"");
        check("\u{a0}@x", "\"\u{a0}'@x\"");
        check("\u{feff}=1", "\"\u{feff}'=1\"");
        check("'=1", "\"''=1\"");
        check("＝1", "\"'＝1\"");
        check("\0=1", "\"\0'=1\"");
    }

    #[test]
    fn a_separator_starts_no_formula_either() {
        check("a;=1", "\"a;'=1\"");
        check("a\t@x", "\"a\t'@x\"");
        check("a\n\"=1", "\"a\n\"\"'=1\"");
        check("a; b", "\"a; b\"");
        check("less = more", "less = more");
    }

    /// The cells of each line, as RFC 4180 reads them.
    fn parse(text: &str) -> Vec<Vec<String>> {
        let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
        let (mut lines, mut line, mut cell, mut is_quoted) = (Vec::new(), Vec::new(), String::new(), false);
        let mut chars = text.chars().peekable();
        while let Some(char) = chars.next() {
            match char {
                '"' if is_quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
                '"' => is_quoted = !is_quoted,
                ',' if !is_quoted => line.push(std::mem::take(&mut cell)),
                '\r' if !is_quoted && chars.peek() == Some(&'\n') => {
                    chars.next();
                    line.push(std::mem::take(&mut cell));
                    lines.push(std::mem::take(&mut line));
                }
                char => cell.push(char),
            }
        }
        assert!(cell.is_empty() && line.is_empty() && !is_quoted, "the last line is closed");
        lines
    }

    #[test]
    fn every_line_has_as_many_cells_as_the_headings_and_gaps_are_told() {
        let mut table = Table::new(["=a", "b", "c", "d", "e"].map(str::to_owned).to_vec());
        table.line(vec!["1, 2".to_owned(), "x\r\ny".to_owned()]);
        let gap = Gap { section: crate::graph::section::SectionId::News, name: "News".to_owned(), why: "=refused".to_owned() };
        let lines = parse(&table.end("Incomplete", &[gap]));
        assert_eq!(
            lines,
            [
                vec!["'=a", "b", "c", "d", "e"],
                vec!["1, 2", "x\r\ny", "", "", ""],
                vec!["Incomplete", "news", "News", "'=refused", ""],
            ]
        );
    }
}
