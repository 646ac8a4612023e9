//! Characters that a foreign text may not bring along.

use std::fmt::Write as _;

/// The text without control characters (but with its line breaks and tabs) and without the marks that reverse the order in which
/// what follows is read: `dir` says the same without being able to disguise a link.
pub fn clean(text: &str) -> String {
    text.chars().filter(|&c| !is_hidden_control(c)).collect()
}

/// A one-line foreign text, such as a title, with the characters that [`clean`] drops spelled out (`⟨U+202E⟩`): a title is judged by
/// what it seems to say, so a reader should see that somebody played with it. Letters that are read from right to left are isolated, so
/// that they turn nothing round in the sentence in which they stand; what is isolated already, as by this very function, stays so.
pub fn reveal(title: &str) -> String {
    if title.bytes().all(|b| matches!(b, b' '..=b'~' | b'\n' | b'\t')) {
        return title.to_owned();
    }
    let mut shown = String::with_capacity(title.len());
    let mut turns_round = false;
    let mut rest = title;
    while let Some(c) = rest.chars().next() {
        let length = isolated(rest).unwrap_or(c.len_utf8());
        let (here, behind) = rest.split_at(length);
        rest = behind;
        if here.len() == c.len_utf8() && is_hidden_control(c) {
            // Writing to a string cannot fail.
            let _ = write!(shown, "\u{27e8}U+{:04X}\u{27e9}", u32::from(c));
        } else {
            turns_round |= here.len() == c.len_utf8() && is_right_to_left(c);
            shown.push_str(here);
        }
    }
    if turns_round {
        // All of it at once: one isolate within another would not be known for one of ours.
        shown.retain(|c| !matches!(c, ISOLATE | END_OF_ISOLATE));
        shown.insert(0, ISOLATE);
        shown.push(END_OF_ISOLATE);
    }
    shown
}

/// Begins what is laid out by itself, in the direction of its first letter, and ends it.
const ISOLATE: char = '\u{2068}';
const END_OF_ISOLATE: char = '\u{2069}';

/// The length of the isolated run with which a text begins, if nothing in it could lead out.
fn isolated(text: &str) -> Option<usize> {
    let inner = text.strip_prefix(ISOLATE)?;
    let end = inner.find(is_hidden_control)?;
    inner[end..].starts_with(END_OF_ISOLATE).then(|| ISOLATE.len_utf8() + end + END_OF_ISOLATE.len_utf8())
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

/// Letters and marks of the scripts that are written from right to left.
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{200f}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
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
    fn letters_from_right_to_left_turn_nothing_round_behind_them() {
        assert_eq!(reveal("שלום 1"), "\u{2068}שלום 1\u{2069}");
        assert_eq!(reveal("1 of 2: \u{2068}שלום\u{2069} ends"), "1 of 2: \u{2068}שלום\u{2069} ends", "as it is");
        assert_eq!(reveal("שלום \u{2068}שלום\u{2069}"), "\u{2068}שלום שלום\u{2069}", "one for all of it");
        assert_eq!(reveal("\u{2068}x"), "⟨U+2068⟩x", "never ended");
        assert_eq!(reveal("\u{2069}x"), "⟨U+2069⟩x", "never begun");
        assert_eq!(reveal("\u{2068}a\u{202e}b\u{2069}"), "⟨U+2068⟩a⟨U+202E⟩b⟨U+2069⟩", "something steers in it");
        assert_eq!(reveal("\u{2068}a\u{2068}b\u{2069}"), "⟨U+2068⟩a\u{2068}b\u{2069}", "the inner one alone is whole");
    }

    #[test]
    fn a_text_of_no_width_is_blank() {
        assert!(is_blank(" \n\u{a0}\u{200b}\u{feff}"));
        assert!(!is_blank("\u{a0}."));
    }
}
