// SPDX-License-Identifier: ISC
// From recorded packets to the trace of one stream.
#include "trace/nearest.h"
#include "trace/rtp.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

// A packet in its place.
typedef struct {
    int64_t index; // Sequence number, without wrap-around
    int64_t ticks; // Timestamp likewise
    double arrival;
    unsigned part; // Counts restarts
} Placed;

typedef struct {
    Placed* packets;
    size_t count;
    size_t strays; // Packets left out
    size_t others; // ... of other streams
    unsigned restarts;
    bool no_timestamps; // As in the list
    bool no_arrivals;
} Stream;

typedef struct {
    uint32_t ssrc;
    uint32_t at; // In the list
} Member;

static int by_ssrc(const void* const one, const void* const other)
{
    const Member* const a = one;
    const Member* const b = other;
    if (a->ssrc != b->ssrc) {
        return a->ssrc < b->ssrc ? -1 : 1;
    }
    return (a->at > b->at) - (a->at < b->at);
}

// Steps from one sequence number to another, back and forth.
static int64_t steps(const uint16_t from, const uint16_t to)
{
    const uint16_t ahead = (uint16_t)(to - from);
    return ahead < 0x8000 ? ahead : (int64_t)ahead - 0x10000;
}

static bool is_far(const int64_t step)
{
    return step >= DREDGE_RTP_DROPOUT || step <= -DREDGE_RTP_MISORDER;
}

// The SSRC with most packets in sequence, since other packets may look like RTP by chance; of
// equals the smallest.
static bool choose(const DredgeRtpList* const list, uint32_t* const ssrc)
{
    Member* const all = malloc(list->count * sizeof(Member));
    if (!all) {
        return false;
    }
    for (size_t i = 0; i < list->count; ++i) {
        all[i] = (Member){list->packets[i].ssrc, (uint32_t)i};
    }
    qsort(all, list->count, sizeof(Member), by_ssrc);
    size_t most = 0;
    for (size_t i = 0, packets = 0; i < list->count; ++i) {
        if (!i || all[i].ssrc != all[i - 1].ssrc) {
            packets = 1;
        } else {
            packets += !is_far(steps(list->packets[all[i - 1].at].sequence,
                                     list->packets[all[i].at].sequence));
        }
        if (packets > most) {
            most = packets;
            *ssrc = all[i].ssrc;
        }
    }
    free(all);
    return true;
}

// Leave the packets of this SSRC only; returns how many others there were.
static size_t keep(DredgeRtpList* const list, const uint32_t ssrc)
{
    const size_t all = list->count;
    list->count = 0;
    for (size_t i = 0; i < all; ++i) {
        if (list->packets[i].ssrc == ssrc) {
            list->packets[list->count++] = list->packets[i];
        }
    }
    return all - list->count;
}

static void place(const DredgeRtpList* const list, Stream* const stream)
{
    int64_t top = 0;                       // Highest index so far
    int64_t bottom = -DREDGE_RTP_MISORDER; // No late packet of this part goes below
    uint16_t newest = 0;                   // Sequence number of the highest
    int64_t ticks = 0;
    uint32_t timestamp = 0;
    for (size_t i = 0; i < list->count; ++i) {
        const DredgeRtp* const p = &list->packets[i];
        int64_t step = i ? steps(newest, p->sequence) : 0;
        bool fresh = !i;
        if (is_far(step) && i + 1 < list->count && steps(p->sequence, p[1].sequence) == 1) {
            fresh = true;
            ++stream->restarts;
            step = 1;
            bottom = top + 1;
        }
        const int64_t index = top + step;
        if (is_far(step) || index < bottom) {
            ++stream->strays;
            continue;
        }
        if (step > 0 || fresh) {
            top = index;
            newest = p->sequence;
        }
        ticks += fresh ? 0 : (int32_t)(p->timestamp - timestamp);
        timestamp = p->timestamp;
        ticks = stream->no_timestamps ? index : ticks;
        stream->packets[stream->count++] = (Placed){index, ticks, p->arrival, stream->restarts};
    }
}

// Ticks between neighbours that most agree on, where more than half do; else of some.
static int64_t common_step(const Stream* const stream)
{
    int64_t common = 0;
    size_t votes = 0;
    for (size_t i = 1; i < stream->count; ++i) {
        const Placed* const p = &stream->packets[i];
        const int64_t ticks = p->ticks - p[-1].ticks;
        if (p->index - p[-1].index == 1 && p->part == p[-1].part && ticks > 0) {
            if (!votes) {
                common = ticks;
            }
            votes = ticks == common ? votes + 1 : votes - 1;
        }
    }
    return common;
}

static double mean(const Stream* const stream, const size_t from, const size_t count,
                   const bool of_ticks)
{
    double sum = 0.0;
    for (size_t i = from; i < from + count; ++i) {
        const Placed* const p = &stream->packets[i];
        sum += of_ticks ? (double)p->ticks : p->arrival;
    }
    return sum / (double)count;
}

// Ticks per ms against the clock of the capture, over its first part; 0: unknown.
static double measure_clock(const Stream* const stream)
{
    Stream first = *stream;
    for (first.count = 0; first.count < stream->count && !stream->packets[first.count].part;) {
        ++first.count;
    }
    const size_t quarter = first.count < 8 ? 1 : first.count / 4;
    const size_t last = first.count - quarter;
    const double ticks = mean(&first, last, quarter, true) - mean(&first, 0, quarter, true);
    const double ms = mean(&first, last, quarter, false) - mean(&first, 0, quarter, false);
    return ms > 0.0 ? ticks / ms : 0.0;
}

