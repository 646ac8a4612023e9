//! Names of files that every system takes.

use chrono::{DateTime, Utc};

/// The longest part that comes from outside, in characters.
const LONGEST: usize = 60;

/// `tenant-status-contoso-2026-11-20.csv`: the words in order, joined by hyphens, with the day (UTC) at the end. Of the words only
/// letters and digits of ASCII remain, in lower case, so that nothing of them is a path, an extension or a device.
pub fn file_name(words: &[&str], at: DateTime<Utc>, extension: &str) -> String {
    let mut name = String::from("tenant-status");
    for word in words {
        let plain = plain(word);
        if !plain.is_empty() {
            name.push('-');
            name.push_str(&plain);
        }
    }
    let day = at.date_naive().to_string();
    [&name, "-", &day, ".", extension].concat()
}

fn plain(word: &str) -> String {
    let mut plain = String::new();
    for char in word.chars().take(LONGEST) {
        if char.is_ascii_alphanumeric() {
            plain.push(char.to_ascii_lowercase());
        } else if !plain.is_empty() && !plain.ends_with('-') {
            plain.push('-');
        }
    }
    plain.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(words: &[&str], expected: &str) {
        assert_eq!(file_name(words, DateTime::UNIX_EPOCH, "csv"), expected, "{words:?}");
    }

    #[test]
    fn a_name_is_made_of_plain_words() {
        check(&["connectors", "Contoso"], "tenant-status-connectors-contoso-1970-01-01.csv");
        check(&["Contoso B.V. & Söhne"], "tenant-status-contoso-b-v-s-hne-1970-01-01.csv");
        check(&["", "正式", "x"], "tenant-status-x-1970-01-01.csv");
    }

    #[test]
    fn a_name_leads_nowhere_else() {
        check(&["../../etc/passwd"], "tenant-status-etc-passwd-1970-01-01.csv");
        check(&["C:\\CON.exe\u{202e}vsc.\0\r\n"], "tenant-status-c-con-exe-vsc-1970-01-01.csv");
        check(&[&"x".repeat(500)], &["tenant-status-", &"x".repeat(LONGEST), "-1970-01-01.csv"].concat());
    }
}
