//! The definitions for C and Python read what is in a segment, beside writers too, and those for
//! Rust open it.

mod odd;
mod rust;

use crate::commands::said;
use std::io::Write as _;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use sync_runtime::{Shared, SharedLocked, Table};
use tests::Name;

/// The first and the last number of a value are equal, and so is what is between them.
#[derive(SharedLocked)]
struct Copied {
    first: u64,
    between: [u16; 33],
    last: u32,
}

#[derive(SharedLocked)]
#[shared(lock = recursive)]
struct Nested {
    first: u64,
    between: [u16; 33],
    last: u32,
}

/// The slots of this one are not as long as the value.
#[derive(SharedLocked)]
#[shared(in_place)]
struct InPlace {
    first: u64,
    between: [u16; 33],
    last: u32,
}

fn copied(number: u16) -> Copied {
    Copied { first: number.into(), between: [number; 33], last: number.into() }
}

/// What `program` does with `text` as its input. `None` if there is no such program.
fn ran(program: &str, arguments: &[&str], text: &str) -> Option<Output> {
    let mut command = Command::new(program);
    let child = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let Ok(mut child) = child else {
        eprintln!("NOT TESTED: there is no {program}");
        return None;
    };
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    Some(child.wait_with_output().unwrap())
}

/// What `program` prints with `text` as its input.
fn run(program: &str, arguments: &[&str], text: &str) -> Option<String> {
    let output = ran(program, arguments, text)?;
    let wrong = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?}: {wrong}{text}");
    Some(String::from_utf8(output.stdout).unwrap())
}

/// Maps a segment, and calls `look`.
const MAPPED: &str = r#"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>

static int look(const void *segment, size_t len);

int main(int count, char **arguments)
{
    char path[300];
    struct stat about;
    snprintf(path, sizeof path, "/dev/shm/%s", count > 1 ? arguments[1] : "");
    int file = open(path, O_RDONLY);
    if (file < 0 || fstat(file, &about) != 0)
        return 2;
    const void *segment = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_SHARED, file, 0);
    return segment == MAP_FAILED ? 3 : look(segment, (size_t)about.st_size);
}
"#;

/// What a C program prints that has the definition of a segment, and this `look`.
fn c(name: &Name, look: &str) -> Option<String> {
    let program = format!("{}/{}", env!("CARGO_TARGET_TMPDIR"), name.as_str());
    let text = format!("{}{MAPPED}{look}", said(&["schema", name.as_str(), "--as", "c"]));
    run("cc", &["-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-x", "c", "-", "-o", &program], &text)?;
    let printed = run(&program, &[name.as_str()], "");
    std::fs::remove_file(program).unwrap();
    printed
}

/// What a Python program prints that has the definition of a segment, and these lines.
fn python(name: &Name, lines: &str) -> Option<String> {
    let text = said(&["schema", name.as_str(), "--as", "python"]);
    let (definition, _) = text.split_once("if __name__").unwrap();
    run("python3", &["-", name.as_str()], &format!("{definition}{lines}"))
}

/// Both programs see whole values, and as many different ones as `commit` makes while they look.
fn beside_a_writer(name: &Name, whole: &str, commit: impl Fn(u16) + Sync) {
    const C: &str = r#"
static int look(const void *segment, size_t len)
{
    size_t different = 0;
    uint64_t before = 0;
    for (int i = 0; i < 20000 || different < 3; i++) {
        NAME value;
        if (NAME_load(segment, len, 0, &value) != 0)
            return 4;
        for (int j = 0; j < 33; j++)
            if (value.between[j] != value.first || value.last != value.first)
                return 5;
        different += value.first != before;
        before = value.first;
    }
    puts("whole");
    return 0;
}
"#;
    const PYTHON: &str = "
seen = set()
turns = 0
while turns < 300 or len(seen) < 3:
    value = load(sys.argv[1])
    assert set(value.between) == {value.first} == {value.last}, plain(value)
    seen.add(value.first)
    turns += 1
print('whole')
";
    let end = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            for number in (1..=u16::MAX).cycle().take_while(|_| !end.load(Relaxed)) {
                commit(number);
            }
        });
        let ended = EndsIt(&end);
        for printed in [c(name, &C.replace("NAME", whole)), python(name, PYTHON)].into_iter().flatten() {
            assert_eq!(printed, "whole\n");
        }
        drop(ended);
    });
}

/// Ends the writer, also when the test fails.
struct EndsIt<'a>(&'a AtomicBool);

