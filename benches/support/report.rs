//! What a measurement says: for people as tables, with `--json` for programs.

use serde_json::{Value, json};

pub struct Report {
    name: &'static str,
    load_before: String,
    tables: Vec<Table>,
    ratios: Vec<Ratio>,
}

struct Table {
    title: String,
    columns: Vec<&'static str>,
    rows: Vec<Vec<Value>>,
}

struct Ratio {
    what: String,
    is: f64,
    at_most: Option<f64>,
}

impl Report {
    pub fn new(name: &'static str) -> Report {
        Report { name, load_before: load(), tables: Vec::new(), ratios: Vec::new() }
    }

    pub fn table(&mut self, title: impl Into<String>, columns: &[&'static str]) {
        self.tables.push(Table {
            title: title.into(),
            columns: columns.to_vec(),
            rows: Vec::new(),
        });
    }

    /// One more row of the latest table.
    pub fn row(&mut self, cells: Vec<Value>) {
        eprintln!("  {}", cells.iter().map(text).collect::<Vec<_>>().join("  "));
        self.tables.last_mut().unwrap().rows.push(cells);
    }

    /// A figure that can be compared between machines, and what it should be at most.
    pub fn ratio(&mut self, what: impl Into<String>, is: f64, at_most: Option<f64>) {
        self.ratios.push(Ratio { what: what.into(), is, at_most });
    }

    pub fn print(&self) {
        let load_after = load();
        let load = [self.load_before.as_str(), load_after.as_str()];
        if std::env::args().any(|argument| argument == "--json") {
            println!("{}", self.json(load));
            return;
        }
        let (name, cores, [before, after]) = (self.name, cores(), load);
        println!("\n{name}: {cores} cores; load average before {before}, after {after}");
        self.tables.iter().for_each(Table::print);
        println!();
        self.ratios.iter().for_each(Ratio::print);
    }

    fn json(&self, load: [&str; 2]) -> Value {
        let tables = self.tables.iter().map(
            |table| json!({ "title": table.title, "columns": table.columns, "rows": table.rows }),
        );
        let ratios = self
            .ratios
            .iter()
            .map(|ratio| json!({ "what": ratio.what, "is": ratio.is, "at_most": ratio.at_most }));
        json!({
            "bench": self.name,
            "cores": cores(),
            "load": load,
            "tables": tables.collect::<Vec<_>>(),
            "ratios": ratios.collect::<Vec<_>>(),
        })
    }
}

impl Table {
    fn print(&self) {
        let rows: Vec<Vec<String>> =
            self.rows.iter().map(|row| row.iter().map(text).collect()).collect();
        let width = |at: usize| {
            let cells = rows.iter().map(|row| row[at].chars().count());
            cells.chain([self.columns[at].chars().count()]).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..self.columns.len()).map(width).collect();
        let line = |cells: Vec<&str>| {
            let padded =
                cells.iter().zip(&widths).enumerate().map(|(at, (cell, width))| match at {
                    0 => format!("{cell:<width$}"),
                    _ => format!("{cell:>width$}"),
                });
            println!("| {} |", padded.collect::<Vec<_>>().join(" | "));
        };
        println!("\n{}\n", self.title);
        line(self.columns.clone());
        line(widths.iter().map(|width| &RULE[..(*width).min(RULE.len())]).collect());
        for row in &rows {
            line(row.iter().map(String::as_str).collect());
        }
    }
}

const RULE: &str = "----------------------------------------------------------------";

impl Ratio {
    fn print(&self) {
        let Ratio { what, is, at_most } = self;
        match at_most {
            None => println!("{what}: {is:.2}"),
            Some(most) => {
                let verdict = if is <= most { "met" } else { "NOT met" };
                println!("{what}: {is:.2} (target: at most {most}, {verdict})");
            }
        }
    }
}

/// As many digits as mean something.
fn text(cell: &Value) -> String {
    match (cell, cell.as_f64()) {
        (Value::String(text), _) => text.clone(),
        (Value::Number(number), _) if number.is_u64() => number.to_string(),
        (_, Some(number)) if number.abs() >= 100.0 => format!("{number:.0}"),
        (_, Some(number)) if number.abs() >= 10.0 => format!("{number:.1}"),
        (_, Some(number)) if number.abs() >= 0.1 || number == 0.0 => format!("{number:.2}"),
        (_, Some(number)) => format!("{number:.4}"),
        _ => cell.to_string(),
    }
}

/// The middle one: a burst of other work on the machine moves it less than a mean.
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// Whether the command line names this section, or none.
pub fn wanted(section: &str) -> bool {
    let mut named =
        std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).peekable();
    named.peek().is_none() || named.any(|argument| argument == section)
}

pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, |cores| cores.get())
}

/// How many wait for a processor, on average over the last minute, five and fifteen.
fn load() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap();
    load.split(' ').take(3).collect::<Vec<_>>().join(" ")
}
