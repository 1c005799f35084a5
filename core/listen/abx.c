// SPDX-License-Identifier: ISC
#include "listen/abx.h"

#include "network/random.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { STREAM_KEY = 100, STREAM_X }; // Apart from the network's

static bool get_bit(const uint64_t bits[2], const unsigned i)
{
    return bits[i / 64] >> i % 64 & 1;
}

static void set_bit(uint64_t bits[2], const unsigned i, const bool bit)
{
    bits[i / 64] |= (uint64_t)bit << i % 64;
}

static uint64_t draw_key(DredgeAbx* const abx)
{
    const uint64_t high =
        (uint64_t)(dredge_random_uniform(abx->entropy, STREAM_KEY, abx->keys++) * 0x1p32);
    const uint64_t low =
        (uint64_t)(dredge_random_uniform(abx->entropy, STREAM_KEY, abx->keys++) * 0x1p32);
    return high << 32 | low;
}

static bool draw_x(const uint64_t key, const unsigned trial)
{
    return dredge_random_uniform(key, STREAM_X, trial) < 0.5;
}

void dredge_abx_reset(DredgeAbx* const abx, const uint64_t entropy)
{
    *abx = (DredgeAbx){.entropy = entropy};
    abx->idle_key = draw_key(abx);
}

static DredgeAbxTest* running(DredgeAbx* const abx)
{
    DredgeAbxTest* const last = abx->tests ? &abx->test[abx->tests - 1] : NULL;
    return last && last->state == DREDGE_ABX_RUNNING ? last : NULL;
}

static void add_test(DredgeAbx* const abx, const DredgeAbxTest* const test)
{
    if (abx->tests == DREDGE_ABX_TESTS) {
        memmove(abx->test, abx->test + 1, sizeof(abx->test) - sizeof(abx->test[0]));
        --abx->tests;
    }
    abx->test[abx->tests++] = *test;
}

void dredge_abx_start(DredgeAbx* const abx, const unsigned trials)
{
    DredgeAbxTest* const old = running(abx);
    if (old) {
        old->state = DREDGE_ABX_GIVEN_UP;
    }
    const DredgeAbxTest test = {.planned = trials, .key = draw_key(abx)};
    add_test(abx, &test);
}

bool dredge_abx_answer(DredgeAbx* const abx, const bool says_b)
{
    DredgeAbxTest* const test = running(abx);
    if (!test) {
        return false;
    }
    set_bit(test->truth, test->answered, draw_x(test->key, test->answered));
    set_bit(test->said, test->answered, says_b);
    if (++test->answered == test->planned) {
        test->state = DREDGE_ABX_DONE;
        abx->idle_key = draw_key(abx);
    }
    return true;
}

const DredgeAbxTest* dredge_abx_last(const DredgeAbx* const abx)
{
    return abx->tests ? &abx->test[abx->tests - 1] : NULL;
}

bool dredge_abx_x_is_b(const DredgeAbx* const abx)
{
    const DredgeAbxTest* const test = dredge_abx_last(abx);
    return test && test->state == DREDGE_ABX_RUNNING ? draw_x(test->key, test->answered)
                                                     : draw_x(abx->idle_key, 0);
}

unsigned dredge_abx_right(const DredgeAbxTest* const test)
{
    unsigned right = 0;
    for (unsigned i = 0; i < test->answered; ++i) {
        right += get_bit(test->said, i) == get_bit(test->truth, i);
    }
    return right;
}

double dredge_abx_p(const unsigned right, const unsigned trials)
{
    double term = 1.0; // C(trials, k) / 2^trials, for k = trials
    for (unsigned i = 0; i < trials; ++i) {
        term /= 2.0;
    }
    double sum = 0.0;
    for (unsigned k = trials; k >= right; --k) {
        sum += term;
        term *= (double)k / (trials - k + 1);
        if (!k) {
            break;
        }
    }
    return sum < 1.0 ? sum : 1.0;
}

static const char* spell(const uint64_t bits[2], const unsigned count, char* const letters)
{
    for (unsigned i = 0; i < count; ++i) {
        letters[i] = get_bit(bits, i) ? 'B' : 'A';
    }
    letters[count] = '\0';
    return letters;
}

