// SPDX-License-Identifier: ISC
#include "screen.h"

#include "trace/formats/tokens.h"

#include <cairo-xcb.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <xcb/shm.h>
#include <xcb/xcb.h>
#include <xkbcommon/xkbcommon-x11.h>

enum { LEAST = 1, MOST = 8192, RESOURCES_MOST = 65536 };

struct Screen {
    xcb_connection_t* connection;
    xcb_screen_t* screen;
    xcb_visualtype_t* visual;
    xcb_window_t parent;
    xcb_window_t window;
    xcb_atom_t protocols;
    xcb_atom_t delete_window;
    unsigned width, height;
    bool closed;
    struct xkb_context* keys;
    struct xkb_keymap* keymap;
    struct xkb_state* keyboard;
    xcb_key_press_event_t last_key;
    cairo_surface_t* shown; // The window
    cairo_surface_t* drawn; // In memory
    cairo_t* cairo;
    xcb_gcontext_t ink;
    bool can_share;        // The display reads our memory: a picture takes a third of the time
    xcb_shm_seg_t segment; // What is drawn, for the display; 0: it is not shared
    void* shared;
};

static xcb_visualtype_t* find_visual(const xcb_screen_t* const screen, const xcb_visualid_t id)
{
    xcb_depth_iterator_t depth = xcb_screen_allowed_depths_iterator(screen);
    for (; depth.rem; xcb_depth_next(&depth)) {
        xcb_visualtype_iterator_t visual = xcb_depth_visuals_iterator(depth.data);
        for (; visual.rem; xcb_visualtype_next(&visual)) {
            if (visual.data->visual_id == id) {
                return visual.data;
            }
        }
    }
    return NULL;
}

static xcb_screen_t* nth_screen(xcb_connection_t* const connection, int n)
{
    xcb_screen_iterator_t i = xcb_setup_roots_iterator(xcb_get_setup(connection));
    for (; i.rem && n > 0; --n) {
        xcb_screen_next(&i);
    }
    return i.data;
}

static xcb_atom_t atom(Screen* const s, const char* const name)
{
    xcb_intern_atom_reply_t* const reply = xcb_intern_atom_reply(
        s->connection, xcb_intern_atom(s->connection, 0, (uint16_t)strlen(name), name), NULL);
    const xcb_atom_t found = reply ? reply->atom : XCB_ATOM_NONE;
    free(reply);
    return found;
}

// Without a keyboard there are no keys, and that is all.
static void open_keyboard(Screen* const s)
{
    if (!xkb_x11_setup_xkb_extension(
            s->connection, XKB_X11_MIN_MAJOR_XKB_VERSION, XKB_X11_MIN_MINOR_XKB_VERSION,
            XKB_X11_SETUP_XKB_EXTENSION_NO_FLAGS, NULL, NULL, NULL, NULL)) {
        return;
    }
    const int32_t device = xkb_x11_get_core_keyboard_device_id(s->connection);
    s->keys = xkb_context_new(XKB_CONTEXT_NO_FLAGS);
    s->keymap = s->keys && device >= 0
                    ? xkb_x11_keymap_new_from_device(s->keys, s->connection, device,
                                                     XKB_KEYMAP_COMPILE_NO_FLAGS)
                    : NULL;
    s->keyboard =
        s->keymap ? xkb_x11_state_new_from_device(s->keymap, s->connection, device) : NULL;
}

static void set_words(Screen* const s, const xcb_atom_t property, const char* const words)
{
    xcb_change_property(s->connection, XCB_PROP_MODE_REPLACE, s->window, property,
                        XCB_ATOM_STRING, 8, (uint32_t)strlen(words), words);
}

// What window managers, and hosts that put the window into one of their own, go by.
static void tell_size(Screen* const s)
{
    enum { SIZE = 1 << 3, LEAST_SIZE = 1 << 4, BASE_SIZE = 1 << 8, WORDS = 18 };
    const uint32_t hints[WORDS] = {[0] = SIZE | LEAST_SIZE | BASE_SIZE,
                                   [3] = s->width,
                                   [4] = s->height,
                                   [5] = 320,
                                   [6] = 240,
                                   [15] = s->width,
                                   [16] = s->height};
    xcb_change_property(s->connection, XCB_PROP_MODE_REPLACE, s->window,
                        XCB_ATOM_WM_NORMAL_HINTS, XCB_ATOM_WM_SIZE_HINTS, 32, WORDS, hints);
}

