// SPDX-License-Identifier: ISC
// Whatever allocation fails, the window says why it does not open, or does what it can; nothing
// leaks, and the display is left alone.
#define _GNU_SOURCE // strsignal(), MAP_ANONYMOUS
#include "failing.h"

#include "host/host_display.h"
#include "ports.h"
#include "uris.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <limits.h>
#include <lv2/atom/forge.h>
#include <lv2/atom/util.h>
#include <lv2/log/log.h>
#include <lv2/ui/ui.h>
#include <lv2/urid/urid.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xcb/xcb.h>

enum { URIDS = 64, WAYS_MOST = 20000, IDLES = 5, SECONDS_MOST = 10, MESSAGE = 256 };

// cairo 1.16, fontconfig 2.14 and libxkbcommon-x11 1.5 crash, or draw less without a word, and
// keep fonts for ever. libxcb 1.15 waits for ever for a reply that it has no memory for.
static const char* const spared[] = {"libcairo",  "libexpat", "libfontconfig", "libfreetype",
                                     "libpixman", "libxcb",   "libxkbcommon",  NULL};

typedef struct {
    unsigned allocations;
    uint64_t ways[WAYS_MOST];
} News;

static News* news;
static const LV2UI_Descriptor* ui;
static const char* bundle;
static char said[512];
static unsigned faults;

static LV2_URID map_uri(void* const handle, const char* const uri)
{
    static char known[URIDS][128];
    (void)handle;
    unsigned i = 0;
    while (i < URIDS - 1 && known[i][0] && strcmp(known[i], uri) != 0) {
        ++i;
    }
    snprintf(known[i], sizeof(known[i]), "%s", uri);
    return i + 1;
}

static int complain(LV2_Log_Handle handle, LV2_URID type, const char* format, va_list args)
{
    (void)handle, (void)type;
    return vsnprintf(said, sizeof(said), format, args);
}

static int complain_with(LV2_Log_Handle handle, LV2_URID type, const char* format, ...)
{
    va_list args;
    va_start(args, format);
    const int length = complain(handle, type, format, args);
    va_end(args);
    return length;
}

static void write_port(LV2UI_Controller controller, uint32_t port, uint32_t size,
                       uint32_t protocol, const void* data)
{
    (void)controller, (void)port, (void)size, (void)protocol, (void)data;
}

static void tell_trace(const LV2UI_Handle handle)
{
    static LV2_URID_Map map = {NULL, map_uri};
    _Alignas(8) uint8_t buffer[MESSAGE];
    const Uris uris = uris_map(&map);
    LV2_Atom_Forge forge;
    LV2_Atom_Forge_Frame frame;
    lv2_atom_forge_init(&forge, &map);
    lv2_atom_forge_set_buffer(&forge, buffer, sizeof(buffer));
    lv2_atom_forge_object(&forge, &frame, 0, uris.patch_Set);
    lv2_atom_forge_key(&forge, uris.patch_property);
    lv2_atom_forge_urid(&forge, uris.trace);
    lv2_atom_forge_key(&forge, uris.patch_value);
    lv2_atom_forge_path(&forge, "/some/trace.txt", sizeof("/some/trace.txt"));
    lv2_atom_forge_pop(&forge, &frame);
    const LV2_Atom* const atom = (const LV2_Atom*)(void*)buffer;
    ui->port_event(handle, PORT_NOTIFY, lv2_atom_total_size(atom),
                   map_uri(NULL, LV2_ATOM__eventTransfer), atom);
}

// Open the window, let it draw, and close it.
static bool live(void)
{
    static LV2_URID_Map map = {NULL, map_uri};
    static LV2_Log_Log log = {NULL, complain_with, complain};
    static const LV2_Feature features[] = {{LV2_URID__map, &map}, {LV2_LOG__log, &log}};
    static const LV2_Feature* const list[] = {&features[0], &features[1], NULL};
    const LV2UI_Idle_Interface* const idle = ui->extension_data(LV2_UI__idleInterface);
    const LV2UI_Resize* const resize = ui->extension_data(LV2_UI__resize);
    LV2UI_Widget widget = NULL;
    said[0] = '\0';
    const LV2UI_Handle handle =
        ui->instantiate(ui, DREDGE_URI_MONO, bundle, write_port, NULL, &widget, list);
    if (!handle) {
        return false;
    }
    const float loss = 30.0f;
    ui->port_event(handle, (uint32_t)(ports_find("loss") - ports_get()->port), sizeof(loss), 0,
                   &loss);
    tell_trace(handle);
    for (int i = 0; i < IDLES; ++i) {
        if (i == IDLES / 2) {
            resize->ui_resize(handle, 900, 600);
        }
        idle->idle(handle);
        usleep(5000); // For the display
    }
    ui->cleanup(handle);
    return true;
}

