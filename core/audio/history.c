// SPDX-License-Identifier: ISC
#include "audio/history.h"

#include "memory.h"
#include "packet.h"

#include <assert.h>
#include <string.h>

struct DredgeHistory {
    unsigned channels;
    uint32_t kept;
    float line[];
};

static const float silence[DREDGE_FRAME_MAX * DREDGE_CHANNELS_MAX];

DredgeHistory* dredge_history_new(const unsigned channels, const uint32_t kept)
{
    DredgeHistory* const h =
        dredge_memory_new(sizeof(DredgeHistory) + (size_t)kept * channels * sizeof(float));
    if (h) {
        h->channels = channels;
        h->kept = kept;
    }
    return h;
}

void dredge_history_free(DredgeHistory* const h)
{
    dredge_memory_free(h);
}

void dredge_history_put(DredgeHistory* const h, const uint64_t at, const float* const sound,
                        const uint32_t count)
{
    assert(count <= h->kept);
    const uint32_t start = (uint32_t)(at % h->kept);
    const uint32_t first = count < h->kept - start ? count : h->kept - start;
    const size_t size = h->channels * sizeof(float);
    memcpy(&h->line[(size_t)start * h->channels], sound, first * size);
    memcpy(h->line, sound + (size_t)first * h->channels, (count - first) * size);
}

const float* dredge_history_at(const DredgeHistory* const h, const int64_t from,
                               uint32_t* const length)
{
    assert(*length <= DREDGE_FRAME_MAX);
    const int64_t limit = from < 0 ? -from : h->kept - from % h->kept;
    *length = *length < limit ? *length : (uint32_t)limit;
    return from < 0 ? silence : &h->line[(size_t)(from % h->kept) * h->channels];
}

void dredge_history_copy(const DredgeHistory* const h, const int64_t from, float* const to,
                         const uint32_t count)
{
    for (uint32_t done = 0; done < count;) {
        uint32_t length = count - done;
        const float* const sound = dredge_history_at(h, from + done, &length);
        memcpy(to + (size_t)done * h->channels, sound,
               (size_t)length * h->channels * sizeof(float));
        done += length;
    }
}
