//! Allocation against emissions: totals of each year, and every installation.

use super::{canvas, megatonnes, round_up, text, Drawn, Ink, AXIS, BLUE, GRID, LABEL, ORANGE, SKY};
use crate::year::outcome::YearTotals;
use crate::year::output::numbers::grouped;
use plotters::coord::combinators::IntoLogRange;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

const SIZE: (u32, u32) = (1_000, 400);

/// Bars of each year: emissions, free allocation, what the treasury sold.
pub fn totals(years: &[(u16, YearTotals)]) -> Drawn<String> {
    canvas(SIZE, |root| {
        let highest = years.iter().map(|(_, of)| of.emissions.max(of.allocated).max(of.treasury)).max().unwrap_or(0);
        let top = round_up(megatonnes(highest) * 1.05);
        let mut chart = ChartBuilder::on(root)
            .margin(10)
            .x_label_area_size(34)
            .y_label_area_size(66)
            .build_cartesian_2d(0f64..years.len() as f64, 0f64..top)?;
        chart
            .configure_mesh()
            .disable_x_mesh()
            .disable_x_axis()
            .light_line_style(TRANSPARENT)
            .bold_line_style(GRID)
            .axis_style(AXIS)
            .y_labels(6)
            .y_desc("million tonnes CO2e")
            .y_label_formatter(&|y| format!("{}", (y * 1_000.0).round() / 1_000.0))
            .label_style(text(LABEL, HPos::Left, VPos::Center))
            .draw()?;
        for (place, (year, of)) in years.iter().enumerate() {
            let left = place as f64 + 0.14;
            let bars: [(Ink, u128); 3] = [(BLUE, of.emissions), (SKY, of.allocated), (ORANGE, of.treasury)];
            for (n, (ink, quantity)) in bars.into_iter().enumerate() {
                let (from, to) = (left + n as f64 * 0.25, left + n as f64 * 0.25 + 0.21);
                let height = megatonnes(quantity);
                chart.draw_series([Rectangle::new([(from, 0.0), (to, height)], ink.0.filled())])?;
                let label = if top >= 10.0 { format!("{height:.1}") } else { format!("{height:.3}") };
                let style = text(LABEL, HPos::Center, VPos::Bottom);
                chart.draw_series([Text::new(label, ((from + to) / 2.0, height + top * 0.01), style)])?;
            }
            let style = text(LABEL + 2, HPos::Center, VPos::Top);
            chart
                .plotting_area()
                .draw(&(EmptyElement::at((place as f64 + 0.5, 0.0)) + Text::new(year.to_string(), (0, 10), style)))?;
        }
        let base = [(0.0, 0.0), (years.len() as f64, 0.0)];
        chart.draw_series([PathElement::new(base, AXIS)])?;
        Ok(())
    })
}

/// Every installation with both: free allocation across, emissions up, both summed over the years, in tonnes and logarithms.
pub fn installations(points: &[(u128, u128)]) -> Drawn<String> {
    let tonnes = |quantity: u128| megatonnes(quantity) * 1e6;
    canvas((1_000, 480), |root| {
        let highest = points.iter().map(|(a, b)| a.max(b)).max().copied().unwrap_or(1);
        let end = 10f64.powf((tonnes(highest).max(10.0)).log10().ceil());
        let mut chart = ChartBuilder::on(root)
            .margin(10)
            .margin_right(56)
            .x_label_area_size(50)
            .y_label_area_size(92)
            .build_cartesian_2d((1f64..end).log_scale(), (1f64..end).log_scale())?;
        let label = |value: &f64| grouped(value.round().max(0.0) as u128);
        chart
            .configure_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(GRID)
            .axis_style(AXIS)
            .x_labels(9)
            .y_labels(9)
            .x_desc("free allocation, tonnes, three years")
            .y_desc("recorded emissions, tonnes, three years")
            .x_label_formatter(&label)
            .y_label_formatter(&label)
            .label_style(text(LABEL - 1, HPos::Left, VPos::Center))
            .draw()?;
        chart.draw_series([PathElement::new([(1.0, 1.0), (end, end)], AXIS.stroke_width(2))])?;
        let ink = |(allocated, emitted): &(u128, u128)| if emitted > allocated { BLUE } else { ORANGE };
        chart.draw_series(points.iter().map(|point| {
            let place = (tonnes(point.0).max(1.0), tonnes(point.1).max(1.0));
            Circle::new(place, 3, ink(point).0.mix(0.55).filled())
        }))?;
        let style = || text(LABEL, HPos::Left, VPos::Center);
        chart.draw_series([
            Text::new("must buy", (2.0, end / 4.0), style()),
            Text::new("can sell", (end / 60.0, 3.0), style()),
        ])?;
        Ok(())
    })
}
