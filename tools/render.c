// SPDX-License-Identifier: ISC
// dredge render: a sound file over the link.
#include "arguments.h"
#include "audio_file.h"
#include "command.h"
#include "network_arguments.h"
#include "progress.h"
#include "records.h"
#include "report.h"
#include "session.h"
#include "summary.h"

#include <argp.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 4096 };

typedef struct {
    DredgeSettings settings;
    NetworkArguments network;
    unsigned channels; ///< 0: as the input
    int format;        ///< libsndfile's subformat; 0: as the input
    bool align;
    bool reference;
    bool rewind;
    bool quiet;
    const char* records;
    const char* in;
    const char* out;
} Job;

enum {
    KEY_REDUNDANCY = 0x100,
    KEY_DEPTH,
    KEY_BITRATE,
    KEY_BUDGET,
    KEY_EXPECTED,
    KEY_CONCEALMENT,
    KEY_FRAME,
    KEY_BANDWIDTH,
    KEY_COMPLEXITY,
    KEY_VBR,
    KEY_DTX,
    KEY_PLAYOUT,
    KEY_ADAPTIVE,
    KEY_PLAYOUT_MIN,
    KEY_MODE,
    KEY_ALIGN,
    KEY_RECORDS,
    KEY_FORMAT,
    KEY_REFERENCE,
    KEY_NO_REWIND,
};

static const struct argp_option options[] = {
    {0, 0, 0, 0, "Codec:", 1},
    {"redundancy", KEY_REDUNDANCY, "KIND", 0,
     "What packets carry about earlier frames: none, red, lbrr, dred, lbrr+dred (default lbrr)",
     0},
    {"depth", KEY_DEPTH, "MS", 0, "Depth of RED and DRED, 0-1040 ms (default 1000)", 0},
    {"bitrate", KEY_BITRATE, "KBPS", 0,
     "Bitrate, 6-128 kb/s (default 24); what for, see --budget", 0},
    {"budget", KEY_BUDGET, "RULE", 0,
     "What the bitrate pays for: layered, the primary, with LBRR and DRED on top (default); "
     "single, all of one encoder, as an application gets it from libopus",
     0},
    {"expected", KEY_EXPECTED, "PCT", 0,
     "Loss that the encoder is told to expect, auto or 0-100 % (default auto)", 0},
    {"frame", KEY_FRAME, "MS", 0, "Frame duration: 10, 20, 40, 60 ms (default 20)", 0},
    {"bandwidth", KEY_BANDWIDTH, "BAND", 0, "auto, nb, mb, wb, swb, fb (default auto)", 0},
    {"complexity", KEY_COMPLEXITY, "N", 0, "Complexity of the encoder, 0-10 (default 9)", 0},
    {"vbr", KEY_VBR, "on|off", 0, "Variable bitrate (default on)", 0},
    {"dtx", KEY_DTX, "on|off", 0, "Send next to nothing in silence (default off)", 0},
    {"mode", KEY_MODE, "mono|stereo", 0, "Channels of the link (default: those of the input)",
     0},
    {0, 0, 0, 0, "Receiver:", 3},
    {"playout", KEY_PLAYOUT, "MS", 0, "Playout delay, 20-1500 ms (default 400)", 0},
    {"adaptive", KEY_ADAPTIVE, 0, 0,
     "Let the playout delay follow the network up to --playout: wait where a hole opens, catch "
     "up in pauses",
     0},
    {"playout-min", KEY_PLAYOUT_MIN, "MS", 0,
     "Shortest adaptive playout delay, 20-1500 ms (default 40)", 0},
    {"concealment", KEY_CONCEALMENT, "KIND", 0, "silence, classic, neural (default neural)", 0},
    {"no-rewind", KEY_NO_REWIND, 0, 0,
     "Don't mend the decoder's memory when redundancy comes after concealed frames", 0},
    {"reference", KEY_REFERENCE, 0, 0,
     "Recover as opus_demo does: no rewind, redundancy only from the first packet after a gap, "
     "libopus' traps as they are, no loss after the end of a trace",
     0},
    {0, 0, 0, 0, "Output:", 4},
    {"align", KEY_ALIGN, 0, 0, "Start where the input starts, and have its length", 0},
    {"format", KEY_FORMAT, "FORMAT", 0, "s16, s24, float (default: that of the input)", 0},
    {"records", KEY_RECORDS, "FILE.csv", 0, "Write what happened to each frame", 0},
    {"quiet", 'q', 0, 0, "No progress, no summary", 0},
    {0},
};

