// SPDX-License-Identifier: ISC
#include "harness.h"

#include "trace/trace_format.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST = DREDGE_TRACE_AUTO + 1 };

static DredgeTraceReport report;
static char error[256];

static DredgeTrace* parse_with(const void* const bytes, const size_t size,
                               const DredgeTraceOptions* const options)
{
    error[0] = '\0';
    return dredge_trace_parse("test", bytes, size, options, &report, error, sizeof(error));
}

static DredgeTrace* parse(const void* const bytes, const size_t size,
                          const DredgeTraceFormat format)
{
    const DredgeTraceOptions options = {.format = format};
    return parse_with(bytes, size, &options);
}

// Reads bytes, and expects these losses in what then is reported as this format.
static void assert_reads(const void* const bytes, const size_t size,
                         const DredgeTraceFormat forced, const DredgeTraceFormat reported,
                         const char* const digits)
{
    DredgeTrace* const trace = parse(bytes, size, forced);
    assert_string_equal(error, "");
    assert_non_null(trace);
    assert_string_equal(dredge_trace_format_name(report.format),
                        dredge_trace_format_name(reported));
    assert_int_equal(dredge_trace_packets(trace), strlen(digits));
    for (size_t i = 0; i < strlen(digits); ++i) {
        assert_int_equal(dredge_trace_lost(trace, i), digits[i] == '1');
    }
    dredge_trace_free(trace);
}

#define RECOGNISES(bytes, format, digits)                                                      \
    assert_reads(bytes, sizeof(bytes) - 1, DREDGE_TRACE_AUTO, format, digits)
#define READS(bytes, format, digits)                                                           \
    assert_reads(bytes, sizeof(bytes) - 1, format, format, digits)

static void refuses(const void* const bytes, const size_t size, const DredgeTraceFormat format,
                    const char* const words)
{
    assert_null(parse(bytes, size, format));
    if (!strstr(error, words)) {
        fail_msg("'%s' does not say '%s'", error, words);
    }
}

#define REFUSES(bytes, format, words) refuses(bytes, sizeof(bytes) - 1, format, words)

static void formats_tell_themselves(void** state)
{
    (void)state;
    RECOGNISES("0\n1\n1\n0\n", DREDGE_TRACE_LINES, "0110");
    RECOGNISES("0.0 1e0 # 5\n", DREDGE_TRACE_LINES, "01");
    RECOGNISES("0110", DREDGE_TRACE_STRING, "0110");
    RECOGNISES("\x21\x6b\x20\x6b", DREDGE_TRACE_G192, "01");
    RECOGNISES("\x6b\x20\x6b\x21", DREDGE_TRACE_G192, "10");
    RECOGNISES(" !!  !", DREDGE_TRACE_EP_BYTE, "100110");
    RECOGNISES("0\n20\n40\nlost\n79\n", DREDGE_TRACE_ARRIVALS, "00010");
    RECOGNISES("1000 1020 -1 1060", DREDGE_TRACE_ARRIVALS, "0010");
    RECOGNISES("lost -1 0 -1 60 -1 -1 120\n", DREDGE_TRACE_ARRIVALS, "11010110");
    RECOGNISES("frame,lost,arrival_ms,source\n0,0,20.000,received\n1,1,,dred\n",
               DREDGE_TRACE_RECORDS, "01");
    RECOGNISES("size,lost\r\n5,1\r\n\r\n5,0", DREDGE_TRACE_RECORDS, "10");
    char digits[10001];
    memset(digits, '1', 10000);
    digits[10000] = '\0';
    RECOGNISES(digits, DREDGE_TRACE_STRING, digits);
    static char many[40000];
    size_t size = 0;
    for (int i = 0; i < 5000; ++i) {
        size += (size_t)snprintf(many + size, sizeof(many) - size, "%d\n", 60 * i);
    }
    assert_int_equal(dredge_trace_recognise((const uint8_t*)many, size), DREDGE_TRACE_ARRIVALS);
    // A typing error in a loss file does not make times of it.
    REFUSES("0\n1\n2\n", DREDGE_TRACE_AUTO, "test:3: expected 0 (received) or 1 (lost)");
    REFUSES("0\n10\n700\n0\n", DREDGE_TRACE_AUTO, "test:3: expected 0 (received) or 1 (lost)");
}

