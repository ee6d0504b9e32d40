#include "base/key_groups.h"

#include <stdatomic.h>
#include <stdlib.h>

/* In a round:
 *
 *   count     how many keys of each chunk of rows belong to each partition
 *   spread    the keys of all chunks, partition by partition; a chunk knows from the counts where its keys go
 *   group     each partition by a hash table of its own */

enum {
    PARTITION_BITS = 10,
    PARTITIONS = 1 << PARTITION_BITS,
    CHUNK_ROWS = 1 << 16,
    ROUND_MEMBERS = 1 << 21, /* about, that are spread in one round */
    EXPECT_AHEAD = 32,
    ROUND_PART = 8, /* of the budget, at most */
};

#define NOBODY UINT32_MAX

/* Rows of a column. */
struct chunk {
    const struct key_column *column;
    size_t begin, end;
};

struct search {
    struct chunk *chunks;
    size_t chunk_count;
    unsigned first, end; /* partitions of the round */
    uint32_t *places;    /* by chunk and partition of the round: a count, then where the next one goes */
    struct key_member *members;
    uint32_t starts[PARTITIONS + 1]; /* of the round's partitions */
    atomic_bool failed;              /* memory is out */
    const struct key_group_handler *handler;
};

static bool counts(const struct key_column *column, uint64_t key) {
    return key >= KEY_GROUPS_FIRST && !(key & column->passed_over);
}

static unsigned partition_of(uint64_t key) {
    return (unsigned)(key >> (64 - PARTITION_BITS));
}

/* --- rounds ----------------------------------------------------------------------------------------------------------
 */

static uint32_t *places_of(const struct search *search, size_t chunk) {
    return search->places + chunk * (search->end - search->first);
}

static void count_chunk(void *context, size_t number, unsigned worker) {
    struct search *search = context;
    const struct chunk *chunk = &search->chunks[number];
    uint32_t *places = places_of(search, number);
    unsigned width = search->end - search->first;

    (void)worker;
    memset(places, 0, width * sizeof *places);
    for (size_t i = chunk->begin; i < chunk->end; i++) {
        uint64_t key = chunk->column->keys[i];
        unsigned partition = partition_of(key) - search->first;
        if (partition < width && counts(chunk->column, key)) {
            places[partition]++;
        }
    }
}

/* Counts become places, chunk after chunk within each partition; returns the number of members. */
static uint32_t place_chunks(struct search *search) {
    unsigned width = search->end - search->first;
    uint32_t total = 0;

    for (unsigned partition = 0; partition < width; partition++) {
        search->starts[partition] = total;
        for (size_t chunk = 0; chunk < search->chunk_count; chunk++) {
            uint32_t *place = &places_of(search, chunk)[partition], count = *place;
            *place = total;
            total += count;
        }
    }
    search->starts[width] = total;
    return total;
}

static void spread_chunk(void *context, size_t number, unsigned worker) {
    struct search *search = context;
    const struct chunk *chunk = &search->chunks[number];
    uint32_t *places = places_of(search, number);
    unsigned width = search->end - search->first;

    (void)worker;
    for (size_t i = chunk->begin; i < chunk->end; i++) {
        uint64_t key = chunk->column->keys[i];
        unsigned partition = partition_of(key) - search->first;
        if (partition < width && counts(chunk->column, key)) {
            search->members[places[partition]++] = (struct key_member){
                key, chunk->column->rows ? chunk->column->rows[i] : (uint32_t)i, chunk->column->side};
        }
    }
}

/* --- groups ----------------------------------------------------------------------------------------------------------
 */

/* The members of a partition: those of one key are a chain in their order. */
struct chains {
    const struct key_member *members;
    size_t count;
    uint32_t *heads; /* a hash table: the first member of a key, NOBODY where there is none */
    size_t mask;
    uint32_t *next; /* by member; NOBODY for the last */
    bool *is_inner; /* by member: it is not the first of its key */
    struct key_member *group;
};

static bool chains_init(struct chains *chains, const struct key_member *members, size_t count) {
    size_t slots = 16;

    while (slots < 2 * count) {
        slots *= 2;
    }
    *chains = (struct chains){.members = members, .count = count, .mask = slots - 1};
    chains->heads = malloc(slots * sizeof *chains->heads);
    chains->next = malloc((count + 1) * sizeof *chains->next);
    chains->is_inner = calloc(count + 1, sizeof *chains->is_inner);
    chains->group = malloc((count + 1) * sizeof *chains->group);
    if (!chains->heads || !chains->next || !chains->is_inner || !chains->group) {
        return false;
    }
    memset(chains->heads, 0xFF, slots * sizeof *chains->heads);
    return true;
}

