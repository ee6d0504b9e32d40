#include "licenses/plan_people.h"

#include "licenses/number_set.h"

#include <stdlib.h>

enum { LISTED_MAX = 12 /* pairs that one sentence names */ };

/* The users that are counted, and who may be whom. */
struct crowd {
    const struct people *people;
    uint32_t *users;  /* distinct, in order */
    uint32_t *parent; /* by place among them: a forest of which each root is a person */
    uint32_t count, persons, pairs;
    struct buffer text;
};

static void crowd_done(struct crowd *crowd) {
    free(crowd->users);
    free(crowd->parent);
    buffer_done(&crowd->text);
}

static bool counts_by_user(const struct plan *plan) {
    for (uint32_t i = 0; i < plan->right_count; i++) {
        if (shape_of_metric(plan->rights[i]->entitlement->metric) == SHAPE_USER) {
            return true;
        }
    }
    return false;
}

static bool find_users(const struct plan *plan, struct crowd *crowd) {
    uint32_t count = 0;

    crowd->users = malloc(((size_t)plan->demand_count + 1) * sizeof *crowd->users);
    crowd->parent = malloc(((size_t)plan->demand_count + 1) * sizeof *crowd->parent);
    if (!crowd->users || !crowd->parent) {
        return false;
    }
    for (uint32_t i = 0; i < plan->demand_count; i++) {
        if (plan->demands[i].user != USER_NONE) {
            crowd->users[count++] = plan->demands[i].user;
        }
    }
    crowd->count = number_set_make(crowd->users, count);
    for (uint32_t i = 0; i < crowd->count; i++) {
        crowd->parent[i] = i;
    }
    crowd->persons = crowd->count;
    return true;
}

static uint32_t root_of(const struct crowd *crowd, uint32_t place) {
    while (crowd->parent[place] != place) {
        crowd->parent[place] = crowd->parent[crowd->parent[place]];
        place = crowd->parent[place];
    }
    return place;
}

static void append_person(struct crowd *crowd, uint32_t person) {
    const struct person *at = people_get(crowd->people, person);

    buffer_append(&crowd->text, at->user_id);
    if (at->name.n) {
        buffer_append_char(&crowd->text, ' ');
        buffer_append(&crowd->text, at->name);
    }
}

/* A and B are their places among the users. */
static void join(struct crowd *crowd, const struct person_pair *pair, uint32_t a, uint32_t b) {
    uint32_t x = root_of(crowd, a), y = root_of(crowd, b);

    if (x != y) {
        crowd->parent[x] = y;
        crowd->persons--;
    }
    if (crowd->pairs == LISTED_MAX) {
        buffer_append_cstr(&crowd->text, "; …");
    } else if (crowd->pairs < LISTED_MAX) {
        buffer_append_cstr(&crowd->text, crowd->pairs ? "; " : "");
        append_person(crowd, pair->a);
        buffer_append_cstr(&crowd->text, " = ");
        append_person(crowd, pair->b);
    }
    crowd->pairs++;
}

static enum err_code tell(const struct plan *plan, const struct crowd *crowd, struct err *err) {
    struct str name = catalog_product(plan->audit->catalog, plan->rights[0]->product)->name;
    struct finding finding = finding_make(CODE_LIC_QUANTITY, MESSAGE_QUANTITY_PERHAPS_ONE);

    finding.outcome = OUTCOME_NOTICE;
    finding.subject_kind = SUBJECT_PRODUCT;
    finding.subject = name;
    finding.field = STR("same-person");
    finding_add_text(&finding, name);
    finding_add_number(&finding, crowd->count);
    finding_add_number(&finding, crowd->persons);
    finding_add_text(&finding, buffer_view(&crowd->text));
    return crowd->text.failed ? err_no_memory(err)
                              : finding_sink_add(plan->audit->findings, plan->worker->lane, &finding, err);
}

enum err_code plan_people(const struct plan *plan, struct err *err) {
    CLEANUP(crowd_done) struct crowd crowd = {.people = plan->audit->people};
    size_t count;
    const struct person_pair *pairs = people_perhaps_one(plan->audit->people, &count);

    if (count == 0 || !counts_by_user(plan)) {
        return ERR_OK;
    }
    if (!find_users(plan, &crowd)) {
        return err_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t a = number_set_find(crowd.users, crowd.count, pairs[i].a);
        uint32_t b = number_set_find(crowd.users, crowd.count, pairs[i].b);
        if (a != NUMBER_SET_NONE && b != NUMBER_SET_NONE) {
            join(&crowd, &pairs[i], a, b);
        }
    }
    return crowd.pairs ? tell(plan, &crowd, err) : ERR_OK;
}
