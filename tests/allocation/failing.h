// SPDX-License-Identifier: ISC
// An allocator that fails where it is told to, and knows what was not freed.
//
// A program that contains this exports its own malloc() and friends, which all libraries bind
// to. The linker must export them (export_dynamic). Beside memory it refuses mmap() and
// threads.
#ifndef DREDGE_FAILING_H
#define DREDGE_FAILING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Whether it can do anything: not without glibc.
bool failing_works(void);

/// Whose allocations count.
typedef enum {
    FAILING_THIS_THREAD, ///< Between failing_enter() and failing_leave()
    FAILING_ALL,         ///< Of all threads, at all times
} FailingScope;

/// Begin to count, and to remember what is taken and not given back. What one of the libraries
/// `spared` asks for neither fails nor counts; NULL: there is none, else a NULL ends the list.
void failing_begin(FailingScope scope, const char* const* spared);

/// From now on the `nth` allocation fails, counted from 1, and, if `from_then_on`, all after
/// it; 0: none.
void failing_fail(unsigned nth, bool from_then_on);

/// From now on, note by which way the code came to each allocation: alike numbers, the same
/// way.
void failing_note(uint64_t* ways, unsigned room);

/// Into the code that is tested, and out of it.
void failing_enter(void);
void failing_leave(void);

/// How many allocations there were since failing_fail().
unsigned failing_count(void);

/// Whether one of them has failed.
bool failing_failed(void);

/// How many blocks of those since failing_begin() are not freed, but for those that one of
/// these libraries took, whose own fault that is. A NULL ends the list.
size_t failing_held(const char* const* libraries);

/// Nothing fails or counts any more.
void failing_end(void);

/// Write where the allocation that failed was asked for, and the first blocks that
/// failing_held() counts, to the standard error.
void failing_show(const char* const* libraries);

/// Whether the code at the address is one of these libraries'.
bool failing_is_of(const void* address, const char* const* libraries);

/// Who asked for the allocation that failed: the first function that is none of the C
/// library's.
const void* failing_asker(void);

#endif
