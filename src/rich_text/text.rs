//! Characters that a foreign text may not bring along.

use std::fmt::Write as _;

/// The text without control characters (but with its line breaks and tabs) and without the marks that reverse the order in which
/// what follows is read: `dir` says the same without being able to disguise a link.
pub fn clean(text: &str) -> String {
    text.chars().filter(|&c| !is_hidden_control(c)).collect()
}

/// A one-line foreign text, such as a title, with the characters that [`clean`] drops spelled out (`⟨U+202E⟩`): a title is judged by
/// what it seems to say, so a reader should see that somebody played with it.
pub fn reveal(title: &str) -> String {
    let mut shown = String::with_capacity(title.len());
    for c in title.chars() {
        if is_hidden_control(c) {
            // Writing to a string cannot fail.
            let _ = write!(shown, "\u{27e8}U+{:04X}\u{27e9}", u32::from(c));
        } else {
            shown.push(c);
        }
    }
    shown
}

/// White space as a reader sees it: also the characters of no width.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(is_invisible)
}

/// Whether a character shows nothing.
pub fn is_invisible(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

fn is_hidden_control(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_and_direction_overrides_go_and_line_breaks_stay() {
        assert_eq!(clean("a\u{0}\u{8}b\tc\nd\r\u{7f}\u{9b}"), "ab\tc\nd");
        assert_eq!(clean("\u{202e}moc.live\u{202c} \u{2066}x\u{2069}"), "moc.live x");
        assert_eq!(clean("šalom שָׁלוֹם \u{200f}!"), "šalom שָׁלוֹם \u{200f}!");
    }

    #[test]
    fn a_title_shows_what_was_hidden_in_it() {
        assert_eq!(reveal("pay\u{202e}fdp.exe\u{0}"), "pay⟨U+202E⟩fdp.exe⟨U+0000⟩");
        assert_eq!(reveal("Plan for Change"), "Plan for Change");
    }

    #[test]
    fn a_text_of_no_width_is_blank() {
        assert!(is_blank(" \n\u{a0}\u{200b}\u{feff}"));
        assert!(!is_blank("\u{a0}."));
    }
}
