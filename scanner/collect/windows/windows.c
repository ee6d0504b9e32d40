#include "scanner/collect/windows/windows.h"

#include "scanner/collect/windows/cpu.h"
#include "scanner/collect/windows/disks.h"
#include "scanner/collect/windows/guests.h"
#include "scanner/collect/windows/logins.h"
#include "scanner/collect/windows/memory.h"
#include "scanner/collect/windows/monitors.h"
#include "scanner/collect/windows/network.h"
#include "scanner/collect/windows/os.h"
#include "scanner/collect/windows/rows.h"
#include "scanner/collect/windows/software.h"
#include "scanner/collect/windows/system.h"
#include "scanner/collect/windows/updates.h"

/* win_system comes first in the script as well: a host that has it is a Windows host. */
static const struct collector windows_collectors[] = {
    {"win_system", "identity", SECTION_NEEDED, collect_windows_system},
    {"win_os", "os", SECTION_NEEDED, collect_windows_os},
    {"win_cpu", "cpu", SECTION_NEEDED, collect_windows_cpu},
    {"win_memory", "memory", SECTION_NEEDED, collect_windows_memory},
    {"win_disks", "disks", SECTION_NEEDED, collect_windows_disks},
    {"win_network", "network", SECTION_NEEDED, collect_windows_network},
    {"win_software", "packages", SECTION_ONE_OF, collect_windows_software},
    {"win_logins", "logins", SECTION_NEEDED, collect_windows_logins},
    {"win_monitors", NULL, SECTION_EXTRA, collect_windows_monitors},
    {"win_updates", NULL, SECTION_EXTRA, collect_windows_updates},
    {"win_guests", "guests", SECTION_EXTRA, collect_windows_guests},
};

static const struct collector_set windows_set = {
    .items = windows_collectors, .count = ARRAY_LEN(windows_collectors), .is_readable = windows_is_readable};

const struct collector_set *collect_windows_set(void) {
    return &windows_set;
}
