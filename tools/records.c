// SPDX-License-Identifier: ISC
#include "records.h"

#include "report.h"
#include "tally.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

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

bool records_open(RecordsWriter* const w, const char* const path)
{
    if (!output_file_begin(&w->output, path)) {
        return false;
    }
    w->file = output_file_open(&w->output);
    if (!w->file) {
        return output_file_end(&w->output, false);
    }
    fputs("frame,lost,arrival_ms,source,packet,rewound,bytes_primary,bytes_lbrr,bytes_dred,"
          "bytes_red,bytes_padding,bytes_headers,depth_ms,mode,bandwidth,channels,dred_offset_"
          "ms,dropped,playout_ms\n",
          w->file);
    return true;
}

void records_write(RecordsWriter* const w, const DredgeRecord* const r)
{
    static const char* const modes[] = {"silk", "hybrid", "celt"};
    static const char* const bandwidths[] = {"nb", "mb", "wb", "swb", "fb"};
    const DredgeAnatomy* const a = &r->anatomy;
    fprintf(w->file, "%" PRIu64 ",%d,", r->frame, r->lost);
    if (!r->lost) {
        fprintf(w->file, "%.3f", (double)r->arrival * 1000.0 / DREDGE_RATE);
    }
    fprintf(w->file, ",%s,%" PRIu64 ",%u,%u,%u,%u,%u,%u,%u,%.1f,%s,%s,%u,%.1f,%d,%.1f\n",
            source_name(r->source), r->packet, r->rewound, a->primary, a->lbrr, a->dred, a->red,
            a->padding, r->headers, dredge_record_depth(r), modes[a->mode],
            bandwidths[a->bandwidth], a->channels, a->dred_newest * 1000.0 / DREDGE_RATE,
            r->dropped, (double)r->playout);
}

bool records_close(RecordsWriter* const w, const bool keep)
{
    bool good = !ferror(w->file);
    good = !fclose(w->file) && good;
    if (keep && !good) {
        complain("%s: can't be written: %s", w->output.path, strerror(errno));
    }
    return output_file_end(&w->output, good && keep);
}
