mod body;
mod client;
mod json;
mod openapi;
mod paths;
mod problems;
mod queries;
mod tables;