static bool make_window(Screen* const s, const char* const title)
{
    const uint32_t values[] = {0, 0,
                               XCB_EVENT_MASK_EXPOSURE | XCB_EVENT_MASK_STRUCTURE_NOTIFY |
                                   XCB_EVENT_MASK_BUTTON_PRESS | XCB_EVENT_MASK_BUTTON_RELEASE |
                                   XCB_EVENT_MASK_POINTER_MOTION | XCB_EVENT_MASK_LEAVE_WINDOW |
                                   XCB_EVENT_MASK_KEY_PRESS,
                               s->screen->default_colormap};
    s->window = xcb_generate_id(s->connection);
    const xcb_void_cookie_t cookie = xcb_create_window_checked(
        s->connection, s->screen->root_depth, s->window, s->parent, 0, 0, (uint16_t)s->width,
        (uint16_t)s->height, 0, XCB_WINDOW_CLASS_INPUT_OUTPUT, s->screen->root_visual,
        XCB_CW_BACK_PIXEL | XCB_CW_BORDER_PIXEL | XCB_CW_EVENT_MASK | XCB_CW_COLORMAP, values);
    xcb_generic_error_t* const error = xcb_request_check(s->connection, cookie);
    free(error);
    if (error) {
        s->window = XCB_NONE;
        return false;
    }
    set_words(s, XCB_ATOM_WM_NAME, title);
    xcb_change_property(s->connection, XCB_PROP_MODE_REPLACE, s->window, XCB_ATOM_WM_CLASS,
                        XCB_ATOM_STRING, 8, 14, "dredge\0Dredge");
    tell_size(s);
    s->protocols = atom(s, "WM_PROTOCOLS");
    s->delete_window = atom(s, "WM_DELETE_WINDOW");
    xcb_change_property(s->connection, XCB_PROP_MODE_REPLACE, s->window, s->protocols,
                        XCB_ATOM_ATOM, 32, 1, &s->delete_window);
    xcb_map_window(s->connection, s->window);
    xcb_flush(s->connection);
    return true;
}

static void forget_shared(Screen* const s)
{
    if (s->segment) {
        xcb_shm_detach(s->connection, s->segment);
        s->segment = 0;
    }
    if (s->shared) {
        shmdt(s->shared);
        s->shared = NULL;
    }
}

// Whether the display is on this machine, and its pixels are like cairo's.
static bool can_share(Screen* const s)
{
    const xcb_setup_t* const setup = xcb_get_setup(s->connection);
    const xcb_query_extension_reply_t* const shm =
        xcb_get_extension_data(s->connection, &xcb_shm_id);
    bool wide = false;
    xcb_format_iterator_t format = xcb_setup_pixmap_formats_iterator(setup);
    for (; format.rem; xcb_format_next(&format)) {
        wide = wide || (format.data->depth == s->screen->root_depth &&
                        format.data->bits_per_pixel == 32);
    }
    const uint32_t one = 1;
    const bool is_little = *(const uint8_t*)&one;
    return shm && shm->present && wide && s->visual->red_mask == 0xff0000 &&
           s->visual->green_mask == 0xff00 && s->visual->blue_mask == 0xff &&
           (setup->image_byte_order == XCB_IMAGE_ORDER_LSB_FIRST) == is_little;
}

// Memory for the drawing that the display can read; false if that is not to be had.
static bool share(Screen* const s, const size_t size)
{
    const int id = shmget(IPC_PRIVATE, size, IPC_CREAT | 0600);
    if (id < 0) {
        return false;
    }
    void* const memory = shmat(id, NULL, 0);
    // (void*)-1 is what shmat() gives when it fails.
    if ((intptr_t)memory != -1) {
        s->shared = memory;
        s->segment = xcb_generate_id(s->connection);
        xcb_generic_error_t* const error = xcb_request_check(
            s->connection, xcb_shm_attach_checked(s->connection, s->segment, (uint32_t)id, 1));
        if (error) {
            free(error);
            s->segment = 0;
            forget_shared(s);
        }
    }
    shmctl(id, IPC_RMID, NULL); // Gone with the last who uses it
    return s->shared;
}

