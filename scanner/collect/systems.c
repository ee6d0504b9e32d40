#include "scanner/collect/systems.h"

#include "scanner/collect/aix.h"
#include "scanner/collect/esxi.h"
#include "scanner/collect/guests/esxi.h"
#include "scanner/collect/hardware/bsd_disks.h"
#include "scanner/collect/hardware/dmi.h"
#include "scanner/collect/hardware/ioreg.h"
#include "scanner/collect/hardware/profiler.h"
#include "scanner/collect/hardware/sysctl.h"
#include "scanner/collect/hardware/virtual.h"
#include "scanner/collect/hpux.h"
#include "scanner/collect/ifconfig.h"
#include "scanner/collect/last.h"
#include "scanner/collect/logins.h"
#include "scanner/collect/release.h"
#include "scanner/collect/software/install.h"
#include "scanner/collect/software/lslpp.h"
#include "scanner/collect/software/pkg.h"
#include "scanner/collect/software/pkgutil.h"
#include "scanner/collect/solaris.h"
#include "scanner/collect/system.h"

/* As in linux.c: in the order in which they are asked, and the first source of a fact is the one that counts.
 */

static const struct collector freebsd[] = {
    {"system", "identity", SECTION_NEEDED, collect_system}, {"virtual", "identity", SECTION_NEEDED, collect_virtual},
    {"dmi", "identity", SECTION_NEEDED, collect_dmi},       {"os", "os", SECTION_NEEDED, collect_release},
    {"boot", NULL, SECTION_EXTRA, collect_sysctl_boot},     {"install", NULL, SECTION_EXTRA, collect_install},
    {"cpu", "cpu", SECTION_NEEDED, collect_sysctl_cpu},     {"memory", "memory", SECTION_NEEDED, collect_sysctl_memory},
    {"disks", "disks", SECTION_NEEDED, collect_geom},       {"network", "network", SECTION_NEEDED, collect_ifconfig},
    {"pkg", "packages", SECTION_ONE_OF, collect_pkg},       {"logins", "logins", SECTION_NEEDED, collect_logins},
};

static const struct collector other_bsd[] = {
    {"system", "identity", SECTION_NEEDED, collect_system},
    {"virtual", "identity", SECTION_NEEDED, collect_virtual},
    {"dmi", "identity", SECTION_NEEDED, collect_dmi},
    {"os", "os", SECTION_NEEDED, collect_release},
    {"boot", NULL, SECTION_EXTRA, collect_sysctl_boot},
    {"cpu", "cpu", SECTION_NEEDED, collect_sysctl_cpu},
    {"memory", "memory", SECTION_NEEDED, collect_sysctl_memory},
    {"disks", "disks", SECTION_NEEDED, collect_dmesg_disks},
    {"network", "network", SECTION_NEEDED, collect_ifconfig},
    {"pkg_info", "packages", SECTION_ONE_OF, collect_pkg_info},
    {"logins", "logins", SECTION_NEEDED, collect_last},
};

/* The names that people know come from system_profiler; the tree of devices has the identity in any case. */
static const struct collector macos[] = {
    {"system", "identity", SECTION_NEEDED, collect_system},
    {"virtual", "identity", SECTION_NEEDED, collect_virtual},
    {"hardware", NULL, SECTION_EXTRA, collect_profiler_hardware},
    {"machine", "identity", SECTION_NEEDED, collect_ioreg},
    {"os", "os", SECTION_NEEDED, collect_release},
    {"boot", NULL, SECTION_EXTRA, collect_sysctl_boot},
    {"install", NULL, SECTION_EXTRA, collect_install},
    {"cpu", "cpu", SECTION_NEEDED, collect_sysctl_cpu},
    {"memory", "memory", SECTION_NEEDED, collect_sysctl_memory},
    {"disks", "disks", SECTION_NEEDED, collect_profiler_disks},
    {"network", "network", SECTION_NEEDED, collect_ifconfig},
    {"applications", "packages", SECTION_NEEDED, collect_profiler_applications},
    {"receipts", "packages", SECTION_NEEDED, collect_pkgutil},
    {"logins", "logins", SECTION_NEEDED, collect_last},
};

