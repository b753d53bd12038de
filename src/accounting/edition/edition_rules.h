/* What an edition is made of. Pure. */
#ifndef QINGCE_EDITION_EDITION_RULES_H
#define QINGCE_EDITION_EDITION_RULES_H

#include "ghg/ghg.h"

/* The digest of a set of files: SHA-256 of the lines "name sha256", sorted. Words count for nothing: they do
 * not change a figure. */
char *edition_digest(Arena *mem, const GhgFile files[], size_t count);

/* Loads files of an edition as edition_of does, for trying them out; NULL and *error when they are wrong. */
const Ghg *edition_load(Arena *mem, const GhgFile files[], size_t count, GhgLoadError *error);

#endif
