// SPDX-License-Identifier: ISC
#include "host/host_urids.h"
#include "torture/instance.h"
#include "torture/pocket.h"
#include "torture/tests.h"

#include <locale.h>
#include <lv2/presets/presets.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 256, SHORT = 4096 };

// An instance with sound to play to it, over and over.
typedef struct {
    Instance* instance;
    Tape in;
    Tape out;
} Player;

static bool player_open(Player* const p, Trial* const t)
{
    p->in = instance_in_tape(t->subject, SHORT);
    p->out = instance_out_tape(t->subject, SHORT);
    tape_record(&p->in, SOUND_MUSIC, 48000.0, &t->random);
    p->instance = instance_open(t, 48000.0);
    return p->instance;
}

static void player_close(Player* const p)
{
    instance_free(p->instance);
    tape_free(&p->in);
    tape_free(&p->out);
}

static void player_play(Player* const p, const char* const when)
{
    instance_play(p->instance, &p->in, 0, SHORT, &p->out, BLOCK, NULL);
    if (!tape_look(&p->out, 0, SHORT).finite) {
        trial_fail(p->instance->trial, "output that is not finite after %s", when);
    }
}

static bool has_state(Trial* const t)
{
    if (!t->subject->has_state) {
        trial_skip(t, "no state beyond its controls");
    }
    return t->subject->has_state;
}

static void complain_of(Trial* const t, const PocketItem* const item, const char* const what)
{
    const char* const uri = host_urids_unmap(item->key);
    const char* const type = host_urids_unmap(item->type);
    trial_warn(t, "%s: <%s>, %zu bytes of <%s>", what, uri ? uri : "?", item->size,
               type ? type : "?");
}

static void compare(Trial* const t, const Pocket* const before, const Pocket* const after,
                    const char* const what)
{
    const PocketItem* const lost = pocket_differs(before, after);
    const PocketItem* const gained = pocket_differs(after, before);
    if (lost || gained) {
        complain_of(t, lost ? lost : gained, what);
    }
}

static void save_and_restore(Trial* const t)
{
    static Pocket first;
    static Pocket second;
    Player a;
    Player b;
    if (!has_state(t)) {
        return;
    }
    if (player_open(&a, t) && player_open(&b, t)) {
        for (int round = 0; round < 8; ++round) {
            instance_turn(a.instance, 6, &t->random);
            player_play(&a, "turning controls");
            trial_doing(t, "saving the state");
            pocket_save(&first, a.instance->lilv, &a.instance->features);
            memcpy(b.instance->values, a.instance->values,
                   t->subject->port_count * sizeof(float));
            trial_doing(t, "restoring the state");
            const LV2_State_Status status =
                pocket_restore(&first, b.instance->lilv, &b.instance->features);
            if (first.count && status != LV2_STATE_SUCCESS) {
                trial_warn(t, "restoring what was saved ends with status %d", (int)status);
            }
            player_play(&b, "restoring");
            trial_doing(t, "saving what was restored");
            pocket_save(&second, b.instance->lilv, &b.instance->features);
            compare(t, &first, &second, "saved, restored, and saved again it is not the same");
            pocket_clear(&first);
            pocket_clear(&second);
        }
        player_close(&b);
    }
    player_close(&a);
}

// Values that no property wants.
static void spoil(Pocket* const p, const PocketItem* const item, const unsigned way,
                  Random* const random)
{
    uint8_t noise[256];
    for (size_t n = 0; n < sizeof(noise); ++n) {
        noise[n] = (uint8_t)random_bits(random);
    }
    noise[sizeof(noise) - 1] = '\0';
    const uint32_t types[] = {
        host_urids_map(LV2_ATOM__Int),    host_urids_map(LV2_ATOM__Float),
        host_urids_map(LV2_ATOM__String), host_urids_map(LV2_ATOM__Path),
        host_urids_map(LV2_ATOM__Chunk),  host_urids_map(LV2_ATOM__Vector),
        host_urids_map("urn:nowhere"),    0};
    const uint32_t type = types[random_below(random, sizeof(types) / sizeof(types[0]))];
    switch (way) {
    case 0: // Another type for the same bytes
        pocket_put(p, item->key, item->data, item->size, type, item->flags);
        break;
    case 1: // Other bytes of the same type, which end like a text
        pocket_put(p, item->key, noise, sizeof(noise), item->type, item->flags);
        break;
    case 2: // Both
        pocket_put(p, item->key, noise, sizeof(noise), type, item->flags);
        break;
    case 3: // An empty text
        pocket_put(p, item->key, "", 1, item->type, item->flags);
        break;
    case 4: // The same number of other bytes
        if (item->size && item->size <= sizeof(noise)) {
            pocket_put(p, item->key, noise + sizeof(noise) - item->size, item->size, item->type,
                       item->flags);
        }
        break;
    default: // No bytes
        pocket_put(p, item->key, "", 0, item->type, item->flags);
        break;
    }
}

