/* The ground floor, whole: memory, strings, lists, days, money, chance, logs.
 * Everything above includes this one header. */
#ifndef GUATU_BASE_H
#define GUATU_BASE_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/status.h"
#include "base/arena.h"
#include "base/str.h"
#include "base/out.h"
#include "base/vec.h"
#include "base/map.h"
#include "base/day.h"
#include "base/amount.h"
#include "base/rand.h"
#include "base/log.h"

#define LEN(array) (sizeof(array) / sizeof((array)[0]))
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

#endif
