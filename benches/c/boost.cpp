// The rival in C++: Boost.Interprocess's mutex beside the value.

#include <boost/interprocess/sync/interprocess_mutex.hpp>
#include <boost/interprocess/sync/scoped_lock.hpp>
#include <cstdint>
#include <cstring>
#include <new>

namespace {

using boost::interprocess::interprocess_mutex;
using boost::interprocess::scoped_lock;

struct counter {
    interprocess_mutex mutex;
    alignas(64) std::uint64_t words[1];
};

static_assert(offsetof(counter, words) == 64, "boost.rs has the same number");

counter *at(void *place) { return static_cast<counter *>(place); }

void spin(std::uint32_t turns)
{
    for (std::uint32_t turn = 0; turn < turns; turn++) {
        asm volatile("" ::: "memory");
    }
}

} // namespace

extern "C" {

void boost_counter_init(void *place) { new (place) counter; }

void boost_counter_lock(void *place) { at(place)->mutex.lock(); }

void boost_counter_unlock(void *place) { at(place)->mutex.unlock(); }

void boost_counter_add(void *place, std::uint64_t times)
{
    for (; times != 0; times--) {
        scoped_lock<interprocess_mutex> lock(at(place)->mutex);
        at(place)->words[0] += 1;
    }
}

void boost_counter_work(void *place, std::uint64_t times, std::uint32_t turns)
{
    for (; times != 0; times--) {
        {
            scoped_lock<interprocess_mutex> lock(at(place)->mutex);
            spin(turns);
            at(place)->words[0] += 1;
        }
        spin(turns);
    }
}

void boost_counter_read(void *place, void *out, std::size_t len, std::uint64_t times)
{
    for (; times != 0; times--) {
        scoped_lock<interprocess_mutex> lock(at(place)->mutex);
        std::memcpy(out, at(place)->words, len);
        asm volatile("" ::"r"(out) : "memory");
    }
}
}
