// SPDX-License-Identifier: ISC
#include "report/page.h"

#include "output_stream.h"
#include "report/page_parts.h"

#include <stdlib.h>
#include <string.h>

// The text before a mark; what follows the mark is next.
static const char* copy_until(FILE* const to, const char* const from, const char* const mark)
{
    const char* const end = strstr(from, mark);
    fwrite(from, 1, end ? (size_t)(end - from) : strlen(from), to);
    return end ? end + strlen(mark) : from + strlen(from);
}

// "</script>" and "<!--" in a text would end the data early.
static void write_data(FILE* const to, const json_t* const data)
{
    char* const text = json_dumps(data, JSON_COMPACT);
    for (const char* c = text; c && *c; ++c) {
        if (*c == '<') {
            fputs("\\u003c", to);
        } else {
            fputc(*c, to);
        }
    }
    free(text);
}

bool page_write(const char* const path, const json_t* const data)
{
    OutputStream file;
    if (!output_stream_open(&file, path)) {
        return false;
    }
    const char* rest = (const char*)page_html;
    rest = copy_until(file.stream, rest, "@STYLE@");
    fputs((const char*)page_css, file.stream);
    rest = copy_until(file.stream, rest, "@DATA@");
    write_data(file.stream, data);
    rest = copy_until(file.stream, rest, "@SCRIPT@");
    fputs((const char*)page_js, file.stream);
    fputs(rest, file.stream);
    return output_stream_close(&file, true);
}