static unsigned within(const unsigned size)
{
    return size < LEAST ? LEAST : size > MOST ? MOST : size;
}

Screen* screen_new(char* const problem, const size_t room)
{
    Screen* const s = calloc(1, sizeof(Screen));
    if (!s) {
        snprintf(problem, room, "not enough memory for a window");
        return NULL;
    }
    int number = 0;
    s->connection = xcb_connect(NULL, &number);
    const char* const display = getenv("DISPLAY");
    if (xcb_connection_has_error(s->connection)) {
        snprintf(problem, room, "no window: the X display '%s' cannot be reached",
                 display ? display : "");
        screen_free(s);
        return NULL;
    }
    s->screen = nth_screen(s->connection, number);
    s->visual = s->screen ? find_visual(s->screen, s->screen->root_visual) : NULL;
    if (!s->visual || s->visual->_class != XCB_VISUAL_CLASS_TRUE_COLOR) {
        snprintf(problem, room, "no window: the X display '%s' has no true colours",
                 display ? display : "");
        screen_free(s);
        return NULL;
    }
    return s;
}

bool screen_open(Screen* const s, const uintptr_t parent, const char* const title,
                 const unsigned width, const unsigned height, char* const problem,
                 const size_t room)
{
    s->width = within(width);
    s->height = within(height);
    s->parent = parent ? (xcb_window_t)parent : s->screen->root;
    if (!make_window(s, title)) {
        snprintf(problem, room, "no window: there is no window 0x%lx to be in",
                 (unsigned long)parent);
        return false;
    }
    open_keyboard(s);
    s->ink = xcb_generate_id(s->connection);
    xcb_create_gc(s->connection, s->ink, s->window, 0, NULL);
    s->can_share = can_share(s);
    s->shown = cairo_xcb_surface_create(s->connection, s->window, s->visual, (int)s->width,
                                        (int)s->height);
    if (!screen_draw(s)) {
        snprintf(problem, room, "no window: not enough memory to draw it");
        return false;
    }
    return true;
}

static void forget_drawing(Screen* const s)
{
    if (s->cairo) {
        cairo_destroy(s->cairo);
        s->cairo = NULL;
    }
    if (s->drawn) {
        cairo_surface_destroy(s->drawn);
        s->drawn = NULL;
    }
    forget_shared(s);
}

void screen_free(Screen* const s)
{
    if (!s) {
        return;
    }
    forget_drawing(s);
    if (s->shown) {
        // Else cairo would go on using the connection for the next window.
        cairo_device_t* const device =
            cairo_device_reference(cairo_surface_get_device(s->shown));
        cairo_surface_finish(s->shown);
        cairo_surface_destroy(s->shown);
        cairo_device_finish(device);
        cairo_device_destroy(device);
    }
    xkb_state_unref(s->keyboard);
    xkb_keymap_unref(s->keymap);
    xkb_context_unref(s->keys);
    if (s->window && !s->closed) {
        xcb_destroy_window(s->connection, s->window);
        xcb_flush(s->connection);
    }
    if (s->connection) {
        xcb_disconnect(s->connection);
    }
    free(s);
}

uintptr_t screen_id(const Screen* const s)
{
    return s->window;
}

int screen_file(const Screen* const s)
{
    return xcb_get_file_descriptor(s->connection);
}

unsigned screen_width(const Screen* const s)
{
    return s->width;
}

unsigned screen_height(const Screen* const s)
{
    return s->height;
}

void screen_resize(Screen* const s, const unsigned width, const unsigned height)
{
    const uint32_t values[] = {within(width), within(height)};
    xcb_configure_window(s->connection, s->window,
                         XCB_CONFIG_WINDOW_WIDTH | XCB_CONFIG_WINDOW_HEIGHT, values);
    xcb_flush(s->connection);
}

