// SPDX-License-Identifier: ISC
// Records of frames as CSV.
#ifndef DREDGE_RECORDS_H
#define DREDGE_RECORDS_H

#include "link.h"
#include "output_file.h"

#include <stdbool.h>
#include <stdio.h>

/// A CSV file being written, under another name until it is complete.
typedef struct {
    FILE* file;
    OutputFile output;
} RecordsWriter;

/// Begin a file with its header line; says on stderr what is wrong.
bool records_open(RecordsWriter* writer, const char* path);

/// Write one row.
void records_write(RecordsWriter* writer, const DredgeRecord* record);

/// Complete the file, or remove what there is of it.
bool records_close(RecordsWriter* writer, bool keep);

/// Name of a source as in the CSV: "received", "red", "lbrr", ...
const char* source_name(DredgeSource source);

#endif
