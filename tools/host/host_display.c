// SPDX-License-Identifier: ISC
#include "host/host_display.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

bool host_display_start(HostDisplay* const d)
{
    int ends[2];
    memset(d, 0, sizeof(*d));
    if (pipe(ends)) {
        return false;
    }
    d->process = fork();
    if (!d->process) {
        char number[16];
        snprintf(number, sizeof(number), "%d", ends[1]);
        close(ends[0]);
        const int nowhere = open("/dev/null", O_WRONLY);
        dup2(nowhere, STDERR_FILENO);
        execlp("Xvfb", "Xvfb", "-displayfd", number, "-screen", "0", "1600x1100x24",
               "-nolisten", "tcp", (char*)NULL);
        _exit(127);
    }
    close(ends[1]);
    char words[16] = "";
    size_t length = 0;
    // It writes the number and the end of the line by themselves, and dies if nobody reads
    // both.
    while (length + 1 < sizeof(words) && !strchr(words, '\n') &&
           read(ends[0], words + length, 1) == 1) {
        ++length;
    }
    close(ends[0]);
    if (!length) {
        host_display_stop(d);
        return false;
    }
    snprintf(d->name, sizeof(d->name), ":%d", atoi(words));
    setenv("DISPLAY", d->name, 1);
    return true;
}

void host_display_stop(HostDisplay* const d)
{
    if (d->process > 0) {
        kill(d->process, SIGTERM);
        waitpid(d->process, NULL, 0);
        d->process = 0;
    }
}
