/* Random numbers that are the same on every machine: drawn by counter, not by state, and made with + - * /
 * and square roots alone, so that no mathematics library can change a bit. Pure. */
#ifndef QINGCE_GHG_SAMPLE_H
#define QINGCE_GHG_SAMPLE_H

#include <stdint.h>

/* Philox4x32-10 (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3; SC 2011): 128 bits
 * for a counter and a key. */
void sample_block(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

/* Draw `index` of stream `stream` under `seed`: between 0 and 1, never either; 53 bits. */
double sample_uniform(uint64_t seed, uint64_t stream, uint64_t index);

/* The same as a standard normal number. */
double sample_normal(uint64_t seed, uint64_t stream, uint64_t index);

/* The inverse of the standard normal distribution, 0 < p < 1, to about 1e-15 (Wichura: Algorithm AS 241,
 * Applied Statistics 37 (1988), PPND16). */
double sample_quantile(double p);

/* Natural logarithm of a positive normal number, and exponential of |x| < 700, each to about 1e-15. */
double sample_log(double x);
double sample_exp(double x);

#endif
