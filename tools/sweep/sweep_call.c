// SPDX-License-Identifier: ISC
#include "sweep_call.h"

#include "packets/call_player.h"
#include "report.h"

#include <stdlib.h>
#include <string.h>

// Of usual encoders; it is left out, as of a sound that is coded here.
enum { LOOKAHEAD = 312 };

bool sweep_call_open(SweepCall* const call, const char* const path)
{
    static const CallHints hints = {.opus_type = -1, .red_type = -1};
    PacketReader* const reader = packet_reader_open(path);
    *call = (SweepCall){.path = path};
    if (!reader) {
        return false;
    }
    if (call_survey(&call->call, reader, &hints)) {
        call->stream = call_choose(&call->call, &hints, path);
    }
    packet_reader_close(reader);
    if (!call->stream) {
        sweep_call_close(call);
        return false;
    }
    return true;
}

void sweep_call_close(SweepCall* const call)
{
    call_free(&call->call);
    *call = (SweepCall){.path = NULL};
}

// What is heard.
typedef struct {
    Sound* sound;
    unsigned skip; ///< Samples that are left out
    uint64_t room;
    bool failed;
    DredgeReplayTake take;
    void* context;
} Hearing;

static void hear(void* const context, const float* pcm, unsigned length)
{
    Hearing* const h = context;
    Sound* const s = h->sound;
    const unsigned skip = h->skip < length ? h->skip : length;
    h->skip -= skip;
    pcm += (size_t)skip * s->channels;
    length -= skip;
    if (s->length + length > h->room) {
        const uint64_t room = h->room * 2 + DREDGE_RATE;
        float* const grown = realloc(s->samples, room * s->channels * sizeof(float));
        if (!grown) {
            h->failed = true;
            return;
        }
        s->samples = grown;
        h->room = room;
    }
    memcpy(s->samples + s->length * s->channels, pcm,
           (size_t)length * s->channels * sizeof(float));
    s->length += length;
}

static void note(void* const context, const DredgeRecord* const record)
{
    const Hearing* const h = context;
    h->take(h->context, record);
}

bool sweep_call_play(const SweepCall* const call, const DredgeReplaySettings* const settings,
                     Sound* const sound, const DredgeReplayTake take, void* const context)
{
    Hearing hearing = {.sound = sound, .skip = LOOKAHEAD, .take = take, .context = context};
    const DredgeReceptionSettings reception_settings = {
        .channels = sound->channels,
        .network = settings->network,
        .trace = settings->trace,
        .playout = settings->playout,
        .concealment = settings->concealment,
        .enhancement = settings->enhancement,
        .reference = settings->reference,
        .rewind = settings->rewind,
    };
    DredgeStatus status = DREDGE_OK;
    sound_free(sound);
    sound->length = 0;
    DredgeReception* const reception =
        dredge_reception_new(&reception_settings, hear, note, &hearing, &status);
    if (!reception) {
        return complain("%s", dredge_status_text(status));
    }
    const bool good = call_play(call->path, &call->call, call->stream, true, reception);
    dredge_reception_free(reception);
    return good && (!hearing.failed || complain("not enough memory"));
}
