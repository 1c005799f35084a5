// SPDX-License-Identifier: ISC
// dredge render: a sound file over the link.
#include "command.h"
#include "options/arguments.h"
#include "options/session_arguments.h"
#include "options/verbose.h"
#include "packets/packet_writer.h"
#include "progress.h"
#include "records.h"
#include "report.h"
#include "session.h"
#include "sound/audio_file.h"
#include "sound/sound_reader.h"
#include "summary.h"

#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 4096 };

typedef struct {
    SessionArguments session;
    int format; ///< libsndfile's subformat; 0: as the input
    SoundChoice choice;
    bool align;
    bool quiet;
    const char* records;
    const char* packets;
    PacketFileFormat packet_format;
    bool arrived; ///< Of packets those that arrive, when they do
    const char* in;
    const char* out;
} Job;

enum { KEY_ALIGN = 0x100, KEY_RECORDS, KEY_FORMAT, KEY_CHANNELS, KEY_PACKETS, KEY_ARRIVED };

static const struct argp_option options[] = {
    {0, 0, 0, 0, "Input:", 3},
    {"channels", KEY_CHANNELS, "N[,N]", 0,
     "Which channels of the input to send, counted from 1 (default: all of one or two)", 0},
    {0, 0, 0, 0, "Output:", 4},
    {"align", KEY_ALIGN, 0, 0, "Start where the input starts, and have its length", 0},
    {"format", KEY_FORMAT, "s16|s24|float", 0, "Of the samples (default: that of the input)",
     0},
    {"records", KEY_RECORDS, "FILE.csv", 0, "Write what happened to each frame", 0},
    {"packets", KEY_PACKETS, "FILE", 0,
     "Write what was sent, with RTP headers: .pcap, .pcapng, .rtpdump, or .opus without", 0},
    {"packets-arrived", KEY_ARRIVED, 0, 0, "... what arrived, and when", 0},
    {"quiet", 'q', 0, 0, "No progress, no summary", 0},
    {0},
};

static void pick_channels(const struct argp_state* const state, SoundChoice* const choice,
                          const char* const text)
{
    int end = 0;
    const int found =
        sscanf(text, "%3u%n,%3u%n", &choice->pick[0], &end, &choice->pick[1], &end);
    choice->picked = found > 0 ? (unsigned)found : 0;
    if (found < 1 || text[end] || !choice->pick[0] || (found > 1 && !choice->pick[1])) {
        argp_error(state, "--channels: expected one number or two, as in 1,2, found '%s'",
                   text);
    }
}

// An Ogg file has neither RTP headers nor gaps.
static void check_packets(const struct argp_state* const state, const Job* const job)
{
    const DredgeSenderSettings* const sender =
        &job->session.link.settings.lane[DREDGE_LANE_A].sender;
    const bool ogg = job->packets && job->packet_format == PACKET_FILE_OPUS;
    if (job->arrived && !job->packets) {
        argp_error(state, "--packets-arrived: expected --packets FILE too");
    } else if (job->arrived && ogg) {
        argp_error(state,
                   "--packets-arrived: an .opus file can't tell what is missing; expected "
                   ".pcap, .pcapng or .rtpdump");
    } else if (ogg && sender->redundancy == DREDGE_REDUNDANCY_RED) {
        argp_error(state, "--packets: an .opus file can't hold RED; expected .pcap, .pcapng or "
                          ".rtpdump");
    }
}

