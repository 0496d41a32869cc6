#include "base/base.h"

static uint64_t rotl(uint64_t x, int k)
{
	return x << k | x >> (64 - k);
}

struct rand rand_seed(uint64_t seed)
{
	struct rand r;
	for (int i = 0; i < 4; i++) {
		uint64_t z = seed += 0x9E3779B97F4A7C15u;
		z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
		z = (z ^ z >> 27) * 0x94D049BB133111EBu;
		r.s[i] = z ^ z >> 31;
	}
	return r;
}

uint64_t rand_next(struct rand *r)
{
	uint64_t *s = r->s, result = rotl(s[1] * 5, 7) * 9, t = s[1] << 17;
	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotl(s[3], 45);
	return result;
}

uint32_t rand_below(struct rand *r, uint32_t bound)
{
	assert(bound > 0);
	uint32_t least = -bound % bound; /* Lemire 2019: reject the uneven rest */
	for (;;) {
		uint64_t m = (rand_next(r) >> 32) * bound;
		if ((uint32_t)m >= least)
			return (uint32_t)(m >> 32);
	}
}

double rand_unit(struct rand *r)
{
	return (double)(rand_next(r) >> 11) * 0x1p-53;
}
