// SPDX-License-Identifier: ISC
#include "speech.h"

#include <complex.h>
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FFT = 2048, BANDS = 24 };

#define PI 3.14159265358979323846

float* speech_read(uint32_t* const length)
{
    static const char* const prompts[] = {"Front_Center", "Rear_Left",  "Side_Right",
                                          "Front_Left",   "Rear_Right", "Rear_Center",
                                          "Side_Left",    "Front_Right"};
    float* speech = NULL;
    *length = 0;
    for (size_t i = 0; i < sizeof(prompts) / sizeof(prompts[0]); ++i) {
        char path[128];
        snprintf(path, sizeof(path), "/usr/share/sounds/alsa/%s.wav", prompts[i]);
        SF_INFO info = {.format = 0};
        SNDFILE* const file = sf_open(path, SFM_READ, &info);
        if (!file || info.channels != 1 || info.samplerate != 48000) {
            free(speech);
            return NULL;
        }
        float* const grown = realloc(speech, (*length + (size_t)info.frames) * sizeof(float));
        if (!grown) {
            abort();
        }
        speech = grown;
        *length += (uint32_t)sf_readf_float(file, speech + *length, info.frames);
        sf_close(file);
    }
    return speech;
}

void noise_fill(float* const sound, const uint32_t length, const float peak, uint32_t seed)
{
    for (uint32_t i = 0; i < length; ++i) {
        seed = seed * 1664525U + 1013904223U;
        sound[i] = peak * ((float)(seed >> 8) / 8388608.0f - 1.0f);
    }
}

double level(const float* const sound, const uint32_t length)
{
    double sum = 0.0;
    for (uint32_t i = 0; i < length; ++i) {
        sum += (double)sound[i] * (double)sound[i];
    }
    return sqrt(sum / length);
}

static void fft(double complex* const x, const unsigned n)
{
    for (unsigned i = 1, j = 0; i < n; ++i) {
        unsigned bit = n >> 1;
        for (; j & bit; bit >>= 1) {
            j ^= bit;
        }
        j ^= bit;
        if (i < j) {
            const double complex t = x[i];
            x[i] = x[j];
            x[j] = t;
        }
    }
    for (unsigned size = 2; size <= n; size <<= 1) {
        const double complex step = cexp(-2.0 * PI * I / size);
        for (unsigned i = 0; i < n; i += size) {
            double complex w = 1.0;
            for (unsigned k = 0; k < size / 2; ++k, w *= step) {
                const double complex u = x[i + k];
                const double complex v = x[i + k + size / 2] * w;
                x[i + k] = u + v;
                x[i + k + size / 2] = u - v;
            }
        }
    }
}

static double mel(const double hz)
{
    return 2595.0 * log10(1.0 + hz / 700.0);
}

static void mel_spectrum(const float* const sound, const uint32_t length, double* const bands)
{
    static double complex x[FFT];
    memset(x, 0, sizeof(x));
    for (uint32_t i = 0; i < length && i < FFT; ++i) {
        x[i] = (double)sound[i] * 32768.0 * (0.5 - 0.5 * cos(2.0 * PI * (i + 0.5) / length));
    }
    fft(x, FFT);
    const double low = mel(50.0);
    const double width = (mel(7600.0) - low) / (BANDS + 1);
    for (int b = 0; b < BANDS; ++b) {
        double power = 1.0;
        for (unsigned k = 1; k < FFT / 2; ++k) {
            const double at = (mel(k * 48000.0 / FFT) - low) / width - (b + 1);
            power += fmax(0.0, 1.0 - fabs(at)) * creal(x[k] * conj(x[k]));
        }
        bands[b] = 10.0 * log10(power);
    }
}

double spectral_distance(const float* const a, const float* const b, const uint32_t length)
{
    double x[BANDS];
    double y[BANDS];
    mel_spectrum(a, length, x);
    mel_spectrum(b, length, y);
    double sum = 0.0;
    for (int i = 0; i < BANDS; ++i) {
        sum += (x[i] - y[i]) * (x[i] - y[i]);
    }
    return sqrt(sum / BANDS);
}

uint32_t best_lag(const float* const a, const float* const b, const uint32_t length,
                  const uint32_t longest)
{
    uint32_t best = 0;
    double highest = -1.0;
    for (uint32_t lag = 0; lag <= longest; ++lag) {
        double sum = 0.0;
        for (uint32_t i = 0; i < length; ++i) {
            sum += (double)a[i] * (double)b[i + lag];
        }
        if (sum > highest) {
            highest = sum;
            best = lag;
        }
    }
    return best;
}

float* speech_fill(const uint32_t length)
{
    enum { TALK = 40000, TURN = 50000 };
    uint32_t have = 0;
    float* const speech = speech_read(&have);
    float* const sound = malloc(length * sizeof(float));
    if (sound) {
        noise_fill(sound, length, 0.2f, 1);
        for (uint32_t i = 0; i < length; ++i) {
            if (speech) {
                sound[i] = speech[i % have];
            } else if (i % TURN >= TALK) {
                sound[i] = 0.0f;
            }
        }
    }
    free(speech);
    return sound;
}
