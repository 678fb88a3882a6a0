"""Prints the fields of a segment that are one number each: python3 read.py web-stats"""
import mmap, struct, sys

NUMBERS = dict(u8="B", i8="b", u16="H", i16="h", u32="I", i32="i", u64="Q", i64="q",
               usize="Q", isize="q", f32="f", f64="d", bool="?")

with open(f"/dev/shm/{sys.argv[1]}", "rb") as file:
    memory = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)

magic, form, platform, _, _, schema_len, locked_at = struct.unpack_from("=8sI4sQQQQ", memory)
if magic != b"sync-rt\n" or form != 3:
    sys.exit("this is no segment of format 3")
first, *lines = memory[128:128 + schema_len].decode().splitlines()
if not first.startswith("schema 1\t"):
    sys.exit("this is no schema of version 1")
fields = [line for line in lines if "\t" in line]
whole = next(line for line in lines if line.startswith("lock = "))
size = int(whole.split(", ")[1].removesuffix(" bytes"))

mutex = platform[2]
slots = locked_at + (24 + mutex + 63) // 64 * 64
words = memoryview(memory).cast("Q")
version_at = (slots + (2 * size + 7) // 8 * 8) // 8

while True:
    version = words[version_at]
    slot = slots + (version & 1) * size
    value = memory[slot:slot + size]
    if words[version_at] == version:
        break

for field in fields:
    offset, kind, name = field.split("\t")
    if kind in NUMBERS:
        print(name, *struct.unpack_from("=" + NUMBERS[kind], value, int(offset)))
