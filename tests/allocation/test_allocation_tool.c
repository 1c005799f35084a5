// SPDX-License-Identifier: ISC
// Whatever allocation fails, a command of the tool says so and ends, or does all that it
// should:
//
//   test_allocation_tool SEEDS [COMMAND [NUMBER]]
//
// Of the allocations that the code comes to in the same way the first one fails. Each run is a
// process of its own, in a folder of its own. What it leaves there is what it
// leaves when nothing fails, or a part of that; nothing half written.
#define _GNU_SOURCE // nftw(), strcasestr()
#include "failing.h"

#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <math.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

// The tool's, and ours instead (--wrap=main).
int __real_main(int argc, char** argv);
int __wrap_main(int argc, char** argv);

enum {
    WORDS = 16,
    RATE = 16000,
    SAMPLES = 4800,
    SECONDS_MOST = 60,
    EXIT_LEAK = 23,
    ALLOCATIONS_MOST = 10000
};

typedef struct {
    const char* name;
    const char* words[WORDS];
    const char* input; ///< The standard input, or NULL
} Scenario;

static const Scenario scenarios[] = {
    {"render",
     {"render", "--loss", "20", "--redundancy", "lbrr+dred", "--bitrate", "40", "--records",
      "records.csv", "in.wav", "out.wav"},
     NULL},
    {"render-trace",
     {"render", "--trace", "call.pcap", "--redundancy", "red", "--jitter", "5", "--align",
      "in.wav", "out.wav"},
     NULL},
    {"render-pipe", {"render", "--loss", "10", "-", "-"}, "in.wav"},
    {"trace-info", {"trace", "info", "call.pcap", "lines.txt.gz", "tshark.csv"}, NULL},
    {"trace-convert", {"trace", "convert", "call.pcap", "out.csv"}, NULL},
    {"trace-make", {"trace", "make", "--loss", "10", "--packets", "500", "out.pcap"}, NULL},
    {"plan", {"plan", "--bitrate", "40", "--redundancy", "dred", "--depth", "500"}, NULL},
    {"plan-picture", {"plan", "--picture", "map.svg"}, NULL},
    {"sweep", {"sweep", "-q", "--threads", "1", "plan.yaml", "out"}, NULL},
    {"sweep-check", {"sweep", "--check", "plan.yaml"}, NULL},
    {"sweep-jobs", {"sweep", "--jobs", "plan.yaml", "out"}, NULL},
    {"completion", {"completion", "bash"}, NULL},
};
enum { SCENARIOS = sizeof(scenarios) / sizeof(scenarios[0]) };

static const char plan[] = "inputs: in.wav\n"
                           "common: {bitrate: 40, playout: 40, complexity: 0}\n"
                           "configurations:\n"
                           "  none: {redundancy: none}\n"
                           "  dred: {redundancy: dred, label: With DRED}\n"
                           "networks:\n"
                           "  call: {trace: lines.txt.gz}\n"
                           "  random: {loss: 20}\n"
                           "seeds: 1\n"
                           "output: {wav: on, records: 1}\n";

// What the child tells of itself.
typedef struct {
    unsigned allocations;
    bool failed;
    bool theirs; ///< It crashed, but in the library that got no memory
    uint64_t ways[ALLOCATIONS_MOST];
} News;
static News* news;

static char base[] = "/tmp/dredge-allocation-XXXXXX";
static char whole[PATH_MAX]; // Folder of the run in which nothing failed
static unsigned faults;

static void put(FILE* const to, const uint32_t value, const int bytes)
{
    for (int i = 0; i < bytes; ++i) {
        putc((int)(value >> 8 * i & 0xff), to);
    }
}

static bool write_sound(const char* const path)
{
    FILE* const to = fopen(path, "wb");
    if (!to) {
        return false;
    }
    fputs("RIFF", to);
    put(to, 36 + 2 * SAMPLES, 4);
    fputs("WAVEfmt ", to);
    put(to, 16, 4);
    put(to, 1, 2); // PCM
    put(to, 1, 2);
    put(to, RATE, 4);
    put(to, 2 * RATE, 4);
    put(to, 2, 2);
    put(to, 16, 2);
    fputs("data", to);
    put(to, 2 * SAMPLES, 4);
    for (int i = 0; i < SAMPLES; ++i) {
        put(to, (uint32_t)(int)lrint(6000.0 * sin(0.0001 * i * i)), 2);
    }
    return !fclose(to);
}

static bool copy(const char* const folder, const char* const from, const char* const to)
{
    char path[PATH_MAX];
    char bytes[4096];
    size_t got = 0;
    snprintf(path, sizeof(path), "%s/%s", folder, from);
    FILE* const source = fopen(path, "rb");
    FILE* const target = fopen(to, "wb");
    while (source && target && (got = fread(bytes, 1, sizeof(bytes), source))) {
        fwrite(bytes, 1, got, target);
    }
    const bool good = source && target;
    if (source) {
        fclose(source);
    }
    return target && !fclose(target) && good;
}

