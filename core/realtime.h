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

/**
   Around the one exception: where the audio thread waits for a stage in work, which is counted
   (*Waits*). Neither the compiler nor RealtimeSanitizer looks at what stands between the two.
*/
#if defined(__clang__) && __clang_major__ >= 20
#if __has_feature(realtime_sanitizer)
#include <sanitizer/rtsan_interface.h>
#define DREDGE_WAIT_BEGIN_                                                                     \
    _Pragma("clang diagnostic push")                                                           \
        _Pragma("clang diagnostic ignored \"-Wfunction-effects\"") __rtsan_disable();
#define DREDGE_WAIT_END_                                                                       \
    __rtsan_enable();                                                                          \
    _Pragma("clang diagnostic pop")
#else
#define DREDGE_WAIT_BEGIN_                                                                     \
    _Pragma("clang diagnostic push") _Pragma("clang diagnostic ignored "                       \
                                             "\"-Wfunction-effects\"")
#define DREDGE_WAIT_END_ _Pragma("clang diagnostic pop")
#endif
#else
#define DREDGE_WAIT_BEGIN_
#define DREDGE_WAIT_END_
#endif
#define DREDGE_WAITS(call)                                                                     \
    DREDGE_WAIT_BEGIN_ call;                                                                   \
    DREDGE_WAIT_END_

#endif
