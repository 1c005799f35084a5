// SPDX-License-Identifier: ISC
#include "status.h"

const char* dredge_status_text(const DredgeStatus status)
{
    switch (status) {
    case DREDGE_OK:
        return "No error";
    case DREDGE_NO_MEMORY:
        return "Out of memory";
    case DREDGE_BAD_RATE:
        return "The sample rate is outside 8000 to 192000 Hz";
    case DREDGE_BAD_CHANNELS:
        return "Only one or two channels can be sent";
    case DREDGE_BAD_FILE:
        return "The file can't be used";
    case DREDGE_BAD_CODEC:
        return "This libopus was built without DRED or deep PLC";
    case DREDGE_NO_THREAD:
        return "The helper thread could not be started";
    }
    return "Unknown status";
}
