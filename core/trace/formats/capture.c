// SPDX-License-Identifier: ISC
// Packet captures, read: the RTP in them.
#define _GNU_SOURCE // fmemopen()
#include "trace/formats/datagram.h"
#include "trace/formats/formats.h"
#include "trace/formats/pcap_library.h"
#include "trace/rtp.h"

#include <errno.h>
#include <string.h>

static bool take(DredgeParser* const p, const DredgePcapLibrary* const library,
                 pcap_t* const pcap, DredgeRtpList* const list)
{
    const unsigned port = p->options->port;
    const int link = library->link(pcap);
    struct pcap_pkthdr* header = NULL;
    const uint8_t* packet = NULL;
    struct timeval start = {0};
    size_t count = 0;
    int status = 0;
    errno = 0;
    while ((status = library->next(pcap, &header, &packet)) == 1) {
        start = count++ ? start : header->ts;
        DredgeDatagram datagram;
        if (!dredge_datagram_find(link, packet, header->caplen, &datagram) ||
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
    if (status == PCAP_ERROR && errno == ENOMEM) {
        return dredge_parser_fail(p, "%s", dredge_status_text(DREDGE_NO_MEMORY));
    }
    // Recorders get killed, and disks get full: what came before is good.
    if (status == PCAP_ERROR && !list->count) {
        return dredge_parser_fail(p, "damaged after %zu packets, none of RTP: %s", count,
                                  library->error(pcap));
    }
    if (status == PCAP_ERROR) {
        dredge_parser_warn(p, "damaged after %zu packets, used up to there: %s", count,
                           library->error(pcap));
    }
    return list->count ? true
                       : dredge_parser_fail(p, "holds no RTP among its %zu packets%s", count,
                                            port ? " at that port" : "");
}

bool dredge_pcap_parse(DredgeParser* const p)
{
    char why[PCAP_ERRBUF_SIZE];
    const DredgePcapLibrary* const library = dredge_pcap_library(why, sizeof(why));
    if (!library) {
        return dredge_parser_fail(
            p, "is a packet capture; expected libpcap to read it with: %s", why);
    }
    char reason[PCAP_ERRBUF_SIZE] = "";
    errno = 0;
    FILE* const file = p->size ? fmemopen((void*)p->bytes, p->size, "rb") : NULL;
    pcap_t* const pcap = file ? library->open(file, PCAP_TSTAMP_PRECISION_NANO, reason) : NULL;
    if (!pcap) {
        if (file) {
            fclose(file);
        }
        return dredge_parser_fail(p, "%s; expected a packet capture",
                                  *reason           ? reason
                                  : errno == ENOMEM ? dredge_status_text(DREDGE_NO_MEMORY)
                                                    : "can't be opened");
    }
    bool good = dredge_datagram_knows(library->link(pcap));
    if (!good) {
        const char* const link = library->link_name(library->link(pcap));
        dredge_parser_fail(p,
                           "link type %s; expected Ethernet, Linux cooked, raw IP or loopback",
                           link ? link : "unknown");
    }
    DredgeRtpList list = {.packets = NULL};
    good = good && take(p, library, pcap, &list) && dredge_rtp_trace(p, &list);
    dredge_rtp_list_free(&list);
    library->close(pcap);
    return good;
}
