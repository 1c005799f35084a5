// SPDX-License-Identifier: ISC
// find_silence IN MIN [FROM]: where the first channel of IN has its first run of at least MIN
// zeros that starts at or after sample FROM, and how long it is. Exits with 1 if there is none.
#include "wav.h"

#include <stdio.h>
#include <stdlib.h>

int main(const int argc, char** const argv)
{
    if (argc < 3) {
        fprintf(stderr, "Usage: find_silence IN MIN [FROM]\n");
        return 2;
    }
    const long least = atol(argv[2]);
    Wav wav = {.samples = NULL};
    if (!wav_read(argv[1], &wav)) {
        return 2;
    }
    sf_count_t start = argc > 3 ? atol(argv[3]) : 0;
    sf_count_t end = start;
    while (start < wav.length) {
        for (end = start; end < wav.length && wav.samples[end * wav.channels] == 0.0f; ++end) {
        }
        if (end - start >= least) {
            break;
        }
        start = end + 1;
    }
    free(wav.samples);
    if (start >= wav.length) {
        return 1;
    }
    printf("%ld %ld\n", (long)start, (long)(end - start));
    return 0;
}
