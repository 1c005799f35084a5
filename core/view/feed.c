// SPDX-License-Identifier: ISC
#include "view/feed.h"

#include "tally.h"

#include <string.h>

void dredge_view_feed_reset(DredgeViewFeed* const f)
{
    f->written = 0;
    f->told = 0;
    f->missed = 0;
}

static DredgeViewEntry* add(DredgeViewFeed* const f, const DredgeViewKind kind)
{
    if (f->resting) {
        return &f->unheard;
    }
    DredgeViewEntry* const entry = &f->entries[f->written++ % DREDGE_FEED_KEPT];
    memset(entry, 0, sizeof(*entry));
    entry->kind = kind;
    return entry;
}

static uint16_t ms_of(const int32_t samples)
{
    return (uint16_t)(samples / (DREDGE_RATE / 1000));
}

static DredgeViewPacket packet_of(const DredgeRecord* const r)
{
    const int64_t sent = (int64_t)(r->frame + 1) * r->length;
    return (DredgeViewPacket){.delay = r->lost ? -1 : (int32_t)(r->arrival - sent),
                              .primary = r->anatomy.primary,
                              .lbrr = r->anatomy.lbrr,
                              .dred = r->anatomy.dred,
                              .red = r->anatomy.red,
                              .padding = r->anatomy.padding,
                              .headers = (uint16_t)r->headers,
                              .depth = ms_of(r->anatomy.dred_oldest),
                              .dropped = r->dropped,
                              .mode = (uint8_t)r->anatomy.mode};
}

static DredgeViewPlay play_of(const DredgeRecord* const r)
{
    return (DredgeViewPlay){.packet = (int32_t)((int64_t)r->packet - (int64_t)r->frame),
                            .rewound = (uint16_t)r->rewound,
                            .source = (uint8_t)r->source,
                            .late = dredge_record_is_late(r)};
}

void dredge_view_feed_read(DredgeViewFeed* const f, DredgeSession* const session)
{
    const DredgeClock clock = dredge_session_clock(session);
    if (clock.starts != f->starts) { // What is kept belongs to another link
        dredge_view_feed_reset(f);
        f->starts = clock.starts;
    }
    // The last piece of sound may be on its way.
    f->resting = clock.loop.frozen && clock.heard > clock.frozen_at + DREDGE_PEAKS_SPAN;
    DredgeFrameRecord record;
    while (dredge_session_read_sent(session, &record)) {
        DredgeViewSent* const sent = &add(f, DREDGE_VIEW_SENT)->sent;
        sent->frame = record.lane[DREDGE_LANE_A].frame;
        sent->b_on = record.b_on;
        sent->duplicated = record.lane[DREDGE_LANE_A].duplicated;
        for (unsigned i = 0; i < DREDGE_LANES; ++i) {
            sent->lane[i] = packet_of(&record.lane[i]);
        }
    }
    DredgePeaks peaks;
    while (dredge_session_read_peaks(session, &peaks)) {
        add(f, DREDGE_VIEW_PEAKS)->peaks = peaks;
    }
}

void dredge_view_feed_add(DredgeViewFeed* const f, const DredgeFrameRecord* const record)
{
    DredgeViewPlayed* const played = &add(f, DREDGE_VIEW_PLAYED)->played;
    played->frame = record->lane[DREDGE_LANE_A].frame;
    played->b_on = record->b_on;
    for (unsigned i = 0; i < DREDGE_LANES; ++i) {
        played->lane[i] = play_of(&record->lane[i]);
    }
}

static uint64_t oldest(const DredgeViewFeed* const f)
{
    return f->written > DREDGE_FEED_KEPT ? f->written - DREDGE_FEED_KEPT : 0;
}

void dredge_view_feed_watch(DredgeViewFeed* const f, const int watch)
{
    if (watch == DREDGE_WATCH_BEGIN) {
        f->told = oldest(f);
        f->missed = 0;
    } else if (watch == DREDGE_WATCH_ON && f->patience <= 0.0) {
        f->told = f->written;
    }
    if (watch == DREDGE_WATCH_BEGIN || watch == DREDGE_WATCH_ON) {
        f->patience = DREDGE_FEED_PATIENCE;
    } else if (watch == DREDGE_WATCH_END) {
        f->patience = 0.0;
    }
}

bool dredge_view_feed_is_due(DredgeViewFeed* const f, const double seconds)
{
    if (f->patience <= 0.0) {
        return false;
    }
    f->patience -= seconds;
    f->waited += seconds;
    return f->waited >= 1.0 / DREDGE_FEED_RATE;
}

size_t dredge_view_feed_write(DredgeViewFeed* const f, const DredgeSession* const session,
                              void* const to, const size_t room)
{
    if (room < sizeof(DredgeViewHead)) {
        return 0;
    }
    f->waited = 0.0;
    if (f->told < oldest(f)) {
        f->missed += oldest(f) - f->told;
        f->told = oldest(f);
    }
    const size_t most = (room - sizeof(DredgeViewHead)) / sizeof(DredgeViewEntry);
    const uint64_t waiting = f->written - f->told;
    const DredgeViewHead head = {.version = DREDGE_VIEW_VERSION,
                                 .count = waiting < most ? (uint32_t)waiting : (uint32_t)most,
                                 .missed = f->missed,
                                 .clock = dredge_session_clock(session)};
    memcpy(to, &head, sizeof(head));
    for (uint32_t i = 0; i < head.count; ++i) {
        memcpy((char*)to + sizeof(head) + i * sizeof(DredgeViewEntry),
               &f->entries[f->told++ % DREDGE_FEED_KEPT], sizeof(DredgeViewEntry));
    }
    return sizeof(head) + head.count * sizeof(DredgeViewEntry);
}
