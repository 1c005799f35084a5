// SPDX-License-Identifier: ISC
// dredge completion: what makes a shell complete commands, options and their values.
#include "command.h"
#include "options/arguments.h"
#include "options/link_arguments.h"
#include "options/network_arguments.h"
#include "output_file.h"
#include "trace/trace_format.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_ROOM = 512, DOC_ROOM = 160 };

/// An option as shells want it.
typedef struct {
    const char* name;
    int letter;             ///< Short name, or 0
    bool takes_value;       ///< ... and can't do without
    bool takes_file;        ///< That is the name of a file or folder
    char words[WORDS_ROOM]; ///< What the value may be, apart by spaces; "" for anything
    char doc[DOC_ROOM];     ///< What it is for, up to the first stop
} Item;

typedef void Print(FILE* to, const Command* command, const Item* item);

// Words of an option in one of the tables.
static void find_table_words(Item* const item)
{
    const OptionTable* const tables[] = {codec_options(), receiver_options(),
                                         network_options()};
    for (size_t t = 0; t < sizeof(tables) / sizeof(tables[0]); ++t) {
        const Option* const option = option_find(tables[t], item->name);
        for (const char* const* word = option ? option->words : NULL; word && *word; ++word) {
            strncat(item->words, *word, WORDS_ROOM - strlen(item->words) - 2);
            strcat(item->words, " ");
        }
    }
}

static void find_words(Item* const item, const char* const placeholder)
{
    if (!strcmp(placeholder, "FORMAT")) {
        for (int i = 0; i < DREDGE_TRACE_FORMATS; ++i) {
            strncat(item->words, dredge_trace_format_name((DredgeTraceFormat)i),
                    WORDS_ROOM - strlen(item->words) - 2);
            strcat(item->words, " ");
        }
    } else if (strchr(placeholder, '|')) {
        snprintf(item->words, WORDS_ROOM, "%s", placeholder);
        for (char* bar = strchr(item->words, '|'); bar; bar = strchr(bar, '|')) {
            *bar = ' ';
        }
    } else {
        find_table_words(item);
    }
}

