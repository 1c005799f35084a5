// SPDX-License-Identifier: ISC
// join_wav [--from N] OUT IN...: the first channels of IN one after another, as one mono file
// of floats, from sample N on. A negative N puts that many silent samples in front.
#include "wav.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool append(Wav* const sum, const Wav* const more)
{
    if (sum->rate && sum->rate != more->rate) {
        fprintf(stderr, "join_wav: the files have different rates\n");
        return false;
    }
    const size_t length = (size_t)(sum->length + more->length);
    float* const grown = realloc(sum->samples, length * sizeof(float));
    if (!grown) {
        fprintf(stderr, "join_wav: not enough memory\n");
        return false;
    }
    for (sf_count_t i = 0; i < more->length; ++i) {
        grown[sum->length + i] = more->samples[i * more->channels];
    }
    sum->samples = grown;
    sum->length = (sf_count_t)length;
    sum->rate = more->rate;
    return true;
}

int main(const int argc, char** const argv)
{
    const bool given = argc > 2 && !strcmp(argv[1], "--from");
    const sf_count_t from = given ? atol(argv[2]) : 0;
    const int files = given ? 3 : 1;
    if (argc < files + 2) {
        fprintf(stderr, "Usage: join_wav [--from N] OUT IN...\n");
        return 2;
    }
    const sf_count_t silence = from < 0 ? -from : 0;
    Wav sum = {.channels = 1, .length = silence};
    sum.samples = calloc((size_t)silence + 1, sizeof(float));
    bool good = sum.samples != NULL;
    for (int i = files + 1; good && i < argc; ++i) {
        Wav wav = {.samples = NULL};
        good = wav_read(argv[i], &wav) && append(&sum, &wav);
        free(wav.samples);
    }
    if (good && from >= sum.length) {
        fprintf(stderr, "join_wav: nothing comes after sample %ld\n", (long)from);
        good = false;
    }
    if (good) {
        Wav rest = sum;
        rest.samples += from > 0 ? from : 0;
        rest.length -= from > 0 ? from : 0;
        good = wav_write(argv[files], &rest);
    }
    free(sum.samples);
    return good ? 0 : 1;
}
