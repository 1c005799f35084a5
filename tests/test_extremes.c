// SPDX-License-Identifier: ISC
// The network with every pair of its settings at their ends, the others as usual. The
// sanitizers say whether a number leaves its type on the way.
#include "harness.h"

#include "network/expected.h"
#include "network/path.h"
#include "settings.h"
#include "tally.h"

#include <math.h>

enum { PACKETS = 40, FRAME = 960, TURN = 20 };

typedef struct {
    size_t at; // In DredgeNetwork
    enum { NUMBER, COUNT } type;
    double least;
    double most;
} Setting;

#define FIELD(name) offsetof(DredgeNetwork, name)

// The ends that the tool allows, and for the capacity those that the plugin can be brought to.
static const Setting settings[] = {
    {FIELD(loss), NUMBER, 0, 1},
    {FIELD(burst), NUMBER, 1, 1000},
    {FIELD(loss_in_bad), NUMBER, 0, 1},
    {FIELD(loss_in_good), NUMBER, 0, 1},
    {FIELD(to_bad), NUMBER, 0, 1},
    {FIELD(to_good), NUMBER, 0, 1},
    {FIELD(p13), NUMBER, 0, 1},
    {FIELD(p31), NUMBER, 0, 1},
    {FIELD(p32), NUMBER, 0, 1},
    {FIELD(p23), NUMBER, 0, 1},
    {FIELD(p14), NUMBER, 0, 1},
    {FIELD(burstiness), NUMBER, 0, 0.99},
    {FIELD(units), COUNT, 0, 6},
    {FIELD(delay), NUMBER, 0, 10000},
    {FIELD(jitter), NUMBER, 0, 10000},
    {FIELD(correlation), NUMBER, 0, 0.99},
    {FIELD(reorder), NUMBER, 0, 1},
    {FIELD(duplicate), NUMBER, 0, 1},
    {FIELD(bottleneck.capacity), NUMBER, 1e-30, 100000},
    {FIELD(bottleneck.queue), COUNT, 0, 100000},
    {FIELD(bottleneck.overhead), COUNT, 0, 1000},
};

enum { SETTINGS = sizeof(settings) / sizeof(settings[0]) };

static void set(DredgeNetwork* const network, const Setting* const setting, const bool most)
{
    char* const field = (char*)network + setting->at;
    const double value = most ? setting->most : setting->least;
    if (setting->type == NUMBER) {
        *(double*)field = value;
    } else {
        *(unsigned*)field = (unsigned)value;
    }
}

// Send packets; half way the settings change back to the usual ones.
static void walk(const DredgeNetwork* const network, const DredgeNetwork* const usual)
{
    DredgePath path = {.busy_until = 0.0};
    DredgeFateCursor cursor = {.ready = false};
    DredgeTally tally = {.frames = 0};
    const DredgeLossStatistics expected = dredge_fate_expected(network);
    assert_true(network->model == DREDGE_LOSS_TRACE ||
                (expected.loss >= 0.0 && expected.loss <= 1.0));
    for (unsigned i = 0; i < PACKETS; ++i) {
        const DredgeNetwork* const now = i < TURN ? network : usual;
        const DredgeJourney journey = {
            .sent = (int64_t)(i + 1) * FRAME,
            .fate = dredge_fate_follow(&cursor, now, NULL, i),
            .bottleneck = now->bottleneck,
        };
        const DredgeJourneysEnd end = dredge_path_carry(&path, &journey, i ? 50 : 0, FRAME);
        assert_true(end.lost || (end.arrival >= journey.sent &&
                                 end.arrival <= journey.sent + DREDGE_PATH_LONGEST));
        const DredgeRecord record = {.frame = i,
                                     .length = FRAME,
                                     .lost = end.lost,
                                     .dropped = end.dropped,
                                     .arrival = end.arrival};
        dredge_tally_add(&tally, &record);
    }
    assert_true(isfinite(dredge_tally_delay(&tally)));
}

static void no_pair_of_extremes_leaves_its_range(void** state)
{
    (void)state;
    for (int model = DREDGE_LOSS_NONE; model <= DREDGE_LOSS_EID; ++model) {
        for (int kind = DREDGE_JITTER_NORMAL; kind <= DREDGE_JITTER_TRACE; ++kind) {
            DredgeNetwork usual = dredge_settings_default().network;
            usual.model = (DredgeLossModel)model;
            usual.distribution = (DredgeJitter)kind;
            for (int i = 0; i < SETTINGS; ++i) {
                for (int j = kind ? SETTINGS - 8 : 0; j < i; ++j) {
                    for (int ends = 0; ends < 4; ++ends) {
                        DredgeNetwork network = usual;
                        set(&network, &settings[i], ends & 1);
                        set(&network, &settings[j], ends & 2);
                        walk(&network, &usual);
                    }
                }
            }
        }
    }
}

RUN_TESTS(TEST(no_pair_of_extremes_leaves_its_range))
