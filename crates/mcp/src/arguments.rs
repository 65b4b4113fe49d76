//! What a tool may be asked: one table says it to the assistant, as a JSON schema, and reads what
//! the assistant sends.
//!
//! The values become the parameters of an address, and those are read by [`suyan_answers`] as over
//! HTTP. An argument that nobody knows is refused, since an assistant that is not told goes on
//! believing that it narrowed its search.

use serde_json::{Map, Value, json};
use suyan_answers::{Params, Problem};

/// A JSON object.
pub type Object = Map<String, Value>;

/// One argument of a tool.
#[derive(Debug, Clone, Copy)]
pub struct Argument {
    /// Its name.
    pub name: &'static str,
    /// What it takes.
    pub takes: ArgumentType,
    /// What it means, in English, with a Chinese example.
    pub says: &'static str,
    /// Whether a call without it means nothing.
    pub required: bool,
}

/// What an argument takes.
#[derive(Debug, Clone, Copy)]
pub enum ArgumentType {
    /// A string.
    Text,
    /// A string or a whole number: a year.
    Year,
    /// One string or several.
    Texts,
    /// One of these words.
    Word(&'static [&'static str]),
    /// Some of these words.
    Words(&'static [&'static str]),
    /// A whole number from the first to the second; the third where nothing is said.
    Number(u32, u32, Option<u32>),
    /// True or false.
    Switch,
}

impl Argument {
    /// An argument that may be left out.
    pub const fn new(name: &'static str, takes: ArgumentType, says: &'static str) -> Self {
        Self { name, takes, says, required: false }
    }

    /// An argument that must be there.
    pub const fn required(name: &'static str, takes: ArgumentType, says: &'static str) -> Self {
        Self { name, takes, says, required: true }
    }

    fn schema(&self) -> Value {
        let words = |words: &[&str]| json!({"type": "string", "enum": words});
        let mut schema = match self.takes {
            ArgumentType::Text => json!({"type": "string"}),
            ArgumentType::Year => json!({"type": ["string", "integer"]}),
            ArgumentType::Texts => json!({"type": "array", "items": {"type": "string"}}),
            ArgumentType::Word(known) => words(known),
            ArgumentType::Words(known) => json!({"type": "array", "items": words(known)}),
            ArgumentType::Number(least, most, usual) => {
                let mut schema = json!({"type": "integer", "minimum": least, "maximum": most});
                if let Some(usual) = usual {
                    schema["default"] = usual.into();
                }
                schema
            }
            ArgumentType::Switch => json!({"type": "boolean"}),
        };
        schema["description"] = self.says.into();
        schema
    }

    /// The values of the argument as words.
    fn read(&self, value: &Value) -> Result<Vec<String>, Problem> {
        let several = matches!(self.takes, ArgumentType::Texts | ArgumentType::Words(_));
        let one = |value: &Value| match value {
            Value::String(word) => Some(word.clone()),
            Value::Number(number) if !matches!(self.takes, ArgumentType::Switch) => {
                Some(number.to_string())
            }
            Value::Bool(switch) if matches!(self.takes, ArgumentType::Switch) => {
                Some(switch.to_string())
            }
            _ => None,
        };
        let read = match value {
            Value::Null => Some(Vec::new()),
            Value::Array(values) if several => values.iter().map(one).collect(),
            other => one(other).map(|word| vec![word]),
        };
        let words = read.ok_or_else(|| self.refuse(value))?;
        if let ArgumentType::Number(least, most, _) = self.takes {
            let fits = |word: &String| {
                word.parse::<u32>().is_ok_and(|number| (least..=most).contains(&number))
            };
            if !words.iter().all(fits) {
                return Err(self.refuse(value));
            }
        }
        Ok(words)
    }

    fn refuse(&self, value: &Value) -> Problem {
        let given: String = value.to_string().chars().take(60).collect();
        let wanted = match self.takes {
            ArgumentType::Text => "a string".to_owned(),
            ArgumentType::Year => "a year or a span of years, \"2018..2023\"".to_owned(),
            ArgumentType::Texts => "a string or a list of strings".to_owned(),
            ArgumentType::Word(known) => format!("one of {}", known.join(", ")),
            ArgumentType::Words(known) => format!("some of {}", known.join(", ")),
            ArgumentType::Number(least, most, _) => {
                format!("a whole number from {least} to {most}")
            }
            ArgumentType::Switch => "true or false".to_owned(),
        };
        let message = format!("argument {} takes {wanted}, and not {given}", self.name);
        Problem::new("bad_argument", message, self.says)
    }
}

/// The JSON schema of a tool's arguments.
pub fn schema(arguments: &[Argument]) -> Object {
    let properties = arguments.iter().map(|one| (one.name.to_owned(), one.schema()));
    let required: Vec<&str> =
        arguments.iter().filter(|one| one.required).map(|one| one.name).collect();
    let mut schema = Object::new();
    schema.insert("type".into(), "object".into());
    schema.insert("properties".into(), Value::Object(properties.collect()));
    if !required.is_empty() {
        schema.insert("required".into(), json!(required));
    }
    schema.insert("additionalProperties".into(), false.into());
    schema
}

