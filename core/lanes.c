// SPDX-License-Identifier: ISC
#include "lanes.h"

#include <stdlib.h>
#include <string.h>

struct DredgeLanes {
    DredgeLink* link[DREDGE_LANES];
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
    DredgeLanes* const l = calloc(1, sizeof(DredgeLanes));
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
        free(l);
    }
}

void dredge_lanes_reset(DredgeLanes* const l, const unsigned frame)
{
    dredge_link_reset(l->link[DREDGE_LANE_A], frame);
    l->apart = false;
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

// Let lane B run by itself or not, before lane A codes the frame.
static void branch(DredgeLanes* const l, const DredgeLanesSettings* const settings)
{
    DredgeLink* const a = l->link[DREDGE_LANE_A];
    DredgeLink* const b = l->link[DREDGE_LANE_B];
    const DredgeLinkSettings* const lane = settings->lane;
    const bool same = dredge_link_settings_equal(&lane[DREDGE_LANE_A], &lane[DREDGE_LANE_B]);
    const bool same_coding =
        dredge_sender_settings_equal(&lane[DREDGE_LANE_A].sender, &lane[DREDGE_LANE_B].sender);
    if (!settings->b_on) {
        l->apart = false;
    } else if (!l->apart && !same) {
        dredge_link_copy(b, a);
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
                       const int64_t arrival)
{
    if (lane == DREDGE_LANE_A) {
        branch(l, settings);
    } else if (!l->apart) {
        return;
    } else if (!l->b_codes) {
        dredge_link_send_copy(l->link[lane], l->link[DREDGE_LANE_A], arrival);
        return;
    }
    dredge_link_send(l->link[lane], &settings->lane[lane], pcm, arrival);
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
    l->apart = false;
}

void dredge_lanes_play(DredgeLanes* const l, const unsigned lane,
                       const DredgeLanesSettings* const settings, const int64_t now,
                       float* const pcm[DREDGE_LANES], DredgeFrameRecord* const record)
{
    record->b_on = settings->b_on;
    if (lane == DREDGE_LANE_B && !l->apart) {
        memcpy(pcm[lane], pcm[DREDGE_LANE_A], sizeof(float) * l->frame * l->channels);
        record->lane[lane] = record->lane[DREDGE_LANE_A];
        return;
    }
    dredge_link_play(l->link[lane], &settings->lane[lane], now, pcm[lane], &record->lane[lane]);
    ++l->counts.played[lane];
    if (lane == DREDGE_LANE_B && l->alike >= DREDGE_LANES_MERGE_MS * DREDGE_RATE / 1000) {
        merge(l, pcm);
    }
}

DredgeLanesCounts dredge_lanes_counts(const DredgeLanes* const l)
{
    return l->counts;
}
