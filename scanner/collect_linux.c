#include "scanner/collect_linux.h"

#include "scanner/collect_cpu.h"
#include "scanner/collect_disks.h"
#include "scanner/collect_dmi.h"
#include "scanner/collect_dmidecode.h"
#include "scanner/collect_dpkg.h"
#include "scanner/collect_install.h"
#include "scanner/collect_logins.h"
#include "scanner/collect_memory.h"
#include "scanner/collect_network.h"
#include "scanner/collect_os.h"
#include "scanner/collect_platform.h"
#include "scanner/collect_rpm.h"
#include "scanner/collect_system.h"
#include "scanner/collect_virtual.h"

/* In the order in which they are asked: the first source of a fact is the one that counts. Whether a machine is virtual
 * comes before what its chassis says. */
static const struct collector collectors[] = {
    {"system", "identity", false, collect_system},
    {"virtual", "identity", false, collect_virtual},
    {"dmidecode", NULL, false, collect_dmidecode},
    {"dmi", "identity", false, collect_dmi},
    {"platform", "identity", false, collect_platform},
    {"os", "os", false, collect_os},
    {"install", NULL, false, collect_install},
    {"cpu", "cpu", false, collect_cpu},
    {"memory", "memory", false, collect_memory},
    {"disks", "disks", false, collect_disks},
    {"network", "network", false, collect_network},
    {"dpkg", "packages", true, collect_dpkg},
    {"rpm", "packages", true, collect_rpm},
    {"logins", "logins", false, collect_logins},
};

static const struct collector_set set = {
    .kernel = "Linux", .kind = "server", .items = collectors, .count = ARRAY_LEN(collectors)};

const struct collector_set *collect_linux_set(void) {
    return &set;
}
