//! Lays the sources over one another, one key at a time, so that an error can name the one that
//! is wrong: the line of the file, the variable of the environment, the option.

use std::fmt;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};
use toml::{Table, Value};

use super::{Config, DEFAULTS, masked};
use crate::courier::settings::BadSetting;

/// The file that is read when none is named, if it is there.
const USUAL_FILE: &str = "config.toml";
const PREFIX: &str = "TEAHOUSE_";
const SEPARATOR: &str = "__";

/// What may override the defaults, the later over the earlier.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// Must be there if it is named.
    pub file: Option<PathBuf>,
    pub environment: Vec<(String, String)>,
    /// What stands on the command line: the option's name, the key, the value.
    pub options: Vec<(&'static str, &'static str, String)>,
}

/// What is wrong, and where. Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    place: String,
    problem: String,
}

impl ConfigError {
    pub fn of(place: impl Into<String>, problem: impl Into<String>) -> ConfigError {
        ConfigError { place: place.into(), problem: problem.into() }
    }
}

impl From<BadSetting> for ConfigError {
    fn from(bad: BadSetting) -> ConfigError {
        ConfigError::of(bad.key, bad.why)
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.problem)
    }
}

impl std::error::Error for ConfigError {}

pub struct Merged {
    pub table: Table,
    pub warnings: Vec<String>,
}

/// One key that a source sets.
pub(super) struct Setting {
    pub(super) place: String,
    pub(super) path: Vec<String>,
    pub(super) value: Value,
}

pub fn merge(sources: &Sources) -> Result<Merged, ConfigError> {
    let mut table: Table = DEFAULTS.parse().map_err(|error: toml::de::Error| {
        ConfigError::of("the defaults compiled into this binary", error.message())
    })?;
    let (settings, warnings) = match file_of(sources)? {
        Some((path, text)) => {
            let settings = of_file(&path, &text)?;
            let warnings = open_secrets(&path, &settings).into_iter().collect();
            (settings, warnings)
        }
        None => (Vec::new(), Vec::new()),
    };
    let environment = of_environment(sources, &table);
    for setting in settings.into_iter().chain(environment).chain(of_options(sources)) {
        lay(&mut table, setting)?;
    }
    Ok(Merged { table, warnings })
}

pub fn typed(table: &Table) -> Result<Config, String> {
    table.clone().try_into().map_err(|error: toml::de::Error| error.message().to_owned())
}

/// Sets one key, if the whole is still well typed with it.
fn lay(table: &mut Table, Setting { place, path, value }: Setting) -> Result<(), ConfigError> {
    insert(table, &path, value).and_then(|()| typed(table)).map(drop).map_err(|problem| {
        // What is wrong with a secret could only be said by showing it.
        let problem = match masked::is_secret(&path) && !problem.starts_with("unknown") {
            true => "the value, which is secret and not shown, is not allowed here".to_owned(),
            false => problem,
        };
        ConfigError::of(format!("{place}: {}", path.join(".")), problem)
    })
}

fn insert(table: &mut Table, path: &[String], value: Value) -> Result<(), String> {
    let Some((last, sections)) = path.split_last() else { return Ok(()) };
    let mut inner = table;
    for section in sections {
        let entry = inner.entry(section.clone()).or_insert_with(|| Value::Table(Table::new()));
        inner = entry.as_table_mut().ok_or_else(|| format!("`{section}` is no section"))?;
    }
    if matches!(inner.get(last), Some(Value::Table(_))) && !value.is_table() {
        return Err(format!("`{last}` is a section, not a key"));
    }
    inner.insert(last.clone(), value);
    Ok(())
}

fn file_of(sources: &Sources) -> Result<Option<(PathBuf, String)>, ConfigError> {
    let (path, named) = match &sources.file {
        Some(path) => (path.clone(), true),
        None => (PathBuf::from(USUAL_FILE), false),
    };
    match fs::read_to_string(&path) {
        Ok(text) => Ok(Some((path, text))),
        Err(error) if error.kind() == ErrorKind::NotFound && !named => Ok(None),
        Err(error) => Err(ConfigError::of(path.display().to_string(), error.to_string())),
    }
}

