//! A thousand random schemas, with random values.

use crate::model::{Ty, segment};
use crate::{as_json, exercise};
use rand::{Rng as _, SeedableRng as _, rngs::SmallRng};
use std::fs;
use std::process::Command;
use sync_runtime::inspect::Inspected;
use tests::Name;

#[test]
fn a_thousand_random_schemas() {
    let name = Name::new("random");
    let mut kinds = 0;
    for seed in 0..1000 {
        let mut random = SmallRng::seed_from_u64(seed);
        let ty = if seed % 4 == 0 { Ty::random(&mut random, 4) } else { Ty::structure(&mut random, 4) };
        let (size, align) = ty.extent();
        let mut slots = [vec![0; size], vec![0; size]];
        for slot in &mut slots {
            random.fill(slot.as_mut_slice());
        }
        let values = slots.each_mut().map(|slot| ty.value(&mut random, slot));
        let schema = ty.schema();
        kinds += usize::from(schema.contains("ArrayVec<enum") || schema.contains("[Option<"));
        let version = random.random::<u64>();
        let bytes = segment(&schema, slots.each_ref().map(Vec::as_slice), version);
        fs::write(name.path(), bytes).unwrap();
        let inspected = Inspected::open(name.as_str()).unwrap();
        let description = inspected.description().unwrap_or_else(|error| panic!("{error}\n{schema}"));
        assert_eq!((description.whole().size(), description.whole().align()), (size, align), "{schema}");
        assert_eq!(description.whole().to_string(), ty.text());
        let copied = inspected.load().unwrap();
        let counts = &values[usize::from(version & 1 == 1)];
        assert_eq!(copied.version(), version);
        assert_eq!(as_json(copied.value()), *counts, "{schema}");
        assert_eq!(copied.value().damage(), None, "{schema}");
        exercise(copied.value());
        // And by the program as a whole.
        if seed % 50 == 0 {
            let shown = Command::new(env!("CARGO_BIN_EXE_sync-inspect"))
                .args(["show", "--json", name.as_str()])
                .output()
                .unwrap();
            let shown: serde_json::Value = serde_json::from_slice(&shown.stdout).unwrap();
            assert_eq!(shown["value"], serde_json::from_str::<serde_json::Value>(counts).unwrap(), "{schema}");
        }
    }
    assert!(kinds > 50, "the schemas are of few kinds: {kinds}");
}
