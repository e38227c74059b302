//! What strangers get at the door, and how the house opens and closes.

mod attacks;
mod bodies;
mod configuration;
mod crowds;
mod headers;
mod life;
mod limits;
mod logs;
mod numbers;
mod secrets;
mod slowness;
