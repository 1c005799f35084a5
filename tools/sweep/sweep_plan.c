// SPDX-License-Identifier: ISC
#define _GNU_SOURCE // asprintf()
#include "sweep_plan.h"

#include "report.h"
#include "sweep_files.h"
#include "yaml_reader.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SEEDS_MAX = 100000, SEED_MAX = 1000000000, KEY_TEXT = 256 };

typedef struct {
    YamlReader yaml;
    SweepPlan* plan;
    yaml_node_t* common; ///< Options of all configurations, or NULL
} Reader;

// Make room for one more in an array of elements of `size`; the new one is zero.
static void* grow(void* const array, size_t* const count, const size_t size)
{
    char* const grown = realloc(array, (*count + 1) * size);
    if (!grown) {
        complain("not enough memory");
        abort(); // A plan is small: nothing sensible can follow
    }
    memset(grown + *count * size, 0, size);
    ++*count;
    return grown;
}

static char* copy(const char* const text)
{
    char* const copied = strdup(text);
    if (!copied) {
        abort();
    }
    return copied;
}

static bool is_good_name(Reader* const r, const YamlEntry* const entry, const char* const where)
{
    if (strpbrk(entry->key, ",\"/\\\n\r\t")) {
        yaml_problem(&r->yaml, entry->key_node, where,
                     "expected a name without comma, quote, slash or tab, found '%s'",
                     entry->key);
        return false;
    }
    return true;
}

static bool is_taken(const SweepPlan* const plan, const char* const name)
{
    for (size_t i = 0; i + 1 < plan->input_count; ++i) {
        if (!strcmp(plan->inputs[i].name, name)) {
            return true;
        }
    }
    return false;
}

static void add_input(SweepPlan* const plan, const char* const path, YamlReader* const yaml,
                      const yaml_node_t* const node)
{
    char text[512];
    plan->inputs = grow(plan->inputs, &plan->input_count, sizeof(SweepInput));
    SweepInput* const input = &plan->inputs[plan->input_count - 1];
    input->path = copy(path);
    input->name = file_stem(path);
    for (unsigned i = 2; is_taken(plan, input->name); ++i) {
        char* const stem = file_stem(path);
        free(input->name);
        if (asprintf(&input->name, "%s~%u", stem, i) < 0) {
            abort();
        }
        free(stem);
    }
    complaints_to(text, sizeof(text));
    const bool readable = file_hash(path, input->hash);
    complaints_to(NULL, 0);
    if (!readable) {
        yaml_problem(yaml, node, "inputs", "%s", text);
        return;
    }
    input_probe(input);
}

static void read_inputs(Reader* const r, yaml_node_t* const node)
{
    if (!yaml_is_list(&r->yaml, node, "inputs")) {
        return;
    }
    for (size_t i = 0; i < yaml_count(node); ++i) {
        yaml_node_t* const item = yaml_item(&r->yaml, node, i);
        const char* const name = yaml_text(&r->yaml, item, "inputs");
        char* const path = path_beside(r->yaml.path, name);
        glob_t found;
        const size_t count = path ? files_find(path, true, &found) : 0;
        if (!count) {
            yaml_problem(
                &r->yaml, item, "inputs",
                "expected a sound file, a pattern or a folder of sounds, found none at "
                "'%s'",
                name);
        }
        for (size_t k = 0; k < count; ++k) {
            add_input(r->plan, found.gl_pathv[k], &r->yaml, item);
        }
        if (count) {
            globfree(&found);
        }
        free(path);
    }
}

// `reference` of a render is another thing than that of a plan.
static const Option* find_link_option(const char* const key)
{
    if (!strcmp(key, "reference")) {
        return NULL;
    }
    const char* const name = !strcmp(key, "opus-demo") ? "reference" : key;
    const Option* const found = option_find(&codec_options, name);
    return found ? found : option_find(&receiver_options, name);
}