static uint32_t key_of(const Screen* const s, const xcb_key_press_event_t* const e)
{
    if (!s->keyboard) {
        return 0;
    }
    xkb_state_update_mask(s->keyboard, e->state & 0xff, 0, 0, 0, 0, e->state >> 13 & 3);
    const xkb_keysym_t symbol = xkb_state_key_get_one_sym(s->keyboard, e->detail);
    switch (symbol) {
    case XKB_KEY_Up:
        return SCREEN_UP;
    case XKB_KEY_Down:
        return SCREEN_DOWN;
    case XKB_KEY_Left:
        return SCREEN_LEFT_KEY;
    case XKB_KEY_Right:
        return SCREEN_RIGHT_KEY;
    case XKB_KEY_KP_Enter:
        return SCREEN_ENTER;
    default:
        return xkb_keysym_to_utf32(symbol);
    }
}

static ScreenEvent button_event(const xcb_button_press_event_t* const e, const bool pressed)
{
    enum { WHEEL_UP = 4, WHEEL_DOWN = 5 };
    const bool wheel = e->detail >= WHEEL_UP;
    return (ScreenEvent){.kind = wheel     ? SCREEN_WHEEL
                                 : pressed ? SCREEN_PRESSED
                                           : SCREEN_RELEASED,
                         .x = e->event_x,
                         .y = e->event_y,
                         .button = e->detail,
                         .wheel = e->detail == WHEEL_UP     ? 1.0
                                  : e->detail == WHEEL_DOWN ? -1.0
                                                            : 0.0,
                         .shift = e->state & XCB_MOD_MASK_SHIFT,
                         .control = e->state & XCB_MOD_MASK_CONTROL,
                         .time = e->time};
}

static void take_size(Screen* const s, const unsigned width, const unsigned height)
{
    s->width = within(width);
    s->height = within(height);
    cairo_xcb_surface_set_size(s->shown, (int)s->width, (int)s->height);
    forget_drawing(s);
}

// Whether it is an event for us.
static bool translate(Screen* const s, const xcb_generic_event_t* const any,
                      ScreenEvent* const event)
{
    switch (any->response_type & 0x7f) {
    case XCB_EXPOSE:
        *event = (ScreenEvent){.kind = SCREEN_EXPOSED};
        return true;
    case XCB_CONFIGURE_NOTIFY: {
        const xcb_configure_notify_event_t* const e = (const void*)any;
        if (e->width == s->width && e->height == s->height) {
            return false;
        }
        take_size(s, e->width, e->height);
        *event = (ScreenEvent){.kind = SCREEN_RESIZED};
        return true;
    }
    case XCB_BUTTON_PRESS:
    case XCB_BUTTON_RELEASE: {
        const xcb_button_press_event_t* const e = (const void*)any;
        const bool pressed = (any->response_type & 0x7f) == XCB_BUTTON_PRESS;
        *event = button_event(e, pressed);
        return event->kind != SCREEN_WHEEL || (pressed && event->wheel != 0.0);
    }
    case XCB_MOTION_NOTIFY: {
        const xcb_motion_notify_event_t* const e = (const void*)any;
        *event = (ScreenEvent){.kind = SCREEN_MOVED,
                               .x = e->event_x,
                               .y = e->event_y,
                               .shift = e->state & XCB_MOD_MASK_SHIFT,
                               .time = e->time};
        return true;
    }
    case XCB_LEAVE_NOTIFY:
        *event = (ScreenEvent){.kind = SCREEN_LEFT};
        return true;
    case XCB_KEY_PRESS: {
        const xcb_key_press_event_t* const e = (const void*)any;
        s->last_key = *e;
        *event = (ScreenEvent){
            .kind = SCREEN_KEY,
            .x = e->event_x,
            .y = e->event_y,
            .key = key_of(s, e),
            .shift = e->state & XCB_MOD_MASK_SHIFT,
            .control = e->state & (XCB_MOD_MASK_CONTROL | XCB_MOD_MASK_1 | XCB_MOD_MASK_4),
            .time = e->time};
        return true;
    }
    case XCB_CLIENT_MESSAGE: {
        const xcb_client_message_event_t* const e = (const void*)any;
        *event = (ScreenEvent){.kind = SCREEN_CLOSED};
        return e->type == s->protocols && e->data.data32[0] == s->delete_window;
    }
    case XCB_DESTROY_NOTIFY:
        s->closed = true;
        *event = (ScreenEvent){.kind = SCREEN_CLOSED};
        return true;
    default:
        return false;
    }
}

