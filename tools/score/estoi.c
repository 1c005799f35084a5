// SPDX-License-Identifier: ISC
#include "estoi.h"

#include "need.h"
#include "spectrum.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum { WINDOW = 256, HOP = WINDOW / 2, SIZE = 512, BANDS = 15, SEGMENT = 30 };

static const double lowest_band = 150.0;    // Hz, centre
static const double silence_db = 40.0;      // Below the loudest window
static const double tiny = 2.220446049e-16; // Where a length is none

struct Estoi {
    uint64_t length;
    size_t windows;
    unsigned char* loud; ///< Windows that count
    size_t kept;
    float* envelopes; ///< BANDS to a window
    size_t frames;
};

typedef double Matrix[SEGMENT][BANDS];

// First bin of band b; the one after its last is the first of the next.
static unsigned first_bin(const int b)
{
    const double edge = lowest_band * pow(2.0, (2.0 * b - 1.0) / 6.0);
    return (unsigned)(edge * SIZE / ESTOI_RATE + 0.5);
}

static double window_energy(const float* const sound)
{
    double sum = 0.0;
    for (unsigned i = 0; i < WINDOW; ++i) {
        const double x = (double)(sound[i] * spectrum_hann(i, WINDOW));
        sum += x * x;
    }
    return sum;
}

// Note the windows that count.
static void find_loud(Estoi* const e, const float* const clean)
{
    e->windows = e->length < WINDOW ? 0 : (size_t)((e->length - WINDOW) / HOP + 1);
    e->loud = need_memory(e->windows + 1, 1);
    double* const energy = need_memory(e->windows + 1, sizeof(double));
    double most = 0.0;
    for (size_t w = 0; w < e->windows; ++w) {
        energy[w] = window_energy(clean + w * HOP);
        most = fmax(most, energy[w]);
    }
    const double least = most * pow(10.0, -silence_db / 10.0);
    for (size_t w = 0; w < e->windows; ++w) {
        e->loud[w] = energy[w] > least;
        e->kept += e->loud[w];
    }
    free(energy);
}

// The envelopes of a sound without the windows that don't count; to be freed.
static float* make_envelopes(const Estoi* const e, const float* const sound,
                             size_t* const frames)
{
    const uint64_t length = e->kept ? (uint64_t)(e->kept - 1) * HOP + WINDOW : 0;
    float* const speech = need_memory((size_t)length + 1, sizeof(float));
    float* shape = need_memory(WINDOW, sizeof(float));
    for (unsigned i = 0; i < WINDOW; ++i) {
        shape[i] = spectrum_hann(i, WINDOW);
    }
    float* to = speech;
    for (size_t w = 0; w < e->windows; ++w) {
        for (unsigned i = 0; e->loud[w] && i < WINDOW; ++i) {
            to[i] += sound[w * HOP + i] * shape[i];
        }
        to += e->loud[w] ? HOP : 0;
    }
    free(shape);
    const Spectrum s = spectrum_make(speech, length, spectrum_hann, WINDOW, SIZE);
    free(speech);
    float* const envelopes = need_memory(s.frames * BANDS + 1, sizeof(float));
    for (size_t f = 0; f < s.frames; ++f) {
        for (int b = 0; b < BANDS; ++b) {
            double sum = 0.0;
            for (unsigned k = first_bin(b); k < first_bin(b + 1); ++k) {
                sum += (double)s.power[f * s.bins + k];
            }
            envelopes[f * BANDS + (size_t)b] = (float)sqrt(sum);
        }
    }
    *frames = s.frames;
    free(s.power);
    return envelopes;
}

Estoi* estoi_new(const float* const clean, const uint64_t length)
{
    Estoi* const e = need_memory(1, sizeof(Estoi));
    e->length = length;
    find_loud(e, clean);
    e->envelopes = make_envelopes(e, clean, &e->frames);
    return e;
}

void estoi_free(Estoi* const e)
{
    if (e) {
        free(e->loud);
        free(e->envelopes);
        free(e);
    }
}

// Free numbers, `stride` apart, of their mean and bring them to length 1.
static void normalise(double* const x, const int count, const int stride)
{
    double mean = 0.0;
    double square = 0.0;
    for (int i = 0; i < count; ++i) {
        mean += x[i * stride] / count;
    }
    for (int i = 0; i < count; ++i) {
        x[i * stride] -= mean;
        square += x[i * stride] * x[i * stride];
    }
    const double length = sqrt(square) + tiny;
    for (int i = 0; i < count; ++i) {
        x[i * stride] /= length;
    }
}

static void take_segment(const float* const envelopes, Matrix matrix)
{
    for (int w = 0; w < SEGMENT; ++w) {
        for (int b = 0; b < BANDS; ++b) {
            matrix[w][b] = (double)envelopes[w * BANDS + b];
        }
    }
    for (int b = 0; b < BANDS; ++b) {
        normalise(&matrix[0][b], SEGMENT, BANDS);
    }
    for (int w = 0; w < SEGMENT; ++w) {
        normalise(matrix[w], BANDS, 1);
    }
}

double estoi_score(const Estoi* const e, const float* const heard)
{
    size_t frames = 0;
    float* const envelopes = make_envelopes(e, heard, &frames);
    if (!envelopes || frames != e->frames || frames < SEGMENT) {
        free(envelopes);
        return NAN;
    }
    double sum = 0.0;
    const size_t segments = frames - SEGMENT + 1;
    for (size_t s = 0; s < segments; ++s) {
        Matrix x;
        Matrix y;
        take_segment(e->envelopes + s * BANDS, x);
        take_segment(envelopes + s * BANDS, y);
        for (int i = 0; i < SEGMENT * BANDS; ++i) {
            sum += x[i / BANDS][i % BANDS] * y[i / BANDS][i % BANDS];
        }
    }
    free(envelopes);
    return sum / (double)segments / SEGMENT;
}
