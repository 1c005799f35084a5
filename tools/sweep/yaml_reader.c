// SPDX-License-Identifier: ISC
#include "yaml_reader.h"

#include "need.h"
#include "report.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIZE_MAX_PLAN = 1 << 22 };

static bool read_all(YamlReader* const r, size_t* const size)
{
    FILE* const file = fopen(r->path, "rb");
    if (!file) {
        return complain("%s: %s", r->path, strerror(errno));
    }
    r->text = need_memory(SIZE_MAX_PLAN + 1, 1);
    *size = fread(r->text, 1, SIZE_MAX_PLAN, file);
    const bool good = !ferror(file) && fgetc(file) == EOF;
    const int error = errno;
    fclose(file);
    if (!good) {
        return complain("%s: can't be read as a plan: %s", r->path,
                        error ? strerror(error) : "longer than 4 MB");
    }
    r->text[*size] = '\0';
    return true;
}

static yaml_node_t* node_at(YamlReader* const r, const int index)
{
    return yaml_document_get_node(&r->document, index);
}

static bool is_text(const yaml_node_t* const node, const char* const text)
{
    return node && node->type == YAML_SCALAR_NODE &&
           !strcmp((const char*)node->data.scalar.value, text);
}

static bool has_key(YamlReader* const r, const yaml_node_t* const mapping,
                    const yaml_node_t* const key)
{
    bool has = key->type != YAML_SCALAR_NODE;
    for (const yaml_node_pair_t* pair = mapping->data.mapping.pairs.start;
         pair < mapping->data.mapping.pairs.top; ++pair) {
        has = has || is_text(node_at(r, pair->key), (const char*)key->data.scalar.value);
    }
    return has;
}

static bool merge_into(YamlReader* r, int index);

// Add what a mapping has and this one has not.
// NOLINTNEXTLINE(misc-no-recursion): each mapping is merged once, and then merges no more
static bool merge_from(YamlReader* const r, const int index, const int from)
{
    const yaml_node_t* const source = node_at(r, from);
    if (!source || source->type != YAML_MAPPING_NODE) {
        yaml_problem(r, node_at(r, index), "<<", "expected a mapping, or a list of some");
        return false;
    }
    if (!merge_into(r, from)) {
        return false;
    }
    for (size_t i = 0; i < yaml_count(source); ++i) {
        const yaml_node_pair_t pair = source->data.mapping.pairs.start[i];
        if (!has_key(r, node_at(r, index), node_at(r, pair.key)) &&
            !yaml_document_append_mapping_pair(&r->document, index, pair.key, pair.value)) {
            need_failed();
        }
    }
    return true;
}

// Replace the merge key of a mapping by what it stands for (yaml.org/type/merge.html).
// NOLINTNEXTLINE(misc-no-recursion): see above
static bool merge_into(YamlReader* const r, const int index)
{
    yaml_node_t* const node = node_at(r, index);
    for (size_t i = 0; i < yaml_count(node); ++i) {
        yaml_node_pair_t* const pairs = node->data.mapping.pairs.start;
        if (!is_text(node_at(r, pairs[i].key), "<<")) {
            continue;
        }
        const int value = pairs[i].value; // Out first: it may lead back here
        const yaml_node_t* const from = node_at(r, value);
        memmove(pairs + i, pairs + i + 1, (yaml_count(node) - i - 1) * sizeof(*pairs));
        --node->data.mapping.pairs.top;
        if (from && from->type != YAML_SEQUENCE_NODE) {
            return merge_from(r, index, value);
        }
        for (size_t k = 0; from && k < yaml_count(from); ++k) {
            if (!merge_from(r, index, from->data.sequence.items.start[k])) {
                return false;
            }
        }
        return true;
    }
    return true;
}

static bool merge_all(YamlReader* const r)
{
    const int nodes = (int)(r->document.nodes.top - r->document.nodes.start);
    bool good = true;
    for (int i = 1; i <= nodes; ++i) {
        if (node_at(r, i)->type == YAML_MAPPING_NODE) {
            good = merge_into(r, i) && good;
        }
    }
    return good;
}