static void set_option(Reader* const r, const Option* const option, void* const target,
                       json_t* const options, const YamlEntry* const entry,
                       const char* const where)
{
    char key[KEY_TEXT];
    Problem problem;
    snprintf(key, sizeof(key), "%.120s/%.120s", where, entry->key);
    const char* const text = yaml_text(&r->yaml, entry->value, key);
    if (!text) {
        return;
    }
    if (!option_set(option, target, text, &problem)) {
        yaml_problem(&r->yaml, entry->value, key, "%s", problem.text);
    }
    json_object_set_new(options, entry->key, json_string(text));
}

// Keys that configurations and networks have beside options; returns whether it was one.
static bool set_label(Reader* const r, char** const label, const YamlEntry* const entry,
                      const char* const where)
{
    if (strcmp(entry->key, "label") != 0) {
        return false;
    }
    const char* const text = yaml_text(&r->yaml, entry->value, where);
    if (text) {
        free(*label);
        *label = copy(text);
    }
    return true;
}

static void set_reference(Reader* const r, SweepConfiguration* const c,
                          const YamlEntry* const entry, const char* const where)
{
    Problem problem;
    const char* const text = yaml_text(&r->yaml, entry->value, where);
    if (text && !value_switch(text, &c->reference, &problem)) {
        yaml_problem(&r->yaml, entry->value, where, "%s", problem.text);
    }
}

static void read_link_options(Reader* const r, SweepConfiguration* const c,
                              const yaml_node_t* const node, const char* const where,
                              const bool common)
{
    for (size_t i = 0; i < yaml_count(node); ++i) {
        const YamlEntry entry = yaml_entry(&r->yaml, node, i, where);
        if (!entry.key || (!common && set_label(r, &c->label, &entry, where))) {
            continue;
        }
        if (!common && !strcmp(entry.key, "reference")) {
            set_reference(r, c, &entry, where);
            continue;
        }
        const Option* const option = find_link_option(entry.key);
        if (!option) {
            yaml_problem(&r->yaml, entry.key_node, where, "no option '%s'", entry.key);
            continue;
        }
        set_option(r, option, &c->link, c->options, &entry, where);
    }
}

static unsigned find_encoding(SweepPlan* const plan, const size_t index,
                              const char* const coding)
{
    for (size_t i = 0; i < index; ++i) {
        const SweepConfiguration* const other = &plan->configurations[i];
        if (!strncmp(other->settings, coding, strlen(coding))) {
            return other->encoding;
        }
    }
    return plan->encodings++;
}

static void settle_configuration(Reader* const r, const size_t index,
                                 const yaml_node_t* const node, const char* const where)
{
    SweepPlan* const plan = r->plan;
    SweepConfiguration* const c = &plan->configurations[index];
    Problem problem;
    const char* const name = link_arguments_check(&c->link, &problem);
    if (name) {
        yaml_problem(&r->yaml, node, where, "%s: %s", name, problem.text);
    }
    char* const coding = option_table_describe(&codec_options, &c->link);
    char* const receiving = option_table_describe(&receiver_options, &c->link);
    if (!coding || !receiving || asprintf(&c->settings, "%s\n%s", coding, receiving) < 0) {
        abort();
    }
    c->encoding = find_encoding(plan, index, coding);
    free(coding);
    free(receiving);
}

