//! Plots of the tables that say where on a horizontal axis they are.

use crate::machine::Machine;
use crate::report::Table;
use plotters::coord::ranged1d::{AsRangedCoord, ValueFormatter};
use plotters::prelude::*;
use std::error::Error;
use std::fs;
use std::ops::Range;
use std::path::Path;

struct Plot {
    name: &'static str,
    title: &'static str,
    horizontal: &'static str,
    vertical: &'static str,
}

const PLOTS: [Plot; 6] = [
    Plot {
        name: "uncontended",
        title: "Lock, add 1, unlock: lower is better",
        horizontal: "bytes of the value",
        vertical: "ns",
    },
    Plot {
        name: "read",
        title: "A consistent copy: lower is better",
        horizontal: "bytes of the value",
        vertical: "ns",
    },
    Plot {
        name: "contention",
        title: "One lock, short sections: higher is better",
        horizontal: "workers",
        vertical: "million sections/s",
    },
    Plot {
        name: "contention_longer",
        title: "One lock, sections of a microsecond: higher is better",
        horizontal: "workers",
        vertical: "million sections/s",
    },
    Plot {
        name: "in_place",
        title: "Lock, add 1 to a word, always the same, unlock: lower is better",
        horizontal: "bytes of the value",
        vertical: "ns",
    },
    Plot {
        name: "in_place_random",
        title: "Lock, add 1 to a word at random, unlock: lower is better",
        horizontal: "bytes of the value",
        vertical: "ns",
    },
];

/// Pixels, and how many of them are at the right of the plot, for the names.
const WIDTH: u32 = 960;
const HEIGHT: u32 = 600;
const LEGEND: u32 = 240;

type Series = (String, Vec<(f64, f64)>);

/// Writes every plot that there are numbers for into `directory`.
pub fn draw(tables: &[Table], machine: &Machine, directory: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(directory)?;
    for plot in &PLOTS {
        let series = series(tables, plot.name);
        if series.iter().any(|(_, points)| points.len() > 1) {
            draw_one(plot, &series, machine, &directory.join(format!("{}.svg", plot.name)))?;
        }
    }
    Ok(())
}

/// Each contestant's medians, along the axis.
fn series(tables: &[Table], name: &str) -> Vec<Series> {
    let mut all: Vec<Series> = Vec::new();
    for table in tables {
        let Some((_, x)) = table.plot.filter(|(plot, _)| *plot == name) else { continue };
        for line in &table.lines {
            let point = (x, line.measured.median);
            match all.iter_mut().find(|(known, _)| *known == line.name) {
                Some((_, points)) => points.push(point),
                None => all.push((line.name.clone(), vec![point])),
            }
        }
    }
    all
}

fn draw_one(plot: &Plot, series: &[Series], machine: &Machine, path: &Path) -> Result<(), Box<dyn Error>> {
    let points = || series.iter().flat_map(|(_, points)| points);
    let mut places: Vec<_> = points().map(|(x, _)| *x).collect();
    places.sort_by(f64::total_cmp);
    places.dedup();
    let horizontal = range(places.iter().copied()).log_scale().with_key_points(places);
    let vertical = range(points().map(|(_, y)| *y)).log_scale();
    let area = SVGBackend::new(path, (WIDTH, HEIGHT)).into_drawing_area();
    area.fill(&WHITE)?;
    let (above, below) = area.split_vertically(HEIGHT - 24);
    chart(plot, series, &above, horizontal, vertical)?;
    below.draw(&Text::new(machine.to_string(), (12, 4), ("sans-serif", 13).into_font().color(&BLACK.mix(0.6))))?;
    area.present()?;
    Ok(())
}

/// What all numbers lie in, with a margin.
fn range(numbers: impl Iterator<Item = f64>) -> Range<f64> {
    let (low, high) = numbers.fold((f64::MAX, f64::MIN), |(low, high), number| (low.min(number), high.max(number)));
    low * 0.8..high * 1.25
}

fn chart<X, Y>(
    plot: &Plot,
    series: &[Series],
    area: &DrawingArea<SVGBackend<'_>, plotters::coord::Shift>,
    horizontal: X,
    vertical: Y,
) -> Result<(), Box<dyn Error>>
where
    X: AsRangedCoord<Value = f64>,
    Y: AsRangedCoord<Value = f64>,
    X::CoordDescType: ValueFormatter<f64>,
    Y::CoordDescType: ValueFormatter<f64>,
{
    let mut chart = ChartBuilder::on(area)
        .caption(plot.title, ("sans-serif", 22))
        .margin(12)
        .margin_right(LEGEND)
        .x_label_area_size(44)
        .y_label_area_size(64)
        .build_cartesian_2d(horizontal, vertical)?;
    let mut mesh = chart.configure_mesh();
    mesh.x_desc(plot.horizontal).y_desc(plot.vertical).light_line_style(WHITE).label_style(("sans-serif", 15));
    mesh.x_label_formatter(&ToString::to_string).y_label_formatter(&ToString::to_string).draw()?;
    let right = i32::try_from(WIDTH - LEGEND + 40)?;
    // This project is the thick line, above the others.
    for (index, (name, points)) in series.iter().enumerate().rev() {
        let (red, green, blue) = Palette99::pick(index).to_backend_color().rgb;
        // Darker than in the palette, some of whose colors can hardly be seen on white.
        let color = RGBColor(darker(red), darker(green), darker(blue));
        let style = color.stroke_width(if index == 0 { 4 } else { 2 });
        chart.draw_series(LineSeries::new(points.iter().copied(), style).point_size(3))?;
        let top = 60 + 20 * i32::try_from(index)?;
        area.draw(&PathElement::new([(right - 26, top + 7), (right - 6, top + 7)], style))?;
        area.draw(&Text::new(name.as_str(), (right, top), ("sans-serif", 15)))?;
    }
    Ok(())
}

fn darker(part: u8) -> u8 {
    part / 4 * 3
}
