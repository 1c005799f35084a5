// SPDX-License-Identifier: ISC
#include "harness.h"

#include "stages.h"

#include <stdatomic.h>
#include <time.h>

typedef struct {
    uint64_t next; ///< Not atomic on purpose: the queue must keep stages apart
    bool ordered;
    bool slow; ///< A stage goes on until `go` and for a while after
    atomic_bool go;
    atomic_bool in_work;
} Work;

static void do_stage(void* const context, const uint64_t stage)
{
    Work* const work = context;
    if (atomic_exchange(&work->in_work, true) || stage != work->next) {
        work->ordered = false;
    }
    while (work->slow && !atomic_load(&work->go)) {
    }
    if (work->slow) {
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    }
    ++work->next;
    atomic_store(&work->in_work, false);
}

static void start_again(void* const context)
{
    ((Work*)context)->next = 0;
}

static void without_helper_the_caller_does_all(void** state)
{
    (void)state;
    Work work = {.ordered = true};
    DredgeStages* const stages = dredge_stages_new(do_stage, &work);
    assert_non_null(stages);
    dredge_stages_post(stages, 10, true);
    assert_int_equal(work.next, 0);
    dredge_stages_finish(stages, 4);
    assert_int_equal(work.next, 4);
    dredge_stages_finish(stages, 10);
    const DredgeStageCounts counts = dredge_stages_counts(stages);
    assert_int_equal(counts.done, 10);
    assert_int_equal(counts.claimed, 10);
    assert_int_equal(counts.waits, 0);
    assert_true(work.ordered);
    dredge_stages_free(stages);
}

static void with_helper_all_is_done_once_and_in_order(void** state)
{
    (void)state;
    Work work = {.ordered = true};
    DredgeStages* const stages = dredge_stages_new(do_stage, &work);
    assert_int_equal(dredge_stages_start(stages), DREDGE_OK);
    for (uint64_t i = 1; i <= 20000; ++i) {
        dredge_stages_follow_priority(stages);
        dredge_stages_post(stages, 2 * i, i % 3 != 0);
        if (i % 2) {
            dredge_stages_finish(stages, 2 * i - 1);
        }
    }
    dredge_stages_finish(stages, 40000);
    dredge_stages_stop(stages);
    assert_int_equal(work.next, 40000);
    assert_true(work.ordered);
    dredge_stages_free(stages);
}

static void waiting_is_counted(void** state)
{
    (void)state;
    Work work = {.ordered = true, .slow = true};
    DredgeStages* const stages = dredge_stages_new(do_stage, &work);
    dredge_stages_start(stages);
    DredgeStageCounts counts = {.waits = 0};
    // Once is enough where this thread is not held up between `go` and the wait.
    uint64_t stage = 0;
    while (!counts.waits && stage < 50) {
        atomic_store(&work.go, false);
        dredge_stages_post(stages, ++stage, true);
        while (!atomic_load(&work.in_work)) {
        }
        atomic_store(&work.go, true);
        dredge_stages_finish(stages, stage);
        counts = dredge_stages_counts(stages);
    }
    assert_int_equal(counts.waits, 1);
    assert_int_equal(counts.claimed, 0);
    assert_int_equal(counts.done, stage);
    assert_true(counts.busy_ns >= 20000000);
    dredge_stages_free(stages);
}

static void reset_drops_what_is_left(void** state)
{
    (void)state;
    Work work = {.ordered = true};
    DredgeStages* const stages = dredge_stages_new(do_stage, &work);
    dredge_stages_start(stages);
    for (int i = 0; i < 2000; ++i) {
        dredge_stages_post(stages, 8, true);
        if (i % 2) {
            dredge_stages_finish(stages, (uint64_t)(i % 8));
        }
        dredge_stages_reset(stages, start_again);
    }
    dredge_stages_stop(stages);
    assert_true(work.ordered);
    assert_int_equal(work.next, 0);
    dredge_stages_free(stages);
}

static void the_helper_starts_and_stops_a_thousand_times(void** state)
{
    (void)state;
    Work work = {.ordered = true};
    DredgeStages* const stages = dredge_stages_new(do_stage, &work);
    for (uint64_t i = 1; i <= 1000; ++i) {
        assert_int_equal(dredge_stages_start(stages), DREDGE_OK);
        dredge_stages_post(stages, i, i % 2);
        if (i % 3) {
            dredge_stages_finish(stages, i);
        }
        dredge_stages_stop(stages);
        dredge_stages_stop(stages);
    }
    dredge_stages_finish(stages, 1000);
    assert_int_equal(work.next, 1000);
    assert_true(work.ordered);
    dredge_stages_free(stages);
}

RUN_TESTS(TEST(without_helper_the_caller_does_all),
          TEST(with_helper_all_is_done_once_and_in_order), TEST(waiting_is_counted),
          TEST(reset_drops_what_is_left), TEST(the_helper_starts_and_stops_a_thousand_times))
