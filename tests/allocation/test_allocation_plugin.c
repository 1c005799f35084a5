// SPDX-License-Identifier: ISC
// Whatever allocation fails, the plugin says so and stays as it was; nothing leaks.
#include "failing.h"
#include "harness.h"
#include "speech.h"

#include "inline_display.h"
#include "ports.h"
#include "uris.h"

#include <dlfcn.h>
#include <limits.h>
#include <lv2/atom/forge.h>
#include <lv2/core/lv2.h>
#include <lv2/log/log.h>
#include <lv2/patch/patch.h>
#include <lv2/state/state.h>
#include <lv2/worker/worker.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { URIDS = 64, ROOM = 4096, MESSAGE = 1024, TEXT = 2048, SAMPLES = 256, RUNS = 40 };

static const char* bundle;
static const LV2_Descriptor* plugins[2]; // Mono and stereo

// ebur128_init() of libebur128 1.2 forgets what it has when it fails. The others keep fonts, in
// ever other blocks; AddressSanitizer still sees what of theirs nobody knows of any more.
static const char* const leaky[] = {"libebur128",  "libcairo",  "libexpat", "libfontconfig",
                                    "libfreetype", "libpixman", NULL};

static char trace_restored[PATH_MAX];
static const char tests_restored[] = "done 2: X=AB said=AA right 1 p 0.75\n";

// A host whose own doings never fail.
typedef struct {
    const LV2_Descriptor* descriptor;
    LV2_Handle plugin;
    Uris uris;
    LV2_Atom_Forge forge;
    float control[PORTS_MAX];
    float sound[2][SAMPLES];
    _Alignas(8) uint8_t atoms[2][ROOM];
    _Alignas(8) uint8_t notes[sizeof(LV2_Atom_Sequence)];
    uint8_t request[MESSAGE * 4]; ///< To the worker
    uint32_t request_size;
    uint8_t answer[MESSAGE];
    uint32_t answer_size;
    unsigned complaints;
    char saved_trace[TEXT];
    char saved_tests[TEXT];
} Host;

static Host host;

static LV2_URID map_uri(void* const handle, const char* const uri)
{
    static char known[URIDS][128];
    (void)handle;
    unsigned i = 0;
    while (i < URIDS && known[i][0] && strcmp(known[i], uri) != 0) {
        ++i;
    }
    assert_true(i < URIDS);
    snprintf(known[i], sizeof(known[i]), "%s", uri);
    return i + 1;
}

static int complain(LV2_Log_Handle handle, LV2_URID type, const char* format, va_list args)
{
    char text[4096];
    (void)handle;
    vsnprintf(text, sizeof(text), format, args);
    if (type == map_uri(NULL, LV2_LOG__Error)) {
        ++host.complaints;
        if (failing_failed() && !strstr(text, "memory")) {
            fail_msg("it complains of something else: %s", text);
        }
    }
    return 0;
}

static int complain_with(LV2_Log_Handle handle, LV2_URID type, const char* format, ...)
{
    va_list args;
    va_start(args, format);
    complain(handle, type, format, args);
    va_end(args);
    return 0;
}

static LV2_Worker_Status schedule(LV2_Worker_Schedule_Handle handle, uint32_t size,
                                  const void* data)
{
    (void)handle;
    if (host.request_size || size > sizeof(host.request)) {
        return LV2_WORKER_ERR_NO_SPACE;
    }
    memcpy(host.request, data, size);
    host.request_size = size;
    return LV2_WORKER_SUCCESS;
}

static LV2_Worker_Status respond(LV2_Worker_Respond_Handle handle, uint32_t size,
                                 const void* data)
{
    (void)handle;
    assert_true(size && size <= sizeof(host.answer));
    memcpy(host.answer, data, size);
    host.answer_size = size;
    return LV2_WORKER_SUCCESS;
}

static LV2_State_Status store(LV2_State_Handle handle, uint32_t key, const void* value,
                              size_t size, uint32_t type, uint32_t flags)
{
    (void)handle, (void)type, (void)flags;
    char* const to = key == host.uris.trace ? host.saved_trace : host.saved_tests;
    assert_true(size <= TEXT);
    memcpy(to, value, size);
    return LV2_STATE_SUCCESS;
}

static const void* retrieve(LV2_State_Handle handle, uint32_t key, size_t* size, uint32_t* type,
                            uint32_t* flags)
{
    const bool trace = key == host.uris.trace;
    const char* const text = trace ? trace_restored : tests_restored;
    (void)handle;
    *size = strlen(text) + 1;
    *type = trace ? host.uris.atom_Path : host.uris.atom_String;
    *flags = LV2_STATE_IS_POD;
    return text;
}

static void queue_draw(void* const handle)
{
    (void)handle;
}

