/* What a drawing is made of; its two painters share it. */
#ifndef GUATU_DRAWING_SHAPE_H
#define GUATU_DRAWING_SHAPE_H

#include "paper/drawing.h"

enum shape_kind {
	SHAPE_BOX,
	SHAPE_FRAME,
	SHAPE_LINE, /* from x, y to a, b */
	SHAPE_DIAMOND,
	SHAPE_LIGHT,
	SHAPE_WORDS,
};

struct shape {
	enum shape_kind kind;
	enum drawing_ink ink;
	enum drawing_side side;
	enum light light;
	double x, y, a, b, size, dash;
	struct str words, tell, link;
};

struct drawing {
	struct arena *arena;
	double width, height;
	struct {
		struct shape *at;
		size_t len, cap;
	} shapes;
};

extern const uint32_t drawing_inks[DRAWING_INKS];

#endif
