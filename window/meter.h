// SPDX-License-Identifier: ISC
// Meters as pictures.
#ifndef DREDGE_WINDOW_METER_H
#define DREDGE_WINDOW_METER_H

#include "state.h"

/// Paint a meter.
void meter_paint(const Window* window, const Widget* widget, cairo_t* cairo);

/// Explain it, see widget_explain().
unsigned meter_explain(const Widget* widget, char lines[WIDGET_LINES][WIDGET_LINE_ROOM]);

/// Whether a meter's value is seen in a widget.
bool meter_shows(const Widget* widget, DredgeMeterIndex meter, int lane);

#endif
