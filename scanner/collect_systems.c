#include "scanner/collect_systems.h"

#include "scanner/collect_aix.h"
#include "scanner/collect_bsd_disks.h"
#include "scanner/collect_dmi.h"
#include "scanner/collect_esxi.h"
#include "scanner/collect_hpux.h"
#include "scanner/collect_ifconfig.h"
#include "scanner/collect_install.h"
#include "scanner/collect_ioreg.h"
#include "scanner/collect_last.h"
#include "scanner/collect_logins.h"
#include "scanner/collect_lslpp.h"
#include "scanner/collect_pkg.h"
#include "scanner/collect_pkgutil.h"
#include "scanner/collect_profiler.h"
#include "scanner/collect_release.h"
#include "scanner/collect_solaris.h"
#include "scanner/collect_sysctl.h"
#include "scanner/collect_system.h"
#include "scanner/collect_virtual.h"

/* As in collect.c: in the order in which they are asked, and the first source of a fact is the one that counts. */

static const struct collector freebsd[] = {
    {"system", "identity", false, collect_system}, {"virtual", "identity", false, collect_virtual},
    {"dmi", "identity", false, collect_dmi},       {"os", "os", false, collect_release},
    {"boot", NULL, false, collect_sysctl_boot},    {"install", NULL, false, collect_install},
    {"cpu", "cpu", false, collect_sysctl_cpu},     {"memory", "memory", false, collect_sysctl_memory},
    {"disks", "disks", false, collect_geom},       {"network", "network", false, collect_ifconfig},
    {"pkg", "packages", false, collect_pkg},       {"logins", "logins", false, collect_logins},
};

static const struct collector other_bsd[] = {
    {"system", "identity", false, collect_system},
    {"virtual", "identity", false, collect_virtual},
    {"dmi", "identity", false, collect_dmi},
    {"os", "os", false, collect_release},
    {"boot", NULL, false, collect_sysctl_boot},
    {"cpu", "cpu", false, collect_sysctl_cpu},
    {"memory", "memory", false, collect_sysctl_memory},
    {"disks", "disks", false, collect_dmesg_disks},
    {"network", "network", false, collect_ifconfig},
    {"pkg_info", "packages", false, collect_pkg_info},
    {"logins", "logins", false, collect_last},
};

/* The names that people know come from system_profiler; the tree of devices has the identity in any case. */
static const struct collector macos[] = {
    {"system", "identity", false, collect_system},
    {"virtual", "identity", false, collect_virtual},
    {"hardware", NULL, false, collect_profiler_hardware},
    {"machine", "identity", false, collect_ioreg},
    {"os", "os", false, collect_release},
    {"boot", NULL, false, collect_sysctl_boot},
    {"install", NULL, false, collect_install},
    {"cpu", "cpu", false, collect_sysctl_cpu},
    {"memory", "memory", false, collect_sysctl_memory},
    {"disks", "disks", false, collect_profiler_disks},
    {"network", "network", false, collect_ifconfig},
    {"applications", "packages", false, collect_profiler_applications},
    {"receipts", "packages", false, collect_pkgutil},
    {"logins", "logins", false, collect_last},
};

static const struct collector aix[] = {
    {"system", "identity", false, collect_system}, {"machine", "identity", false, collect_aix_machine},
    {"os", "os", false, collect_release},          {"install", NULL, false, collect_lslpp_history},
    {"cpu", "cpu", false, collect_aix_cpu},        {"memory", "memory", false, collect_aix_memory},
    {"disks", "disks", false, collect_lscfg},      {"network", "network", false, collect_ifconfig},
    {"lslpp", "packages", false, collect_lslpp},   {"logins", "logins", false, collect_last},
};

static const struct collector solaris[] = {
    {"system", "identity", false, collect_system},
    {"machine", "identity", false, collect_solaris_machine},
    {"os", "os", false, collect_release},
    {"boot", NULL, false, collect_sysctl_boot},
    {"cpu", "cpu", false, collect_psrinfo},
    {"memory", "memory", false, collect_prtconf},
    {"disks", "disks", false, collect_iostat},
    {"network", "network", false, collect_ifconfig},
    {"pkg_list", "packages", true, collect_pkg_list},
    {"pkginfo", "packages", true, collect_pkginfo},
    {"logins", "logins", false, collect_last},
};

static const struct collector hpux[] = {
    {"system", "identity", false, collect_system},
    {"machine", "identity", false, collect_hpux_machine},
    {"os", "os", false, collect_release},
    {"machinfo", "cpu", false, collect_machinfo_cpu},
    {"machinfo", "memory", false, collect_machinfo_memory},
    {"disks", "disks", false, collect_ioscan},
    {"network", "network", false, collect_ifconfig},
    {"swlist", "packages", false, collect_swlist},
    {"logins", "logins", false, collect_last},
};

static const struct collector esxi[] = {
    {"system", "identity", false, collect_system}, {"machine", "identity", false, collect_esxi_machine},
    {"os", "os", false, collect_release},          {"install", NULL, false, collect_esxi_install},
    {"cpu", "cpu", false, collect_esxi_cpu},       {"memory", "memory", false, collect_esxi_memory},
    {"disks", "disks", false, collect_esxi_disks}, {"network", "network", false, collect_esxi_network},
    {"vib", "packages", false, collect_esxi_vibs},
};

#define TABLE(COLLECTORS) (COLLECTORS), ARRAY_LEN(COLLECTORS)

static const struct collect_system systems[] = {
    {"FreeBSD", "server", false, TABLE(freebsd)}, {"OpenBSD", "server", true, TABLE(other_bsd)},
    {"NetBSD", "server", true, TABLE(other_bsd)}, {"Darwin", "pc", false, TABLE(macos)},
    {"AIX", "server", false, TABLE(aix)},         {"SunOS", "server", true, TABLE(solaris)},
    {"HP-UX", "server", true, TABLE(hpux)},       {"VMkernel", "server", true, TABLE(esxi)},
};

const struct collect_system *collect_system_find(struct str kernel) {
    for (size_t i = 0; i < ARRAY_LEN(systems); i++) {
        if (str_eq(kernel, str_from(systems[i].kernel))) {
            return &systems[i];
        }
    }
    return NULL;
}
