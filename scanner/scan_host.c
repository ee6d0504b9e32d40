#include "scanner/scan_host.h"

#include "scanner/snmp/host.h"
#include "scanner/ssh/host.h"

typedef struct scan_host *start_function(const struct scan_host_setup *setup, bool *ret_ended);

struct scan_host *scan_host_start(const struct scan_host_setup *setup, bool *ret_ended) {
    static start_function *const starts[] = {[SCAN_SSH] = ssh_host_start, [SCAN_SNMP] = snmp_host_start};

    return starts[setup->target->method](setup, ret_ended);
}

void scan_host_cut(struct scan_host *host, const char *message) {
    host->cut(host, message);
}

bool scan_host_has_begun(const struct scan_host *host) {
    return host->has_begun(host);
}
