// SPDX-License-Identifier: ISC
// dredge receive: recorded packets through the receiver.
#include "command.h"
#include "options/arguments.h"
#include "options/link_arguments.h"
#include "options/network_arguments.h"
#include "options/verbose.h"
#include "packets/call.h"
#include "packets/call_player.h"
#include "packets/packet_reader.h"
#include "records.h"
#include "report.h"
#include "sound/audio_file.h"
#include "summary.h"
#include "testbed/reception.h"

#include <argp.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    KEY_RECORDS = 0x100,
    KEY_CHANNELS,
    KEY_FORMAT,
    KEY_SSRC,
    KEY_OPUS_TYPE,
    KEY_RED_TYPE,
    KEY_LIST,
    DRIFT_SECONDS = 60, // A shorter stream tells nothing of clocks
    DRIFT_MS = 20,      // A drift of less is not worth a word
};

typedef struct {
    LinkArguments link;
    NetworkArguments network;
    CallHints hints;
    unsigned channels; ///< 0: as the packets
    int format;        ///< libsndfile's subformat
    bool list;
    bool quiet;
    const char* records;
    const char* in;
    const char* out;
} Job;

static const struct argp_option options[] = {
    {0, 0, 0, 0, "Input:", 1},
    {"list", KEY_LIST, 0, 0, "Only list the streams of the capture", 0},
    {"ssrc", KEY_SSRC, "N", 0,
     "Receive this stream (default: that with most Opus packets, and what follows it between "
     "the same addresses and ports)",
     0},
    {"opus-type", KEY_OPUS_TYPE, "N", 0, "Payload type of Opus (default: by trial)", 0},
    {"red-type", KEY_RED_TYPE, "N", 0, "Payload type of RED (default: by trial)", 0},
    {0, 0, 0, 0, "Output:", 4},
    {"channels", KEY_CHANNELS, "1|2", 0, "Of the output (default: as the packets)", 0},
    {"format", KEY_FORMAT, "s16|s24|float", 0, "Of the samples (default: s16)", 0},
    {"records", KEY_RECORDS, "FILE.csv", 0, "Write what happened to each frame", 0},
    {"quiet", 'q', 0, 0, "No summary", 0},
    {0},
};

static error_t parse(const int key, char* const arg, struct argp_state* const state)
{
    Job* const job = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &job->link;
        state->child_inputs[1] = &job->network;
        return 0;
    case KEY_LIST:
        job->list = true;
        return 0;
    case KEY_SSRC: {
        char* end = NULL;
        job->hints.ssrc = (uint32_t)strtoul(arg, &end, 0);
        job->hints.ssrc_given = true;
        if (end == arg || *end) {
            argp_error(state, "--ssrc: expected a number, as in 0x1234abcd, found '%s'", arg);
        }
        return 0;
    }
    case KEY_OPUS_TYPE:
        job->hints.opus_type = argument_whole(state, "opus-type", arg, 0, CALL_TYPES - 1);
        return 0;
    case KEY_RED_TYPE:
        job->hints.red_type = argument_whole(state, "red-type", arg, 0, CALL_TYPES - 1);
        return 0;
    case KEY_CHANNELS:
        job->channels = (unsigned)argument_whole(state, "channels", arg, 1, 2);
        return 0;
    case KEY_FORMAT:
        job->format = argument_samples(state, "format", arg);
        return 0;
    case KEY_RECORDS:
        job->records = arg;
        return 0;
    case 'q':
        job->quiet = true;
        return 0;
    case ARGP_KEY_ARG:
        if (job->list && !job->in) {
            job->in = arg;
            return 0;
        }
        return argument_two_files(state, key, arg, "CAPTURE and OUT.wav", &job->in, &job->out);
    case ARGP_KEY_END:
        if (job->list && job->in) {
            return 0;
        }
        return argument_two_files(state, key, arg, "CAPTURE and OUT.wav", &job->in, &job->out);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp* command_receive_argp(void)
{
    static struct argp_child children[4];
    static struct argp argp = {
        .options = options,
        .parser = parse,
        .args_doc = "CAPTURE OUT.wav",
        .doc =
            "Play the Opus packets of a capture as they came.\v"
            "CAPTURE is a .pcap or .pcapng with RTP (RFC 7587), RED (RFC 2198) in it or not; "
            "an "
            "rtpdump; or an .opus file. OUT.wav is at 48 kHz and begins with the sound of the "
            "first packet. The network's options lose packets on top of those that are "
            "missing.",
    };
    children[0].argp = receiver_argp();
    children[1].argp = network_argp();
    children[2].argp = &verbose_argp;
    argp.children = children;
    return &argp;
}

// What the receiver gives out.
typedef struct {
    const Job* job;
    SoundWriter sound;
    OutputStream records;
    Summary summary;
    unsigned skip; ///< Samples that are left out
} Output;

static void take_sound(void* const context, const float* const pcm, const unsigned length)
{
    Output* const o = context;
    const unsigned skip = o->skip < length ? o->skip : length;
    o->skip -= skip;
    sound_writer_write(&o->sound, pcm + (size_t)skip * o->sound.channels, length - skip);
}

static void take_frame(void* const context, const DredgeRecord* const record)
{
    Output* const o = context;
    summary_add(&o->summary, record);
    if (o->job->records) {
        records_write(&o->records, record);
    }
}

static void warn(const Job* const job, const CallStream* const s)
{
    double seconds = 0.0;
    const double drift = call_drift(s, &seconds);
    if (seconds >= DRIFT_SECONDS && drift * seconds * 1e-3 > DRIFT_MS &&
        !job->link.settings.playout.adaptive) {
        complain("warning: the clocks drift apart by %.0f millionths, %.0f ms over the whole "
                 "capture; expected --adaptive on, or a longer --playout",
                 drift, drift * seconds * 1e-3);
    } else if (seconds >= DRIFT_SECONDS && -drift * seconds * 1e-3 > DRIFT_MS &&
               !job->link.settings.playout.adaptive) {
        complain("warning: the clocks drift together by %.0f millionths: the first packets "
                 "count as %.0f ms late; expected --adaptive on, or a longer --playout",
                 -drift, -drift * seconds * 1e-3);
    }
    if (s->cut) {
        complain("warning: %" PRIu64 " packets are cut short by the capture's snap length, and "
                 "count as lost",
                 s->cut);
    }
}

static void tell(const CallStream* const s, const DredgeReceptionCounts* const counts)
{
    printf("stream      SSRC 0x%08" PRIx32 ", %" PRIu64 " packets, %s\n", s->ssrc, s->packets,
           s->stereo ? "stereo" : "mono");
    const struct {
        const char* what;
        uint64_t count;
    } rows[] = {
        {"not sent, as there was nothing to say (frames)", counts->silent},
        {"duplicates", counts->duplicates},
        {"hopelessly late", counts->late},
        {"invalid", counts->invalid},
        {"out of sequence", s->strays},
        {"beginnings", counts->beginnings > 1 ? counts->beginnings - 1 : 0},
        {"changes of the frame duration", counts->changes},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); ++i) {
        if (rows[i].count) {
            printf("            %" PRIu64 " %s\n", rows[i].count, rows[i].what);
        }
    }
}

