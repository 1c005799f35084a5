// SPDX-License-Identifier: ISC
#include "raters.h"

#include <math.h>
#include <stdint.h>

enum { SEED = 23, WORDS = 624, SHIFT = 397 };

// M. Matsumoto, T. Nishimura: Mersenne Twister. ACM TOMACS 8 (1), 1998: MT19937, with the
// seeding of 2002.
typedef struct {
    uint32_t words[WORDS];
    unsigned next;
} Twister;

static void seed(Twister* const t, const uint32_t value)
{
    t->words[0] = value;
    for (uint32_t i = 1; i < WORDS; ++i) {
        const uint32_t last = t->words[i - 1];
        t->words[i] = 1812433253U * (last ^ (last >> 30)) + i;
    }
    t->next = WORDS;
}

static void twist(Twister* const t)
{
    for (unsigned i = 0; i < WORDS; ++i) {
        const uint32_t x =
            (t->words[i] & 0x80000000U) | (t->words[(i + 1) % WORDS] & 0x7fffffffU);
        t->words[i] = t->words[(i + SHIFT) % WORDS] ^ (x >> 1) ^ ((x & 1U) ? 0x9908b0dfU : 0U);
    }
    t->next = 0;
}

static uint32_t draw(Twister* const t)
{
    if (t->next == WORDS) {
        twist(t);
    }
    uint32_t x = t->words[t->next++];
    x ^= x >> 11;
    x ^= (x << 7) & 0x9d2c5680U;
    x ^= (x << 15) & 0xefc60000U;
    return x ^ (x >> 18);
}

// From -1 to 1, in steps of 2^-52.
static double draw_between(Twister* const t)
{
    const double high = draw(t) >> 5;
    const double low = draw(t) >> 6;
    return 2.0 * ((high * 67108864.0 + low) / 9007199254740992.0) - 1.0;
}

void raters_draw(float raters[RATERS][RATER_SIZE])
{
    Twister t;
    seed(&t, SEED);
    // In pairs, by the polar method (G. Marsaglia, T. A. Bray: SIAM Review 6 (3), 1964)
    for (unsigned i = 0; i < RATERS * RATER_SIZE; i += 2) {
        double x = 0.0;
        double y = 0.0;
        double square = 0.0;
        do {
            x = draw_between(&t);
            y = draw_between(&t);
            square = x * x + y * y;
        } while (square >= 1.0 || square == 0.0);
        const double scale = sqrt(-2.0 * log(square) / square);
        raters[i / RATER_SIZE][i % RATER_SIZE] = (float)(scale * y);
        raters[i / RATER_SIZE][i % RATER_SIZE + 1] = (float)(scale * x);
    }
}
