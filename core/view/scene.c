// SPDX-License-Identifier: ISC
#include "view/scene.h"

#include <string.h>

// No frame, and no piece of sound, has this number.
#define NONE UINT64_MAX

#define FRAMES_MOST ((uint64_t)1 << 40)

void dredge_scene_clear(DredgeScene* const s)
{
    s->known = false;
    s->newest = 0;
    s->b_on = false;
    for (unsigned i = 0; i < DREDGE_SCENE_FRAMES; ++i) {
        s->sent[i].frame = NONE;
        s->played[i].frame = NONE;
    }
    for (unsigned i = 0; i < DREDGE_SCENE_PEAKS; ++i) {
        s->peaks[i].at = INT64_MIN;
    }
}

// The first piece of sound begins when the link does, a playout delay and a frame before 0.
static unsigned place_of(const DredgeScene* const s, const int64_t at)
{
    const int64_t since = at + s->clock.playout + s->clock.frame;
    return (unsigned)((uint64_t)since / DREDGE_PEAKS_SPAN % DREDGE_SCENE_PEAKS);
}

// Nothing lasts that long; and what is near can be added up.
static bool is_place(const int64_t at)
{
    const int64_t far = (int64_t)1 << 52;
    return at > -far && at < far;
}

static bool is_sane(const DredgeViewEntry* const e)
{
    const uint64_t frame = e->kind == DREDGE_VIEW_SENT     ? e->sent.frame
                           : e->kind == DREDGE_VIEW_PLAYED ? e->played.frame
                                                           : 0;
    if (frame > FRAMES_MOST || (e->kind == DREDGE_VIEW_PEAKS && !is_place(e->peaks.at))) {
        return false;
    }
    for (unsigned i = 0; e->kind == DREDGE_VIEW_PLAYED && i < DREDGE_LANES; ++i) {
        if (e->played.lane[i].source > DREDGE_SOURCE_SILENCE) {
            return false;
        }
    }
    return e->kind <= DREDGE_VIEW_PEAKS;
}

static void take_entry(DredgeScene* const s, const DredgeViewEntry* const e)
{
    if (e->kind == DREDGE_VIEW_SENT) {
        s->sent[e->sent.frame % DREDGE_SCENE_FRAMES] = e->sent;
        if (e->sent.frame >= s->newest) {
            s->newest = e->sent.frame;
            s->b_on = e->sent.b_on;
        }
    } else if (e->kind == DREDGE_VIEW_PLAYED) {
        s->played[e->played.frame % DREDGE_SCENE_FRAMES] = e->played;
    } else {
        s->peaks[place_of(s, e->peaks.at)] = e->peaks;
    }
}

static bool is_clock(const DredgeClock* const c)
{
    return c->frame >= 120 && c->frame <= DREDGE_FRAME_MAX &&
           c->playout <= DREDGE_PLAYOUT_MAX * (DREDGE_RATE / 1000) && is_place(c->captured) &&
           is_place(c->heard) && is_place(c->frozen_at);
}

bool dredge_scene_take(DredgeScene* const s, const void* const message, const size_t size)
{
    DredgeViewHead head;
    if (size < sizeof(head)) {
        return false;
    }
    memcpy(&head, message, sizeof(head));
    if (head.version != DREDGE_VIEW_VERSION || !is_clock(&head.clock) ||
        size != sizeof(head) + (size_t)head.count * sizeof(DredgeViewEntry)) {
        return false;
    }
    const char* const first = (const char*)message + sizeof(head);
    DredgeViewEntry entry;
    for (uint32_t i = 0; i < head.count; ++i) {
        memcpy(&entry, first + i * sizeof(entry), sizeof(entry));
        if (!is_sane(&entry)) {
            return false;
        }
    }
    const bool anew = !s->known || head.clock.starts != s->clock.starts;
    if (anew) {
        dredge_scene_clear(s);
    }
    if (anew || head.clock.captured >= s->clock.captured) {
        s->clock = head.clock;
        s->missed = head.missed;
    }
    s->known = true;
    for (uint32_t i = 0; i < head.count; ++i) {
        memcpy(&entry, first + i * sizeof(entry), sizeof(entry));
        take_entry(s, &entry);
    }
    return true;
}

const DredgeViewSent* dredge_scene_sent(const DredgeScene* const s, const int64_t frame)
{
    const DredgeViewSent* const sent = &s->sent[(uint64_t)frame % DREDGE_SCENE_FRAMES];
    return s->known && frame >= 0 && sent->frame == (uint64_t)frame ? sent : NULL;
}

const DredgeViewPlayed* dredge_scene_played(const DredgeScene* const s, const int64_t frame)
{
    const DredgeViewPlayed* const played = &s->played[(uint64_t)frame % DREDGE_SCENE_FRAMES];
    return s->known && frame >= 0 && played->frame == (uint64_t)frame ? played : NULL;
}

const DredgePeaks* dredge_scene_peaks(const DredgeScene* const s, const int64_t at)
{
    const DredgePeaks* const peaks = &s->peaks[place_of(s, at)];
    return s->known && at >= peaks->at && at < peaks->at + DREDGE_PEAKS_SPAN ? peaks : NULL;
}
