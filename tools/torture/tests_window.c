// SPDX-License-Identifier: ISC
#include "host/host_display.h"
#include "host/host_ui.h"
#include "torture/instance.h"
#include "torture/tests.h"

#include <lv2/ui/ui.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xcb/xcb.h>

enum { BLOCK = 256, TIMES = 6, WAITING = 256 };

// The window is the main thread's, and run() has one of its own, as in hosts. What they tell
// each other waits in between.
typedef struct {
    Instance* instance;
    Tape in;
    pthread_mutex_t lock;
    float* values; ///< What the window set
    bool* set;
    float* meters;
    atomic_bool done;
    uintptr_t parent; ///< The window that it is to be in
} Desk;

static float* desk_value(void* const handle, const uint32_t port)
{
    Desk* const d = handle;
    return port < d->instance->subject->port_count &&
                   d->instance->subject->ports[port].type == PORT_VALUE
               ? &d->meters[port]
               : NULL;
}

static void desk_set(void* const handle, const uint32_t port, const float value)
{
    Desk* const d = handle;
    pthread_mutex_lock(&d->lock);
    d->values[port] = value;
    d->set[port] = true;
    pthread_mutex_unlock(&d->lock);
}

static void desk_send(void* const handle, const uint32_t port, const LV2_Atom* const atom)
{
    (void)handle; // What the window asks for gets lost, as it may
    (void)port;
    (void)atom;
}

static void exchange(Desk* const d)
{
    Instance* const i = d->instance;
    pthread_mutex_lock(&d->lock);
    for (uint32_t p = 0; p < i->subject->port_count; ++p) {
        if (d->set[p] && i->subject->ports[p].input) {
            i->values[p] = d->values[p];
            d->set[p] = false;
        }
        d->values[p] = i->values[p];
    }
    pthread_mutex_unlock(&d->lock);
}

static void* process(void* const context)
{
    Desk* const d = context;
    while (!atomic_load(&d->done)) {
        exchange(d);
        instance_play(d->instance, &d->in, 0, d->in.length, NULL, BLOCK, NULL);
        usleep(1000);
    }
    return NULL;
}

static void idle(Desk* const d, HostUi* const ui, const int times)
{
    for (int n = 0; n < times; ++n) {
        pthread_mutex_lock(&d->lock);
        memcpy(d->meters, d->values, d->instance->subject->port_count * sizeof(float));
        pthread_mutex_unlock(&d->lock);
        host_ui_idle(ui);
        usleep(5000);
    }
}

static void open_and_close(Desk* const d, const HostUiPlace* const place,
                           const HostUiOwner* const owner, const int number,
                           const char* const when)
{
    Trial* const t = d->instance->trial;
    trial_doing(t, "opening the window %s for the %dth time", when, number);
    HostUi* const ui =
        host_ui_open(owner, place, (HostUiOptions){.scale = 1.0f, .parent = d->parent});
    if (!ui) {
        trial_warn(t, "the window does not open %s", when);
        return;
    }
    trial_doing(t, "showing the window %s", when);
    idle(d, ui, 4);
    trial_doing(t, "closing the window %s", when);
    host_ui_free(ui);
}

static void use_windows(Desk* const d, const HostUiPlace* const place)
{
    Instance* const i = d->instance;
    const HostUiOwner owner = {.handle = d,
                               .value = desk_value,
                               .set = desk_set,
                               .send = desk_send,
                               .port_count = i->subject->port_count,
                               .map = &i->features.map,
                               .unmap = &i->features.unmap,
                               .log = &i->features.log_feature,
                               .instance = lilv_instance_get_handle(i->lilv),
                               .rate = (float)i->rate};
    pthread_t thread;
    for (int n = 0; n < 2; ++n) {
        open_and_close(d, place, &owner, n, "before the plugin runs");
    }
    instance_activate(i);
    if (pthread_create(&thread, NULL, process, d)) {
        return;
    }
    for (int n = 0; n < TIMES; ++n) {
        open_and_close(d, place, &owner, n, "while the plugin runs");
    }
    atomic_store(&d->done, true);
    pthread_join(thread, NULL);
    instance_deactivate(i);
    open_and_close(d, place, &owner, 0, "after the plugin ran");
}

