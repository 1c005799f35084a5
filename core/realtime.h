// SPDX-License-Identifier: ISC
// Marks for what the audio thread may call.
#ifndef DREDGE_REALTIME_H
#define DREDGE_REALTIME_H

/**
   A function that the audio thread may call: it neither allocates, locks, waits, logs nor
   opens anything. Where the compiler knows the effect (clang 20 and later), it checks it
   with -Wfunction-effects.
*/
#if defined(__clang__) && __clang_major__ >= 20
#define DREDGE_REALTIME __attribute__((nonblocking))
#else
#define DREDGE_REALTIME
#endif

#endif
