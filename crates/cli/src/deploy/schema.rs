//! The manifest's JSON schema, which is part of the program: no file to find, no network to ask.

use boon::{Compiler, SchemaIndex, Schemas, ValidationError};
use serde_json::Value;
use std::sync::OnceLock;

/// The schema (JSON Schema 2020-12) as text.
pub const TEXT: &str = include_str!("../../schema/manifest.schema.json");
const URL: &str = "weir:///manifest.schema.json";

/// Checks a value; the error names the place in the file and what is wrong there.
pub fn check(value: &Value) -> Result<(), String> {
    let (schemas, index) = compiled().as_ref().map_err(Clone::clone)?;
    schemas.validate(value, *index).map_err(|error| first(&error))
}

fn compiled() -> &'static Result<(Schemas, SchemaIndex), String> {
    static COMPILED: OnceLock<Result<(Schemas, SchemaIndex), String>> = OnceLock::new();
    COMPILED.get_or_init(|| {
        let text = serde_json::from_str(TEXT).map_err(|error| format!("its schema is no JSON: {error}"))?;
        let mut compiler = Compiler::new();
        compiler.add_resource(URL, text).map_err(|error| error.to_string())?;
        let mut schemas = Schemas::new();
        let index = compiler.compile(URL, &mut schemas).map_err(|error| error.to_string())?;
        Ok((schemas, index))
    })
}

/// The innermost first error: the outer ones only say that something inside is wrong.
fn first(error: &ValidationError) -> String {
    match error.causes.first() {
        Some(cause) => first(cause),
        None => {
            let place = error.instance_location.to_string();
            let place = if place.is_empty() { "the top" } else { &place };
            format!("at {place}: {}", error.kind)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_compiles() {
        assert_eq!(compiled().as_ref().err(), None);
    }

    #[test]
    fn an_error_names_its_place() {
        let error = check(&serde_json::json!({ "schema": "one" })).unwrap_err();
        assert!(error.starts_with("at "), "{error}");
    }
}
