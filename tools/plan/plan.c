// SPDX-License-Identifier: ISC
// dredge plan: which encoder settings a request leads to, what they cost and how far they
// reach.
#include "codec/planner.h"
#include "codec/red.h"
#include "codec/sender.h"
#include "command.h"
#include "options/arguments.h"
#include "options/verbose.h"
#include "output_stream.h"
#include "plan/picture.h"
#include "plan/plan_cost.h"
#include "plan/plan_table.h"
#include "report.h"
#include "session.h"

#include <errno.h>
#include <string.h>

static const char* const redundancies[] = {"none", "red", "lbrr", "dred", "lbrr+dred", NULL};
static const char* const budgets[] = {"layered", "single", NULL};

typedef struct {
    DredgeSenderSettings sender;
    double frame;               ///< ms
    const char* request_option; ///< One that a map has no use for
    const char* table;
    const char* picture;
    PictureFormat format;
} Job;

/// What a request leads to.
typedef struct {
    DredgeEncoderSetting primary;
    DredgeEncoderSetting layer; ///< Second encoder; no bitrate: there is none
    int asked;                  ///< Chunks that the encoder of DRED is asked for
    int chunks;                 ///< ... that it sends
    int copies;                 ///< RED
    int reach;                  ///< ms
    double kbps_primary;
    double kbps_lbrr;
    double kbps_dred; ///< libopus' estimate
    double kbps_red;
    double kbps_headers;
} Plan;

enum {
    KEY_REDUNDANCY = 0x100,
    KEY_DEPTH,
    KEY_BITRATE,
    KEY_BUDGET,
    KEY_FRAME,
    KEY_TABLE,
    KEY_PICTURE,
};

static const struct argp_option options[] = {
    {0, 0, 0, 0, "Request:", 1},
    {"bitrate", KEY_BITRATE, "KBPS", 0,
     "Bitrate, 6-128 kb/s (default 24); what for, see --budget", 0},
    {"redundancy", KEY_REDUNDANCY, "KIND", 0,
     "What packets carry about earlier frames: none, red, lbrr, dred, lbrr+dred (default "
     "lbrr+dred)",
     0},
    {"depth", KEY_DEPTH, "MS", 0, "Depth of RED and DRED, 0-1040 ms (default 1000)", 0},
    {"budget", KEY_BUDGET, "RULE", 0,
     "What the bitrate pays for: layered, the primary, with LBRR and DRED on top (default); "
     "single, all of one encoder with LBRR and DRED",
     0},
    {"frame", KEY_FRAME, "MS", 0, "Frame duration: 2.5, 5, 10, 20, 40, 60 ms (default 20)", 0},
    {0, 0, 0, 0, "Map of one encoder, instead of a plan:", 2},
    {"table", KEY_TABLE, "FILE.csv", 0,
     "Write how far DRED reaches by bitrate, expected loss and FEC", 0},
    {"picture", KEY_PICTURE, "FILE", 0, "Draw the same as FILE.svg or FILE.png", 0},
    {0},
};

static bool parse_request(const int key, const char* const arg,
                          const struct argp_state* const state, Job* const job)
{
    DredgeSenderSettings* const sender = &job->sender;
    switch (key) {
    case KEY_BITRATE:
        sender->bitrate = (float)argument_number(state, "bitrate", arg, DREDGE_BITRATE_MIN,
                                                 DREDGE_BITRATE_MAX);
        job->request_option = "bitrate";
        return true;
    case KEY_REDUNDANCY:
        sender->redundancy =
            (DredgeRedundancy)argument_choice(state, "redundancy", arg, redundancies);
        job->request_option = "redundancy";
        return true;
    case KEY_DEPTH:
        sender->depth = argument_whole(state, "depth", arg, 0, DREDGE_DEPTH_MAX);
        job->request_option = "depth";
        return true;
    case KEY_BUDGET:
        sender->budget = (DredgeBudget)argument_choice(state, "budget", arg, budgets);
        job->request_option = "budget";
        return true;
    default:
        return false;
    }
}

