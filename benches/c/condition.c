/* The rival in C: a process-shared pthread condition variable beside a robust mutex. */

#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdalign.h>
#include <stdint.h>
#include <time.h>

struct condition {
    pthread_mutex_t mutex;
    pthread_cond_t cond;
    uint64_t value;
};

uint64_t condition_size(void)
{
    return sizeof(struct condition);
}

int condition_init(struct condition *condition)
{
    pthread_mutexattr_t mutex_attributes;
    pthread_condattr_t attributes;
    int failed = pthread_mutexattr_init(&mutex_attributes);
    failed |= pthread_mutexattr_setpshared(&mutex_attributes, PTHREAD_PROCESS_SHARED);
    failed |= pthread_mutexattr_setrobust(&mutex_attributes, PTHREAD_MUTEX_ROBUST);
    failed |= pthread_mutex_init(&condition->mutex, &mutex_attributes);
    failed |= pthread_condattr_init(&attributes);
    failed |= pthread_condattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    failed |= pthread_cond_init(&condition->cond, &attributes);
    return failed;
}

int condition_enter(struct condition *condition)
{
    return pthread_mutex_lock(&condition->mutex);
}

/* Waits once, with the lock. */
int condition_wait(struct condition *condition)
{
    return pthread_cond_wait(&condition->cond, &condition->mutex);
}

int condition_leave(struct condition *condition)
{
    return pthread_mutex_unlock(&condition->mutex);
}

/* Changes the value and notifies one. */
int condition_change(struct condition *condition)
{
    int failed = pthread_mutex_lock(&condition->mutex);
    condition->value += 1;
    failed |= pthread_mutex_unlock(&condition->mutex);
    failed |= pthread_cond_signal(&condition->cond);
    return failed;
}
