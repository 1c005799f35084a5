// SPDX-License-Identifier: ISC
// Compares what netem does to packets with what Dredge does with the same parameters.
//
//   probe list                         names of the cases
//   probe tc CASE                      what `tc qdisc add dev X root netem` is told
//   probe run CASE NETNS ADDRESS PORT  send to ADDRESS, listen in NETNS, compare
//   probe halt                         as process 1 of a virtual machine: switch it off
//
// Delays are long, so that what the machine adds of its own is small against them.
//
// Sender and receiver are two sockets of one process in two namespaces: so nothing is lost but
// in between, and both have the same clock.
#define _GNU_SOURCE // setns()
#include "network/fate.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    LOSS_PACKETS = 60000,
    DELAY_PACKETS = 4000,
    DELAY_ENOUGH = 500, // Undisturbed packets, to say something of delays
    PACE_MS = 2,        // Between packets
    STALL_MS = 10,      // Longer than asked for: others had the processor
    LONGEST_MS = 2100,  // That a packet may take
    MS = 1000000,       // ns
};

typedef struct {
    const char* name;
    const char* tc;
    DredgeNetwork network;
} Case;

static const Case cases[] = {
    {"random", "loss random 20%", {.model = DREDGE_LOSS_RANDOM, .loss = 0.2}},
    {"gilbert",
     "loss gemodel 6.25% 25%",
     {.model = DREDGE_LOSS_GEMODEL, .to_bad = 0.0625, .to_good = 0.25, .loss_in_bad = 1}},
    {"gemodel-1-h",
     "loss gemodel 2% 25% 70%",
     {.model = DREDGE_LOSS_GEMODEL, .to_bad = 0.02, .to_good = 0.25, .loss_in_bad = 0.7}},
    {"gemodel-1-k",
     "loss gemodel 5% 30% 80% 2%",
     {.model = DREDGE_LOSS_GEMODEL,
      .to_bad = 0.05,
      .to_good = 0.3,
      .loss_in_bad = 0.8,
      .loss_in_good = 0.02}},
    {"state-4",
     "loss state 5% 20% 30% 40% 3%",
     {.model = DREDGE_LOSS_FOUR_STATES,
      .p13 = 0.05,
      .p31 = 0.2,
      .p32 = 0.3,
      .p23 = 0.4,
      .p14 = 0.03}},
    {"state-3",
     "loss state 10% 40% 20% 50%",
     {.model = DREDGE_LOSS_FOUR_STATES, .p13 = 0.1, .p31 = 0.4, .p32 = 0.2, .p23 = 0.5}},
    {"normal",
     "delay 1200ms 200ms distribution normal",
     {.delay = 1200, .jitter = 200, .distribution = DREDGE_JITTER_NORMAL}},
    {"uniform",
     "delay 1200ms 200ms",
     {.delay = 1200, .jitter = 200, .distribution = DREDGE_JITTER_UNIFORM}},
    {"pareto",
     "delay 1200ms 200ms distribution pareto",
     {.delay = 1200, .jitter = 200, .distribution = DREDGE_JITTER_PARETO}},
    {"reorder", "delay 200ms reorder 10%", {.delay = 200, .reorder = 0.1}},
    {"duplicate", "delay 5ms duplicate 10%", {.delay = 5, .duplicate = 0.1}},
};

enum { CASES = sizeof(cases) / sizeof(cases[0]) };

// What came of packets: how often each did, and how late its first copy. A packet that was on
// its way, or could have been, while the machine did something else is disturbed.
typedef struct {
    int packets;
    int* copies;
    double* delay_ms;
    int64_t* sent;
    bool* disturbed;
} Came;

typedef struct {
    double value;
    double error; ///< Standard error
} Estimate;

static _Noreturn void fail(const char* const what)
{
    perror(what);
    exit(2);
}

static int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static Came new_came(const int packets)
{
    const Came came = {.packets = packets,
                       .copies = calloc((size_t)packets, sizeof(int)),
                       .delay_ms = calloc((size_t)packets, sizeof(double)),
                       .sent = calloc((size_t)packets, sizeof(int64_t)),
                       .disturbed = calloc((size_t)packets, sizeof(bool))};
    if (!came.copies || !came.delay_ms || !came.sent || !came.disturbed) {
        fail("memory");
    }
    return came;
}

static void free_came(const Came* const came)
{
    free(came->copies);
    free(came->delay_ms);
    free(came->sent);
    free(came->disturbed);
}

