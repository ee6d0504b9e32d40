#include "scanner/collect/hardware/cpu.h"

#include "scanner/collect/fields.h"

#define SOCKETS_MAX 1024
#define COUNT_MAX   1000000 /* more is no count of processors */

struct cpu {
    struct str model;
    uint64_t sockets, cores_per_socket, threads; /* 0 unknown */
};

uint64_t cpu_count(struct str text) {
    uint64_t number;

    return str_to_u64(text, &number) && number <= COUNT_MAX ? number : 0;
}

static void take_count(struct str value, uint64_t *count) {
    *count = *count == 0 ? cpu_count(value) : *count;
}

static void take_lscpu_line(struct str line, struct cpu *cpu) {
    struct str value;

    if (fields_colon(line, "Model name", &value)) {
        if (str_is_empty(cpu->model) && !str_eq(value, STR("-"))) {
            cpu->model = value;
        }
    } else if (fields_colon(line, "CPU(s)", &value)) {
        take_count(value, &cpu->threads);
    } else if (fields_colon(line, "Core(s) per socket", &value)) {
        take_count(value, &cpu->cores_per_socket);
    } else if (fields_colon(line, "Socket(s)", &value) || fields_colon(line, "CPU socket(s)", &value)) {
        take_count(value, &cpu->sockets);
    }
}

/* Sockets are the distinct values of "physical id"; machines without it (ARM) do not tell. */
struct socket_set {
    uint64_t words[SOCKETS_MAX / 64];
};

static void take_cpuinfo_line(struct str line, struct cpu *cpu, struct socket_set *sockets) {
    struct str value;
    uint64_t id;

    if (fields_colon(line, "processor", &value)) {
        cpu->threads++;
    } else if (fields_colon(line, "model name", &value)) {
        cpu->model = str_is_empty(cpu->model) ? value : cpu->model;
    } else if (fields_colon(line, "cpu cores", &value)) {
        take_count(value, &cpu->cores_per_socket);
    } else if (fields_colon(line, "physical id", &value) && str_to_u64(value, &id) && id < SOCKETS_MAX) {
        uint64_t bit = UINT64_C(1) << (id % 64);
        cpu->sockets += !(sockets->words[id / 64] & bit);
        sockets->words[id / 64] |= bit;
    }
}

void cpu_set_counts(struct observation *observation, uint64_t sockets, uint64_t cores, uint64_t threads) {
    observation_set_count(observation, DEVICES_CPU_SOCKETS, sockets);
    if (sockets > 0 && cores % sockets == 0) {
        observation_set_count(observation, DEVICES_CORES_PER_SOCKET, cores / sockets);
    }
    observation_set_count(observation, DEVICES_CPU_CORES, cores);
    observation_set_count(observation, DEVICES_CPU_THREADS, threads);
}

void collect_cpu(struct str body, struct observation *observation) {
    bool is_lscpu = str_contains(body, STR("CPU(s):"));
    struct cpu cpu = {0};
    struct socket_set sockets = {0};
    struct str line;

    while (fields_next_line(&body, &line)) {
        if (is_lscpu) {
            take_lscpu_line(line, &cpu);
        } else {
            take_cpuinfo_line(line, &cpu, &sockets);
        }
    }
    observation_set(observation, DEVICES_CPU_MODEL, fields_single_spaced(observation->arena, cpu.model));
    observation_set_count(observation, DEVICES_CPU_SOCKETS, cpu.sockets);
    observation_set_count(observation, DEVICES_CORES_PER_SOCKET, cpu.cores_per_socket);
    observation_set_count(observation, DEVICES_CPU_CORES, cpu.sockets * cpu.cores_per_socket);
    observation_set_count(observation, DEVICES_CPU_THREADS, cpu.threads);
}
