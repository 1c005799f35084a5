// SPDX-License-Identifier: ISC
#include "lanes.h"

#include "memory.h"

#include <string.h>

enum { RECORDS = DREDGE_LADDER_PACKETS }; // A lane is never farther behind the other

struct DredgeLanes {
    DredgeLink* link[DREDGE_LANES];
    DredgeReceiver receiver[DREDGE_LANES];
    DredgeRecord records[DREDGE_LANES][RECORDS];
    uint64_t played[DREDGE_LANES]; ///< Frames
    uint64_t read;                 ///< Frames whose records were taken
    bool b_on;
    bool apart;     ///< Lane B runs by itself; else it is lane A
    bool b_codes;   ///< ... and codes its own packets
    unsigned alike; ///< Samples since the settings became the same while apart
    unsigned channels;
    unsigned frame;
    DredgeLanesCounts counts;
};

DredgeLanes* dredge_lanes_new(const unsigned channels, const bool reference,
                              DredgeStatus* const status)
{
    DredgeLanes* const l = dredge_memory_new(sizeof(DredgeLanes));
    *status = DREDGE_NO_MEMORY;
    if (!l) {
        return NULL;
    }
    l->channels = channels;
    for (unsigned i = 0; i < DREDGE_LANES; ++i) {
        l->link[i] = dredge_link_new(channels, reference, status);
        if (!l->link[i]) {
            dredge_lanes_free(l);
            return NULL;
        }
    }
    return l;
}

void dredge_lanes_free(DredgeLanes* const l)
{
    if (l) {
        for (unsigned i = 0; i < DREDGE_LANES; ++i) {
            dredge_link_free(l->link[i]);
        }
        dredge_memory_free(l);
    }
}

void dredge_lanes_reset(DredgeLanes* const l, const unsigned frame,
                        const DredgeApplication application)
{
    dredge_link_reset(l->link[DREDGE_LANE_A], frame, application);
    dredge_receiver_reset(&l->receiver[DREDGE_LANE_A], 0);
    l->apart = false;
    l->played[DREDGE_LANE_A] = 0;
    l->played[DREDGE_LANE_B] = 0;
    l->read = 0;
    l->frame = frame;
    l->counts = (DredgeLanesCounts){.coded = {0}};
}

void dredge_lanes_set_rewind(DredgeLanes* const l, const bool rewind)
{
    for (unsigned i = 0; i < DREDGE_LANES; ++i) {
        dredge_link_set_rewind(l->link[i], rewind);
    }
}

unsigned dredge_lanes_lookahead(const DredgeLanes* const l)
{
    return dredge_link_lookahead(l->link[DREDGE_LANE_A]);
}

// From now on lane B is lane A, also in what is recorded.
static void join(DredgeLanes* const l)
{
    uint64_t* const played = l->played;
    while (played[DREDGE_LANE_B] < played[DREDGE_LANE_A]) {
        const uint64_t place = played[DREDGE_LANE_B]++ % RECORDS;
        l->records[DREDGE_LANE_B][place] = l->records[DREDGE_LANE_A][place];
    }
    played[DREDGE_LANE_B] = played[DREDGE_LANE_A];
    l->apart = false;
}

// Let lane B run by itself or not, before lane A codes the frame.
static void branch(DredgeLanes* const l, const DredgeLanesSettings* const settings)
{
    DredgeLink* const a = l->link[DREDGE_LANE_A];
    DredgeLink* const b = l->link[DREDGE_LANE_B];
    const DredgeLinkSettings* const lane = settings->lane;
    const bool same = dredge_link_settings_equal(&lane[DREDGE_LANE_A], &lane[DREDGE_LANE_B]);
    const bool same_coding =
        dredge_sender_settings_equal(&lane[DREDGE_LANE_A].sender, &lane[DREDGE_LANE_B].sender);
    l->b_on = settings->b_on;
    if (!settings->b_on) {
        join(l);
    } else if (!l->apart && !same) {
        dredge_link_copy(b, a);
        dredge_receiver_copy(&l->receiver[DREDGE_LANE_B], &l->receiver[DREDGE_LANE_A],
                             l->channels);
        l->apart = true;
        l->b_codes = !same_coding;
    } else if (l->apart && l->b_codes == same_coding) {
        if (!same_coding) {
            dredge_link_copy_sender(b, a);
        }
        l->b_codes = !same_coding;
    }
    l->alike = same ? l->alike + l->frame : 0;
}

