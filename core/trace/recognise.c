// SPDX-License-Identifier: ISC
// The format of a trace file by its content.
#include "trace/formats/formats.h"
#include "trace/formats/tokens.h"
#include "trace/trace_format.h"

#include <string.h>

enum {
    LOOK = 4096,        // Bytes of a text that tell what it is
    FASTEST_PACKETS = 2 // ms: Opus packets last 2.5 ms and longer
};

static bool begins(const uint8_t* const bytes, const size_t size, const char* const with,
                   const size_t length)
{
    return size >= length && !memcmp(bytes, with, length);
}

static bool is_capture(const uint8_t* const bytes, const size_t size)
{
    static const char magics[][5] = {
        "\xa1\xb2\xc3\xd4", "\xd4\xc3\xb2\xa1", // Times in us
        "\xa1\xb2\x3c\x4d", "\x4d\x3c\xb2\xa1", // ... in ns
        "\x0a\x0d\x0d\x0a",                     // pcapng
    };
    for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); ++i) {
        if (begins(bytes, size, magics[i], 4)) {
            return true;
        }
    }
    return false;
}

static bool is_g192(const uint8_t* const bytes, const size_t size)
{
    static const char words[][3] = {"\x6b\x20", "\x6b\x21", "\x20\x6b", "\x21\x6b"};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); ++i) {
        if (begins(bytes, size, words[i], 2)) {
            return true;
        }
    }
    return false;
}

// Spaces alone are a text without words.
static bool is_ep_byte(const uint8_t* const bytes, const size_t size)
{
    bool received = false;
    for (size_t i = 0; i < size && i < LOOK; ++i) {
        if (bytes[i] != 0x20 && bytes[i] != 0x21) {
            return false;
        }
        received = received || bytes[i] == 0x21;
    }
    return received;
}

// Among numbers, arrival times are those that mostly exceed 1 and rise as packets do. What is
// neither is left to the reader of 0 and 1, which says where it stumbles.
static DredgeTraceFormat recognise_text(const uint8_t* const bytes, const size_t size)
{
    const bool cut = size > LOOK;
    DredgeTokens tokens = dredge_tokens_begin(bytes, cut ? LOOK : size);
    DredgeToken token;
    size_t words = 0;
    size_t large = 0;
    double largest = 0.0;
    double smallest = 0.0;
    bool flags = true;
    bool string = false;
    while (dredge_tokens_next(&tokens, &token)) {
        const bool partial = cut && tokens.at == LOOK;
        double number = -1.0;
        if (!token.text || !(dredge_number_parse(token.text, token.length, &number) ||
                             dredge_token_is(&token, "lost"))) {
            return partial ? DREDGE_TRACE_STRING : DREDGE_TRACE_LINES;
        }
        const bool bits = dredge_token_is_bits(&token);
        string = string || (bits && token.length > 1);
        if (partial && words) {
            break;
        }
        if (number < 0.0) { // A lost packet among arrivals
            flags = false;
            continue;
        }
        flags = flags && (bits || number == 0.0 || number == 1.0);
        if (number > 1.0) {
            largest = large && largest > number ? largest : number;
            smallest = large && smallest < number ? smallest : number;
            ++large;
        }
        ++words;
    }
    if (!flags && large * 2 > words &&
        largest - smallest >= FASTEST_PACKETS * (double)(large - 1)) {
        return DREDGE_TRACE_ARRIVALS;
    }
    return string ? DREDGE_TRACE_STRING : DREDGE_TRACE_LINES;
}

DredgeTraceFormat dredge_trace_recognise(const uint8_t* const bytes, const size_t size)
{
    if (begins(bytes, size, "#!rtpplay1.0 ", 13)) {
        return DREDGE_TRACE_RTPDUMP;
    }
    if (is_capture(bytes, size)) {
        return DREDGE_TRACE_PCAP;
    }
    if (is_g192(bytes, size)) {
        return DREDGE_TRACE_G192;
    }
    if (is_ep_byte(bytes, size)) {
        return DREDGE_TRACE_EP_BYTE;
    }
    if (dredge_records_recognise(bytes, size)) {
        return DREDGE_TRACE_RECORDS;
    }
    return recognise_text(bytes, size);
}