/// What was sent as parameters of an address.
///
/// # Errors
/// `unknown_argument`, `missing_argument`, `bad_argument`.
pub fn read(arguments: &[Argument], given: &Object) -> Result<Params, Problem> {
    let mut pairs: Vec<(&str, String)> = Vec::new();
    for (name, value) in given {
        let known = arguments.iter().find(|one| one.name == name).ok_or_else(|| {
            let names: Vec<&str> = arguments.iter().map(|one| one.name).collect();
            let short: String = name.chars().take(40).collect();
            let message = format!("there is no argument {short}");
            Problem::new("unknown_argument", message, format!("arguments: {}", names.join(", ")))
        })?;
        pairs.extend(known.read(value)?.into_iter().map(|word| (known.name, word)));
    }
    for one in arguments.iter().filter(|one| one.required) {
        if !pairs.iter().any(|(name, value)| *name == one.name && !value.trim().is_empty()) {
            let message = format!("argument {} is missing", one.name);
            return Err(Problem::new("missing_argument", message, one.says));
        }
    }
    Ok(Params::of(pairs.iter().map(|(name, value)| (*name, value.as_str()))))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARGUMENTS: &[Argument] = &[
        Argument::required("q", ArgumentType::Text, "words"),
        Argument::new("place", ArgumentType::Texts, "places"),
        Argument::new("year", ArgumentType::Year, "years"),
        Argument::new("limit", ArgumentType::Number(1, 50, Some(10)), "how many"),
        Argument::new("synonyms", ArgumentType::Switch, "whether"),
    ];

    fn of(given: Value) -> Result<Params, &'static str> {
        let Value::Object(given) = given else { panic!("not an object") };
        read(ARGUMENTS, &given).map_err(|problem| problem.code)
    }

    #[test]
    fn arguments_are_the_parameters_of_an_address() {
        let params = of(json!({
            "q": "架空线 入地", "place": ["徐汇区", "静安区"], "year": 2023, "limit": 5,
            "synonyms": true,
        }));
        let address = params.unwrap().at("/search");
        assert!(address.contains("place=%E5%BE%90%E6%B1%87%E5%8C%BA&place="), "{address}");
        assert!(address.contains("year=2023") && address.contains("synonyms=true"), "{address}");
        // What an assistant writes who does not look closely.
        let params = of(json!({"q": "x", "place": "徐汇区", "year": "2018..2023", "limit": "7"}));
        assert_eq!(params.unwrap().one("limit"), Some("7"));
        assert!(of(json!({"q": "x", "year": null})).is_ok());
    }

    #[test]
    fn what_is_no_argument_is_refused() {
        let cases = [
            (json!({}), "missing_argument"),
            (json!({"q": " "}), "missing_argument"),
            (json!({"q": "x", "city": "上海"}), "unknown_argument"),
            (json!({"q": {"text": "x"}}), "bad_argument"),
            (json!({"q": ["x"]}), "bad_argument"),
            (json!({"q": "x", "limit": 51}), "bad_argument"),
            (json!({"q": "x", "limit": 1.5}), "bad_argument"),
            (json!({"q": "x", "limit": -1}), "bad_argument"),
            (json!({"q": "x", "place": [["a"]]}), "bad_argument"),
            (json!({"q": "x", "synonyms": 1}), "bad_argument"),
        ];
        for (given, code) in cases {
            assert_eq!(of(given.clone()).map(drop), Err(code), "{given}");
        }
    }

    #[test]
    fn a_schema_says_what_is_read() {
        let schema = Value::Object(schema(ARGUMENTS));
        assert_eq!(schema["required"], json!(["q"]));
        assert_eq!(schema["additionalProperties"], false);
        assert_eq!(schema["properties"]["limit"]["maximum"], 50);
        assert_eq!(schema["properties"]["place"]["items"]["type"], "string");
    }

    #[test]
    fn what_an_argument_takes_is_read_to_its_borders() {
        const WORDS: &[&str] = &["a", "b"];
        const ALL: &[Argument] = &[
            Argument::new("n", ArgumentType::Number(1, 50, None), "a number"),
            Argument::new("word", ArgumentType::Word(WORDS), "a word"),
            Argument::new("words", ArgumentType::Words(WORDS), "some words"),
            Argument::new("switch", ArgumentType::Switch, "a switch"),
        ];
        let of = |given: Value| {
            let Value::Object(given) = given else { panic!("not an object") };
            read(ALL, &given).map(|params| params.at("")).map_err(|problem| problem.message)
        };
        for (given, address) in [
            (json!({"n": 1}), "?n=1"),
            (json!({"n": 50}), "?n=50"),
            (json!({"n": "50"}), "?n=50"),
            (json!({"n": null, "words": []}), ""),
            (json!({"word": "a"}), "?word=a"),
            (json!({"words": "a"}), "?words=a"),
            (json!({"words": ["b", "a"]}), "?words=b&words=a"),
            (json!({"switch": false}), "?switch=false"),
        ] {
            assert_eq!(of(given.clone()).as_deref(), Ok(address), "{given}");
        }
        // What is wrong is named, with what it takes and what was given.
        for (given, said) in [
            (json!({"n": 0}), "argument n takes a whole number from 1 to 50, and not 0"),
            (json!({"n": 51}), "argument n takes a whole number from 1 to 50, and not 51"),
            (json!({"n": 4_294_967_297_u64}), "and not 4294967297"),
            (json!({"n": ""}), "and not \"\""),
            (json!({"n": [1]}), "and not [1]"),
            (json!({"n": true}), "and not true"),
            (json!({"word": ["a"]}), "argument word takes one of a, b, and not [\"a\"]"),
            (json!({"words": [{"a": 1}]}), "argument words takes some of a, b"),
            (json!({"switch": 1}), "argument switch takes true or false, and not 1"),
            (json!({"x": 1}), "there is no argument x"),
        ] {
            let message = of(given.clone()).unwrap_err();
            assert!(message.contains(said), "{given}: {message}");
        }
        // However long it is, no more than a line of it is said back.
        let long = of(json!({"n": "长".repeat(500)})).unwrap_err();
        assert!(long.chars().count() < 140, "{long}");
    }
}
