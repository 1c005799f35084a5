// SPDX-License-Identifier: ISC
// Any bytes as a plan of a sweep.
#include "input.h"

#include "sweep/plan_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

// What the tool's main file has
const char* argp_program_version = "";

int LLVMFuzzerTestOneInput(const uint8_t* const bytes, const size_t size)
{
    static char path[] = "/tmp/dredge-fuzz-XXXXXX"; // Beside it there is nothing to be read
    static int file = -1;
    // Files that it names elsewhere shall not be read, lest they be devices.
    for (size_t i = 0; i < size; ++i) {
        if (bytes[i] == '/') {
            return 0;
        }
    }
    if (file < 0 && (!mkdtemp(path) || chdir(path))) {
        abort();
    }
    file = file < 0 ? open("plan", O_RDWR | O_CREAT, 0600) : file;
    if (file < 0 || ftruncate(file, 0) || pwrite(file, bytes, size, 0) != (ssize_t)size) {
        abort();
    }
    SweepPlan plan = {.path = NULL};
    const bool good = sweep_plan_read(&plan, "plan");
    if (good != !plan.problems) {
        abort();
    }
    sweep_plan_free(&plan);
    return 0;
}
