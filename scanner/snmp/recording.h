#pragma once
/* What an agent answered as text, in the form of snmpsim, so that it can be looked at and replayed: a line
 * "OID|TAG|VALUE" for each variable, TAG being the ASN.1 tag in decimal, with an x behind it where VALUE is in
 * hexadecimal digits. Any thread. */

#include "scanner/snmp/answers.h"

/* Appends it all. OUT fails when memory is out. */
void snmp_recording_write(const struct snmp_answers *answers, struct buffer *out);