static void read_configurations(Reader* const r, const yaml_node_t* const node)
{
    SweepPlan* const plan = r->plan;
    if (!yaml_is_mapping(&r->yaml, node, "configurations")) {
        return;
    }
    for (size_t i = 0; i < yaml_count(node); ++i) {
        char where[KEY_TEXT];
        const YamlEntry entry = yaml_entry(&r->yaml, node, i, "configurations");
        if (!entry.key || !is_good_name(r, &entry, "configurations")) {
            continue;
        }
        snprintf(where, sizeof(where), "configurations/%s", entry.key);
        plan->configurations =
            grow(plan->configurations, &plan->configuration_count, sizeof(SweepConfiguration));
        const size_t index = plan->configuration_count - 1;
        SweepConfiguration* const c = &plan->configurations[index];
        c->name = copy(entry.key);
        c->label = copy(entry.key);
        c->options = json_object();
        c->link = link_arguments_default();
        if (r->common) {
            // What is wrong there was said before.
            Reader quiet = *r;
            char ignored[1024];
            complaints_to(ignored, sizeof(ignored));
            read_link_options(&quiet, c, r->common, "common", true);
            complaints_to(NULL, 0);
        }
        if (yaml_is_mapping(&r->yaml, entry.value, where)) {
            read_link_options(r, c, entry.value, where, false);
        }
        settle_configuration(r, index, entry.key_node, where);
    }
}

static void read_common(Reader* const r, yaml_node_t* const node)
{
    if (!yaml_is_mapping(&r->yaml, node, "common")) {
        return;
    }
    SweepConfiguration ignored = {.options = json_object(), .link = link_arguments_default()};
    read_link_options(r, &ignored, node, "common", true);
    json_decref(ignored.options);
    r->common = node;
}

static bool draws(const DredgeNetwork* const n)
{
    const bool fixed = n->model == DREDGE_LOSS_NONE || n->model == DREDGE_LOSS_TRACE;
    return !fixed || n->jitter > 0.0 || n->reorder > 0.0 || n->duplicate > 0.0;
}

static void settle_network(Reader* const r, SweepNetwork* const network,
                           const yaml_node_t* const node, const char* const where)
{
    enum { FRAME = 20 }; // Any; what depends on it is settled cell by cell
    char text[1024];
    char hash[HASH_TEXT] = "";
    complaints_to(text, sizeof(text));
    bool good = network_arguments_load(&network->arguments, FRAME, &network->trace);
    good = good && (!network->arguments.trace || file_hash(network->arguments.trace, hash));
    complaints_to(NULL, 0);
    if (!good) {
        yaml_problem(&r->yaml, node, where, "%s", text);
        return;
    }
    if (text[0]) {
        complain("%s:%zu: %s: %s", r->yaml.path, node->start_mark.line + 1, where, text);
    }
    network->draws = draws(&network->arguments.network);
    char* const described = option_table_describe(&network_options, &network->arguments);
    if (!described || asprintf(&network->settings, "%strace=%s\n", described, hash) < 0) {
        abort();
    }
    free(described);
}

// A network for each file of its pattern, or just one.
static void add_networks(Reader* const r, const SweepNetwork* const model,
                         const yaml_node_t* const node, const char* const where)
{
    SweepPlan* const plan = r->plan;
    const char* const pattern = model->arguments.trace;
    glob_t found = {.gl_pathc = 0};
    char* const path = pattern ? path_beside(r->yaml.path, pattern) : NULL;
    const size_t files = path ? files_find(path, false, &found) : 0;
    if (pattern && !files) {
        yaml_problem(&r->yaml, node, where,
                     "trace: expected a file or a pattern, found none at "
                     "'%s'",
                     pattern);
    }
    const bool several = pattern && (files > 1 || strpbrk(pattern, "*?["));
    for (size_t i = 0; i < (pattern ? files : 1); ++i) {
        plan->networks = grow(plan->networks, &plan->network_count, sizeof(SweepNetwork));
        SweepNetwork* const network = &plan->networks[plan->network_count - 1];
        *network = *model;
        network->group = copy(model->name);
        network->options = json_deep_copy(model->options);
        char* const stem = several ? file_stem(found.gl_pathv[i]) : NULL;
        if (asprintf(&network->name, several ? "%s-%s" : "%s", model->name, stem) < 0 ||
            asprintf(&network->label, several ? "%s %s" : "%s", model->label, stem) < 0) {
            abort();
        }
        free(stem);
        network->arguments.trace = pattern ? copy(found.gl_pathv[i]) : NULL;
        if (pattern) {
            json_object_set_new(network->options, "trace", json_string(found.gl_pathv[i]));
        }
        settle_network(r, network, node, where);
    }
    if (files) {
        globfree(&found);
    }
    free(path);
}