static unsigned guess_clock(const Stream* const stream)
{
    static const double rates[] = {8000,  11025, 12000, 16000, 22050, 24000,
                                   32000, 44100, 48000, 90000, 96000};
    return (unsigned)dredge_nearest(rates, sizeof(rates) / sizeof(rates[0]),
                                    measure_clock(stream) * 1000.0, 0.0);
}

// Delays against the timestamps. A restart has timestamps of its own; its fastest packet is
// taken to be as fast as that of the part before.
static void find_delays(Stream* const stream, const double clock)
{
    for (size_t from = 0, to = 0; from < stream->count; from = to) {
        double least = INFINITY;
        for (; to < stream->count && stream->packets[to].part == stream->packets[from].part;
             ++to) {
            Placed* const p = &stream->packets[to];
            p->arrival -= (double)p->ticks * 1000.0 / clock;
            least = fmin(least, p->arrival);
        }
        for (size_t i = from; i < to; ++i) {
            stream->packets[i].arrival -= least;
        }
    }
}

static bool fill(DredgeParser* const p, const Stream* const stream)
{
    int64_t first = stream->packets[0].index;
    int64_t last = first;
    for (size_t i = 1; i < stream->count; ++i) {
        const int64_t index = stream->packets[i].index;
        first = index < first ? index : first;
        last = index > last ? index : last;
    }
    for (int64_t i = first; i <= last; ++i) {
        if (!dredge_parser_add(p, true, 0.0)) {
            return false;
        }
    }
    size_t duplicates = 0;
    for (size_t i = 0; i < stream->count; ++i) {
        const Placed* const packet = &stream->packets[i];
        const size_t at = (size_t)(packet->index - first);
        if (p->lost[at]) {
            p->lost[at] = false;
            if (p->timed) {
                p->time[at] = packet->arrival;
            }
        } else {
            ++duplicates;
            if (p->timed) {
                p->time[at] = fmin(p->time[at], packet->arrival);
            }
        }
    }
    if (duplicates) {
        dredge_parser_note(p, "duplicates: %zu", duplicates);
    }
    return true;
}

// Ticks per second; sets the interval, too.
static double settle_clock(DredgeParser* const p, const Stream* const stream)
{
    p->interval = p->options->interval;
    if (stream->no_timestamps) { // Ticks are packets
        const double rate = stream->no_arrivals ? 0.0 : measure_clock(stream);
        dredge_parser_settle_interval(p, rate > 0.0 ? 1.0 / rate : 0.0);
        return 1000.0 / p->interval;
    }
    unsigned clock = p->options->clock;
    if (!clock) {
        clock = stream->no_arrivals ? 0 : guess_clock(stream);
        dredge_parser_note(p, "clock %u Hz %s", clock ? clock : (unsigned)DREDGE_RTP_CLOCK,
                           clock ? "by the arrivals" : "assumed");
        clock = clock ? clock : DREDGE_RTP_CLOCK;
    }
    if (!(p->interval > 0.0)) {
        p->interval = (double)common_step(stream) * 1000.0 / clock;
    }
    return clock;
}

static bool make(DredgeParser* const p, Stream* const stream)
{
    p->timed = !stream->no_arrivals;
    if (p->timed || !stream->no_timestamps) {
        find_delays(stream, settle_clock(p, stream));
    }
    if (!fill(p, stream)) {
        return false;
    }
    if (stream->restarts) {
        dredge_parser_note(p, "restarts: %u", stream->restarts);
    }
    if (stream->strays) {
        dredge_parser_note(p, "left out for being out of sequence: %zu", stream->strays);
    }
    if (stream->others) {
        dredge_parser_note(p, "packets of other streams: %zu", stream->others);
    }
    return true;
}

bool dredge_rtp_trace(DredgeParser* const p, DredgeRtpList* const list)
{
    if (!list->count) {
        return dredge_parser_fail(p, "holds no RTP packets; expected some");
    }
    uint32_t ssrc = p->options->ssrc;
    if (!p->options->ssrc_given && !choose(list, &ssrc)) {
        return dredge_parser_fail(p, "%s", dredge_status_text(DREDGE_NO_MEMORY));
    }
    Stream stream = {
        .others = keep(list, ssrc),
        .no_timestamps = list->no_timestamps,
        .no_arrivals = list->no_arrivals,
    };
    if (!list->count) {
        return dredge_parser_fail(p,
                                  "holds no packets of SSRC 0x%08" PRIx32
                                  "; expected some among its %zu RTP packets",
                                  ssrc, stream.others);
    }
    stream.packets = malloc(list->count * sizeof(Placed));
    if (!stream.packets) {
        return dredge_parser_fail(p, "%s", dredge_status_text(DREDGE_NO_MEMORY));
    }
    place(list, &stream);
    if (list->packets[0].payload_type != DREDGE_RTP_NO_TYPE) {
        dredge_parser_note(p, "SSRC 0x%08" PRIx32 ", payload type %u", ssrc,
                           list->packets[0].payload_type);
    } else if (ssrc || stream.others) {
        dredge_parser_note(p, "SSRC 0x%08" PRIx32, ssrc);
    }
    const bool good = make(p, &stream);
    free(stream.packets);
    return good;
}
