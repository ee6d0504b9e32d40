#include "scanner/collect_linux.h"

#include "scanner/collect_apk.h"
#include "scanner/collect_cpu.h"
#include "scanner/collect_disks.h"
#include "scanner/collect_dmi.h"
#include "scanner/collect_dmidecode.h"
#include "scanner/collect_dpkg.h"
#include "scanner/collect_dpkg_status.h"
#include "scanner/collect_flatpak.h"
#include "scanner/collect_guests_libvirt.h"
#include "scanner/collect_guests_other.h"
#include "scanner/collect_guests_proxmox.h"
#include "scanner/collect_guests_xen.h"
#include "scanner/collect_install.h"
#include "scanner/collect_logins.h"
#include "scanner/collect_memory.h"
#include "scanner/collect_monitors.h"
#include "scanner/collect_network.h"
#include "scanner/collect_os.h"
#include "scanner/collect_pacman.h"
#include "scanner/collect_platform.h"
#include "scanner/collect_raid.h"
#include "scanner/collect_rpm.h"
#include "scanner/collect_smartctl.h"
#include "scanner/collect_snap.h"
#include "scanner/collect_ssacli.h"
#include "scanner/collect_storcli.h"
#include "scanner/collect_system.h"
#include "scanner/collect_updates_apk.h"
#include "scanner/collect_updates_apt.h"
#include "scanner/collect_updates_dnf.h"
#include "scanner/collect_updates_zypper.h"
#include "scanner/collect_upkeep.h"
#include "scanner/collect_virtual.h"

/* In the order in which they are asked: the first source of a fact is the one that counts. Whether a machine is virtual
 * comes before what its chassis says. */
static const struct collector collectors[] = {
    {"system", "identity", SECTION_NEEDED, collect_system},
    {"virtual", "identity", SECTION_NEEDED, collect_virtual},
    {"dmidecode", NULL, SECTION_EXTRA, collect_dmidecode},
    {"dmi", "identity", SECTION_NEEDED, collect_dmi},
    {"platform", "identity", SECTION_NEEDED, collect_platform},
    {"os", "os", SECTION_NEEDED, collect_os},
    {"install", NULL, SECTION_EXTRA, collect_install},
    {"cpu", "cpu", SECTION_NEEDED, collect_cpu},
    {"memory", "memory", SECTION_NEEDED, collect_memory},
    {"disks", "disks", SECTION_NEEDED, collect_disks},
    {"storcli", NULL, SECTION_EXTRA, collect_storcli},
    {"ssacli", NULL, SECTION_EXTRA, collect_ssacli},
    {"smartctl", NULL, SECTION_EXTRA, collect_smartctl},
    {"raid", NULL, SECTION_EXTRA, collect_raid},
    {"monitors", NULL, SECTION_EXTRA, collect_monitors},
    {"network", "network", SECTION_NEEDED, collect_network},
    {"dpkg", "packages", SECTION_ONE_OF, collect_dpkg},
    {"dpkg_status", "packages", SECTION_ONE_OF, collect_dpkg_status},
    {"rpm", "packages", SECTION_ONE_OF, collect_rpm},
    {"apk", "packages", SECTION_ONE_OF, collect_apk},
    {"pacman", "packages", SECTION_ONE_OF, collect_pacman},
    {"snap", "packages", SECTION_EXTRA, collect_snap},
    {"flatpak", "packages", SECTION_EXTRA, collect_flatpak},
    {"logins", "logins", SECTION_NEEDED, collect_logins},
    {"guests_libvirt", "guests", SECTION_EXTRA, collect_guests_libvirt},
    {"guests_proxmox", "guests", SECTION_EXTRA, collect_guests_proxmox},
    {"guests_xen", "guests", SECTION_EXTRA, collect_guests_xen},
    {"guests_other", "guests", SECTION_EXTRA, collect_guests_other},
    {"upkeep", NULL, SECTION_EXTRA, collect_upkeep},
    {"updates_apt", "updates", SECTION_ONE_OF, collect_updates_apt},
    {"updates_dnf", "updates", SECTION_ONE_OF, collect_updates_dnf},
    {"updates_zypper", "updates", SECTION_ONE_OF, collect_updates_zypper},
    {"updates_apk", "updates", SECTION_ONE_OF, collect_updates_apk},
};

static const struct collector_set set = {
    .kernel = "Linux", .kind = "server", .items = collectors, .count = ARRAY_LEN(collectors)};

const struct collector_set *collect_linux_set(void) {
    return &set;
}
