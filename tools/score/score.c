// SPDX-License-Identifier: ISC
#include "score.h"

#include "alignment.h"
#include "convert.h"
#include "estoi.h"
#include "spectrum.h"

#include <math.h>
#include <stdlib.h>

enum { RATE = 16000, WINDOW = 512 };

static const double lowest = 50.0;
static const double highest = 7000.0;
static const double active_db = 40.0;
static const double floor_db = 60.0;

struct ScoreReference {
    uint64_t length;
    uint32_t rate;
    unsigned channels;
    Alignment* alignment;
    Estoi* estoi;
    Spectrum spectrum;
    unsigned char* active;
    unsigned first; ///< Bins that are compared
    unsigned last;
    double floor; ///< Power of a bin
};

static double frame_power(const ScoreReference* const r, const Spectrum* const s,
                          const size_t frame)
{
    double sum = 0.0;
    for (unsigned b = r->first; b <= r->last; ++b) {
        sum += (double)s->power[frame * s->bins + b];
    }
    return sum;
}

static bool find_active(ScoreReference* const r)
{
    const Spectrum* const s = &r->spectrum;
    r->active = calloc(s->frames + 1, 1);
    if (!r->active) {
        return false;
    }
    double most = 0.0;
    for (size_t f = 0; f < s->frames; ++f) {
        most = fmax(most, frame_power(r, s, f));
    }
    double sum = 0.0;
    size_t count = 0;
    for (size_t f = 0; f < s->frames; ++f) {
        const double power = frame_power(r, s, f);
        r->active[f] = most > 0.0 && power >= most * pow(10.0, -active_db / 10.0);
        sum += r->active[f] ? power : 0.0;
        count += r->active[f];
    }
    const double mean = count ? sum / (double)count / (r->last - r->first + 1) : 0.0;
    r->floor = fmax(mean * pow(10.0, -floor_db / 10.0), 1e-20);
    return true;
}

void score_reference_free(ScoreReference* const r)
{
    if (r) {
        alignment_free(r->alignment);
        estoi_free(r->estoi);
        free(r->spectrum.power);
        free(r->active);
        free(r);
    }
}

ScoreReference* score_reference_new(const float* const samples, const uint64_t length,
                                    const uint32_t rate, const unsigned channels)
{
    ScoreReference* const r = calloc(1, sizeof(ScoreReference));
    if (!r) {
        return NULL;
    }
    r->length = length;
    r->rate = rate;
    r->channels = channels;
    r->first = (unsigned)(lowest * WINDOW / RATE + 1.0);
    r->last = (unsigned)(fmin(highest, 0.45 * rate) * WINDOW / RATE);
    uint64_t made = 0;
    float* const own = convert_to_mono(samples, length, channels, rate, rate, &made);
    r->alignment = own ? alignment_new(own, made, rate) : NULL;
    float* const slow = convert_to_mono(samples, length, channels, rate, ESTOI_RATE, &made);
    r->estoi = slow ? estoi_new(slow, made) : NULL;
    float* const wide = convert_to_mono(samples, length, channels, rate, RATE, &made);
    if (wide) {
        r->spectrum = spectrum_make(wide, made, spectrum_hann, WINDOW, WINDOW);
    }
    free(own);
    free(slow);
    free(wide);
    if (!r->alignment || !r->estoi || !r->spectrum.power || !find_active(r)) {
        score_reference_free(r);
        return NULL;
    }
    return r;
}

static double frame_distance(const ScoreReference* const r, const Spectrum* const s,
                             const size_t frame)
{
    double sum = 0.0;
    for (unsigned b = r->first; b <= r->last; ++b) {
        const double p = fmax((double)r->spectrum.power[frame * s->bins + b], r->floor);
        const double q = fmax((double)s->power[frame * s->bins + b], r->floor);
        const double db = 10.0 * log10(p / q);
        sum += db * db;
    }
    return sqrt(sum / (r->last - r->first + 1));
}

static void compare_spectra(const ScoreReference* const r, const Spectrum* const s,
                            Scores* const scores)
{
    double distance = 0.0;
    double sent = 0.0;
    double heard = 0.0;
    size_t count = 0;
    for (size_t f = 0; f < s->frames; ++f) {
        if (r->active[f]) {
            distance += frame_distance(r, s, f);
            sent += frame_power(r, &r->spectrum, f);
            heard += frame_power(r, s, f);
            ++count;
        }
    }
    scores->lsd_db = count ? distance / (double)count : NAN;
    scores->level_db = count && heard > 0.0 ? 10.0 * log10(heard / sent) : NAN;
}

bool score_measure(const ScoreReference* const r, const float* const samples,
                   Scores* const scores)
{
    uint64_t made = 0;
    float* const own =
        convert_to_mono(samples, r->length, r->channels, r->rate, r->rate, &made);
    float* const slow =
        convert_to_mono(samples, r->length, r->channels, r->rate, ESTOI_RATE, &made);
    float* const wide = convert_to_mono(samples, r->length, r->channels, r->rate, RATE, &made);
    Spectrum s = {.power = NULL};
    if (own && slow && wide) {
        s = spectrum_make(wide, made, spectrum_hann, WINDOW, WINDOW);
    }
    const bool good = s.power != NULL;
    if (good) {
        scores->align_error = alignment_lag(r->alignment, own);
        scores->estoi = estoi_score(r->estoi, slow);
        compare_spectra(r, &s, scores);
    }
    free(own);
    free(slow);
    free(wide);
    free(s.power);
    return good;
}
