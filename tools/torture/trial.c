// SPDX-License-Identifier: ISC
#define _GNU_SOURCE // nftw(), sigabbrev_np()
#include "torture/trial.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void say(Finding* const f, const Verdict verdict, const char* const format, va_list args)
{
    f->reasons += verdict >= VERDICT_WARN;
    if (verdict > f->verdict) {
        f->verdict = verdict;
        vsnprintf(f->why, sizeof(f->why), format, args);
    }
}

static void say_text(Finding* const f, const Verdict verdict, const char* const format, ...)
{
    va_list args;
    va_start(args, format);
    say(f, verdict, format, args);
    va_end(args);
}

void trial_fail(Trial* const t, const char* const format, ...)
{
    va_list args;
    va_start(args, format);
    say(t->finding, t->hostile ? VERDICT_WARN : VERDICT_FAIL, format, args);
    va_end(args);
}

void trial_warn(Trial* const t, const char* const format, ...)
{
    va_list args;
    va_start(args, format);
    say(t->finding, VERDICT_WARN, format, args);
    va_end(args);
}

void trial_skip(Trial* const t, const char* const format, ...)
{
    va_list args;
    va_start(args, format);
    say(t->finding, VERDICT_SKIP, format, args);
    va_end(args);
}

void trial_doing(Trial* const t, const char* const format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(t->finding->doing, sizeof(t->finding->doing), format, args);
    va_end(args);
}

bool trial_is_bad(const Trial* const t)
{
    return t->finding->verdict >= VERDICT_WARN;
}

uint32_t trial_length(const Trial* const t, const double rate)
{
    return (uint32_t)(t->orders->seconds * rate);
}

static int remove_entry(const char* const path, const struct stat* const info, const int kind,
                        struct FTW* const place)
{
    (void)info;
    (void)kind;
    (void)place;
    return remove(path);
}

// The same test gets the same draws, whichever others run.
static Random seed_of(const char* const name, const uint64_t seed)
{
    Random random = seed;
    for (const char* c = name; *c; ++c) {
        random = random_bits(&random) ^ (uint8_t)*c;
    }
    return random;
}

// In the new process. It ends in order, so that a sanitizer can speak.
static void run_here(const Test* const test, const Subject* const subject,
                     const Orders* const orders, Finding* const finding,
                     const char* const folder, const int output)
{
    setpgid(0, 0);
    if (!orders->verbose) {
        dup2(output, STDOUT_FILENO);
        dup2(output, STDERR_FILENO);
    }
    Trial trial = {.subject = subject,
                   .orders = orders,
                   .finding = finding,
                   .random = seed_of(test->name, orders->seed),
                   .folder = folder,
                   .hostile = test->hostile};
    test->run(&trial);
    trial_doing(&trial, "ending the process");
    fflush(NULL);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

// The last line that it printed, without what would spoil the table.
static void last_line(const int file, char* const line, const size_t room)
{
    char text[2048];
    const off_t size = lseek(file, 0, SEEK_END);
    const off_t from = size > (off_t)sizeof(text) - 1 ? size - (off_t)sizeof(text) + 1 : 0;
    const ssize_t length = pread(file, text, sizeof(text) - 1, from);
    text[length > 0 ? length : 0] = '\0';
    char* end = text + strlen(text);
    while (end > text && (end[-1] == '\n' || end[-1] == ' ')) {
        *--end = '\0';
    }
    const char* const start = strrchr(text, '\n');
    snprintf(line, room, "%.200s", start ? start + 1 : text);
}

static void judge_end(const Test* const test, Finding* const f, const int status,
                      const bool late, const double limit, const int output)
{
    char line[256];
    const Verdict verdict = test->hostile ? VERDICT_WARN : VERDICT_FAIL;
    if (late) {
        say_text(f, verdict, "not done after %.0f s, while %s", limit, f->doing);
    } else if (WIFSIGNALED(status)) {
        last_line(output, line, sizeof(line));
        say_text(f, verdict, "SIG%s while %s%s%s", sigabbrev_np(WTERMSIG(status)), f->doing,
                 *line ? "; it said: " : "", line);
    } else if (WEXITSTATUS(status)) {
        last_line(output, line, sizeof(line));
        say_text(f, verdict, "ended with status %d while %s%s%s", WEXITSTATUS(status), f->doing,
                 *line ? "; it said: " : "", line);
    }
}

// Wait for the process; true if it had to be ended.
static bool wait_for(const pid_t process, const double limit, int* const status)
{
    const double end = now() + limit;
    while (waitpid(process, status, WNOHANG) == 0) {
        if (now() > end) {
            kill(-process, SIGKILL);
            kill(process, SIGKILL);
            waitpid(process, status, 0);
            return true;
        }
        usleep(2000);
    }
    kill(-process, SIGKILL); // What it left behind
    return false;
}

// The end of what it printed.
static void show(const int output)
{
    char text[800];
    const off_t size = lseek(output, 0, SEEK_END);
    const off_t room = sizeof(text);
    const ssize_t length = pread(output, text, sizeof(text), size > room ? size - room : 0);
    if (length > 0) {
        fwrite(text, 1, (size_t)length, stderr);
    }
}

void trial_run(const Test* const test, const Subject* const subject, const Orders* const orders,
               Finding* const finding)
{
    Finding* const shared =
        mmap(NULL, sizeof(Finding), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    char folder[] = "/tmp/lv2-torture-XXXXXX";
    FILE* const output = tmpfile();
    *finding = (Finding){.verdict = VERDICT_PASS};
    if (shared == MAP_FAILED || !mkdtemp(folder) || !output) {
        say_text(finding, VERDICT_FAIL, "can't prepare the test: %s", strerror(errno));
        return;
    }
    const double limit = test->limit * (orders->seconds > 1.0 ? orders->seconds : 1.0);
    fflush(NULL);
    const pid_t process = fork();
    if (!process) {
        run_here(test, subject, orders, shared, folder, fileno(output));
        exit(0); // Not _exit(): sanitizers look for leaks then
    }
    int status = 0;
    const bool late = process > 0 && wait_for(process, limit, &status);
    *finding = *shared;
    if (process < 0) {
        say_text(finding, VERDICT_FAIL, "no new process: %s", strerror(errno));
    } else {
        judge_end(test, finding, status, late, limit, fileno(output));
    }
    if (finding->verdict == VERDICT_FAIL && !orders->verbose) {
        show(fileno(output));
    }
    munmap(shared, sizeof(Finding));
    fclose(output);
    nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

const char* verdict_word(const Verdict verdict)
{
    static const char* const words[] = {"pass", "skipped", "warn", "fail"};
    return words[verdict];
}