static bool open_plugin(const LV2_Descriptor* const descriptor, const double rate)
{
    static LV2_URID_Map map = {NULL, map_uri};
    static LV2_Log_Log log = {NULL, complain_with, complain};
    static LV2_Worker_Schedule worker = {NULL, schedule};
    static InlineDisplayFeature display = {NULL, queue_draw};
    static const LV2_Feature features[] = {{LV2_URID__map, &map},
                                           {LV2_LOG__log, &log},
                                           {LV2_WORKER__schedule, &worker},
                                           {INLINE_DISPLAY_QUEUE_DRAW, &display}};
    static const LV2_Feature* const list[] = {&features[0], &features[1], &features[2],
                                              &features[3], NULL};
    memset(&host, 0, sizeof(host));
    host.descriptor = descriptor;
    host.uris = uris_map(&map);
    lv2_atom_forge_init(&host.forge, &map);
    failing_enter();
    host.plugin = descriptor->instantiate(descriptor, rate, bundle, list);
    failing_leave();
    if (!host.plugin) {
        return false;
    }
    const Ports* const ports = ports_get();
    for (unsigned i = 0; i < ports->count; ++i) {
        host.control[i] = ports->port[i].standard;
        descriptor->connect_port(host.plugin, i, &host.control[i]);
    }
    descriptor->connect_port(host.plugin, PORT_CONTROL, host.atoms[0]);
    descriptor->connect_port(host.plugin, PORT_NOTIFY, host.atoms[1]);
    descriptor->connect_port(host.plugin, PORT_MIDI, host.notes);
    for (unsigned i = 0; i < 4; ++i) {
        descriptor->connect_port(host.plugin, ports->count + i, host.sound[i % 2]);
    }
    host.control[ports_find("loss") - ports->port] = 30.0f;
    host.control[ports_find("playout") - ports->port] = 40.0f;
    failing_enter();
    descriptor->activate(host.plugin);
    failing_leave();
    return true;
}

static void close_plugin(void)
{
    failing_enter();
    host.descriptor->deactivate(host.plugin);
    host.descriptor->cleanup(host.plugin);
    failing_leave();
}

static void clear(uint8_t* const port, const uint32_t size)
{
    LV2_Atom_Sequence* const sequence = (LV2_Atom_Sequence*)(void*)port;
    *sequence = (LV2_Atom_Sequence){.atom = {size, map_uri(NULL, LV2_ATOM__Sequence)}};
}

// Some sound, with a message to the plugin or without one.
static void run(const char* const trace)
{
    clear(host.atoms[0], sizeof(LV2_Atom_Sequence_Body));
    clear(host.atoms[1], ROOM - sizeof(LV2_Atom));
    clear(host.notes, sizeof(LV2_Atom_Sequence_Body));
    if (trace) {
        LV2_Atom_Forge_Frame sequence;
        LV2_Atom_Forge_Frame object;
        lv2_atom_forge_set_buffer(&host.forge, host.atoms[0], ROOM);
        lv2_atom_forge_sequence_head(&host.forge, &sequence, 0);
        lv2_atom_forge_frame_time(&host.forge, 0);
        lv2_atom_forge_object(&host.forge, &object, 0, host.uris.patch_Set);
        lv2_atom_forge_key(&host.forge, host.uris.patch_property);
        lv2_atom_forge_urid(&host.forge, host.uris.trace);
        lv2_atom_forge_key(&host.forge, host.uris.patch_value);
        lv2_atom_forge_path(&host.forge, trace, (uint32_t)strlen(trace));
        lv2_atom_forge_pop(&host.forge, &object);
        lv2_atom_forge_pop(&host.forge, &sequence);
    }
    noise_fill(host.sound[0], SAMPLES, 0.2f, 3);
    noise_fill(host.sound[1], SAMPLES, 0.2f, 4);
    const unsigned before = failing_count();
    failing_enter();
    host.descriptor->run(host.plugin, SAMPLES);
    failing_leave();
    assert_int_equal(failing_count(), before);
    for (unsigned i = 0; i < SAMPLES; ++i) {
        assert_true(isfinite(host.sound[0][i]) && isfinite(host.sound[1][i]));
    }
}

// What the worker has to do, and what it answers.
static LV2_Worker_Status work(void)
{
    const LV2_Worker_Interface* const worker =
        host.descriptor->extension_data(LV2_WORKER__interface);
    const uint32_t size = host.request_size;
    LV2_Worker_Status status = LV2_WORKER_SUCCESS;
    if (size) {
        _Alignas(8) uint8_t request[sizeof(host.request)];
        memcpy(request, host.request, size);
        host.request_size = 0;
        failing_enter();
        status = worker->work(host.plugin, respond, NULL, size, request);
        failing_leave();
    }
    if (host.answer_size) {
        failing_enter();
        worker->work_response(host.plugin, host.answer_size, host.answer);
        failing_leave();
        host.answer_size = 0;
    }
    return status;
}

static LV2_State_Status save(void)
{
    const LV2_State_Interface* const state =
        host.descriptor->extension_data(LV2_STATE__interface);
    host.saved_trace[0] = '\0';
    host.saved_tests[0] = '\0';
    failing_enter();
    const LV2_State_Status status = state->save(host.plugin, store, NULL, 0, NULL);
    failing_leave();
    return status;
}

