use std::collections::BTreeSet;

use serde_json::Value;

use crate::http::openapi::document;
use crate::http::v1;

fn described() -> Value {
    serde_json::from_str(&document(&v1::endpoints(), "").to_json().unwrap()).unwrap()
}

/// Every `METHOD path` of the document.
fn places(document: &Value) -> BTreeSet<String> {
    let paths = document["paths"].as_object().unwrap();
    let of_path = |(path, item): (&String, &Value)| {
        let methods: Vec<_> = item.as_object().unwrap().keys().cloned().collect();
        methods
            .into_iter()
            .map(|method| format!("{} {path}", method.to_uppercase()))
            .collect::<Vec<_>>()
    };
    paths.iter().flat_map(of_path).collect()
}

#[test]
fn what_is_mounted_is_described_and_what_is_described_is_mounted() {
    let mounted: BTreeSet<_> = v1::endpoints()
        .iter()
        .map(|endpoint| format!("{} {}", endpoint.route.method, endpoint.route.pattern))
        .collect();
    assert_eq!(mounted.len(), v1::endpoints().len(), "no place is mounted twice");
    assert_eq!(mounted, places(&described()));
}

#[test]
fn every_operation_has_a_name_a_summary_and_a_group() {
    let document = described();
    let mut names = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let place = format!("{method} {path}");
            assert!(names.insert(operation["operationId"].to_string()), "{place}");
            assert!(operation["summary"].is_string(), "{place}");
            assert_eq!(operation["tags"].as_array().map(Vec::len), Some(1), "{place}");
        }
    }
}

#[test]
fn every_name_in_a_path_is_a_described_parameter() {
    let document = described();
    for (path, item) in document["paths"].as_object().unwrap() {
        let names: BTreeSet<_> =
            path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
        for (method, operation) in item.as_object().unwrap() {
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let described: BTreeSet<_> = parameters
                .iter()
                .filter(|parameter| parameter["in"] == "path")
                .filter_map(|parameter| parameter["name"].as_str())
                .collect();
            assert_eq!(names, described, "{method} {path}");
        }
    }
}

#[test]
fn every_schema_that_is_named_is_there() {
    let document = described();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let text = document.to_string();
    for part in text.split("\"#/components/schemas/").skip(1) {
        let name = part.split('"').next().unwrap();
        assert!(schemas.contains_key(name), "{name}");
    }
}

/// Two shapes of one name would describe one of them wrongly.
#[test]
fn one_name_is_one_schema() {
    let mut known = std::collections::BTreeMap::new();
    for endpoint in v1::endpoints() {
        for (name, schema) in endpoint.schemas {
            let shape = serde_json::to_value(&schema).unwrap();
            let first = known.entry(name.clone()).or_insert_with(|| shape.clone());
            assert_eq!(*first, shape, "{name} in {}", endpoint.route.pattern);
        }
    }
}

/// A list of numbers in JSON is what a picture would be if nobody said otherwise.
#[test]
fn bytes_are_described_as_bytes() {
    let document = described();
    let places = [
        ("put", "/v1/me/avatar", "requestBody"),
        ("post", "/v1/uploads", "requestBody"),
        ("get", "/v1/avatars/{hash}", "responses"),
        ("get", "/v1/uploads/{id}", "responses"),
    ];
    for (method, path, part) in places {
        let part = &document["paths"][path][method][part];
        let part = if part["200"].is_object() { &part["200"] } else { part };
        for (media, content) in part["content"].as_object().unwrap() {
            let schema = &content["schema"]["$ref"];
            assert_eq!(schema, "#/components/schemas/RawBytes", "{method} {path}: {media}");
        }
    }
}
