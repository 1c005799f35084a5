// SPDX-License-Identifier: ISC
#include "sweep_group.h"

#include "need.h"
#include "records.h"
#include "report.h"
#include "score/convert.h"
#include "sweep_choice.h"
#include "sweep_scorer.h"
#include "tally.h"
#include "testbed/replay.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A cell in work.
typedef struct {
    SweepCell cell;
    DredgeTally tally;
    double playout; ///< Sum over frames
    OutputStream* records;
} Work;

size_t sweep_group_count(const SweepPlan* const plan)
{
    return plan->input_count * plan->encodings;
}

static unsigned encoding_of(const SweepPlan* const plan, const SweepPlace* const place)
{
    return plan->configurations[place->configuration].encoding;
}

// This place, or the next one of the same input that is in the group and no repetition.
static bool settle(const SweepPlan* const plan, const size_t input, const unsigned encoding,
                   SweepPlace* const place)
{
    bool more = true;
    while (more && place->input == input &&
           (encoding_of(plan, place) != encoding || sweep_place_repeats(plan, place))) {
        more = sweep_place_next(plan, place);
    }
    return more && place->input == input;
}

bool sweep_group_first(const SweepPlan* const plan, const size_t group, SweepPlace* const place)
{
    *place = (SweepPlace){.input = group / plan->encodings};
    return settle(plan, place->input, (unsigned)(group % plan->encodings), place);
}

bool sweep_group_next(const SweepPlan* const plan, SweepPlace* const place)
{
    const size_t input = place->input;
    const unsigned encoding = encoding_of(plan, place);
    return sweep_place_next(plan, place) && settle(plan, input, encoding, place);
}

// Any configuration of the group, and the longest playout delay of all.
static const SweepConfiguration* find_configuration(const SweepPlan* const plan,
                                                    const unsigned encoding,
                                                    unsigned* const playout)
{
    const SweepConfiguration* found = NULL;
    *playout = 0;
    for (size_t i = 0; i < plan->configuration_count; ++i) {
        const SweepConfiguration* const c = &plan->configurations[i];
        if (c->encoding == encoding) {
            const unsigned own = c->link.settings.playout.playout;
            *playout = own > *playout ? own : *playout;
            found = c;
        }
    }
    return found;
}

static bool code(SweepGroup* const g)
{
    unsigned playout = 0;
    const SweepConfiguration* const c = find_configuration(g->plan, g->encoding, &playout);
    const unsigned channels = c->link.channels ? c->link.channels : g->sound.channels;
    if (!sound_convert(&g->sound, g->plan->inputs[g->input].name, channels)) {
        return false;
    }
    const DredgeSound sound = {.samples = g->sound.samples,
                               .length = g->sound.length,
                               .rate = g->sound.rate,
                               .channels = channels};
    DredgeStatus status = DREDGE_OK;
    g->stream = dredge_stream_new(&sound, &c->link.settings.lane[DREDGE_LANE_A].sender,
                                  c->link.settings.frame, playout, &status);
    if (!g->stream && status == DREDGE_NO_MEMORY) {
        need_failed(); // No property of the sound, to be kept with its cells
    }
    return g->stream || complain("%s", dredge_status_text(status));
}

static void open_call(SweepGroup* const g, const SweepInput* const input)
{
    unsigned playout = 0;
    const SweepConfiguration* const c = find_configuration(g->plan, g->encoding, &playout);
    if (sweep_call_open(&g->call, input->path)) {
        g->sound.rate = DREDGE_RATE;
        g->sound.channels = c->link.channels ? c->link.channels : input->channels;
    }
}

bool sweep_group_open(SweepGroup* const g, const SweepPlan* const plan, const char* const out,
                      const size_t index)
{
    *g = (SweepGroup){.plan = plan,
                      .out = out,
                      .input = index / plan->encodings,
                      .encoding = (unsigned)(index % plan->encodings)};
    const SweepInput* const input = &plan->inputs[g->input];
    if (input->error) {
        snprintf(g->error, sizeof(g->error), "%s", input->error);
        return true;
    }
    complaints_to(g->error, sizeof(g->error));
    if (input->packets) {
        open_call(g, input);
        complaints_to(NULL, 0);
        return true;
    }
    const bool good = sound_read(input->path, &g->sound) && code(g);
    complaints_to(NULL, 0);
    if (good && plan->scores) {
        g->reference = score_reference_new(g->sound.samples, g->sound.length, g->sound.rate,
                                           g->sound.channels);
        if (!g->reference) {
            return complain("%s: not enough memory", input->path);
        }
    }
    return true;
}