static LV2_State_Status restore(void)
{
    const LV2_State_Interface* const state =
        host.descriptor->extension_data(LV2_STATE__interface);
    failing_enter();
    const LV2_State_Status status = state->restore(host.plugin, retrieve, NULL, 0, NULL);
    failing_leave();
    return status;
}

static bool render(const uint32_t width)
{
    const InlineDisplayInterface* const display =
        host.descriptor->extension_data(INLINE_DISPLAY_INTERFACE);
    failing_enter();
    const InlineDisplayImage* const image = display->render(host.plugin, width, 60);
    failing_leave();
    // An image that there is has all its rows.
    return image && image->data && image->stride >= 4 * image->width;
}

// What the trace says in the window and the session is what is in force.
static void assert_trace(const char* const path)
{
    char said[TEXT] = "";
    const LV2_Atom_Sequence* const notify = (const LV2_Atom_Sequence*)(void*)host.atoms[1];
    LV2_ATOM_SEQUENCE_FOREACH(notify, event)
    {
        const LV2_Atom_Object* const object = (const LV2_Atom_Object*)&event->body;
        const LV2_Atom* value = NULL;
        if (object->body.otype == host.uris.patch_Set) {
            lv2_atom_object_get(object, host.uris.patch_value, &value, 0);
            snprintf(said, sizeof(said), "%s", (const char*)LV2_ATOM_BODY_CONST(value));
            assert_string_equal(said, path);
        }
    }
    assert_int_equal(save(), LV2_STATE_SUCCESS);
    assert_string_equal(host.saved_trace, path);
}

// One life of a plugin, in which one allocation fails, or all from one on. Returns false where
// none did.
static bool live(const unsigned kind, const unsigned nth, const bool from_then_on)
{
    static const char sent[] = SEEDS "/tshark.csv";
    failing_begin(FAILING_THIS_THREAD, NULL);
    failing_fail(nth, from_then_on);
    if (!open_plugin(plugins[kind], kind ? 48000.0 : 44100.0)) {
        assert_true(failing_failed());
        assert_true(host.complaints > 0);
    } else {
        const char* trace = "";
        for (unsigned i = 0; i < RUNS; ++i) {
            run(NULL);
        }
        unsigned before = host.complaints;
        const LV2_State_Status restored = restore();
        assert_true(restored == LV2_STATE_SUCCESS || host.complaints > before);
        run(NULL);
        assert_int_equal(save(), LV2_STATE_SUCCESS);
        if (restored == LV2_STATE_SUCCESS) {
            assert_string_equal(host.saved_tests, tests_restored);
            assert_string_equal(host.saved_trace, trace_restored);
        } else {
            assert_true(failing_failed());
            assert_true(!host.saved_trace[0] || !strcmp(host.saved_trace, trace_restored));
            assert_true(!host.saved_tests[0] || !strcmp(host.saved_tests, tests_restored));
        }
        trace = host.saved_trace[0] ? trace_restored : "";
        assert_trace(trace);

        before = host.complaints;
        run(sent);
        work();
        run(NULL);
        if (host.complaints == before) {
            trace = sent;
        }
        assert_true(trace == sent || failing_failed());
        assert_trace(trace);
        work(); // Frees the old one

        const bool drawn = render(200);
        const bool again = render(300);
        assert_true((drawn && again) || failing_failed());
        run(NULL);
        close_plugin();
    }
    const bool failed = failing_failed();
    failing_end();
    if (nth && failing_held(leaky)) {
        failing_show(leaky);
        fail_msg("blocks are left after allocation %u failed", nth);
    }
    return failed;
}

static void fail_all(const unsigned kind, const bool from_then_on)
{
    assert_false(live(kind, 0, false)); // What libraries keep for ever, they have now
    unsigned nth = 1;
    while (live(kind, nth, from_then_on)) {
        ++nth;
    }
    print_message("%u allocations\n", nth - 1);
    assert_true(nth > 50);
}

static void one_fails_in_mono(void** state)
{
    (void)state;
    fail_all(0, false);
}

static void all_fail_from_one_on_in_stereo(void** state)
{
    (void)state;
    fail_all(1, true);
}

int main(const int argc, char** const argv)
{
    if (argc != 2) {
        fprintf(stderr, "Usage: %s BUNDLE\n", argv[0]);
        return 2;
    }
    if (!failing_works()) {
        puts("skipped: the C library lets nobody in");
        return 77;
    }
    char path[PATH_MAX];
    bundle = argv[1];
    if (!realpath(SEEDS "/lines.txt", trace_restored)) {
        perror(SEEDS "/lines.txt");
        return 1;
    }
    snprintf(path, sizeof(path), "%s/dredge.so", bundle);
    void* const library = dlopen(path, RTLD_NOW);
    if (!library) {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    LV2_Descriptor_Function find = NULL;
    memcpy(&find, (void*[]){dlsym(library, "lv2_descriptor")}, sizeof(find));
    plugins[0] = find(0);
    plugins[1] = find(1);
    const struct CMUnitTest tests[] = {
        TEST(one_fails_in_mono),
        TEST(all_fail_from_one_on_in_stereo),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
