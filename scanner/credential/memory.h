#pragma once
/* Which credential let us in, for whom: machines of one subnet (/24 of IPv4, /64 of IPv6) at one site mostly take the
 * same, so what worked there last is tried first, and fewer tries are refused; SSH and SNMP are remembered apart. It
 * only changes the order of credentials that cover the host anyway. And how often each was accepted and refused, or met
 * with silence. No secrets. One thread at a time. */

#include "scanner/credential/credential.h"

struct credential_memory;
struct credential_use {
    uint64_t accepted, refused;
    uint64_t unanswered; /* agents of SNMP are silent where they do not know a community */
};

/* NULL when memory is out. */
struct credential_memory *credential_memory_new(void);
void credential_memory_free(struct credential_memory *memory);
DEFINE_CLEANUP(credential_memory, credential_memory_free)
/* CREDENTIAL (borrowed, and told apart by its address) was accepted by, or refused for, the target at the numeric
 * ADDRESS. Where memory is out nothing is remembered: an order is a wish. */
void credential_memory_note(struct credential_memory *memory, const struct target *target, struct str address,
                            const struct credential *credential, bool is_accepted);
/* Nothing came back: CREDENTIAL may be wrong, or nobody be there. */
void credential_memory_note_silence(struct credential_memory *memory, const struct credential *credential);
/* Moves the one that worked last near the target, if it is among them, before the others, which keep their order. */
void credential_memory_sort(const struct credential_memory *memory, const struct target *target, struct str address,
                            const struct credential **credentials, size_t count);
struct credential_use credential_memory_use(const struct credential_memory *memory,
                                            const struct credential *credential);