void dredge_lanes_send(DredgeLanes* const l, const unsigned lane,
                       const DredgeLanesSettings* const settings, const float* const pcm,
                       const DredgeJourney* const journey)
{
    if (lane == DREDGE_LANE_A) {
        branch(l, settings);
    } else if (!l->apart) {
        return;
    }
    if (settings->anew) {
        dredge_link_begin_anew(l->link[lane]);
    }
    if (lane == DREDGE_LANE_B && !l->b_codes) {
        dredge_link_send_copy(l->link[lane], l->link[DREDGE_LANE_A], journey);
        return;
    }
    dredge_link_send(l->link[lane], &settings->lane[lane], pcm, journey);
    ++l->counts.coded[lane];
}

// Lane B has been set like lane A for so long that what is left of its past is hardly heard.
static void merge(DredgeLanes* const l, float* const pcm[DREDGE_LANES])
{
    const float* const a = pcm[DREDGE_LANE_A];
    float* const b = pcm[DREDGE_LANE_B];
    for (unsigned i = 0; i < l->frame; ++i) {
        const float gain = ((float)i + 0.5f) / (float)l->frame;
        for (unsigned c = i * l->channels; c < (i + 1) * l->channels; ++c) {
            b[c] += gain * (a[c] - b[c]);
        }
    }
    join(l);
}

static void note_played(DredgeLanes* const l, const unsigned lane,
                        const DredgeRecord* const record)
{
    l->records[lane][record->frame % RECORDS] = *record;
    l->played[lane] = record->frame + 1;
}

// A lane that was behind never plays the rest of what was sent before.
static void play_anew(DredgeLanes* const l, const unsigned lane)
{
    DredgeLink* const link = l->link[lane];
    while (!dredge_link_is_anew(link)) {
        DredgeRecord record;
        dredge_link_leave(link, &record);
        note_played(l, lane, &record);
    }
    dredge_link_play_anew(link);
    dredge_receiver_reset(&l->receiver[lane], dredge_link_heard(link));
}

void dredge_lanes_play(DredgeLanes* const l, const unsigned lane,
                       const DredgeLanesSettings* const settings,
                       float* const pcm[DREDGE_LANES])
{
    if (lane == DREDGE_LANE_B && !l->apart) {
        memcpy(pcm[lane], pcm[DREDGE_LANE_A], sizeof(float) * l->frame * l->channels);
        join(l);
        return;
    }
    if (settings->anew) {
        play_anew(l, lane);
    }
    DredgeRecord records[DREDGE_RECEIVER_FRAMES_MAX];
    const unsigned count =
        dredge_receiver_play(&l->receiver[lane], l->link[lane], &settings->lane[lane],
                             &settings->playout, l->frame, l->channels, pcm[lane], records);
    for (unsigned i = 0; i < count; ++i) {
        note_played(l, lane, &records[i]);
    }
    l->counts.played[lane] += count;
    if (lane == DREDGE_LANE_B && l->alike >= DREDGE_LANES_MERGE_MS * DREDGE_RATE / 1000) {
        merge(l, pcm);
    }
}

bool dredge_lanes_read(DredgeLanes* const l, DredgeFrameRecord* const record)
{
    if (l->read == l->played[DREDGE_LANE_A] || l->read == l->played[DREDGE_LANE_B]) {
        return false;
    }
    for (unsigned i = 0; i < DREDGE_LANES; ++i) {
        record->lane[i] = l->records[i][l->read % RECORDS];
    }
    record->b_on = l->b_on;
    ++l->read;
    return true;
}

void dredge_lanes_sent(const DredgeLanes* const l, DredgeFrameRecord* const record)
{
    for (unsigned i = 0; i < DREDGE_LANES; ++i) {
        dredge_link_sent(l->link[l->apart ? i : DREDGE_LANE_A], &record->lane[i]);
    }
    record->b_on = l->b_on;
}

DredgePacketBytes dredge_lanes_packet(const DredgeLanes* const l, const unsigned lane,
                                      const uint64_t frame)
{
    return dredge_link_packet(l->link[l->apart ? lane : DREDGE_LANE_A], frame);
}

DredgeLanesCounts dredge_lanes_counts(const DredgeLanes* const l)
{
    return l->counts;
}
