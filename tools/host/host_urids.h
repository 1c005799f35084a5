// SPDX-License-Identifier: ISC
// The numbers of URIs, the same for all plugins and windows of the process. Any thread.
#ifndef DREDGE_HOST_URIDS_H
#define DREDGE_HOST_URIDS_H

#include <lv2/urid/urid.h>

/// The number of a URI, from 1 on. It stays until the process ends. Aborts for want of memory.
LV2_URID host_urids_map(const char* uri);

/// The URI of a number; NULL if there is none.
const char* host_urids_unmap(LV2_URID urid);

#endif