static int write_test(const DredgeAbxTest* const t, char* const text, const size_t size)
{
    char said[DREDGE_ABX_TRIALS_MAX + 1];
    char truth[DREDGE_ABX_TRIALS_MAX + 1];
    spell(t->said, t->answered, said);
    spell(t->truth, t->answered, truth);
    switch (t->state) {
    case DREDGE_ABX_RUNNING:
        return snprintf(text, size, "running %u: said=%s key=%016" PRIx64 "\n", t->planned,
                        said, t->key);
    case DREDGE_ABX_GIVEN_UP:
        return snprintf(text, size, "given up %u: X=%s said=%s\n", t->planned, truth, said);
    case DREDGE_ABX_DONE:
        break;
    }
    const unsigned right = dredge_abx_right(t);
    return snprintf(text, size, "done %u: X=%s said=%s right %u p %.3g\n", t->planned, truth,
                    said, right, dredge_abx_p(right, t->planned));
}

size_t dredge_abx_write(const DredgeAbx* const abx, char* const text)
{
    size_t length = 0;
    text[0] = '\0';
    for (unsigned i = 0; i < abx->tests; ++i) {
        length +=
            (size_t)write_test(&abx->test[i], text + length, DREDGE_ABX_TEXT_MAX - length);
    }
    return length;
}

// Read letters A and B; returns where they end.
static const char* read_letters(const char* text, uint64_t bits[2], unsigned* const count)
{
    for (*count = 0; (*text == 'A' || *text == 'B') && *count < DREDGE_ABX_TRIALS_MAX; ++text) {
        set_bit(bits, (*count)++, *text == 'B');
    }
    return text;
}

static const char* skip(const char* const text, const char* const word)
{
    const size_t length = strlen(word);
    return text && !strncmp(text, word, length) ? text + length : NULL;
}

// One line of at least one character.
static bool read_test(const char* const line, DredgeAbxTest* const t)
{
    static const char* const words[] = {[DREDGE_ABX_RUNNING] = "running ",
                                        [DREDGE_ABX_DONE] = "done ",
                                        [DREDGE_ABX_GIVEN_UP] = "given up "};
    *t = (DredgeAbxTest){.planned = 0};
    const char* at = NULL;
    for (int i = DREDGE_ABX_RUNNING; i <= DREDGE_ABX_GIVEN_UP && !at; ++i) {
        at = skip(line, words[i]);
        t->state = (DredgeAbxState)i;
    }
    int digits = 0;
    if (!at || sscanf(at, "%3u:%n", &t->planned, &digits) != 1 || !digits || !t->planned ||
        t->planned > DREDGE_ABX_TRIALS_MAX) {
        return false;
    }
    at += digits;
    unsigned truths = 0;
    if (t->state != DREDGE_ABX_RUNNING) {
        at = skip(at, " X=");
        at = at ? read_letters(at, t->truth, &truths) : NULL;
    }
    at = skip(at, " said=");
    if (!at) {
        return false;
    }
    at = read_letters(at, t->said, &t->answered);
    if (t->state == DREDGE_ABX_RUNNING) {
        if (sscanf(at, " key=%16" SCNx64, &t->key) != 1 || t->answered >= t->planned) {
            return false;
        }
        for (unsigned i = 0; i < t->answered; ++i) {
            set_bit(t->truth, i, draw_x(t->key, i));
        }
        return true;
    }
    return truths == t->answered &&
           (t->state == DREDGE_ABX_DONE ? t->answered == t->planned : t->answered < t->planned);
}

unsigned dredge_abx_read(DredgeAbx* const abx, const char* const text)
{
    DredgeAbx read = *abx;
    read.tests = 0;
    unsigned number = 1;
    for (const char* line = text; *line; ++number) {
        DredgeAbxTest test;
        DredgeAbxTest* const last = running(&read);
        if (last || !read_test(line, &test)) { // Only the last may be running
            return last ? number - 1 : number;
        }
        add_test(&read, &test);
        line += strcspn(line, "\n");
        line += *line == '\n';
    }
    *abx = read;
    return 0;
}
