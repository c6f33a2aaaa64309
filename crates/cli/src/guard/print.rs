//! What `weir guard` prints.

use serde_json::json;
use weir_guard::analysis::Analysis;
use weir_guard::audit::{AllowedPath, Finding};
use weir_guard::map::Map;
use weir_guard::profile::{Difference, Profile};
use weir_guard::report::{self, Coverage};

/// A part in per cent of a whole.
pub fn percent(part: u64, whole: u64) -> f64 {
    part as f64 * 100.0 / whole.max(1) as f64
}

/// After a build: what it costs in bytes.
pub fn built(plain: usize, guarded: usize, map: &Map, as_json: bool) {
    if as_json {
        let text = json!({
            "plain": { "code": map.plain, "bytes": plain }, "guarded": { "code": map.guarded, "bytes": guarded },
            "build": map.build, "miss_codes": map.codes.len(),
        });
        return println!("{text:#}");
    }
    let more = (guarded as f64 / plain.max(1) as f64 - 1.0) * 100.0;
    println!("{plain} B -> {guarded} B ({more:+.1} %), code {}, {} miss codes", map.guarded, map.codes.len());
}

/// Profiles that were written, by file.
pub fn learnt(profiles: &[(String, &Profile)], as_json: bool) {
    let paths = |profile: &Profile| profile.functions.values().map(|paths| paths.len()).sum::<usize>();
    if as_json {
        let all: Vec<_> = profiles
            .iter()
            .map(|(file, profile)| {
                let (functions, paths) = (profile.functions.len(), paths(profile));
                json!({ "file": file, "code": profile.code, "frames": profile.frames, "functions": functions, "paths": paths })
            })
            .collect();
        return println!("{:#}", json!(all));
    }
    for (file, profile) in profiles {
        let functions = profile.functions.len();
        println!("{file}: {} paths of {functions} functions, from {} frames", paths(profile), profile.frames);
    }
}

/// Paths that one of two profiles lacks.
pub fn difference(difference: &Difference, as_json: bool) {
    if as_json {
        let paths = |paths: &[(u32, u32)]| -> Vec<_> {
            paths.iter().map(|(function, path)| json!({ "function": function, "path": path })).collect()
        };
        let text = json!({ "removed": paths(&difference.removed), "added": paths(&difference.added) });
        return println!("{text:#}");
    }
    for (sign, paths) in [('-', &difference.removed), ('+', &difference.added)] {
        for (function, path) in paths {
            println!("{sign} function {function} path {path}");
        }
    }
}

/// Coverage by function and in all.
pub fn coverage(functions: &[Coverage], as_json: bool) {
    if as_json {
        return println!("{:#}", json!(functions));
    }
    println!("{:40} {:>20} {:>20}", "function", "edges", "paths");
    for one in functions {
        let edges = format!("{}/{} {:3.0} %", one.edges_taken, one.edges, percent(one.edges_taken, one.edges));
        let paths = format!("{}/{} {:3.0} %", one.taken, one.paths, percent(one.taken, one.paths));
        println!("{:40} {edges:>20} {paths:>20}  {}", one.name, one.source.as_deref().unwrap_or_default());
    }
    let sum = |what: fn(&Coverage) -> u64| functions.iter().map(what).sum::<u64>();
    let (edges, taken) = (sum(|one| one.edges), sum(|one| one.edges_taken));
    println!("{:40} {:>18.0} %", "all edges", percent(taken, edges));
}

/// Findings, then what allowed paths do.
pub fn audit(analysis: &Analysis<'_>, findings: &[Finding], allowed: &[AllowedPath], as_json: bool) {
    let name = |function: u32| report::named(analysis, function);
    if as_json {
        let findings: Vec<_> = findings
            .iter()
            .map(|one| {
                let severity = one.severity.to_string();
                json!({ "severity": severity, "kind": one.kind, "function": name(one.function), "text": one.text })
            })
            .collect();
        let allowed: Vec<_> = allowed
            .iter()
            .map(|one| {
                json!({
                    "function": name(one.function), "path": one.path, "writes": one.does.writes,
                    "transfers": one.does.transfers, "calls": one.does.calls, "events": one.does.events,
                })
            })
            .collect();
        return println!("{:#}", json!({ "findings": findings, "allowed": allowed }));
    }
    if findings.is_empty() {
        println!("nothing found in the code alone");
    }
    for one in findings {
        println!("{:6} {:14} {}: {}", one.severity, one.kind, name(one.function), one.text);
    }
    for one in allowed {
        let does = [
            (one.does.writes, "writes"),
            (one.does.transfers, "may send value"),
            (one.does.calls, "calls out"),
            (one.does.events, "emits"),
        ];
        let does: Vec<&str> = does.iter().filter(|(does, _)| *does).map(|(_, what)| *what).collect();
        println!("path   {} {}: {}", name(one.function), one.path, does.join(", "));
    }
}
