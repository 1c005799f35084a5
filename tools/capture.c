// SPDX-License-Identifier: ISC
#define _GNU_SOURCE // fmemopen()
#include "capture.h"

#include "datagram.h"
#include "network/rtp.h"

#include <errno.h>
#include <pcap/pcap.h>
#include <string.h>

static bool take(DredgeParser* const p, pcap_t* const pcap, const unsigned port,
                 DredgeRtpList* const list)
{
    const int link = pcap_datalink(pcap);
    struct pcap_pkthdr* header = NULL;
    const uint8_t* packet = NULL;
    struct timeval start = {0};
    size_t count = 0;
    int status = 0;
    while ((status = pcap_next_ex(pcap, &header, &packet)) == 1) {
        start = count++ ? start : header->ts;
        Datagram datagram;
        if (!datagram_find(link, packet, header->caplen, &datagram) ||
            (port && datagram.source != port && datagram.destination != port)) {
            continue;
        }
        // In captures with such precision tv_usec holds nanoseconds.
        DredgeRtp rtp = {
            .arrival = ((double)header->ts.tv_sec - (double)start.tv_sec) * 1e3 +
                       ((double)header->ts.tv_usec - (double)start.tv_usec) * 1e-6,
        };
        if (dredge_rtp_parse(datagram.bytes, datagram.size, datagram.full, &rtp) &&
            !dredge_rtp_list_add(list, &rtp)) {
            return dredge_parser_fail(p, "more packets than fit in memory, or than %d",
                                      DREDGE_TRACE_MAX);
        }
    }
    if (status == PCAP_ERROR) {
        return dredge_parser_fail(p, "damaged after %zu packets: %s", count, pcap_geterr(pcap));
    }
    return list->count ? true
                       : dredge_parser_fail(p, "holds no RTP among its %zu packets%s", count,
                                            port ? " at that port" : "");
}

static bool parse(DredgeParser* const p, const unsigned port)
{
    char reason[PCAP_ERRBUF_SIZE] = "";
    FILE* const file = p->size ? fmemopen((void*)p->bytes, p->size, "rb") : NULL;
    pcap_t* const pcap =
        file
            ? pcap_fopen_offline_with_tstamp_precision(file, PCAP_TSTAMP_PRECISION_NANO, reason)
            : NULL;
    if (!pcap) {
        if (file) {
            fclose(file);
        }
        return dredge_parser_fail(p, "%s; expected a packet capture",
                                  *reason ? reason : "can't be opened");
    }
    bool good = datagram_knows(pcap_datalink(pcap));
    if (!good) {
        const char* const link = pcap_datalink_val_to_name(pcap_datalink(pcap));
        dredge_parser_fail(p,
                           "link type %s; expected Ethernet, Linux cooked, raw IP or loopback",
                           link ? link : "unknown");
    }
    DredgeRtpList list = {.packets = NULL};
    good = good && take(p, pcap, port, &list) && dredge_rtp_trace(p, &list);
    dredge_rtp_list_free(&list);
    pcap_close(pcap);
    return good;
}

DredgeTrace* capture_parse(const char* const name, const uint8_t* const bytes,
                           const size_t size, const DredgeTraceOptions* const options,
                           const unsigned port, DredgeTraceReport* const report,
                           char* const error, const size_t error_size)
{
    DredgeTraceReport own = {.note = ""};
    DredgeParser p = {
        .name = name,
        .bytes = bytes,
        .size = size,
        .options = options,
        .report = report ? report : &own,
        .error = error,
        .error_size = error_size,
    };
    *p.report = (DredgeTraceReport){.format = DREDGE_TRACE_PCAP};
    DredgeTrace* const trace = parse(&p, port) ? dredge_parser_finish(&p) : NULL;
    dredge_parser_free(&p);
    return trace;
}