static const struct collector aix[] = {
    {"system", "identity", SECTION_NEEDED, collect_system},
    {"machine", "identity", SECTION_NEEDED, collect_aix_machine},
    {"os", "os", SECTION_NEEDED, collect_release},
    {"install", NULL, SECTION_EXTRA, collect_lslpp_history},
    {"cpu", "cpu", SECTION_NEEDED, collect_aix_cpu},
    {"memory", "memory", SECTION_NEEDED, collect_aix_memory},
    {"disks", "disks", SECTION_NEEDED, collect_lscfg},
    {"network", "network", SECTION_NEEDED, collect_ifconfig},
    {"lslpp", "packages", SECTION_ONE_OF, collect_lslpp},
    {"logins", "logins", SECTION_NEEDED, collect_last},
};

static const struct collector solaris[] = {
    {"system", "identity", SECTION_NEEDED, collect_system},
    {"machine", "identity", SECTION_NEEDED, collect_solaris_machine},
    {"os", "os", SECTION_NEEDED, collect_release},
    {"boot", NULL, SECTION_EXTRA, collect_sysctl_boot},
    {"cpu", "cpu", SECTION_NEEDED, collect_psrinfo},
    {"memory", "memory", SECTION_NEEDED, collect_prtconf},
    {"disks", "disks", SECTION_NEEDED, collect_iostat},
    {"network", "network", SECTION_NEEDED, collect_ifconfig},
    {"pkg_list", "packages", SECTION_ONE_OF, collect_pkg_list},
    {"pkginfo", "packages", SECTION_ONE_OF, collect_pkginfo},
    {"logins", "logins", SECTION_NEEDED, collect_last},
};

static const struct collector hpux[] = {
    {"system", "identity", SECTION_NEEDED, collect_system},
    {"machine", "identity", SECTION_NEEDED, collect_hpux_machine},
    {"os", "os", SECTION_NEEDED, collect_release},
    {"machinfo", "cpu", SECTION_NEEDED, collect_machinfo_cpu},
    {"machinfo", "memory", SECTION_NEEDED, collect_machinfo_memory},
    {"disks", "disks", SECTION_NEEDED, collect_ioscan},
    {"network", "network", SECTION_NEEDED, collect_ifconfig},
    {"swlist", "packages", SECTION_ONE_OF, collect_swlist},
    {"logins", "logins", SECTION_NEEDED, collect_last},
};

static const struct collector esxi[] = {
    {"system", "identity", SECTION_NEEDED, collect_system},
    {"machine", "identity", SECTION_NEEDED, collect_esxi_machine},
    {"os", "os", SECTION_NEEDED, collect_release},
    {"install", NULL, SECTION_EXTRA, collect_esxi_install},
    {"cpu", "cpu", SECTION_NEEDED, collect_esxi_cpu},
    {"memory", "memory", SECTION_NEEDED, collect_esxi_memory},
    {"disks", "disks", SECTION_NEEDED, collect_esxi_disks},
    {"network", "network", SECTION_NEEDED, collect_esxi_network},
    {"vib", "packages", SECTION_ONE_OF, collect_esxi_vibs},
    {"guests", "guests", SECTION_EXTRA, collect_esxi_guests},
};

#define SET(KERNEL, KIND, IS_BEST_EFFORT, COLLECTORS)                                                                  \
    {                                                                                                                  \
        .kernel = (KERNEL), .kind = (KIND), .is_best_effort = (IS_BEST_EFFORT), .items = (COLLECTORS),                 \
        .count = ARRAY_LEN(COLLECTORS)                                                                                 \
    }

static const struct collector_set sets[] = {
    SET("FreeBSD", "server", false, freebsd), SET("OpenBSD", "server", true, other_bsd),
    SET("NetBSD", "server", true, other_bsd), SET("Darwin", "pc", false, macos),
    SET("AIX", "server", false, aix),         SET("SunOS", "server", true, solaris),
    SET("HP-UX", "server", true, hpux),       SET("VMkernel", "server", true, esxi),
};

const struct collector_set *collect_systems_set(size_t number) {
    return number < ARRAY_LEN(sets) ? &sets[number] : NULL;
}
