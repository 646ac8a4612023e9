//! Searching texts as readers do: without regard to case, accents and typographic signs.

use std::ops::Range;

use super::order;

/// How many words of a search count; nobody remembers more.
const MAX_WORDS: usize = 8;

/// What each letter from U+00C0 to U+017F is without its accent, in lower case.
const LATIN: &[u8; 192] = b"\
    aaaaaaaceeeeiiiidnoooooxouuuuytsaaaaaaaceeeeiiiidnooooo/ouuuuyty\
    aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllllnnnnnnnnnoooooo\
    oorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/// The sign that stands for `c` in a search; `None` for a combining mark, which only decorates the letter before it.
fn fold_char(c: char) -> Option<char> {
    Some(match c {
        '\0'..='\u{7f}' => c.to_ascii_lowercase(),
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' => ' ',
        '\u{c0}'..='\u{17f}' => char::from(LATIN[c as usize - 0xc0]),
        '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => return None,
        // Greek and Cyrillic capitals stand at a fixed distance from their small letters.
        '\u{391}'..='\u{3a9}' | '\u{410}'..='\u{42f}' => shifted(c, 32),
        '\u{400}'..='\u{40f}' => shifted(c, 80),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{2018}' | '\u{2019}' | '\u{201b}' => '\'',
        '\u{201c}'..='\u{201f}' => '"',
        other => other,
    })
}

fn shifted(c: char, by: u32) -> char {
    char::from_u32(u32::from(c) + by).unwrap_or(c)
}

/// A text as it is searched.
pub fn fold(text: &str) -> String {
    text.chars().filter_map(fold_char).collect()
}

/// The words that a reader looks for, folded; each has to be found.
pub fn words(query: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in fold(query).split_whitespace().take(MAX_WORDS) {
        if !words.iter().any(|known| known == word) {
            words.push(word.to_owned());
        }
    }
    words
}

/// Where the words stand in a text that is not folded, in order and without overlaps.
pub fn places(text: &str, words: &[String]) -> Vec<Range<usize>> {
    if words.is_empty() {
        return Vec::new();
    }
    let mut folded = String::with_capacity(text.len());
    // For each folded sign where it begins, there and in the text.
    let mut begins = Vec::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        if let Some(sign) = fold_char(c) {
            begins.push((folded.len(), at));
            folded.push(sign);
        }
    }
    begins.push((folded.len(), text.len()));
    let original = |at: usize| begins[begins.partition_point(|(begin, _)| *begin < at)].1;

    let mut places: Vec<(usize, usize)> = Vec::new();
    for word in words {
        places.extend(folded.match_indices(word.as_str()).map(|(begin, _)| (begin, begin + word.len())));
    }
    order::sort_by_key(&mut places, |place| *place);
    let mut found: Vec<Range<usize>> = Vec::new();
    for (begin, end) in places {
        let place = original(begin)..original(end);
        match found.last_mut() {
            Some(last) if place.start <= last.end => last.end = last.end.max(place.end),
            _ => found.push(place),
        }
    }
    found
}

/// The part of a text around the first place of a word: some `around` bytes before it and twice as many behind, cut at spaces, with `…`
/// for what was cut. `None` where no word stands in it.
pub fn excerpt(text: &str, words: &[String], around: usize) -> Option<String> {
    let place = places(text, words).into_iter().next()?;
    let from = text.floor_char_boundary(place.start.saturating_sub(around));
    let from = if from == 0 { 0 } else { text[from..place.start].find(' ').map_or(from, |space| from + space + 1) };
    let to = text.ceil_char_boundary((place.end + 2 * around).min(text.len()));
    let to = if to == text.len() { to } else { text[place.end..to].rfind(' ').map_or(to, |space| place.end + space) };
    let mut excerpt = String::with_capacity(to - from + 8);
    if from > 0 {
        excerpt.push_str("… ");
    }
    for (index, line) in text[from..to].split('\n').enumerate() {
        if index > 0 {
            excerpt.push(' ');
        }
        excerpt.push_str(line);
    }
    if to < text.len() {
        excerpt.push_str(" …");
    }
    Some(excerpt)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_typographic_signs_do_not_matter() {
        let check = |text: &str, folded: &str| assert_eq!(fold(text), folded, "{text}");
        check("MDM Push", "mdm push");
        check("Überprüfung à la Çava", "uberprufung a la cava");
        check("ŁÓDŹ ŠKODA ŒUVRE ÿ ſ ×÷", "lodz skoda ouvre y s x/");
        check("e\u{301}tude\u{ad}s", "etudes");
        check("organization’s “Home\u{a0}Screen” – x", "organization's \"home screen\" - x");
        check("ΑΒΓ ЁЖИК", "αβγ ёжик");
        check("日本 🙂", "日本 🙂");
    }

    #[test]
    fn every_letter_of_latin_has_a_base() {
        assert!(LATIN.iter().all(|letter| letter.is_ascii_lowercase() || *letter == b'/'));
        let ends = [0xc0, 0xff, 0x100, 0x130, 0x132, 0x139, 0x152, 0x160, 0x17d, 0x17f];
        let bases: String = ends.into_iter().filter_map(char::from_u32).filter_map(fold_char).collect();
        assert_eq!(bases, "ayaiiloszs");
    }

    #[test]
    fn a_search_is_its_words_each_once() {
        assert_eq!(words("  Apple  push APPLE "), ["apple", "push"]);
        assert_eq!(words(" \u{301} "), Vec::<String>::new());
        assert_eq!(words("a b c d e f g h i j").len(), MAX_WORDS);
    }

    #[track_caller]
    fn check_places(text: &str, query: &str, expected: &[&str]) {
        let found: Vec<_> = places(text, &words(query)).into_iter().map(|place| &text[place]).collect();
        assert_eq!(found, expected, "{query} in {text}");
    }

    #[test]
    fn places_are_those_of_the_text_itself() {
        check_places("Apple push, APPLE", "apple", &["Apple", "APPLE"]);
        check_places("Überprüfung", "ubERprUF", &["Überprüf"]);
        check_places("e\u{301}tude e", "e", &["e\u{301}", "e", "e"]);
        check_places("🙂 né 🙂", "ne 🙂", &["🙂", "né", "🙂"]);
        check_places("nothing", "x", &[]);
        check_places("anything", "", &[]);
        check_places("", "x", &[]);
    }

    #[test]
    fn places_that_touch_or_overlap_are_one() {
        check_places("enrollment", "enroll rollment", &["enrollment"]);
        check_places("abab", "ab", &["abab"]);
        check_places("aaa", "aa", &["aa"]);
        check_places("push pushes", "push pushes", &["push", "pushes"]);
    }

    #[test]
    fn an_excerpt_shows_the_first_place_between_whole_words() {
        let text = "One two three four\nfive six seven eight nine ten";
        let check = |query: &str, around, expected: Option<&str>| {
            assert_eq!(excerpt(text, &words(query), around).as_deref(), expected, "{query}");
        };
        check("five", 10, Some("… four five six seven eight …"));
        check("one", 100, Some("One two three four five six seven eight nine ten"));
        check("ten", 4, Some("… ten"));
        check("eleven", 10, None);
        // Never inside a sign, however little there is around.
        assert_eq!(excerpt("éé🙂x🙂éé", &words("x"), 1).as_deref(), Some("… 🙂x🙂 …"));
    }
}