static void marks_commas_and_quotes_are_skipped(void** state)
{
    (void)state;
    RECOGNISES("\xef\xbb\xbf"
               "0\r\n1\r\n",
               DREDGE_TRACE_LINES, "01");
    RECOGNISES("0,1,1\n0,0,1\n", DREDGE_TRACE_LINES, "011001");
    RECOGNISES("0;1;\n1;", DREDGE_TRACE_LINES, "011");
    RECOGNISES("\"0\"\n\"1\"\n", DREDGE_TRACE_LINES, "01");
    RECOGNISES("0, 20, 40, lost, 79", DREDGE_TRACE_ARRIVALS, "00010");
    REFUSES("12,5\n32,1\n51,9\n", DREDGE_TRACE_ARRIVALS, "test:1: expected one arrival time");
    REFUSES("\xff\xfe"
            "0\0\n\0",
            DREDGE_TRACE_AUTO, "UTF-16; expected UTF-8");
}

static void names_of_columns_are_known(void** state)
{
    (void)state;
    RECOGNISES("lost\n0\n1\n", DREDGE_TRACE_RECORDS, "01");
    RECOGNISES("\xef\xbb\xbf\"Lost\"\n\"0\"\n\"1\"\n", DREDGE_TRACE_RECORDS, "01");
    RECOGNISES("loss\n0\n1\n", DREDGE_TRACE_RECORDS, "01");
    RECOGNISES("packet;is_lost\n7;1\n8;0\n", DREDGE_TRACE_RECORDS, "10");
    RECOGNISES("n\tstatus\n7\tlost\n8\tOK\n9\treceived\n", DREDGE_TRACE_RECORDS, "100");
    RECOGNISES("n,received\n7,1\n8,0\n9,no\n", DREDGE_TRACE_RECORDS, "011");
    RECOGNISES("# by hand\n\nn,lost,status\n7,FALSE,1\n8,TRUE,0\n", DREDGE_TRACE_RECORDS, "01");
    RECOGNISES("\"a, b\",lost\n\"1, 2\",1\n\"3\",0\n", DREDGE_TRACE_RECORDS, "10");
    RECOGNISES("arrival\n0,5\n20,25\nlost\n60,5\n", DREDGE_TRACE_RECORDS, "0010");
    assert_non_null(strstr(report.note, "times taken as ms; interval 20 ms"));
    RECOGNISES("lost\n0\n20\n40\n", DREDGE_TRACE_ARRIVALS, "1000"); // No header
    REFUSES("packet,gone\n1,0\n2,1\n", DREDGE_TRACE_AUTO, "test:1: expected names of columns");
    REFUSES("time,length\n1,0\n2,1\n", DREDGE_TRACE_AUTO, "test:1: expected names of columns");
    REFUSES("n,lost\n1,0\n2,maybe\n", DREDGE_TRACE_AUTO,
            "test:3: expected 0 (received) or 1 (lost) in column 2, 'lost', found 'maybe'");
    REFUSES("seq,time\n1,0\nx,20\n", DREDGE_TRACE_AUTO, "test:3: expected a sequence number");
    REFUSES("seq,time\n1,0\n2,Nov 26\n", DREDGE_TRACE_AUTO, "test:3: expected a time");
    REFUSES("seq,time\n1,0\n2,\n3,60\n", DREDGE_TRACE_AUTO, "test:3: expected a time");
    REFUSES("lost,arrival_ms\n0,5\n0,\n", DREDGE_TRACE_AUTO,
            "packet 1 was received, but has no");
}

