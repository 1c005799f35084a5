// SPDX-License-Identifier: ISC
#include "traces/trace_output.h"

#include "output_stream.h"
#include "report.h"

#include <errno.h>

static bool write_all(const DredgeTrace* const trace, const DredgeTraceFormat format,
                      const double interval, FILE* const to, const char* const name)
{
    errno = 0;
    if (!dredge_trace_write(trace, format, interval, to)) {
        if (errno == ENOMEM) {
            return complain("%s: not enough memory", name);
        }
        return complain("%s: %s can't hold a trace in which all packets are lost", name,
                        dredge_trace_format_name(format));
    }
    return true;
}

bool trace_output_write(const DredgeTrace* const trace, const DredgeTraceFormat format,
                        const double interval, const char* const path)
{
    char lost[128];
    if (!dredge_trace_fits(trace, format, interval, lost, sizeof(lost))) {
        complain("warning: %s can't hold %s", dredge_trace_format_name(format), lost);
    }
    OutputStream file;
    return output_stream_open(&file, path) &&
           output_stream_close(
               &file, write_all(trace, format, interval, file.stream, file.output.path));
}
