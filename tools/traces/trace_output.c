// SPDX-License-Identifier: ISC
#include "traces/trace_output.h"

#include "output_file.h"
#include "report.h"

#include <errno.h>
#include <string.h>

static bool write_all(const DredgeTrace* const trace, const DredgeTraceFormat format,
                      const double interval, FILE* const to, const char* const name)
{
    if (!dredge_trace_write(trace, format, interval, to)) {
        return complain("%s: %s can't hold a trace in which all packets are lost", name,
                        dredge_trace_format_name(format));
    }
    if (fflush(to) || ferror(to)) {
        return complain("%s: can't be written: %s", name, strerror(errno));
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
    OutputFile output;
    if (!output_file_begin(&output, path)) {
        return false;
    }
    FILE* const file = output_file_open(&output);
    if (!file) {
        return output_file_end(&output, false);
    }
    const bool good = write_all(trace, format, interval, file, output.path);
    fclose(file);
    return output_file_end(&output, good);
}
