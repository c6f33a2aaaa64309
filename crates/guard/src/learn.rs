//! Reads what learning builds print: which frames lasted, and which paths they took.
//!
//! Lines of sub-calls stand between the `Out` and `Back` lines of the caller. A frame that traps prints no end: the
//! caller's `Back` line, or the end of the text, tells. What a reverted frame and the frames below it did is left out:
//! it is not normal that it lasts.

use crate::{
    host::flags,
    support::{Line, PREFIX},
};

/// A frame that lasted.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Frame {
    /// First eight bytes of the plain code's hash.
    pub build: [u8; 8],
    /// Whether it was a constructor's.
    pub deploy: bool,
    /// Its selector, if it read its input.
    pub selector: [u8; 4],
    /// Functions, path numbers and calling contexts, in order.
    pub paths: Vec<(u32, u32, u32)>,
    /// Functions, loops and how often they went round, in builds that count that.
    pub rounds: Vec<(u32, u32, u32)>,
    /// All the flags it passed to calls; not those of delegate calls, which are ways out whatever they hold.
    pub flags: u32,
    /// It changed something or called somebody: a frame that did neither is not judged.
    pub did: bool,
    /// Whether it began in the middle of a call of the same contract.
    pub reentered: bool,
}

/// One line, read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record {
    /// Its kind.
    pub line: Line,
    /// The rest of its first word.
    pub first: u64,
    /// Its second word.
    pub second: u64,
}

/// The guard's lines in a debug message, whatever else it holds.
pub fn records(text: &str) -> Vec<Record> {
    let word = |text: Option<&str>| u64::from_str_radix(text?, 16).ok();
    let mut found = Vec::new();
    for (at, _) in text.match_indices(PREFIX) {
        let rest = &text[at + PREFIX.len()..];
        let (Some(first), Some(second)) = (word(rest.get(..16)), word(rest.get(16..32))) else { continue };
        if let Some(line) = Line::from_byte(first.to_be_bytes()[0]) {
            found.push(Record { line, first: first & (u64::MAX >> 8), second });
        }
    }
    found
}

/// A frame or a call out that is under way.
enum Open {
    Frame(Frame, Vec<Frame>),
    Out { tail: bool, done: Vec<Frame> },
}

/// The frames that lasted in a transaction that succeeded, in the order in which they ended. Of one that failed nothing
/// lasts: its text is not to be asked. (A frame that ends in a tail call prints no end either.)
pub fn frames(text: &str) -> Vec<Frame> {
    let mut open: Vec<Open> = Vec::new();
    let mut done = Vec::new();
    for record in records(text) {
        match record.line {
            Line::Begin => {
                let frame =
                    Frame { build: record.second.to_be_bytes(), deploy: record.first & 1 == 1, ..Frame::default() };
                open.push(Open::Frame(frame, Vec::new()));
            }
            Line::Out => {
                if let Some(Open::Frame(frame, _)) = open.last_mut() {
                    frame.did = true;
                    if record.first & 1 == 0 {
                        frame.flags |= record.second as u32;
                    }
                }
                open.push(Open::Out { tail: record.second as u32 & flags::TAIL_CALL != 0, done: Vec::new() });
            }
            Line::End => {
                // The frame ends with what it called out to still open if that was a tail call.
                let lasts = record.second & 1 == 0;
                while let Some(top) = open.pop() {
                    if let Open::Frame(mut frame, below) = top {
                        frame.did |= record.second >> 1 != 0;
                        if lasts {
                            keep(&mut open, &mut done, below.into_iter().chain([frame]));
                        }
                        break;
                    }
                }
            }
            Line::Back => {
                let mut kept = Vec::new();
                while let Some(top) = open.pop() {
                    match top {
                        // It has no end: it trapped, or ended in a tail call.
                        Open::Frame(..) => {}
                        Open::Out { tail: true, .. } => kept.extend(tail(&mut open, top)),
                        Open::Out { done, .. } => {
                            kept.extend(done);
                            break;
                        }
                    }
                }
                if record.second == 0 {
                    keep(&mut open, &mut done, kept.into_iter());
                }
            }
            _ => {
                let Some(Open::Frame(frame, _)) = open.last_mut() else { continue };
                match record.line {
                    Line::Path => {
                        let function = (record.first >> 32) as u32;
                        frame.paths.push((function, record.first as u32, record.second as u32));
                    }
                    Line::Selector => frame.selector = (record.second as u32).to_le_bytes(),
                    Line::Rounds => {
                        let function = (record.first >> 32) as u32;
                        frame.rounds.push((function, record.first as u32, record.second as u32));
                    }
                    Line::Reentered => frame.reentered = true,
                    _ => {}
                }
            }
        }
    }
    while let Some(top) = open.pop() {
        if matches!(top, Open::Out { tail: true, .. }) {
            done.extend(tail(&mut open, top));
        }
    }
    done
}

