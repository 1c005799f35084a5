// SPDX-License-Identifier: ISC
#include "trace/formats/datagram.h"

#include <pcap/dlt.h>

enum {
    ETHERTYPE_IPV4 = 0x0800,
    ETHERTYPE_IPV6 = 0x86dd,
    ETHERTYPE_VLAN = 0x8100,
    ETHERTYPE_QINQ = 0x88a8,
    PROTOCOL_UDP = 17,
    UDP_HEADER = 8,
    RAW_ANYWHERE =
        101,      // LINKTYPE_RAW as it stands in files; libpcap mostly makes DLT_RAW of it
    TAGS_MAX = 4, // VLAN tags, and extension headers of IPv6
};

#define HASH 2166136261U // Of nothing

typedef struct {
    const uint8_t* bytes;
    size_t size;
} Bytes;

static unsigned be16(const uint8_t* const bytes)
{
    return (unsigned)bytes[0] << 8 | bytes[1];
}

// Leave out what stands first; false if there is less.
static bool drop(Bytes* const b, const size_t count)
{
    if (b->size < count) {
        return false;
    }
    b->bytes += count;
    b->size -= count;
    return true;
}

// FNV-1a
static uint32_t hash(uint32_t sum, const uint8_t* const bytes, const size_t size)
{
    for (size_t i = 0; i < size; ++i) {
        sum = (sum ^ bytes[i]) * 16777619U;
    }
    return sum;
}

static bool find_udp(Bytes b, const uint32_t addresses, DredgeDatagram* const datagram)
{
    if (b.size < UDP_HEADER) {
        return false;
    }
    const size_t length = be16(b.bytes + 4);
    datagram->source = be16(b.bytes);
    datagram->destination = be16(b.bytes + 2);
    datagram->flow = hash(addresses, b.bytes, 4);
    if (length < UDP_HEADER || !drop(&b, UDP_HEADER)) {
        return false;
    }
    datagram->bytes = b.bytes;
    datagram->full = length - UDP_HEADER;
    datagram->size = b.size < datagram->full ? b.size : datagram->full;
    return true;
}

static bool find_in_ipv4(Bytes b, DredgeDatagram* const datagram)
{
    if (b.size < 20) {
        return false;
    }
    const size_t header = 4U * (b.bytes[0] & 0x0f);
    const bool later_fragment = be16(b.bytes + 6) & 0x1fff;
    const uint32_t addresses = hash(HASH, b.bytes + 12, 8);
    return header >= 20 && !later_fragment && b.bytes[9] == PROTOCOL_UDP && drop(&b, header) &&
           find_udp(b, addresses, datagram);
}

static bool find_in_ipv6(Bytes b, DredgeDatagram* const datagram)
{
    enum { HOP_BY_HOP = 0, ROUTING = 43, FRAGMENT = 44, DESTINATION = 60 };
    if (b.size < 40) {
        return false;
    }
    unsigned next = b.bytes[6];
    const uint32_t addresses = hash(HASH, b.bytes + 8, 32);
    drop(&b, 40);
    for (int i = 0; i < TAGS_MAX && next != PROTOCOL_UDP; ++i) {
        const bool fragment = next == FRAGMENT;
        if ((!fragment && next != HOP_BY_HOP && next != ROUTING && next != DESTINATION) ||
            b.size < 8 || (fragment && be16(b.bytes + 2) & 0xfff8)) {
            return false;
        }
        next = b.bytes[0];
        if (!drop(&b, fragment ? 8 : 8U * (b.bytes[1] + 1U))) {
            return false;
        }
    }
    return next == PROTOCOL_UDP && find_udp(b, addresses, datagram);
}

static bool find_in_ip(const Bytes b, DredgeDatagram* const datagram)
{
    const unsigned version = b.size ? b.bytes[0] >> 4 : 0;
    return version == 4 ? find_in_ipv4(b, datagram) : version == 6 && find_in_ipv6(b, datagram);
}

// Behind an EtherType, which stands `offset` into a header of so many bytes.
static bool find_by_type(Bytes b, const size_t offset, const size_t header,
                         DredgeDatagram* const datagram)
{
    if (b.size < header) {
        return false;
    }
    unsigned type = be16(b.bytes + offset);
    drop(&b, header);
    for (int i = 0; i < TAGS_MAX && (type == ETHERTYPE_VLAN || type == ETHERTYPE_QINQ); ++i) {
        if (b.size < 4) {
            return false;
        }
        type = be16(b.bytes + 2);
        drop(&b, 4);
    }
    return (type == ETHERTYPE_IPV4 || type == ETHERTYPE_IPV6) && find_in_ip(b, datagram);
}

bool dredge_datagram_knows(const int link)
{
    switch (link) {
    case DLT_EN10MB:
    case DLT_LINUX_SLL:
    case DLT_LINUX_SLL2:
    case DLT_NULL:
    case DLT_LOOP:
    case DLT_RAW:
    case DLT_IPV4:
    case DLT_IPV6:
    case RAW_ANYWHERE:
        return true;
    default:
        return false;
    }
}

bool dredge_datagram_find(const int link, const uint8_t* const packet, const size_t size,
                          DredgeDatagram* const datagram)
{
    Bytes b = {packet, size};
    switch (link) {
    case DLT_EN10MB:
        return find_by_type(b, 12, 14, datagram);
    case DLT_LINUX_SLL:
        return find_by_type(b, 14, 16, datagram);
    case DLT_LINUX_SLL2:
        return find_by_type(b, 0, 20, datagram);
    case DLT_NULL: // The address family, in some byte order
    case DLT_LOOP:
        return drop(&b, 4) && find_in_ip(b, datagram);
    default:
        return find_in_ip(b, datagram);
    }
}
