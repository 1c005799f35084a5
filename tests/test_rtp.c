// SPDX-License-Identifier: ISC
#include "harness.h"

#include "trace/rtp.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static DredgeRtpList list;
static DredgeTraceReport report;
static char error[256];

static void add(const unsigned sequence, const uint32_t timestamp, const double arrival)
{
    const DredgeRtp rtp = {.arrival = arrival,
                           .ssrc = 1,
                           .timestamp = timestamp,
                           .sequence = (uint16_t)sequence,
                           .payload_type = 111};
    assert_true(dredge_rtp_list_add(&list, &rtp));
}

// Packets on time, 20 ms each at 48 kHz.
static void add_run(const unsigned from, const unsigned count)
{
    for (unsigned i = from; i < from + count; ++i) {
        add(i, i * 960, i * 20.0);
    }
}

static DredgeTrace* finish_with(const DredgeTraceOptions* const options)
{
    report = (DredgeTraceReport){.format = DREDGE_TRACE_RTPDUMP};
    error[0] = '\0';
    DredgeParser parser = {.name = "test",
                           .options = options,
                           .report = &report,
                           .error = error,
                           .error_size = sizeof(error)};
    DredgeTrace* const trace =
        dredge_rtp_trace(&parser, &list) ? dredge_parser_finish(&parser) : NULL;
    dredge_parser_free(&parser);
    dredge_rtp_list_free(&list);
    return trace;
}

static DredgeTrace* finish(void)
{
    static const DredgeTraceOptions options = {.interval = 0.0};
    return finish_with(&options);
}

static void assert_losses(const DredgeTrace* const trace, const char* const digits)
{
    assert_non_null(trace);
    assert_int_equal(dredge_trace_packets(trace), strlen(digits));
    for (size_t i = 0; i < strlen(digits); ++i) {
        assert_int_equal(dredge_trace_lost(trace, i), digits[i] == '1');
    }
}

static void assert_notes(const char* const part)
{
    if (!strstr(report.note, part)) {
        fail_msg("'%s' does not say '%s'", report.note, part);
    }
}

static void headers_are_taken_apart(void** state)
{
    (void)state;
    uint8_t packet[40] = {0x80, 0x80 | 96, 0x12, 0x34, 1, 2, 3, 4, 5, 6, 7, 8};
    DredgeRtp rtp = {.arrival = 7.0};
    assert_true(dredge_rtp_parse(packet, 12, 12, &rtp));
    assert_int_equal(rtp.sequence, 0x1234);
    assert_int_equal(rtp.timestamp, 0x01020304);
    assert_int_equal(rtp.ssrc, 0x05060708);
    assert_int_equal(rtp.payload_type, 96);
    assert_true(rtp.arrival == 7.0);
    assert_false(dredge_rtp_parse(packet, 11, 11, &rtp));
    packet[0] = 0x40; // Version 1
    assert_false(dredge_rtp_parse(packet, 40, 40, &rtp));
    packet[0] = 0x82; // Two contributing sources
    assert_false(dredge_rtp_parse(packet, 19, 19, &rtp));
    assert_true(dredge_rtp_parse(packet, 20, 20, &rtp));
    assert_true(dredge_rtp_parse(packet, 12, 20, &rtp)); // Cut off on recording
    packet[0] = 0x90;                                    // An extension of 3 words
    packet[15] = 3;
    assert_false(dredge_rtp_parse(packet, 27, 27, &rtp));
    assert_true(dredge_rtp_parse(packet, 28, 28, &rtp));
    assert_false(dredge_rtp_parse(packet, 14, 15, &rtp));
    packet[0] = 0xa0; // Padding
    packet[39] = 28;
    assert_true(dredge_rtp_parse(packet, 40, 40, &rtp));
    packet[39] = 29;
    assert_false(dredge_rtp_parse(packet, 40, 40, &rtp));
    packet[0] = 0x80;
    packet[1] = 200; // RTCP
    assert_false(dredge_rtp_parse(packet, 40, 40, &rtp));
}

static void gaps_are_losses_across_the_wrap(void** state)
{
    (void)state;
    add_run(65533, 2);
    add_run(65536, 1);
    add_run(65539, 2);
    DredgeTrace* const trace = finish();
    assert_losses(trace, "00101100");
    assert_true(dredge_trace_interval(trace) == 20.0f);
    assert_notes("SSRC 0x00000001, payload type 111");
    assert_notes("clock 48000 Hz by the arrivals");
    for (size_t i = 0; i < 8; ++i) {
        assert_true(dredge_trace_delay(trace, i) < 0.001f);
    }
    dredge_trace_free(trace);
}

static void late_packets_and_duplicates_find_their_place(void** state)
{
    (void)state;
    add_run(100, 10);
    add_run(111, 2);
    add(110, 110 * 960, 112 * 20.0 + 5.0);
    add(99, 99 * 960, 112 * 20.0 + 6.0); // Before the first one seen
    add(110, 110 * 960, 112 * 20.0 + 7.0);
    add_run(113, 10);
    DredgeTrace* const trace = finish();
    assert_losses(trace, "000000000000000000000000");
    assert_true(fabsf(dredge_trace_delay(trace, 11) - 45.0f) < 0.001f);
    assert_true(fabsf(dredge_trace_delay(trace, 0) - 266.0f) < 0.001f);
    assert_notes("duplicates: 1");
    dredge_trace_free(trace);
}