static void garbage(Trial* const t)
{
    static Pocket good;
    static Pocket bad;
    Player p;
    if (!has_state(t)) {
        return;
    }
    if (player_open(&p, t)) {
        player_play(&p, "nothing");
        pocket_save(&good, p.instance->lilv, &p.instance->features);
        trial_doing(t, "restoring an empty state");
        pocket_restore(&bad, p.instance->lilv, &p.instance->features);
        player_play(&p, "restoring an empty state");
        for (unsigned n = 0; good.count && n < good.count * 12; ++n) {
            const PocketItem* const item = &good.items[n % good.count];
            const char* const uri = host_urids_unmap(item->key);
            const unsigned way =
                n < good.count * 6 ? n / good.count : random_below(&t->random, 6);
            for (unsigned k = 0; k < good.count; ++k) {
                const PocketItem* const other = &good.items[k];
                if (random_below(&t->random, 8)) { // Some keys are missing
                    pocket_put(&bad, other->key, other->data, other->size, other->type,
                               other->flags);
                }
            }
            spoil(&bad, item, way, &t->random);
            trial_doing(t, "restoring <%s> spoilt in way %u", uri ? uri : "?", way);
            pocket_restore(&bad, p.instance->lilv, &p.instance->features);
            trial_doing(t, "running after <%s> was spoilt in way %u", uri ? uri : "?", way);
            instance_play(p.instance, &p.in, 0, SHORT, &p.out, BLOCK, NULL);
            pocket_clear(&bad);
        }
        trial_doing(t, "restoring the good state again");
        pocket_restore(&good, p.instance->lilv, &p.instance->features);
        for (int n = 0; n < 12; ++n) {
            instance_play(p.instance, &p.in, 0, SHORT, &p.out, BLOCK, NULL);
        }
        player_play(&p, "spoilt states and a good one again");
        pocket_clear(&good);
    }
    player_close(&p);
}

typedef struct {
    Instance* instance;
    Pocket* pocket;
    bool restores;
    atomic_bool done;
} Saver;

// Another thread saves, which is allowed at any time, and restores where that is allowed too.
static void* save_beside(void* const context)
{
    Saver* const s = context;
    static Pocket saved;
    while (!atomic_load(&s->done)) {
        pocket_save(&saved, s->instance->lilv, &s->instance->features);
        pocket_clear(&saved);
        if (s->restores) {
            pocket_restore(s->pocket, s->instance->lilv, &s->instance->features);
        }
        usleep(500);
    }
    return NULL;
}

static void running(Trial* const t)
{
    static Pocket pocket;
    Player p;
    if (!has_state(t)) {
        return;
    }
    if (player_open(&p, t)) {
        player_play(&p, "nothing");
        pocket_save(&pocket, p.instance->lilv, &p.instance->features);
        Saver saver = {
            .instance = p.instance, .pocket = &pocket, .restores = t->subject->safe_restore};
        pthread_t thread;
        trial_doing(t, "running while another thread saves%s",
                    saver.restores ? " and restores" : "");
        if (!pthread_create(&thread, NULL, save_beside, &saver)) {
            for (uint32_t n = 0; n < trial_length(t, 48000.0); n += SHORT) {
                instance_turn(p.instance, 2, &t->random);
                player_play(&p, "saving beside");
                usleep(1000);
            }
            atomic_store(&saver.done, true);
            pthread_join(thread, NULL);
        }
        trial_doing(t, "restoring between two runs");
        for (int n = 0; n < 20; ++n) { // As Ardour does, active all the while
            pocket_restore(&pocket, p.instance->lilv, &p.instance->features);
            player_play(&p, "restoring between two runs");
        }
        pocket_clear(&pocket);
    }
    player_close(&p);
}

static void set_value(const char* const symbol, void* const handle, const void* const value,
                      const uint32_t size, const uint32_t type)
{
    Instance* const i = handle;
    const uint32_t port = subject_port(i->subject, symbol);
    if (port != SUBJECT_NONE && instance_is_free(i, port)) {
        if (type == i->forge.Float && size == sizeof(float)) {
            memcpy(&i->values[port], value, size);
        } else if (type == i->forge.Int && size == sizeof(int32_t)) {
            i->values[port] = (float)*(const int32_t*)value;
        }
    }
}

