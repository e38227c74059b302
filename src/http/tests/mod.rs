mod body;
mod client;
mod json;
mod paths;
mod problems;
mod queries;
mod tables;
