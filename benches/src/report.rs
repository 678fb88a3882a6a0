//! What was found: tables for people, and the same for programs.

use crate::measure::Spread;
use comfy_table::{Cell, CellAlignment, Table as Grid, presets};
use serde::Serialize;

/// Contestants at one job; the first is this project.
#[derive(Debug, Serialize)]
pub struct Table {
    pub job: &'static str,
    pub title: String,
    pub unit: &'static str,
    pub lines: Vec<Line>,
    /// In which plot this is, and where on its horizontal axis.
    pub plot: Option<(&'static str, f64)>,
    /// What is asked of the ratio of an extra number.
    extra_demands: Vec<(&'static str, &'static str, Demand)>,
    #[serde(skip)]
    samples: Vec<Vec<f64>>,
}

#[derive(Debug, Serialize)]
pub struct Line {
    pub name: String,
    pub remark: String,
    pub measured: Spread,
    /// This project's median over this one's, and what the rounds one by one say of it.
    pub ratio: Spread,
    pub extra: Vec<(&'static str, f64)>,
    /// What DESIGN.md or the issue asks of the ratio.
    pub demand: Option<Demand>,
}

/// What a ratio has to be.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Demand {
    AtMost(f64),
    AtLeast(f64),
}

impl Demand {
    fn is_met(self, ratio: f64) -> bool {
        match self {
            Self::AtMost(limit) => ratio <= limit,
            Self::AtLeast(limit) => ratio >= limit,
        }
    }

    fn verdict(self, ratio: f64) -> &'static str {
        if self.is_met(ratio) { "met" } else { "MISSED" }
    }

    fn text(self) -> String {
        match self {
            Self::AtMost(limit) => format!("≤ {limit}"),
            Self::AtLeast(limit) => format!("≥ {limit}"),
        }
    }
}

impl Table {
    pub fn new(job: &'static str, title: impl Into<String>, unit: &'static str) -> Self {
        Self {
            job,
            title: title.into(),
            unit,
            lines: Vec::new(),
            plot: None,
            extra_demands: Vec::new(),
            samples: Vec::new(),
        }
    }

    /// Puts this table into a plot.
    pub fn at(&mut self, plot: &'static str, x: f64) {
        self.plot = Some((plot, x));
    }

    /// Adds a contestant, with a sample of every round.
    pub fn add(&mut self, name: impl Into<String>, remark: impl Into<String>, samples: Vec<f64>) -> &mut Line {
        let measured = Spread::of(samples.clone());
        self.samples.push(samples);
        let (ours, theirs) = (&self.samples[0], &self.samples[self.samples.len() - 1]);
        let by_round = Spread::of(ours.iter().zip(theirs).map(|(ours, theirs)| ours / theirs).collect());
        let own_median = self.lines.first().map_or(measured.median, |first| first.measured.median);
        let ratio = Spread { median: own_median / measured.median, ..by_round };
        let line = Line { name: name.into(), remark: remark.into(), measured, ratio, extra: Vec::new(), demand: None };
        self.lines.push(line);
        self.lines.last_mut().expect("a line was added")
    }

    /// What is asked of the ratio to the contestant called `name`, if it takes part.
    pub fn demand(&mut self, name: &str, demand: Demand) {
        for line in self.lines.iter_mut().filter(|line| line.name == name) {
            line.demand = Some(demand);
        }
    }

    /// What is asked of the ratio of an extra number to that of the contestant called `name`.
    pub fn demand_of_extra(&mut self, extra: &'static str, name: &'static str, demand: Demand) {
        self.extra_demands.push((extra, name, demand));
    }

    fn extra(&self, wanted: &str, contestant: &str) -> Option<f64> {
        let line = self.lines.iter().find(|line| line.name == contestant)?;
        line.extra.iter().find(|(name, _)| *name == wanted).map(|(_, value)| *value)
    }

    pub fn print(&self) {
        let mut grid = Grid::new();
        grid.load_preset(presets::NOTHING);
        let extras: Vec<_> = self.lines.iter().flat_map(|line| line.extra.iter().map(|(name, _)| *name)).collect();
        let mut extra_names = Vec::new();
        for name in extras {
            if !extra_names.contains(&name) {
                extra_names.push(name);
            }
        }
        let mut header = vec!["", "", self.unit, "middle half", "ours ÷ this", "middle half"];
        header.extend(&extra_names);
        grid.set_header(header);
        for line in &self.lines {
            let Line { name, remark, measured, ratio, extra, demand } = line;
            let mut row = vec![
                Cell::new(name),
                Cell::new(remark),
                right(number(measured.median)),
                right(format!("{}–{}", number(measured.low), number(measured.high))),
                right(verdict(ratio.median, *demand)),
                right(format!("{:.3}–{:.3}", ratio.low, ratio.high)),
            ];
            row.extend(extra_names.iter().map(|wanted| {
                let found = extra.iter().find(|(name, _)| name == wanted);
                right(found.map_or_else(String::new, |(_, value)| number(*value)))
            }));
            grid.add_row(row);
        }
        println!("\n{}: {}\n{grid}", self.job, self.title);
    }
}

/// One line for everything that was asked.
pub fn print_demands(tables: &[Table]) {
    let mut grid = Grid::new();
    grid.load_preset(presets::NOTHING).set_header(["asked for", "against", "limit", "ratio", "middle half", ""]);
    for table in tables {
        for line in &table.lines {
            let Some(demand) = line.demand else { continue };
            let Spread { low, median, high } = line.ratio;
            grid.add_row([
                Cell::new(format!("{}: {}", table.job, table.title)),
                Cell::new(&line.name),
                Cell::new(demand.text()),
                right(format!("{median:.3}")),
                right(format!("{low:.3}–{high:.3}")),
                Cell::new(demand.verdict(median)),
            ]);
        }
        for (extra, name, demand) in &table.extra_demands {
            let Some(ours) = table.lines.first().and_then(|first| table.extra(extra, &first.name)) else { continue };
            let Some(theirs) = table.extra(extra, name) else { continue };
            grid.add_row([
                Cell::new(format!("{}: {}, {extra}", table.job, table.title)),
                Cell::new(name),
                Cell::new(demand.text()),
                right(format!("{:.3}", ours / theirs)),
                right(format!("{ours:.2} ÷ {theirs:.2}")),
                Cell::new(demand.verdict(ours / theirs)),
            ]);
        }
    }
    if !grid.is_empty() {
        println!("\n{grid}");
    }
}

fn right(text: String) -> Cell {
    Cell::new(text).set_alignment(CellAlignment::Right)
}

fn verdict(ratio: f64, demand: Option<Demand>) -> String {
    match demand {
        None => format!("{ratio:.3}"),
        Some(demand) => {
            format!("{} {} {ratio:.3}", demand.text(), if demand.is_met(ratio) { "✓" } else { "✗" })
        }
    }
}

fn number(value: f64) -> String {
    match value {
        value if value >= 1000.0 => format!("{value:.0}"),
        value if value >= 100.0 => format!("{value:.1}"),
        value => format!("{value:.2}"),
    }
}
