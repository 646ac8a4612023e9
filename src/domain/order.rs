//! Sorting, stable and in one copy: the standard one is compiled anew, with some four kilobytes, for every type that it sorts.

use std::cmp::Ordering;

/// Sorts like `slice::sort_by`.
pub fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let order = order(items.len(), &|a, b| compare(&items[a], &items[b]));
    arrange(items, order);
}

/// Sorts like `slice::sort_by_cached_key`: each key is made once.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    let keys: Vec<_> = items.iter().map(key).collect();
    let order = order(items.len(), &|a, b| keys[a].cmp(&keys[b]));
    arrange(items, order);
}

/// The positions of the items in their order, by merging ever longer runs.
fn order(len: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<_> = (0..len).collect();
    let mut width = 1;
    while width < len {
        let mut merged = Vec::with_capacity(len);
        for runs in order.chunks(2 * width) {
            let (mut left, mut right) = runs.split_at(width.min(runs.len()));
            while let ([a, ..], [b, ..]) = (left, right) {
                // Of equal items the left one comes first.
                let next = if compare(*a, *b).is_le() { &mut left } else { &mut right };
                merged.push(next[0]);
                *next = &next[1..];
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        order = merged;
        width *= 2;
    }
    order
}

/// Puts at each place the item that `order` names for it.
fn arrange<T>(items: &mut [T], mut order: Vec<usize>) {
    for place in 0..items.len() {
        // An item that stood before this place has been swapped away: its entry tells where to.
        let mut at = order[place];
        while at < place {
            at = order[at];
        }
        order[place] = at;
        items.swap(place, at);
    }
}

// The browser's tests have no proptest.
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn sorts_as_the_standard_library_does(items: Vec<(u8, u16)>) {
            let mut expected = items.clone();
            expected.sort_by_key(|(key, _)| *key);
            let mut by_key = items.clone();
            sort_by_key(&mut by_key, |(key, _)| *key);
            prop_assert_eq!(&by_key, &expected);
            let mut by_comparison = items;
            sort_by(&mut by_comparison, |a, b| a.0.cmp(&b.0));
            prop_assert_eq!(&by_comparison, &expected);
        }
    }
}
