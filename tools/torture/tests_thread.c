// SPDX-License-Identifier: ISC
#include "torture/guard.h"
#include "torture/instance.h"
#include "torture/messages.h"
#include "torture/tests.h"

#include <stddef.h>

enum { BLOCK = 256 };

// What run() calls, all in all, while controls turn and messages come.
static GuardCount count_calls(Trial* const t)
{
    const uint32_t length = BLOCK * (trial_length(t, 48000.0) * 4 / BLOCK + 1);
    Tape in = instance_in_tape(t->subject, length);
    tape_record(&in, SOUND_MUSIC, 48000.0, &t->random);
    GuardCount count = {.first = NULL};
    Instance* const i = instance_open(t, 48000.0);
    trial_doing(t, "running while its calls are counted");
    if (i) {
        i->before = guard_enter;
        i->after = guard_leave;
        guard_take();
        for (uint32_t at = 0; at + BLOCK <= length; at += BLOCK) {
            if (at / BLOCK % 8 == 0) {
                instance_turn(i, 2, &t->random);
                messages_send_proper(i, &t->random);
            }
            instance_play(i, &in, at, at + BLOCK, NULL, BLOCK, NULL);
        }
        count = guard_take();
    }
    instance_free(i);
    tape_free(&in);
    return count;
}

static bool can_watch(Trial* const t)
{
    if (!guard_works()) {
        trial_skip(t, "calls can't be watched beside a sanitizer");
    }
    return guard_works();
}

static void memory(Trial* const t)
{
    if (!can_watch(t)) {
        return;
    }
    const GuardCount count = count_calls(t);
    if (count.memory + count.calls) {
        trial_warn(t,
                   "run() asked for memory, gave it back, waited, or used files %u times; the "
                   "first time by %s()",
                   count.memory + count.calls, count.first);
    }
}

static void locks(Trial* const t)
{
    if (!can_watch(t)) {
        return;
    }
    const GuardCount count = count_calls(t);
    if (count.locks) {
        trial_warn(t, "run() locked a mutex %u times", count.locks);
    }
}

const Test tests_of_thread[] = {
    {"allocation", "run() allocates, frees, waits and opens nothing", memory, .limit = 60},
    {"locks", "run() locks no mutex", locks, .limit = 60},
    {.name = NULL},
};
