// SPDX-License-Identifier: ISC
// lv2-torture: put any LV2 plugin under fire, and tell what breaks.
#include "command.h"
#include "host/host_fonts.h"
#include "options/arguments.h"
#include "torture/tests.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MANY = 512 };

const char* argp_program_version = "lv2-torture " DREDGE_VERSION;

enum {
    KEY_BUNDLE = 'b',
    KEY_SEED = 's',
    KEY_SECONDS = 't',
    KEY_LIST = 'l',
    KEY_ONLY = 'o',
    KEY_VERBOSE = 'v',
    KEY_WITHOUT = 'w',
    KEY_QUIET = 'q',
    KEY_REQUIRE = 256,
    KEY_HOLD,
    KEY_BOUND,
    KEY_SETTLE,
    KEY_NO_UI,
};

static const struct argp_option options[] = {
    {"bundle", KEY_BUNDLE, "DIR", 0, "Load this bundle only, instead of all that are installed",
     0},
    {"seed", KEY_SEED, "N", 0, "Seed of all draws (1); the same seed does the same again", 0},
    {"seconds", KEY_SECONDS, "S", 0, "Sound for each part of a test (1)", 0},
    {"only", KEY_ONLY, "TEST", 0, "Run this test only; may be given more than once", 0},
    {"without", KEY_WITHOUT, "TEST", 0, "Leave this test out; likewise", 0},
    {"require", KEY_REQUIRE, "TEST", 0,
     "What this test warns of is a failure; likewise, or 'all'", 0},
    {"hold", KEY_HOLD, "SYMBOL=VALUE,...", 0,
     "Give a control these values only, the first as its default; likewise", 0},
    {"bound", KEY_BOUND, "DB", 0, "What output counts as bounded, dBFS (100)", 0},
    {"settle", KEY_SETTLE, "S", 0, "Time for the plugin to forget what was before (3)", 0},
    {"no-ui", KEY_NO_UI, NULL, 0, "Open no windows", 0},
    {"list", KEY_LIST, NULL, 0, "List the tests, or the plugins of --bundle DIR", 0},
    {"quiet", KEY_QUIET, NULL, 0, "Print nothing about tests that pass or are skipped", 0},
    {"verbose", KEY_VERBOSE, NULL, 0, "Show what plugins log and print", 0},
    {0},
};

// Names that an option was given.
typedef struct {
    const char* name[64];
    unsigned count;
} Names;

typedef struct {
    Orders orders;
    Names bundles;
    Names only;
    Names without;
    Names require;
    Hold holds[64];
    bool list;
    bool quiet;
    const char* uris[MANY];
    unsigned uri_count;
} Settings;

const Test* tests_all(void)
{
    static const Test* const groups[] = {tests_of_life,     tests_of_blocks,   tests_of_sound,
                                         tests_of_controls, tests_of_sameness, tests_of_state,
                                         tests_of_messages, tests_of_thread,   tests_of_window};
    static Test all[128];
    unsigned count = 0;
    for (size_t g = 0; g < sizeof(groups) / sizeof(groups[0]); ++g) {
        for (const Test* test = groups[g]; test->name && count < 127; ++test) {
            all[count++] = *test;
        }
    }
    return all;
}

static bool has(const Names* const names, const char* const name)
{
    for (unsigned i = 0; i < names->count; ++i) {
        if (!strcmp(names->name[i], name)) {
            return true;
        }
    }
    return false;
}

static void add_name(const struct argp_state* const state, Names* const names,
                     const char* const option, const char* const name)
{
    bool known = !strcmp(name, "all");
    for (const Test* test = tests_all(); test->name; ++test) {
        known = known || !strcmp(test->name, name);
    }
    if (!known) {
        argp_error(state, "--%s: no test '%s'; --list shows them", option, name);
    } else if (names->count < sizeof(names->name) / sizeof(names->name[0])) {
        names->name[names->count++] = name;
    }
}

static void add_hold(const struct argp_state* const state, Settings* const s, char* const text)
{
    char* const equals = strchr(text, '=');
    if (!equals || s->orders.hold_count == sizeof(s->holds) / sizeof(s->holds[0])) {
        argp_error(state, "--hold: expected SYMBOL=VALUE,..., found '%s'", text);
        return;
    }
    *equals = '\0';
    Hold* const hold = &s->holds[s->orders.hold_count++];
    hold->symbol = text;
    char* rest = NULL;
    for (const char* word = strtok_r(equals + 1, ",", &rest); word && hold->count < HOLD_VALUES;
         word = strtok_r(NULL, ",", &rest)) {
        hold->values[hold->count++] = (float)argument_number(state, "hold", word, -1e9, 1e9);
    }
    if (!hold->count) {
        argp_error(state, "--hold %s: expected a value", text);
    }
}

