#include "scanner/collect/hardware/sysctl.h"

#include "scanner/collect/fields.h"
#include "scanner/collect/hardware/cpu.h"

#define MEBIBYTE     (UINT64_C(1) << 20)
#define MEMORY_FLOOR (16 * MEBIBYTE) /* hw.physmem is cut to 32 bits on some systems, to -1 on others */

void collect_sysctl_cpu(struct str body, struct observation *observation) {
    struct str brand = fields_value(body, "brand");

    /* macOS has the machine's model in hw.model, and the processor's name elsewhere */
    observation_set(observation, DEVICES_CPU_MODEL, str_is_empty(brand) ? fields_value(body, "model") : brand);
    cpu_set_counts(observation, cpu_count(fields_value(body, "sockets")), cpu_count(fields_value(body, "cores")),
                   cpu_count(fields_value(body, "threads")));
}

void collect_sysctl_memory(struct str body, struct observation *observation) {
    uint64_t bytes;
    struct str line;

    while (fields_next_line(&body, &line)) {
        if (str_drop_prefix(&line, STR("bytes=")) && str_to_u64(str_trim(line), &bytes) && bytes >= MEMORY_FLOOR) {
            observation_set_number(observation, DEVICES_MEMORY_MB, fields_rounded(bytes, MEBIBYTE));
        }
    }
}

/* "{ sec = 1716195731, usec = 123456 } Mon May 20 09:02:11 2024", or the number alone. */
void collect_sysctl_boot(struct str body, struct observation *observation) {
    struct str text = fields_value(body, "boottime"), number;
    ptrdiff_t at = str_find(text, STR("sec = "));
    int64_t seconds;

    text = at < 0 ? text : str_sub(text, (size_t)at + 6, SIZE_MAX);
    if (fields_next_word(&text, &number)) {
        (void)str_drop_suffix(&number, STR(","));
        if (fields_epoch(number, &seconds)) {
            observation_set_instant(observation, DEVICES_BOOT_AT, seconds);
        }
    }
}