fn of_file(path: &Path, text: &str) -> Result<Vec<Setting>, ConfigError> {
    // The message alone: the long form of the error shows the line, which may hold a secret.
    let wrong = |error: toml::de::Error| {
        let line = error.span().map_or(1, |span| line_at(text, span.start));
        ConfigError::of(format!("{}, line {line}", path.display()), error.message())
    };
    let spans = DeTable::parse(text).map_err(wrong)?;
    let values: Table = text.parse().map_err(wrong)?;
    let mut settings = Vec::new();
    collect(spans.get_ref(), &values, &mut Vec::new(), &mut |path_of_key, at, value| {
        settings.push(Setting {
            place: format!("{}, line {}", path.display(), line_at(text, at)),
            path: path_of_key.to_vec(),
            value: value.clone(),
        });
    });
    Ok(settings)
}

/// Visits every key of a file that is not itself a section, and every section that is empty.
fn collect(
    spans: &DeTable<'_>,
    values: &Table,
    path: &mut Vec<String>,
    visit: &mut dyn FnMut(&[String], usize, &Value),
) {
    for (key, span) in spans {
        let Some(value) = values.get(key.get_ref().as_ref()) else { continue };
        path.push(key.get_ref().to_string());
        match (span.get_ref(), value) {
            (DeValue::Table(spans), Value::Table(values)) if !values.is_empty() => {
                collect(spans, values, path, visit);
            }
            // An empty section changes nothing, but its name must be known.
            (_, Value::Table(_)) if is_default_section(path) => {}
            _ => visit(path, key.span().start, value),
        }
        path.pop();
    }
}

fn is_default_section(path: &[String]) -> bool {
    let Ok(mut table) = DEFAULTS.parse::<Table>() else { return false };
    for key in path {
        match table.remove(key) {
            Some(Value::Table(inner)) => table = inner,
            _ => return false,
        }
    }
    true
}

fn line_at(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
}

/// Variables without the double underscore are not ours: container platforms put the likes of
/// `TEAHOUSE_PORT` and `TEAHOUSE_SERVICE_HOST` there for a service that is called teahouse.
fn of_environment(sources: &Sources, defaults: &Table) -> Vec<Setting> {
    let ours = sources.environment.iter().filter_map(|(name, value)| {
        let path = name.strip_prefix(PREFIX).filter(|rest| rest.contains(SEPARATOR))?;
        let path: Vec<_> = path.split(SEPARATOR).map(str::to_ascii_lowercase).collect();
        let place = format!("environment variable {name}");
        let value = reading(value, default_of(defaults, &path));
        Some(Setting { place, path, value })
    });
    ours.collect()
}

fn of_options(sources: &Sources) -> Vec<Setting> {
    let setting = |(option, key, value): &(&str, &str, String)| Setting {
        place: format!("option {option}"),
        path: key.split('.').map(str::to_owned).collect(),
        value: Value::String(value.clone()),
    };
    sources.options.iter().map(setting).collect()
}

fn default_of<'a>(defaults: &'a Table, path: &[String]) -> Option<&'a Value> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(defaults.get(first)?, |value, key| value.as_table()?.get(key))
}

/// What a variable means depends on what the key holds: the password `0123` or `true` is neither a
/// number nor a truth, so where a text is wanted it is taken as it stands.
fn reading(raw: &str, default: Option<&Value>) -> Value {
    let text = || Value::String(raw.to_owned());
    let toml = || format!("value = {raw}").parse::<Table>().ok()?.remove("value");
    match default {
        None | Some(Value::String(_)) => text(),
        Some(Value::Array(_)) => toml().filter(Value::is_array).unwrap_or_else(|| {
            let parts = raw.split(',').map(str::trim).filter(|part| !part.is_empty());
            Value::Array(parts.map(|part| Value::String(part.to_owned())).collect())
        }),
        Some(_) => toml().unwrap_or_else(text),
    }
}

/// A file with a secret in it that others on this machine may read.
pub(super) fn open_secrets(path: &Path, settings: &[Setting]) -> Option<String> {
    let is_set = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
    let secret = settings.iter().find(|one| masked::is_secret(&one.path) && is_set(&one.value))?;
    let mode = fs::metadata(path).ok()?.permissions().mode();
    (mode & 0o077 != 0).then(|| {
        format!(
            "{} holds a secret ({}) and others may read it (mode {:o}): chmod 600 it",
            path.display(),
            secret.path.join("."),
            mode & 0o777
        )
    })
}
