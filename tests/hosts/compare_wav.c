// SPDX-License-Identifier: ISC
// compare_wav REF OUT: whether the first channel of REF is found in OUT.
//
//   --channel N         of OUT, counted from 1 (default 1)
//   --offset N          REF's first sample is OUT's sample N (default 0)
//   --offset-search N   take the best offset from --offset on to N samples further, both ways
//   --gain G            OUT is G times REF (default 1)
//   --length N          compare N samples; else all that both have (at least one)
//   --silence           only whether both are perfectly silent in the same places: in runs of a
//                       millisecond or more, to 1 % of the samples, and silent in some
//   --tolerance DB      largest difference, in dB relative to full scale (default: none at all)
//
// Prints the offset, how many samples agree before the first one that does not, of how many,
// the largest difference, and the peak of what was compared. Exits with 1 if a sample does not
// agree, or if there was nothing but silence to compare.
#include "wav.h"

#include <getopt.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
    sf_count_t offset;
    sf_count_t search;
    sf_count_t length;
    double gain;
    double tolerance; ///< Linear
    int channel;      ///< From 0
    bool silence;     ///< Compare nothing but silence
} Job;

typedef struct {
    sf_count_t offset;
    sf_count_t agreed;
    sf_count_t length;
    double difference;
    double peak;
} Match;

static Match compare(const Wav* const ref, const Wav* const out, const Job* const job,
                     const sf_count_t offset, const double best)
{
    Match match = {.offset = offset};
    const sf_count_t start = offset < 0 ? -offset : 0;
    const sf_count_t have =
        out->length - offset < ref->length ? out->length - offset : ref->length;
    const sf_count_t end = job->length && job->length < have ? job->length : have;
    for (sf_count_t i = start; i < end; ++i) {
        const double expected = job->gain * (double)ref->samples[i * ref->channels];
        const double found = (double)out->samples[(i + offset) * out->channels + job->channel];
        const double difference = fabs(expected - found);
        if (!(difference <= match.difference)) { // Or it is not a number
            match.difference = isfinite(difference) ? difference : HUGE_VAL;
        }
        if (match.difference >= best) {
            break;
        }
        match.peak = fmax(match.peak, fabs(expected));
        match.agreed += match.difference <= job->tolerance;
        ++match.length;
    }
    return match;
}

static Match search(const Wav* const ref, const Wav* const out, const Job* const job)
{
    Match best = compare(ref, out, job, job->offset, INFINITY);
    for (sf_count_t i = 1; i <= job->search && best.difference > 0.0; ++i) {
        for (int sign = -1; sign <= 1; sign += 2) {
            const Match match = compare(ref, out, job, job->offset + sign * i, best.difference);
            best = match.difference < best.difference && match.length ? match : best;
        }
    }
    return best;
}

// Mark the samples of a channel that lie in a perfect silence of a millisecond or more.
static bool* find_silence(const Wav* const wav, const int channel)
{
    enum { SHORTEST = 48 };
    bool* const silent = calloc((size_t)wav->length + 1, sizeof(bool));
    sf_count_t from = 0;
    for (sf_count_t i = 0; silent && i <= wav->length; ++i) {
        if (i == wav->length || wav->samples[i * wav->channels + channel] != 0.0f) {
            for (sf_count_t k = from; i - from >= SHORTEST && k < i; ++k) {
                silent[k] = true;
            }
            from = i + 1;
        }
    }
    return silent;
}

static int compare_silence(const Wav* const ref, const Wav* const out, const Job* const job)
{
    bool* const in_ref = find_silence(ref, 0);
    bool* const in_out = find_silence(out, job->channel);
    sf_count_t length = 0;
    sf_count_t silent = 0;
    sf_count_t apart = 0;
    for (sf_count_t i = 0; in_ref && in_out && i < ref->length; ++i) {
        const sf_count_t at = i + job->offset;
        if (at >= 0 && at < out->length) {
            ++length;
            silent += in_ref[i];
            apart += in_ref[i] != in_out[at];
        }
    }
    printf("%ld of %ld samples are silent, %ld in one only\n", (long)silent, (long)length,
           (long)apart);
    free(in_ref);
    free(in_out);
    return silent > 0 && silent < length && apart * 100 <= length ? 0 : 1;
}

static int usage(void)
{
    fprintf(stderr, "Usage: compare_wav REF OUT [--channel N] [--offset N] [--offset-search N]"
                    " [--gain G] [--length N] [--silence] [--tolerance DB]\n");
    return 2;
}

int main(const int argc, char** const argv)
{
    static const struct option options[] = {
        {"channel", required_argument, NULL, 'c'},
        {"offset", required_argument, NULL, 'o'},
        {"offset-search", required_argument, NULL, 's'},
        {"gain", required_argument, NULL, 'g'},
        {"length", required_argument, NULL, 'l'},
        {"silence", no_argument, NULL, 'z'},
        {"tolerance", required_argument, NULL, 't'},
        {0},
    };
    Job job = {.gain = 1.0};
    for (int key; (key = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        switch (key) {
        case 'c':
            job.channel = atoi(optarg) - 1;
            break;
        case 'o':
            job.offset = atol(optarg);
            break;
        case 's':
            job.search = atol(optarg);
            break;
        case 'g':
            job.gain = atof(optarg);
            break;
        case 'l':
            job.length = atol(optarg);
            break;
        case 'z':
            job.silence = true;
            break;
        case 't':
            job.tolerance = pow(10.0, atof(optarg) / 20.0);
            break;
        default:
            return usage();
        }
    }
    Wav ref = {.samples = NULL};
    Wav out = {.samples = NULL};
    if (argc - optind != 2) {
        return usage();
    }
    if (!wav_read(argv[optind], &ref) || !wav_read(argv[optind + 1], &out)) {
        free(ref.samples);
        return 2;
    }
    if (job.silence && job.channel >= 0 && job.channel < out.channels) {
        const int status = compare_silence(&ref, &out, &job);
        free(ref.samples);
        free(out.samples);
        return status;
    }
    Match best = {.difference = HUGE_VAL};
    if (job.channel >= 0 && job.channel < out.channels) {
        best = search(&ref, &out, &job);
    }
    printf("offset %ld, %ld samples agree of %ld, difference %.3g (%.1f dB), peak %.3g\n",
           (long)best.offset, (long)best.agreed, (long)best.length, best.difference,
           20.0 * log10(best.difference), best.peak);
    free(ref.samples);
    free(out.samples);
    return best.difference <= job.tolerance && best.peak > 0.0 ? 0 : 1;
}
