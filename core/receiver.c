// SPDX-License-Identifier: ISC
#include "receiver.h"

enum {
    MS = DREDGE_RATE / 1000,
    WORK = DREDGE_WORK_MS * MS,
    FARTHEST_BACK = DREDGE_LADDER_PACKETS - 8, // Frames whose packets are still known
};

void dredge_receiver_reset(DredgeReceiver* const r, const uint64_t first)
{
    dredge_pacer_reset(&r->pacer);
    r->first = first;
    r->looked = 0;
}

void dredge_receiver_copy(DredgeReceiver* const to, const DredgeReceiver* const from,
                          const unsigned channels)
{
    dredge_pacer_copy(&to->pacer, &from->pacer, channels);
    to->first = from->first;
    to->looked = from->looked;
}

// Let the pacer know of all packets that have come by `now`.
static void look(DredgeReceiver* const r, const DredgeLink* const link, const unsigned frame,
                 const int64_t now)
{
    const DredgeLadder* const ladder = dredge_link_ladder(link);
    const uint64_t sent = ladder->packets;
    const uint64_t known = sent < FARTHEST_BACK ? 0 : sent - FARTHEST_BACK;
    for (uint64_t i = r->first > known ? r->first : known; i < sent; ++i) {
        const int64_t arrival = ladder->arrivals[i % DREDGE_LADDER_PACKETS].arrival;
        if (arrival > r->looked && arrival <= now) {
            dredge_pacer_note(&r->pacer, (double)(arrival - (int64_t)((i + 1) * frame)));
        }
    }
    r->looked = now > r->looked ? now : r->looked;
}

// How far back what the lane sends can bring frames back, in samples.
static unsigned reach(const DredgeSenderSettings* const sender, const unsigned frame)
{
    switch (sender->redundancy) {
    case DREDGE_REDUNDANCY_NONE:
        return 0;
    case DREDGE_REDUNDANCY_LBRR:
        return frame;
    default:
        return (unsigned)sender->depth * MS;
    }
}

static unsigned play_adaptive(DredgeReceiver* const r, DredgeLink* const link,
                              const DredgeLinkSettings* const settings,
                              const DredgePlayout* const playout, const unsigned frame,
                              const unsigned channels, float* const pcm,
                              DredgeRecord* const records)
{
    DredgePacer* const p = &r->pacer;
    const unsigned most = playout->playout * MS;
    const unsigned depth = reach(&settings->sender, frame);
    // As far behind as the packets go that are remembered when the last of them may come.
    const unsigned known = (FARTHEST_BACK - most / frame) * frame;
    unsigned count = 0;
    while (dredge_pacer_hungry(p, frame)) {
        dredge_pacer_adapt(p, frame, WORK, playout->least * MS, most);
        const uint32_t lag = dredge_pacer_lag(p);
        const uint64_t due = dredge_link_heard(link);
        const int64_t now = (int64_t)((due + 1) * frame + lag) + (int64_t)p->delay - WORK;
        look(r, link, frame, now);
        const unsigned later = lag + frame;
        const bool may_wait = later <= depth && later <= known && later + p->delay <= most;
        if (may_wait && dredge_link_should_wait(link, now)) {
            dredge_link_wait(link, settings, pcm);
            dredge_pacer_fill(p, pcm, frame, channels);
            continue;
        }
        DredgeRecord* const record = &records[count++];
        dredge_link_play(link, settings, now, pcm, record);
        record->playout = (float)((p->delay + lag) / MS);
        dredge_pacer_take(p, pcm, frame, channels);
    }
    dredge_pacer_give(p, pcm, frame, channels);
    return count;
}

unsigned dredge_receiver_play(DredgeReceiver* const r, DredgeLink* const link,
                              const DredgeLinkSettings* const settings,
                              const DredgePlayout* const playout, const unsigned frame,
                              const unsigned channels, float* const pcm,
                              DredgeRecord* const records)
{
    if (playout->adaptive) {
        return play_adaptive(r, link, settings, playout, frame, channels, pcm, records);
    }
    const int64_t now =
        (int64_t)((dredge_link_heard(link) + 1) * frame + playout->playout * MS) - WORK;
    dredge_link_play(link, settings, now, pcm, records);
    records->playout = (float)playout->playout;
    return 1;
}