static void try_window(Trial* const t, const HostUiPlace* const place, const uintptr_t parent)
{
    const uint32_t count = t->subject->port_count;
    Desk d = {.instance = instance_new(t, 48000.0),
              .in = instance_in_tape(t->subject, 2048),
              .parent = parent,
              .lock = PTHREAD_MUTEX_INITIALIZER,
              .values = calloc(count + 1U, sizeof(float)),
              .set = calloc(count + 1U, sizeof(bool)),
              .meters = calloc(count + 1U, sizeof(float))};
    tape_record(&d.in, SOUND_MUSIC, 48000.0, &t->random);
    if (d.instance && d.values && d.set && d.meters) {
        memcpy(d.values, d.instance->values, count * sizeof(float));
        use_windows(&d, place);
    }
    instance_free(d.instance);
    tape_free(&d.in);
    free(d.values);
    free(d.set);
    free(d.meters);
}

// The plugin's window for X11, if it has one.
static const LilvUI* find_window(const Subject* const s, LilvUIs* const all)
{
    LilvNode* const x11 = lilv_new_uri(s->world, LV2_UI__X11UI);
    const LilvUI* found = NULL;
    LILV_FOREACH(uis, i, all)
    {
        const LilvUI* const ui = lilv_uis_get(all, i);
        found = lilv_ui_is_a(ui, x11) ? ui : found;
    }
    lilv_node_free(x11);
    return found;
}

// A window of the host's own, and a place in it.
static void in_a_window(Trial* const t, const HostUiPlace* const place)
{
    xcb_connection_t* const x = xcb_connect(NULL, NULL);
    if (xcb_connection_has_error(x)) {
        trial_skip(t, "no display");
    } else {
        const xcb_screen_t* const screen = xcb_setup_roots_iterator(xcb_get_setup(x)).data;
        const uint32_t parent = xcb_generate_id(x);
        xcb_create_window(x, XCB_COPY_FROM_PARENT, parent, screen->root, 0, 0, 1200, 900, 0,
                          XCB_WINDOW_CLASS_INPUT_OUTPUT, screen->root_visual, 0, NULL);
        xcb_map_window(x, parent);
        free(xcb_get_input_focus_reply(x, xcb_get_input_focus(x), NULL)); // All that is done
        try_window(t, place, parent);
    }
    xcb_disconnect(x);
}

static void window(Trial* const t)
{
    LilvUIs* const all = lilv_plugin_get_uis(t->subject->plugin);
    const LilvUI* const ui = all ? find_window(t->subject, all) : NULL;
    HostDisplay display = {.process = 0};
    if (!ui) {
        trial_skip(t, "no window for X11");
    } else if (!t->orders->windows) {
        trial_skip(t, "--no-ui");
    } else if (!host_display_start(&display) && !getenv("DISPLAY")) {
        trial_skip(t, "no Xvfb, and no display");
    } else {
        char* const library =
            lilv_file_uri_parse(lilv_node_as_uri(lilv_ui_get_binary_uri(ui)), NULL);
        char* const bundle =
            lilv_file_uri_parse(lilv_node_as_uri(lilv_ui_get_bundle_uri(ui)), NULL);
        const HostUiPlace place = {.library = library,
                                   .bundle = bundle,
                                   .ui_uri = lilv_node_as_uri(lilv_ui_get_uri(ui)),
                                   .plugin_uri = t->subject->uri,
                                   .keep = true};
        in_a_window(t, &place);
        lilv_free(library);
        lilv_free(bundle);
    }
    host_display_stop(&display);
    lilv_uis_free(all);
}

const Test tests_of_window[] = {
    {"window", "its X11 window, opened and closed before, while and after it runs", window,
     .limit = 120},
    {.name = NULL},
};