static error_t parse(const int key, char* const arg, struct argp_state* const state)
{
    Job* const job = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        session_arguments_hand_on(state, &job->session);
        return 0;
    case KEY_FORMAT:
        job->format = argument_samples(state, "format", arg);
        return 0;
    case KEY_CHANNELS:
        pick_channels(state, &job->choice, arg);
        return 0;
    case KEY_ALIGN:
        job->align = true;
        return 0;
    case KEY_RECORDS:
        job->records = arg;
        return 0;
    case KEY_PACKETS:
        job->packets = arg;
        if (!packet_file_format(arg, &job->packet_format)) {
            argp_error(state,
                       "--packets: expected a name that ends with .pcap, .pcapng, .rtpdump or "
                       ".opus, found '%s'",
                       arg);
        }
        return 0;
    case KEY_ARRIVED:
        job->arrived = true;
        return 0;
    case 'q':
        job->quiet = true;
        return 0;
    case ARGP_KEY_SUCCESS:
        check_packets(state, job);
        return 0;
    case ARGP_KEY_ARG:
    case ARGP_KEY_END:
        return argument_two_files(state, key, arg, "IN.wav and OUT.wav", &job->in, &job->out);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static int output_format(const Job* const job, const SoundReader* const in)
{
    const int given = job->format ? job->format : in->format & SF_FORMAT_SUBMASK;
    const bool known = given == SF_FORMAT_PCM_16 || given == SF_FORMAT_PCM_24;
    return SF_FORMAT_WAV | (known ? given : SF_FORMAT_FLOAT);
}

typedef struct {
    SoundWriter sound;
    OutputStream records;
    PacketWriter* packets; ///< Or NULL
    Summary summary;
    uint64_t skip; ///< Samples not to be written
} Output;

static void take_packets(DredgeSession* const session, const Job* const job,
                         Output* const output)
{
    DredgeFrameRecord record;
    while (dredge_session_read_sent(session, &record)) {
        const DredgeRecord* const sent = &record.lane[DREDGE_LANE_A];
        const DredgePacketBytes bytes = dredge_session_packet(session, sent->frame);
        const int64_t at = (int64_t)(sent->frame * sent->length);
        if (output->packets) {
            packet_writer_put(output->packets,
                              &(PacketToWrite){
                                  .data = bytes.data,
                                  .size = bytes.size,
                                  .at = at,
                                  .time = job->arrived ? sent->arrival : at + sent->length,
                                  .frame = sent->length,
                              },
                              job->arrived && sent->lost);
        }
    }
}

static void take_records(DredgeSession* const session, const Job* const job,
                         Output* const output)
{
    DredgeFrameRecord record;
    take_packets(session, job, output);
    while (dredge_session_read(session, &record)) {
        const DredgeRecord* const lane = &record.lane[DREDGE_LANE_A];
        summary_add(&output->summary, lane);
        if (job->records) {
            records_write(&output->records, lane);
        }
    }
}

// Send samples, which become those that come back.
static void process(DredgeSession* const session, float* const block, const unsigned channels,
                    const uint32_t count)
{
    static float planes[DREDGE_CHANNELS_MAX][BLOCK];
    float* const pointers[] = {planes[0], planes[1]};
    for (uint32_t i = 0; i < count; ++i) {
        for (unsigned c = 0; c < channels; ++c) {
            planes[c][i] = block[i * channels + c];
        }
    }
    dredge_session_process(session, (const float* const*)pointers, pointers, count);
    for (uint32_t i = 0; i < count; ++i) {
        for (unsigned c = 0; c < channels; ++c) {
            block[i * channels + c] = planes[c][i];
        }
    }
}

static bool run(DredgeSession* const session, const Job* const job, SoundReader* const in,
                const unsigned channels, Output* const output)
{
    static float block[BLOCK * DREDGE_CHANNELS_MAX];
    float* const raw = malloc((size_t)BLOCK * in->channels * sizeof(float));
    if (!raw) {
        return complain("not enough memory");
    }
    Progress progress = progress_start(job->quiet || !in->length);
    uint64_t silence = dredge_session_latency(session); // After the end, to get all out
    const uint64_t total = in->length + silence;
    for (uint64_t at = 0; !output->sound.failed;) {
        uint32_t count = (uint32_t)sound_reader_read(in, raw, BLOCK);
        sound_choice_make(&job->choice, raw, in->channels, block, count);
        const uint32_t room = BLOCK - count;
        const uint32_t zeros = silence < room ? (uint32_t)silence : room;
        memset(block + (size_t)count * channels, 0, (size_t)zeros * channels * sizeof(float));
        silence -= zeros;
        count += zeros;
        if (!count) {
            break;
        }
        process(session, block, channels, count);
        const uint32_t skip = output->skip < count ? (uint32_t)output->skip : count;
        output->skip -= skip;
        sound_writer_write(&output->sound, block + (size_t)skip * channels, count - skip);
        take_records(session, job, output);
        at += count;
        progress_update(&progress, (double)at / (double)total);
    }
    progress_end(&progress);
    free(raw);
    return !output->sound.failed;
}

static void tell(const Summary* const summary, const DredgeSession* const session,
                 const uint32_t rate)
{
    const double played = (double)summary->tally.samples / DREDGE_RATE;
    const double busy = (double)dredge_session_counts(session).busy_ns * 1e-9;
    printf("latency     %u samples at %u Hz\n", dredge_session_latency(session), rate);
    summary_print(summary, played > 0.0 ? busy / played : 0.0);
}

static PacketWriter* open_packets(const Job* const job, const DredgeSession* const session,
                                  const uint32_t rate, const unsigned channels)
{
    const DredgeSenderSettings* const sender =
        &job->session.link.settings.lane[DREDGE_LANE_A].sender;
    const PacketFileInfo info = {
        .channels = channels,
        .preskip = dredge_session_lookahead(session),
        .rate = rate,
        .red = sender->redundancy == DREDGE_REDUNDANCY_RED,
        .skips_dtx = sender->dtx,
    };
    return packet_writer_open(job->packets, job->packet_format, &info);
}

// Closes the input.
static bool render(const Job* const job, SoundReader* const in, const unsigned channels,
                   DredgeSession* const session)
{
    static Output output;
    const uint32_t rate = in->rate;
    output.skip = job->align ? dredge_session_latency(session) : 0;
    if (!sound_writer_open(&output.sound, job->out, rate, channels, output_format(job, in))) {
        sound_reader_drop(in);
        return false;
    }
    const bool has_records = job->records && records_open(&output.records, job->records);
    output.packets = job->packets ? open_packets(job, session, rate, channels) : NULL;
    const bool opened =
        (!job->records || has_records) && (!job->packets || output.packets != NULL);
    const uint64_t length = in->length * DREDGE_RATE / rate;
    bool good = opened && run(session, job, in, channels, &output);
    if (opened) {
        good = sound_reader_close(in) && good;
    } else {
        sound_reader_drop(in);
    }
    good = packet_writer_close(output.packets, (int64_t)length, good) && good;
    if (has_records) {
        good = output_stream_close(&output.records, good) && good;
    }
    good = sound_writer_close(&output.sound, good) && good;
    if (good && !job->quiet) {
        tell(&output.summary, session, rate);
    }
    return good;
}

const struct argp* command_render_argp(void)
{
    static struct argp argp = {
        .options = options,
        .parser = parse,
        .args_doc = "IN.wav OUT.wav",
        .doc =
            "Send a sound file over the link and write what arrives.\v"
            "Any format that libsndfile reads, at 8 kHz or more; OUT.wav has the rate of the "
            "input, up to 192 kHz. - stands for standard input and output. At the end a "
            "summary says what was lost, what came back and "
            "how, and what it cost.",
    };
    argp.children = session_argp_children();
    return &argp;
}

int command_render(const int argc, char** const argv)
{
    Job job = {.session = session_arguments_default()};
    arguments_parse(command_render_argp(), argc, argv, &job);

    SoundReader in;
    if (!sound_reader_open(&in, job.in)) {
        return EXIT_FAILED;
    }
    DredgeTrace* trace = NULL;
    DredgeSession* session = NULL;
    bool good = false;
    job.choice.channels = job.session.link.channels;
    const unsigned channels = sound_choice_count(&job.choice, in.name, in.channels);
    if (channels && session_arguments_load(&job.session, &trace)) {
        tell_more("%s: %u Hz, %u of %u channels, %.2f s", in.name, in.rate, channels,
                  in.channels, (double)in.length / in.rate);
        session = session_arguments_open(&job.session, in.name, in.rate, channels, job.quiet);
    }
    if (session) {
        dredge_session_set_trace(session, trace);
        good = render(&job, &in, channels, session);
    } else {
        sound_reader_drop(&in);
    }
    dredge_session_free(session);
    dredge_trace_free(trace);
    return good ? EXIT_GOOD : EXIT_FAILED;
}