static void assert_delays(const char* const text, const double interval,
                          const double* const delays, const size_t packets)
{
    DredgeTrace* const trace = parse(text, strlen(text), DREDGE_TRACE_AUTO);
    assert_string_equal(error, "");
    assert_int_equal(report.format, DREDGE_TRACE_RECORDS);
    assert_int_equal(dredge_trace_packets(trace), packets);
    assert_float_equal((double)dredge_trace_interval(trace), interval, 1e-6);
    for (size_t i = 0; i < packets; ++i) {
        assert_int_equal(dredge_trace_lost(trace, i), delays[i] < 0.0);
        if (delays[i] >= 0.0) {
            assert_float_equal((double)dredge_trace_delay(trace, i), delays[i], 1e-3);
        }
    }
    dredge_trace_free(trace);
}

// Sequence numbers with a gap, a packet that is overtaken, one that comes twice, and a
// wrap-around: as tshark prints them, and as others do.
static void sequence_numbers_and_times_are_a_trace(void** state)
{
    (void)state;
    static const double delays[] = {5, 0, -1, 31, 0, 0, 5};
    static const char* const forms[] = {
        "65533\t0.005000\n65534\t0.020000\n1\t0.080000\n0\t0.091000\n1\t0.095000\n"
        "2\t0.100000\n\t0.110000\n3\t0.125000\n",
        "rtp.seq\tframe.time_relative\n65533\t0.005\n65534\t0.02\n1\t0.08\n0\t0.091\n"
        "1\t0.095\n2\t0.1\n\t0.11\n3\t0.125\n",
        "65533,0.005\n65534,0.02\n1,0.08\n0,0.091\n1,0.095\n2,0.1\n,0.11\n3,0.125\n",
        "0.005 65533\n0.02 65534\n0.08 1\n0.091 0\n0.095 1\n0.1 2\n0.125 3\n",
        "Seq;Arrival\n65533;5\n65534;20,0\n65537;80\n65536;91\n65538;100\n65539;125\n",
        "time,seq\n1000005,65533\n1000020,65534\n1000080,1\n1000091,0\n1000100,2\n"
        "1000125,3\n",
        "rtp.ssrc,rtp.timestamp,rtp.seq,frame.time_epoch\n"
        "0x0102aBcd,0,65533,1700000000.005\n0x0102abcd,960,65534,1700000000.02\n"
        "0x0102abcd,3840,1,1700000000.08\n0x0102abcd,2880,0,1700000000.091\n"
        "0x00000009,77,7,1700000000.092\n"
        "0x0102abcd,4800,2,1700000000.1\n0x0102abcd,5760,3,1700000000.125\n",
    };
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); ++i) {
        assert_delays(forms[i], 20.0, delays, 7);
    }
    assert_non_null(strstr(report.note, "SSRC 0x0102abcd; clock 48000 Hz"));
    RECOGNISES("seq\n7\n8\n10\n9\n13\n", DREDGE_TRACE_RECORDS, "0000110");
}

static void polarity_is_in_the_name(void** state)
{
    (void)state;
    READS("0 1 1\n0", DREDGE_TRACE_LINES_0_LOST, "1001");
    READS("0.0\n1.0", DREDGE_TRACE_LINES_0_LOST, "10");
    READS("0110\n01", DREDGE_TRACE_STRING_0_LOST, "100110");
    REFUSES("012", DREDGE_TRACE_STRING_0_LOST, "expected 1 (received) or 0 (lost)");
    READS("0 -3 0 2\n7 1e1", DREDGE_TRACE_OPUS_DEMO, "010111");
    READS("0110", DREDGE_TRACE_OPUS_DEMO, "1"); // One number
    REFUSES("0 0.5", DREDGE_TRACE_OPUS_DEMO, "expected a whole number");
    READS("0.0\n1.0\n\n1\n", DREDGE_TRACE_PLC_CHALLENGE, "011");
    REFUSES("0\n1 0\n", DREDGE_TRACE_PLC_CHALLENGE, "test:2: expected one number");
    REFUSES("0\n0110\n", DREDGE_TRACE_PLC_CHALLENGE, "test:2: expected 0");
    DredgeTrace* const trace = parse("0\n1\n", 4, DREDGE_TRACE_PLC_CHALLENGE);
    assert_true(dredge_trace_interval(trace) == 20.0f);
    dredge_trace_free(trace);
}

