// SPDX-License-Identifier: ISC
// dredge render: a sound file over the link.
#include "arguments.h"
#include "audio_file.h"
#include "command.h"
#include "link_arguments.h"
#include "network_arguments.h"
#include "progress.h"
#include "records.h"
#include "report.h"
#include "session.h"
#include "summary.h"

#include <argp.h>
#include <stdlib.h>

enum { BLOCK = 4096 };

typedef struct {
    LinkArguments link;
    NetworkArguments network;
    int format; ///< libsndfile's subformat; 0: as the input
    bool align;
    bool quiet;
    const char* records;
    const char* in;
    const char* out;
} Job;

enum { KEY_ALIGN = 0x100, KEY_RECORDS, KEY_FORMAT };

static const struct argp_option options[] = {
    {0, 0, 0, 0, "Output:", 4},
    {"align", KEY_ALIGN, 0, 0, "Start where the input starts, and have its length", 0},
    {"format", KEY_FORMAT, "FORMAT", 0, "s16, s24, float (default: that of the input)", 0},
    {"records", KEY_RECORDS, "FILE.csv", 0, "Write what happened to each frame", 0},
    {"quiet", 'q', 0, 0, "No progress, no summary", 0},
    {0},
};

static error_t parse(const int key, char* const arg, struct argp_state* const state)
{
    static const char* const formats[] = {"s16", "s24", "float", NULL};
    static const int subformats[] = {SF_FORMAT_PCM_16, SF_FORMAT_PCM_24, SF_FORMAT_FLOAT};
    Job* const job = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &job->link;
        state->child_inputs[1] = &job->network;
        return 0;
    case KEY_FORMAT:
        job->format = subformats[argument_choice(state, "format", arg, formats)];
        return 0;
    case KEY_ALIGN:
        job->align = true;
        return 0;
    case KEY_RECORDS:
        job->records = arg;
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
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
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
    const struct argp_child children[] = {
        {link_argp(), 0, NULL, 0}, {network_argp(), 0, NULL, 0}, {0}};
    const struct argp argp = {
        .options = options,
        .parser = parse,
        .children = children,
        .args_doc = "IN.wav OUT.wav",
        .doc = "Send a sound file over the link and write what arrives.\v"
               "Any format and rate from 8 to 192 kHz that libsndfile reads; OUT.wav has the "
               "rate of the input. At the end a summary says what was lost, what came back and "
               "how, and what it cost.",
    };
    Job job = {.link = link_arguments_default()};
    LinkArguments* const link = &job.link;
    job.network.network = link->settings.network;
    argp_err_exit_status = EXIT_USAGE;
    argp_parse(&argp, argc, argv, 0, NULL, &job);

    Sound sound;
    if (!sound_read(job.in, &sound)) {
        return EXIT_FAILED;
    }
    bool good = false;
    DredgeTrace* trace = NULL;
    DredgeSession* session = NULL;
    if (!network_arguments_load(&job.network, link->settings.frame, &trace)) {
        goto done;
    }
    link->settings.network = job.network.network;
    if (!sound_convert(&sound, job.in, link->channels ? link->channels : sound.channels)) {
        goto done;
    }
    DredgeStatus status = DREDGE_OK;
    session = dredge_session_new(sound.rate, sound.channels, link->reference, &status);
    if (!session) {
        complain("%s: %s", job.in, dredge_status_text(status));
        goto done;
    }
    if (sound.channels == 2 && link->settings.frame > 20 &&
        link->settings.lane[DREDGE_LANE_A].sender.redundancy >= DREDGE_REDUNDANCY_DRED) {
        complain(
            "warning: libopus 1.6.1 computes the DRED of stereo frames over 20 ms wrongly; "
            "expected --frame 10 or 20, or --mode mono");
    }
    const DredgeVerdict verdict =
        dredge_sender_verdict(&link->settings.lane[DREDGE_LANE_A].sender, link->settings.frame);
    if (verdict != DREDGE_VERDICT_AS_ASKED && !job.quiet) {
        complain("warning: %s", dredge_verdict_text(verdict));
    }
    link->settings.network.trace_once = link->reference;
    dredge_session_set_rewind(session, !link->no_rewind && !link->reference);
    dredge_session_set(session, &link->settings);
    dredge_session_set_trace(session, trace);
    good = render(&job, &sound, session);
done:
    dredge_session_free(session);
    dredge_trace_free(trace);
    sound_free(&sound);
    return good ? EXIT_GOOD : EXIT_FAILED;
}
