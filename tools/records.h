// SPDX-License-Identifier: ISC
// Records of frames as CSV.
#ifndef DREDGE_RECORDS_H
#define DREDGE_RECORDS_H

#include "link.h"
#include "output_stream.h"

#include <stdbool.h>

/// Begin a file with its header line, see output_stream_open().
bool records_open(OutputStream* file, const char* path);

/// Write one row.
void records_write(OutputStream* file, const DredgeRecord* record);

/// Name of a source as in the CSV: "received", "red", "lbrr", ...
const char* source_name(DredgeSource source);

#endif
