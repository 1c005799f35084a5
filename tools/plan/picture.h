// SPDX-License-Identifier: ISC
// The map of one encoder, drawn.
#ifndef DREDGE_PICTURE_H
#define DREDGE_PICTURE_H

#include <stdbool.h>
#include <stdio.h>

typedef enum { PICTURE_PNG, PICTURE_SVG } PictureFormat;

/// Draw the map of plan_table.h. Says on stderr what is wrong, but for errors of the file.
bool picture_write(FILE* file, PictureFormat format, double frame);

#endif
