// SPDX-License-Identifier: ISC
// libpcap, loaded when the first capture is read: it brings D-Bus and systemd along, which no
// audio host should have to load for a plugin.
#ifndef DREDGE_PCAP_LIBRARY_H
#define DREDGE_PCAP_LIBRARY_H

#include <pcap/pcap.h>
#include <stddef.h>

/// The functions of libpcap that read captures.
typedef struct {
    __typeof__(&pcap_fopen_offline_with_tstamp_precision) open;
    __typeof__(&pcap_close) close;
    __typeof__(&pcap_next_ex) next;
    __typeof__(&pcap_geterr) error;
    __typeof__(&pcap_datalink) link;
    __typeof__(&pcap_datalink_val_to_name) link_name;
} DredgePcapLibrary;

/// The library, which is loaded if it was not yet. NULL: it can't be, and `why` says why not.
/// Any thread but the audio thread.
const DredgePcapLibrary* dredge_pcap_library(char* why, size_t room);

#endif
