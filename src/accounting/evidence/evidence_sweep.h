/* Takes away the bytes of evidence that no row names: uploads whose form never arrived whole, temporary files
 * of a crash. One thread a process, at the start and every few hours. */
#ifndef QINGCE_EVIDENCE_EVIDENCE_SWEEP_H
#define QINGCE_EVIDENCE_EVIDENCE_SWEEP_H

#include "http/app.h"

/* Files younger than this stay: their row may be about to be committed. */
#define EVIDENCE_SWEEP_AGE_MS (24LL * 3600 * 1000)

/* One pass. `removed` (may be NULL) counts the files taken away. A digest whose row cannot be asked for is
 * kept. */
Err evidence_sweep(const App *app, Db *db, int64_t older_than_ms, int64_t *removed);

typedef struct EvidenceSweeper EvidenceSweeper;
Err evidence_sweeper_open(const App *app, EvidenceSweeper **out);
void evidence_sweeper_close(EvidenceSweeper *sweeper);

#endif
