// SPDX-License-Identifier: ISC
// Messages that plugins do not expect.
#ifndef DREDGE_TORTURE_MESSAGES_H
#define DREDGE_TORTURE_MESSAGES_H

#include "torture/instance.h"

/// Set one of the plugin's properties to a value of its type, or ask for all.
void messages_send_proper(Instance* instance, Random* random);

/// Set a property, one of the plugin's where it has any, to a value of any type.
void messages_send_set(Instance* instance, Random* random);

/// Ask for properties, or send other patch messages, whole and well made.
void messages_send_patch(Instance* instance, Random* random);

/// Send an object whose inner sizes lie. The sequence around it is as it should be.
void messages_send_broken(Instance* instance, Random* random);

/// Send a position with odd numbers, or of odd types.
void messages_send_time(Instance* instance, Random* random);

/// Send a whole MIDI message of any kind.
void messages_send_midi(Instance* instance, Random* random, int64_t at);

/// Send bytes that are no MIDI message.
void messages_send_noise(Instance* instance, Random* random, int64_t at);

#endif
