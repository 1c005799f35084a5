// SPDX-License-Identifier: ISC
// Captures and rtpdumps, written: RTP packets of one byte of sound.
#include "trace/capture_writer.h"
#include "trace/formats/formats.h"
#include "trace/rtp.h"

#include <math.h>
#include <stdlib.h>

bool dredge_capture_write(const DredgeTrace* const trace, const DredgeTraceFormat format,
                          const double interval, FILE* const to)
{
    const DredgeCaptureFormat file =
        format == DREDGE_TRACE_RTPDUMP ? DREDGE_CAPTURE_RTPDUMP : DREDGE_CAPTURE_PCAP;
    DredgeRtpSent* sent = NULL;
    const size_t count = dredge_rtp_arrange(trace, interval, &sent);
    if (!sent) {
        return false;
    }
    dredge_capture_begin(file, to);
    for (size_t i = 0; i < count; ++i) {
        uint8_t packet[DREDGE_RTP_WRITTEN];
        dredge_rtp_compose(sent[i].index, interval, packet);
        dredge_capture_put(file, (uint64_t)llround(sent[i].arrival * 1e6), packet,
                           sizeof(packet), to);
    }
    free(sent);
    return true;
}
