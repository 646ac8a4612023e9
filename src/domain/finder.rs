//! Finding one of many named things by a few letters of it: what begins with them comes first.

use super::{order, search};

/// A thing that can be found, as it is searched: its names folded, a line each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findable(String);

/// How well a thing fits, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// One of its names begins with all that was typed.
    Start,
    /// Each word that was typed begins a word of it.
    WordStart,
    /// Each word stands somewhere in it.
    Inside,
}

impl Findable {
    /// A thing with these names, the one that is shown first.
    pub fn of(names: &[&str]) -> Self {
        let mut folded = String::new();
        for name in names {
            folded.push('\n');
            folded.push_str(&search::fold(name));
        }
        Self(folded)
    }

    /// How well it fits what is looked for; `None` where a word is not in it. Nothing typed fits everything.
    fn fit(&self, wanted: &Wanted) -> Option<Fit> {
        let mut fit = Fit::Start;
        for word in &wanted.words {
            fit = fit.max(self.word_fit(word)?);
        }
        match fit {
            Fit::Inside => Some(fit),
            _ if wanted.words.is_empty() || self.0.contains(&wanted.line) => Some(Fit::Start),
            _ => Some(Fit::WordStart),
        }
    }

    fn word_fit(&self, word: &str) -> Option<Fit> {
        let mut places = self.0.match_indices(word).map(|(at, _)| at).peekable();
        places.peek()?;
        let begins = |at: usize| self.0[..at].chars().next_back().is_none_or(|before| !before.is_alphanumeric());
        Some(if places.any(begins) { Fit::WordStart } else { Fit::Inside })
    }
}

/// What is looked for.
struct Wanted {
    words: Vec<String>,
    /// All of it behind the end of a line: where a name begins with it.
    line: String,
}

/// The places of all that fits what was typed, the best first; what fits alike stays in its order.
pub fn find(things: &[Findable], typed: &str) -> Vec<usize> {
    let folded = search::fold(typed);
    let line = folded.split_whitespace().fold(String::from("\n"), |mut line, word| {
        if line.len() > 1 {
            line.push(' ');
        }
        line.push_str(word);
        line
    });
    let wanted = Wanted { words: search::words(typed), line };
    let mut found: Vec<_> = things.iter().enumerate().filter_map(|(place, thing)| Some((thing.fit(&wanted)?, place))).collect();
    order::sort_by_key(&mut found, |found| *found);
    found.into_iter().map(|(_, place)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(names: &[&str], typed: &str, expected: &[&str]) {
        let things: Vec<_> = names.iter().map(|name| Findable::of(&name.split('|').collect::<Vec<_>>())).collect();
        let found: Vec<_> = find(&things, typed).into_iter().map(|place| names[place]).collect();
        assert_eq!(found, expected, "{typed:?}");
    }

    #[test]
    fn what_begins_with_it_comes_before_a_word_that_does_and_that_before_the_rest() {
        check(
            &["Grapple", "My Apple tokens", "Apple push", "Pineapple", "Pear"],
            "apple",
            &["Apple push", "My Apple tokens", "Grapple", "Pineapple"],
        );
    }

    #[test]
    fn what_fits_alike_stays_in_its_order() {
        check(&["b two", "b one", "a b", "b three"], "b", &["b two", "b one", "b three", "a b"]);
        check(&["b", "a"], "  ", &["b", "a"]);
    }

    #[test]
    fn each_word_has_to_be_found_in_whatever_order() {
        check(&["Apple push certificate", "Apple tokens"], "push apple", &["Apple push certificate"]);
        check(&["Apple push certificate"], "apple  pu", &["Apple push certificate"]);
        check(&["Apple push certificate"], "apple pear", &[]);
        check(&["x push apple", "apple push"], "apple push", &["apple push", "x push apple"]);
    }

    #[test]
    fn every_name_counts_and_none_runs_into_the_next() {
        check(&["Outlook is slow|EX1", "Teams|MC100"], "mc1", &["Teams|MC100"]);
        check(&["ab|cd"], "b c", &["ab|cd"]);
        check(&["ab|cd"], "bc", &[]);
    }

    #[test]
    fn case_accents_and_signs_do_not_matter() {
        check(&["Überprüfung", "Home“Screen”"], "ubERPRÜ", &["Überprüfung"]);
        check(&["organization’s"], "organization's", &["organization’s"]);
    }

    #[test]
    fn no_text_is_too_odd_to_be_looked_for() {
        check(&["a", ""], "\u{301}", &["a", ""]);
        check(&["a🙂b", "né"], "🙂", &["a🙂b"]);
        check(&["a🙂b"], "b", &["a🙂b"]);
        check(&["a"], &"x".repeat(100_000), &[]);
    }
}