static void load_preset(Player* const p, const LilvNode* const preset)
{
    Instance* const i = p->instance;
    LilvWorld* const world = i->subject->world;
    const char* const uri = lilv_node_as_string(preset);
    lilv_world_load_resource(world, preset);
    LilvState* const state = lilv_state_new_from_world(world, &i->features.map, preset);
    trial_doing(i->trial, "loading the preset <%s>", uri);
    if (!state) {
        trial_warn(i->trial, "the preset <%s> can't be loaded", uri);
        return;
    }
    lilv_state_restore(state, i->lilv, set_value, i, 0, i->features.list);
    lilv_state_free(state);
    player_play(p, uri);
}

static void presets(Trial* const t)
{
    LilvNode* const type = lilv_new_uri(t->subject->world, LV2_PRESETS__Preset);
    LilvNodes* const all = lilv_plugin_get_related(t->subject->plugin, type);
    Player p;
    if (!lilv_nodes_size(all)) {
        trial_skip(t, "no presets");
    } else if (player_open(&p, t)) {
        LILV_FOREACH(nodes, i, all)
        {
            load_preset(&p, lilv_nodes_get(all, i));
        }
        player_close(&p);
    }
    lilv_nodes_free(all);
    lilv_node_free(type);
}

// A locale that writes 1,5: one of the machine's, or one of our own making.
static bool use_commas(const Trial* const t)
{
    static const char* const names[] = {"de_DE.UTF-8", "de_DE.utf8",  "fr_FR.UTF-8",
                                        "fr_FR.utf8",  "nl_NL.UTF-8", "pt_BR.UTF-8"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); ++i) {
        if (setlocale(LC_ALL, names[i])) {
            return true;
        }
    }
    char command[512];
    snprintf(command, sizeof(command),
             "localedef -i de_DE -f UTF-8 %s/de_DE.UTF-8 >/dev/null 2>&1", t->folder);
    const int status = system(command); // NOLINT(cert-env33-c): words of our own
    setenv("LOCPATH", t->folder, 1);
    return status != -1 && setlocale(LC_ALL, "de_DE.UTF-8");
}

static void in_locale(Trial* const t, Tape* const out, Pocket* const saved)
{
    Tape in = instance_in_tape(t->subject, out->length);
    Random random = 1;
    tape_record(&in, SOUND_MUSIC, 48000.0, &random);
    Instance* const i = instance_open(t, 48000.0);
    if (i) {
        instance_turn(i, 8, &random);
        if (saved->count) {
            pocket_restore(saved, i->lilv, &i->features);
        }
        instance_play(i, &in, 0, in.length, out, BLOCK, NULL);
        if (t->subject->has_state && !saved->count) {
            pocket_save(saved, i->lilv, &i->features);
        }
    }
    instance_free(i);
    tape_free(&in);
}

static void locale(Trial* const t)
{
    static Pocket saved;
    static Pocket nothing;
    const uint32_t length = trial_length(t, 48000.0);
    Tape with_points = instance_out_tape(t->subject, length);
    Tape with_commas = instance_out_tape(t->subject, length);
    Tape restored[2] = {instance_out_tape(t->subject, length),
                        instance_out_tape(t->subject, length)};
    trial_doing(t, "running with decimal points");
    in_locale(t, &with_points, &saved);
    in_locale(t, &restored[0], saved.count ? &saved : &nothing);
    if (!use_commas(t)) {
        trial_skip(t, "no locale with decimal commas, and localedef makes none");
    } else {
        trial_doing(t, "running with decimal commas");
        static Pocket with;
        in_locale(t, &with_commas, &with);
        in_locale(t, &restored[1], saved.count ? &saved : &nothing);
        compare(t, &saved, &with, "with decimal commas it saves something else");
        if (tape_differs(&with_points, &with_commas, 0) < length) {
            trial_warn(t, "other output in a locale with decimal commas");
        }
        if (tape_differs(&restored[0], &restored[1], 0) < length) {
            trial_warn(t, "other output after restoring in a locale with decimal commas");
        }
        pocket_clear(&with);
    }
    pocket_clear(&saved);
    pocket_clear(&nothing);
    tape_free(&with_points);
    tape_free(&with_commas);
    tape_free(&restored[0]);
    tape_free(&restored[1]);
}

const Test tests_of_state[] = {
    {"state", "saved, restored and saved again: the same", save_and_restore, .limit = 60},
    {"state-garbage", "missing keys, wrong types, other bytes, an empty state", garbage,
     .limit = 120},
    {"state-running", "saved by another thread while it runs; restored between runs", running,
     .limit = 60},
    {"presets", "each preset, into a running instance", presets, .limit = 240},
    {"locale", "decimal commas change neither sound nor state", locale, .limit = 90},
    {.name = NULL},
};
