/* The rival in C: what a programmer would write with a process-shared pthread mutex beside the value. */

#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdalign.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

struct counter {
    pthread_mutex_t mutex;
    alignas(64) uint64_t words[];
};

int counter_init(struct counter *counter, int robust)
{
    pthread_mutexattr_t attributes;
    int failed = pthread_mutexattr_init(&attributes);
    failed |= pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    if (robust) {
        failed |= pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    }
    failed |= pthread_mutex_init(&counter->mutex, &attributes);
    pthread_mutexattr_destroy(&attributes);
    return failed;
}

static inline int entered(struct counter *counter, int code)
{
    return code == EOWNERDEAD ? pthread_mutex_consistent(&counter->mutex) : code;
}

int counter_lock(struct counter *counter)
{
    return entered(counter, pthread_mutex_lock(&counter->mutex));
}

int counter_unlock(struct counter *counter)
{
    return pthread_mutex_unlock(&counter->mutex);
}

int counter_add(struct counter *counter, uint64_t times)
{
    int failed = 0;
    for (; times != 0; times--) {
        failed |= entered(counter, pthread_mutex_lock(&counter->mutex));
        counter->words[0] += 1;
        failed |= pthread_mutex_unlock(&counter->mutex);
    }
    return failed;
}

/* The next number at random: xorshift, as in `random.rs`. */
static inline uint64_t next(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* Of `count` counters of one word, one after the other, adds to those that the numbers after `state` say. */
int counters_add(struct counter *first, uint64_t count, uint64_t *state, uint64_t times)
{
    const uint64_t stride = sizeof(struct counter) + 64;
    int failed = 0;
    for (; times != 0; times--) {
        struct counter *counter = (struct counter *)((char *)first + next(state) % count * stride);
        failed |= entered(counter, pthread_mutex_lock(&counter->mutex));
        counter->words[0] += 1;
        failed |= pthread_mutex_unlock(&counter->mutex);
    }
    return failed;
}

/* The same records, all of them under the lock of the first. */
int counters_add_by_one_lock(struct counter *first, uint64_t count, uint64_t *state, uint64_t times)
{
    const uint64_t stride = sizeof(struct counter) + 64;
    int failed = 0;
    for (; times != 0; times--) {
        struct counter *counter = (struct counter *)((char *)first + next(state) % count * stride);
        failed |= entered(first, pthread_mutex_lock(&first->mutex));
        counter->words[0] += 1;
        failed |= pthread_mutex_unlock(&first->mutex);
    }
    return failed;
}

/* Under each lock, adds to `each` words of the first `count`, a power of two, at random. */
int counter_add_to_words(struct counter *counter, uint64_t count, uint64_t each, uint64_t between, uint64_t *state,
                         uint64_t times)
{
    int failed = 0;
    for (; times != 0; times--) {
        for (uint64_t number = 0; number < between; number++) {
            next(state);
        }
        failed |= entered(counter, pthread_mutex_lock(&counter->mutex));
        for (uint64_t word = 0; word < each; word++) {
            counter->words[next(state) & (count - 1)] += 1;
        }
        failed |= pthread_mutex_unlock(&counter->mutex);
    }
    return failed;
}

/* The least that two slots cost, of which one is whole while the other is changed: adds in the one that does not count
 * to `each` words, 16 at most, of the first `count`, makes it count, and copies the words to the other one. There is
 * no log, so a process that is killed leaves slots that differ. A slot has `size` words; `version` says which counts. */
int counter_add_to_words_of_two(struct counter *counter, uint64_t size, uint64_t *version, uint64_t count, uint64_t each,
                                uint64_t between, uint64_t *state, uint64_t times)
{
    int failed = 0;
    for (; times != 0; times--) {
        for (uint64_t number = 0; number < between; number++) {
            next(state);
        }
        failed |= entered(counter, pthread_mutex_lock(&counter->mutex));
        uint64_t touched[16];
        uint64_t *counts = counter->words + (*version & 1) * size;
        uint64_t *working = counter->words + (~*version & 1) * size;
        for (uint64_t word = 0; word < each; word++) {
            touched[word] = next(state) & (count - 1);
            __builtin_prefetch(&counts[touched[word]]);
            working[touched[word]] += 1;
        }
        __atomic_store_n(version, *version + 1, __ATOMIC_RELEASE);
        for (uint64_t word = 0; word < each; word++) {
            counts[touched[word]] = working[touched[word]];
        }
        failed |= pthread_mutex_unlock(&counter->mutex);
    }
    return failed;
}

struct record {
    uint64_t words[8];
};

/* Replaces one of the first `count` records, a power of two, at random. */
int counter_replace_record(struct counter *counter, uint64_t count, const struct record *record, uint64_t *state,
                           uint64_t times)
{
    struct record *records = (struct record *)counter->words;
    int failed = 0;
    for (; times != 0; times--) {
        failed |= entered(counter, pthread_mutex_lock(&counter->mutex));
        records[next(state) & (count - 1)] = *record;
        failed |= pthread_mutex_unlock(&counter->mutex);
    }
    return failed;
}

/* Replaces the whole value. */
int counter_replace(struct counter *counter, const void *value, size_t len, uint64_t times)
{
    int failed = 0;
    for (; times != 0; times--) {
        failed |= entered(counter, pthread_mutex_lock(&counter->mutex));
        memcpy(counter->words, value, len);
        failed |= pthread_mutex_unlock(&counter->mutex);
    }
    return failed;
}

int counter_add_timed(struct counter *counter, uint64_t times)
{
    int failed = 0;
    for (; times != 0; times--) {
        struct timespec deadline;
        clock_gettime(CLOCK_MONOTONIC, &deadline);
        deadline.tv_sec += 1;
        failed |= entered(counter, pthread_mutex_clocklock(&counter->mutex, CLOCK_MONOTONIC, &deadline));
        counter->words[0] += 1;
        failed |= pthread_mutex_unlock(&counter->mutex);
    }
    return failed;
}

/* `turns` of a loop inside the critical section, and as many outside. */
int counter_work(struct counter *counter, uint64_t times, uint32_t turns)
{
    int failed = 0;
    for (; times != 0; times--) {
        failed |= entered(counter, pthread_mutex_lock(&counter->mutex));
        for (uint32_t turn = 0; turn < turns; turn++) {
            __asm__ volatile("" ::: "memory");
        }
        counter->words[0] += 1;
        failed |= pthread_mutex_unlock(&counter->mutex);
        for (uint32_t turn = 0; turn < turns; turn++) {
            __asm__ volatile("" ::: "memory");
        }
    }
    return failed;
}

int counter_read(struct counter *counter, void *out, size_t len, uint64_t times)
{
    int failed = 0;
    for (; times != 0; times--) {
        failed |= entered(counter, pthread_mutex_lock(&counter->mutex));
        memcpy(out, counter->words, len);
        __asm__ volatile("" ::"r"(out) : "memory");
        failed |= pthread_mutex_unlock(&counter->mutex);
    }
    return failed;
}
