// SPDX-License-Identifier: ISC
// What all tests of the built plugin share: sound, and the plugin in a host to play it to.
#ifndef DREDGE_PLUGIN_HOST_H
#define DREDGE_PLUGIN_HOST_H

#include "host/host.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    BLOCK = 256,
    LENGTH = 48000 * 3, ///< Samples of sound
};

extern const char* bundle;      ///< The plugin's
extern char folder[];           ///< For files of the tests; gone after the last
extern float sound[2][LENGTH];  ///< Speech where there is some, and noise
extern float output[2][LENGTH]; ///< What came out of the last play()

/// A plugin of the bundle at 48 kHz, not yet active; asserts that it can be had.
Host* open_host(const char* uri, HostOptions options);

/// The mono plugin in a complete host that is quiet.
Host* open_mono(void);

/// Play the first `length` samples of the sound, in blocks of at most `block`.
void play(Host* host, uint32_t length, uint32_t block);

/// Run without sound, so that messages and the worker's answers go their way.
void idle(Host* host, int runs);

/// A control or meter by its symbol.
double value(Host* host, const char* symbol);

/// Press a button for a block, and let it go for another one.
void press(Host* host, const char* button);

/// Write a text into a file of the folder. Returns its path, valid until the next call.
const char* write_trace(const char* name, const char* text);

/// Take the bundle from the command line; false, with a message, if it is not there.
bool plugin_tests_take(int argc, char** argv);

/// Before the first test: make sound and folder. After the last: remove the folder.
int plugin_tests_begin(void** state);
int plugin_tests_end(void** state);

#define RUN_PLUGIN_TESTS(...)                                                                  \
    int main(const int argc, char** const argv)                                                \
    {                                                                                          \
        const struct CMUnitTest tests[] = {__VA_ARGS__};                                       \
        return plugin_tests_take(argc, argv)                                                   \
                   ? cmocka_run_group_tests(tests, plugin_tests_begin, plugin_tests_end)       \
                   : 2;                                                                        \
    }

#endif
