// SPDX-License-Identifier: ISC
#include "harness.h"

#include "trace/trace.h"
#include "trace/trace_format.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char error[512];
static char path[64];

static DredgeTrace* read_bytes(const void* const bytes, const size_t size)
{
    snprintf(path, sizeof(path), "/tmp/dredge-trace-%d.txt", (int)getpid());
    FILE* const file = fopen(path, "wb");
    assert_non_null(file);
    fwrite(bytes, 1, size, file);
    fclose(file);
    error[0] = '\0';
    DredgeTrace* const trace = dredge_trace_read(path, NULL, error, sizeof(error));
    remove(path);
    return trace;
}

static void assert_reads(const char* const text, const char* const digits)
{
    DredgeTrace* const trace = read_bytes(text, strlen(text));
    assert_string_equal(error, "");
    assert_non_null(trace);
    assert_int_equal(dredge_trace_packets(trace), strlen(digits));
    for (size_t i = 0; i < strlen(digits); ++i) {
        assert_int_equal(dredge_trace_lost(trace, i), digits[i] == '1');
    }
    dredge_trace_free(trace);
}

static void assert_refuses(const void* const bytes, const size_t size, const char* const part)
{
    assert_null(read_bytes(bytes, size));
    assert_non_null(strstr(error, path));
    if (!strstr(error, part)) {
        fail_msg("'%s' does not say '%s'", error, part);
    }
}

static void all_spellings_are_read(void** state)
{
    (void)state;
    assert_reads("0\n1\n1\n0\n", "0110");
    assert_reads("0 1\t1\r\n0", "0110");
    assert_reads("0110", "0110");
    assert_reads("0.0\n1.0\n1.000000000000000000e+00\n0\n", "0110");
    assert_reads("# a comment 7\n0 # more\n110\n", "0110");
    char digits[1001];
    memset(digits, '1', 1000);
    digits[1000] = '\0';
    assert_reads(digits, digits);
}

static void bad_files_are_named_with_line_and_reason(void** state)
{
    (void)state;
    assert_refuses("", 0, "holds no packets");
    assert_refuses("# nothing\n\n", 11, "holds no packets");
    assert_refuses("0\n1\n2\n", 6, ":3: expected 0 (received) or 1 (lost)");
    assert_refuses("0\nlost\n", 7, ":2: expected 0");
    assert_refuses("0\n1\x80\x01", 5, ":2: byte 0x80 is not text");
    assert_refuses("RIFF\0\0\0\0WAVE", 12, "is not text");
    assert_refuses("nan\n", 4, "found 'nan'");
    assert_null(dredge_trace_read("/nowhere/loss.txt", NULL, error, sizeof(error)));
    assert_non_null(strstr(error, "/nowhere/loss.txt"));
    assert_null(dredge_trace_read("/tmp", NULL, error, sizeof(error)));
    assert_non_null(strstr(error, "/tmp"));
}

static void hours_fit_and_endless_files_end(void** state)
{
    (void)state;
    const size_t packets = DREDGE_TRACE_MAX + 1;
    char* const digits = malloc(packets);
    memset(digits, '0', packets);
    DredgeTrace* const day = read_bytes(digits, 4320000); // 24 h of 20 ms
    assert_non_null(day);
    assert_int_equal(dredge_trace_packets(day), 4320000);
    dredge_trace_free(day);
    assert_refuses(digits, packets, "more than 10000000 packets");
    free(digits);
}

static void delays_count_from_the_fastest_packet(void** state)
{
    (void)state;
    const uint8_t lost[] = {0, 1, 0, 0, 0};
    const double delays[] = {107.5, 3.0, 100.0, NAN, 1e12};
    DredgeTrace* const trace = dredge_trace_new_delays(lost, delays, 5, 20.0);
    assert_non_null(trace);
    assert_true(dredge_trace_has_delay(trace));
    assert_true(dredge_trace_interval(trace) == 20.0f);
    const float expected[] = {7.5f, 0.0f, 0.0f, 0.0f, DREDGE_TRACE_DELAY_MAX};
    for (size_t i = 0; i < 5; ++i) {
        assert_true(dredge_trace_delay(trace, i) == expected[i]);
    }
    dredge_trace_free(trace);
    DredgeTrace* const plain = dredge_trace_new(lost, 5);
    assert_false(dredge_trace_has_delay(plain));
    assert_true(dredge_trace_delay(plain, 0) == 0.0f);
    assert_true(dredge_trace_interval(plain) == 0.0f);
    dredge_trace_free(plain);
    assert_null(dredge_trace_new(lost, 0));
    const uint8_t all_lost[] = {1, 1};
    DredgeTrace* const none = dredge_trace_new_delays(all_lost, delays, 2, -1.0);
    assert_true(dredge_trace_delay(none, 1) == 0.0f && dredge_trace_interval(none) == 0.0f);
    dredge_trace_free(none);
}

static void only_regular_files_are_read(void** state)
{
    (void)state;
    snprintf(path, sizeof(path), "/tmp/dredge-trace-%d.fifo", (int)getpid());
    assert_int_equal(mkfifo(path, 0600), 0);
    alarm(5); // A reader that waits for a writer
    assert_null(dredge_trace_read(path, NULL, error, sizeof(error)));
    alarm(0);
    assert_non_null(strstr(error, "not a regular file; expected a loss trace"));
    remove(path);
    assert_null(dredge_trace_read("/dev/zero", NULL, error, sizeof(error)));
    assert_non_null(strstr(error, "/dev/zero: not a regular file"));
}

RUN_TESTS(TEST(delays_count_from_the_fastest_packet), TEST(only_regular_files_are_read),
          TEST(all_spellings_are_read), TEST(bad_files_are_named_with_line_and_reason),
          TEST(hours_fit_and_endless_files_end))