static int open_receiver(const char* const netns, const struct sockaddr_in* const address)
{
    const int file = open(netns, O_RDONLY | O_CLOEXEC);
    if (file < 0 || setns(file, CLONE_NEWNET) < 0) {
        fail(netns);
    }
    close(file);
    const int receiver = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (receiver < 0 || bind(receiver, (const struct sockaddr*)address, sizeof(*address)) < 0) {
        fail("receiver");
    }
    return receiver;
}

typedef struct {
    int32_t number;
    int64_t sent;
} Packet;

static void receive(const int receiver, const Came* const came)
{
    Packet packet;
    while (recv(receiver, &packet, sizeof(packet), MSG_DONTWAIT) == sizeof(packet)) {
        if (packet.number >= 0 && packet.number < came->packets &&
            came->copies[packet.number]++ == 0) {
            came->delay_ms[packet.number] = (double)(now() - packet.sent) * 1e-6;
        }
    }
}

static void receive_until(const int receiver, const Came* const came, const int sent,
                          const int64_t time)
{
    for (int64_t left = time - now(); left > 0; left = time - now()) {
        struct pollfd wait = {.fd = receiver, .events = POLLIN};
        const struct timespec timeout = {.tv_sec = left / 1000000000,
                                         .tv_nsec = left % 1000000000};
        ppoll(&wait, 1, &timeout, NULL);
        const int64_t back = now();
        if (back > time + (int64_t)STALL_MS * MS) {
            for (int i = sent; i-- > 0 && came->sent[i] + (int64_t)LONGEST_MS * MS > time;) {
                came->disturbed[i] = true;
            }
        }
        receive(receiver, came);
    }
}

static Came through_netem(const Case* const c, char** const where)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)atoi(where[2]))};
    if (inet_pton(AF_INET, where[1], &to.sin_addr) != 1) {
        fail(where[1]);
    }
    const int sender = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (sender < 0 || connect(sender, (const struct sockaddr*)&to, sizeof(to)) < 0) {
        fail("sender");
    }
    const int receiver = open_receiver(where[0], &to);
    const bool paced = c->network.delay > 0.0;
    const Came came = new_came(paced ? DELAY_PACKETS : LOSS_PACKETS);
    int64_t due = now();
    for (int i = 0; i < came.packets; ++i) {
        if (paced) {
            due += (int64_t)PACE_MS * MS;
            receive_until(receiver, &came, i, due);
        }
        const Packet packet = {.number = i, .sent = now()};
        came.sent[i] = packet.sent;
        // What netem loses, some kernels tell the sender.
        (void)!send(sender, &packet, sizeof(packet), 0);
        receive(receiver, &came);
    }
    receive_until(receiver, &came, came.packets, now() + (int64_t)LONGEST_MS * MS);
    close(sender);
    close(receiver);
    return came;
}

static Came through_dredge(const Case* const c, const int packets)
{
    DredgeNetwork network = c->network;
    network.seed = 1;
    const Came came = new_came(packets);
    DredgeFateCursor cursor = {.ready = false};
    for (int i = 0; i < packets; ++i) {
        const DredgeFate fate = dredge_fate_follow(&cursor, &network, NULL, (uint64_t)i);
        came.copies[i] = fate.lost ? 0 : fate.duplicated ? 2 : 1;
        came.delay_ms[i] = fate.delay_ms;
    }
    return came;
}

// From the means of batches, as neighbours are not independent.
static Estimate mean_of(const double* const x, const int count, const int batch)
{
    const int batches = count / batch;
    double sum = 0.0;
    double squares = 0.0;
    for (int b = 0; b < batches; ++b) {
        double mean = 0.0;
        for (int i = 0; i < batch; ++i) {
            mean += x[b * batch + i] / batch;
        }
        sum += mean;
        squares += mean * mean;
    }
    const double mean = sum / batches;
    return (Estimate){.value = mean,
                      .error = sqrt(fmax(0.0, squares / batches - mean * mean) / batches)};
}

static Estimate share_of(const Came* const came, const int copies)
{
    double* const x = calloc((size_t)came->packets, sizeof(double));
    if (!x) {
        fail("memory");
    }
    for (int i = 0; i < came->packets; ++i) {
        x[i] = came->copies[i] == copies;
    }
    const Estimate e = mean_of(x, came->packets, came->packets / 100);
    free(x);
    return e;
}

static Estimate mean_burst(const Came* const came)
{
    double sum = 0.0;
    double squares = 0.0;
    double run = 0.0;
    int bursts = 0;
    for (int i = 0; i < came->packets; ++i) {
        if (came->copies[i] == 0) {
            ++run;
        } else if (run > 0.0) {
            sum += run;
            squares += run * run;
            ++bursts;
            run = 0.0;
        }
    }
    const double mean = sum / fmax(1, bursts);
    const double variance = squares / fmax(1, bursts) - mean * mean;
    return (Estimate){.value = mean, .error = sqrt(fmax(0.0, variance) / fmax(1, bursts))};
}

