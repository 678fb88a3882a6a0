//! Segments that were made to deceive: no panic, no signal, bounded memory and time. A panic fails
//! the test, and a signal, too.

use crate::model::{Ty, segment};
use crate::{exercise, ran, trials};
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _, rngs::SmallRng};
use std::fs::{self, File};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};
use std::{panic, thread};
use sync_runtime::inspect::{InspectError, Inspected};
use sync_runtime::{Shared, SyncError};
use tests::Name;

/// What an inspection may take.
const LONGEST: Duration = Duration::from_secs(5);

/// Looks at everything that is told of a segment; whether there was a value.
fn look(name: &Name) -> bool {
    let begun = ran();
    let inspected = Inspected::open(name.as_str()).unwrap();
    let told = [
        inspected.header().err().map(|error| error.to_string()),
        inspected.description().err().map(|error| error.to_string()),
        inspected.lock().err().map(|error| error.to_string()),
        inspected.recoveries().err().map(|error| error.to_string()),
    ];
    assert!(told.iter().flatten().all(|text| !text.is_empty()));
    let loaded = inspected.load();
    if let Ok(copied) = &loaded {
        exercise(copied.value());
    }
    let took = Duration::from_nanos(ran() - begun);
    assert!(took < LONGEST, "{took:?}");
    loaded.is_ok()
}

fn refused(schema: &str, size: usize, reason: &str) {
    let name = Name::new("refused");
    let slot = vec![0; size];
    fs::write(name.path(), segment(schema, [&slot, &slot], 0)).unwrap();
    let inspected = Inspected::open(name.as_str()).unwrap();
    let error = inspected.description().unwrap_err().to_string();
    assert!(error.contains(reason), "{error}");
    look(&name);
}

#[test]
fn schemas_that_lie() {
    let end = "lock = mutex, 8 bytes, aligned to 8\n";
    refused(
        &format!("schema 2\tu64\tu64\n0\tu64\tvalue\n{end}"),
        8,
        "says version 2 of the text, this program reads version 1",
    );
    refused(&format!("0\tu64\tvalue\n{end}"), 8, "line 1 does not begin with `schema 1`");
    refused(&format!("schema 1\tu64\tX\n8\tu64\tvalue\n{end}"), 8, "line 2 says that `value` is at byte 8, expected 0");
    refused(&format!("schema 1\tu64\tX\n0\tu32\tvalue\n{end}"), 8, "says that the whole is `u64`, but it is `u32`");
    refused(&format!("schema 1\tstruct\tX\n0\tu64\ta\n4096\tu64\tb\n{end}"), 8, "where the fields have 4104");
    refused(&format!("schema 1\tstruct\tX\n3\tu64\ta\n{end}"), 8, "no multiple of 8");
    refused(&format!("schema 1\tstruct\tX\n0\tu64\ta.b\n{end}"), 8, "no part of what comes before it");
    refused(&format!("schema 1\tstruct\tX\n8\tstruct\ta\n0\tu64\ta.b\n{end}"), 8, "begins before what it is in");
    refused(
        &format!("schema 1\tstruct\tX\n0\tf16\ta\n{end}"),
        8,
        "has the type `f16`, which this program does not know",
    );
    refused("schema 1\tstruct\tX\n0\tu64\ta\n", 8, "line 3 is missing");
    refused(&format!("schema 1\tstruct\tX\n0\tu64\ta\n{end}{end}"), 8, "follows the line for the whole");
    // More than there can be, without end, and without bytes.
    let huge = "[[[u8; 4000000000]; 4000000000]; 4000000000]";
    refused(
        &format!(
            "schema 1\t{huge}\tX\n0\t{huge}\tvalue\n0\t[[u8; 4000000000]; 4000000000]\t[]\n0\t[u8; 4000000000]\t[][]\n{end}"
        ),
        8,
        "more bytes than there can be",
    );
    let deep = format!("{}u8{}", "[".repeat(400_000), "; 1]".repeat(100));
    refused(&format!("schema 1\t{deep}\tX\n0\t{deep}\tvalue\n{end}"), 8, "nested more than 128 deep");
    let deep = format!("{}u8{}", "Option<".repeat(100_000), ">".repeat(100_000));
    refused(&format!("schema 1\tX\tX\n0\t{deep}\tvalue\n{end}"), 8, "nested more than 128 deep");
    let empty = "schema 1\t[PhantomData; 4000000000]\tX\n0\t[PhantomData; 4000000000]\tvalue\nlock = mutex, 0 bytes, aligned to 1\n";
    refused(empty, 0, "4000000000 parts in 0 bytes");
    let many = format!("schema 1\tstruct\tX\n{}{end}", "0\tu8\ta\n".repeat(200_000));
    refused(&many[..1 << 20], 8, "line");
    refused(&format!("{many}{many}"), 8, "more than 1 MiB");
    let wide = format!("enum u8 {{ A({}u8) = 0 }}", "u8, ".repeat(200_000));
    refused(&format!("schema 1\t{wide}\tX\n0\t{wide}\tvalue\n{end}"), 8, "");
}