static bool prepare(const char* const folder, const char* const seeds)
{
    if (mkdir(folder, 0700) || chdir(folder)) {
        return false;
    }
    FILE* const to = fopen("plan.yaml", "w");
    if (to) {
        fputs(plan, to);
    }
    return to && !fclose(to) && write_sound("in.wav") &&
           copy(seeds, "ethernet.pcap", "call.pcap") &&
           copy(seeds, "tshark.csv", "tshark.csv") &&
           copy(seeds, "lines.txt.gz", "lines.txt.gz");
}

static int remove_one(const char* const path, const struct stat* const status, const int kind,
                      struct FTW* const ftw)
{
    (void)status, (void)kind, (void)ftw;
    return remove(path);
}

static void remove_folder(const char* const folder)
{
    nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void redirect(const char* const path, const int flags, const int to)
{
    const int file = open(path, flags, 0600);
    if (file < 0 || dup2(file, to) < 0) {
        _exit(100);
    }
    close(file);
}

// cairo 1.16 draws less without a word, and fontconfig 2.14 crashes, on its own or in cairo.
static const char* const spared[] = {"libcairo",    "libexpat",  "libfontconfig",
                                     "libfreetype", "libpixman", NULL};
// psf_open_fd() of libsndfile 1.2 touches what it has not got.
static const char* const crashing[] = {"libsndfile", NULL};

static bool show; // The allocation that fails

static void tell(void)
{
    news->allocations = failing_count();
    news->failed = failing_failed();
    failing_end();
    if (show) {
        failing_show(NULL);
    }
}

static void crash(const int number)
{
    void* frames[8];
    const int depth = backtrace(frames, 8);
    news->theirs = failing_is_of(failing_asker(), crashing);
    bool in_theirs = false;
    for (int i = 0; i < depth; ++i) {
        in_theirs = in_theirs || failing_is_of(frames[i], crashing);
    }
    news->theirs = news->theirs && in_theirs;
    tell();
    signal(number, SIG_DFL);
    raise(number);
}

// Never returns. The tool may end by itself, too.
static void run_child(const Scenario* const s, const unsigned nth)
{
    static char words[WORDS][64];
    static char* argv[WORDS + 2] = {(char*)"dredge"};
    int argc = 1;
    for (; s->words[argc - 1]; ++argc) {
        snprintf(words[argc - 1], sizeof(words[0]), "%s", s->words[argc - 1]);
        argv[argc] = words[argc - 1];
    }
    redirect(s->input ? s->input : "/dev/null", O_RDONLY, STDIN_FILENO);
    redirect("stdout", O_WRONLY | O_CREAT, STDOUT_FILENO);
    redirect("stderr", O_WRONLY | O_CREAT, STDERR_FILENO);
    alarm(SECONDS_MOST);
    atexit(tell);
    signal(SIGSEGV, crash);
    signal(SIGABRT, crash);
    failing_begin(FAILING_ALL, spared);
    failing_note(news->ways, nth ? 0 : ALLOCATIONS_MOST);
    failing_fail(nth, false);
    exit(__real_main(argc, argv));
}

static void blame(const Scenario* const s, const unsigned nth, const char* const what)
{
    if (nth) {
        printf("%s: allocation %u failed: %s\n", s->name, nth, what);
    } else {
        printf("%s: %s\n", s->name, what);
    }
    ++faults;
}

static char* load(const char* const path, size_t* const size)
{
    static char bytes[2][1 << 22];
    static unsigned turn;
    char* const to = bytes[++turn % 2];
    FILE* const file = fopen(path, "rb");
    *size = file ? fread(to, 1, sizeof(bytes[0]) - 1, file) : 0;
    to[*size] = '\0';
    if (file) {
        fclose(file);
    }
    return file ? to : NULL;
}

// How long it took is another time each time.
static void hide_times(char* const text, size_t* const size)
{
    char* const time = strstr(text, "CPU ");
    char* const end = time ? strchr(time, '\n') : NULL;
    if (end) {
        memmove(time, end, *size - (size_t)(end - text) + 1);
        *size -= (size_t)(end - time);
    }
}

static const Scenario* compared;
static unsigned compared_nth;
static bool compared_good;

static int compare_file(const char* const path, const struct stat* const status, const int kind,
                        struct FTW* const ftw)
{
    (void)status;
    if (kind != FTW_F || !strcmp(path + ftw->base, "stderr") ||
        (!compared_good && !strcmp(path + ftw->base, "stdout"))) {
        return 0;
    }
    char other[PATH_MAX];
    char problem[PATH_MAX + 64];
    size_t sizes[2] = {0};
    snprintf(other, sizeof(other), "%.2000s/%.2000s", whole, path + strlen("./"));
    char* const texts[] = {load(path, &sizes[0]), load(other, &sizes[1])};
    if (!texts[0] || !texts[1]) {
        snprintf(problem, sizeof(problem), "%s is left", path);
        blame(compared, compared_nth, problem);
        return 0;
    }
    hide_times(texts[0], &sizes[0]);
    hide_times(texts[1], &sizes[1]);
    if (sizes[0] != sizes[1] || memcmp(texts[0], texts[1], sizes[0]) != 0) {
        snprintf(problem, sizeof(problem), "%s is not what it should be", path);
        blame(compared, compared_nth, problem);
    }
    return 0;
}

static int find_missing(const char* const path, const struct stat* const status, const int kind,
                        struct FTW* const ftw)
{
    (void)status, (void)ftw;
    if (kind == FTW_F && access(path + strlen(whole) + 1, F_OK)) {
        char problem[PATH_MAX + 64];
        snprintf(problem, sizeof(problem), "all seems well, but %s is missing",
                 path + strlen(whole) + 1);
        blame(compared, compared_nth, problem);
    }
    return 0;
}

static bool tells(const char* const said)
{
    // The last is what dlopen() says.
    return strcasestr(said, "memory") || strcasestr(said, "allocat") ||
           strstr(said, "cannot create shared object");
}

static void check(const Scenario* const s, const unsigned nth, const int status)
{
    size_t size = 0;
    const char* const said = load("stderr", &size);
    const unsigned before = faults;
    const bool good = WIFEXITED(status) && !WEXITSTATUS(status);
    if (WIFSIGNALED(status) && news->theirs) {
        return;
    }
    if (WIFSIGNALED(status)) {
        blame(s, nth, strsignal(WTERMSIG(status)));
    } else if (WEXITSTATUS(status) == EXIT_LEAK) {
        blame(s, nth, "a sanitizer complains");
    } else if (!good && !tells(said)) {
        blame(s, nth, "it complains of something else");
    }
    compared = s;
    compared_nth = nth;
    compared_good = good;
    nftw(".", compare_file, 8, FTW_PHYS);
    if (good) {
        nftw(whole, find_missing, 8, FTW_PHYS);
    }
    if (faults > before && said) {
        printf("    it said: %.300s\n", load("stderr", &size));
    }
}

// Returns whether an allocation failed.
static bool run(const Scenario* const s, const char* const seeds, const unsigned nth)
{
    char folder[PATH_MAX];
    snprintf(folder, sizeof(folder), "%s/%s-%u", base, s->name, nth);
    news->failed = false;
    news->theirs = false;
    fflush(stdout);
    if (!prepare(folder, seeds)) {
        perror(folder);
        exit(1);
    }
    const pid_t child = fork();
    if (!child) {
        run_child(s, nth);
    }
    int status = 0;
    waitpid(child, &status, 0);
    if (nth) {
        check(s, nth, status);
        if (show) {
            size_t size = 0;
            puts(load("stderr", &size));
        }
        remove_folder(folder);
    } else {
        strcpy(whole, folder);
        if (!WIFEXITED(status) || WEXITSTATUS(status)) {
            size_t size = 0;
            blame(s, 0, "it fails by itself");
            printf("%s\n", load("stderr", &size));
        }
    }
    return news->failed || WIFSIGNALED(status);
}

// Whether it is the first that was reached this way.
static bool is_first(const unsigned nth)
{
    for (unsigned i = 1; i < nth; ++i) {
        if (news->ways[i - 1] == news->ways[nth - 1]) {
            return false;
        }
    }
    return true;
}

static void fail_all(const Scenario* const s, const char* const seeds)
{
    run(s, seeds, 0);
    const unsigned allocations = news->allocations;
    const unsigned before = faults;
    unsigned failed = 0;
    if (allocations > ALLOCATIONS_MOST) {
        blame(s, 0, "more allocations than there is room for");
        return;
    }
    for (unsigned nth = 1; nth <= allocations && faults < before + 10; ++nth) {
        failed += is_first(nth) && run(s, seeds, nth);
    }
    remove_folder(whole);
    printf("%s: %u allocations, reached in %u ways\n", s->name, allocations, failed);
    if (!failed) {
        blame(s, 0, "nothing failed");
    }
}

int __wrap_main(const int argc, char** const argv)
{
    if (argc < 2) {
        fprintf(stderr, "Usage: %s SEEDS [COMMAND [NUMBER]]\n", argv[0]);
        return 2;
    }
    if (!failing_works()) {
        puts("skipped: the C library lets nobody in");
        return 77;
    }
    news = mmap(NULL, sizeof(News), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (news == MAP_FAILED || !mkdtemp(base)) {
        perror(base);
        return 1;
    }
    for (unsigned i = 0; i < SCENARIOS; ++i) {
        if (argc > 3 && !strcmp(argv[2], scenarios[i].name)) {
            run(&scenarios[i], argv[1], 0);
            show = true;
            run(&scenarios[i], argv[1], (unsigned)atoi(argv[3]));
        } else if (argc == 2 || (argc == 3 && !strcmp(argv[2], scenarios[i].name))) {
            fail_all(&scenarios[i], argv[1]);
        }
    }
    if (chdir("/")) {
        return 1;
    }
    remove_folder(base);
    return faults ? 1 : 0;
}
