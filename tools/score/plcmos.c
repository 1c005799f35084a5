// SPDX-License-Identifier: ISC
#include "plcmos.h"

#include "score/raters.h"
#include "score/spectrum.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    WINDOW = 512,
    HOP = WINDOW / 2,
    FRAMES_MIN = 7, // What three convolutions leave one frame of
};

struct Plcmos {
    OnnxModel* model;
    float raters[RATERS][RATER_SIZE];
};

Plcmos* plcmos_new(const OnnxRuntime* const runtime, const char* const path,
                   OnnxProblem* const problem)
{
    static const float silence[FRAMES_MIN * HOP];
    Plcmos* const p = calloc(1, sizeof(Plcmos));
    if (!p) {
        snprintf(problem->text, sizeof(problem->text), "not enough memory");
        return NULL;
    }
    double score = 0.0;
    raters_draw(p->raters);
    p->model = onnx_model_new(runtime, path, problem);
    if (!p->model || !plcmos_score(p, silence, FRAMES_MIN * HOP, &score, problem)) {
        plcmos_free(p);
        return NULL;
    }
    return p;
}

void plcmos_free(Plcmos* const p)
{
    if (p) {
        onnx_model_free(p->model);
        free(p);
    }
}

static float rounded(const float x)
{
    return fmaxf(-32768.0f, fminf(rintf(x * 32768.0f), 32767.0f)) / 32768.0f;
}

static Spectrum spectra(const float* const sound, const uint64_t length)
{
    const uint64_t frames = (length + HOP + HOP - 1) / HOP;
    const uint64_t padded = (frames + 1) * HOP;
    float* const around = calloc((size_t)padded, sizeof(float));
    if (!around) {
        return (Spectrum){.power = NULL};
    }
    for (uint64_t i = 0; i < length; ++i) {
        around[HOP + i] = rounded(sound[i]);
    }
    const Spectrum s = spectrum_make(around, padded, spectrum_hamming, WINDOW, WINDOW);
    free(around);
    return s;
}

static void to_features(const Spectrum* const s)
{
    const size_t count = s->frames * s->bins;
    float least = INFINITY;
    for (size_t i = 0; i < count; ++i) {
        least = s->power[i] > 0.0f ? fminf(least, s->power[i]) : least;
    }
    const double lowest =
        isfinite(least) ? log((double)least) - 12.0 * M_LN10 : -8.0 * M_LN10; // All is silent
    for (size_t i = 0; i < count; ++i) {
        const double power = s->power[i] > 0.0f ? log((double)s->power[i]) : lowest;
        s->power[i] = (float)(power / 20.0);
    }
}

bool plcmos_score(const Plcmos* const p, const float* const sound, const uint64_t length,
                  double* const score, OnnxProblem* const problem)
{
    const Spectrum s = spectra(sound, length);
    bool good = s.power;
    if (!good) {
        snprintf(problem->text, sizeof(problem->text), "not enough memory");
    }
    *score = NAN;
    if (good && s.frames >= FRAMES_MIN) {
        double sum = 0.0;
        to_features(&s);
        for (unsigned i = 0; good && i < RATERS; ++i) {
            const OnnxInput inputs[] = {
                {"degraded_audio", s.power, {1, 1, (int64_t)s.frames, s.bins}, 4},
                {"rater_embed", p->raters[i], {1, RATER_SIZE}, 2}};
            float mos = 0.0f;
            good = onnx_model_run(p->model, inputs, 2, "plcmos", &mos, problem);
            sum += (double)mos;
        }
        *score = sum / RATERS;
    }
    free(s.power);
    return good;
}
