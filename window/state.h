// SPDX-License-Identifier: ISC
// What the window's parts share: all of it belongs to the window's thread.
#ifndef DREDGE_WINDOW_STATE_H
#define DREDGE_WINDOW_STATE_H

#include "calls.h"
#include "paint.h"
#include "picture/link_picture.h"
#include "screen.h"

#include <limits.h>

enum {
    WIDGETS_MOST = 160,
    PARAMETERS_MOST = 96,
    MENU_MOST = 512,
    MENU_ROOM = 256,
    WIDGET_LINES = 2, ///< Of an explanation
    WIDGET_LINE_ROOM = 400,
};

/// What a widget is. All but meters and labels are pressed, and show a parameter if they have
/// one.
typedef enum {
    WIDGET_LABEL,
    WIDGET_BUTTON, ///< Does `action`; or sets the parameter to `value`; or is pressed and let
                   ///< go
    WIDGET_SWITCH,
    WIDGET_CHOICE,
    WIDGET_KNOB,
    WIDGET_METER,
} WidgetKind;

typedef enum {
    ACTION_NONE,
    ACTION_PRESETS,
    ACTION_TRACE,
    ACTION_SCALE,
    ACTION_TEST, ///< Open the blind test
    ACTION_MORE, ///< Open all controls of a group, in `lane`
    ACTION_CLOSE,
} Action;

typedef enum {
    METER_NETWORK,
    METER_RECEIVER,
    METER_KBPS, ///< Of a lane, as all that follow
    METER_DEPTH,
    METER_LOST,
    METER_WORDS,
} MeterPicture;

typedef struct {
    WidgetKind kind;
    Box box;
    const DredgeParameter* parameter;
    int lane;
    const char* title; ///< In front of the parameter's own; NULL for that
    char key;          ///< That presses it, or 0
    float value;       ///< Of a button
    bool sets;         ///< A button sets the parameter to `value`
    Action action;
    DredgeGroup group; ///< Of ACTION_MORE
    MeterPicture meter;
    bool over; ///< It lies over the others: on a panel
    bool dirty;
} Widget;

typedef enum { OVER_NONE, OVER_MENU, OVER_ENTRY, OVER_MORE, OVER_TEST } Over;

/// A list to choose from.
typedef struct {
    Box box;
    double row; ///< Height of a line
    unsigned count;
    int current;
    int hovered;
    int first; ///< The topmost that is shown
    void (*choose)(Window* window, unsigned item);
    char words[MENU_MOST][MENU_ROOM];
} Menu;

struct Window {
    WindowCalls calls;
    Screen* screen;
    int32_t background; ///< 0xRRGGBB
    double host_scale;
    double chosen_scale; ///< By a person; 0: as the desktop says
    double unit;
    const char* const* presets;
    unsigned preset_count;
    int preset; ///< The last one that was loaded, or -1

    // What is known
    float values[PARAMETERS_MOST][DREDGE_LANES];
    float meters[DREDGE_METERS][DREDGE_LANES];
    char trace[PATH_MAX];
    DredgeScene scene;

    // What is shown
    bool wide; ///< All panels are in one row
    Box picture;
    Box legend;
    Box panels[4];
    unsigned widget_count;
    Widget widgets[WIDGETS_MOST];
    double seconds; ///< In the picture
    DredgeLinkSpot chosen;
    DredgeShape shapes[DREDGE_LINK_SHAPES];
    Over over;
    Box panel; ///< Of what lies over the rest
    DredgeGroup more;
    int more_lane;
    Menu menu;
    char entry[64];
    bool entry_bad;
    Over under; ///< What an entry or a menu lies over
    char folder[PATH_MAX];

    // What is going on
    int hovered; ///< A widget, or -1, as all that follow
    int held;
    int focus;
    double from_x, from_y; ///< Where the button went down
    double held_share;     ///< Where the knob stood then
    bool dragged;
    bool looping; ///< A region is being drawn
    uint32_t click_time;
    int clicked;
    double hover_since;
    bool tip;                            ///< Shown
    double metered;                      ///< When meters were drawn
    double watched;                      ///< When it was last said that somebody watches
    double released_at[PARAMETERS_MOST]; ///< When a button is to be let go; 0: it is not held

    bool dirty_all;
    bool dirty_picture;
    bool closed;
};

/// The clock, s.
double window_now(void);

/// Where a parameter stands.
unsigned window_index(const DredgeParameter* parameter);
float window_value(const Window* window, const DredgeParameter* parameter, int lane);

/// What shows a parameter must be painted anew.
void window_dirty(Window* window, const DredgeParameter* parameter);

/// Turn it: it is shown at once, and the host is told; window_turn() tells also that it was
/// taken in hand.
void window_set_value(Window* window, const DredgeParameter* parameter, int lane, float value);
void window_turn(Window* window, const DredgeParameter* parameter, int lane, float value);

/// Press a parameter that does something when it rises; it is let go by itself.
void window_press(Window* window, const DredgeParameter* parameter);

/// The panel that lies over the rest, below a list or a typed value if there is one.
Over window_panel(const Window* window);

/// Whether the lanes must not be seen.
bool window_is_blind(const Window* window);

/// The view of the link as it is to be drawn; `loop` is for what it points to.
DredgeLinkView window_view(const Window* window, DredgeLoopState* loop);

#endif
