// SPDX-License-Identifier: ISC
// Files of RTP packets, written. Any thread; errors are the stream's.
#ifndef DREDGE_CAPTURE_WRITER_H
#define DREDGE_CAPTURE_WRITER_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef enum {
    DREDGE_CAPTURE_PCAP,   ///< Raw IP, times in ns
    DREDGE_CAPTURE_PCAPNG, ///< ... draft-ietf-opsawg-pcapng
    DREDGE_CAPTURE_RTPDUMP ///< Of the RTP Tools: RTP alone, times in ms
} DredgeCaptureFormat;

/// Write what stands before the first packet.
void dredge_capture_begin(DredgeCaptureFormat format, FILE* to);

/// Write an RTP packet that was seen at a time, in ns since the start.
void dredge_capture_put(DredgeCaptureFormat format, uint64_t ns, const uint8_t* rtp,
                        size_t size, FILE* to);

#endif
