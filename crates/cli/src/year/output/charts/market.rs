//! Price and volume of every trading day.

use super::{canvas, megatonnes, round_up, text, Drawn, AXIS, BLUE, GRID, LABEL, ORANGE, SKY};
use crate::year::date;
use crate::year::outcome::{DayOutcome, IndexOutcome};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};
use weir_types::units::DAY_MS;

/// The price of each day (average, and from the lowest to the highest) before its forecast's band, over its volume, operators' and the
/// treasury's.
pub fn price_and_volume(days: &[DayOutcome], indices: &[IndexOutcome]) -> Drawn<String> {
    canvas((1_000, 520), |root| {
        let (upper, lower) = root.split_vertically(300);
        let count = days.len().max(1) as f64;
        let pounds = |cents: u128| megatonnes(cents) * 1e7;
        let low = days.iter().filter(|day| day.high > 0).map(|day| day.low).min().unwrap_or(0);
        let high = days.iter().map(|day| day.high).max().unwrap_or(100);
        let bands = days.iter().enumerate().filter_map(|(place, day)| {
            let of = indices
                .iter()
                .find(|of| of.year == day.year && of.at / DAY_MS == day.at / DAY_MS && of.forecast > 0)?;
            Some((place, of.forecast_low, of.forecast_high))
        });
        let bands: Vec<_> = bands.collect();
        let low = bands.iter().map(|(_, low, _)| *low).min().unwrap_or(low).min(low);
        let high = bands.iter().map(|(_, _, high)| *high).max().unwrap_or(high).max(high);
        let room = (pounds(high) - pounds(low)).max(1.0) * 0.1;
        let from = (pounds(low) - room).max(0.0).floor();
        let to = (pounds(high) + room).ceil();
        let mut price = ChartBuilder::on(&upper)
            .margin(10)
            .margin_bottom(0)
            .x_label_area_size(6)
            .y_label_area_size(66)
            .build_cartesian_2d(0f64..count, from..to)?;
        price
            .configure_mesh()
            .disable_x_mesh()
            .disable_x_axis()
            .light_line_style(TRANSPARENT)
            .bold_line_style(GRID)
            .axis_style(AXIS)
            .y_labels(7)
            .y_desc("price a tonne")
            .y_label_formatter(&|y| format!("{y:.0}"))
            .label_style(text(LABEL, HPos::Left, VPos::Center))
            .draw()?;
        let middle = |place: usize| place as f64 + 0.5;
        price.draw_series(bands.iter().map(|(place, low, high)| {
            let (left, right) = (*place as f64 + 0.1, *place as f64 + 0.9);
            Rectangle::new([(left, pounds(*low)), (right, pounds(*high))], GRID.filled())
        }))?;
        let traded = || days.iter().enumerate().filter_map(|(place, day)| day.vwap().map(|vwap| (place, day, vwap)));
        price.draw_series(traded().map(|(place, day, _)| {
            let span = [(middle(place), pounds(day.low)), (middle(place), pounds(day.high))];
            PathElement::new(span, SKY.0.stroke_width(6))
        }))?;
        let line: Vec<(f64, f64)> = traded().map(|(place, _, vwap)| (middle(place), pounds(vwap))).collect();
        price.draw_series([PathElement::new(line.clone(), BLUE.0.stroke_width(2))])?;
        price.draw_series(line.into_iter().map(|at| Circle::new(at, 3, BLUE.0.filled())))?;

        let most = days.iter().map(|day| day.all().volume).max().unwrap_or(0);
        let top = round_up(megatonnes(most).max(1e-6));
        let mut volume = ChartBuilder::on(&lower)
            .margin(10)
            .x_label_area_size(44)
            .y_label_area_size(66)
            .build_cartesian_2d(0f64..count, 0f64..top)?;
        volume
            .configure_mesh()
            .disable_x_mesh()
            .disable_x_axis()
            .light_line_style(TRANSPARENT)
            .bold_line_style(GRID)
            .axis_style(AXIS)
            .y_labels(5)
            .y_desc("volume, Mt")
            .y_label_formatter(&|y| format!("{}", (y * 1e6).round() / 1e6))
            .label_style(text(LABEL, HPos::Left, VPos::Center))
            .draw()?;
        for (place, day) in days.iter().enumerate() {
            let (left, right) = (place as f64 + 0.15, place as f64 + 0.85);
            let (treasury, all) = (megatonnes(day.treasury), megatonnes(day.all().volume));
            volume.draw_series([
                Rectangle::new([(left, 0.0), (right, treasury)], ORANGE.0.filled()),
                Rectangle::new([(left, treasury), (right, all)], SKY.0.filled()),
            ])?;
        }
        volume.draw_series([PathElement::new([(0.0, 0.0), (count, 0.0)], AXIS)])?;
        // One date for every third day, and a line where a scheme year begins.
        for (place, day) in days.iter().enumerate() {
            let begins = place == 0 || days[place - 1].year != day.year;
            if begins && place > 0 {
                let place = place as f64;
                volume.draw_series([PathElement::new([(place, 0.0), (place, top)], AXIS)])?;
                price.draw_series([PathElement::new([(place, from), (place, to)], AXIS)])?;
            }
            let written = date::text(day.at);
            let area = volume.plotting_area();
            if place % 3 == 0 {
                let month = written.get(..7).unwrap_or_default().to_owned();
                let style = text(LABEL - 2, HPos::Center, VPos::Top);
                area.draw(&(EmptyElement::at((middle(place), 0.0)) + Text::new(month, (0, 6), style)))?;
            }
            if begins {
                let style = text(LABEL, HPos::Left, VPos::Top);
                let label = format!("vintage {}", day.year);
                area.draw(&(EmptyElement::at((place as f64, 0.0)) + Text::new(label, (4, 22), style)))?;
            }
        }
        Ok(())
    })
}