static void error_patterns_are_read(void** state)
{
    (void)state;
    READS("\x21\x6b\2\0\x7f\0\x81\0\x20\x6b\1\0\0\0\x21\x6b\0\0", DREDGE_TRACE_G192, "010");
    REFUSES("\x21\x6b\x20", DREDGE_TRACE_G192, "3 bytes long; expected G.192 words");
    REFUSES("", DREDGE_TRACE_G192, "0 bytes long");
    REFUSES("\x7f\0\x81\0", DREDGE_TRACE_G192,
            "byte 0: expected a G.192 word 0x6b21 or 0x6b20");
    REFUSES("\x21\x6b\2\0\x7f\0", DREDGE_TRACE_G192, "byte 2: expected");
    REFUSES("\x21\x6b\2\0\x7f\0\5\0", DREDGE_TRACE_G192, "byte 6: expected a bit");
    REFUSES("\x21\x6b\1\0\x7f\0\x7f\0", DREDGE_TRACE_G192, "byte 6: expected a G.192 word");
    READS("!! ", DREDGE_TRACE_EP_BYTE, "001");
    REFUSES("!!\n", DREDGE_TRACE_EP_BYTE, "byte 2: expected 0x21 (received) or 0x20 (lost)");
    REFUSES("", DREDGE_TRACE_EP_BYTE, "holds no packets");
    READS("\x05\x80", DREDGE_TRACE_EP_BIT, "1010000000000001");
    REFUSES("", DREDGE_TRACE_EP_BIT, "holds no packets");
}

static void arrivals_make_delays(void** state)
{
    (void)state;
    static const char text[] = "1000\n1021.5\n-1\n1060\n1130\n1100 # early\nlost\n1140\n1160\n"
                               "1180\n1200\n1220\n1240\n1260\n1280\n1300\n";
    static const float expected[] = {0.0f, 1.5f, 0.0f, 0.0f, 50.0f, 0.0f};
    DredgeTrace* const trace = parse(text, strlen(text), DREDGE_TRACE_AUTO);
    assert_true(dredge_trace_interval(trace) == 20.0f);
    assert_string_equal(report.note, "interval 20 ms by the arrivals");
    for (size_t i = 0; i < 6; ++i) {
        assert_true(dredge_trace_delay(trace, i) == expected[i]);
    }
    dredge_trace_free(trace);
    const DredgeTraceOptions options = {.interval = 10.0};
    DredgeTrace* const told = parse_with("0 15 30", 7, &options);
    assert_true(dredge_trace_interval(told) == 10.0f);
    assert_true(dredge_trace_delay(told, 2) == 10.0f);
    dredge_trace_free(told);
    DredgeTrace* const one = parse("-1 500", 6, DREDGE_TRACE_ARRIVALS);
    assert_true(dredge_trace_interval(one) == 20.0f && dredge_trace_delay(one, 1) == 0.0f);
    dredge_trace_free(one);
    REFUSES("0\n20\nforty\n", DREDGE_TRACE_ARRIVALS, "test:3: expected an arrival time in ms");
    REFUSES("0\n20\n1e16\n", DREDGE_TRACE_ARRIVALS, "found '1e16'");
    REFUSES("# none", DREDGE_TRACE_ARRIVALS, "holds no packets");
}

