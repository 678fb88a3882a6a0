//! The expansions that the documentation shows are what the derives write. `BLESS=1` writes them
//! anew.

use crate::ast::Derive;
use std::path::Path;
use std::{env, fs};
use syn::DeriveInput;

/// What is derived for the item in `expansions/<name>.rs`, as it would be written by hand.
fn expansion(name: &str) -> String {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("expansions");
    let source = fs::read_to_string(directory.join(name).with_extension("rs")).unwrap_or_default();
    let mut input: DeriveInput = syn::parse_str(&source).unwrap_or_else(|error| unreachable!("{name}: {error}"));
    let derive = if source.contains("derive(SharedLocked)") { Derive::SharedLocked } else { Derive::Pod };
    // The compiler keeps this to itself as well.
    input.attrs.retain(|attribute| !attribute.path().is_ident("derive"));
    let file = syn::parse2(crate::derive(derive, &input)).unwrap_or_else(|error| unreachable!("{name}: {error}"));
    let written = prettyplease::unparse(&file);
    let golden = directory.join(name).with_extension("expanded.rs");
    if env::var_os("BLESS").is_some() {
        fs::write(&golden, &written).unwrap_or_else(|error| unreachable!("{name}: {error}"));
    }
    assert_eq!(written, fs::read_to_string(golden).unwrap_or_default(), "{name}: look at it, then set BLESS=1");
    written
}

#[test]
fn the_documented_expansions_are_what_is_derived() {
    for name in ["endpoint", "stats", "ring", "mode", "limit", "jobs", "hits"] {
        let written = expansion(name);
        for line in written.lines().filter(|line| line.contains("unsafe")) {
            let promises =
                ["Cells", "Pod", "Fields"].iter().any(|name| line.contains(&format!(" __sync::{name} for ")));
            let promise = line.trim_start().starts_with("unsafe impl") && promises;
            // The fields are read to where they are, once in each layout.
            let reads = line.trim() == "unsafe {"
                && written.matches("unsafe {").count() == written.matches("fn read_into").count();
            assert!(promise || reads, "{name}: {line}");
        }
    }
}

#[test]
fn eight_fields_are_at_most_a_hundred_and_forty_lines_and_seventy_of_their_view() {
    let written = expansion("stats");
    let lines = written.lines().count();
    let before = written.lines().take_while(|line| line.trim() != "#[repr(transparent)]").count();
    let after = written.lines().skip_while(|line| !line.contains("fn __no_destructor")).count();
    assert!(before + after <= 140, "{before} and {after} lines");
    assert!(lines <= 210, "{lines} lines");
}
