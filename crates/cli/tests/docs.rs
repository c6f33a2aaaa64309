//! What the pages tell people to type is what the command and the scripts understand.

use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// README.md and the pages of docs/, with their text.
fn pages() -> Vec<(PathBuf, String)> {
    let docs = std::fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> = docs.filter(|path| path.extension().is_some_and(|end| end == "md")).collect();
    paths.push(root().join("README.md"));
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), std::fs::read_to_string(path).unwrap())).collect()
}

/// The lines of a page's fenced blocks, without comments.
fn typed(page: &str) -> Vec<&str> {
    let mut inside = false;
    let mut lines = Vec::new();
    for line in page.lines() {
        if line.starts_with("```") {
            inside = !inside;
        } else if inside {
            lines.push(line.split(" #").next().unwrap_or_default().trim());
        }
    }
    lines
}

/// `--help` behind a command line is reached only when every subcommand and option before it is known.
#[test]
fn every_command_line_of_the_pages_is_understood() {
    let mut understood = 0;
    for (path, page) in pages() {
        for line in typed(&page) {
            // What stands in brackets may be left out.
            let plain: String = line.split(['[', ']']).step_by(2).collect();
            let words: Vec<_> = plain.split_whitespace().skip_while(|word| *word == "scripts/weir").collect();
            let arguments = match words.as_slice() {
                ["weir", arguments @ ..] => arguments,
                arguments if line.starts_with("scripts/weir ") => arguments,
                _ => continue,
            };
            let output = Command::new(env!("CARGO_BIN_EXE_weir")).args(arguments).arg("--help").output().unwrap();
            assert!(output.status.success(), "{}: {line}\n{}", path.display(), String::from_utf8_lossy(&output.stderr));
            understood += 1;
        }
    }
    assert!(understood >= 10, "only {understood} command lines were found");
}

#[test]
fn every_script_and_page_that_is_named_is_there() {
    let mut there = 0;
    for (path, page) in pages() {
        let scripts = page.split(|c: char| !(c.is_ascii_alphanumeric() || "/._-".contains(c)));
        for name in scripts.filter(|word| word.starts_with("scripts/")).map(|word| word.trim_end_matches(['.', '/'])) {
            assert!(root().join(name).exists(), "{}: {name}", path.display());
            there += 1;
        }
        for link in page.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            if !link.is_empty() && !link.contains("://") {
                assert!(path.parent().unwrap().join(link).exists(), "{}: {link}", path.display());
                there += 1;
            }
        }
    }
    assert!(there >= 20, "only {there} names were found");
}