static bool receive(const Job* const job, const Call* const call, const CallStream* const s,
                    const unsigned preskip, const DredgeTrace* const trace)
{
    static Output output;
    const DredgeLinkSettings* const lane = &job->link.settings.lane[DREDGE_LANE_A];
    const unsigned channels = job->channels ? job->channels : s->stereo ? 2 : 1;
    const DredgeReceptionSettings settings = {
        .channels = channels,
        .network = job->network.network,
        .trace = trace,
        .playout = job->link.settings.playout,
        .concealment = lane->concealment,
        .enhancement = lane->enhancement,
        .reference = job->link.reference,
        .rewind = !job->link.no_rewind,
    };
    DredgeStatus status = DREDGE_OK;
    DredgeReception* const reception =
        dredge_reception_new(&settings, take_sound, take_frame, &output, &status);
    if (!reception) {
        return complain("%s", dredge_status_text(status));
    }
    output.job = job;
    output.skip = preskip;
    bool good =
        sound_writer_open(&output.sound, job->out, DREDGE_RATE, channels,
                          SF_FORMAT_WAV | (job->format ? job->format : SF_FORMAT_PCM_16));
    if (good) {
        const bool has_records = job->records && records_open(&output.records, job->records);
        good = (!job->records || has_records) &&
               call_play(job->in, call, s, !job->hints.ssrc_given, reception) &&
               !output.sound.failed;
        if (has_records) {
            good = output_stream_close(&output.records, good) && good;
        }
        good = sound_writer_close(&output.sound, good) && good;
    }
    if (good && !job->quiet) {
        const DredgeReceptionCounts counts = dredge_reception_counts(reception);
        tell(s, &counts);
        summary_print(&output.summary, 0.0);
    }
    dredge_reception_free(reception);
    return good;
}

int command_receive(const int argc, char** const argv)
{
    Job job = {.link = link_arguments_default(), .hints = {.opus_type = -1, .red_type = -1}};
    // Nothing is lost on top unless that is asked for.
    job.link.settings.network.loss = 0.0;
    job.network.network = job.link.settings.network;
    arguments_parse(command_receive_argp(), argc, argv, &job);

    PacketReader* const reader = packet_reader_open(job.in);
    if (!reader) {
        return EXIT_FAILED;
    }
    Call call;
    bool good = call_survey(&call, reader, &job.hints);
    if (good && packet_reader_damage(reader)) {
        complain("warning: %s: damaged after packet %" PRIu64 ", played up to there: %s",
                 job.in, packet_reader_count(reader), packet_reader_damage(reader));
    }
    const unsigned preskip = packet_reader_preskip(reader);
    packet_reader_close(reader);
    DredgeTrace* trace = NULL;
    const CallStream* const stream =
        good && !job.list ? call_choose(&call, &job.hints, job.in) : NULL;
    if (good && job.list) {
        call_list(&call);
    } else if (stream) {
        warn(&job, stream);
        good = network_arguments_load(&job.network, job.link.settings.frame, &trace) &&
               receive(&job, &call, stream, preskip, trace);
    }
    dredge_trace_free(trace);
    const bool done = good && (job.list || stream);
    call_free(&call);
    return done ? EXIT_GOOD : EXIT_FAILED;
}
