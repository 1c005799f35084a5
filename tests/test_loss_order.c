// SPDX-License-Identifier: ISC
// Each loss model asked in any order, with turning knobs, and by two threads.
#include "harness.h"
#include "loss_networks.h"

#include "network/expected.h"
#include "network/fate.h"
#include "network/random.h"

#include <pthread.h>

static void any_order_gives_the_same_from(const uint64_t first)
{
    enum { COUNT = 2000 };
    for (size_t n = 0; n < SIZE(networks); ++n) {
        for (unsigned units = 0; units <= 3; units += 3) {
            DredgeNetwork network = networks[n];
            network.seed = 100 + n;
            network.units = units;
            bool forward[COUNT];
            DredgeFateCursor cursor = {.ready = false};
            unsigned early = 0;
            unsigned late = 0;
            for (uint64_t i = 0; i < COUNT; ++i) {
                forward[i] = dredge_fate_follow(&cursor, &network, NULL, first + i).lost;
                *(i < COUNT / 2 ? &early : &late) += forward[i];
            }
            if (available(&network) && dredge_fate_expected(&network).loss < 0.99) {
                assert_near(early / (COUNT / 2.0), late / (COUNT / 2.0), 0.15);
            }
            for (uint64_t i = 0; i < COUNT; ++i) { // Jumps, with a used cursor and without
                const uint64_t at = (i * 2753) % COUNT;
                assert_int_equal(dredge_fate_follow(&cursor, &network, NULL, first + at).lost,
                                 forward[at]);
                assert_int_equal(dredge_fate_draw(&network, NULL, first + at).lost,
                                 forward[at]);
            }
            for (uint64_t i = COUNT; i-- > 0;) { // Backwards, and twice the same
                assert_int_equal(dredge_fate_follow(&cursor, &network, NULL, first + i).lost,
                                 forward[i]);
                assert_int_equal(dredge_fate_follow(&cursor, &network, NULL, first + i).lost,
                                 forward[i]);
            }
            for (int seek = 0; seek < 100; ++seek) { // Seeks, and on from there
                const uint64_t from =
                    (uint64_t)(dredge_random_uniform(n, 99, (uint64_t)seek) * (COUNT - 40));
                for (uint64_t i = from; i < from + 40; ++i) {
                    assert_int_equal(
                        dredge_fate_follow(&cursor, &network, NULL, first + i).lost,
                        forward[i]);
                }
            }
        }
    }
}

static void any_order_gives_the_same(void** state)
{
    (void)state;
    any_order_gives_the_same_from((uint64_t)-1000); // Before and after packet 0
    any_order_gives_the_same_from(UINT64_C(1) << 60);
}

// A knob that turns and turns back: the cursor follows each time.
static void a_cursor_notices_other_settings(void** state)
{
    (void)state;
    DredgeFateCursor cursor = {.ready = false};
    for (uint64_t i = 0; i < 20000; ++i) {
        DredgeNetwork network = networks[i / 7 % SIZE(networks)];
        network.seed = i / 50 % 2;
        assert_int_equal(dredge_fate_follow(&cursor, &network, NULL, i).lost,
                         dredge_fate_draw(&network, NULL, i).lost);
    }
}

typedef struct {
    const DredgeNetwork* network;
    uint64_t step;
    bool lost[20000];
} Asked;

static void* ask(void* const argument)
{
    Asked* const asked = argument;
    DredgeFateCursor cursor = {.ready = false};
    for (uint64_t i = 0; i < SIZE(asked->lost); ++i) {
        const uint64_t at = i * asked->step % SIZE(asked->lost);
        asked->lost[at] = i % 64 ? dredge_fate_follow(&cursor, asked->network, NULL, at).lost
                                 : dredge_fate_draw(asked->network, NULL, at).lost;
    }
    return NULL;
}

static void two_threads_see_the_same(void** state)
{
    (void)state;
    static Asked one;
    static Asked two;
    for (size_t n = 0; n < SIZE(networks); ++n) {
        one.network = two.network = &networks[n];
        one.step = 1;
        two.step = 7;
        pthread_t thread;
        assert_int_equal(pthread_create(&thread, NULL, ask, &one), 0);
        ask(&two);
        pthread_join(thread, NULL);
        assert_memory_equal(one.lost, two.lost, sizeof(one.lost));
    }
}

RUN_TESTS(TEST(any_order_gives_the_same), TEST(a_cursor_notices_other_settings),
          TEST(two_threads_see_the_same))