static error_t parse(const int key, char* const arg, struct argp_state* const state)
{
    Settings* const s = state->input;
    switch (key) {
    case KEY_BUNDLE:
        if (s->bundles.count < sizeof(s->bundles.name) / sizeof(s->bundles.name[0])) {
            s->bundles.name[s->bundles.count++] = arg;
        }
        break;
    case KEY_SEED:
        s->orders.seed = (uint64_t)argument_whole(state, "seed", arg, 0, INT_MAX);
        break;
    case KEY_SECONDS:
        s->orders.seconds = argument_number(state, "seconds", arg, 0.1, 1000.0);
        break;
    case KEY_SETTLE:
        s->orders.settle = argument_number(state, "settle", arg, 0.1, 60.0);
        break;
    case KEY_BOUND:
        s->orders.bound = pow(10.0, argument_number(state, "bound", arg, 0.0, 600.0) / 20.0);
        break;
    case KEY_ONLY:
        add_name(state, &s->only, "only", arg);
        break;
    case KEY_WITHOUT:
        add_name(state, &s->without, "without", arg);
        break;
    case KEY_REQUIRE:
        add_name(state, &s->require, "require", arg);
        break;
    case KEY_HOLD:
        add_hold(state, s, arg);
        break;
    case KEY_NO_UI:
        s->orders.windows = false;
        break;
    case KEY_VERBOSE:
        s->orders.verbose = true;
        break;
    case KEY_QUIET:
        s->quiet = true;
        break;
    case KEY_LIST:
        s->list = true;
        break;
    case ARGP_KEY_ARG:
        if (s->uri_count == MANY) {
            argp_error(state, "more than %d plugins", MANY);
        }
        s->uris[s->uri_count++] = arg;
        break;
    case ARGP_KEY_END:
        if (!s->list && !s->bundles.count && !s->uri_count) {
            argp_error(state, "expected the URI of a plugin, or --bundle DIR");
        }
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static void load_bundle(LilvWorld* const world, const char* const bundle)
{
    char* const real = realpath(bundle, NULL);
    char path[PATH_MAX + 2];
    snprintf(path, sizeof(path), "%s/", real ? real : bundle);
    free(real);
    LilvNode* const uri = lilv_new_file_uri(world, NULL, path);
    lilv_world_load_bundle(world, uri);
    lilv_node_free(uri);
}

static LilvWorld* load(const Settings* const s)
{
    LilvWorld* const world = lilv_world_new();
    if (!s->bundles.count) {
        lilv_world_load_all(world);
        return world;
    }
    lilv_world_load_specifications(world);
    lilv_world_load_plugin_classes(world);
    for (unsigned i = 0; i < s->bundles.count; ++i) {
        load_bundle(world, s->bundles.name[i]);
    }
    return world;
}

// All plugins of the world where none was named.
static void complete(Settings* const s, LilvWorld* const world)
{
    const LilvPlugins* const plugins = lilv_world_get_all_plugins(world);
    if (s->bundles.count && !s->uri_count) {
        LILV_FOREACH(plugins, i, plugins)
        {
            if (s->uri_count < MANY) {
                s->uris[s->uri_count++] =
                    lilv_node_as_uri(lilv_plugin_get_uri(lilv_plugins_get(plugins, i)));
            }
        }
    }
}

static void print(const Settings* const s, const char* const name, const Verdict verdict,
                  const Finding* const f)
{
    if (s->quiet && verdict < VERDICT_WARN) {
        return;
    }
    printf("  %-14s %-8s%s", name, verdict_word(verdict), f->why);
    if (f->reasons > 1) {
        printf(" (and %u more)", f->reasons - 1);
    }
    putchar('\n');
    fflush(stdout);
}

static bool is_wanted(const Settings* const s, const char* const name)
{
    return (!s->only.count || has(&s->only, name)) && !has(&s->without, name);
}

// Test one plugin; `counts` counts verdicts.
static bool torture(const Settings* const s, LilvWorld* const world, const char* const uri,
                    unsigned* const counts)
{
    Subject* const subject = subject_new(world, uri);
    if (!subject) {
        return false;
    }
    printf("%s <%s>%s%s\n", subject->name, uri, *subject->version ? " " : "", subject->version);
    for (const Test* test = tests_all(); test->name; ++test) {
        Finding finding = {.verdict = VERDICT_PASS};
        if (!is_wanted(s, test->name)) {
            continue;
        }
        if (*subject->missing) {
            finding.verdict = VERDICT_SKIP;
            snprintf(finding.why, sizeof(finding.why), "it requires %s", subject->missing);
        } else {
            trial_run(test, subject, &s->orders, &finding);
        }
        const bool required = has(&s->require, test->name) || has(&s->require, "all");
        const Verdict verdict =
            required && finding.verdict == VERDICT_WARN ? VERDICT_FAIL : finding.verdict;
        print(s, test->name, verdict, &finding);
        ++counts[verdict];
    }
    subject_free(subject);
    return true;
}

int main(const int argc, char** const argv)
{
    static const struct argp argp = {
        options,
        parse,
        "URI...",
        "Put LV2 plugins under fire: each test runs in a process of its own, and a table says "
        "what came of it.\v"
        "A failure is what no plugin may do: a crash, output that is not finite from good "
        "input, "
        "writing where nothing is to be written. A warning is what a plugin had better not do. "
        "The exit status is 0 without failures, 1 with any, 2 for a wrong command line.",
        NULL,
        NULL,
        NULL};
    static Settings s = {
        .orders = {.seed = 1, .seconds = 1.0, .settle = 3.0, .bound = 1e5, .windows = true}};
    s.orders.holds = s.holds;
    arguments_parse(&argp, argc, argv, &s);
    if (s.list && !s.bundles.count) {
        for (const Test* test = tests_all(); test->name; ++test) {
            printf("%-14s %s\n", test->name, test->summary);
        }
        return EXIT_GOOD;
    }
    LilvWorld* const world = load(&s);
    complete(&s, world);
    unsigned counts[4] = {0, 0, 0, 0};
    bool good = s.uri_count > 0;
    for (unsigned i = 0; i < s.uri_count; ++i) {
        if (s.list) {
            puts(s.uris[i]);
        } else {
            good = torture(&s, world, s.uris[i], counts) && good;
        }
    }
    lilv_world_free(world);
    if (!s.list) {
        printf("%u passed, %u warned, %u failed, %u skipped\n", counts[VERDICT_PASS],
               counts[VERDICT_WARN], counts[VERDICT_FAIL], counts[VERDICT_SKIP]);
    }
    return good && !counts[VERDICT_FAIL] ? EXIT_GOOD : EXIT_FAILED;
}
