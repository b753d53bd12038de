/* Philox, the normal quantile, logarithm and exponential. Written from the published descriptions; the
 * coefficients of AS 241 are its author's. */
#include "ghg/sample.h"

#include <math.h>
#include <string.h>

/* ---- counter -> bits ---- */

static void philox_round(uint32_t word[4], const uint32_t key[2])
{
	uint64_t first = (uint64_t)0xD2511F53u * word[0], second = (uint64_t)0xCD9E8D57u * word[2];
	uint32_t mixed[4] = {(uint32_t)(second >> 32) ^ word[1] ^ key[0], (uint32_t)second,
	    (uint32_t)(first >> 32) ^ word[3] ^ key[1], (uint32_t)first};
	memcpy(word, mixed, sizeof mixed);
}

void sample_block(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4])
{
	uint32_t round_key[2] = {key[0], key[1]};
	memcpy(out, counter, 4 * sizeof *out);
	for (int round = 0; round < 10; round++) {
		philox_round(out, round_key);
		round_key[0] += 0x9E3779B9u;
		round_key[1] += 0xBB67AE85u;
	}
}

/* A block holds two draws. */
double sample_uniform(uint64_t seed, uint64_t stream, uint64_t index)
{
	uint64_t block = index >> 1;
	uint32_t counter[4] = {
	    (uint32_t)block, (uint32_t)(block >> 32), (uint32_t)stream, (uint32_t)(stream >> 32)};
	uint32_t key[2] = {(uint32_t)seed, (uint32_t)(seed >> 32)}, out[4];
	sample_block(counter, key, out);
	const uint32_t *half = out + (index & 1) * 2;
	uint64_t bits = ((uint64_t)half[1] << 32 | half[0]) >> 12; /* 52 bits, and the middle of their cell */
	return ((double)bits + 0.5) * 0x1p-52;
}

double sample_normal(uint64_t seed, uint64_t stream, uint64_t index)
{
	return sample_quantile(sample_uniform(seed, stream, index));
}

/* ---- the normal quantile ---- */

static double polynomial(const double terms[8], double x)
{
	double sum = terms[7];
	for (int i = 6; i >= 0; i--)
		sum = sum * x + terms[i];
	return sum;
}

static double middle(double q)
{
	static const double A[8] = {3.3871328727963666080e0, 1.3314166789178437745e+2,
	    1.9715909503065514427e+3, 1.3731693765509461125e+4, 4.5921953931549871457e+4,
	    6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3};
	static const double B[8] = {1, 4.2313330701600911252e+1, 6.8718700749205790830e+2,
	    5.3941960214247511077e+3, 2.1213794301586595867e+4, 3.9307895800092710610e+4,
	    2.8729085735721942674e+4, 5.2264952788528545610e+3};
	double r = 0.180625 - q * q;
	return q * polynomial(A, r) / polynomial(B, r);
}

/* `r` = sqrt(-log(p)) of the smaller tail. */
static double tail(double r)
{
	static const double C[8] = {1.42343711074968357734e0, 4.63033784615654529590e0,
	    5.76949722146069140550e0, 3.64784832476320460504e0, 1.27045825245236838258e0,
	    2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4};
	static const double D[8] = {1, 2.05319162663775882187e0, 1.67638483018380384940e0,
	    6.89767334985100004550e-1, 1.48103976427480074590e-1, 1.51986665636164571966e-2,
	    5.47593808499534494600e-4, 1.05075007164441684324e-9};
	static const double E[8] = {6.65790464350110377720e0, 5.46378491116411436990e0,
	    1.78482653991729133580e0, 2.96560571828504891230e-1, 2.65321895265761230930e-2,
	    1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7};
	static const double F[8] = {1, 5.99832206555887937690e-1, 1.36929880922735805310e-1,
	    1.48753612908506148525e-2, 7.86869131145613259100e-4, 1.84631831751005468180e-5,
	    1.42151175831644588870e-7, 2.04426310338993978564e-15};
	return r <= 5 ? polynomial(C, r - 1.6) / polynomial(D, r - 1.6)
		      : polynomial(E, r - 5) / polynomial(F, r - 5);
}

double sample_quantile(double p)
{
	double q = p - 0.5;
	if (fabs(q) <= 0.425)
		return middle(q);
	double far = tail(sqrt(-sample_log(q < 0 ? p : 1 - p)));
	return q < 0 ? -far : far;
}

/* ---- logarithm and exponential ---- */

#define LN2_HIGH 0x1.62e42feep-1 /* ln 2 in two parts: times a small whole number the first is exact */
#define LN2_LOW 0x1.a39ef35793c76p-33

/* x = m * 2^k with sqrt(1/2) <= m < sqrt(2). */
static double split(double x, int *power)
{
	uint64_t bits;
	memcpy(&bits, &x, sizeof bits);
	*power = (int)(bits >> 52 & 0x7ff) - 1023;
	bits = (bits & 0xfffffffffffffu) | 0x3ff0000000000000u;
	memcpy(&x, &bits, sizeof x);
	if (x < 1.4142135623730951)
		return x;
	*power += 1;
	return x * 0.5;
}

/* log m = 2 artanh((m - 1) / (m + 1)), as its power series. */
double sample_log(double x)
{
	int power;
	double m = split(x, &power), s = (m - 1) / (m + 1), square = s * s, sum = 0;
	for (int n = 23; n >= 3; n -= 2)
		sum = (sum + 1.0 / n) * square;
	return power * LN2_HIGH + (2 * s + (2 * s * sum + power * LN2_LOW));
}

static double power_of_two(int power)
{
	uint64_t bits = (uint64_t)(power + 1023) << 52;
	double x;
	memcpy(&x, &bits, sizeof x);
	return x;
}

/* exp x = 2^k exp r with |r| <= ln(2) / 2, as its power series. */
double sample_exp(double x)
{
	double turns = x * 1.4426950408889634;
	int power = (int)(turns < 0 ? turns - 0.5 : turns + 0.5);
	double r = (x - power * LN2_HIGH) - power * LN2_LOW, sum = 1;
	for (int n = 14; n >= 1; n--)
		sum = 1 + sum * r / n;
	return sum * power_of_two(power);
}
