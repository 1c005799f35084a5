// SPDX-License-Identifier: ISC
// Memory for the audio thread: there before it is used. The system brings a page when it is
// first touched, which takes longer than some blocks last. Where this process may lock as much
// memory as it likes (`ulimit -l unlimited`, as machines for audio are set up, or root), pages
// stay.
#ifndef DREDGE_MEMORY_H
#define DREDGE_MEMORY_H

#include <stddef.h>

/// Zeroed memory, every page of which has been written. Freed with dredge_memory_free(); NULL:
/// there is none. Not for the audio thread, as all that follows.
void* dredge_memory_new(size_t size);

/// Zeroed memory as above, but only the first `now` bytes of it are there at once; the system
/// brings the rest as it is touched.
void* dredge_memory_reserve(size_t size, size_t now);

/// Free memory from the functions above; NULL is fine.
void dredge_memory_free(void* memory);

/// Read every page of the code and the constants that this function stands in, the weights of
/// libopus' networks among them, and those of the libraries below.
void dredge_memory_touch_code(void);

/// Write the next pages of this thread's stack, as deep as a frame's work goes. For a thread
/// that is about to begin its work.
void dredge_memory_touch_stack(void);

#endif
