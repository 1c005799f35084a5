// SPDX-License-Identifier: ISC
#include "records.h"

#include "tally.h"

#include <inttypes.h>

const char* source_name(const DredgeSource source)
{
    static const char* const names[] = {
        [DREDGE_SOURCE_RECEIVED] = "received", [DREDGE_SOURCE_RED] = "red",
        [DREDGE_SOURCE_LBRR] = "lbrr",         [DREDGE_SOURCE_DRED] = "dred",
        [DREDGE_SOURCE_NEURAL] = "neural",     [DREDGE_SOURCE_CLASSIC] = "classic",
        [DREDGE_SOURCE_SILENCE] = "silence",
    };
    return names[source];
}

bool records_open(OutputStream* const file, const char* const path)
{
    if (!output_stream_open(file, path)) {
        return false;
    }
    fputs("frame,lost,arrival_ms,source,packet,rewound,bytes_primary,bytes_lbrr,bytes_dred,"
          "bytes_red,bytes_padding,bytes_headers,depth_ms,mode,bandwidth,channels,dred_offset_"
          "ms,dropped,playout_ms\n",
          file->stream);
    return true;
}

void records_write(OutputStream* const file, const DredgeRecord* const r)
{
    static const char* const modes[] = {"silk", "hybrid", "celt"};
    static const char* const bandwidths[] = {"nb", "mb", "wb", "swb", "fb"};
    const DredgeAnatomy* const a = &r->anatomy;
    fprintf(file->stream, "%" PRIu64 ",%d,", r->frame, r->lost);
    if (!r->lost) {
        fprintf(file->stream, "%.3f", (double)r->arrival * 1000.0 / DREDGE_RATE);
    }
    fprintf(file->stream, ",%s,%" PRIu64 ",%u,%u,%u,%u,%u,%u,%u,%.1f,%s,%s,%u,%.1f,%d,%.1f\n",
            source_name(r->source), r->packet, r->rewound, a->primary, a->lbrr, a->dred, a->red,
            a->padding, r->headers, dredge_record_depth(r), modes[a->mode],
            bandwidths[a->bandwidth], a->channels, a->dred_newest * 1000.0 / DREDGE_RATE,
            r->dropped, (double)r->playout);
}
