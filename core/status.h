// SPDX-License-Identifier: ISC
// What can go wrong, as codes.
#ifndef DREDGE_STATUS_H
#define DREDGE_STATUS_H

typedef enum {
    DREDGE_OK,
    DREDGE_NO_MEMORY,
    DREDGE_BAD_RATE,     ///< Sample rate outside 8000..192000 Hz
    DREDGE_BAD_CHANNELS, ///< Neither mono nor stereo
    DREDGE_BAD_FILE,     ///< A file can't be read, or holds something else
    DREDGE_BAD_CODEC,    ///< libopus can't do it: it was built without DRED or deep PLC
    DREDGE_NO_THREAD,    ///< The helper thread could not be started
} DredgeStatus;

/// One sentence for a status, without a full stop. Any thread.
const char* dredge_status_text(DredgeStatus status);

#endif
