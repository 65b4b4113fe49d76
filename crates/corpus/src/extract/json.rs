//! JSON as a tree of values, each of which is charged while it is read.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::Budget;
use crate::reason::Reason;

/// Why a text gave no value.
#[derive(Debug)]
pub(super) enum JsonFailure {
    /// It is no JSON.
    Not,
    /// A bound struck.
    Struck(Reason),
}

/// Reads a text that is one value.
pub(super) fn parse(text: &str, budget: &Budget<'_>) -> Result<Value, JsonFailure> {
    let struck = std::cell::Cell::new(None);
    let seed = Seed { budget, struck: &struck };
    let mut reader = serde_json::Deserializer::from_str(text);
    let read = seed.deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
    read.map_err(|_| struck.take().map_or(JsonFailure::Not, JsonFailure::Struck))
}

#[derive(Clone, Copy)]
struct Seed<'b> {
    budget: &'b Budget<'b>,
    /// The reason, which an error of serde would make a string of.
    struck: &'b std::cell::Cell<Option<Reason>>,
}

impl Seed<'_> {
    fn charge<E: Error>(&self) -> Result<(), E> {
        self.budget.nodes(1).map_err(|reason| {
            self.struck.set(Some(reason));
            E::custom("a bound struck")
        })
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        self.charge()?;
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = items.next_element_seed(self)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = fields.next_key::<String>()? {
            self.charge()?;
            map.insert(key, fields.next_value_seed(self)?);
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;

    #[test]
    fn a_value_is_what_serde_makes_of_it() {
        let limits = Limits::default();
        let text = r#"{"a":[1,-2,2.5,"x",null,true],"b":{"c":"\u4e91"}}"#;
        let read = parse(text, &Budget::new(&limits, None, 0)).unwrap();
        assert_eq!(read, serde_json::from_str::<Value>(text).unwrap());
        assert!(matches!(parse("{} {}", &Budget::new(&limits, None, 0)), Err(JsonFailure::Not)));
    }

    #[test]
    fn values_are_counted_while_they_are_read() {
        let limits = Limits { nodes: 1000, ..Limits::default() };
        for text in [format!("[{}0]", "0,".repeat(2000)), format!("[{}{{}}]", "{},".repeat(2000))] {
            let read = parse(&text, &Budget::new(&limits, None, 0));
            assert!(matches!(read, Err(JsonFailure::Struck(Reason::Bound { .. }))), "{read:?}");
        }
    }
}
