//! One word of each of many records, by as few reads as there can be.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;

/// Bytes that are read at one go.
const AT_ONE_GO: u64 = 1 << 20;

/// Calls `each` with the words at `count` places, the first at `first`, each `stride` bytes behind
/// the one before. The last one ends within the file, or it is an error.
pub(super) fn words<const N: usize>(
    file: &File,
    first: u64,
    stride: u64,
    count: u64,
    each: &mut dyn FnMut([u8; N]),
) -> io::Result<()> {
    let too_large = |_| io::Error::from(io::ErrorKind::UnexpectedEof);
    let step = usize::try_from(stride.max(N as u64)).map_err(too_large)?;
    let most = (AT_ONE_GO / stride.max(1)).max(1);
    let (mut bytes, mut done) = (Vec::new(), 0);
    while done < count {
        let part = most.min(count - done);
        // As far as the last word of these goes, for no more need be there.
        let len = (part - 1).saturating_mul(stride).saturating_add(N as u64);
        bytes.resize(usize::try_from(len).map_err(too_large)?, 0);
        file.read_exact_at(&mut bytes, first.saturating_add(done.saturating_mul(stride)))?;
        bytes.chunks(step).filter_map(|record| record.first_chunk()).for_each(|word| each(*word));
        done += part;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::words;
    use crate::sys::file;
    use std::os::unix::fs::FileExt as _;

    #[test]
    fn each_word_once() {
        const RECORDS: u64 = 50_000;
        for stride in [64, 4096, (1 << 20) + 64] {
            let file = file::in_memory(c"sweep").unwrap();
            let count = RECORDS.min((64 << 20) / stride);
            for index in 0..count {
                file.write_all_at(&index.to_ne_bytes(), 16 + index * stride).unwrap();
            }
            let mut found = Vec::new();
            words(&file, 16, stride, count, &mut |word| found.push(u64::from_ne_bytes(word))).unwrap();
            assert_eq!(found, (0..count).collect::<Vec<_>>(), "{stride}");
            assert!(words::<8>(&file, 16, stride, count + 1, &mut |_| ()).is_err());
        }
    }
}