static void read_network_options(Reader* const r, SweepNetwork* const model,
                                 const yaml_node_t* const node, const char* const where)
{
    for (size_t i = 0; i < yaml_count(node); ++i) {
        const YamlEntry entry = yaml_entry(&r->yaml, node, i, where);
        if (!entry.key || set_label(r, &model->label, &entry, where)) {
            continue;
        }
        const Option* const option = option_find(&network_options, entry.key);
        if (!option || option->type == OPTION_SEED) {
            yaml_problem(&r->yaml, entry.key_node, where, "no option '%s'%s", entry.key,
                         option ? " here: see the section 'seeds'" : "");
            continue;
        }
        set_option(r, option, &model->arguments, model->options, &entry, where);
    }
}

static void read_networks(Reader* const r, const yaml_node_t* const node)
{
    if (!yaml_is_mapping(&r->yaml, node, "networks")) {
        return;
    }
    for (size_t i = 0; i < yaml_count(node); ++i) {
        char where[KEY_TEXT];
        const YamlEntry entry = yaml_entry(&r->yaml, node, i, "networks");
        if (!entry.key || !is_good_name(r, &entry, "networks")) {
            continue;
        }
        snprintf(where, sizeof(where), "networks/%s", entry.key);
        SweepNetwork model = {.name = copy(entry.key),
                              .label = copy(entry.key),
                              .options = json_object(),
                              .arguments.network = dredge_settings_default().network};
        const unsigned before = r->yaml.problems;
        if (yaml_is_mapping(&r->yaml, entry.value, where)) {
            read_network_options(r, &model, entry.value, where);
        }
        if (r->yaml.problems == before) {
            add_networks(r, &model, entry.key_node, where);
        }
        free(model.name);
        free(model.label);
        json_decref(model.options);
    }
}

static void read_seeds(Reader* const r, yaml_node_t* const node)
{
    SweepPlan* const plan = r->plan;
    if (!yaml_is_list(&r->yaml, node, "seeds")) {
        return;
    }
    for (size_t i = 0; i < yaml_count(node); ++i) {
        yaml_node_t* const item = yaml_item(&r->yaml, node, i);
        const char* const text = yaml_text(&r->yaml, item, "seeds");
        char* end = NULL;
        const long long first = strtoll(text, &end, 10);
        const bool range = end != text && *end == '-';
        const char* const second = range ? end + 1 : text;
        const long long last = strtoll(second, &end, 10);
        if (end == second || *end || first < 0 || last < first || last > SEED_MAX ||
            last - first >= SEEDS_MAX) {
            yaml_problem(&r->yaml, item, "seeds",
                         "expected whole numbers up to %d, or a range such as 1-20, found '%s'",
                         SEED_MAX, text);
            continue;
        }
        for (long long seed = first; seed <= last; ++seed) {
            plan->seeds = grow(plan->seeds, &plan->seed_count, sizeof(uint64_t));
            plan->seeds[plan->seed_count - 1] = (uint64_t)seed;
        }
    }
}

static void read_command(Reader* const r, yaml_node_t* const node)
{
    static const char key[] = "output/scorer/command";
    if (!yaml_is_list(&r->yaml, node, key)) {
        return;
    }
    const size_t count = yaml_count(node);
    char** const command = calloc(count + 1, sizeof(char*));
    if (!command) {
        abort();
    }
    for (size_t i = 0; i < count; ++i) {
        command[i] = copy(yaml_text(&r->yaml, yaml_item(&r->yaml, node, i), key));
        // What looks like a path is one; words are looked up as a shell does.
        if (strchr(command[i], '/') && command[i][0] != '-') {
            char* const path = path_beside(r->yaml.path, command[i]);
            free(command[i]);
            command[i] = path;
            if (access(path, i ? F_OK : X_OK)) {
                yaml_problem(&r->yaml, node, key, "%s: %s", path, strerror(errno));
            }
        }
    }
    r->plan->scorer.command = command;
}