impl Drop for EndsIt<'_> {
    fn drop(&mut self) {
        self.0.store(true, Relaxed);
    }
}

#[test]
fn copied_values_are_read_whole() {
    let name = Name::new("copied");
    let shared = Shared::create(name.as_str(), copied(0)).unwrap();
    beside_a_writer(&name, "Copied", |number| shared.with_lock(|value| *value = copied(number)).unwrap());
    let name = Name::new("nested");
    let shared = Shared::create(name.as_str(), Nested { first: 0, between: [0; 33], last: 0 }).unwrap();
    beside_a_writer(&name, "Nested", |number| {
        shared.store(Nested { first: number.into(), between: [number; 33], last: number.into() }).unwrap();
    });
}

#[test]
fn values_that_are_changed_in_place_are_read_whole() {
    let name = Name::new("in-place");
    let shared = Shared::<InPlace>::create_with(name.as_str(), |_| Ok(())).unwrap();
    beside_a_writer(&name, "InPlace", |number| {
        shared
            .with_lock(|value| {
                value.first().set(number.into());
                value.between().fill(number);
                value.last().set(number.into());
                Ok(())
            })
            .unwrap();
    });
}

#[test]
fn records_are_read() {
    const LOOK: &str = r#"
static int look(const void *segment, size_t len)
{
    Copied value;
    for (size_t i = 0; i < 6; i++)
        if (Copied_load(segment, len, i, &value) != 0)
            printf("none ");
        else
            printf("%d %d ", (int)value.first, (int)value.last);
    return 0;
}
"#;
    const LINES: &str = "
for record in range(6):
    try:
        value = load(sys.argv[1], record)
        print(value.first, value.last, end=' ')
    except IndexError:
        print('none', end=' ')
";
    let name = Name::new("records");
    let table = Table::create(name.as_str(), 5, |index| copied(u16::try_from(index).unwrap())).unwrap();
    table.at(3).unwrap().with_lock(|value| *value = copied(7)).unwrap();
    for printed in [c(&name, LOOK), python(&name, LINES)].into_iter().flatten() {
        assert_eq!(printed, "0 0 1 1 2 2 7 7 4 4 none ");
    }
}

/// The definition in Python is a program, too.
#[test]
fn the_program_in_python_says_what_it_takes() {
    let name = Name::new("python");
    let _shared = Shared::create(name.as_str(), copied(7)).unwrap();
    let text = said(&["schema", name.as_str(), "--as", "python"]);
    let Some(json) = run("python3", &["-", name.as_str()], &text) else { return };
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&value["first"], &value["between"][32]), (&7.into(), &7.into()));
    for arguments in [&["-"][..], &["-", name.as_str(), "and more"]] {
        let output = ran("python3", arguments, &text).unwrap();
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "usage: python3 - SEGMENT\n");
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    }
}

/// Without a lock, no number is half of one and half of another.
#[test]
fn numbers_without_a_lock_are_whole() {
    #[derive(SharedLocked)]
    #[shared(lock = none)]
    struct Unlocked {
        narrow: u32,
        wide: [u64; 2],
    }

    const LOOK: &str = r#"
static int look(const void *segment, size_t len)
{
    for (int i = 0, different = 0; i < 100000 || different < 3; i++) {
        Unlocked value;
        static uint64_t before;
        if (Unlocked_load(segment, len, 0, &value) != 0)
            return 4;
        for (int j = 0; j < 2; j++)
            if (value.wide[j] != 0 && ~value.wide[j] != 0)
                return 5;
        different += value.wide[1] != before;
        before = value.wide[1];
    }
    puts("whole");
    return 0;
}
"#;
    const LINES: &str = "
for _ in range(2000):
    assert all(wide in (0, 2 ** 64 - 1) for wide in load(sys.argv[1]).wide)
print('whole')
";
    let name = Name::new("unlocked");
    let shared = Shared::create(name.as_str(), Unlocked { narrow: 0, wide: [0; 2] }).unwrap();
    let end = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            for wide in [0, u64::MAX].into_iter().cycle().take_while(|_| !end.load(Relaxed)) {
                shared.store(Unlocked { narrow: 0, wide: [wide; 2] }).unwrap();
            }
        });
        let _ended = EndsIt(&end);
        for printed in [c(&name, LOOK), python(&name, LINES)].into_iter().flatten() {
            assert_eq!(printed, "whole\n");
        }
    });
}
