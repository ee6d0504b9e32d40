#include "scanner/collect/windows/cpu.h"

#include "scanner/collect/fields.h"
#include "scanner/collect/windows/rows.h"

#define SOCKETS_MAX 1024
#define CORES_MAX   100000 /* of one socket; more is no answer */

struct cpu {
    uint64_t sockets, cores, threads;
    uint64_t cores_per_socket; /* 0: unknown, or they differ */
    bool is_uneven, lacks_threads;
};

/* Has a row before this one the same socket? */
static bool is_same_socket(const struct json_node *rows, size_t index) {
    struct str name = json_text(json_get(json_at(rows, index), "SocketDesignation"));

    for (size_t i = 0; i < index && !str_is_empty(name); i++) {
        if (str_eq(json_text(json_get(json_at(rows, i), "SocketDesignation")), name)) {
            return true;
        }
    }
    return false;
}

static void take_row(const struct json_node *rows, size_t index, struct cpu *cpu) {
    const struct json_node *row = json_at(rows, index);
    uint64_t cores, threads;

    if (!windows_number(row, "NumberOfCores", &cores) || cores == 0 || cores > CORES_MAX) {
        /* before Windows Vista: one row a logical processor, which says nothing of cores */
        cpu->threads++;
        cpu->sockets += !is_same_socket(rows, index);
        cpu->is_uneven = true;
        return;
    }
    cpu->sockets++;
    cpu->cores += cores;
    cpu->is_uneven |= cpu->cores_per_socket != 0 && cpu->cores_per_socket != cores;
    cpu->cores_per_socket = cores;
    if (windows_number(row, "NumberOfLogicalProcessors", &threads) && threads <= CORES_MAX) {
        cpu->threads += threads;
    } else {
        cpu->lacks_threads = true;
    }
}

void collect_windows_cpu(struct str body, struct observation *observation) {
    CLEANUP(json_document_free_cleanup) struct json_document *document = windows_open(body, observation);
    const struct json_node *rows = document ? windows_rows(document, "Win32_Processor") : NULL;
    struct cpu cpu = {0};

    for (size_t i = 0; i < json_length(rows) && i < SOCKETS_MAX; i++) {
        take_row(rows, i, &cpu);
    }
    observation_set(observation, DEVICES_CPU_MODEL,
                    fields_single_spaced(observation->arena, windows_text(observation, json_at(rows, 0), "Name")));
    observation_set_count(observation, DEVICES_CPU_SOCKETS, cpu.sockets);
    observation_set_count(observation, DEVICES_CORES_PER_SOCKET, cpu.is_uneven ? 0 : cpu.cores_per_socket);
    observation_set_count(observation, DEVICES_CPU_CORES, cpu.cores);
    observation_set_count(observation, DEVICES_CPU_THREADS, cpu.lacks_threads ? 0 : cpu.threads);
}
