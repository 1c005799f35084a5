// SPDX-License-Identifier: ISC
// As core/assumed.h, for what run() calls of LV2's headers. They write into the buffer that the
// forge was given; a forge that would grow it is not used there.
#ifndef DREDGE_PLUGIN_ASSUMED_H
#define DREDGE_PLUGIN_ASSUMED_H

#include "realtime.h"

#include <lv2/atom/forge.h>
#include <lv2/urid/urid.h>
#include <lv2/worker/worker.h>
#include <pthread.h>

typedef LV2_Atom_Forge_Ref ForgeRef;
typedef LV2_Atom_Forge Forge;
static inline ForgeRef lv2_atom_forge_write(Forge* forge, const void* data,
                                            uint32_t size) DREDGE_REALTIME;
static inline ForgeRef lv2_atom_forge_atom(Forge* forge, uint32_t size,
                                           uint32_t type) DREDGE_REALTIME;
static inline ForgeRef lv2_atom_forge_frame_time(Forge* forge, int64_t frames) DREDGE_REALTIME;
static inline ForgeRef lv2_atom_forge_path(Forge* forge, const char* text,
                                           uint32_t size) DREDGE_REALTIME;
static inline ForgeRef lv2_atom_forge_string(Forge* forge, const char* text,
                                             uint32_t size) DREDGE_REALTIME;
static inline ForgeRef lv2_atom_forge_key(Forge* forge, LV2_URID key) DREDGE_REALTIME;
static inline ForgeRef lv2_atom_forge_urid(Forge* forge, LV2_URID id) DREDGE_REALTIME;
static inline ForgeRef lv2_atom_forge_object(Forge* forge, LV2_Atom_Forge_Frame* frame,
                                             LV2_URID id, LV2_URID type) DREDGE_REALTIME;
static inline ForgeRef lv2_atom_forge_sequence_head(Forge* forge, LV2_Atom_Forge_Frame* frame,
                                                    uint32_t unit) DREDGE_REALTIME;
static inline void lv2_atom_forge_set_buffer(Forge* forge, uint8_t* buffer,
                                             size_t size) DREDGE_REALTIME;

int pthread_mutex_trylock(pthread_mutex_t* mutex) __THROWNL DREDGE_REALTIME;
int pthread_mutex_unlock(pthread_mutex_t* mutex) __THROWNL DREDGE_REALTIME;

#endif
