//! The filters in the description, from the table of dimensions: an operation names all of them at
//! once, less those that it does not take, and each is described where the others are.

use serde_json::{Value, json};
use suyan_answers::params::{LONGEST_PLACE, MOST_VALUES};
use suyan_search::filter::{
    DIMENSIONS, Dimension, DimensionValues, LINEAGE, PLACE, TWINS, in_order,
};

/// What stands for them in the parameters of an operation: beside it `except`, the names of those
/// that it does not take, and `of`, what stands before their names where they are of another list.
const FILTERS: &str = "#/components/parameters/filters";

/// Puts the dimensions where operations take filters, and among the components.
pub(super) fn put(document: &mut Value) {
    for dimension in DIMENSIONS {
        document["components"]["parameters"][dimension.name] = described(dimension);
    }
    let paths = document["paths"].as_object_mut().into_iter();
    let operations = paths.flat_map(|paths| paths.values_mut()).filter_map(Value::as_object_mut);
    for operation in operations.flat_map(|path| path.values_mut()) {
        if let Some(parameters) = operation.get_mut("parameters").and_then(Value::as_array_mut) {
            *parameters = parameters.drain(..).flat_map(named).collect();
        }
    }
}

/// A parameter of an operation: where it stands for all filters, each of them.
fn named(parameter: Value) -> Vec<Value> {
    if parameter["$ref"] != FILTERS {
        return vec![parameter];
    }
    let except = parameter["except"].as_array().map(Vec::as_slice).unwrap_or_default();
    let taken = in_order(&[&PLACE, &TWINS, &LINEAGE]).into_iter();
    let taken = taken.filter(|one| !except.iter().any(|name| name == one.name));
    taken.map(|one| reference(one, parameter["of"].as_str())).collect()
}

fn reference(Dimension { name, .. }: &Dimension, of: Option<&str>) -> Value {
    let Some(of) = of else { return json!({"$ref": format!("#/components/parameters/{name}")}) };
    json!({
        "name": format!("{of}{name}"),
        "in": "query",
        "description": format!("对照部分的 {name}；一个也不给，就与其余全部相比"),
        "schema": {"type": "string"},
    })
}

/// A dimension as a parameter.
fn described(dimension: &Dimension) -> Value {
    let Dimension { name, about, takes, .. } = dimension;
    let mut own = json!({"name": name, "in": "query", "description": about});
    own["schema"] = schema(dimension);
    // Any text is a name, an empty one too.
    if !matches!(takes, DimensionValues::Names) {
        own["allowEmptyValue"] = true.into();
    }
    if matches!(takes, DimensionValues::Names | DimensionValues::Words(_)) {
        own["explode"] = true.into();
    }
    own
}

fn schema(dimension: &Dimension) -> Value {
    const YEAR: &str = "[12][0-9]{3}";
    match dimension.takes {
        DimensionValues::Names => json!({
            "type": "array",
            "items": {"type": "string", "maxLength": LONGEST_PLACE},
            "maxItems": MOST_VALUES,
        }),
        DimensionValues::Years => json!({
            "type": "string",
            "pattern": format!(r"^({YEAR}|{YEAR}\.\.|\.\.{YEAR}|{YEAR}\.\.{YEAR})$"),
            "examples": ["2023", "2018..2023", "2018..", "..2023"],
        }),
        // Answers have the same words.
        DimensionValues::Words(_) => {
            let (first, rest) = dimension.name.split_at(1);
            let schema = format!("#/components/schemas/{}{rest}", first.to_uppercase());
            json!({"type": "array", "items": {"$ref": schema}})
        }
        DimensionValues::Switch(_) => json!({"type": "boolean", "default": false}),
    }
}

#[cfg(test)]
mod tests {
    use super::super::document;
    use super::*;

    #[test]
    fn every_dimension_is_described_and_its_words_are_those_of_the_schema() {
        let document = document().unwrap();
        let search = &document["paths"]["/api/v1/search"]["get"]["parameters"];
        for dimension in DIMENSIONS {
            let path = format!("#/components/parameters/{}", dimension.name);
            let is_named = search.as_array().unwrap().iter().any(|one| one["$ref"] == *path);
            assert!(is_named, "{}", dimension.name);
            let own = document.pointer(path.trim_start_matches('#')).unwrap();
            assert!(!own["description"].as_str().unwrap().is_empty(), "{}", dimension.name);
            if let DimensionValues::Words(words) = dimension.takes {
                let schema = own["schema"]["items"]["$ref"].as_str().unwrap();
                let schema = document.pointer(schema.trim_start_matches('#')).unwrap();
                assert_eq!(schema["enum"], json!(words), "{}", dimension.name);
            }
        }
        assert!(!document.to_string().contains(FILTERS), "a filter was left to be written");
    }
}
