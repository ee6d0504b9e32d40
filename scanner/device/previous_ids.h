#pragma once
/* The ids of an earlier snapshot, so that a machine that is seen again keeps its own: by the keys that belong to the
 * machine and that no other machine of its snapshot had (the table `keys`). Names and addresses are none of them, since
 * they are given to the next machine. Constant once filled; any thread. */

#include "base/arena.h"
#include "base/buffer.h"
#include "base/diagnostic.h"
#include "inventory/snapshot.h"

/* Strongest first; the words of keys.key. */
enum device_key { DEVICE_KEY_LABEL, DEVICE_KEY_SERIAL, DEVICE_KEY_UUID, DEVICE_KEY_MAC, DEVICE_KEY_COUNT };

/* Appends a key as one text: MAKER, of serial numbers only, is folded, VALUE normalised (inventory/identity.h). */
void device_key_write(enum device_key kind, struct str maker, struct str value, struct buffer *out);

struct previous_ids;
/* NULL when memory is out. */
struct previous_ids *previous_ids_new(void);
void previous_ids_free(struct previous_ids *previous);
DEFINE_CLEANUP(previous_ids, previous_ids_free)
/* What the snapshot in DIRECTORY lists; no ids when it lists no keys, as it was written before there was such a list:
 * then previous_ids_are_known is false. Errors are those of snapshot_read. */
MUST_CHECK enum err_code previous_ids_read(const char *directory, const char *tmpdir, struct diagnostics *diagnostics,
                                           struct previous_ids **ret_previous, struct err *err);
bool previous_ids_are_known(const struct previous_ids *previous);
/* The device ID has the key, as device_key_write gives it. A key of two devices counts for neither. False when memory
 * is out. */
MUST_CHECK bool previous_ids_add(struct previous_ids *previous, enum device_key kind, struct str key, struct str id);

/* A machine that wants an id. */
struct id_claimant {
    struct str keys[DEVICE_KEY_COUNT]; /* empty where it has none, or not alone */
    struct str basis;                  /* what its own id is the hash of */
    struct str id;                     /* its own id: out, the one that it gets */
    struct str conflict;               /* out: why it does not keep an earlier one, for identity_notes; or empty */
};

/* Gives each machine the id that its keys had. An id that several machines claim goes to the one with the strongest
 * key; one whose keys still lead to two ids keeps neither. Whoever loses a claim has its own id, or a new one where its
 * own was another machine's. The order of machines plays no part. False when memory is out. */
MUST_CHECK bool previous_ids_claim(const struct previous_ids *previous, struct id_claimant *claimants, size_t count,
                                   struct arena *arena);
