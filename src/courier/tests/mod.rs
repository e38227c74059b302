mod double;
mod inbox;
mod letters;
mod post;
mod settings;
mod template;
mod worker;