bool screen_next(Screen* const s, ScreenEvent* const event)
{
    if (xcb_connection_has_error(s->connection)) {
        if (!s->closed) {
            s->closed = true;
            *event = (ScreenEvent){.kind = SCREEN_CLOSED};
            return true;
        }
        return false;
    }
    for (;;) {
        xcb_generic_event_t* const any = xcb_poll_for_event(s->connection);
        if (!any) {
            return false;
        }
        const bool ours = translate(s, any, event);
        free(any);
        if (ours) {
            return true;
        }
    }
}

void screen_pass_on(Screen* const s)
{
    if (s->parent != s->screen->root) {
        xcb_key_press_event_t e = s->last_key;
        e.event = s->parent;
        e.child = XCB_NONE;
        // To whoever made that window, whatever events it has asked for.
        xcb_send_event(s->connection, 0, s->parent, XCB_EVENT_MASK_NO_EVENT, (const char*)&e);
        e.response_type = XCB_KEY_RELEASE;
        xcb_send_event(s->connection, 0, s->parent, XCB_EVENT_MASK_NO_EVENT, (const char*)&e);
        xcb_flush(s->connection);
    }
}

cairo_t* screen_draw(Screen* const s)
{
    if (!s->cairo) {
        const int stride = cairo_format_stride_for_width(CAIRO_FORMAT_RGB24, (int)s->width);
        s->can_share = s->can_share && share(s, (size_t)stride * s->height);
        s->drawn =
            s->can_share
                ? cairo_image_surface_create_for_data(s->shared, CAIRO_FORMAT_RGB24,
                                                      (int)s->width, (int)s->height, stride)
                : cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)s->width, (int)s->height);
        s->cairo = cairo_create(s->drawn);
        if (cairo_status(s->cairo) != CAIRO_STATUS_SUCCESS) {
            forget_drawing(s);
        }
    }
    return s->cairo;
}

void screen_show(Screen* const s, const double x, const double y, const double width,
                 const double height)
{
    if (s->closed || !s->drawn || xcb_connection_has_error(s->connection)) {
        return;
    }
    cairo_surface_flush(s->drawn);
    if (s->segment) {
        const double left = fmax(floor(x), 0.0);
        const double top = fmax(floor(y), 0.0);
        const double right = fmin(ceil(x + width), s->width);
        const double bottom = fmin(ceil(y + height), s->height);
        if (right > left && bottom > top) {
            xcb_shm_put_image(s->connection, s->window, s->ink, (uint16_t)s->width,
                              (uint16_t)s->height, (uint16_t)left, (uint16_t)top,
                              (uint16_t)(right - left), (uint16_t)(bottom - top), (int16_t)left,
                              (int16_t)top, s->screen->root_depth, XCB_IMAGE_FORMAT_Z_PIXMAP, 0,
                              s->segment, 0);
        }
        xcb_flush(s->connection);
        return;
    }
    cairo_t* const c = cairo_create(s->shown);
    cairo_set_source_surface(c, s->drawn, 0.0, 0.0);
    cairo_set_operator(c, CAIRO_OPERATOR_SOURCE);
    cairo_rectangle(c, floor(x), floor(y), ceil(width + 1.0), ceil(height + 1.0));
    cairo_fill(c);
    cairo_destroy(c);
    cairo_surface_flush(s->shown);
    xcb_flush(s->connection);
}

double screen_scale(const Screen* const s)
{
    xcb_get_property_reply_t* const reply = xcb_get_property_reply(
        s->connection,
        xcb_get_property(s->connection, 0, s->screen->root, XCB_ATOM_RESOURCE_MANAGER,
                         XCB_ATOM_STRING, 0, RESOURCES_MOST / 4),
        NULL);
    const int length = reply ? xcb_get_property_value_length(reply) : 0;
    char* const words = calloc(1, (size_t)length + 1);
    if (words && length) {
        memcpy(words, xcb_get_property_value(reply), (size_t)length);
    }
    const char* const found = words ? strstr(words, "Xft.dpi:") : NULL;
    double dpi = 0.0;
    if (found) {
        const char* const number = found + strcspn(found, "0123456789\n");
        dredge_number_parse(number, strspn(number, "0123456789."), &dpi);
    }
    free(words);
    free(reply);
    return dpi >= 48.0 && dpi <= 960.0 ? dpi / 96.0 : 0.0;
}
