// SPDX-License-Identifier: ISC
// The page: one file with its style, its program and its data.
#ifndef DREDGE_PAGE_H
#define DREDGE_PAGE_H

#include <jansson.h>
#include <stdbool.h>

/// Write the page with what it shows.
bool page_write(const char* path, const json_t* data);

#endif
