//! `config.toml` is the defaults, compiled in; a file and the environment override it.
