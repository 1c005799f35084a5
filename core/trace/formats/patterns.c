// SPDX-License-Identifier: ISC
// Error patterns of the ITU-T: G.192 words, bytes and bits.
#include "trace/formats/formats.h"

enum {
    WORD_LOST = 0x6b20,
    WORD_RECEIVED = 0x6b21,
    WORD_ZERO = 0x007f, // Bits of a frame
    WORD_ONE = 0x0081,
    BYTE_LOST = 0x20,
    BYTE_RECEIVED = 0x21,
};

static unsigned word_at(const DredgeParser* const p, const size_t offset, const bool big)
{
    const unsigned first = p->bytes[offset];
    const unsigned second = p->bytes[offset + 1];
    return big ? first << 8 | second : second << 8 | first;
}

static bool is_sync(const unsigned word)
{
    return word == WORD_LOST || word == WORD_RECEIVED;
}

// The number of bits and the bits that may follow a sync word; *offset moves behind them.
static bool skip_frame(DredgeParser* const p, size_t* const offset, const bool big)
{
    const size_t at = *offset;
    const size_t bits = word_at(p, at, big);
    if (bits > (p->size - at) / 2 - 1) {
        return dredge_parser_fail_byte(
            p, at,
            "expected a G.192 word 0x6b21 or 0x6b20, or the number of bits that follow, "
            "found 0x%04zx",
            bits);
    }
    for (size_t i = 1; i <= bits; ++i) {
        const unsigned word = word_at(p, at + 2 * i, big);
        if (word != WORD_ZERO && word != WORD_ONE && word != 0) {
            return dredge_parser_fail_byte(
                p, at + 2 * i, "expected a bit of the frame, 0x007f or 0x0081, found 0x%04x",
                word);
        }
    }
    *offset = at + 2 * (bits + 1);
    return true;
}

bool dredge_g192_parse(DredgeParser* const p)
{
    if (p->size < 2 || p->size % 2) {
        return dredge_parser_fail(p, "%zu bytes long; expected G.192 words of 2 bytes",
                                  p->size);
    }
    const bool big = !is_sync(word_at(p, 0, false));
    for (size_t offset = 0; offset < p->size;) {
        const unsigned word = word_at(p, offset, big);
        if (is_sync(word)) {
            if (!dredge_parser_add(p, word == WORD_LOST, 0.0)) {
                return false;
            }
            offset += 2;
        } else if (!offset) {
            return dredge_parser_fail_byte(
                p, 0,
                "expected a G.192 word 0x6b21 or 0x6b20 in either byte order, found "
                "0x%04x",
                word);
        } else if (!is_sync(word_at(p, offset - 2, big))) {
            return dredge_parser_fail_byte(
                p, offset, "expected a G.192 word 0x6b21 or 0x6b20, found 0x%04x", word);
        } else if (!skip_frame(p, &offset, big)) {
            return false;
        }
    }
    dredge_parser_note(p, "%s-endian", big ? "big" : "little");
    return true;
}

bool dredge_g192_write(const DredgeTrace* const trace, const DredgeTraceFormat format,
                       const double interval, FILE* const to)
{
    (void)format;
    (void)interval;
    for (size_t i = 0; i < dredge_trace_packets(trace); ++i) {
        const unsigned word = dredge_trace_lost(trace, i) ? WORD_LOST : WORD_RECEIVED;
        putc((int)(word & 0xff), to);
        putc((int)(word >> 8), to);
    }
    return true;
}

bool dredge_ep_byte_parse(DredgeParser* const p)
{
    for (size_t i = 0; i < p->size; ++i) {
        if (p->bytes[i] != BYTE_LOST && p->bytes[i] != BYTE_RECEIVED) {
            return dredge_parser_fail_byte(
                p, i, "expected 0x21 (received) or 0x20 (lost) for each packet, found 0x%02x",
                p->bytes[i]);
        }
        if (!dredge_parser_add(p, p->bytes[i] == BYTE_LOST, 0.0)) {
            return false;
        }
    }
    return p->packets ? true : dredge_parser_fail(p, "holds no packets; expected bytes");
}

bool dredge_ep_byte_write(const DredgeTrace* const trace, const DredgeTraceFormat format,
                          const double interval, FILE* const to)
{
    (void)format;
    (void)interval;
    for (size_t i = 0; i < dredge_trace_packets(trace); ++i) {
        putc(dredge_trace_lost(trace, i) ? BYTE_LOST : BYTE_RECEIVED, to);
    }
    return true;
}

bool dredge_ep_bit_parse(DredgeParser* const p)
{
    for (size_t i = 0; i < p->size * 8; ++i) {
        if (!dredge_parser_add(p, p->bytes[i / 8] >> i % 8 & 1, 0.0)) {
            return false;
        }
    }
    return p->packets ? true : dredge_parser_fail(p, "holds no packets; expected bytes");
}

bool dredge_ep_bit_write(const DredgeTrace* const trace, const DredgeTraceFormat format,
                         const double interval, FILE* const to)
{
    (void)format;
    (void)interval;
    const size_t packets = dredge_trace_packets(trace);
    for (size_t i = 0; i < packets; i += 8) {
        unsigned byte = 0;
        for (size_t bit = 0; bit < 8 && i + bit < packets; ++bit) {
            byte |= (unsigned)dredge_trace_lost(trace, i + bit) << bit;
        }
        putc((int)byte, to);
    }
    return true;
}