static void crash(const int number)
{
    failing_end();
    void* frames[20];
    failing_show(spared);
    fputs("it is in:\n", stderr);
    backtrace_symbols_fd(frames, backtrace(frames, 20), STDERR_FILENO);
    signal(number, SIG_DFL);
    raise(number);
}

// In a process of its own.
static int live_with_failure(const unsigned nth)
{
    alarm(SECONDS_MOST);
    signal(SIGSEGV, crash);
    signal(SIGABRT, crash);
    signal(SIGALRM, crash);
    failing_begin(FAILING_ALL, spared);
    failing_note(news->ways, nth ? 0 : WAYS_MOST);
    failing_fail(nth, false);
    const bool opened = live();
    failing_end();
    news->allocations = nth ? news->allocations : failing_count();
    const char* problem = NULL;
    if (failing_held(spared)) {
        problem = "blocks are left";
    } else if (!opened && !strstr(said, "memory")) {
        problem = "it complains of something else";
    } else if (!opened && !failing_failed()) {
        problem = "it does not open";
    }
    if (problem) {
        printf("allocation %u: %s: %s\n", nth, problem, said);
        failing_show(spared);
    }
    fflush(stdout);
    return problem != NULL;
}

static void run(const unsigned nth)
{
    fflush(stdout);
    const pid_t child = fork();
    if (!child) {
        exit(live_with_failure(nth));
    }
    int status = 0;
    waitpid(child, &status, 0);
    if (WIFSIGNALED(status)) {
        printf("allocation %u: %s\n", nth, strsignal(WTERMSIG(status)));
    }
    faults += status != 0;
}

static bool is_first(const unsigned nth)
{
    for (unsigned i = 1; i < nth; ++i) {
        if (news->ways[i - 1] == news->ways[nth - 1]) {
            return false;
        }
    }
    return true;
}

static bool load(void)
{
    char path[PATH_MAX];
    snprintf(path, sizeof(path), "%s/dredge_ui.so", bundle);
    void* const library = dlopen(path, RTLD_NOW);
    if (!library) {
        fprintf(stderr, "%s\n", dlerror());
        return false;
    }
    LV2UI_DescriptorFunction find = NULL;
    memcpy(&find, (void*[]){dlsym(library, "lv2ui_descriptor")}, sizeof(find));
    ui = find(0);
    news = mmap(NULL, sizeof(News), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return ui && news != MAP_FAILED;
}

int main(const int argc, char** const argv)
{
    if (argc < 2) {
        fprintf(stderr, "Usage: %s BUNDLE [NUMBER]\n", argv[0]);
        return 2;
    }
    HostDisplay display;
    setenv("XDG_CONFIG_HOME", "/nonexistent", 1); // What people chose must not matter
    if (!failing_works() || !host_display_start(&display)) {
        puts("skipped: there is no Xvfb, or the C library lets nobody in");
        return 77;
    }
    // It starts anew where nobody is connected.
    xcb_connection_t* const connection = xcb_connect(display.name, NULL);
    bundle = argv[1];
    if (!load() || !live()) { // What libraries keep for ever, they have now
        printf("it does not open: %s\n", said);
        host_display_stop(&display);
        return 1;
    }
    run(0);
    unsigned failed = 0;
    const unsigned only = argc > 2 ? (unsigned)atoi(argv[2]) : 0;
    for (unsigned nth = 1; nth <= news->allocations && nth <= WAYS_MOST && faults < 10; ++nth) {
        if (only ? nth == only : is_first(nth)) {
            run(nth);
            ++failed;
        }
    }
    xcb_disconnect(connection);
    host_display_stop(&display);
    printf("%u allocations, reached in %u ways\n", news->allocations, failed);
    return faults || !failed ? 1 : 0;
}
