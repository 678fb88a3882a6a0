"""Prints the fields of a segment that are one number each: python3 read.py web-stats"""
import mmap, struct, sys

NUMBERS = dict(u8="B", i8="b", u16="H", i16="h", u32="I", i32="i", u64="Q", i64="q",
               usize="Q", isize="q", f32="f", f64="d", bool="?")

with open(f"/dev/shm/{sys.argv[1]}", "rb") as file:
    memory = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)

magic, form, platform, _, _, schema_len, locked_at, _, records = struct.unpack_from("=8sI4sQQQQQQ", memory)
if magic != b"sync-rt\n" or form != 3:
    sys.exit("this is no segment of format 3")
first, *lines = memory[128:128 + schema_len].decode().splitlines()
if not first.startswith("schema 1\t"):
    sys.exit("this is no schema of version 1")
fields = [line for line in lines if "\t" in line]
whole = next(line for line in lines if line.startswith("lock = "))
lock, size, _ = whole.removeprefix("lock = ").split(", ")
size = int(size.removesuffix(" bytes"))

# Where the parts are, from the beginning of a record; a segment that is no table has one.
front = (24 + platform[2] + 63) // 64 * 64
if lock in ("mutex", "recursive", "none"):
    slots, slot_size = front, size
    version_at = slots + (2 * size + 7) // 8 * 8
    stride = (version_at + 24 + 63) // 64 * 64
elif lock == "in place":
    version_at, slots, slot_size = front, front + 64, (size + 63) // 64 * 64
    stride = 0
else:
    sys.exit(f"this is locked in a way that is not known: {lock}")

words = memoryview(memory).cast("Q")
for record in range(max(records, 1)):
    start = locked_at + record * stride
    while True:
        version = words[(start + version_at) // 8]
        slot = start + slots + (version & 1) * slot_size
        value = memory[slot:slot + size]
        if words[(start + version_at) // 8] == version:
            break
    for field in fields:
        offset, kind, name = field.split("\t")
        if kind in NUMBERS:
            name = f"record {record}: {name}" if records else name
            print(name, *struct.unpack_from("=" + NUMBERS[kind], value, int(offset)))
