// SPDX-License-Identifier: ISC
// What `dredge sweep` leaves in a folder: its plan and a row for each cell.
#ifndef DREDGE_SWEEP_FOLDER_H
#define DREDGE_SWEEP_FOLDER_H

#include <jansson.h>
#include <stdbool.h>

/// An input, a configuration or a network.
typedef struct {
    const char* name;
    const char* label;
    char* options;     ///< As on a command line; "" for inputs
    const char* error; ///< What was wrong with an input; NULL: nothing
    bool reference;    ///< The configuration that the others are compared with
    bool baseline;     ///< ... neural concealment alone, the unit of the gap
    double rate;       ///< Hz, of an input
    double seconds;    ///< ... of an input
} SweepItem;

typedef struct {
    SweepItem* items;
    int count;
} SweepList;

/// A row: one input in one configuration over one network.
typedef struct {
    const char* id;
    int input, configuration, network;
    long long seed;
    const char* error; ///< NULL: none
    double* values;    ///< By column; NAN: not computed
} SweepCell;

typedef struct {
    char* path;
    json_t* plan;  ///< sweep.json
    json_t** rows; ///< Lines of results.jsonl; hold the text of the cells
    SweepList inputs, configurations, networks;
    const char** columns; ///< Names of the columns that hold numbers
    int column_count;
    SweepCell* cells;
    int cell_count;
} SweepFolder;

/// Read sweep.json and results.jsonl; says on stderr what is wrong, with file and line.
bool sweep_folder_read(SweepFolder* folder, const char* path);

/// Free what sweep_folder_read() allocated.
void sweep_folder_free(SweepFolder* folder);

/// Number of a column, -1 if there is none of that name.
int sweep_folder_column(const SweepFolder* folder, const char* name);

/// Value of a cell by the column's name; NAN if there is none.
double sweep_folder_value(const SweepFolder* folder, const SweepCell* cell, const char* name);

/// PATH/PART/NAME+ENDING, to be freed; exits for want of memory.
char* sweep_folder_file(const SweepFolder* folder, const char* part, const char* name,
                        const char* ending);

#endif
