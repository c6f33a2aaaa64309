//! The report's charts as SVG text: no fonts are read and nothing is fetched.
//!
//! Colours are of the Okabe-Ito palette, which colour-blind readers can tell apart; what a colour says is also said by place or text.

mod balance;
mod compliance;
mod market;

pub use balance::{installations, totals};
pub use compliance::{by_regulator, Bar};
pub use market::price_and_volume;

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Why a chart could not be drawn.
pub type Drawn<T> = Result<T, Box<dyn std::error::Error>>;

/// A colour with its name for the page's legend.
#[derive(Debug, Clone, Copy)]
pub struct Ink(pub RGBColor);

impl Ink {
    /// As CSS writes it.
    pub fn css(self) -> String {
        let RGBColor(red, green, blue) = self.0;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }
}

/// Emissions; compliant.
pub const BLUE: Ink = Ink(RGBColor(0, 114, 178));
/// Free allocation; volume of operators.
pub const SKY: Ink = Ink(RGBColor(86, 180, 233));
/// The treasury; non-compliant is vermilion.
pub const ORANGE: Ink = Ink(RGBColor(230, 159, 0));
/// Non-compliant.
pub const VERMILION: Ink = Ink(RGBColor(213, 94, 0));
/// No data.
pub const GREY: Ink = Ink(RGBColor(176, 182, 190));
/// Text.
const TEXT: RGBColor = RGBColor(55, 65, 81);
/// Axes.
const AXIS: RGBColor = RGBColor(156, 163, 175);
/// Grid lines.
const GRID: RGBColor = RGBColor(229, 231, 235);
/// What the browser has; the page's own font.
const FONT: &str = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
/// Size of labels.
const LABEL: i32 = 14;

/// Kilograms as millions of tonnes, for a place on an axis.
#[allow(clippy::cast_precision_loss)] // a chart's pixel
fn megatonnes(quantity: u128) -> f64 {
    quantity as f64 / 1e9
}

/// The next round number at or above, for the end of an axis.
fn round_up(value: f64) -> f64 {
    let scale = 10f64.powf(value.max(1e-9).log10().floor());
    let step = [1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0].into_iter().find(|step| step * scale >= value);
    step.unwrap_or(10.0) * scale
}

/// Label text, anchored.
fn text(size: i32, horizontal: HPos, vertical: VPos) -> TextStyle<'static> {
    (FONT, size).into_font().color(&TEXT).pos(Pos::new(horizontal, vertical))
}

/// Draws on a white canvas of the size given and answers the SVG.
fn canvas(
    size: (u32, u32),
    draw: impl FnOnce(&DrawingArea<SVGBackend, plotters::coord::Shift>) -> Drawn<()>,
) -> Drawn<String> {
    let mut svg = String::new();
    {
        let root = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        draw(&root)?;
        root.present()?;
    }
    // The page scales it: the size in pixels becomes the aspect ratio.
    let sized = format!("width=\"{}\" height=\"{}\" ", size.0, size.1);
    Ok(svg.replacen(&sized, "role=\"img\" ", 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_end_at_round_numbers() {
        assert_eq!([0.9, 1.0, 104.3, 37.8, 1_600.0].map(round_up), [1.0, 1.0, 150.0, 40.0, 2_000.0]);
        assert_eq!(BLUE.css(), "#0072b2");
    }

    #[test]
    fn a_canvas_scales_with_the_page() {
        let svg = canvas((100, 50), |_| Ok(())).unwrap();
        assert!(svg.starts_with("<svg role=\"img\" viewBox=\"0 0 100 50\""), "{svg}");
    }
}
