//! Input that is nearly right: seeds, broken again and again.

use serde_json::Value;

/// Longer cases take long and find nothing that shorter ones do not.
const LONGEST: usize = 32 * 1024;
/// How many broken cases are kept to be broken further.
const WALKERS: usize = 256;

/// What readers trip over.
const TOKENS: [&str; 56] = [
    "null",
    "true",
    "false",
    "0",
    "-1",
    "1e400",
    "-0.0",
    "9223372036854775808",
    "99999999999999999999",
    "1.5",
    "\"\"",
    "\"\\ud800\"",
    "\"\\u0000\"",
    "{}",
    "[]",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\\\"",
    "\\u202e",
    "\u{feff}",
    "\u{0}",
    "\u{301}",
    "💥",
    "é",
    "\"value\"",
    "\"id\"",
    "\"error\"",
    "\"@odata.nextLink\"",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.9999999Z",
    "2026-11-21T09:00:00Z",
    "+14:00",
    "T24:00:00",
    ":60",
    "%",
    "%2e",
    "&",
    "=",
    "../",
    "https://",
    "<",
    "\n",
    "+",
    "-",
    ".",
    ":",
    "@",
    "//",
    "\t",
    "\r\n",
];

/// A small generator of numbers that look random and are the same for the same seed.
///
/// Source: `SplitMix64`, Steele, Lea and Flood 2014.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Below `end`, which is not zero.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.number() % end.max(1) as u64).unwrap_or_default()
    }

    fn one_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }

    fn byte(&mut self) -> u8 {
        self.number().to_le_bytes()[0]
    }
}

/// Makes cases.
pub(crate) struct Mutator {
    random: Random,
    seeds: Vec<Vec<u8>>,
    walkers: Vec<Vec<u8>>,
    case: Vec<u8>,
    is_first: usize,
}

impl Mutator {
    /// Of no seeds there is one: nothing.
    pub(crate) fn new(random: Random, mut seeds: Vec<Vec<u8>>) -> Self {
        seeds.push(Vec::new());
        Self { random, walkers: Vec::new(), seeds, case: Vec::new(), is_first: 0 }
    }

    /// The next case: at first each seed as it is.
    pub(crate) fn next(&mut self) -> &[u8] {
        if let Some(seed) = self.seeds.get(self.is_first) {
            self.is_first += 1;
            self.case.clone_from(seed);
            return &self.case;
        }
        self.case = self.pick();
        for _ in 0..=self.random.below(4) {
            self.break_once();
        }
        self.case.truncate(LONGEST);
        if self.random.one_in(16) {
            let case = self.case.clone();
            if self.walkers.len() < WALKERS {
                self.walkers.push(case);
            } else {
                let place = self.random.below(WALKERS);
                self.walkers[place] = case;
            }
        }
        &self.case
    }

    fn pick(&mut self) -> Vec<u8> {
        let from = if self.walkers.is_empty() || self.random.one_in(2) { &self.seeds } else { &self.walkers };
        from[self.random.below(from.len())].clone()
    }

    fn break_once(&mut self) {
        if self.random.one_in(3)
            && let Ok(mut value) = serde_json::from_slice::<Value>(&self.case)
        {
            self.break_value(&mut value);
            self.case = value.to_string().into_bytes();
            return;
        }
        let length = self.case.len();
        let at = self.random.below(length + 1);
        let longest = 1 << self.random.below(8);
        let run = self.random.below(longest).min(length - at);
        match self.random.below(9) {
            0 if length > 0 => self.case[at.min(length - 1)] ^= 1 << self.random.below(8),
            1 if length > 0 => self.case[at.min(length - 1)] = self.random.byte(),
            2 => drop(self.case.drain(at..at + run)),
            3 => {
                let copy = self.case[at..at + run].to_vec();
                let to = self.random.below(length + 1);
                self.case.splice(to..to, copy);
            }
            4 => self.case.truncate(at),
            5 => {
                // The head of one and the tail of another.
                let other = self.pick();
                let from = self.random.below(other.len() + 1);
                self.case.truncate(at);
                self.case.extend_from_slice(&other[from..]);
            }
            6 => {
                let repeated = self.case[at..at + run].repeat(self.random.below(64));
                self.case.splice(at..at, repeated);
            }
            7 => self.case.insert(at, self.random.byte()),
            _ => {
                let token = TOKENS[self.random.below(TOKENS.len())];
                let end = if self.random.one_in(2) { at + run } else { at };
                self.case.splice(at..end, token.bytes());
            }
        }
    }

    /// Goes down to a value at random and breaks it.
    fn break_value(&mut self, value: &mut Value) {
        let goes_on = !self.random.one_in(4);
        match value {
            Value::Object(fields) if goes_on && !fields.is_empty() => {
                let place = self.random.below(fields.len());
                let Some(name) = fields.keys().nth(place).cloned() else { return };
                if self.random.one_in(8) {
                    fields.remove(&name);
                } else if let Some(field) = fields.get_mut(&name) {
                    self.break_value(field);
                }
            }
            Value::Array(items) if goes_on && !items.is_empty() => {
                let place = self.random.below(items.len());
                match self.random.below(8) {
                    0 => drop(items.remove(place)),
                    1 => items.push(items[place].clone()),
                    2 => items.swap(0, place),
                    _ => self.break_value(&mut items[place]),
                }
            }
            Value::String(text) if goes_on => {
                let at = text.floor_char_boundary(self.random.below(text.len() + 1));
                match self.random.below(4) {
                    0 => text.truncate(at),
                    1 => text.insert(at, char::from(self.random.byte())),
                    2 => text.insert_str(at, TOKENS[self.random.below(TOKENS.len())]),
                    _ => TOKENS[self.random.below(TOKENS.len())].clone_into(text),
                }
            }
            other => *other = self.leaf(other),
        }
    }

    /// Something in the place of a value; sometimes around it.
    fn leaf(&mut self, value: &Value) -> Value {
        match self.random.below(10) {
            0 => Value::Null,
            1 => Value::from(self.random.one_in(2)),
            2 => Value::from(self.random.number().cast_signed()),
            3 => Value::from(f64::from_bits(self.random.number())),
            4 => Value::Array(Vec::new()),
            5 => Value::Object(serde_json::Map::new()),
            6 => Value::from(vec![value.clone(); self.random.below(4)]),
            7 => Value::from(value.to_string()),
            _ => Value::from(TOKENS[self.random.below(TOKENS.len())]),
        }
    }
}