static void chains_done(struct chains *chains) {
    free(chains->heads);
    free(chains->next);
    free(chains->is_inner);
    free(chains->group);
}

/* From the last to the first, so that each chain begins with its first member. */
static void chains_link(struct chains *chains) {
    for (size_t i = chains->count; i-- > 0;) {
        uint64_t key = chains->members[i].key;
        size_t slot = (size_t)(key >> 2) & chains->mask;
        while (chains->heads[slot] != NOBODY && chains->members[chains->heads[slot]].key != key) {
            slot = (slot + 1) & chains->mask;
        }
        chains->next[i] = chains->heads[slot];
        if (chains->heads[slot] != NOBODY) {
            chains->is_inner[chains->heads[slot]] = true;
        }
        chains->heads[slot] = (uint32_t)i;
    }
}

static void group_partition(void *context, size_t number, unsigned worker) {
    struct search *search = context;
    const struct key_group_handler *handler = search->handler;
    size_t begin = search->starts[number], count = search->starts[number + 1] - begin;
    struct chains chains;

    if (chains_init(&chains, search->members + begin, count)) {
        chains_link(&chains);
    } else {
        search->failed = true;
        count = 0;
    }
    for (size_t i = 0; i < count; i++) {
        size_t n = 0;
        if (handler->expect && i + EXPECT_AHEAD < count) {
            handler->expect(handler->context, &chains.members[i + EXPECT_AHEAD]);
        }
        if (chains.is_inner[i] || chains.next[i] == NOBODY) {
            continue;
        }
        for (uint32_t at = (uint32_t)i; at != NOBODY; at = chains.next[at]) {
            chains.group[n++] = chains.members[at];
        }
        handler->take(handler->context, worker, chains.group, n);
    }
    chains_done(&chains);
}

/* --- the whole -------------------------------------------------------------------------------------------------------
 */

static size_t count_chunks(const struct key_column *columns, size_t column_count, uint64_t *ret_rows) {
    size_t chunks = 0;

    *ret_rows = 0;
    for (size_t i = 0; i < column_count; i++) {
        chunks += (columns[i].count + CHUNK_ROWS - 1) / CHUNK_ROWS;
        *ret_rows += columns[i].count;
    }
    return chunks;
}

static void list_chunks(struct search *search, const struct key_column *columns, size_t column_count) {
    for (size_t i = 0; i < column_count; i++) {
        for (size_t begin = 0; begin < columns[i].count; begin += CHUNK_ROWS) {
            size_t left = columns[i].count - begin;
            search->chunks[search->chunk_count++] =
                (struct chunk){&columns[i], begin, begin + (left < CHUNK_ROWS ? left : CHUNK_ROWS)};
        }
    }
}

static enum err_code run_round(struct search *search, struct pool *pool, struct err *err) {
    uint32_t total;

    parallel_for(pool, search->chunk_count, count_chunk, search);
    total = place_chunks(search);
    search->members = malloc(((size_t)total + 1) * sizeof *search->members);
    if (!search->members) {
        return err_no_memory(err);
    }
    parallel_for(pool, search->chunk_count, spread_chunk, search);
    parallel_for(pool, search->end - search->first, group_partition, search);
    free(search->members);
    return search->failed ? err_no_memory(err) : ERR_OK;
}

enum err_code key_groups_find(struct pool *pool, struct budget *budget, const struct key_column *columns,
                              size_t column_count, const struct key_group_handler *handler, struct err *err) {
    struct search search = {.handler = handler};
    uint64_t rows;
    size_t chunks = count_chunks(columns, column_count, &rows);
    size_t members_most =
        budget_share(budget, ROUND_PART, ROUND_MEMBERS * sizeof *search.members) / sizeof *search.members;
    unsigned width = PARTITIONS;
    enum err_code code = ERR_OK;

    if (rows > UINT32_MAX) {
        return err_set(err, ERR_TOO_LARGE, NULL, STR("4294967295"), STR_NONE);
    }
    while (width > 1 && rows / PARTITIONS * width > members_most) {
        width /= 2;
    }
    search.chunks = calloc(chunks + 1, sizeof *search.chunks);
    search.places = calloc(chunks * width + 1, sizeof *search.places);
    if (!search.chunks || !search.places) {
        code = err_no_memory(err);
    } else {
        list_chunks(&search, columns, column_count);
    }
    for (; !code && search.first < PARTITIONS; search.first = search.end) {
        search.end = search.first + width;
        code = run_round(&search, pool, err);
    }
    free(search.chunks);
    free(search.places);
    return code;
}
