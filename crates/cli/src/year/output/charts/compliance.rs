//! Compliance by regulator and year.

use super::{canvas, text, Drawn, Ink, AXIS, BLUE, GREY, GRID, LABEL, VERMILION};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

/// How many installations of a regulator were compliant, non-compliant and without data in a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// The regulator.
    pub regulator: String,
    /// The year.
    pub year: u16,
    /// Compliant, non-compliant, no data.
    pub counts: [usize; 3],
}

/// A bar of shares for each regulator and year, with its counts.
pub fn by_regulator(bars: &[Bar]) -> Drawn<String> {
    let rows = bars.len() as f64;
    canvas((1_000, 60 + 26 * u32::try_from(bars.len()).unwrap_or(0)), |root| {
        let mut chart = ChartBuilder::on(root)
            .margin(10)
            .margin_right(230)
            .x_label_area_size(30)
            .y_label_area_size(120)
            .build_cartesian_2d(0f64..100f64, 0f64..rows.max(1.0))?;
        chart
            .configure_mesh()
            .disable_y_mesh()
            .disable_y_axis()
            .light_line_style(TRANSPARENT)
            .bold_line_style(GRID)
            .axis_style(AXIS)
            .x_labels(6)
            .x_label_formatter(&|x| format!("{x:.0} %"))
            .label_style(text(LABEL, HPos::Center, VPos::Top))
            .draw()?;
        for (row, bar) in bars.iter().enumerate() {
            let top = rows - row as f64;
            let all = bar.counts.iter().sum::<usize>().max(1) as f64;
            let inks: [Ink; 3] = [BLUE, VERMILION, GREY];
            let mut left = 0.0;
            for (count, ink) in bar.counts.iter().zip(inks) {
                let right = left + *count as f64 / all * 100.0;
                chart.draw_series([Rectangle::new([(left, top - 0.86), (right, top - 0.14)], ink.0.filled())])?;
                left = right;
            }
            let area = chart.plotting_area();
            let first = row == 0 || bars[row - 1].regulator != bar.regulator;
            let at = |x: f64, y: f64| EmptyElement::at((x, y));
            let name = if first { bar.regulator.clone() } else { String::new() };
            area.draw(&(at(0.0, top - 0.5) + Text::new(name, (-112, 0), text(LABEL + 1, HPos::Left, VPos::Center))))?;
            let year = bar.year.to_string();
            area.draw(&(at(0.0, top - 0.5) + Text::new(year, (-10, 0), text(LABEL, HPos::Right, VPos::Center))))?;
            let [compliant, non_compliant, no_data] = bar.counts;
            let counts = format!("{compliant} compliant, {non_compliant} not, {no_data} no data");
            area.draw(&(at(100.0, top - 0.5) + Text::new(counts, (10, 0), text(LABEL - 1, HPos::Left, VPos::Center))))?;
            if first && row > 0 {
                chart.draw_series([PathElement::new([(0.0, top), (100.0, top)], GRID)])?;
            }
        }
        Ok(())
    })
}
