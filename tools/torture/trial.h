// SPDX-License-Identifier: ISC
// One test of one plugin: what it is given, and what it says.
#ifndef DREDGE_TORTURE_TRIAL_H
#define DREDGE_TORTURE_TRIAL_H

#include "torture/random.h"
#include "torture/subject.h"

#include <stdbool.h>

/// From good to bad.
typedef enum { VERDICT_PASS, VERDICT_SKIP, VERDICT_WARN, VERDICT_FAIL } Verdict;

/// What a test says. It lies in memory that outlives the test's process.
typedef struct {
    Verdict verdict; ///< The worst so far
    char why[512];   ///< The first reason for it
    char doing[256]; ///< What was being done when the process died
    unsigned reasons;
} Finding;

enum { HOLD_VALUES = 16 };

/// The only values that a control may have; the first is its default.
typedef struct {
    const char* symbol;
    float values[HOLD_VALUES];
    unsigned count;
} Hold;

/// What all tests of a run have in common.
typedef struct {
    uint64_t seed;
    double seconds; ///< Sound for each part of a test
    double settle;  ///< s after which a plugin is to have forgotten what was before
    double bound;   ///< The highest sample that counts as bounded
    bool verbose;   ///< Show what plugins log and print
    bool windows;   ///< A display may be used
    const Hold* holds;
    unsigned hold_count;
} Orders;

typedef struct {
    const Subject* subject;
    const Orders* orders;
    Finding* finding;
    Random random;
    const char* folder; ///< For files; gone after the test
    bool hostile;       ///< The test's
} Trial;

typedef struct {
    const char* name;
    const char* summary; ///< One line
    void (*run)(Trial* trial);
    bool hostile;   ///< No proper host does this: what fails is warned of
    unsigned limit; ///< s for one second of orders->seconds and less
} Test;

/// Say what is wrong; the worst verdict counts, and the first reason for it.
void trial_fail(Trial* trial, const char* format, ...) __attribute__((format(printf, 2, 3)));
void trial_warn(Trial* trial, const char* format, ...) __attribute__((format(printf, 2, 3)));

/// Say why there is nothing to test.
void trial_skip(Trial* trial, const char* format, ...) __attribute__((format(printf, 2, 3)));

/// Say what comes next, for the case that it is the last.
void trial_doing(Trial* trial, const char* format, ...) __attribute__((format(printf, 2, 3)));

/// Whether something has been found already.
bool trial_is_bad(const Trial* trial);

/// Samples of the part of a test at a rate.
uint32_t trial_length(const Trial* trial, double rate);

/**
   Run a test in a process of its own.

   @param finding gets what it said; a crash or a time out is one more thing to say
*/
void trial_run(const Test* test, const Subject* subject, const Orders* orders,
               Finding* finding);

/// "pass", "skipped", "warn" or "fail".
const char* verdict_word(Verdict verdict);

#endif
