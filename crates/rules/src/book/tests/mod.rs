//! The book against naive references.

mod desk;
mod matching;
mod operations;
mod structure;