static void records_are_read_by_their_header(void** state)
{
    (void)state;
    static const char text[] = "frame,lost,arrival_ms,source\r\n0,0,40.000,received\r\n"
                               "1,1,,dred\r\n2,0,95.250,received\r\n3,0,100,received\r\n";
    const DredgeTraceOptions options = {.interval = 20.0};
    DredgeTrace* const trace = parse_with(text, strlen(text), &options);
    assert_string_equal(error, "");
    assert_true(dredge_trace_has_delay(trace));
    assert_true(fabsf(dredge_trace_delay(trace, 2) - 15.25f) < 0.001f);
    dredge_trace_free(trace);
    REFUSES("a,b\n", DREDGE_TRACE_RECORDS,
            "test:1: expected names of columns, among them 'lost'");
    REFUSES("a,lost\n1,0\n1,2\n", DREDGE_TRACE_RECORDS, "test:3: expected 0 (received)");
    REFUSES("a,lost\n1\n", DREDGE_TRACE_RECORDS, "in column 2, 'lost'");
    REFUSES("lost,arrival_ms\n0,x\n", DREDGE_TRACE_RECORDS, "test:2: expected a time in ms");
    REFUSES("lost,arrival_ms\n0,5\n0,\n", DREDGE_TRACE_RECORDS, "packet 1 was received, but");
    REFUSES("lost,arrival_ms\n", DREDGE_TRACE_RECORDS, "holds no packets");
    DredgeTrace* const untimed = parse("lost,arrival_ms\n0,\n1,\n", 22, DREDGE_TRACE_AUTO);
    assert_non_null(untimed);
    assert_false(dredge_trace_has_delay(untimed));
    dredge_trace_free(untimed);
}

static void damaged_recordings_name_the_byte(void** state)
{
    (void)state;
    REFUSES("#!rtpplay1.0 1.2.3.4/5", DREDGE_TRACE_AUTO, "test:1: expected '#!rtpplay1.0");
    REFUSES("#!rtpplay1.0 x/5\n0123456789", DREDGE_TRACE_AUTO,
            "byte 17: expected a header of 16 bytes, found 10");
    REFUSES("#!rtpplay1.0 x/5\n0123456789abcdef\0\x14\0", DREDGE_TRACE_AUTO, "byte 33: ends");
    REFUSES("#!rtpplay1.0 x/5\n0123456789abcdef\0\x14\0\x0c\0\0\0\0", DREDGE_TRACE_AUTO,
            "byte 33: expected a packet's size from 8 to the 8 bytes that are left, found 20");
    REFUSES("#!rtpplay1.0 x/5\n0123456789abcdef", DREDGE_TRACE_AUTO, "holds no RTP packets");
    REFUSES("\xd4\xc3\xb2\xa1\2\0\4\0", DREDGE_TRACE_PCAP, "expected a packet capture");
    REFUSES("not a capture", DREDGE_TRACE_PCAP, "expected a packet capture");
    REFUSES("", DREDGE_TRACE_PCAP, "expected a packet capture");
    REFUSES("\xd4\xc3\xb2\xa1\2\0\4\0\0\0\0\0\0\0\0\0\xff\xff\0\0\1\0\0\0", DREDGE_TRACE_PCAP,
            "holds no RTP among its 0 packets");
    REFUSES("\xd4\xc3\xb2\xa1\2\0\4\0\0\0\0\0\0\0\0\0\xff\xff\0\0\x69\0\0\0", DREDGE_TRACE_PCAP,
            "link type IEEE802_11; expected Ethernet");
    REFUSES("\xd4\xc3\xb2\xa1\2\0\4\0\0\0\0\0\0\0\0\0\xff\xff\0\0\1\0\0\0\1\2\3",
            DREDGE_TRACE_PCAP, "damaged after 0 packets");
}

typedef struct {
    bool delays;
    float grain; // ms that delays may be off
} Holds;