static void read_scorer(Reader* const r, const yaml_node_t* const node)
{
    SweepScorer* const scorer = &r->plan->scorer;
    if (!yaml_is_mapping(&r->yaml, node, "output/scorer")) {
        return;
    }
    for (size_t i = 0; i < yaml_count(node); ++i) {
        const YamlEntry entry = yaml_entry(&r->yaml, node, i, "output/scorer");
        if (!entry.key) {
            continue;
        }
        if (!strcmp(entry.key, "command")) {
            read_command(r, entry.value);
        } else if (!strcmp(entry.key, "column")) {
            const char* const text = yaml_text(&r->yaml, entry.value, "output/scorer/column");
            if (text && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(text)) {
                yaml_problem(&r->yaml, entry.value, "output/scorer/column",
                             "expected small letters, digits and _, found '%s'", text);
            } else if (text) {
                scorer->column = copy(text);
            }
        } else if (!strcmp(entry.key, "rate")) {
            Problem problem;
            double rate = 0.0;
            const char* const text = yaml_text(&r->yaml, entry.value, "output/scorer/rate");
            if (text && !value_whole(text, DREDGE_RATE_MIN, DREDGE_RATE_MAX, &rate, &problem)) {
                yaml_problem(&r->yaml, entry.value, "output/scorer/rate", "%s", problem.text);
            }
            scorer->rate = (unsigned)rate;
        } else {
            yaml_problem(&r->yaml, entry.key_node, "output/scorer", "no key '%s'", entry.key);
        }
    }
    if (!scorer->column || !scorer->command) {
        yaml_problem(&r->yaml, node, "output/scorer", "expected both 'column' and 'command'");
    }
}

static void read_output(Reader* const r, const yaml_node_t* const node)
{
    SweepPlan* const plan = r->plan;
    const struct {
        const char* name;
        bool* field;
    } switches[] = {
        {"wav", &plan->wav}, {"records", &plan->records}, {"scores", &plan->scores}};
    if (!yaml_is_mapping(&r->yaml, node, "output")) {
        return;
    }
    for (size_t i = 0; i < yaml_count(node); ++i) {
        const YamlEntry entry = yaml_entry(&r->yaml, node, i, "output");
        if (!entry.key) {
            continue;
        }
        bool known = true;
        if (!strcmp(entry.key, "scorer")) {
            read_scorer(r, entry.value);
        } else if (!strcmp(entry.key, "plcmos")) {
            complain("%s:%zu: output/plcmos: skipped: this build has no ONNX Runtime; a scorer "
                     "can do the same, see docs/sweep.md",
                     r->yaml.path, entry.key_node->start_mark.line + 1);
        } else {
            known = false;
        }
        for (size_t k = 0; k < sizeof(switches) / sizeof(switches[0]); ++k) {
            if (!strcmp(entry.key, switches[k].name)) {
                char key[KEY_TEXT];
                Problem problem;
                snprintf(key, sizeof(key), "output/%s", entry.key);
                const char* const text = yaml_text(&r->yaml, entry.value, key);
                if (text && !value_switch(text, switches[k].field, &problem)) {
                    yaml_problem(&r->yaml, entry.value, key, "%s", problem.text);
                }
                known = true;
            }
        }
        if (!known) {
            yaml_problem(&r->yaml, entry.key_node, "output", "no key '%s'", entry.key);
        }
    }
}

typedef struct {
    yaml_node_t* inputs;
    yaml_node_t* common;
    yaml_node_t* configurations;
    yaml_node_t* networks;
    yaml_node_t* seeds;
    yaml_node_t* output;
} Sections;

