// SPDX-License-Identifier: ISC
// The last seconds of the link: what was sent, what the network did to it, and what was heard.
//
// Rows from top to bottom: the packets of one lane, their layers to scale; their ways through
// the network, from when each was sent to when it came; and for each lane the sound, in the
// colour of what every frame was played from. A packet that is lost has a cross. Left of the
// line "heard now" all is settled, right of it packets can still come to help.
#ifndef DREDGE_LINK_PICTURE_H
#define DREDGE_LINK_PICTURE_H

#include "picture/drawing.h"
#include "view/scene.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    DREDGE_LINK_SHAPES = 16384, ///< The most that are drawn of up to 4096 pixels
    DREDGE_LINK_LINES = 4,
    DREDGE_LINK_LINE_ROOM = 160,
};

typedef enum {
    DREDGE_ROW_NONE,
    DREDGE_ROW_SENT,
    DREDGE_ROW_NETWORK,
    DREDGE_ROW_LANE_A,
    DREDGE_ROW_LANE_B,
} DredgeRow;

/// A frame that was pointed at.
typedef struct {
    DredgeRow row;
    int64_t frame;
    int64_t at; ///< Place in the stream, samples at 48 kHz
} DredgeLinkSpot;

/// What to show, and how large.
typedef struct {
    const DredgeScene* scene;
    double width; ///< Pixels, as all that follow
    double height;
    double unit;    ///< Pixels that stand for one on a screen of ordinary density
    double seconds; ///< From the left edge to the right
    int heard;      ///< The lane that is heard, or -1
    const char* notes[DREDGE_LANES]; ///< A few words about each lane
    bool blind;                      ///< Show no lane: it would tell which one X is
    bool still;                      ///< Of a stream that is over: without what is now
    const DredgeLoopState* loop;     ///< What is repeated of a scene that stands still, or NULL
    DredgeLinkSpot chosen;           ///< A frame to explain; row DREDGE_ROW_NONE for none
} DredgeLinkView;

/// Where things are in the picture.
typedef struct {
    double left; ///< Of what scrolls
    double right;
    double top[DREDGE_ROW_LANE_B + 1];    ///< Of each row
    double bottom[DREDGE_ROW_LANE_B + 1]; ///< ... the same as the top if it is not there
    int64_t from;                         ///< Place in the stream at the left edge
    int64_t to;                           ///< ... at the right
} DredgeLinkPlaces;

/// The places of a picture. For the drawing's thread, as all that follows.
DredgeLinkPlaces dredge_link_picture_places(const DredgeLinkView* view);

/// Where a place in the stream is, and what is in a place.
double dredge_link_picture_x(const DredgeLinkPlaces* places, int64_t at);
DredgeLinkSpot dredge_link_picture_at(const DredgeLinkView* view, double x, double y);

/// Draw it all.
void dredge_link_picture_draw(const DredgeLinkView* view, DredgeDrawing* drawing);

/**
   Say in words what happened to a frame: to its packet, in the lane pointed at, in the other
   one, and what was in the packet that brought it.

   @return how many lines that takes
*/
unsigned dredge_link_picture_words(const DredgeScene* scene, const DredgeLinkSpot* spot,
                                   char lines[DREDGE_LINK_LINES][DREDGE_LINK_LINE_ROOM]);

#endif
