#pragma once
/* What findings about a right have in common. Any thread. */

#include "findings/finding.h"
#include "licenses/entitlement.h"

/* A finding of the code with its usual outcome, about the right: its id, the department that keeps it and where its row
 * stands, all borrowed from the entitlement. */
struct finding finding_of_entitlement(enum finding_code code, enum message message,
                                      const struct entitlement *entitlement);
/* The column of licences that it lacks, of those that decide how many units it gives: "quantity" where none is known to
 * be lacking, as of a right whose base lacks one. */
const char *entitlement_lacking_column(const struct entitlement *entitlement);

/* The field becomes a column or a reason word; the product, which it was, is told apart instead. */
void finding_set_reason(struct finding *finding, struct str field);

struct machine; /* licenses/estate.h */
/* Where the finding is about: the machine's ids, name, system, department and location, borrowed from it. The subject
 * stays as it is. */
void finding_set_machine(struct finding *finding, const struct machine *machine);
