//! What a tool answers: one table says it to the client, as a JSON schema, and checks what the tool
//! gives.
//!
//! Clients refuse an answer that is not as it was announced, so tests and every build with debug
//! assertions look at all answers ([`Gives::fits`]). Nothing is in an answer that is not in the table.

use serde_json::{Map, Value, json};

use crate::arguments::Object;

/// What a value is.
#[derive(Debug, Clone, Copy)]
pub enum Gives {
    /// A string.
    Text,
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// True or false.
    Switch,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A list of these.
    List(&'static Gives),
    /// These by names that the question or the archive gives.
    ByName(&'static Gives),
    /// This, or null.
    Maybe(&'static Gives),
    /// An object with the fields of all these groups.
    Object(&'static [&'static [ShapeField]]),
    /// An object under a name: it stands in several places, and is said once.
    Named(&'static str, &'static [&'static [ShapeField]]),
}

/// One field of an object.
#[derive(Debug, Clone, Copy)]
pub struct ShapeField {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub gives: Gives,
    /// What it means, in English; empty where the name says it.
    pub says: &'static str,
    /// Whether it may be missing.
    pub optional: bool,
}

impl ShapeField {
    /// A field that is always there.
    pub const fn new(name: &'static str, gives: Gives, says: &'static str) -> Self {
        Self { name, gives, says, optional: false }
    }

    /// A field that may be missing.
    pub const fn optional(name: &'static str, gives: Gives, says: &'static str) -> Self {
        Self { name, gives, says, optional: true }
    }
}

/// The JSON schema of an answer with these fields.
pub fn schema(fields: &'static [&'static [ShapeField]]) -> Object {
    let mut named = Map::new();
    let mut schema = of_fields(fields, &mut named);
    if !named.is_empty() {
        schema.insert("$defs".into(), named.into());
    }
    schema
}

fn of_fields(fields: &'static [&'static [ShapeField]], named: &mut Object) -> Object {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for field in fields.iter().copied().flatten() {
        let mut own = field.gives.schema(named);
        if !field.says.is_empty() {
            own.insert("description".into(), field.says.into());
        }
        properties.insert(field.name.to_owned(), own.into());
        if !field.optional {
            required.push(field.name);
        }
    }
    let mut schema = Map::new();
    schema.insert("type".into(), "object".into());
    schema.insert("properties".into(), properties.into());
    schema.insert("required".into(), json!(required));
    schema.insert("additionalProperties".into(), false.into());
    schema
}

impl Gives {
    fn schema(self, named: &mut Object) -> Object {
        let schema = match self {
            Self::Text => json!({"type": "string"}),
            Self::Whole => json!({"type": "integer"}),
            Self::Number => json!({"type": "number"}),
            Self::Switch => json!({"type": "boolean"}),
            Self::Word(known) => json!({"type": "string", "enum": known}),
            Self::List(of) => json!({"type": "array", "items": of.schema(named)}),
            Self::ByName(of) => {
                json!({"type": "object", "additionalProperties": of.schema(named)})
            }
            Self::Maybe(of) => json!({"anyOf": [of.schema(named), {"type": "null"}]}),
            Self::Object(fields) => Value::Object(of_fields(fields, named)),
            Self::Named(name, fields) => {
                if !named.contains_key(name) {
                    let own = of_fields(fields, named);
                    named.insert(name.to_owned(), own.into());
                }
                json!({"$ref": format!("#/$defs/{name}")})
            }
        };
        match schema {
            Value::Object(schema) => schema,
            _ => Map::new(),
        }
    }

    /// Whether a value is one of these; else what is wrong, and where.
    ///
    /// # Errors
    /// The path to what is wrong.
    pub fn fits(self, value: &Value) -> Result<(), String> {
        let fits = match self {
            Self::Text => value.is_string(),
            Self::Whole => value.is_i64() || value.is_u64(),
            Self::Number => value.is_number(),
            Self::Switch => value.is_boolean(),
            Self::Word(known) => value.as_str().is_some_and(|word| known.contains(&word)),
            Self::Maybe(of) => return if value.is_null() { Ok(()) } else { of.fits(value) },
            Self::List(of) => {
                let Value::Array(values) = value else { return Err(format!(": {value}")) };
                let own = |(at, value)| of.fits(value).map_err(|why| format!("[{at}]{why}"));
                return values.iter().enumerate().try_for_each(own);
            }
            Self::ByName(of) => {
                let Value::Object(values) = value else { return Err(format!(": {value}")) };
                let own = |(name, value): (&String, _)| {
                    of.fits(value).map_err(|why| format!(".{name}{why}"))
                };
                return values.iter().try_for_each(own);
            }
            Self::Object(fields) | Self::Named(_, fields) => return fits(fields, value),
        };
        if fits { Ok(()) } else { Err(format!(": {value}")) }
    }
}

/// Whether a value has these fields, and no other.
///
/// # Errors
/// The path to what is wrong.
pub fn fits(fields: &[&[ShapeField]], value: &Value) -> Result<(), String> {
    let Value::Object(given) = value else { return Err(format!(": {value}")) };
    for field in fields.iter().copied().flatten() {
        match given.get(field.name) {
            Some(value) => {
                field.gives.fits(value).map_err(|why| format!(".{}{why}", field.name))?;
            }
            None if field.optional => {}
            None => return Err(format!(".{} is missing", field.name)),
        }
    }
    let known = |name: &String| fields.iter().copied().flatten().any(|field| field.name == name);
    match given.keys().find(|name| !known(name)) {
        Some(other) => Err(format!(".{other} is not announced")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INNER: &[ShapeField] = &[ShapeField::new("n", Gives::Whole, "how many")];
    const FIELDS: &[&[ShapeField]] = &[
        INNER,
        &[
            ShapeField::new("word", Gives::Maybe(&Gives::Word(&["a", "b"])), ""),
            ShapeField::optional("all", Gives::List(&Gives::Named("inner", &[INNER])), "all"),
            ShapeField::optional("by", Gives::ByName(&Gives::Number), ""),
        ],
    ];

    #[test]
    fn a_schema_says_what_fits() {
        let schema = Value::Object(schema(FIELDS));
        assert_eq!(schema["required"], json!(["n", "word"]));
        assert_eq!(schema["properties"]["all"]["items"]["$ref"], "#/$defs/inner");
        assert_eq!(schema["$defs"]["inner"]["properties"]["n"]["description"], "how many");
        assert_eq!(schema["additionalProperties"], false);
    }

    #[test]
    fn what_does_not_fit_is_said_with_its_place() {
        let good = json!({"n": 1, "word": null, "all": [{"n": 2}], "by": {"甲": 1.5}});
        assert_eq!(fits(FIELDS, &good), Ok(()));
        for (value, why) in [
            (json!([]), ": []"),
            (json!({"word": "a"}), ".n is missing"),
            (json!({"n": 1.5, "word": "a"}), ".n: 1.5"),
            (json!({"n": 1, "word": "c"}), ".word: \"c\""),
            (json!({"n": 1, "word": "a", "all": [{"n": 1}, {}]}), ".all[1].n is missing"),
            (json!({"n": 1, "word": "a", "all": {}}), ".all: {}"),
            (json!({"n": 1, "word": "a", "by": {"甲": null}}), ".by.甲: null"),
            (json!({"n": 1, "word": "a", "more": 1}), ".more is not announced"),
        ] {
            assert_eq!(fits(FIELDS, &value), Err(why.to_owned()), "{value}");
        }
    }
}
