// SPDX-License-Identifier: ISC
#include "codec/anatomy.h"

#include "codec/planner.h"

#include <opus.h>
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

// One extension of a packet (draft-ietf-mlcodec-opus-extension, section 3).
typedef struct {
    const uint8_t* start;
    const uint8_t* payload;
    size_t size; ///< Of the payload
    unsigned id;
} Extension;

// Take the next extension off; false at the end and where the rest is malformed.
static bool next_extension(Padding* const padding, Extension* const extension)
{
    const uint8_t* p = padding->at;
    if (p >= padding->end) {
        return false;
    }
    *extension = (Extension){.start = p, .id = *p >> 1};
    const bool has_length = *p & 1;
    ++p;
    size_t size = 0;
    if (extension->id == 2 || (!has_length && (extension->id == 0 || extension->id >= 32))) {
        // All the rest: padding, repeats without headers, or a last extension without length.
        size = (size_t)(padding->end - p);
    } else if (extension->id >= 32) {
        uint8_t more = 255;
        while (more == 255 && p < padding->end) {
            more = *p++;
            size += more;
        }
    } else if (extension->id != 0) {
        size = has_length;
    }
    if (size > (size_t)(padding->end - p)) {
        return false;
    }
    extension->payload = p;
    extension->size = size;
    padding->at = p + size;
    return true;
}

static bool is_dred(const Extension* const extension)
{
    return extension->id == EXTENSION_DRED && extension->size > 2;
}

const uint8_t* dredge_anatomy_find_dred(const uint8_t* const data, const size_t size,
                                        size_t* const payload_size)
{
    size_t overhead = 0;
    Padding padding = find_padding(data, size, &overhead);
    Extension extension;
    while (next_extension(&padding, &extension)) {
        if (is_dred(&extension)) {
            *payload_size = extension.size;
            return extension.payload;
        }
    }
    return NULL;
}

unsigned dredge_anatomy_length(const uint8_t* const data, const size_t size)
{
    opus_int16 sizes[FRAMES_MAX];
    if (!size || size > INT32_MAX ||
        opus_packet_parse(data, (opus_int32)size, NULL, NULL, sizes, NULL) <= 0) {
        return 0;
    }
    const int length = opus_packet_get_nb_samples(data, (opus_int32)size, DREDGE_RATE);
    return length > 0 ? (unsigned)length : 0;
}

bool dredge_anatomy_read(OpusDREDDecoder* const dred_decoder, OpusDRED* const scratch,
                         const uint8_t* const data, const size_t size, const int expected_loss,
                         DredgeAnatomy* const anatomy)
{
    memset(anatomy, 0, sizeof(*anatomy));
    if (!dredge_anatomy_length(data, size)) {
        return false;
    }
    anatomy->mode = dredge_packet_mode(data[0]);
    anatomy->channels = (uint8_t)opus_packet_get_nb_channels(data);
    anatomy->bandwidth = (uint8_t)(opus_packet_get_bandwidth(data) - OPUS_BANDWIDTH_NARROWBAND);
    anatomy->has_lbrr = opus_packet_has_lbrr(data, (opus_int32)size) > 0;

    size_t overhead = 0;
    Padding padding = find_padding(data, size, &overhead);
    const size_t extra = (size_t)(padding.end - padding.at) + overhead;
    size_t dred = 0;
    Extension extension;
    while (next_extension(&padding, &extension)) {
        dred += is_dred(&extension) ? (size_t)(padding.at - extension.start) : 0;
    }
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
    const double lbrr_share = dredge_planner_lbrr_share(expected_loss);
    const size_t lbrr = anatomy->has_lbrr ? (size_t)((double)core * lbrr_share) : 0;
    anatomy->lbrr = (uint16_t)lbrr;
    anatomy->primary = (uint16_t)(core - lbrr);
    return true;
}