/// A tail call and the frame that ended in it.
fn tail(open: &mut Vec<Open>, out: Open) -> Vec<Frame> {
    let Open::Out { mut done, .. } = out else { return Vec::new() };
    if let Some(Open::Frame(frame, below)) = open.pop() {
        done.extend(below);
        done.push(frame);
    }
    done
}

fn keep(open: &mut [Open], done: &mut Vec<Frame>, frames: impl Iterator<Item = Frame>) {
    match open.last_mut() {
        Some(Open::Frame(_, below)) => below.extend(frames),
        Some(Open::Out { done, .. }) => done.extend(frames),
        None => done.extend(frames),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(line: Line, first: u64, second: u64) -> String {
        format!("{PREFIX}{:016x}{second:016x}\n", (u64::from(line as u8) << 56) | first)
    }

    fn begin(build: u8) -> String {
        line(Line::Begin, 0, u64::from(build) << 56)
    }

    fn path(function: u64, path: u64) -> String {
        line(Line::Path, (function << 32) | path, 0)
    }

    fn builds(text: &str) -> Vec<(u8, usize)> {
        frames(text).iter().map(|frame| (frame.build[0], frame.paths.len())).collect()
    }

    #[test]
    fn frames_that_lasted_are_kept_with_what_they_called() {
        let text = begin(1)
            + &path(3, 9)
            + &line(Line::Out, 0, 0)
            + "someone's words\n"
            + &begin(2)
            + &path(4, 1)
            + &line(Line::End, 0, 0)
            + &line(Line::Back, 0, 0)
            + &path(3, 10)
            + &line(Line::End, 0, 0);
        assert_eq!(builds(&text), [(2, 1), (1, 2)]);
        assert_eq!(frames(&text)[1].paths, [(3, 9, 0), (3, 10, 0)]);
    }

    #[test]
    fn what_is_undone_is_left_out() {
        let reverted = begin(1)
            + &line(Line::Out, 0, 0)
            + &begin(2)
            + &line(Line::End, 0, 1)
            + &line(Line::Back, 0, 2)
            + &line(Line::End, 0, 0);
        assert_eq!(builds(&reverted), [(1, 0)]);
        let trapped = begin(1)
            + &line(Line::Out, 0, 0)
            + &begin(2)
            + &path(1, 1)
            + &line(Line::Back, 0, 1)
            + &path(5, 5)
            + &line(Line::End, 0, 0);
        assert_eq!(builds(&trapped), [(1, 1)], "the caller's path is its own");
        let whole = begin(1)
            + &line(Line::Out, 0, 0)
            + &begin(2)
            + &line(Line::End, 0, 0)
            + &line(Line::Back, 0, 0)
            + &line(Line::End, 0, 1);
        assert_eq!(builds(&whole), [], "the callee goes with its caller");
        assert_eq!(builds(&(begin(1) + &path(1, 1))), [], "a trap at the top");
    }

    #[test]
    fn a_tail_call_ends_its_frame() {
        let tail = u64::from(flags::TAIL_CALL);
        let text = begin(1) + &path(1, 1) + &line(Line::Out, 0, tail) + &begin(2) + &line(Line::End, 0, 0);
        assert_eq!(builds(&text), [(2, 0), (1, 1)]);
    }

    #[test]
    fn what_a_frame_did_is_told_at_its_end() {
        let ends = |word| frames(&(begin(1) + &line(Line::End, 0, word))).into_iter().map(|frame| frame.did);
        assert_eq!(ends(0).collect::<Vec<_>>(), [false]);
        assert_eq!(ends(3 << 1).collect::<Vec<_>>(), [true]);
        assert_eq!(ends((3 << 1) | 1).count(), 0);
        let delegates = begin(1) + &line(Line::Out, 1, u64::from(flags::TAIL_CALL));
        let frame = &frames(&delegates)[0];
        assert!(frame.did && frame.flags == 0, "{frame:?}");
    }

    #[test]
    fn broken_lines_are_passed_over() {
        assert_eq!(records("~wg~wgzz ~wg0100"), []);
        assert_eq!(records("~wgé"), []);
    }
}