static void set_picture(const struct argp_state* const state, Job* const job,
                        const char* const path)
{
    const char* const dot = strrchr(path, '.');
    const bool svg = dot && !strcmp(dot, ".svg");
    if (!svg && (!dot || strcmp(dot, ".png") != 0)) {
        argp_error(state, "--picture: expected FILE.svg or FILE.png, found '%s'", path);
    }
    job->picture = path;
    job->format = svg ? PICTURE_SVG : PICTURE_PNG;
}

static error_t parse(const int key, char* const arg, struct argp_state* const state)
{
    Job* const job = state->input;
    if (parse_request(key, arg, state, job)) {
        return 0;
    }
    switch (key) {
    case KEY_FRAME: {
        static const char* const words[] = {"2.5", "5", "10", "20", "40", "60", NULL};
        static const double durations[] = {2.5, 5, 10, 20, 40, 60};
        job->frame = durations[argument_choice(state, "frame", arg, words)];
        return 0;
    }
    case KEY_TABLE:
        job->table = arg;
        return 0;
    case KEY_PICTURE:
        set_picture(state, job, arg);
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "expected options only, found '%s'", arg);
        return 0;
    case ARGP_KEY_END:
        if (job->request_option && (job->table || job->picture)) {
            argp_error(state, "--%s: of no use to --table and --picture, which show them all",
                       job->request_option);
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static bool has_dred(const DredgeSenderSettings* const s)
{
    return s->redundancy == DREDGE_REDUNDANCY_DRED ||
           s->redundancy == DREDGE_REDUNDANCY_LBRR_DRED;
}

static bool is_single(const DredgeSenderSettings* const s)
{
    return s->budget == DREDGE_BUDGET_SINGLE;
}

// One encoder for all.
static void plan_single(const Job* const job, Plan* const plan)
{
    const DredgeEncoderSetting* const e = &plan->primary;
    plan->asked = dredge_planner_chunks_asked(e->duration);
    plan->chunks = dredge_planner_chunks(e, job->frame);
    plan->kbps_dred = dredge_planner_cost(e, job->frame, plan->chunks);
    plan->kbps_primary = dredge_planner_primary(e, job->frame);
    const double share = e->fec ? dredge_planner_lbrr_share(e->loss) : 0.0;
    plan->kbps_lbrr = plan->kbps_primary * share / (1.0 - share);
}

// An encoder for primary and LBRR, another one for DRED.
static void plan_layered(const Job* const job, Plan* const plan)
{
    const DredgeSenderSettings* const s = &job->sender;
    const DredgeEncoderSetting* const e = &plan->primary;
    const double share = e->fec ? dredge_planner_lbrr_share(e->loss) : 0.0;
    plan->kbps_primary = (double)s->bitrate;
    plan->kbps_lbrr = plan->kbps_primary * share / (1.0 - share);
    plan->asked = has_dred(s) ? dredge_planner_chunks_for(s->depth) : 0;
    if (plan->asked) {
        plan->layer = dredge_planner_cheapest(plan->asked, job->frame);
        plan->chunks = dredge_planner_chunks(&plan->layer, job->frame);
        plan->kbps_dred = dredge_planner_cost(&plan->layer, job->frame, plan->chunks);
    }
}

// Whole earlier packets, as far as the asked depth and RFC 2198's offset go.
static void plan_red(const Job* const job, Plan* const plan)
{
    const int farthest = DREDGE_RED_OFFSET_MAX / (DREDGE_RATE / 1000);
    const int depth = job->sender.depth < farthest ? job->sender.depth : farthest;
    const double frame = job->frame;
    plan->copies = (int)(depth / frame);
    plan->kbps_red =
        plan->copies * ((double)job->sender.bitrate + DREDGE_RED_HEADER * 8 / frame) +
        DREDGE_RED_PRIMARY_HEADER * 8 / frame;
}

static int larger(const int a, const int b)
{
    return a > b ? a : b;
}

static Plan make_plan(const Job* const job)
{
    const DredgeSenderSettings* const s = &job->sender;
    Plan plan = {
        .primary = dredge_sender_primary(s, (unsigned)(job->frame * (DREDGE_RATE / 1000.0))),
        .kbps_headers = DREDGE_HEADER_BYTES * 8.0 / job->frame,
    };
    if (is_single(s)) {
        plan_single(job, &plan);
    } else {
        plan_layered(job, &plan);
    }
    if (s->redundancy == DREDGE_REDUNDANCY_RED) {
        plan_red(job, &plan);
    }
    plan.reach = larger(dredge_planner_reach(plan.chunks), (int)(plan.copies * job->frame));
    plan.reach = larger(plan.reach, plan.primary.fec ? (int)job->frame : 0);
    return plan;
}

static void print_encoder(const char* const name, const DredgeEncoderSetting* const e,
                          const int complexity)
{
    printf("%-12s%7.1f kb/s  %11d %%  %11s  %5d x 10 ms  %10d\n", name, e->bitrate / 1000.0,
           e->loss, e->fec ? "on" : "off", e->duration, complexity);
}

static void print_encoders(const Job* const job, const Plan* const plan)
{
    puts("Encoder          bitrate  expected loss  in-band FEC  DRED duration  complexity");
    print_encoder(is_single(&job->sender) ? "only" : "primary", &plan->primary,
                  job->sender.complexity);
    if (plan->layer.bitrate) {
        print_encoder("DRED", &plan->layer, 0);
    }
    putchar('\n');
}

static PlanCost times(const PlanCost cost, const double kbps)
{
    return (PlanCost){cost.mean * kbps, cost.least * kbps, cost.most * kbps};
}

static void print_cost(const char* const name, const double estimate, const PlanCost speech,
                       PlanCost* const total)
{
    if (estimate > 0.0) {
        printf("%-12s%7.1f kb/s  %8.1f kb/s  %6.1f to %.1f\n", name, estimate, speech.mean,
               speech.least, speech.most);
        total->mean += speech.mean;
        total->least += speech.least;
        total->most += speech.most;
    }
}

static void print_costs(const Job* const job, const Plan* const plan)
{
    static const PlanCost always = {1.0, 1.0, 1.0};
    const double estimate = plan->kbps_primary + plan->kbps_lbrr + plan->kbps_dred +
                            plan->kbps_red + plan->kbps_headers;
    const PlanCost primary =
        plan_cost_primary(plan->kbps_primary, job->frame, plan->primary.fec);
    const PlanCost dred = plan_cost_dred(dredge_planner_reach(plan->chunks), job->frame);
    PlanCost total = {0.0, 0.0, 0.0};
    puts("Cost            estimate  recorded speech  from voice to voice");
    print_cost("primary", plan->kbps_primary, times(primary, plan->kbps_primary), &total);
    print_cost("LBRR", plan->kbps_lbrr, times(plan_cost_lbrr(), plan->kbps_lbrr), &total);
    print_cost("DRED", plan->kbps_dred, times(dred, plan->kbps_dred), &total);
    print_cost("RED", plan->kbps_red, times(primary, plan->kbps_red), &total);
    print_cost("headers", plan->kbps_headers, times(always, plan->kbps_headers), &total);
    print_cost("total", estimate, total, &total);
    putchar('\n');
}

static void print_unpaid(const Job* const job, const Plan* const plan)
{
    if (plan->asked && plan->chunks == 1) {
        printf("Warning: libopus sends one chunk of DRED but does not pay for it: the bitrate "
               "of %g kb/s is exceeded.\n",
               (double)job->sender.bitrate);
    } else if (plan->asked && !plan->chunks) {
        printf("Warning: libopus sends no DRED at %g kb/s.\n", (double)job->sender.bitrate);
    }
}

static void print_reason(const Job* const job, const Plan* const plan)
{
    const DredgeSenderSettings* const s = &job->sender;
    const int asked_reach = dredge_planner_reach(plan->asked);
    const int farthest = dredge_planner_reach(DREDGE_CHUNKS_MAX);
    if (s->redundancy == DREDGE_REDUNDANCY_RED && plan->reach < s->depth) {
        printf("%d ms can't be reached: RED repeats whole packets, here of %g ms, and RFC "
               "2198 has no room for ages over 341 ms.\n",
               s->depth, job->frame);
    }
    if (!has_dred(s) || plan->reach >= s->depth) {
        return;
    }
    if (s->depth > farthest) {
        printf("%d ms can't be reached: DRED reaches %d ms at the most, %d chunks of %d ms "
               "less %d ms.\n",
               s->depth, farthest, DREDGE_CHUNKS_MAX, DREDGE_CHUNK_MS, DREDGE_CHUNK_SHORTFALL);
    }
    if (plan->chunks < plan->asked) {
        const double kbps = (is_single(s) ? plan->primary : plan->layer).bitrate / 1000.0;
        printf(
            "%d ms can't be reached: %g kb/s are too little; they pay for %d of %d chunks.\n",
            s->depth, kbps, plan->chunks > 1 ? plan->chunks : 0, plan->asked);
    } else if (s->depth <= farthest) {
        printf("%d ms can't be reached: of a duration of %d x 10 ms libopus makes %d chunks, "
               "which reach %d ms.\n",
               s->depth, plan->primary.duration, plan->asked, asked_reach);
    }
}

// The best that a single encoder can do for the primary that it has in the plan.
static void print_cheapest(const Job* const job, const Plan* const plan)
{
    const int chunks = dredge_planner_chunks_for(job->sender.depth);
    DredgeEncoderSetting e;
    printf("\nThe cheapest single encoder for %d ms with a primary of at least %.1f kb/s",
           dredge_planner_reach(chunks), plan->kbps_primary);
    if (!dredge_planner_single((int)(plan->kbps_primary * 1000.0), plan->primary.fec, chunks,
                               job->frame, &e)) {
        puts(": none up to 256 kb/s.");
        return;
    }
    printf(" takes %.1f kb/s in all:\nexpected loss %d %%, in-band FEC %s, DRED duration %d x "
           "10 ms%s.\n",
           e.bitrate / 1000.0, e.loss, e.fec ? "on" : "off", e.duration,
           e.bitrate > DREDGE_BITRATE_MAX * 1000 ? "; more than the 128 kb/s that can be set"
                                                 : "");
}

static void print_plan(const Job* const job)
{
    const DredgeSenderSettings* const s = &job->sender;
    const Plan plan = make_plan(job);
    printf("Request     %g kb/s, %s, %d ms, %s, frames of %g ms\n\n", (double)s->bitrate,
           redundancies[s->redundancy], s->depth, budgets[s->budget], job->frame);
    print_encoders(job, &plan);
    print_costs(job, &plan);
    printf("Reach       %d ms\n", plan.reach);
    print_unpaid(job, &plan);
    print_reason(job, &plan);
    if (is_single(s) && has_dred(s) && s->depth) {
        print_cheapest(job, &plan);
    }
}

typedef bool (*Write)(FILE* file, const Job* job);

static bool write_table(FILE* const file, const Job* const job)
{
    plan_table_write(file, job->frame);
    return true;
}

static bool write_picture(FILE* const file, const Job* const job)
{
    return picture_write(file, job->format, job->frame);
}

static bool write_file(const char* const path, const Write write, const Job* const job)
{
    OutputStream file;
    return output_stream_open(&file, path) &&
           output_stream_close(&file, write(file.stream, job));
}

const struct argp* command_plan_argp(void)
{
    static const struct argp_child children[] = {{&verbose_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        .children = children,
        .options = options,
        .parser = parse,
        .doc = "Tell which encoder settings a request leads to, what they cost and how far "
               "back they reach.\v"
               "Nothing is coded: the figures follow from what libopus 1.6.1 makes of a "
               "bitrate.",
    };
    return &argp;
}

int command_plan(const int argc, char** const argv)
{
    Job job = {.sender = dredge_settings_default().lane[DREDGE_LANE_A].sender, .frame = 20};
    job.sender.redundancy = DREDGE_REDUNDANCY_LBRR_DRED;
    job.sender.budget = DREDGE_BUDGET_LAYERED;
    arguments_parse(command_plan_argp(), argc, argv, &job);

    if (!job.table && !job.picture) {
        print_plan(&job);
        return fflush(stdout) ? EXIT_FAILED : EXIT_GOOD;
    }
    const bool good = (!job.table || write_file(job.table, write_table, &job)) &&
                      (!job.picture || write_file(job.picture, write_picture, &job));
    return good ? EXIT_GOOD : EXIT_FAILED;
}