static void jumps_are_restarts_or_strays(void** state)
{
    (void)state;
    add_run(100, 3);
    add(40000, 5, 65.0); // Alone: left out
    add_run(104, 2);
    for (unsigned i = 0; i < 3; ++i) { // A new beginning, with timestamps of its own
        add(20000 + 2 * (i / 2) + i % 2, 77 + 960 * i, 2200.0 + 20.0 * i);
    }
    DredgeTrace* const trace = finish();
    assert_losses(trace, "000100000");
    assert_notes("restarts: 1");
    assert_notes("out of sequence: 1");
    for (size_t i = 0; i < 9; ++i) {
        assert_true(dredge_trace_delay(trace, i) < 0.01f);
    }
    dredge_trace_free(trace);

    // The limits: 2999 on is a gap, 3000 on is none.
    add_run(0, 2);
    add_run(1 + 2999, 2);
    DredgeTrace* const gap = finish();
    assert_int_equal(dredge_trace_packets(gap), 3002);
    dredge_trace_free(gap);
    add_run(0, 2);
    add_run(1 + 3000, 2);
    DredgeTrace* const restart = finish();
    assert_losses(restart, "0000");
    dredge_trace_free(restart);
}

static void the_largest_stream_is_taken(void** state)
{
    (void)state;
    for (unsigned i = 0; i < 30; ++i) { // Not a stream
        const DredgeRtp rtp = {
            .arrival = i, .ssrc = 2, .sequence = (uint16_t)(i * 9973), .payload_type = 0};
        assert_true(dredge_rtp_list_add(&list, &rtp));
    }
    add_run(1, 5);
    add_run(7, 2);
    DredgeTrace* const trace = finish();
    assert_losses(trace, "00000100");
    assert_notes("packets of other streams: 30");
    dredge_trace_free(trace);

    add_run(1, 2);
    const DredgeTraceOptions other = {.ssrc_given = true, .ssrc = 2};
    assert_null(finish_with(&other));
    assert_non_null(strstr(error, "no packets of SSRC 0x00000002; expected some among its 2"));
    assert_null(finish());
    assert_non_null(strstr(error, "holds no RTP packets"));
}

static void clocks_are_guessed(void** state)
{
    (void)state;
    static const unsigned rates[] = {8000, 16000, 44100, 48000, 90000};
    for (size_t r = 0; r < sizeof(rates) / sizeof(rates[0]); ++r) {
        for (unsigned i = 0; i < 500; ++i) {
            // A clock that is 0.1 % fast, and jitter up to 12 ms
            add(i, i * rates[r] / 50, i * 20.02 + i * 7919 % 13);
        }
        char note[64];
        snprintf(note, sizeof(note), "clock %u Hz by", rates[r]);
        DredgeTrace* const trace = finish();
        assert_notes(note);
        assert_true(dredge_trace_interval(trace) == 20.0f);
        assert_true(dredge_trace_delay(trace, 499) < 23.0f);
        dredge_trace_free(trace);
    }
    for (unsigned i = 0; i < 5; ++i) { // All at once
        add(i, i * 160, 0.0);
    }
    DredgeTrace* const burst = finish();
    assert_notes("clock 48000 Hz assumed");
    dredge_trace_free(burst);
    for (unsigned i = 0; i < 5; ++i) {
        add(i, i * 160, 0.0);
    }
    const DredgeTraceOptions told = {.clock = 8000};
    DredgeTrace* const forced = finish_with(&told);
    assert_true(dredge_trace_interval(forced) == 20.0f);
    assert_true(fabsf(dredge_trace_delay(forced, 0) - 80.0f) < 0.001f);
    dredge_trace_free(forced);
}

// With DTX nothing is sent in silence: timestamps jump, sequence numbers do not.
static void silence_is_neither_loss_nor_delay(void** state)
{
    (void)state;
    add_run(0, 20);
    for (unsigned i = 20; i < 40; ++i) {
        add(i, (i + 100) * 960, (i + 100) * 20.0);
    }
    DredgeTrace* const trace = finish();
    assert_int_equal(dredge_trace_packets(trace), 40);
    assert_true(dredge_trace_interval(trace) == 20.0f);
    for (size_t i = 0; i < 40; ++i) {
        assert_false(dredge_trace_lost(trace, i));
        assert_true(dredge_trace_delay(trace, i) < 0.001f);
    }
    dredge_trace_free(trace);
}

// However the numbers jump, there are at most 3000 lost ones for each that came.
static void traces_stay_bounded(void** state)
{
    (void)state;
    for (unsigned i = 0; i < 5000; ++i) {
        add(i * 2999, i, i);
    }
    assert_null(finish());
    assert_non_null(strstr(error, "more than 10000000 packets"));
    for (unsigned i = 0; i < 5000; ++i) {
        add(i * 40009, i * 0x7fffffffU, i);
    }
    DredgeTrace* const trace = finish();
    assert_non_null(trace);
    dredge_trace_free(trace);
}

RUN_TESTS(TEST(headers_are_taken_apart), TEST(gaps_are_losses_across_the_wrap),
          TEST(late_packets_and_duplicates_find_their_place),
          TEST(jumps_are_restarts_or_strays), TEST(the_largest_stream_is_taken),
          TEST(clocks_are_guessed), TEST(silence_is_neither_loss_nor_delay),
          TEST(traces_stay_bounded))
