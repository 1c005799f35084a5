// SPDX-License-Identifier: ISC
#include "scale.h"

#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

double scale_sane(const double scale)
{
    return scale >= 0.5 && scale <= 8.0 ? scale : 0.0;
}

// The path of the file; makes the folders on the way if asked to. False if there is no home.
static bool find(char path[PATH_MAX], const bool make)
{
    const char* const config = getenv("XDG_CONFIG_HOME");
    const char* const home = getenv("HOME");
    if (config && config[0]) {
        snprintf(path, PATH_MAX, "%.3000s", config);
    } else if (home) {
        snprintf(path, PATH_MAX, "%.3000s/.config", home);
    } else {
        return false;
    }
    static const char* const parts[] = {"", "/dredge", "/window"};
    for (int i = 0; i < 3; ++i) {
        strcat(path, parts[i]);
        if (make && i < 2) {
            mkdir(path, 0700);
        }
    }
    return true;
}

// In per cent, so that no locale has a say.
double scale_read(void)
{
    char path[PATH_MAX];
    char line[32] = "";
    FILE* const file = find(path, false) ? fopen(path, "r") : NULL;
    if (file) {
        if (!fgets(line, sizeof(line), file)) {
            line[0] = '\0';
        }
        fclose(file);
    }
    const bool known = !strncmp(line, "scale ", 6);
    return known ? scale_sane((double)strtol(line + 6, NULL, 10) / 100.0) : 0.0;
}

void scale_write(const double scale)
{
    char path[PATH_MAX];
    FILE* const file = find(path, true) ? fopen(path, "w") : NULL;
    if (file) {
        fprintf(file, "scale %ld\n", lrint(100.0 * scale));
        fclose(file);
    }
}