static Item make_item(const struct argp_option* const option)
{
    Item item = {.name = option->name,
                 .letter = option->key > ' ' && option->key <= '~' ? option->key : 0,
                 .takes_value = option->arg && !(option->flags & OPTION_ARG_OPTIONAL)};
    const char* const doc = option->doc ? option->doc : "";
    snprintf(item.doc, sizeof(item.doc), "%.*s", (int)strcspn(doc, ".;:("), doc);
    for (char* c = item.doc; *c; ++c) { // Quotes would have to be escaped three ways
        if (strchr("'\"`$[]\\", *c)) {
            *c = ' ';
        }
    }
    if (option->arg) {
        item.takes_file = strstr(option->arg, "FILE") || strstr(option->arg, "DIR");
        find_words(&item, option->arg);
    }
    return item;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as children of children
static void walk(FILE* const to, const Command* const command, const struct argp* const argp,
                 Print* const print)
{
    const struct argp_option* last = NULL;
    for (const struct argp_option* o = argp->options; o && (o->name || o->doc); ++o) {
        if (!o->name) {
            continue; // The title of a group
        }
        Item item = make_item(o->flags & OPTION_ALIAS && last ? last : o);
        item.name = o->name;
        print(to, command, &item);
        last = o->flags & OPTION_ALIAS ? last : o;
    }
    for (const struct argp_child* child = argp->children; child && child->argp; ++child) {
        walk(to, command, child->argp, print);
    }
}

// The options of a command, and those that argp adds.
static void walk_all(FILE* const to, const Command* const command, Print* const print)
{
    static const struct argp_option common[] = {
        {"help", '?', 0, 0, "Give this help list", 0},
        {"usage", 0, 0, 0, "Give a short usage message", 0},
        {"version", 'V', 0, 0, "Print program version", 0},
        {0},
    };
    static const struct argp argp = {.options = common};
    walk(to, command, command->options(), print);
    walk(to, command, &argp, print);
}

static bool is_part(const Command* const command)
{
    return strchr(command->name, ' ');
}

// Words of the first place: the parts of trace share one.
static void print_names(FILE* const to, const char* const separator)
{
    bool trace = false;
    for (const Command* c = commands; c->name; ++c) {
        if (!is_part(c) || !trace) {
            fprintf(to, "%.*s%s", (int)strcspn(c->name, " "), c->name, separator);
        }
        trace = trace || is_part(c);
    }
}

static void print_parts(FILE* const to)
{
    for (const Command* c = commands; c->name; ++c) {
        if (is_part(c)) {
            fprintf(to, "%s ", strchr(c->name, ' ') + 1);
        }
    }
}

static void bash_option(FILE* const to, const Command* const command, const Item* const item)
{
    (void)command;
    fprintf(to, "--%s ", item->name);
}

static void bash_value(FILE* const to, const Command* const command, const Item* const item)
{
    if (*item->words) {
        fprintf(to, "    '%s --%s') words='%s' ;;\n", command->name, item->name, item->words);
    } else if (item->takes_value && !item->takes_file) {
        fprintf(to, "    '%s --%s') return ;;\n", command->name, item->name);
    }
}

static void print_bash(FILE* const to)
{
    fputs("# bash completion for dredge, made by 'dredge completion bash'\n"
          "_dredge() {\n"
          "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
          "    local command=${COMP_WORDS[1]} words= options= first=2\n"
          "    if [[ $command = trace ]]; then\n"
          "        command+=\" ${COMP_WORDS[2]}\" first=3\n"
          "    fi\n"
          "    # --option=value comes as three words\n"
          "    if [[ $cur = = ]]; then\n        cur=\n"
          "    elif [[ $prev = = ]]; then\n        prev=${COMP_WORDS[COMP_CWORD-2]}\n    fi\n"
          "    if ((COMP_CWORD == 1)); then\n        words='",
          to);
    print_names(to, " ");
    fputs("--help --version'\n    elif ((COMP_CWORD < first)); then\n        words='", to);
    print_parts(to);
    fputs("'\n    fi\n    case \"$command\" in\n", to);
    for (const Command* c = commands; c->name; ++c) {
        fprintf(to, "    '%s') options='", c->name);
        walk_all(to, c, bash_option);
        fputs("' ;;\n", to);
    }
    fputs("    esac\n    case \"$command $prev\" in\n", to);
    for (const Command* c = commands; c->name; ++c) {
        walk(to, c, c->options(), bash_value);
    }
    fputs("    esac\n"
          "    if [[ -n $words ]]; then\n"
          "        COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
          "    elif [[ $cur = -* ]]; then\n"
          "        COMPREPLY=($(compgen -W \"$options\" -- \"$cur\"))\n"
          "    else\n"
          "        compopt -o filenames 2>/dev/null\n"
          "        COMPREPLY=($(compgen -f -- \"$cur\"))\n"
          "    fi\n"
          "}\n"
          "complete -F _dredge dredge\n",
          to);
}

static void zsh_option(FILE* const to, const Command* const command, const Item* const item)
{
    (void)command;
    fprintf(to, " \\\n        '--%s%s[%s]%s", item->name, item->takes_value ? "=" : "",
            item->doc, item->takes_value ? ":value:" : "");
    if (item->takes_value && *item->words) {
        fprintf(to, "(%s)", item->words);
    } else if (item->takes_file) {
        fputs("_files", to);
    }
    fputs("'", to);
}

static void print_zsh(FILE* const to)
{
    fputs("#compdef dredge\n# zsh completion for dredge, made by 'dredge completion zsh'\n"
          "_dredge() {\n"
          "    local command=$words[2] first=3\n"
          "    if [[ $command = trace ]]; then\n"
          "        command=\"trace $words[3]\" first=4\n    fi\n"
          "    if ((CURRENT == 2)); then\n        compadd -- ",
          to);
    print_names(to, " ");
    fputs("--help --version\n        return\n"
          "    elif ((CURRENT < first)); then\n        compadd -- ",
          to);
    print_parts(to);
    fputs("\n        return\n    fi\n"
          "    ((CURRENT -= first - 2))\n    words=(dredge \"${(@)words[first,-1]}\")\n"
          "    case $command in\n",
          to);
    for (const Command* c = commands; c->name; ++c) {
        fprintf(to, "    '%s') _arguments", c->name);
        walk_all(to, c, zsh_option);
        fputs(" \\\n        '*:file:_files' ;;\n", to);
    }
    fputs("    esac\n}\n"
          "if [[ $funcstack[1] = _dredge ]]; then\n    _dredge \"$@\"\nelse\n"
          "    compdef _dredge dredge\nfi\n",
          to);
}

// When a command's name stands on the line already.
static void fish_condition(FILE* const to, const Command* const command)
{
    const char* const part = strchr(command->name, ' ');
    fprintf(to, "complete -c dredge -n '__fish_seen_subcommand_from %.*s",
            (int)strcspn(command->name, " "), command->name);
    if (part) {
        fprintf(to, "; and __fish_seen_subcommand_from %s", part + 1);
    }
    fputs("'", to);
}

static void fish_option(FILE* const to, const Command* const command, const Item* const item)
{
    fish_condition(to, command);
    fprintf(to, " -l %s", item->name);
    if (item->letter) {
        fprintf(to, " -s '%c'", item->letter);
    }
    if (*item->words) {
        fprintf(to, " -xa '%s'", item->words);
    } else if (item->takes_value) {
        fputs(item->takes_file ? " -r" : " -x", to);
    }
    fprintf(to, " -d '%s'\n", item->doc);
}

static void print_fish(FILE* const to)
{
    fputs("# fish completion for dredge, made by 'dredge completion fish'\n", to);
    fputs("complete -c dredge -n __fish_use_subcommand -xa '", to);
    print_names(to, " ");
    fputs("'\ncomplete -c dredge -n '__fish_seen_subcommand_from trace; and not "
          "__fish_seen_subcommand_from ",
          to);
    print_parts(to);
    fputs("' -xa '", to);
    print_parts(to);
    fputs("'\n", to);
    for (const Command* c = commands; c->name; ++c) {
        walk_all(to, c, fish_option);
    }
}

static const struct {
    const char* name;
    void (*print)(FILE* to);
} shells[] = {{"bash", print_bash}, {"zsh", print_zsh}, {"fish", print_fish}};

enum { SHELLS = sizeof(shells) / sizeof(shells[0]) };

static error_t parse(const int key, char* const arg, struct argp_state* const state)
{
    static const char* const names[] = {"bash", "zsh", "fish", NULL};
    int* const shell = state->input;
    switch (key) {
    case ARGP_KEY_ARG:
        if (state->arg_num) {
            return ARGP_ERR_UNKNOWN;
        }
        *shell = argument_choice(state, "shell", arg, names);
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "expected a shell: bash, zsh or fish");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp* command_completion_argp(void)
{
    static const struct argp argp = {
        .parser = parse,
        .args_doc = "bash|zsh|fish",
        .doc = "Print what makes a shell complete commands, options and values.\v"
               "'meson install' puts them where the shells look; without it: "
               "source <(dredge completion bash)",
    };
    return &argp;
}

int command_completion(const int argc, char** const argv)
{
    int shell = 0;
    arguments_parse(command_completion_argp(), argc, argv, &shell);
    shells[shell].print(stdout);
    return fflush(stdout) ? EXIT_FAILED : EXIT_GOOD;
}
