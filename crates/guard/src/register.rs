//! What the path register holds where, as far as it is the same on all ways there.
//!
//! Where one way alone leads, its sum is a constant: the register is set instead of added to (half the bytes), and the number of
//! a path that ends there is known when the code is written, so that no code looks it up.

use crate::paths::{Dag, Increments, Numbering};

/// Of each block of a graph.
#[derive(Debug, Clone)]
pub struct Register {
    /// The register's value when the block begins, where it is one.
    pub known: Vec<Option<i64>>,
    /// Whether code behind the block reads what the register holds there.
    pub read: Vec<bool>,
}

impl Register {
    /// Follows the increments through the graph.
    pub fn of(dag: &Dag, numbering: &Numbering, increments: &Increments) -> Self {
        let add = |edge: usize| increments.steps.get(&edge).copied().unwrap_or(0);
        let mut known: Vec<Option<i64>> = vec![None; dag.out.len()];
        let mut met = vec![false; dag.out.len()];
        let mut arrive = |known: &mut Vec<Option<i64>>, at: usize, value: Option<i64>| {
            if !std::mem::replace(&mut met[at], true) {
                known[at] = value;
            } else if known[at] != value {
                known[at] = None;
            }
        };
        for start in &dag.starts {
            arrive(&mut known, *start, Some(increments.starts.get(start).copied().unwrap_or(0)));
        }
        // Blocks stand behind their successors in this order.
        for node in numbering.order.iter().rev() {
            for step in &dag.out[*node] {
                let value = known[*node].map(|value| value.wrapping_add(add(step.edge)));
                if let Some(to) = step.to {
                    arrive(&mut known, to, value);
                }
            }
        }
        let mut read = vec![false; dag.out.len()];
        for node in &numbering.order {
            read[*node] = dag.out[*node].iter().any(|step| match (step.to, known[*node]) {
                (None, here) => here.is_none(),
                (Some(to), _) if add(step.edge) == 0 => read[to],
                // A sum reads what it adds to; a constant replaces it.
                (Some(_), here) => here.is_none(),
            });
        }
        Self { known, read }
    }
}
