"""Reads "add N" or "read N", does so N times, and writes how many nanoseconds that took."""

import sys
from multiprocessing import Array, Value
from time import perf_counter_ns

WORDS = int(sys.argv[1])

if WORDS == 1:
    shared = Value("Q", 0)

    def add(times):
        for _ in range(times):
            with shared.get_lock():
                shared.value += 1

    def read(times):
        for _ in range(times):
            with shared.get_lock():
                shared.value
else:
    shared = Array("Q", WORDS)

    def add(times):
        for _ in range(times):
            with shared.get_lock():
                shared[0] += 1

    def read(times):
        for _ in range(times):
            with shared.get_lock():
                bytes(shared.get_obj())


for line in sys.stdin:
    what, times = line.split()
    start = perf_counter_ns()
    {"add": add, "read": read}[what](int(times))
    print(perf_counter_ns() - start, flush=True)
