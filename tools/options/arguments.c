// SPDX-License-Identifier: ISC
#include "options/arguments.h"

#include "command.h"
#include "need.h"
#include "options/value.h"

#include <sndfile.h>

void arguments_parse(const struct argp* const argp, const int argc, char** const argv,
                     void* const input)
{
    argp_err_exit_status = EXIT_USAGE;
    if (argp_parse(argp, argc, argv, 0, NULL, input)) {
        need_failed(); // All other errors end the program by themselves
    }
}

double argument_number(const struct argp_state* const state, const char* const name,
                       const char* const text, const double low, const double high)
{
    Problem problem;
    double value = 0.0;
    if (!value_number(text, low, high, &value, &problem)) {
        argp_error(state, "--%s: %s", name, problem.text);
    }
    return value;
}

int argument_whole(const struct argp_state* const state, const char* const name,
                   const char* const text, const int low, const int high)
{
    Problem problem;
    double value = 0.0;
    if (!value_whole(text, low, high, &value, &problem)) {
        argp_error(state, "--%s: %s", name, problem.text);
    }
    return (int)value;
}

int argument_choice(const struct argp_state* const state, const char* const name,
                    const char* const text, const char* const* const words)
{
    Problem problem;
    unsigned place = 0;
    if (!value_choice(text, words, &place, &problem)) {
        argp_error(state, "--%s: %s", name, problem.text);
    }
    return (int)place;
}

error_t argument_two_files(const struct argp_state* const state, const int key,
                           const char* const text, const char* const names,
                           const char** const in, const char** const out)
{
    if (key == ARGP_KEY_ARG) {
        if (state->arg_num > 1) {
            argp_error(state, "expected two files, found a third one: '%s'", text);
        }
        *(state->arg_num ? out : in) = text;
    } else if (!*out) {
        argp_error(state, "expected two files: %s", names);
    }
    return 0;
}

int argument_samples(const struct argp_state* const state, const char* const name,
                     const char* const text)
{
    static const char* const words[] = {"s16", "s24", "float", NULL};
    static const int formats[] = {SF_FORMAT_PCM_16, SF_FORMAT_PCM_24, SF_FORMAT_FLOAT};
    return formats[argument_choice(state, name, text, words)];
}
