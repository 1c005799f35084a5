// SPDX-License-Identifier: ISC
#include "listen/loop.h"

#include "memory.h"
#include "packet.h"

#include <math.h>
#include <string.h>

enum {
    MS = DREDGE_RATE / 1000,
    FADE = DREDGE_CROSSFADE_MS * MS,
    LEAST = DREDGE_LOOP_LEAST_MS * MS,
    KEPT = DREDGE_LOOP_SECONDS * DREDGE_RATE,
    ROOM = KEPT + FADE, // What fades out behind the end is remembered, too
    CELL = 120,         // Holes are noted in 2.5 ms: all frames are multiples of that
    CELLS = ROOM / CELL,
};

_Static_assert(ROOM % CELL == 0, "Cells fill the room");

// Where sound is taken from.
typedef struct {
    bool live;
    uint64_t at; // In what is remembered
} Head;

typedef enum { NOWHERE, FORWARD, BACKWARD } Direction;

// All places are samples per channel that were remembered since the reset.
struct DredgeLoop {
    unsigned channels;
    DredgeLoopSettings wanted;
    uint64_t oldest;
    uint64_t written;
    uint64_t end;  // Of what is remembered while it is frozen
    uint64_t from; // The region
    uint64_t to;
    uint64_t here[2]; // Cells that next and before are reckoned from
    Head now;
    Head before;   // What fades out
    unsigned fade; // Samples to go
    unsigned tail; // Samples to be remembered though it is frozen
    Direction asked;
    bool moved; // Go to the start of the region, wherever it is now
    uint8_t holes[CELLS];
    float faded[DREDGE_HEARD][FADE * DREDGE_CHANNELS_MAX];
    float line[]; // DREDGE_HEARD times ROOM
};

DredgeLoop* dredge_loop_new(const unsigned channels)
{
    const size_t samples = (size_t)DREDGE_HEARD * ROOM * channels;
    DredgeLoop* const l = dredge_memory_new(sizeof(DredgeLoop) + samples * sizeof(float));
    if (l) {
        l->channels = channels;
        dredge_loop_reset(l);
    }
    return l;
}

void dredge_loop_free(DredgeLoop* const l)
{
    dredge_memory_free(l);
}

void dredge_loop_reset(DredgeLoop* const l)
{
    l->oldest = 0;
    l->written = 0;
    l->now = (Head){.live = true};
    l->fade = 0;
    l->tail = 0;
    l->moved = false;
    l->asked = NOWHERE;
}

static void take_region(DredgeLoop* const l, const uint64_t from, const uint64_t to)
{
    l->from = from > l->oldest ? from : l->oldest;
    l->from = l->from + LEAST < l->end ? l->from : l->end - LEAST;
    l->to = to < l->end ? to : l->end;
    l->to = l->to > l->from + LEAST ? l->to : l->from + LEAST;
}

static uint64_t back_from_end(const DredgeLoop* const l, const double seconds)
{
    // fmax() makes the minimum of what is no number.
    const double samples = fmin(fmax(seconds, 0.0), DREDGE_LOOP_SECONDS) * DREDGE_RATE;
    const uint64_t back = (uint64_t)(samples + 0.5);
    return back < l->end ? l->end - back : 0;
}

static void take_wanted_region(DredgeLoop* const l)
{
    take_region(l, back_from_end(l, l->wanted.from), back_from_end(l, l->wanted.to));
    // The last hole within comes before, the first within comes next.
    l->here[0] = (l->to + CELL - 1) / CELL;
    l->here[1] = l->from / CELL;
}

void dredge_loop_set(DredgeLoop* const l, const DredgeLoopSettings* const settings)
{
    const bool other = l->wanted.from != settings->from || l->wanted.to != settings->to;
    l->wanted = *settings;
    if (other && !l->now.live) {
        take_wanted_region(l);
    }
}

static bool is_hole(const DredgeLoop* const l, const uint64_t cell)
{
    return l->holes[cell % CELLS];
}

// The end of the moment whose first hole is in `cell`: behind its last.
static uint64_t end_of_moment(const DredgeLoop* const l, const uint64_t cell,
                              const uint64_t cells)
{
    enum { APART = DREDGE_LOOP_APART_MS * MS / CELL };
    uint64_t end = cell + 1;
    for (uint64_t i = end; i < cells && i < end + APART; ++i) {
        end = is_hole(l, i) ? i + 1 : end;
    }
    return end;
}

void dredge_loop_move(DredgeLoop* const l, const bool forward)
{
    l->asked = !l->wanted.frozen ? NOWHERE : forward ? FORWARD : BACKWARD;
}

static void move(DredgeLoop* const l, const bool forward)
{
    const uint64_t last = l->end / CELL;
    uint64_t found[2] = {0, 0};  // From, to: the one that is looked for
    uint64_t beyond[2] = {0, 0}; // The first, or the last, of all
    for (uint64_t cell = (l->oldest + CELL - 1) / CELL; cell < last;) {
        if (!is_hole(l, cell)) {
            ++cell;
            continue;
        }
        const uint64_t end = end_of_moment(l, cell, last);
        const bool is_ahead = cell >= l->here[1];
        const bool is_behind = end <= l->here[0];
        if (forward ? is_ahead && !found[1] : is_behind) {
            found[0] = cell;
            found[1] = end;
        }
        if (!forward || !beyond[1]) {
            beyond[0] = cell;
            beyond[1] = end;
        }
        cell = end;
    }
    const uint64_t* const moment = found[1] ? found : beyond;
    if (moment[1]) {
        const uint64_t context = DREDGE_LOOP_CONTEXT_MS * MS;
        const uint64_t from = moment[0] * CELL;
        take_region(l, from > context ? from - context : 0, moment[1] * CELL + context);
        memcpy(l->here, moment, sizeof(l->here));
        l->moved = true;
    }
}

