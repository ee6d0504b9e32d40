#include "inventory/virtual_hardware.h"

#include "base/compiler.h"

/* What hypervisors call themselves in SMBIOS. Amazon's bare-metal instances have the same vendor, with a product name
 * that says so. */
static const struct {
    const char *vendor, *product; /* what each contains; NULL: anything */
} virtual_hardware[] = {
    {"QEMU", NULL},          {"VMware", NULL},       {"Microsoft Corporation", "Virtual Machine"},
    {"Xen", NULL},           {"innotek", NULL},      {NULL, "VirtualBox"},
    {"Bochs", NULL},         {"BHYVE", NULL},        {NULL, "BHYVE"},
    {"Nutanix", "AHV"},      {NULL, "KVM"},          {"Parallels", NULL},
    {"oVirt", NULL},         {"Red Hat", "RHEV"},    {"OpenStack", NULL},
    {NULL, "OpenStack"},     {"DigitalOcean", NULL}, {"Google", "Google Compute Engine"},
    {"Alibaba Cloud", NULL},
};

static bool contains(struct str text, const char *part) {
    return !part || str_contains(text, str_from(part));
}

bool virtual_is_hardware_of(struct str vendor, struct str product) {
    for (size_t i = 0; i < ARRAY_LEN(virtual_hardware); i++) {
        if (contains(vendor, virtual_hardware[i].vendor) && contains(product, virtual_hardware[i].product)) {
            return true;
        }
    }
    return str_eq(vendor, STR("Amazon EC2")) && !str_contains(product, STR("metal"));
}
