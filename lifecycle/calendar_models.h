#pragma once
/* Models of hardware: the ledger's rows and imported devices by the words of their designations. Constant once built:
 * any thread. Internal to lifecycle/. */

#include "lifecycle/calendar_rows.h"

struct calendar_models;
/* Borrows the rows and the feed. */
MUST_CHECK enum err_code calendar_models_new(const struct calendar_rows *rows, const struct calendar_feed *feed,
                                             struct calendar_models **ret_models, struct err *err);
void calendar_models_free(struct calendar_models *models);
DEFINE_CLEANUP(calendar_models, calendar_models_free)

/* One thread's search: it keeps what it works with. */
struct calendar_model_search;
MUST_CHECK enum err_code calendar_model_search_new(const struct calendar_models *models,
                                                   struct calendar_model_search **ret_search, struct err *err);
void calendar_model_search_free(struct calendar_model_search *search);
DEFINE_CLEANUP(calendar_model_search, calendar_model_search_free)
/* Models that were found: rows of the ledger, or imported releases. Valid until the next search. */
struct calendar_model_list {
    const uint32_t *items;
    uint32_t count;
    bool is_exact; /* all words of each of them stand in the designation; else all of the designation's in them */
};
/* The rows that are about models of that designation, those with the most words in common alone. MAKER is canonical,
 * may be empty. SUBJECT: hardware, or firmware. */
MUST_CHECK enum err_code calendar_model_rows(struct calendar_model_search *search, struct str designation,
                                             struct str maker, enum support_subject subject,
                                             struct calendar_model_list *ret_list, struct err *err);
/* The imported devices. */
MUST_CHECK enum err_code calendar_model_releases(struct calendar_model_search *search, struct str designation,
                                                 struct str maker, struct calendar_model_list *ret_list,
                                                 struct err *err);
