#pragma once
/* Recordings of SNMP agents in the form of snmpsim: a line "OID|TYPE|VALUE" for each variable, TYPE being the ASN.1 tag
 * in decimal, with an x behind it where VALUE is in hexadecimal digits. */

#include "scanner/snmp/answers.h"

/* Adds the lines that can be read, and finishes the answers; how many lines were added. */
size_t snmprec_read(struct str text, struct snmp_answers *answers);
/* A recording of the project (fixtures/snmp/NAME.snmprec); NULL when it is not there. */
struct snmp_answers *snmprec_fixture(const char *name);
/* One of the shared data (snmprec/NAME.snmprec); NULL when it is not there. */
struct snmp_answers *snmprec_shared(const char *name);
