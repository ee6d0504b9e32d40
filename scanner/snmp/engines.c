#include "scanner/snmp/engines.h"

#include <stdlib.h>

#define ID_MAX 32 /* RFC 3411: SnmpEngineID */

TAILQ_HEAD(engine_places, engine_place);

struct snmp_engine {
    TAILQ_ENTRY(snmp_engine) link;
    char id[ID_MAX];
    size_t length;
    struct engine_places places; /* the first one has entered */
};

/* As many as there are agents that are talked to at once. */
struct snmp_engines {
    TAILQ_HEAD(, snmp_engine) engines;
};

struct snmp_engines *snmp_engines_new(void) {
    struct snmp_engines *engines = calloc(1, sizeof *engines);

    if (engines) {
        TAILQ_INIT(&engines->engines);
    }
    return engines;
}

void snmp_engines_free(struct snmp_engines *engines) {
    free(engines);
}

static struct snmp_engine *find_engine(const struct snmp_engines *engines, struct str id) {
    struct snmp_engine *engine;

    TAILQ_FOREACH(engine, &engines->engines, link) {
        if (str_eq((struct str){engine->id, engine->length}, id)) {
            return engine;
        }
    }
    return NULL;
}

static struct snmp_engine *add_engine(struct snmp_engines *engines, struct str id) {
    struct snmp_engine *engine = id.n <= ID_MAX ? calloc(1, sizeof *engine) : NULL;

    if (engine) {
        memcpy(engine->id, id.p, id.n);
        engine->length = id.n;
        TAILQ_INIT(&engine->places);
        TAILQ_INSERT_TAIL(&engines->engines, engine, link);
    }
    return engine;
}

bool snmp_engine_enter(struct snmp_engines *engines, struct engine_place *place, struct str id, bool *ret_may_enter) {
    struct snmp_engine *engine = find_engine(engines, id);

    engine = engine ? engine : add_engine(engines, id);
    if (!engine) {
        return false;
    }
    place->engine = engine;
    TAILQ_INSERT_TAIL(&engine->places, place, link);
    *ret_may_enter = TAILQ_FIRST(&engine->places) == place;
    return true;
}

void snmp_engine_leave(struct snmp_engines *engines, struct engine_place *place) {
    struct snmp_engine *engine = place->engine;
    struct engine_place *next;
    bool had_entered;

    if (!engine) {
        return;
    }
    had_entered = TAILQ_FIRST(&engine->places) == place;
    TAILQ_REMOVE(&engine->places, place, link);
    place->engine = NULL;
    next = TAILQ_FIRST(&engine->places);
    if (!next) {
        TAILQ_REMOVE(&engines->engines, engine, link);
        free(engine);
    } else if (had_entered) {
        next->may_enter(next);
    }
}
