//! A JSON body, read strictly, so that no two readers of one text can understand it differently.

use std::fmt;

use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor,
};
use serde_json::{Map, Number, Value};

use super::problem::{Code, FieldCode, Problem};

/// How deep arrays and objects may lie in one another. Nothing of ours is deeper than four.
pub const DEPTH_MAX: usize = 16;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadJson {
    /// It cannot be read at all, or not in one way only.
    Malformed(String),
    /// It can be read, but a field is not what it should be.
    Field { field: String, code: FieldCode, message: String },
}

impl From<BadJson> for Problem {
    fn from(bad: BadJson) -> Problem {
        match bad {
            BadJson::Malformed(detail) => Problem::new(Code::MalformedJson).detail(detail),
            BadJson::Field { field, code, message } => Problem::field(field, code, message),
        }
    }
}

/// Fields that nobody asks for are ignored, so that a client may be newer than the server; a key
/// that comes twice is refused, because readers differ in which of the two they take.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, BadJson> {
    let value = parse_value(bytes, Repeats::Refused)
        .map_err(|error| BadJson::Malformed(error.to_string()))?;
    if !value.is_object() {
        return Err(BadJson::Malformed("the body must be a JSON object".to_owned()));
    }
    serde_path_to_error::deserialize(value)
        .map_err(|error| bad_field(&error.path().to_string(), &error.inner().to_string()))
}

/// What a key counts that comes twice in one object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeats {
    Refused,
    /// For contracts that promise so.
    LastCounts,
}

pub fn parse_value(bytes: &[u8], repeats: Repeats) -> serde_json::Result<Value> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = Strict { depth: 0, repeats }.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(value)
}

/// What serde says, without the value that it repeats, which may be a password.
fn bad_field(path: &str, said: &str) -> BadJson {
    let within = |name: &str| match path {
        "." => name.to_owned(),
        path => format!("{path}.{name}"),
    };
    let (field, code, message) = if let Some(name) = said.strip_prefix("missing field ") {
        (within(name.trim_matches('`')), FieldCode::Required, "is missing".to_owned())
    } else if let Some((_, expected)) = said.split_once(", expected ") {
        let code = match said.starts_with("invalid type") {
            true => FieldCode::WrongType,
            false => FieldCode::Invalid,
        };
        (path.to_owned(), code, format!("must be {}", in_words_of_json(expected)))
    } else {
        (path.to_owned(), FieldCode::Invalid, "is not valid".to_owned())
    };
    BadJson::Field { field, code, message }
}

/// serde speaks of Rust's types.
fn in_words_of_json(expected: &str) -> &str {
    match expected {
        "u8" | "u16" | "u32" | "u64" | "i8" | "i16" | "i32" | "i64" => "a whole number in range",
        "a sequence" => "a list",
        "a map" => "an object",
        expected if expected.starts_with("struct ") => "an object",
        expected => expected,
    }
}

struct Strict {
    depth: usize,
    repeats: Repeats,
}

impl Strict {
    fn inner<E: Error>(&self) -> Result<Strict, E> {
        match self.depth < DEPTH_MAX {
            true => Ok(Strict { depth: self.depth + 1, ..*self }),
            false => Err(E::custom(format!("more than {DEPTH_MAX} levels deep"))),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<Value, E> {
        Ok(Value::Bool(truth))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Value, E> {
        let number = Number::from_f64(number);
        number.map(Value::Number).ok_or_else(|| E::custom("a number out of range"))
    }

    /// NUL is no text that a person types, and programs further down end there.
    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        match text.contains('\0') {
            true => Err(E::custom("a NUL character in a text")),
            false => Ok(Value::String(text.to_owned())),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(self.inner()?)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            let value = map.next_value_seed(self.inner()?)?;
            let came_before = fields.insert(key, value).is_some();
            if came_before && self.repeats == Repeats::Refused {
                return Err(A::Error::custom("a key that comes twice in one object"));
            }
        }
        Ok(Value::Object(fields))
    }
}