void sweep_group_close(SweepGroup* const g)
{
    sound_free(&g->sound);
    dredge_stream_free(g->stream);
    sweep_call_close(&g->call);
    score_reference_free(g->reference);
    *g = (SweepGroup){.plan = NULL};
}

static void take(void* const context, const DredgeRecord* const record)
{
    Work* const work = context;
    dredge_tally_add(&work->tally, record);
    work->playout += (double)record->playout;
    if (work->records) {
        records_write(work->records, record);
    }
}

static double percent(const uint64_t part, const uint64_t whole)
{
    return whole ? 100.0 * (double)part / (double)whole : NAN;
}

static void set_figures(Work* const work, const Sound* const sound)
{
    const DredgeTally* const t = &work->tally;
    double* const f = work->cell.figures;
    const uint64_t recovered = dredge_tally_recovered(t);
    const uint64_t concealed = dredge_tally_concealed(t);
    f[FIGURE_SECONDS] = (double)sound->length / sound->rate;
    f[FIGURE_FRAMES] = (double)t->frames;
    f[FIGURE_LOST] = (double)t->lost;
    f[FIGURE_LOST_PCT] = percent(t->lost, t->frames);
    f[FIGURE_DROPPED] = (double)t->dropped;
    f[FIGURE_LATE] = (double)t->late;
    f[FIGURE_RECOVERED] = (double)recovered;
    f[FIGURE_CONCEALED] = (double)concealed;
    f[FIGURE_RECOVERED_PCT] = percent(recovered, recovered + concealed);
    f[FIGURE_BY_RED] = (double)t->by_source[DREDGE_SOURCE_RED];
    f[FIGURE_BY_LBRR] = (double)t->by_source[DREDGE_SOURCE_LBRR];
    f[FIGURE_BY_DRED] = (double)t->by_source[DREDGE_SOURCE_DRED];
    f[FIGURE_KBPS] = dredge_tally_kbps(t, dredge_tally_bytes(t));
    f[FIGURE_KBPS_PRIMARY] = dredge_tally_kbps(t, t->primary);
    f[FIGURE_KBPS_LBRR] = dredge_tally_kbps(t, t->lbrr);
    f[FIGURE_KBPS_DRED] = dredge_tally_kbps(t, t->dred);
    f[FIGURE_KBPS_RED] = dredge_tally_kbps(t, t->red);
    f[FIGURE_KBPS_HEADERS] = dredge_tally_kbps(t, t->headers);
    f[FIGURE_PLAYOUT_MS] = t->frames ? work->playout / (double)t->frames : NAN;
}

static void set_scores(double* const f, const Scores* const scores)
{
    f[FIGURE_ALIGN_ERROR] = scores->align_error;
    f[FIGURE_LEVEL_DB] = scores->level_db;
    f[FIGURE_LSD_DB] = scores->lsd_db;
    f[FIGURE_ESTOI] = scores->estoi;
}

static DredgeReplaySettings settings_for(const SweepPlan* const plan,
                                         const SweepPlace* const place)
{
    const SweepConfiguration* const c = &plan->configurations[place->configuration];
    const SweepNetwork* const n = &plan->networks[place->network];
    DredgeReplaySettings settings = {
        .playout = c->link.settings.playout,
        .concealment = c->link.settings.lane[DREDGE_LANE_A].concealment,
        .enhancement = c->link.settings.lane[DREDGE_LANE_A].enhancement,
        .reference = c->link.reference,
        .rewind = !c->link.no_rewind,
    };
    if (c->reference) {
        settings.network = (DredgeNetwork){.model = DREDGE_LOSS_NONE,
                                           .bottleneck.overhead = DREDGE_HEADER_BYTES};
        return settings;
    }
    settings.network = n->arguments.network;
    dredge_network_set_units(&settings.network, n->arguments.by_time, c->link.settings.frame);
    settings.network.seed = plan->seeds[place->seed];
    settings.network.trace_once = c->link.reference;
    settings.trace = n->trace;
    return settings;
}

static bool write_sound(const Sound* const heard, const char* const path)
{
    SoundWriter writer;
    if (!sound_writer_open(&writer, path, heard->rate, heard->channels,
                           SF_FORMAT_WAV | SF_FORMAT_PCM_16)) {
        return false;
    }
    sound_writer_write(&writer, heard->samples, heard->length);
    return sound_writer_close(&writer, true);
}

