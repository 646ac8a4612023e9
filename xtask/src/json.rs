//! As much JSON as this program needs to read `config.json`.

use std::collections::BTreeMap;

/// A JSON value; numbers, booleans and null stay text.
#[derive(Debug, PartialEq)]
pub(crate) enum Json {
    Text(String),
    Object(BTreeMap<String, Json>),
    List(Vec<Json>),
    Literal(String),
}

impl Json {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut reader = Reader { rest: text.trim_start_matches('\u{feff}') };
        let value = reader.value()?;
        if reader.rest.trim().is_empty() { Ok(value) } else { Err("more after its end".into()) }
    }

    /// A member of an object.
    pub(crate) fn get(&self, key: &str) -> Option<&Json> {
        match self {
            Self::Object(members) => members.get(key),
            _ => None,
        }
    }

    /// A text member of an object.
    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        match self.get(key)? {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// A string as JSON.
pub(crate) fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn peek(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start();
        self.rest.chars().next()
    }

    fn eat(&mut self, wanted: char) -> Result<(), String> {
        if self.peek() != Some(wanted) {
            return Err(format!("{wanted} expected before {:?}", self.rest.chars().take(20).collect::<String>()));
        }
        self.rest = &self.rest[wanted.len_utf8()..];
        Ok(())
    }

    fn value(&mut self) -> Result<Json, String> {
        match self.peek() {
            Some('{') => {
                let mut members = BTreeMap::new();
                self.items('{', '}', |reader| {
                    let key = reader.string()?;
                    reader.eat(':')?;
                    members.insert(key, reader.value()?);
                    Ok(())
                })?;
                Ok(Json::Object(members))
            }
            Some('[') => {
                let mut items = Vec::new();
                self.items('[', ']', |reader| {
                    items.push(reader.value()?);
                    Ok(())
                })?;
                Ok(Json::List(items))
            }
            Some('"') => self.string().map(Json::Text),
            Some(_) => {
                let end = self.rest.find([',', '}', ']', ' ', '\n', '\r', '\t']).unwrap_or(self.rest.len());
                let (literal, rest) = self.rest.split_at(end);
                self.rest = rest;
                let known = matches!(literal, "true" | "false" | "null") || literal.parse::<f64>().is_ok();
                if known { Ok(Json::Literal(literal.to_owned())) } else { Err(format!("{literal:?} is no value")) }
            }
            None => Err("it ends too early".into()),
        }
    }

    fn items(&mut self, open: char, close: char, mut item: impl FnMut(&mut Self) -> Result<(), String>) -> Result<(), String> {
        self.eat(open)?;
        if self.peek() == Some(close) {
            return self.eat(close);
        }
        loop {
            item(self)?;
            if self.peek() == Some(close) {
                return self.eat(close);
            }
            self.eat(',')?;
        }
    }

    fn string(&mut self) -> Result<String, String> {
        self.eat('"')?;
        let mut text = String::new();
        let mut letters = self.rest.char_indices();
        while let Some((at, letter)) = letters.next() {
            match letter {
                '"' => {
                    self.rest = &self.rest[at + 1..];
                    return Ok(text);
                }
                '\\' => match letters.next().map(|(_, escaped)| escaped) {
                    Some('n') => text.push('\n'),
                    Some('t') => text.push('\t'),
                    Some(plain @ ('"' | '\\' | '/')) => text.push(plain),
                    other => return Err(format!("the escape {other:?} is not read here")),
                },
                plain => text.push(plain),
            }
        }
        Err("a string without an end".into())
    }
}

#[cfg(test)]
mod tests {
    use super::{Json, quote};

    #[test]
    fn the_configuration_of_the_demo_is_read() {
        let text = include_str!("../../public/config.json");
        let config = Json::parse(text).unwrap();
        assert_eq!(config.get("endpoint").unwrap().text("kind"), Some("snapshot"));
    }

    #[test]
    fn bad_input_is_an_error() {
        for text in ["", "{", "{\"a\"}", "{\"a\":1,}", "[1 2]", "nul", "\"a", "{} x"] {
            assert!(Json::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn quoting_and_reading_are_each_others_reverse() {
        let text = r#"a "b" \c"#;
        assert_eq!(Json::parse(&quote(text)), Ok(Json::Text(text.to_owned())));
    }
}
