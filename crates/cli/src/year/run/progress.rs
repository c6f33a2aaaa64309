//! Progress bars on the terminal's error output; silent where that is no terminal or where the output is for machines.

use crate::year::plan::Phase;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar for the part of the work that is under way.
pub struct Progress(ProgressBar);

impl Progress {
    /// Shown or silent. Even when shown it draws only on a terminal.
    pub fn new(shown: bool) -> Self {
        let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        // The template is a constant that is well formed.
        if let Ok(style) = ProgressStyle::with_template("{elapsed_precise} [{bar:30}] {pos:>6}/{len:6} {msg}") {
            bar.set_style(style.progress_chars("=> "));
        }
        Self(bar)
    }

    /// A new part begins, of so many steps.
    pub fn start(&self, what: &'static str, steps: usize) {
        self.0.set_length(steps as u64);
        self.0.set_position(0);
        self.0.set_message(what);
        self.0.tick();
    }

    /// A phase begins.
    pub fn phase(&self, phase: &Phase) {
        let year = phase.year.map_or(String::new(), |year| format!("{year} "));
        self.0.set_message(format!("{year}{}", phase.title));
    }

    /// So many more steps are done.
    pub fn done(&self, steps: usize) {
        self.0.inc(steps as u64);
    }

    /// All is done: the bar goes.
    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}