#define CHOICE(name, ...)                                                                      \
    argument_choice(state, name, arg, (const char* const[]){__VA_ARGS__, NULL})

static bool parse_codec(const int key, char* const arg, struct argp_state* const state,
                        DredgeSettings* const settings)
{
    DredgeSenderSettings* const sender = &settings->lane[DREDGE_LANE_A].sender;
    switch (key) {
    case KEY_REDUNDANCY:
        sender->redundancy =
            (DredgeRedundancy)CHOICE("redundancy", "none", "red", "lbrr", "dred", "lbrr+dred");
        return true;
    case KEY_DEPTH:
        sender->depth = argument_whole(state, "depth", arg, 0, DREDGE_DEPTH_MAX);
        return true;
    case KEY_BITRATE:
        sender->bitrate = (float)argument_number(state, "bitrate", arg, DREDGE_BITRATE_MIN,
                                                 DREDGE_BITRATE_MAX);
        return true;
    case KEY_BUDGET:
        sender->budget = (DredgeBudget)CHOICE("budget", "layered", "single");
        return true;
    case KEY_EXPECTED:
        sender->expected_loss = !strcmp(arg, "auto")
                                    ? DREDGE_EXPECTED_AUTO
                                    : argument_whole(state, "expected", arg, 0, 100);
        return true;
    case KEY_FRAME: {
        static const unsigned durations[] = {10, 20, 40, 60};
        settings->frame = durations[CHOICE("frame", "10", "20", "40", "60")];
        return true;
    }
    case KEY_BANDWIDTH:
        sender->bandwidth =
            (DredgeBandwidth)CHOICE("bandwidth", "auto", "nb", "mb", "wb", "swb", "fb");
        return true;
    case KEY_COMPLEXITY:
        sender->complexity = argument_whole(state, "complexity", arg, 0, 10);
        return true;
    case KEY_VBR:
        sender->vbr = CHOICE("vbr", "off", "on");
        return true;
    case KEY_DTX:
        sender->dtx = CHOICE("dtx", "off", "on");
        return true;
    default:
        return false;
    }
}