static bool receive(const SweepGroup* const g, const DredgeReplaySettings* const settings,
                    Work* const work, Sound* const heard)
{
    if (g->call.stream) {
        return sweep_call_play(&g->call, settings, heard, take, work);
    }
    const DredgeStatus status = dredge_replay(g->stream, settings, heard->samples, take, work);
    return status == DREDGE_OK || complain("%s", dredge_status_text(status));
}

static bool replay(const SweepGroup* const g, const SweepPlace* const place, Work* const work,
                   Sound* const heard)
{
    const DredgeReplaySettings settings = settings_for(g->plan, place);
    char* const path = sweep_cell_path(g->out, "records", work->cell.id, ".csv");
    OutputStream records;
    const bool kept = sweep_choice_has(g->plan, place, g->plan->records);
    bool good = !kept || records_open(&records, path);
    if (good) {
        work->records = kept ? &records : NULL;
        good = receive(g, &settings, work, heard);
        good = (!work->records || output_stream_close(work->records, good)) && good;
    }
    free(path);
    return good;
}

static bool ask_plcmos(const SweepGroup* const g, const Sound* const heard, double* const score)
{
    uint64_t made = 0;
    OnnxProblem problem = {"not enough memory"};
    float* const sound = convert_to_mono(heard->samples, heard->length, heard->channels,
                                         heard->rate, PLCMOS_RATE, &made);
    const bool good =
        sound && plcmos_score(g->plan->plcmos.plcmos, sound, made, score, &problem);
    free(sound);
    return good || complain("PLCMOS: %s", problem.text);
}

static bool measure(const SweepGroup* const g, const Sound* const heard, double* const figures)
{
    Scores scores;
    if (g->reference) { // What was sent is not known of a call
        if (!score_measure(g->reference, heard->samples, &scores)) {
            return complain("not enough memory");
        }
        set_scores(figures, &scores);
    }
    return !g->plan->plcmos.plcmos || ask_plcmos(g, heard, &figures[FIGURE_PLCMOS]);
}

static bool play(const SweepGroup* const g, const SweepPlace* const place, Sound* const heard,
                 Work* const work)
{
    if (!replay(g, place, work, heard)) {
        return false;
    }
    set_figures(work, heard);
    if (!measure(g, heard, work->cell.figures)) {
        return false;
    }
    if (!sweep_choice_has(g->plan, place, g->plan->wav)) {
        return true;
    }
    char* const path = sweep_cell_path(g->out, "wav", work->cell.id, ".wav");
    const bool good = write_sound(heard, path);
    free(path);
    return good;
}

// Without a sound nothing is played.
static bool fail(const SweepGroup* const g, const SweepPlace* const places, const size_t count)
{
    bool good = true;
    for (size_t i = 0; good && i < count; ++i) {
        char id[HASH_TEXT];
        sweep_cell_id(g->plan, &places[i], id);
        SweepCell cell = sweep_cell_empty(id);
        snprintf(cell.error, sizeof(cell.error), "%s", g->error);
        good = sweep_cell_store(g->plan, g->out, &cell);
    }
    return good;
}

bool sweep_group_play(const SweepGroup* const g, const SweepPlace* const places,
                      const size_t count)
{
    if (!g->stream && !g->call.stream) {
        return fail(g, places, count);
    }
    Sound heard = g->sound;
    heard.samples = malloc((size_t)heard.length * heard.channels * sizeof(float) + 1);
    SweepCell* const cells = malloc(count * sizeof(SweepCell));
    ScorerBatch* const batch =
        g->plan->scorer.command
            ? scorer_batch_new(&g->plan->scorer, g->out, g->sound.rate, g->sound.channels)
            : NULL;
    bool good = heard.samples && cells && (batch || !g->plan->scorer.command);
    if (!good) {
        complain("not enough memory");
    }
    for (size_t i = 0; good && i < count; ++i) {
        Work work = {.playout = 0.0};
        char id[HASH_TEXT];
        sweep_cell_id(g->plan, &places[i], id);
        work.cell = sweep_cell_empty(id);
        good = play(g, &places[i], &heard, &work) &&
               (!batch || scorer_batch_add(batch, id, heard.samples, heard.length));
        cells[i] = work.cell;
    }
    good = good && (!batch || scorer_batch_run(batch, g->plan, cells, count));
    for (size_t i = 0; good && i < count; ++i) {
        good = sweep_cell_store(g->plan, g->out, &cells[i]);
    }
    scorer_batch_free(batch);
    free(cells);
    sound_free(&heard);
    return good;
}
