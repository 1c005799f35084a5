// SPDX-License-Identifier: ISC
#include "torture/instance.h"
#include "torture/tests.h"

#include <malloc.h>
#include <math.h>
#include <string.h>

enum { CROWD = 24, ROUNDS = 12, STEPS = 400 };

static void check_symbols(Trial* const t)
{
    const Subject* const s = t->subject;
    for (uint32_t i = 0; i < s->port_count; ++i) {
        if (subject_port(s, s->ports[i].symbol) != i) {
            trial_fail(t, "two ports have the symbol '%s'", s->ports[i].symbol);
        }
    }
}

static void check_ranges(Trial* const t)
{
    for (uint32_t i = 0; i < t->subject->port_count; ++i) {
        const SubjectPort* const p = &t->subject->ports[i];
        const bool is_control = p->type == PORT_VALUE && p->input;
        if (is_control && p->least > p->most) {
            trial_warn(t, "'%s' ranges from %g to %g", p->symbol, (double)p->least,
                       (double)p->most);
        } else if (is_control && (p->standard < p->least || p->standard > p->most)) {
            trial_warn(t, "the default %g of '%s' is outside %g to %g", (double)p->standard,
                       p->symbol, (double)p->least, (double)p->most);
        }
        for (unsigned n = 0; is_control && n < p->point_count; ++n) {
            if (p->points[n] < p->least || p->points[n] > p->most) {
                trial_warn(t, "the choice %g of '%s' is outside %g to %g", (double)p->points[n],
                           p->symbol, (double)p->least, (double)p->most);
            }
        }
    }
}

static void scan(Trial* const t)
{
    check_symbols(t);
    check_ranges(t);
    for (int i = 0; i < 3; ++i) {
        trial_doing(t, "instantiating and cleaning up");
        Instance* const instance = instance_new(t, 48000.0);
        if (!instance) {
            trial_fail(t, "can't be instantiated at 48000 Hz");
            return;
        }
        instance_free(instance);
    }
}

static void run_some(Instance* const i, const Tape* const in, const uint32_t count)
{
    instance_play(i, in, 0, count < in->length ? count : in->length, NULL, 256, NULL);
}

static void cycles(Trial* const t)
{
    Tape in = instance_in_tape(t->subject, 2048);
    tape_record(&in, SOUND_MUSIC, 48000.0, &t->random);
    for (int round = 0; round < ROUNDS; ++round) {
        trial_doing(t, "instantiating, activating and deactivating for the %dth time", round);
        Instance* const i = instance_open(t, 48000.0);
        for (int n = 0; i && n < 4; ++n) {
            run_some(i, &in, random_below(&t->random, 2048));
            instance_deactivate(i);
            instance_activate(i);
        }
        if (i && round % 2) {
            run_some(i, &in, 2048);
        }
        instance_free(i);
    }
    tape_free(&in);
}

static void crowd(Trial* const t)
{
    Instance* all[CROWD] = {NULL};
    Tape in = instance_in_tape(t->subject, 1024);
    tape_record(&in, SOUND_MUSIC, 48000.0, &t->random);
    trial_doing(t, "making, running and freeing %d instances in any order", CROWD);
    for (int step = 0; step < STEPS; ++step) {
        Instance** const i = &all[random_below(&t->random, CROWD)];
        const uint32_t what = random_below(&t->random, 8);
        if (!*i) {
            *i = instance_new(t, what % 2 ? 48000.0 : 44100.0);
        } else if (what == 0) {
            instance_free(*i);
            *i = NULL;
        } else if (what == 1) {
            instance_deactivate(*i);
        } else {
            instance_activate(*i);
            run_some(*i, &in, 1024);
        }
    }
    for (int n = 0; n < CROWD; ++n) {
        instance_free(all[n]);
    }
    tape_free(&in);
}

static size_t memory_in_use(void)
{
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 33)
    const struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
#else
    return 0;
#endif
}

static void leak(Trial* const t)
{
    enum { LIVES = 12, FIRST = 4 };
    size_t used[LIVES] = {0};
    Tape in = instance_in_tape(t->subject, 2048);
    tape_record(&in, SOUND_MUSIC, 48000.0, &t->random);
    // It keeps the library loaded: what libraries below leave behind when they go is not meant.
    Instance* const first = instance_open(t, 48000.0);
    for (int life = 0; first && life < LIVES; ++life) {
        trial_doing(t, "instantiating, running and cleaning up");
        Instance* const i = instance_open(t, 48000.0);
        if (i) {
            run_some(i, &in, 2048);
        }
        instance_free(i);
        used[life] = memory_in_use();
    }
    tape_free(&in);
    size_t least = SIZE_MAX; // What each life leaves behind
    for (int life = FIRST; first && life < LIVES; ++life) {
        const size_t more = used[life] > used[life - 1] ? used[life] - used[life - 1] : 0;
        least = more < least ? more : least;
    }
    if (first && least) {
        trial_warn(t, "each instance leaves %zu bytes or more behind", least);
    }
    instance_free(first);
}

const Test tests_of_life[] = {
    {"scan", "the description makes sense; instantiate and clean up without running", scan,
     .limit = 30},
    {"cycles", "instantiate, activate, run, deactivate, again and again", cycles, .limit = 60},
    {"crowd", "dozens of instances, made, run and freed in any order", crowd, .limit = 120},
    {"leak", "memory that instances leave behind", leak, .limit = 60},
    {.name = NULL},
};
