#pragma once
/* Users of SNMP version 3: keys are derived from passphrases once for each credential, which takes a megabyte of
 * hashing, and the library's list of users holds a user only while its agent is talked to. One thread at a time. */

#include "scanner/credential/credential.h"

struct snmp_session; /* the library's */
struct snmp_keys;    /* master keys, in memory that is locked and wiped */

/* NULL when memory is out. */
struct snmp_keys *snmp_keys_new(void);
void snmp_keys_free(struct snmp_keys *keys);
DEFINE_CLEANUP(snmp_keys, snmp_keys_free)
/* Sets what the credential says of the user, but for the keys: those wait until it is known whose they are for. */
void snmp_user_set(struct snmp_session *session, const struct credential *credential);
/* The session's engine is known: adds the user for it. False when its keys cannot be derived, or memory is out. */
bool snmp_user_add(struct snmp_session *session, const struct credential *credential, struct snmp_keys *keys);
/* Takes the user, and the engine's clock, out again. */
void snmp_user_remove(struct snmp_session *session);
