//! JSON as a client may write it: one object, nested at most 16 deep, no key twice, no number that
//! a double could not count to.
//!
//! The object is read in one pass into borrowed pieces; a frame asks for its fields by name, so a
//! refusal can say which field it was. Depth and duplicates are judged while reading, before
//! anything is built that an attacker could have made large.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

const DEPTH_MAX: usize = 16;
/// The highest that JavaScript counts to without a gap.
const NUMBER_MAX: u64 = (1 << 53) - 1;

#[derive(Debug, PartialEq)]
pub enum Value<'a> {
    Null,
    Bool(bool),
    Whole(i64),
    Fraction(f64),
    Text(Cow<'a, str>),
    List(Vec<Value<'a>>),
    Object(Object<'a>),
}

pub type Object<'a> = BTreeMap<Cow<'a, str>, Value<'a>>;

/// What is wrong with it, in words for the person who wrote it.
pub fn read_object(text: &str) -> Result<Object<'_>, String> {
    let mut input = serde_json::Deserializer::from_str(text);
    let read = Read { depth: 0 }.deserialize(&mut input).and_then(|value| {
        input.end()?;
        Ok(value)
    });
    match read {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err("not an object".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// Reads one value that stands `depth` levels deep.
#[derive(Clone, Copy)]
struct Read {
    depth: usize,
}

impl Read {
    fn deeper<E: de::Error>(self) -> Result<Read, E> {
        let depth = self.depth + 1;
        if depth > DEPTH_MAX {
            return Err(E::custom(format_args!("nested deeper than {DEPTH_MAX} levels")));
        }
        Ok(Read { depth })
    }
}

impl<'de> DeserializeSeed<'de> for Read {
    type Value = Value<'de>;

    fn deserialize<D: Deserializer<'de>>(self, input: D) -> Result<Value<'de>, D::Error> {
        input.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Read {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value<'de>, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Value<'de>, E> {
        Ok(Value::Bool(truth))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Value<'de>, E> {
        match number.unsigned_abs() {
            0..=NUMBER_MAX => Ok(Value::Whole(number)),
            _ => Err(E::custom("number out of range")),
        }
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Value<'de>, E> {
        let whole = i64::try_from(number).map_err(|_| E::custom("number out of range"))?;
        self.visit_i64(whole)
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Value<'de>, E> {
        // Whole numbers beyond 64 bits arrive here, rounded.
        if number.abs() > NUMBER_MAX as f64 {
            return Err(E::custom("number out of range"));
        }
        Ok(Value::Fraction(number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value<'de>, E> {
        Ok(Value::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value<'de>, A::Error> {
        let inner = self.deeper()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(inner)? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value<'de>, A::Error> {
        let inner = self.deeper()?;
        let mut object = Object::new();
        while let Some(Key(key)) = entries.next_key()? {
            let value = entries.next_value_seed(inner)?;
            if object.contains_key(&key) {
                return Err(de::Error::custom(format_args!("the key {key:?} stands there twice")));
            }
            object.insert(key, value);
        }
        Ok(Value::Object(object))
    }
}

/// A key, borrowed where it is written without escapes.
struct Key<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Key<'de>, D::Error> {
        struct Reads;
        impl<'de> Visitor<'de> for Reads {
            type Value = Key<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }
            fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(key)))
            }
            fn visit_str<E>(self, key: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(key.to_owned())))
            }
        }
        input.deserialize_str(Reads)
    }
}