static void jump(DredgeLoop* const l, const Head to)
{
    l->before = l->now;
    l->now = to;
    l->fade = FADE;
    l->moved = false;
}

// A jump begins only when the one before has faded out.
static void follow_wishes(DredgeLoop* const l)
{
    if (l->asked != NOWHERE && !l->now.live) {
        move(l, l->asked == FORWARD);
        l->asked = NOWHERE;
    }
    if (l->fade) {
        return;
    }
    if (l->now.live && l->wanted.frozen && l->written >= l->oldest + LEAST) {
        l->end = l->written;
        take_wanted_region(l);
        l->tail = FADE;
        jump(l, (Head){.at = l->from});
    } else if (!l->now.live && !l->wanted.frozen) {
        jump(l, (Head){.live = true});
        // What comes now does not follow what was remembered.
        l->oldest = l->written;
    } else if (!l->now.live && (l->moved || l->now.at < l->from || l->now.at >= l->to)) {
        jump(l, (Head){.at = l->from});
    }
}

static float* line_of(DredgeLoop* const l, const unsigned signal)
{
    return &l->line[(size_t)signal * ROOM * l->channels];
}

static void remember(DredgeLoop* const l, const float* const live[DREDGE_HEARD],
                     const bool hole, const uint32_t count)
{
    const uint32_t at = (uint32_t)(l->written % ROOM);
    const uint32_t first = count < ROOM - at ? count : ROOM - at;
    for (unsigned i = 0; i < DREDGE_HEARD; ++i) {
        float* const line = line_of(l, i);
        const size_t size = l->channels * sizeof(float);
        memcpy(&line[(size_t)at * l->channels], live[i], first * size);
        memcpy(line, &live[i][(size_t)first * l->channels], (count - first) * size);
    }
    for (uint64_t cell = l->written / CELL; cell * CELL < l->written + count; ++cell) {
        // What has begun in a cell before belongs to it as well.
        const bool begun = cell * CELL < l->written;
        l->holes[cell % CELLS] = hole || (begun && is_hole(l, cell));
    }
    l->written += count;
    if (!l->tail && l->written - l->oldest > KEPT) {
        l->oldest = l->written - KEPT;
    }
}

// The sample of a head `k` samples on.
static const float* sample_of(DredgeLoop* const l, const Head head, const unsigned signal,
                              const float* const live, const uint32_t k)
{
    return head.live ? &live[(size_t)k * l->channels]
                     : &line_of(l, signal)[(head.at + k) % ROOM * l->channels];
}

static void cross(DredgeLoop* const l, const float* const live[DREDGE_HEARD],
                  const uint32_t count, const float* heard[DREDGE_HEARD])
{
    for (unsigned i = 0; i < DREDGE_HEARD; ++i) {
        for (uint32_t k = 0; k < count; ++k) {
            const float gain = (float)(FADE - l->fade + k + 1) / FADE;
            const float* const from = sample_of(l, l->before, i, live[i], k);
            const float* const to = sample_of(l, l->now, i, live[i], k);
            for (unsigned c = 0; c < l->channels; ++c) {
                l->faded[i][k * l->channels + c] = from[c] + gain * (to[c] - from[c]);
            }
        }
        heard[i] = l->faded[i];
    }
    l->fade -= count;
    l->before.at += count;
}

static uint32_t least_of(const uint64_t a, const uint32_t b)
{
    return a < b ? (uint32_t)a : b;
}

uint32_t dredge_loop_process(DredgeLoop* const l, const float* const live[DREDGE_HEARD],
                             const bool hole, uint32_t count, const float* heard[DREDGE_HEARD])
{
    follow_wishes(l);
    if (l->fade) {
        count = least_of(l->fade, count);
    } else if (!l->now.live) {
        count = least_of(l->to - l->now.at, count);
        count = least_of(ROOM - l->now.at % ROOM, count);
    }
    if (l->fade) {
        cross(l, live, count, heard);
    } else {
        for (unsigned i = 0; i < DREDGE_HEARD; ++i) {
            heard[i] = sample_of(l, l->now, i, live[i], 0);
        }
    }
    // After the fade, which may still read what is overwritten
    if (l->now.live || l->tail) {
        remember(l, live, hole, count);
        l->tail -= least_of(count, l->tail);
    }
    l->now.at += count;
    return count;
}

DredgeLoopState dredge_loop_state(const DredgeLoop* const l)
{
    if (l->now.live) {
        return (DredgeLoopState){.frozen = false};
    }
    const uint64_t at = l->now.at < l->end ? l->now.at : l->end;
    return (DredgeLoopState){.frozen = true,
                             .from = (uint32_t)(l->end - l->from),
                             .to = (uint32_t)(l->end - l->to),
                             .at = (uint32_t)(l->end - at)};
}
