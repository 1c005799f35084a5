// SPDX-License-Identifier: ISC
// Make C arrays of files: embed FILE... Files of one ending become one array, page_ENDING.
#include <stdio.h>
#include <string.h>

static const char* ending(const char* const path)
{
    const char* const dot = strrchr(path, '.');
    return dot ? dot + 1 : "";
}

static int copy(const char* const path)
{
    FILE* const file = fopen(path, "rb");
    if (!file) {
        perror(path);
        return 1;
    }
    for (int c = 0; (c = fgetc(file)) != EOF;) {
        printf("%d,", c);
    }
    puts("");
    return fclose(file);
}

int main(const int argc, char** const argv)
{
    int failed = 0;
    puts("// SPDX-License-Identifier: ISC\n#include \"report/page_parts.h\"");
    for (int i = 1; i < argc; ++i) {
        if (i == 1 || strcmp(ending(argv[i]), ending(argv[i - 1])) != 0) {
            printf("%sconst unsigned char page_%s[] = {\n", i > 1 ? "0};\n" : "",
                   ending(argv[i]));
        }
        failed |= copy(argv[i]);
    }
    puts("0};");
    return failed;
}
