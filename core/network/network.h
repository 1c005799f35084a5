// SPDX-License-Identifier: ISC
// Settings of the network: what it does to packets, in which measure.
#ifndef DREDGE_NETWORK_H
#define DREDGE_NETWORK_H

#include <stdbool.h>
#include <stdint.h>

/// Loss models; the numbers are the values of the `loss_model` port. docs/networks.md has
/// formula and source of each.
typedef enum {
    DREDGE_LOSS_NONE = 0,
    DREDGE_LOSS_RANDOM = 1,          ///< Each packet by itself: loss
    DREDGE_LOSS_GILBERT_ELLIOTT = 2, ///< A good and a bad state: loss, burst, loss_in_*
    DREDGE_LOSS_PERIODIC = 3,        ///< Bursts at regular distances: loss, burst
    DREDGE_LOSS_NEURAL = 4,          ///< libopus' network trained on real losses: loss
    DREDGE_LOSS_TRACE = 5,           ///< A recorded pattern
    DREDGE_LOSS_GEMODEL = 6,         ///< netem's dress: to_bad, to_good, loss_in_*
    DREDGE_LOSS_FOUR_STATES = 7,     ///< netem's `loss state`: p13, p31, p32, p23, p14
    DREDGE_LOSS_BELLCORE = 8,        ///< ITU-T G.191, burst frame erasures: loss
    DREDGE_LOSS_EID = 9,             ///< ITU-T G.191, random to bursty: loss, burstiness
} DredgeLossModel;

/// How the delays of packets spread.
typedef enum {
    DREDGE_JITTER_NORMAL = 0,
    DREDGE_JITTER_UNIFORM = 1, ///< Even within delay +- jitter
    DREDGE_JITTER_PARETO = 2,  ///< A long tail of late packets
    DREDGE_JITTER_TRACE = 3,   ///< The delays of the trace, on top of `delay`
} DredgeJitter;

/// A thin link, with a queue before it.
typedef struct {
    double capacity;   ///< kb/s; 0: unlimited
    unsigned queue;    ///< What waits longer than so many ms is dropped
    unsigned overhead; ///< Bytes of headers around each payload
} DredgeBottleneck;

/// Settings of the network. Zero everywhere is a network that does nothing.
typedef struct {
    DredgeLossModel model;
    double loss;         ///< Share lost, 0..1 (all but 5, 6 and 7)
    double burst;        ///< Mean number lost in a row, >= 1 (2, 3)
    double loss_in_bad;  ///< Share lost in the bad state, 0..1 (2, 6; netem: 1-h)
    double loss_in_good; ///< Share lost in the good state, 0..1 (2, 6; netem: 1-k)
    uint64_t seed;       ///< Another seed, another pattern
    bool trace_once;     ///< After the end of a trace nothing is lost; else it starts again

    double to_bad;     ///< From good to bad, per packet, 0..1 (6; netem: p)
    double to_good;    ///< From bad to good, per packet, 0..1 (6; netem: r)
    double p13;        ///< From gap to burst, 0..1 (7)
    double p31;        ///< From burst to gap, 0..1 (7)
    double p32;        ///< From burst to received within the burst, 0..1 (7)
    double p23;        ///< And back, 0..1 (7)
    double p14;        ///< From gap to a single loss, 0..1 (7)
    double burstiness; ///< 0 is random, 0.99 bursty (9; gamma of ITU-T G.191)

    /**
       0: the loss models run packet by packet. n: they run on units of 10 ms, a packet holds
       n of them and is lost if any of them is (NetEq's convention); so packets of any
       duration meet the same network. Loss, burst and all probabilities then count units.
       The rows of a trace are packets in either case.
    */
    unsigned units;
    unsigned sharers; ///< Packets that share a unit, if they are shorter: 2 or 4; else 0 or 1

    double delay;  ///< Of every packet, ms, >= 0
    double jitter; ///< Standard deviation of the delay, ms, >= 0; uniform: half its width
    DredgeJitter distribution;
    double correlation; ///< Of the delays of neighbours, 0..0.99
    double reorder;     ///< Share of packets that overtake: no delay at all, 0..1
    double duplicate;   ///< Share of packets that come twice, 0..1

    DredgeBottleneck bottleneck; ///< Before all that
} DredgeNetwork;

/// Let the loss models run packet by packet or, `by_time`, on units of 10 ms, for packets of so
/// many samples at 48 kHz. Any thread.
static inline void dredge_network_set_units(DredgeNetwork* const network, const bool by_time,
                                            const unsigned frame)
{
    enum { UNIT = 480 };
    network->units = by_time && frame >= UNIT ? frame / UNIT : by_time;
    network->sharers = by_time && frame && frame < UNIT ? UNIT / frame : 0;
}

#endif