static Sections find_sections(Reader* const r, const yaml_node_t* const root)
{
    Sections s = {.inputs = NULL};
    const struct {
        const char* name;
        yaml_node_t** node;
        bool needed;
    } known[] = {{"inputs", &s.inputs, true},
                 {"common", &s.common, false},
                 {"configurations", &s.configurations, true},
                 {"networks", &s.networks, true},
                 {"seeds", &s.seeds, false},
                 {"output", &s.output, false}};
    enum { KNOWN = sizeof(known) / sizeof(known[0]) };
    for (size_t i = 0; i < yaml_count(root); ++i) {
        const YamlEntry entry = yaml_entry(&r->yaml, root, i, "plan");
        size_t k = 0;
        while (entry.key && k < KNOWN && strcmp(entry.key, known[k].name) != 0) {
            ++k;
        }
        if (entry.key && k == KNOWN) {
            yaml_problem(&r->yaml, entry.key_node, "plan",
                         "no section '%s'; there are inputs, common, configurations, networks, "
                         "seeds, output",
                         entry.key);
        } else if (entry.key) {
            *known[k].node = entry.value;
        }
    }
    for (size_t k = 0; k < KNOWN; ++k) {
        if (known[k].needed && !*known[k].node) {
            yaml_problem(&r->yaml, root, "plan", "expected a section '%s'", known[k].name);
        }
    }
    return s;
}

static void read_sections(Reader* const r, const Sections* const s)
{
    if (s->inputs) {
        read_inputs(r, s->inputs);
    }
    if (s->common) {
        read_common(r, s->common);
    }
    if (s->configurations) {
        read_configurations(r, s->configurations);
    }
    if (s->networks) {
        read_networks(r, s->networks);
    }
    if (s->output) {
        read_output(r, s->output);
    }
    if (s->seeds) {
        read_seeds(r, s->seeds);
    } else {
        r->plan->seeds = grow(r->plan->seeds, &r->plan->seed_count, sizeof(uint64_t));
        r->plan->seeds[0] = 1;
    }
}

bool sweep_plan_read(SweepPlan* const plan, const char* const path)
{
    *plan = (SweepPlan){.scores = true};
    plan->path = copy(path);
    Reader r = {.plan = plan};
    if (yaml_reader_open(&r.yaml, path)) {
        plan->text = copy(r.yaml.text);
        const yaml_node_t* const root = yaml_document_get_root_node(&r.yaml.document);
        if (yaml_is_mapping(&r.yaml, root, "plan")) {
            const Sections sections = find_sections(&r, root);
            read_sections(&r, &sections);
        }
    }
    plan->problems = r.yaml.problems;
    yaml_reader_close(&r.yaml);
    return !plan->problems;
}

void sweep_plan_free(SweepPlan* const plan)
{
    for (size_t i = 0; i < plan->input_count; ++i) {
        free(plan->inputs[i].name);
        free(plan->inputs[i].path);
        free(plan->inputs[i].error);
    }
    for (size_t i = 0; i < plan->configuration_count; ++i) {
        free(plan->configurations[i].name);
        free(plan->configurations[i].label);
        free(plan->configurations[i].settings);
        json_decref(plan->configurations[i].options);
    }
    for (size_t i = 0; i < plan->network_count; ++i) {
        SweepNetwork* const network = &plan->networks[i];
        free(network->name);
        free(network->label);
        free(network->group);
        free(network->settings);
        free((char*)network->arguments.trace);
        dredge_trace_free(network->trace);
        json_decref(network->options);
    }
    for (char** word = plan->scorer.command; word && *word; ++word) {
        free(*word);
    }
    free(plan->scorer.command);
    free(plan->scorer.column);
    free(plan->inputs);
    free(plan->configurations);
    free(plan->networks);
    free(plan->seeds);
    free(plan->path);
    free(plan->text);
}
