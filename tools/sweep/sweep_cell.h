// SPDX-License-Identifier: ISC
// Cells: one input, coded one way, over one network with one seed.
#ifndef DREDGE_SWEEP_CELL_H
#define DREDGE_SWEEP_CELL_H

#include "sweep_place.h"
#include "sweep_plan.h"

#include <stdbool.h>
#include <stddef.h>

/// The numbers of a cell, in the order of their columns.
typedef enum {
    FIGURE_SECONDS,
    FIGURE_FRAMES,
    FIGURE_LOST,
    FIGURE_LOST_PCT,
    FIGURE_DROPPED,
    FIGURE_LATE,
    FIGURE_RECOVERED,
    FIGURE_CONCEALED,
    FIGURE_RECOVERED_PCT,
    FIGURE_BY_RED,
    FIGURE_BY_LBRR,
    FIGURE_BY_DRED,
    FIGURE_KBPS,
    FIGURE_KBPS_PRIMARY,
    FIGURE_KBPS_LBRR,
    FIGURE_KBPS_DRED,
    FIGURE_KBPS_RED,
    FIGURE_KBPS_HEADERS,
    FIGURE_PLAYOUT_MS,
    FIGURE_ALIGN_ERROR,
    FIGURE_LEVEL_DB,
    FIGURE_LSD_DB,
    FIGURE_ESTOI,
    FIGURE_PLCMOS,
    FIGURE_SCORER, ///< In a column that the plan names
    FIGURES,
} SweepFigure;

/// What came of a cell. A number that there is not is no number (NaN).
typedef struct {
    char id[HASH_TEXT];
    double figures[FIGURES];
    char error[512]; ///< Empty, or why there are no figures
} SweepCell;

/// A cell without any figures.
SweepCell sweep_cell_empty(const char* id);

/// Name of a figure's column; NULL where the plan has none.
const char* sweep_figure_name(const SweepPlan* plan, SweepFigure figure);

/// Write a figure as its column has it, or nothing; returns what was written.
const char* sweep_figure_text(SweepFigure figure, double value, char text[32]);

/// The cell's name: a hash of all that determines what comes of it.
void sweep_cell_id(const SweepPlan* plan, const SweepPlace* place, char id[HASH_TEXT]);

/// A file of a cell: "OUT/FOLDER/ID.EXTENSION"; to be freed.
char* sweep_cell_path(const char* out, const char* folder, const char* id,
                      const char* extension);

/// Keep a cell; says on stderr what is wrong.
bool sweep_cell_store(const SweepPlan* plan, const char* out, const SweepCell* cell);

/// Read a cell; returns false where there is none, or none that is complete.
bool sweep_cell_load(const SweepPlan* plan, const char* out, const char* id, SweepCell* cell);

/// Whether the cell of a place stands with all that the plan wants of it.
bool sweep_cell_stands(const SweepPlan* plan, const char* out, const SweepPlace* place,
                       const char* id);

#endif
