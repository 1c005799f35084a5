// SPDX-License-Identifier: ISC
#include "plugin_host.h"

#include "harness.h"
#include "speech.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

const char* bundle;
char folder[] = "/tmp/dredge-plugin-XXXXXX";
float sound[2][LENGTH];
float output[2][LENGTH];

Host* open_host(const char* const uri, const HostOptions options)
{
    Host* const host = host_new(bundle, uri, 48000.0, options);
    assert_non_null(host);
    return host;
}

Host* open_mono(void)
{
    return open_host("urn:dredge:mono", (HostOptions){.quiet = true});
}

void play(Host* const host, const uint32_t length, const uint32_t block)
{
    for (uint32_t at = 0; at < length; at += block) {
        const uint32_t count = length - at < block ? length - at : block;
        float* const in[] = {sound[0] + at, sound[1] + at};
        float* const out[] = {output[0] + at, output[1] + at};
        host_run(host, in, out, count);
    }
}

void idle(Host* const host, const int runs)
{
    for (int i = 0; i < runs; ++i) {
        play(host, 0, 1);
        float* const io[] = {output[0], output[1]};
        host_run(host, io, io, 0);
    }
}

double value(Host* const host, const char* const symbol)
{
    return (double)*host_control(host, symbol);
}

const char* write_trace(const char* const name, const char* const text)
{
    static char path[256];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE* const file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    return path;
}

void press(Host* const host, const char* const button)
{
    *host_control(host, button) = 1.0f;
    play(host, BLOCK, BLOCK);
    *host_control(host, button) = 0.0f;
    play(host, BLOCK, BLOCK);
}

int plugin_tests_begin(void** state)
{
    (void)state;
    uint32_t length = 0;
    float* const speech = speech_read(&length);
    for (uint32_t i = 0; i < LENGTH && speech; ++i) {
        sound[0][i] = speech[i % length];
    }
    if (!speech) {
        noise_fill(sound[0], LENGTH, 0.2f, 1);
    }
    free(speech);
    noise_fill(sound[1], LENGTH, 0.1f, 2);
    return mkdtemp(folder) ? 0 : 1;
}

int plugin_tests_end(void** state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof(command), "rm -r %s", folder);
    return system(command);
}

bool plugin_tests_take(const int argc, char** const argv)
{
    if (argc != 2) {
        fprintf(stderr, "Usage: %s BUNDLE\n", argv[0]);
        return false;
    }
    bundle = argv[1];
    return true;
}
