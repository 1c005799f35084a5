// SPDX-License-Identifier: ISC
// A YAML file, by libyaml, and complaints about it that name line and key.
#ifndef DREDGE_YAML_READER_H
#define DREDGE_YAML_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <yaml.h>

/// A file in memory. Its texts live until yaml_reader_close().
typedef struct {
    const char* path;
    char* text;
    yaml_document_t document;
    bool loaded;
    unsigned problems; ///< Complained about so far
} YamlReader;

/// One entry of a mapping.
typedef struct {
    const yaml_node_t* key_node;
    const char* key;
    yaml_node_t* value;
} YamlEntry;

/// Read a file; aliases and merge keys are resolved. Complains about what is no YAML.
/// yaml_reader_close() in either case.
bool yaml_reader_open(YamlReader* reader, const char* path);

/// Free it.
void yaml_reader_close(YamlReader* reader);

/// Complain about a node: "file:line: key: what is wrong". `node` may be NULL.
void yaml_problem(YamlReader* reader, const yaml_node_t* node, const char* key,
                  const char* format, ...) __attribute__((format(printf, 4, 5)));

/// The text of a scalar; or NULL after a complaint.
const char* yaml_text(YamlReader* reader, yaml_node_t* node, const char* key);

/// Number of entries of a mapping, or of items of a sequence.
size_t yaml_count(const yaml_node_t* node);

/// Entry i of a mapping; complains about keys that are not texts or come twice, and then has
/// the key NULL.
YamlEntry yaml_entry(YamlReader* reader, const yaml_node_t* mapping, size_t i,
                     const char* where);

/// Item i of a sequence; a scalar is a sequence of one.
yaml_node_t* yaml_item(YamlReader* reader, yaml_node_t* node, size_t i);

/// Whether a node is a mapping; complains if not.
bool yaml_is_mapping(YamlReader* reader, const yaml_node_t* node, const char* key);

/// Whether a node is a sequence of scalars, or a scalar; complains if not.
bool yaml_is_list(YamlReader* reader, yaml_node_t* node, const char* key);

#endif
