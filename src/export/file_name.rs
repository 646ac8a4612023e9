//! Names of files.

/// The longest name, in bytes, without its extension.
const MAX: usize = 80;

/// A name that every file system takes, of parts that may come from outside: ASCII letters and digits, what is between them one hyphen.
///
/// A part of which nothing is left is left out. `extension` is ours, without the dot.
pub fn file_name(parts: &[&str], extension: &str) -> String {
    let mut name = String::new();
    for part in parts {
        for word in part.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
            if !name.is_empty() {
                name.push('-');
            }
            name.push_str(word);
        }
    }
    name.make_ascii_lowercase();
    // All of it is ASCII.
    name.truncate(MAX);
    [name.trim_end_matches('-'), ".", extension].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(parts: &[&str], expected: &str) {
        assert_eq!(file_name(parts, "ics"), expected);
    }

    #[test]
    fn a_name_holds_letters_digits_and_single_hyphens() {
        check(&["tenant-status", "Contoso B.V.", "2026-11-21"], "tenant-status-contoso-b-v-2026-11-21.ics");
        check(&["tenant-status", "../../etc/passwd"], "tenant-status-etc-passwd.ics");
        check(&["tenant-status", "a\u{202e}\0\r\n:*?\"<>|b"], "tenant-status-a-b.ics");
    }

    #[test]
    fn a_part_without_such_characters_is_left_out() {
        check(&["tenant-status", "テナント", "", "x"], "tenant-status-x.ics");
    }

    #[test]
    fn a_long_name_is_cut_and_never_ends_with_a_hyphen() {
        check(&["a".repeat(79).as_str(), "bc"], &["a".repeat(79).as_str(), ".ics"].concat());
        check(&["a".repeat(200).as_str()], &["a".repeat(80).as_str(), ".ics"].concat());
    }
}
