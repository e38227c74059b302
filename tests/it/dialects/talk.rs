//! How front ends talk to a dialect: the same fields as JSON, as a form, as multipart.

use reqwest::{Method, RequestBuilder};
use serde_json::Value;

use crate::support::{Answer, Client};

#[derive(Clone, Copy, Debug)]
pub enum Written {
    Json,
    Form,
    Multipart,
}

pub const WAYS: [Written; 3] = [Written::Json, Written::Form, Written::Multipart];

pub const BOUNDARY: &str = "between-the-parts";

pub async fn post(
    client: &Client,
    path: &str,
    written: Written,
    fields: &[(&str, &str)],
) -> Answer {
    client.send(asking(client, Method::POST, path, written, fields)).await
}

pub fn asking(
    client: &Client,
    method: Method,
    path: &str,
    written: Written,
    fields: &[(&str, &str)],
) -> RequestBuilder {
    let request = client.request(method, path);
    match written {
        Written::Json => {
            let object = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).into()));
            request.json(&Value::Object(object.collect()))
        }
        Written::Form => request.form(fields),
        Written::Multipart => {
            let parts: Vec<_> =
                fields.iter().map(|(name, value)| part(name, value.as_bytes())).collect();
            multipart(request, &parts)
        }
    }
}

pub fn part(name: &str, content: &[u8]) -> Vec<u8> {
    part_with(&format!("form-data; name=\"{name}\""), content)
}

pub fn file(name: &str, file_name: &str, content: &[u8]) -> Vec<u8> {
    part_with(&format!("form-data; name=\"{name}\"; filename=\"{file_name}\""), content)
}

fn part_with(disposition: &str, content: &[u8]) -> Vec<u8> {
    let head = format!("--{BOUNDARY}\r\nContent-Disposition: {disposition}\r\n\r\n");
    [head.as_bytes(), content, b"\r\n"].concat()
}

pub fn multipart(request: RequestBuilder, parts: &[Vec<u8>]) -> RequestBuilder {
    let body = [parts.concat(), format!("--{BOUNDARY}--\r\n").into_bytes()].concat();
    typed(request, &format!("multipart/form-data; boundary={BOUNDARY}")).body(body)
}

pub fn typed(request: RequestBuilder, media: &str) -> RequestBuilder {
    request.header("content-type", media)
}

/// The code in the newest letter to `to` of which there are more than `before` with a code.
pub async fn code_after(client: &Client, before: usize, to: &str) -> String {
    let letter = client.letter(before, |letter| is_code_to(letter, to)).await;
    letter["code"].as_str().unwrap().to_owned()
}

pub async fn codes_to(client: &Client, to: &str) -> usize {
    client.inbox().await.iter().filter(|letter| is_code_to(letter, to)).count()
}

fn is_code_to(letter: &Value, to: &str) -> bool {
    letter["to"] == to && letter["code"].is_string()
}
