// SPDX-License-Identifier: ISC
// What an Opus packet is made of, read from the packet itself.
#ifndef DREDGE_ANATOMY_H
#define DREDGE_ANATOMY_H

#include "packet.h"
#include "realtime.h"

#include <stddef.h>

struct OpusDREDDecoder; // libopus'
struct OpusDRED;

/**
   Take an Opus packet apart.

   The DRED layer is the extension 126 with its experimental prefix "D", version 12, in the
   padding of the packet (draft-ietf-mlcodec-opus-extension, draft-ietf-mlcodec-opus-dred).
   How far it reaches is what libopus' own parser says of it.

   The border between LBRR and the primary lies inside SILK's range coder and can't be read
   without decoding. `lbrr` is estimated by dredge_planner_lbrr_share().

   @param dred_decoder libopus' DRED decoder; only read
   @param scratch a DRED object that is overwritten
   @param expected_loss what the encoder was told, per cent
   @return false for a packet that is not valid Opus; then `anatomy` is all zero.
   Any thread that owns scratch.
*/
bool dredge_anatomy_read(struct OpusDREDDecoder* dred_decoder, struct OpusDRED* scratch,
                         const uint8_t* data, size_t size, int expected_loss,
                         DredgeAnatomy* anatomy) DREDGE_REALTIME;

/// How much sound is in an Opus packet, in samples at 48 kHz; 0 if it is no valid one. Any
/// thread.
unsigned dredge_anatomy_length(const uint8_t* data, size_t size) DREDGE_REALTIME;

/**
   Find the DRED extension of an Opus packet.

   @param size of the packet
   @param payload_size set to the bytes of the extension's payload
   @return the payload inside the packet, or NULL where there is none. Any thread.
*/
const uint8_t* dredge_anatomy_find_dred(const uint8_t* data, size_t size,
                                        size_t* payload_size) DREDGE_REALTIME;

#endif