#[test]
fn files_that_are_no_segments_or_too_large() {
    let name = Name::new("no-segment");
    for bytes in [&b""[..], b"sync-rt", b"sync-rt\n", &[0; 4096]] {
        fs::write(name.path(), bytes).unwrap();
        assert!(!look(&name));
    }
    // A value of a terabyte, in a file that has as many bytes and none of them.
    let schema = "schema 1\t[u8; 1099511627776]\tX\n0\t[u8; 1099511627776]\tvalue\nlock = mutex, 1099511627776 bytes, aligned to 1\n";
    fs::write(name.path(), segment(schema, [&[], &[]], 0)).unwrap();
    let error = Inspected::open(name.as_str()).unwrap().description().unwrap_err();
    assert!(matches!(error, InspectError::TooLarge { .. }), "{error}");
    // One of 1 MiB, of which there are 100 bytes.
    let schema = "schema 1\t[u8; 1048576]\tX\n0\t[u8; 1048576]\tvalue\nlock = mutex, 1048576 bytes, aligned to 1\n";
    fs::write(name.path(), segment(schema, [&[], &[]], 0)).unwrap();
    let error = Inspected::open(name.as_str()).unwrap().description().unwrap_err();
    assert!(
        matches!(&error, InspectError::Segment(error) if matches!(**error, SyncError::Truncated { .. })),
        "{error}"
    );
    assert!(!look(&name));
}

/// A file that is cut short and made longer again while it is read is an error, and no SIGBUS.
#[test]
fn a_file_that_is_cut_short_meanwhile() {
    let name = Name::new("cut");
    let end = AtomicBool::new(false);
    let whole = {
        drop(Shared::create(name.as_str(), [7_u64; 1024]).unwrap());
        fs::read(name.path()).unwrap()
    };
    let (mut values, mut errors) = (0, 0);
    thread::scope(|scope| {
        scope.spawn(|| {
            let file = File::options().write(true).open(name.path()).unwrap();
            while !end.load(Relaxed) {
                for len in [0, 100, 4096, 9000] {
                    file.set_len(len).unwrap();
                    thread::yield_now();
                }
                std::os::unix::fs::FileExt::write_all_at(&file, &whole, 0).unwrap();
                thread::sleep(Duration::from_micros(50));
            }
        });
        let (start, mut turn) = (Instant::now(), 0);
        // A busy machine may run the other thread seldom: both are waited for.
        let is_waited_for = |seen| seen == 0 && start.elapsed() < Duration::from_secs(60);
        while turn < trials(2000) || is_waited_for(values) || is_waited_for(errors) {
            turn += 1;
            let inspected = Inspected::open(name.as_str()).unwrap();
            for _ in 0..3 {
                match inspected.load() {
                    Ok(copied) => values += usize::from(copied.value().bytes().len() == 8192),
                    Err(_) => errors += 1,
                }
            }
            drop(inspected.lock());
            if turn > 100 && turn % 100 == 0 && trials(0) == 0 && values > 50 && errors > 50 {
                break;
            }
        }
        end.store(true, Relaxed);
    });
    println!("cut short meanwhile: {values} values, {errors} errors, 0 signals");
    assert!(values > 0 && errors > 0, "{values} values, {errors} errors");
}

/// Random changes of random segments: in the header, in the schema by its words, and anywhere.
#[test]
fn random_changes_are_errors_or_values() {
    const WORDS: [&str; 20] = [
        "u8",
        "u128",
        "struct",
        "[",
        "]",
        "; ",
        "Option<",
        ">",
        "ArrayVec<",
        "ArrayString<",
        "enum u8 { ",
        " }",
        " = ",
        "\t",
        "\n",
        "4294967295",
        "18446744073709551615",
        "PhantomData",
        ".value",
        "[]",
    ];
    let name = Name::new("changed");
    let (mut values, mut errors) = (0_u32, 0_u32);
    let inputs = trials(3000);
    let mut message = String::new();
    for number in 0..inputs {
        let mut random = SmallRng::seed_from_u64(number.into());
        let ty = Ty::structure(&mut random, 3);
        let mut slot = vec![0; ty.extent().0];
        random.fill(slot.as_mut_slice());
        let mut schema = ty.schema().into_bytes();
        if random.random() {
            for _ in 0..random.random_range(1..4) {
                let at = random.random_range(0..schema.len());
                let remove = at..(at + random.random_range(0..6)).min(schema.len());
                let word = WORDS.choose(&mut random).copied().unwrap_or_default();
                schema.splice(remove, word.bytes());
            }
        }
        let schema = String::from_utf8_lossy(&schema).into_owned();
        let mut bytes = segment(&schema, [&slot, &slot], random.random());
        for _ in 0..random.random_range(0..3) {
            let end = if random.random() { 128 } else { bytes.len() };
            let at = random.random_range(0..end);
            let end = (at + random.random_range(1..9)).min(bytes.len());
            random.fill(&mut bytes[at..end]);
        }
        if random.random_range(0..8) == 0 {
            bytes.truncate(random.random_range(0..bytes.len()));
        }
        fs::write(name.path(), &bytes).unwrap();
        let outcome = panic::catch_unwind(|| look(&name));
        match outcome {
            Ok(true) => values += 1,
            Ok(false) => errors += 1,
            Err(_) => message = format!("input {number} is a panic: {schema}"),
        }
    }
    println!("{inputs} inputs, {values} values, {errors} errors, {} panics, 0 signals", u32::from(!message.is_empty()));
    assert!(message.is_empty(), "{message}");
    assert!(values > inputs / 20 && errors > inputs / 20, "{values} values, {errors} errors");
}
