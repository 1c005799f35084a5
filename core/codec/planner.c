// SPDX-License-Identifier: ISC
#include "codec/planner.h"

enum {
    HEADER_BITS = 40,
    STATE_BITS = 50,
    QUANTISER_MAX = 15,
    BITRATE_MAX = 128000,
    STEP = 200,
    LOSS_ENOUGH = 25, // More gives no more DRED
};

// Mean bits of a chunk by quantiser.
static const double chunk_bits[QUANTISER_MAX + 1] = {
    73.2, 68.1, 62.5, 57.0, 51.5, 45.7, 39.9, 32.4, 26.4, 20.4, 16.3, 13.0, 9.3, 8.2, 7.2, 6.4};

// How the quantiser grows with a chunk's age, in sixteenths.
typedef struct {
    int first;
    int slope;
} Quantiser;

static int above_offset(const DredgeEncoderSetting* const s)
{
    return s->bitrate - (s->fec ? 20000 : 12000);
}

static Quantiser quantiser(const DredgeEncoderSetting* const s)
{
    int bits = 0;
    for (int rest = above_offset(s) > 1 ? above_offset(s) : 1; rest; rest >>= 1) {
        ++bits;
    }
    const int first = 51 - 3 * bits;
    return (Quantiser){.first = first < 4               ? 4
                                : first > QUANTISER_MAX ? QUANTISER_MAX
                                                        : first,
                       .slope = above_offset(s) > 36000 ? 4 : 8};
}

static double bits_of_chunk(const Quantiser q, const int chunk)
{
    const int level = q.first + (q.slope * chunk + 8) / 16;
    return chunk_bits[level > QUANTISER_MAX ? QUANTISER_MAX : level];
}

static double share(const DredgeEncoderSetting* const s, const double frame)
{
    const double loss = s->loss / 100.0;
    const double plain = s->fec        ? (loss < 0.7 / 3.0 ? 3.0 * loss : 0.7)
                         : s->loss > 5 ? (loss < 0.25 ? 0.55 + loss : 0.8)
                                       : 12.0 * loss;
    // Longer packets need less.
    return plain / (plain + (1.0 - plain) * frame / 20.0);
}

int dredge_planner_chunks_asked(const int duration)
{
    const int asked = duration > 0 ? (duration + 5) / 4 : 0;
    return asked < DREDGE_CHUNKS_MAX ? asked : DREDGE_CHUNKS_MAX;
}

int dredge_planner_chunks(const DredgeEncoderSetting* const s, const double frame)
{
    const int most = dredge_planner_chunks_asked(s->duration);
    if (!most || s->loss <= 0 || above_offset(s) <= 0) {
        return 0;
    }
    const Quantiser q = quantiser(s);
    const double budget = share(s, frame) * above_offset(s) * frame / 1000.0;
    double bits = HEADER_BITS + STATE_BITS + chunk_bits[q.first];
    int chunks = 0;
    while (chunks < most && (bits += bits_of_chunk(q, chunks)) < budget) {
        ++chunks;
    }
    return chunks;
}

double dredge_planner_cost(const DredgeEncoderSetting* const s, const double frame,
                           const int chunks)
{
    const Quantiser q = quantiser(s);
    double bits = HEADER_BITS + STATE_BITS + chunk_bits[q.first];
    for (int i = 0; i < chunks; ++i) {
        bits += bits_of_chunk(q, i);
    }
    return chunks > 0 ? bits / frame : 0.0;
}

int dredge_planner_chunks_for(const int depth)
{
    if (depth <= 0) {
        return 0;
    }
    const int exact = (depth + DREDGE_CHUNK_SHORTFALL + DREDGE_CHUNK_MS - 1) / DREDGE_CHUNK_MS;
    return exact < 2 ? 2 : exact < DREDGE_CHUNKS_MAX ? exact : DREDGE_CHUNKS_MAX;
}

int dredge_planner_reach(const int chunks)
{
    return chunks > 0 ? chunks * DREDGE_CHUNK_MS - DREDGE_CHUNK_SHORTFALL : 0;
}

static DredgeEncoderSetting layer_of(const int chunks, const int bitrate)
{
    return (DredgeEncoderSetting){
        .bitrate = bitrate, .loss = LOSS_ENOUGH, .duration = 4 * chunks - 5};
}

bool dredge_planner_affords(const int chunks, const double frame)
{
    const DredgeEncoderSetting most = layer_of(chunks, BITRATE_MAX);
    return dredge_planner_chunks(&most, frame) >= chunks;
}

DredgeEncoderSetting dredge_planner_cheapest(const int chunks, const double frame)
{
    DredgeEncoderSetting s = layer_of(chunks, 0);
    while (s.bitrate < BITRATE_MAX && dredge_planner_chunks(&s, frame) < chunks) {
        s.bitrate += STEP;
    }
    DredgeEncoderSetting more = s;
    more.bitrate += STEP;
    return dredge_planner_chunks(&more, frame) < chunks ? s : more;
}

double dredge_planner_lbrr_share(const int loss)
{
    return 0.253 + 0.0055 * (loss < LOSS_ENOUGH ? loss : LOSS_ENOUGH);
}

double dredge_planner_primary(const DredgeEncoderSetting* const s, const double frame)
{
    const int chunks = dredge_planner_chunks(s, frame);
    // A single chunk is sent, but not paid for.
    const double dred = chunks > 1 ? dredge_planner_cost(s, frame, chunks) : 0.0;
    const double rest = s->bitrate / 1000.0 - dred;
    return s->fec ? rest * (1.0 - dredge_planner_lbrr_share(s->loss)) : rest;
}

bool dredge_planner_single(const int primary, const bool fec, const int chunks,
                           const double frame, DredgeEncoderSetting* const setting)
{
    enum { MOST = 256000, FINE_STEP = 100 };
    const int duration = chunks ? 4 * chunks - 5 : 0;
    for (int bitrate = primary; bitrate <= MOST; bitrate += FINE_STEP) {
        // Of equal bitrates the highest expected loss protects best.
        for (int loss = LOSS_ENOUGH; loss >= 1; --loss) {
            *setting = (DredgeEncoderSetting){
                .bitrate = bitrate, .loss = loss, .fec = fec, .duration = duration};
            if (dredge_planner_chunks(setting, frame) >= chunks &&
                dredge_planner_primary(setting, frame) * 1000.0 >= primary) {
                return true;
            }
        }
    }
    return false;
}