static error_t parse(const int key, char* const arg, struct argp_state* const state)
{
    Job* const job = state->input;
    if (parse_codec(key, arg, state, &job->settings)) {
        return 0;
    }
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &job->network;
        return 0;
    case KEY_PLAYOUT:
        job->settings.playout.playout = (unsigned)argument_whole(
            state, "playout", arg, DREDGE_PLAYOUT_MIN, DREDGE_PLAYOUT_MAX);
        return 0;
    case KEY_ADAPTIVE:
        job->settings.playout.adaptive = true;
        return 0;
    case KEY_PLAYOUT_MIN:
        job->settings.playout.least = (unsigned)argument_whole(
            state, "playout-min", arg, DREDGE_PLAYOUT_MIN, DREDGE_PLAYOUT_MAX);
        return 0;
    case KEY_CONCEALMENT:
        job->settings.lane[DREDGE_LANE_A].concealment =
            (DredgeConcealment)CHOICE("concealment", "silence", "classic", "neural");
        return 0;
    case KEY_MODE:
        job->channels = 1U + (unsigned)CHOICE("mode", "mono", "stereo");
        return 0;
    case KEY_FORMAT: {
        static const int formats[] = {SF_FORMAT_PCM_16, SF_FORMAT_PCM_24, SF_FORMAT_FLOAT};
        job->format = formats[CHOICE("format", "s16", "s24", "float")];
        return 0;
    }
    case KEY_ALIGN:
        job->align = true;
        return 0;
    case KEY_RECORDS:
        job->records = arg;
        return 0;
    case KEY_REFERENCE:
        job->reference = true;
        return 0;
    case KEY_NO_REWIND:
        job->rewind = false;
        return 0;
    case 'q':
        job->quiet = true;
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num > 1) {
            argp_error(state, "expected two files, found a third one: '%s'", arg);
        }
        *(state->arg_num ? &job->out : &job->in) = arg;
        return 0;
    case ARGP_KEY_END:
        if (!job->out) {
            argp_error(state, "expected two files: IN.wav and OUT.wav");
        }
        if (job->settings.playout.adaptive &&
            job->settings.playout.least > job->settings.playout.playout) {
            argp_error(state, "--playout-min %u: expected at most --playout, %u ms",
                       job->settings.playout.least, job->settings.playout.playout);
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

// Make the link's channels from the file's: the mean for mono, the same twice for stereo.
static bool convert_channels(Sound* const sound, const char* const path,
                             const unsigned channels)
{
    if (sound->channels > DREDGE_CHANNELS_MAX && channels != 1) {
        return complain("%s: has %u channels; expected 1 or 2, or --mode mono", path,
                        sound->channels);
    }
    if (sound->channels == channels) {
        return true;
    }
    float* const converted = malloc((size_t)sound->length * channels * sizeof(float));
    if (!converted) {
        return complain("%s: not enough memory", path);
    }
    for (uint64_t i = 0; i < sound->length; ++i) {
        float sum = 0.0f;
        for (unsigned c = 0; c < sound->channels; ++c) {
            sum += sound->samples[i * sound->channels + c];
        }
        for (unsigned c = 0; c < channels; ++c) {
            converted[i * channels + c] = sum / (float)sound->channels;
        }
    }
    free(sound->samples);
    sound->samples = converted;
    sound->channels = channels;
    return true;
}

static int output_format(const Job* const job, const Sound* const sound)
{
    const int given = job->format ? job->format : sound->format & SF_FORMAT_SUBMASK;
    const bool known = given == SF_FORMAT_PCM_16 || given == SF_FORMAT_PCM_24;
    return SF_FORMAT_WAV | (known ? given : SF_FORMAT_FLOAT);
}

typedef struct {
    SoundWriter sound;
    RecordsWriter records;
    Summary summary;
    uint64_t skip; ///< Samples not to be written
} Output;

static bool take_records(DredgeSession* const session, const Job* const job,
                         Output* const output)
{
    DredgeFrameRecord record;
    while (dredge_session_read(session, &record)) {
        const DredgeRecord* const lane = &record.lane[DREDGE_LANE_A];
        if (!summary_add(&output->summary, lane)) {
            return complain("not enough memory");
        }
        if (job->records) {
            records_write(&output->records, lane);
        }
    }
    return true;
}

static bool run(DredgeSession* const session, const Job* const job, const Sound* const sound,
                Output* const output)
{
    static float planes[DREDGE_CHANNELS_MAX][BLOCK];
    static float block[BLOCK * DREDGE_CHANNELS_MAX];
    float* const pointers[] = {planes[0], planes[1]};
    const unsigned channels = sound->channels;
    const uint64_t total = sound->length + dredge_session_latency(session);
    Progress progress = progress_start(job->quiet);
    bool good = true;
    for (uint64_t at = 0; good && at < total; at += BLOCK) {
        const uint32_t count = total - at < BLOCK ? (uint32_t)(total - at) : BLOCK;
        for (uint32_t i = 0; i < count; ++i) {
            for (unsigned c = 0; c < channels; ++c) {
                planes[c][i] =
                    at + i < sound->length ? sound->samples[(at + i) * channels + c] : 0.0f;
            }
        }
        dredge_session_process(session, (const float* const*)pointers, pointers, count);
        for (uint32_t i = 0; i < count; ++i) {
            for (unsigned c = 0; c < channels; ++c) {
                block[i * channels + c] = planes[c][i];
            }
        }
        const uint32_t skip = output->skip < count ? (uint32_t)output->skip : count;
        output->skip -= skip;
        sound_writer_write(&output->sound, block + (size_t)skip * channels, count - skip);
        good = take_records(session, job, output) && !output->sound.failed;
        progress_update(&progress, (double)(at + count) / (double)total);
    }
    progress_end(&progress);
    return good;
}

static bool render(const Job* const job, const Sound* const sound, DredgeSession* const session)
{
    Output output = {.skip = job->align ? dredge_session_latency(session) : 0};
    if (!sound_writer_open(&output.sound, job->out, sound->rate, sound->channels,
                           output_format(job, sound))) {
        return false;
    }
    if (job->records && !records_open(&output.records, job->records)) {
        sound_writer_close(&output.sound, false);
        return false;
    }
    bool good = run(session, job, sound, &output);
    if (job->records) {
        good = records_close(&output.records, good) && good;
    }
    good = sound_writer_close(&output.sound, good) && good;
    if (good && !job->quiet) {
        const double played = (double)output.summary.tally.samples / DREDGE_RATE;
        const double busy = (double)dredge_session_counts(session).busy_ns * 1e-9;
        printf("latency     %u samples at %u Hz\n", dredge_session_latency(session),
               sound->rate);
        summary_print(&output.summary, played > 0.0 ? busy / played : 0.0);
    }
    summary_free(&output.summary);
    return good;
}

int command_render(const int argc, char** const argv)
{
    static const struct argp_child children[] = {{&network_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        .options = options,
        .parser = parse,
        .children = children,
        .args_doc = "IN.wav OUT.wav",
        .doc = "Send a sound file over the link and write what arrives.\v"
               "Any format and rate from 8 to 192 kHz that libsndfile reads; OUT.wav has the "
               "rate of the input. At the end a summary says what was lost, what came back and "
               "how, and what it cost.",
    };
    Job job = {.settings = dredge_settings_default(), .rewind = true};
    job.network.network = job.settings.network;
    argp_err_exit_status = EXIT_USAGE;
    argp_parse(&argp, argc, argv, 0, NULL, &job);

    Sound sound;
    if (!sound_read(job.in, &sound)) {
        return EXIT_FAILED;
    }
    bool good = false;
    DredgeTrace* trace = NULL;
    DredgeSession* session = NULL;
    if (!network_arguments_load(&job.network, job.settings.frame, &trace)) {
        goto done;
    }
    job.settings.network = job.network.network;
    if (!convert_channels(&sound, job.in, job.channels ? job.channels : sound.channels)) {
        goto done;
    }
    DredgeStatus status = DREDGE_OK;
    session = dredge_session_new(sound.rate, sound.channels, job.reference, &status);
    if (!session) {
        complain("%s: %s", job.in, dredge_status_text(status));
        goto done;
    }
    if (sound.channels == 2 && job.settings.frame > 20 &&
        job.settings.lane[DREDGE_LANE_A].sender.redundancy >= DREDGE_REDUNDANCY_DRED) {
        complain(
            "warning: libopus 1.6.1 computes the DRED of stereo frames over 20 ms wrongly; "
            "expected --frame 10 or 20, or --mode mono");
    }
    const DredgeVerdict verdict =
        dredge_sender_verdict(&job.settings.lane[DREDGE_LANE_A].sender, job.settings.frame);
    if (verdict != DREDGE_VERDICT_AS_ASKED && !job.quiet) {
        complain("warning: %s", dredge_verdict_text(verdict));
    }
    job.settings.network.trace_once = job.reference;
    dredge_session_set_rewind(session, job.rewind && !job.reference);
    dredge_session_set(session, &job.settings);
    dredge_session_set_trace(session, trace);
    good = render(&job, &sound, session);
done:
    dredge_session_free(session);
    dredge_trace_free(trace);
    sound_free(&sound);
    return good ? EXIT_GOOD : EXIT_FAILED;
}
