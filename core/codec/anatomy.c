// SPDX-License-Identifier: ISC
#include "codec/anatomy.h"

#include <string.h>

enum {
    EXTENSION_DRED = 126,
    FRAMES_MAX = 48,   // RFC 6716: 120 ms of 2.5 ms
    DRED_LOOK = 50000, // Samples to parse: more than the 1.04 s that DRED can reach
};

typedef struct {
    const uint8_t* at;
    const uint8_t* end;
} Padding;

// The padding of a packet of code 3; empty for all others.
static Padding find_padding(const uint8_t* const data, const size_t size,
                            size_t* const overhead)
{
    const unsigned char* frames[FRAMES_MAX];
    opus_int16 sizes[FRAMES_MAX];
    const int count = opus_packet_parse(data, (opus_int32)size, NULL, frames, sizes, NULL);
    Padding padding = {.at = NULL, .end = NULL};
    *overhead = 0;
    if (count > 0 && size > 1 && (data[0] & 3) == 3 && data[1] & 0x40) {
        padding.at = frames[count - 1] + sizes[count - 1];
        padding.end = data + size;
        size_t length_bytes = 1;
        while (data[1 + length_bytes] == 255) {
            ++length_bytes;
        }
        // A single frame would need no count byte without padding.
        *overhead = length_bytes + (count == 1);
    }
    return padding;
}

// Bytes of the extensions that are DRED, with their headers.
static size_t dred_bytes(const Padding padding)
{
    const uint8_t* p = padding.at;
    size_t bytes = 0;
    while (p < padding.end) {
        const uint8_t* const start = p;
        const unsigned id = *p >> 1;
        const bool has_length = *p & 1;
        ++p;
        size_t payload = 0;
        if (id == 0) { // padding: one byte, or all the rest
            payload = has_length ? 0 : (size_t)(padding.end - p);
        } else if (id == 1) { // next frame, or several ahead
            payload = has_length;
        } else if (id == 2) { // repeats come without headers; none of them is a DRED of ours
            payload = (size_t)(padding.end - p);
        } else if (id < 32) {
            payload = has_length;
        } else if (!has_length) {
            payload = (size_t)(padding.end - p);
        } else {
            uint8_t more = 255;
            while (more == 255 && p < padding.end) {
                more = *p++;
                payload += more;
            }
        }
        if (payload > (size_t)(padding.end - p)) {
            break;
        }
        p += payload;
        if (id == EXTENSION_DRED && payload > 2) {
            bytes += (size_t)(p - start);
        }
    }
    return bytes;
}

static size_t lbrr_estimate(const size_t primary, const int expected_loss)
{
    const int loss = expected_loss < 25 ? expected_loss : 25;
    return (size_t)((double)primary * (0.253 + 0.0055 * loss));
}

bool dredge_anatomy_read(OpusDREDDecoder* const dred_decoder, OpusDRED* const scratch,
                         const uint8_t* const data, const size_t size, const int expected_loss,
                         DredgeAnatomy* const anatomy)
{
    memset(anatomy, 0, sizeof(*anatomy));
    if (!size || opus_packet_get_nb_samples(data, (opus_int32)size, DREDGE_RATE) <= 0) {
        return false;
    }
    anatomy->mode = data[0] & 0x80             ? DREDGE_MODE_CELT
                    : (data[0] & 0x60) == 0x60 ? DREDGE_MODE_HYBRID
                                               : DREDGE_MODE_SILK;
    anatomy->bandwidth = (uint8_t)(opus_packet_get_bandwidth(data) - OPUS_BANDWIDTH_NARROWBAND);
    anatomy->has_lbrr = opus_packet_has_lbrr(data, (opus_int32)size) > 0;

    size_t overhead = 0;
    const Padding padding = find_padding(data, size, &overhead);
    const size_t extra = (size_t)(padding.end - padding.at) + overhead;
    size_t dred = dred_bytes(padding);
    int newest = 0;
    if (dred) {
        const int reach = opus_dred_parse(dred_decoder, scratch, data, (opus_int32)size,
                                          DRED_LOOK, DREDGE_RATE, &newest, 1);
        anatomy->dred_oldest = reach > 0 ? reach : 0;
        anatomy->dred_newest = reach > 0 ? newest : 0;
        dred += overhead;
    }
    anatomy->dred = (uint16_t)dred;
    anatomy->padding = (uint16_t)(extra - dred);
    const size_t core = size - extra;
    const size_t lbrr = anatomy->has_lbrr ? lbrr_estimate(core, expected_loss) : 0;
    anatomy->lbrr = (uint16_t)lbrr;
    anatomy->primary = (uint16_t)(core - lbrr);
    return true;
}
