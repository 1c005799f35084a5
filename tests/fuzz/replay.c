// SPDX-License-Identifier: ISC
// Runs files through the fuzzer's function, where there is no libFuzzer: replay DIRECTORY
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size);

int main(const int argc, char** const argv)
{
    static uint8_t bytes[1 << 20];
    DIR* const directory = argc == 2 ? opendir(argv[1]) : NULL;
    if (!directory) {
        fprintf(stderr, "Usage: %s DIRECTORY\n", argv[0]);
        return 2;
    }
    int files = 0;
    LLVMFuzzerTestOneInput(bytes, 0);
    for (const struct dirent* entry = NULL; (entry = readdir(directory));) {
        char path[4096];
        snprintf(path, sizeof(path), "%s/%s", argv[1], entry->d_name);
        FILE* const file = entry->d_name[0] != '.' ? fopen(path, "rb") : NULL;
        if (!file) {
            continue;
        }
        const size_t size = fread(bytes, 1, sizeof(bytes), file);
        fclose(file);
        // In memory of its exact size, so that sanitizers see what is read past the end; and
        // cut short, as by a full disk.
        for (size_t part = 0; part <= size; part += part < 64 ? 1 : 17) {
            uint8_t* const copy = malloc(part ? part : 1);
            for (size_t i = 0; i < part; ++i) {
                copy[i] = bytes[i];
            }
            LLVMFuzzerTestOneInput(copy, part);
            free(copy);
        }
        LLVMFuzzerTestOneInput(bytes, size);
        ++files;
    }
    closedir(directory);
    printf("%d files\n", files);
    return files ? 0 : 1;
}
