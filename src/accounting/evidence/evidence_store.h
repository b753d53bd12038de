/* The store of evidence. What writes runs inside an open transaction and adds its audit row; links are
 * written with the change of what they belong to. */
#ifndef QINGCE_EVIDENCE_EVIDENCE_STORE_H
#define QINGCE_EVIDENCE_EVIDENCE_STORE_H

#include "evidence/evidence.h"

typedef struct EvidenceFile {
	int64_t id;
	const char *sha256;
	const char *name;
	const char *media_type;
	int64_t bytes;
	int64_t pages;
	int64_t uploaded_at;
} EvidenceFile;

/* Records a file whose bytes already lie in the blob store; the same bytes give the same id. */
Err evidence_file_add(Scope by, const EvidenceFile *file, int64_t *file_id);
Err evidence_file_of_org(Db *db, Arena *mem, int64_t org_id, int64_t file_id, EvidenceFile *out);
/* Does any organisation have a file of these bytes? For the sweeper, which looks at bytes, not at rows. */
Err evidence_digest_is_used(Db *db, const char *sha256, bool *is_used);
/* Newest first; before_id 0 begins. */
Err evidence_files_page(
    Db *db, Arena *mem, int64_t org_id, int64_t before_id, int limit, EvidenceFile **out, size_t *count);

Err evidence_of_target(Db *db, Arena *mem, int64_t org_id, const char *target, int64_t target_id,
    EvidenceLink **out, size_t *count);
Err evidence_link_of_org(
    Db *db, Arena *mem, int64_t org_id, int64_t link_id, EvidenceLink *out, int64_t *inventory_id);
/* Does this inventory use these bytes on the other side of the energy check? among_energy: look at the
 * second set, else at the activity lines. */
Err evidence_same_bytes(Db *db, Arena *mem, int64_t org_id, int64_t inventory_id, const char *sha256,
    bool among_energy, EvidenceLink *out, bool *found);
/* The change makes two uploads take turns. ERR_NOT_FOUND when the target is not of this inventory,
 * ERR_CONFLICT when the other side of the energy check uses the same bytes, ERR_TOO_LARGE beyond
 * EVIDENCE_FILES_A_TARGET. A link that is there already is left as it is. */
Err evidence_link_add(const OpenChange *change, int64_t file_id, const EvidenceLink *link);
Err evidence_link_update(const OpenChange *change, const EvidenceLink *link);
Err evidence_link_remove(const OpenChange *change, const EvidenceLink *link);
/* OK when the target belongs to this inventory of this organisation. */
Err evidence_target_exists(
    Db *db, int64_t org_id, int64_t inventory_id, const char *target, int64_t target_id);

#endif
