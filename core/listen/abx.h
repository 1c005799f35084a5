// SPDX-License-Identifier: ISC
// A blind test: in each trial X is A or B, and somebody says which.
#ifndef DREDGE_ABX_H
#define DREDGE_ABX_H

#include "realtime.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    DREDGE_ABX_TRIALS_MAX = 100,
    DREDGE_ABX_TESTS = 16,      ///< Tests that are remembered
    DREDGE_ABX_TEXT_MAX = 8192, ///< Bytes of the log at the most, with its end
};

typedef enum {
    DREDGE_ABX_RUNNING,
    DREDGE_ABX_DONE,
    DREDGE_ABX_GIVEN_UP, ///< Another one was begun before the last trial
} DredgeAbxState;

/// One test: what X was, and what it was said to be. Bit i is trial i; 1 is B.
typedef struct {
    DredgeAbxState state;
    unsigned planned;  ///< Trials, fixed when the test began: 1..100
    unsigned answered; ///< Trials
    uint64_t key;      ///< What X is follows from it
    uint64_t said[2];
    uint64_t truth[2];
} DredgeAbxTest;

/// All tests that are remembered; the last may be running. Zero-initialise, then
/// dredge_abx_reset().
typedef struct {
    uint64_t entropy;
    uint64_t keys; ///< Made so far
    unsigned tests;
    DredgeAbxTest test[DREDGE_ABX_TESTS];
    uint64_t idle_key; ///< What X is while no test runs
} DredgeAbx;

/**
   Forget all tests. For the thread that owns the tests, as all that follows.

   @param entropy makes the draws; take it where nobody can foresee it
*/
void dredge_abx_reset(DredgeAbx* abx, uint64_t entropy) DREDGE_REALTIME;

/// Begin a test of 1..100 trials; one that is running is given up. The oldest is forgotten when
/// there are too many.
void dredge_abx_start(DredgeAbx* abx, unsigned trials) DREDGE_REALTIME;

/// Say what X is, which ends the trial: X is drawn anew. Returns false, and changes nothing,
/// when no test runs.
bool dredge_abx_answer(DredgeAbx* abx, bool says_b) DREDGE_REALTIME;

/// What X is now.
bool dredge_abx_x_is_b(const DredgeAbx* abx) DREDGE_REALTIME;

/// The test begun last, or NULL.
const DredgeAbxTest* dredge_abx_last(const DredgeAbx* abx) DREDGE_REALTIME;

/// How many answers of a test were right.
unsigned dredge_abx_right(const DredgeAbxTest* test) DREDGE_REALTIME;

/// Probability of `right` or more right answers out of `trials` by guessing: the sum of
/// C(trials, k) / 2^trials for k from `right` (one-sided binomial test). Any thread.
double dredge_abx_p(unsigned right, unsigned trials) DREDGE_REALTIME;

/**
   Write all tests as text, a line for each. What X was stands in it for tests that are over:

       done 3: X=ABB said=ABA right 2 p 0.5
       given up 10: X=AB said=AA
       running 10: said=ABB key=0123456789abcdef

   @param text room for DREDGE_ABX_TEXT_MAX bytes
   @return length without the end. Not for the audio thread, as dredge_abx_read().
*/
size_t dredge_abx_write(const DredgeAbx* abx, char* text);

/**
   Read what dredge_abx_write() wrote, in place of all tests there are.

   @return 0, or the number of the line that is no test; then nothing is changed
*/
unsigned dredge_abx_read(DredgeAbx* abx, const char* text);

#endif
