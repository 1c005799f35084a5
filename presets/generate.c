// SPDX-License-Identifier: ISC
// generate-presets THEME TRACES BUNDLE: make the bundle of a theme, with its traces, from the
// table. A mistake in the table fails the build.
#include "table.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char* const plugins[] = {"mono", "stereo"};

static void fail(const char* const what, const char* const why)
{
    fprintf(stderr, "generate-presets: %s: %s\n", what, why);
    exit(1);
}

static FILE* open_in(const char* const folder, const char* const name, const char* const mode)
{
    char path[PATH_MAX];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    if (*mode == 'w') {
        remove(path); // A new file makes the folder newer, which ninja looks at
    }
    FILE* const file = fopen(path, mode);
    if (!file) {
        fail(path, strerror(errno));
    }
    return file;
}

static FILE* create(const char* const bundle, const char* const name)
{
    FILE* const file = open_in(bundle, name, "w");
    fputs("# SPDX-License-Identifier: ISC\n", file);
    return file;
}

static void finish(FILE* const file, const char* const name)
{
    const int failed = ferror(file);
    if (fclose(file) || failed) {
        fail(name, "can't be written");
    }
}

static void copy_trace(const char* const from, const char* const bundle, const char* const name)
{
    char text[4096];
    FILE* const in = open_in(from, name, "r");
    FILE* const out = open_in(bundle, name, "w");
    for (size_t n; (n = fread(text, 1, sizeof(text), in)) > 0;) {
        fwrite(text, 1, n, out);
    }
    fclose(in);
    finish(out, name);
}

static void print_manifest(FILE* const file, const Theme* const theme)
{
    fputs("@prefix lv2: <http://lv2plug.in/ns/lv2core#> .\n"
          "@prefix pset: <http://lv2plug.in/ns/ext/presets#> .\n"
          "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n",
          file);
    for (size_t i = 0; i < theme->count; ++i) {
        for (size_t k = 0; k < sizeof(plugins) / sizeof(plugins[0]); ++k) {
            fprintf(file,
                    "\n<urn:dredge:%s:preset:%s>\n    a pset:Preset ;\n"
                    "    lv2:appliesTo <urn:dredge:%s> ;\n    rdfs:seeAlso <presets.ttl> .\n",
                    plugins[k], theme->presets[i].name, plugins[k]);
        }
    }
}

static void print_preset(FILE* const file, const Theme* const theme, const Preset* const preset,
                         const char* const plugin)
{
    fprintf(file,
            "\n<urn:dredge:%s:preset:%s>\n    a pset:Preset ;\n"
            "    lv2:appliesTo <urn:dredge:%s> ;\n    rdfs:label \"%s\" ;\n"
            "    rdfs:comment \"A: %s. B: %s. %s.\" ;\n",
            plugin, preset->name, plugin, preset->label, preset->a, preset->b, preset->listen);
    if (preset->trace) {
        fprintf(file, "    state:state [ <urn:dredge:trace> <%s> ] ;\n", preset->trace);
    }
    const char* separator = "    lv2:port";
    const Ports* const ports = ports_get();
    for (unsigned i = PORT_FIRST; i < ports->count; ++i) {
        const Port* const port = &ports->port[i];
        if (!preset_sets(port)) {
            continue;
        }
        // With a decimal point: some hosts take nothing but floats.
        fprintf(file, "%s [ lv2:symbol \"%s\" ; pset:value %.3f ]", separator, port->symbol,
                (double)preset_number(theme, preset, port));
        separator = " ,\n        ";
    }
    fputs(" .\n", file);
}

static void print_presets(FILE* const file, const Theme* const theme)
{
    fputs("@prefix lv2: <http://lv2plug.in/ns/lv2core#> .\n"
          "@prefix pset: <http://lv2plug.in/ns/ext/presets#> .\n"
          "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
          "@prefix state: <http://lv2plug.in/ns/ext/state#> .\n",
          file);
    for (size_t i = 0; i < theme->count; ++i) {
        for (size_t k = 0; k < sizeof(plugins) / sizeof(plugins[0]); ++k) {
            print_preset(file, theme, &theme->presets[i], plugins[k]);
        }
    }
}

int main(const int argc, char** const argv)
{
    const Theme* theme = NULL;
    for (size_t i = 0; argc == 4 && i < PRESET_THEMES; ++i) {
        theme = strcmp(preset_themes[i]->name, argv[1]) ? theme : preset_themes[i];
    }
    if (!theme) {
        fprintf(stderr, "Usage: %s THEME TRACES BUNDLE\n", argv[0]);
        return 2;
    }
    const char* const bundle = argv[3];
    if (mkdir(bundle, 0777) && errno != EEXIST) {
        fail(bundle, strerror(errno));
    }
    for (size_t i = 0; i < theme->count; ++i) {
        const Preset* const preset = &theme->presets[i];
        char error[256];
        if (!preset_check(theme, preset, error, sizeof(error))) {
            fail(preset->name ? preset->name : theme->name, error);
        }
        if (preset->trace) {
            copy_trace(argv[2], bundle, preset->trace);
        }
    }
    FILE* const manifest = create(bundle, "manifest.ttl");
    print_manifest(manifest, theme);
    finish(manifest, "manifest.ttl");
    FILE* const presets = create(bundle, "presets.ttl");
    print_presets(presets, theme);
    finish(presets, "presets.ttl");
    return 0;
}