// Delays of the undisturbed packets that came; to be freed.
static double* delays_of(const Came* const came, int* const count)
{
    double* const x = calloc((size_t)came->packets, sizeof(double));
    if (!x) {
        fail("memory");
    }
    *count = 0;
    for (int i = 0; i < came->packets; ++i) {
        if (came->copies[i] && !came->disturbed[i]) {
            x[(*count)++] = came->delay_ms[i];
        }
    }
    return x;
}

static Estimate deviation_of(const double* const x, const int count)
{
    const double mean = mean_of(x, count, 1).value;
    double* const squares = calloc((size_t)count, sizeof(double));
    if (!squares) {
        fail("memory");
    }
    for (int i = 0; i < count; ++i) {
        squares[i] = (x[i] - mean) * (x[i] - mean);
    }
    const Estimate variance = mean_of(squares, count, 1);
    free(squares);
    const double sigma = sqrt(variance.value);
    return (Estimate){.value = sigma, .error = variance.error / (2.0 * fmax(sigma, 1e-9))};
}

static Estimate share_below(const double* const x, const int count, const double below)
{
    int some = 0;
    for (int i = 0; i < count; ++i) {
        some += x[i] < below;
    }
    const double share = (double)some / count;
    return (Estimate){.value = share, .error = sqrt(share * (1.0 - share) / count)};
}

// Four standard errors, and `slack` for what the machine adds.
static bool agree(const char* const name, const char* const what, const Estimate netem,
                  const Estimate dredge, const double slack)
{
    const double error = sqrt(netem.error * netem.error + dredge.error * dredge.error);
    const bool good = fabs(netem.value - dredge.value) <= 4.0 * error + slack;
    printf("%-12s %-12s netem %9.4f  Dredge %9.4f  sampling error %.4f  %s\n", name, what,
           netem.value, dredge.value, error, good ? "ok" : "DIFFERENT");
    return good;
}

static bool compare_delays(const Case* const c, const Came* const netem,
                           const Came* const dredge)
{
    int counts[2];
    double* const x[2] = {delays_of(netem, &counts[0]), delays_of(dredge, &counts[1])};
    bool good = true;
    printf("%-12s %d of %d packets undisturbed\n", c->name, counts[0], netem->packets);
    if (counts[0] < DELAY_ENOUGH) {
        printf("%-12s not compared: too busy a machine\n", c->name);
    } else if (c->network.reorder > 0.0) {
        good = agree(c->name, "at once", share_below(x[0], counts[0], c->network.delay / 2.0),
                     share_below(x[1], counts[1], c->network.delay / 2.0), 0.0);
    } else {
        good = agree(c->name, "delay ms", mean_of(x[0], counts[0], 1),
                     mean_of(x[1], counts[1], 1), 10.0);
        good &= agree(c->name, "deviation ms", deviation_of(x[0], counts[0]),
                      deviation_of(x[1], counts[1]), 5.0);
    }
    free(x[0]);
    free(x[1]);
    return good;
}

static bool run(const Case* const c, char** const where)
{
    const Came netem = through_netem(c, where);
    const Came dredge = through_dredge(c, netem.packets);
    bool good = true;
    if (c->network.model != DREDGE_LOSS_NONE) {
        good = agree(c->name, "loss", share_of(&netem, 0), share_of(&dredge, 0), 0.0);
        good &= agree(c->name, "mean burst", mean_burst(&netem), mean_burst(&dredge), 0.0);
    } else if (c->network.duplicate > 0.0) {
        good = agree(c->name, "copies", share_of(&netem, 2), share_of(&dredge, 2), 0.0);
    } else {
        good = compare_delays(c, &netem, &dredge);
    }
    free_came(&netem);
    free_came(&dredge);
    return good;
}

int main(const int argc, char** const argv)
{
    const char* const what = argc > 1 ? argv[1] : "";
    if (strcmp(what, "halt") == 0 && getpid() == 1) {
        return reboot(RB_POWER_OFF);
    }
    for (int i = 0; i < CASES; ++i) {
        if (strcmp(what, "list") == 0) {
            puts(cases[i].name);
        } else if (argc > 2 && strcmp(argv[2], cases[i].name) == 0) {
            if (strcmp(what, "tc") == 0) {
                puts(cases[i].tc);
                return 0;
            }
            if (strcmp(what, "run") == 0 && argc == 6) {
                return run(&cases[i], argv + 3) ? 0 : 1;
            }
        }
    }
    return strcmp(what, "list") == 0 ? 0 : 2;
}
