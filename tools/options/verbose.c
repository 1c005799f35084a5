// SPDX-License-Identifier: ISC
#include "options/verbose.h"

#include "codec/sender.h"

#include <cairo.h>
#include <ebur128.h>
#include <jansson.h>
#include <sndfile.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>
#include <xxhash.h>
#include <yaml.h>
#include <zlib.h>

static bool verbose;

void tell_more(const char* const format, ...)
{
    if (verbose) {
        va_list args;
        va_start(args, format);
        fputs("dredge: ", stderr);
        vfprintf(stderr, format, args);
        fputc('\n', stderr);
        va_end(args);
    }
}

// The rest of the first line of a file that begins with a name; "unknown" if there is none.
static const char* find_line(const char* const path, const char* const name)
{
    static char line[512];
    FILE* const file = fopen(path, "r");
    const char* found = NULL;
    while (file && !found && fgets(line, sizeof(line), file)) {
        if (!strncmp(line, name, strlen(name))) {
            char* const rest = line + strlen(name);
            rest[strcspn(rest, "\n")] = '\0';
            found = rest + strspn(rest, "\t :=\"");
            rest[found - rest + strcspn(found, "\"")] = '\0';
        }
    }
    if (file) {
        fclose(file);
    }
    return found ? found : "unknown";
}

// What libopus and the compiler's loops choose from.
static void tell_instructions(void)
{
    char text[256] = "";
#if defined(__x86_64__) || defined(__i386__)
    __builtin_cpu_init();
#define TRY(name)                                                                              \
    if (__builtin_cpu_supports(name)) {                                                        \
        strcat(text, " " name);                                                                \
    }
    TRY("sse2")
    TRY("sse4.1")
    TRY("avx")
    TRY("fma")
    TRY("avx2")
    TRY("avx512f")
#undef TRY
#elif defined(__aarch64__)
    strcat(text, " neon");
    if (strstr(find_line("/proc/cpuinfo", "Features"), "asimddp")) {
        strcat(text, " dotprod");
    }
#endif
    tell_more("instructions:%s", *text ? text : " the basic ones");
}

static void tell_environment(void)
{
    struct utsname system = {.sysname = "unknown"};
    int major = 0;
    int minor = 0;
    int patch = 0;
    uname(&system);
    tell_more("version " DREDGE_VERSION ", compiler " __VERSION__);
    tell_more("%s, %s", dredge_codec_version(), sf_version_string());
    ebur128_get_version(&major, &minor, &patch);
    tell_more("libebur128 %d.%d.%d, cairo %s, libyaml %s, jansson %s, zlib %s, xxhash %u",
              major, minor, patch, cairo_version_string(), yaml_get_version_string(),
              JANSSON_VERSION, zlibVersion(), XXH_versionNumber());
    tell_more("%s", find_line("/etc/os-release", "PRETTY_NAME"));
    tell_more("%s %s on %s, %ld cores", system.sysname, system.release, system.machine,
              sysconf(_SC_NPROCESSORS_ONLN));
    tell_more("processor: %s", find_line("/proc/cpuinfo", "model name"));
    tell_instructions();
}

static error_t parse(const int key, char* const arg, struct argp_state* const state)
{
    (void)arg;
    (void)state;
    if (key == 'v') {
        if (!verbose) {
            verbose = true;
            tell_environment();
        }
        return 0;
    }
    return ARGP_ERR_UNKNOWN;
}

static const struct argp_option options[] = {
    {"verbose", 'v', 0, 0,
     "Tell versions, the kind of machine, and what is drawn, chosen and skipped", -1},
    {0},
};

const struct argp verbose_argp = {.options = options, .parser = parse};
