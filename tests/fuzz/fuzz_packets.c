// SPDX-License-Identifier: ISC
// Any bytes as packets, which come at any time or never, through the receiver.
#include "input.h"

#include "codec/anatomy.h"
#include "receiver.h"

#include <math.h>
#include <opus.h>
#include <stdbool.h>

enum {
    PACKETS = 24,
    SIZE = 400,
    MS = DREDGE_RATE / 1000,
};

// What is played: frames that the decoder limits to 4, and pauses filled by cross-fading them.
static const float LOUDEST = 8.1f;

enum { FRAMES = 6, WAYS = 2 };

static const unsigned frames[FRAMES] = {120, 240, 480, 960, 1920, 2880};

// To start a decoder takes ten times as long as to copy one: a fresh link of each kind is kept.
typedef struct {
    DredgeLink* fresh[FRAMES];
    DredgeLink* link;
} Links;

typedef struct {
    Links links[DREDGE_CHANNELS_MAX][WAYS]; ///< As the plugin recovers, and as opus_demo does
    OpusDREDDecoder* dred_decoder;
    OpusDRED* dred;
    DredgeReceiver receiver;
} Fuzz;

static Fuzz fuzz;

static DredgeLink* new_link(const unsigned channels, const unsigned way, const unsigned frame)
{
    DredgeStatus status = DREDGE_OK;
    DredgeLink* const link = dredge_link_new(channels, way == 1, &status);
    if (!link) {
        abort();
    }
    dredge_link_reset(link, frame, DREDGE_APPLICATION_VOIP);
    return link;
}

static void start(void)
{
    int error = 0;
    fuzz.dred_decoder = opus_dred_decoder_create(&error);
    fuzz.dred = opus_dred_alloc(&error);
    if (!fuzz.dred_decoder || !fuzz.dred) {
        abort();
    }
    for (unsigned channels = 1; channels <= DREDGE_CHANNELS_MAX; ++channels) {
        for (unsigned way = 0; way < WAYS; ++way) {
            Links* const links = &fuzz.links[channels - 1][way];
            links->link = new_link(channels, way, frames[0]);
            for (unsigned i = 0; i < FRAMES; ++i) {
                links->fresh[i] = new_link(channels, way, frames[i]);
            }
        }
    }
}

static void play(DredgeLink* const link, const DredgeLinkSettings* const settings,
                 const DredgePlayout* const playout, const unsigned frame,
                 const unsigned channels)
{
    static float pcm[DREDGE_FRAME_MAX * DREDGE_CHANNELS_MAX];
    static DredgeRecord records[DREDGE_RECEIVER_FRAMES_MAX];
    const unsigned count = dredge_receiver_play(&fuzz.receiver, link, settings, playout, frame,
                                                channels, pcm, records);
    if (count > DREDGE_RECEIVER_FRAMES_MAX) {
        abort();
    }
    for (unsigned i = 0; i < frame * channels; ++i) {
        if (!(fabsf(pcm[i]) <= LOUDEST)) {
            abort();
        }
    }
}

static void send(DredgeLink* const link, Input* const input, const uint64_t index,
                 const unsigned frame)
{
    const uint32_t flags = input_number(input, 1);
    size_t size = 0;
    const size_t most = input_number(input, flags & 1 ? 2 : 1);
    uint8_t* const data = input_bytes(input, most < SIZE ? most : SIZE, &size);
    DredgeJourney journey = {.sent = (int64_t)(index + 1) * frame,
                             .fate = {.lost = (flags & 2) || !size,
                                      .duplicated = flags & 4,
                                      .delay_ms = flags & 8 ? input_number(input, 2) : 0.0,
                                      .copy_delay_ms = 5.0}};
    DredgeAnatomy anatomy;
    const bool valid =
        dredge_anatomy_read(fuzz.dred_decoder, fuzz.dred, data, size, 20, &anatomy);
    journey.fate.lost |= !valid;
    dredge_link_send_packet(link, &anatomy, data, (uint32_t)size, &journey);
    free(data);
}

int LLVMFuzzerTestOneInput(const uint8_t* const bytes, const size_t size)
{
    if (!fuzz.dred) {
        start();
    }
    Input input = {bytes, size};
    const uint32_t kind = input_number(&input, 1);
    const unsigned channels = 1 + kind % 2;
    const Links* const links = &fuzz.links[channels - 1][kind / 2 % WAYS];
    DredgeLink* const link = links->link;
    const unsigned length = input_number(&input, 1) % FRAMES;
    const unsigned frame = frames[length];
    const DredgeLinkSettings settings = {
        .sender = {.redundancy = DREDGE_REDUNDANCY_LBRR_DRED, .depth = 1000},
        .concealment = (DredgeConcealment)(kind / 4 % 3),
        .enhancement = (DredgeEnhancement)(kind / 16 % 3),
    };
    const unsigned longest = 20 + input_number(&input, 1) % 128;
    const DredgePlayout playout = {
        .playout = longest, .adaptive = kind & 128, .least = longest < 60 ? 20 : longest / 3};
    const unsigned ahead = (longest - DREDGE_WORK_MS) * MS / frame;
    dredge_link_copy(link, links->fresh[length]);
    dredge_receiver_reset(&fuzz.receiver, 0);
    for (unsigned i = 0; i < PACKETS + ahead && (input.size || i < ahead + 4); ++i) {
        send(link, &input, i, frame);
        if (i >= ahead) {
            play(link, &settings, &playout, frame, channels);
        }
    }
    return 0;
}
