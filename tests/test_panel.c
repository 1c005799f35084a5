// SPDX-License-Identifier: ISC
// What the meters show at their ends.
#include "harness.h"

#include "panel.h"
#include "settings.h"

enum { MOST = 1 << 24 }; // A float counts to there one by one

// After 93 hours of 20 ms, or 12 of 2.5 ms: they stay at the end of their range.
static void counters_stop_where_floats_count_no_further(void** state)
{
    (void)state;
    static DredgePanel panel;
    const DredgeSettings settings = dredge_settings_default();
    DredgeTally* const total = &panel.meters[DREDGE_LANE_A].total;
    total->frames = MOST - 1;
    total->lost = (uint64_t)1 << 33;
    total->by_source[DREDGE_SOURCE_DRED] = UINT64_MAX;
    const DredgePanelNews news = {.settings = &settings, .counts = {.waits = UINT32_MAX}};
    dredge_panel_update(&panel, &news);
    assert_float_equal(panel.value[DREDGE_METER_PACKETS][0], MOST - 1, 0.0);
    assert_float_equal(panel.value[DREDGE_METER_PACKETS_LOST][0], MOST, 0.0);
    assert_float_equal(panel.value[DREDGE_METER_BY_DRED][DREDGE_LANE_A], MOST, 0.0);
    assert_float_equal(panel.value[DREDGE_METER_WAITS][0], MOST, 0.0);
    total->frames = MOST + 1;
    dredge_panel_update(&panel, &news);
    assert_float_equal(panel.value[DREDGE_METER_PACKETS][0], MOST, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counters_stop_where_floats_count_no_further),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
