/* What a supervisor asks: is the process alive, can it serve. */
#ifndef GUATU_HEALTH_H
#define GUATU_HEALTH_H

#include "http/http.h"
#include "store/store.h"

/* Less than this left on the data's disk: writes are about to fail. */
#define HEALTH_FREE_BYTES (64LL << 20)

/* Answers /healthz (always 200: the process answers) and /readyz (200 where the database
 * answers, the last commit held and the disk has room; else 503, a line for each). Needs nobody
 * to be logged in and says nothing else. false: another address. */
bool health_answer(struct store *, const struct request *, struct response *);

#endif
