/* Chance that can be repeated: xoshiro256** (Blackman and Vigna 2018), seeded by
 * splitmix64. For secrets use the account room's sodium calls, never this. */
#ifndef GUATU_RAND_H
#define GUATU_RAND_H

#include <stdint.h>

struct rand {
	uint64_t s[4];
};

struct rand rand_seed(uint64_t seed);
uint64_t rand_next(struct rand *);
uint32_t rand_below(struct rand *, uint32_t bound); /* 0 … bound−1, unbiased */
double rand_unit(struct rand *);                    /* [0, 1) */

#endif
