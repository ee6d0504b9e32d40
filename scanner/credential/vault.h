#pragma once
/* Memory for secrets: kept out of swap (mlock), core files (MADV_DONTDUMP) and child processes (MADV_WIPEONFORK) where
 * the system allows it, and wiped before it is given back. One thread at a time. */

#include "base/compiler.h"
#include "base/error.h"

struct vault;

/* NULL when memory is out. */
struct vault *vault_new(void);
/* Wipes everything. */
void vault_free(struct vault *vault);
DEFINE_CLEANUP(vault, vault_free)
/* SIZE zeroed bytes that live as long as the vault; NULL when memory is out. */
char *vault_alloc(struct vault *vault, size_t size);
/* A copy followed by a NUL; NULL when memory is out. */
char *vault_dup(struct vault *vault, struct str secret);
/* Overwrites bytes that held a secret outside the vault; the compiler cannot leave it out. */
void vault_wipe(const void *bytes, size_t size);
/* No core files, no other process of the same user reading our memory: to be called before secrets are read. */
MUST_CHECK enum err_code vault_harden_process(struct err *err);
