"""So many processes wait for a condition. Reads "notify N": changes a value and notifies one, N times, each time waiting until
one has woken. Writes how many nanoseconds of processor time changing and notifying took, how many nanoseconds it was until one had
the lock again, both summed up, and how many have woken since the beginning."""

import ctypes
import os
import signal
import sys
from multiprocessing import get_context
from multiprocessing.sharedctypes import RawValue
from time import perf_counter_ns, thread_time_ns

PR_SET_PDEATHSIG = 1

context = get_context("fork")
condition = context.Condition(context.Lock())
waiting, woken, when, value = (RawValue("Q", 0) for _ in range(4))


def wait():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    with condition:
        waiting.value += 1
        while True:
            condition.wait()
            when.value = perf_counter_ns()
            woken.value += 1


for _ in range(int(sys.argv[1])):
    context.Process(target=wait, daemon=True).start()
while waiting.value < int(sys.argv[1]):
    os.sched_yield()

for line in sys.stdin:
    cost, latency = 0, 0
    for _ in range(int(line.split()[1])):
        before = woken.value
        start, began = perf_counter_ns(), thread_time_ns()
        with condition:
            value.value += 1
            condition.notify()
        cost += thread_time_ns() - began
        while woken.value == before:
            os.sched_yield()
        latency += when.value - start
    print(cost, latency, woken.value, flush=True)
