//! What changed between two versions of a text, word by word.

use std::convert::Infallible;

use similar::algorithms::{DiffHook, myers};

/// How many words of what stayed are shown beside a change; a longer run becomes a [`Piece::Gap`] between two such parts.
const KEPT: usize = 12;

/// A run of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// In both versions.
    Same(String),
    /// In the earlier one only.
    Removed(String),
    /// In the later one only.
    Added(String),
    /// Stands for what is in both and not shown.
    Gap,
}

/// The later version with what was removed from the earlier one in its place; empty where nothing but white space differs. Lines stay lines.
pub fn words(before: &str, after: &str) -> Vec<Piece> {
    let (before, after) = (tokens(before), tokens(after));
    let mut changes = Changes { before: &before, after: &after, removed: 0..0, added: 0..0, pieces: Vec::new() };
    // Never fails: the hook does not.
    let _ = myers::diff(&mut changes, &before[..], 0..before.len(), &after[..], 0..after.len());
    changes.settle();
    let pieces = changes.pieces;
    if pieces.iter().all(|piece| matches!(piece, Piece::Same(_))) { Vec::new() } else { shortened(pieces) }
}

/// Words, and each line break by itself.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            tokens.push("\n");
        }
        tokens.extend(line.split_whitespace());
    }
    tokens
}

fn joined(tokens: &[&str]) -> String {
    let mut text = String::new();
    for token in tokens {
        if *token != "\n" && !text.is_empty() && !text.ends_with('\n') {
            text.push(' ');
        }
        text.push_str(token);
    }
    text
}

struct Changes<'a> {
    before: &'a [&'a str],
    after: &'a [&'a str],
    /// What was removed and added since the last run of equal words.
    removed: std::ops::Range<usize>,
    added: std::ops::Range<usize>,
    pieces: Vec<Piece>,
}

impl Changes<'_> {
    /// Writes down what was removed, then what was added.
    fn settle(&mut self) {
        let removed = joined(&self.before[std::mem::take(&mut self.removed)]);
        let added = joined(&self.after[std::mem::take(&mut self.added)]);
        // A line break alone is no change of words.
        match (removed.trim().is_empty(), added.trim().is_empty()) {
            (true, true) if !added.is_empty() => self.same(&added),
            (true, true) => {}
            (removed_nothing, added_nothing) => {
                if !removed_nothing {
                    self.pieces.push(Piece::Removed(removed));
                }
                if !added_nothing {
                    self.pieces.push(Piece::Added(added));
                }
            }
        }
    }

    fn same(&mut self, text: &str) {
        match self.pieces.last_mut() {
            Some(Piece::Same(last)) => {
                if !last.ends_with('\n') && !text.starts_with('\n') {
                    last.push(' ');
                }
                last.push_str(text);
            }
            _ => self.pieces.push(Piece::Same(text.to_owned())),
        }
    }
}

impl DiffHook for Changes<'_> {
    type Error = Infallible;

    fn equal(&mut self, _: usize, new: usize, len: usize) -> Result<(), Infallible> {
        self.settle();
        let text = joined(&self.after[new..new + len]);
        self.same(&text);
        Ok(())
    }

    fn delete(&mut self, old: usize, len: usize, _: usize) -> Result<(), Infallible> {
        if self.removed.is_empty() {
            self.removed = old..old;
        }
        self.removed.end = old + len;
        Ok(())
    }

    fn insert(&mut self, _: usize, new: usize, len: usize) -> Result<(), Infallible> {
        if self.added.is_empty() {
            self.added = new..new;
        }
        self.added.end = new + len;
        Ok(())
    }
}

/// Cuts long runs of what stayed: before the first change, between two, behind the last.
fn shortened(pieces: Vec<Piece>) -> Vec<Piece> {
    let last = pieces.len() - 1;
    let mut short = Vec::new();
    for (index, piece) in pieces.into_iter().enumerate() {
        let Piece::Same(text) = &piece else {
            short.push(piece);
            continue;
        };
        let words = tokens(text);
        let (head, tail) = (if index > 0 { KEPT } else { 0 }, if index < last { KEPT } else { 0 });
        if words.len() <= head + tail + KEPT {
            short.push(piece);
            continue;
        }
        if head > 0 {
            short.push(Piece::Same(joined(&words[..head])));
        }
        short.push(Piece::Gap);
        if tail > 0 {
            short.push(Piece::Same(joined(&words[words.len() - tail..])));
        }
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `a -b- +c+ …`: removed, added, left out.
    fn told(before: &str, after: &str) -> String {
        let piece = |piece: Piece| match piece {
            Piece::Same(text) => text,
            Piece::Removed(text) => format!("-{text}-"),
            Piece::Added(text) => format!("+{text}+"),
            Piece::Gap => "…".to_owned(),
        };
        words(before, after).into_iter().map(piece).collect::<Vec<_>>().join(" ")
    }

    #[track_caller]
    fn check(before: &str, after: &str, expected: &str) {
        assert_eq!(told(before, after), expected, "{before:?} → {after:?}");
    }

    #[test]
    fn words_that_went_stand_before_those_that_came() {
        check("ends on 1 December", "ends on 15 January", "ends on -1 December- +15 January+");
        check("a b c", "a c", "a -b- c");
        check("a c", "a b c", "a +b+ c");
        check("", "new", "+new+");
        check("old", "", "-old-");
        check("a b", "c d", "-a b- +c d+");
    }

    #[test]
    fn nothing_is_told_where_only_white_space_differs() {
        check("a b", "a b", "");
        check("", "", "");
        check("a  b", "a b", "");
        check("a b\nc", "a\nb\nc", "");
        check("a\n\n\nb", "a\nb", "");
    }

    #[test]
    fn lines_stay_lines() {
        assert_eq!(
            words("Impact\nNone.", "Impact\nSome."),
            [Piece::Same("Impact\n".to_owned()), Piece::Removed("None.".to_owned()), Piece::Added("Some.".to_owned())]
        );
    }

    #[test]
    fn a_line_break_that_came_or_went_by_itself_is_shown_and_not_told() {
        check("starts now ends", "starts\nnow over", "starts\nnow -ends- +over+");
        check("starts\nnow ends", "starts now over", "starts now -ends- +over+");
    }

    #[test]
    fn long_parts_that_stayed_are_cut_on_the_side_away_from_a_change() {
        let many = |word: &str, n| vec![word; n].join(" ");
        let kept = many("x", KEPT);
        check(&format!("{} a", many("x", 40)), &format!("{} b", many("x", 40)), &format!("… {kept} -a- +b+"));
        check(&format!("a {}", many("x", 40)), &format!("b {}", many("x", 40)), &format!("-a- +b+ {kept} …"));
        let between = |ends: [&str; 2], n| format!("{} {} {}", ends[0], many("x", n), ends[1]);
        check(&between(["a", "c"], 60), &between(["b", "d"], 60), &format!("-a- +b+ {kept} … {kept} -c- +d+"));
        check(&between(["a", "c"], 36), &between(["b", "d"], 36), &format!("-a- +b+ {} -c- +d+", many("x", 36)));
    }

    #[test]
    fn texts_without_anything_in_common_are_compared_too() {
        let text = |word: &str| (0..3_000).map(|n| format!("{word}{n}")).collect::<Vec<_>>().join(" ");
        assert_eq!(words(&text("a"), &text("b")).len(), 2);
    }
}
