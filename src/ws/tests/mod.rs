mod asyncapi;
mod decoder;
mod frames;
mod heart;
mod lines;
mod random;
mod session;
