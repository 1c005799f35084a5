// SPDX-License-Identifier: ISC
// The files of page/, made by embed.c; they end with 0.
#ifndef DREDGE_PAGE_PARTS_H
#define DREDGE_PAGE_PARTS_H

extern const unsigned char page_html[];
extern const unsigned char page_css[];
extern const unsigned char page_js[];

#endif
