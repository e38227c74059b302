mod fields;
mod strength;