static Holds holds(const DredgeTraceFormat format)
{
    switch (format) {
    case DREDGE_TRACE_ARRIVALS:
    case DREDGE_TRACE_RTPDUMP:
        return (Holds){true, 1.0f}; // Half for the packet, half for the fastest one
    case DREDGE_TRACE_PCAP:
    case DREDGE_TRACE_RECORDS:
        return (Holds){true, 0.002f};
    default:
        return (Holds){false, 0.0f};
    }
}

static DredgeTrace* through(const DredgeTrace* const trace, const DredgeTraceFormat format)
{
    char* bytes = NULL;
    size_t size = 0;
    FILE* const file = open_memstream(&bytes, &size);
    assert_true(dredge_trace_write(trace, format, 0.0, file));
    fclose(file);
    DredgeTrace* const again = parse(bytes, size, format);
    if (!again) {
        fail_msg("%s: %s", dredge_trace_format_name(format), error);
    }
    // What is recognised is read in the same way.
    if (format != DREDGE_TRACE_EP_BIT && format != DREDGE_TRACE_LINES_0_LOST &&
        format != DREDGE_TRACE_STRING_0_LOST && format != DREDGE_TRACE_PCAP) {
        DredgeTrace* const recognised = parse(bytes, size, DREDGE_TRACE_AUTO);
        assert_non_null(recognised);
        assert_int_equal(dredge_trace_packets(recognised), dredge_trace_packets(again));
        for (size_t i = 0; i < dredge_trace_packets(again); ++i) {
            assert_int_equal(dredge_trace_lost(recognised, i), dredge_trace_lost(again, i));
        }
        dredge_trace_free(recognised);
    }
    free(bytes);
    return again;
}

static void assert_same(const DredgeTrace* const trace, const DredgeTrace* const other,
                        const float grain)
{
    assert_int_equal(dredge_trace_packets(trace), dredge_trace_packets(other));
    for (size_t i = 0; i < dredge_trace_packets(trace); ++i) {
        assert_int_equal(dredge_trace_lost(trace, i), dredge_trace_lost(other, i));
        if (grain > 0.0f) {
            assert_true(fabsf(dredge_trace_delay(trace, i) - dredge_trace_delay(other, i)) <=
                        grain);
        }
    }
}

// From every format to every other.
static void convert_all(const DredgeTrace* const trace, const float grain)
{
    for (int a = FIRST; a < DREDGE_TRACE_FORMATS; ++a) {
        DredgeTrace* const first = through(trace, (DredgeTraceFormat)a);
        const Holds holds_first = holds((DredgeTraceFormat)a);
        assert_same(trace, first, holds_first.delays ? fmaxf(grain, 0.002f) : 0.0f);
        for (int b = FIRST; b < DREDGE_TRACE_FORMATS; ++b) {
            const Holds holds_second = holds((DredgeTraceFormat)b);
            const bool delays = holds_first.delays && holds_second.delays;
            DredgeTrace* const second = through(first, (DredgeTraceFormat)b);
            assert_same(first, second, delays ? fmaxf(grain, 0.002f) : 0.0f);
            if (delays) {
                assert_true(dredge_trace_interval(second) == 20.0f);
            }
            dredge_trace_free(second);
        }
        dredge_trace_free(first);
    }
}

enum { PACKETS = 400 };

static void make_losses(uint8_t lost[const PACKETS])
{
    for (int i = 0; i < PACKETS; ++i) {
        lost[i] = i * 7919 % 13 < 3 && i && i + 1 < PACKETS;
    }
}