bool yaml_reader_open(YamlReader* const r, const char* const path)
{
    *r = (YamlReader){.path = path};
    size_t size = 0;
    errno = 0;
    if (!read_all(r, &size)) {
        r->problems = 1;
        return false;
    }
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) {
        need_failed();
    }
    yaml_parser_set_input_string(&parser, (const unsigned char*)r->text, size);
    r->loaded = yaml_parser_load(&parser, &r->document);
    if (!r->loaded) {
        complain("%s:%zu: no YAML: %s", path, parser.problem_mark.line + 1,
                 parser.problem ? parser.problem : "not enough memory");
        ++r->problems;
    }
    yaml_parser_delete(&parser);
    return r->loaded && merge_all(r);
}

void yaml_reader_close(YamlReader* const r)
{
    if (r->loaded) {
        yaml_document_delete(&r->document);
    }
    free(r->text);
    *r = (YamlReader){.path = NULL};
}

void yaml_problem(YamlReader* const r, const yaml_node_t* const node, const char* const key,
                  const char* const format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    complain("%s:%zu: %s: %s", r->path, node ? node->start_mark.line + 1 : 1, key, text);
    ++r->problems;
}

const char* yaml_text(YamlReader* const r, yaml_node_t* const node, const char* const key)
{
    if (!node || node->type != YAML_SCALAR_NODE || !node->data.scalar.length) {
        yaml_problem(r, node, key, "expected a value");
        return NULL;
    }
    return (const char*)node->data.scalar.value;
}

size_t yaml_count(const yaml_node_t* const node)
{
    switch (node->type) {
    case YAML_MAPPING_NODE:
        return (size_t)(node->data.mapping.pairs.top - node->data.mapping.pairs.start);
    case YAML_SEQUENCE_NODE:
        return (size_t)(node->data.sequence.items.top - node->data.sequence.items.start);
    default:
        return 1;
    }
}

static const char* key_text(YamlReader* const r, const yaml_node_t* const mapping,
                            const size_t i)
{
    yaml_node_t* const key =
        yaml_document_get_node(&r->document, mapping->data.mapping.pairs.start[i].key);
    return key && key->type == YAML_SCALAR_NODE ? (const char*)key->data.scalar.value : NULL;
}

YamlEntry yaml_entry(YamlReader* const r, const yaml_node_t* const mapping, const size_t i,
                     const char* const where)
{
    const yaml_node_pair_t* const pair = &mapping->data.mapping.pairs.start[i];
    YamlEntry entry = {
        .key_node = yaml_document_get_node(&r->document, pair->key),
        .key = key_text(r, mapping, i),
        .value = yaml_document_get_node(&r->document, pair->value),
    };
    if (!entry.key || !entry.key[0]) {
        yaml_problem(r, entry.key_node, where, "expected a name as the key");
        entry.key = NULL;
        return entry;
    }
    for (size_t k = 0; k < i; ++k) {
        const char* const other = key_text(r, mapping, k);
        if (other && !strcmp(other, entry.key)) {
            yaml_problem(r, entry.key_node, where, "'%s' stands here twice", entry.key);
            entry.key = NULL;
            return entry;
        }
    }
    return entry;
}

yaml_node_t* yaml_item(YamlReader* const r, yaml_node_t* const node, const size_t i)
{
    return node->type == YAML_SEQUENCE_NODE
               ? yaml_document_get_node(&r->document, node->data.sequence.items.start[i])
               : node;
}

bool yaml_is_mapping(YamlReader* const r, const yaml_node_t* const node, const char* const key)
{
    if (!node || node->type != YAML_MAPPING_NODE || !yaml_count(node)) {
        yaml_problem(r, node, key, "expected keys with values below it");
        return false;
    }
    return true;
}

bool yaml_is_list(YamlReader* const r, yaml_node_t* const node, const char* const key)
{
    bool good = node && node->type != YAML_MAPPING_NODE && yaml_count(node);
    for (size_t i = 0; good && i < yaml_count(node); ++i) {
        const yaml_node_t* const item = yaml_item(r, node, i);
        good = item && item->type == YAML_SCALAR_NODE && item->data.scalar.length;
    }
    if (!good) {
        yaml_problem(r, node, key, "expected a value or a list of values");
    }
    return good;
}
