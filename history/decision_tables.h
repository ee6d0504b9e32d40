#pragma once
/* The tables of what people decided, as the store makes them: waivers, dispositions, and how each came about. Days are
 * numbers since 1970-01-01; `finding` is the id of findings/finding_key.h, as the table of findings has it. */

#define DECISION_TABLES                                                                                                \
    "CREATE TABLE waivers ("                                                                                           \
    "  finding INTEGER PRIMARY KEY, who TEXT NOT NULL, why TEXT NOT NULL,"                                             \
    "  until_day INTEGER NOT NULL, given_on INTEGER NOT NULL);"                                                        \
    "CREATE TABLE dispositions ("                                                                                      \
    "  finding INTEGER PRIMARY KEY, cause TEXT NOT NULL, prevention TEXT NOT NULL, action TEXT NOT NULL,"              \
    "  owner TEXT NOT NULL, due_day INTEGER, state INTEGER NOT NULL, changed_by TEXT NOT NULL,"                        \
    "  changed_on INTEGER NOT NULL);"                                                                                  \
    /* Only added to: one row a member that changed, in the order in which that happened. */                           \
    "CREATE TABLE decisions ("                                                                                         \
    "  number INTEGER PRIMARY KEY AUTOINCREMENT, finding INTEGER NOT NULL, who TEXT NOT NULL,"                         \
    "  on_day INTEGER NOT NULL, member TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL);"                     \
    "CREATE INDEX decisions_finding ON decisions (finding);"
