#include "scanner/collect/linux.h"

#include "scanner/collect/guests/libvirt.h"
#include "scanner/collect/guests/other.h"
#include "scanner/collect/guests/proxmox.h"
#include "scanner/collect/guests/xen.h"
#include "scanner/collect/hardware/cpu.h"
#include "scanner/collect/hardware/disks.h"
#include "scanner/collect/hardware/dmi.h"
#include "scanner/collect/hardware/dmidecode.h"
#include "scanner/collect/hardware/memory.h"
#include "scanner/collect/hardware/monitors.h"
#include "scanner/collect/hardware/platform.h"
#include "scanner/collect/hardware/raid.h"
#include "scanner/collect/hardware/smartctl.h"
#include "scanner/collect/hardware/ssacli.h"
#include "scanner/collect/hardware/storcli.h"
#include "scanner/collect/hardware/virtual.h"
#include "scanner/collect/logins.h"
#include "scanner/collect/network.h"
#include "scanner/collect/os.h"
#include "scanner/collect/software/apk.h"
#include "scanner/collect/software/dpkg.h"
#include "scanner/collect/software/dpkg_status.h"
#include "scanner/collect/software/flatpak.h"
#include "scanner/collect/software/install.h"
#include "scanner/collect/software/pacman.h"
#include "scanner/collect/software/rpm.h"
#include "scanner/collect/software/snap.h"
#include "scanner/collect/software/updates_apk.h"
#include "scanner/collect/software/updates_apt.h"
#include "scanner/collect/software/updates_dnf.h"
#include "scanner/collect/software/updates_zypper.h"
#include "scanner/collect/software/upkeep.h"
#include "scanner/collect/system.h"

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