static void round_trips_lose_nothing(void** state)
{
    (void)state;
    uint8_t lost[PACKETS];
    double delays[PACKETS];
    make_losses(lost);
    for (int i = 0; i < PACKETS; ++i) {
        delays[i] = i * 104729 % 47; // Overtaking among them
    }
    DredgeTrace* const whole = dredge_trace_new_delays(lost, delays, PACKETS, 20.0);
    convert_all(whole, 0.002f);
    for (int i = 0; i < PACKETS; ++i) {
        delays[i] += i * 31 % 100 * 0.01;
    }
    DredgeTrace* const fine = dredge_trace_new_delays(lost, delays, PACKETS, 20.0);
    convert_all(fine, 1.0f);
    static const DredgeTraceFormat exact[] = {DREDGE_TRACE_PCAP, DREDGE_TRACE_RECORDS};
    for (int i = 0; i < 2; ++i) {
        DredgeTrace* const again = through(fine, exact[i]);
        assert_same(fine, again, 0.002f);
        dredge_trace_free(again);
    }
    dredge_trace_free(fine);
    dredge_trace_free(whole);
}

static void assert_misses(const DredgeTrace* const trace, const DredgeTraceFormat format,
                          const char* const words)
{
    char text[128] = "";
    assert_int_equal(dredge_trace_fits(trace, format, 0.0, text, sizeof(text)), !*words);
    if (!strstr(text, words)) {
        fail_msg("'%s' does not say '%s'", text, words);
    }
}

static void what_does_not_fit_is_told(void** state)
{
    (void)state;
    const uint8_t lost[] = {0, 1, 0};
    const double whole[] = {0.0, 0.0, 5.0};
    const double fine[] = {0.0, 0.0, 0.25};
    DredgeTrace* trace = dredge_trace_new_delays(lost, whole, 3, 20.0);
    assert_misses(trace, DREDGE_TRACE_LINES, "the delays");
    assert_misses(trace, DREDGE_TRACE_EP_BIT, "the delays and the length");
    assert_misses(trace, DREDGE_TRACE_ARRIVALS, "");
    assert_misses(trace, DREDGE_TRACE_RTPDUMP, "");
    dredge_trace_free(trace);
    trace = dredge_trace_new_delays(lost, fine, 3, 20.0);
    assert_misses(trace, DREDGE_TRACE_ARRIVALS, "fractions of a millisecond");
    assert_misses(trace, DREDGE_TRACE_PCAP, "");
    assert_misses(trace, DREDGE_TRACE_RECORDS, "");
    dredge_trace_free(trace);
    static uint8_t many[4000];
    memset(many + 10, 1, 3000);
    trace = dredge_trace_new(many, sizeof(many));
    assert_misses(trace, DREDGE_TRACE_LINES, "");
    assert_misses(trace, DREDGE_TRACE_EP_BIT, "");
    assert_misses(trace, DREDGE_TRACE_PCAP, "3000 packets or more are lost in a row");
    dredge_trace_free(trace);
    trace = dredge_trace_new(many + 11, 2999 + 2);
    assert_misses(trace, DREDGE_TRACE_PCAP, "losses at the start and the end");
    dredge_trace_free(trace);
    memset(many, 0, sizeof(many));
    static double late[1500];
    late[5] = 30000.0;
    trace = dredge_trace_new_delays(many, late, 1500, 20.0);
    assert_misses(trace, DREDGE_TRACE_PCAP, "packets that 1000 others overtake");
    assert_misses(trace, DREDGE_TRACE_ARRIVALS, "");
    dredge_trace_free(trace);
    memset(many, 1, sizeof(many));
    trace = dredge_trace_new(many, 5);
    assert_false(dredge_trace_write(trace, DREDGE_TRACE_PCAP, 0.0, stdout));
    assert_false(dredge_trace_write(trace, DREDGE_TRACE_RTPDUMP, 0.0, stdout));
    dredge_trace_free(trace);
}

RUN_TESTS(TEST(formats_tell_themselves), TEST(marks_commas_and_quotes_are_skipped),
          TEST(names_of_columns_are_known), TEST(sequence_numbers_and_times_are_a_trace),
          TEST(polarity_is_in_the_name), TEST(error_patterns_are_read),
          TEST(arrivals_make_delays), TEST(records_are_read_by_their_header),
          TEST(damaged_recordings_name_the_byte), TEST(round_trips_lose_nothing),
          TEST(what_does_not_fit_is_told))
