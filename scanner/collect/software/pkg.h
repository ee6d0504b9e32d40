#pragma once
/* Package lists of the systems whose manager is called pkg, in its three forms. Sets: a software row for each package
 * that is installed. */

#include "scanner/collect/observation.h"

/* FreeBSD, section "pkg": name, version, ABI and time of installation, separated by tabs. */
void collect_pkg(struct str body, struct observation *observation);
/* OpenBSD and NetBSD, section "pkg_info": "bash-5.2.15 GNU Bourne Again Shell". */
void collect_pkg_info(struct str body, struct observation *observation);
/* Solaris 11, section "pkg_list": "shell/bash (solaris)  5.1.16-11.4.42.0.1.111.0  i--". */
void collect_pkg_list(struct str body, struct observation *observation);
