#pragma once
/* The ledger's rule table `places`: which documented locations are which site and facility, and which switches and
 * subnets are there. Format: docs/formats/places.md. Constant once built; any thread. */

#include "base/error.h"
#include "inventory/table.h"

struct places;

/* Numbers of rows that say the place; PLACE_NONE where none does, or several do that do not agree. */
#define PLACE_NONE UINT32_MAX

MUST_CHECK enum err_code places_build(const struct table *table, struct places **ret_places, struct err *err);
void places_free(struct places *places);
DEFINE_CLEANUP(places, places_free)
/* The place of a documented location: by the pattern that fits it and says most. */
uint32_t places_of_location(const struct places *places, struct str location);
/* The place whose subnets hold the address, the smallest subnet first. */
uint32_t places_of_address(const struct places *places, struct str address);
/* The one that both are, if they agree; PLACE_NONE else. Either may be PLACE_NONE, which leaves the other. */
uint32_t places_join(const struct places *places, uint32_t a, uint32_t b);

uint32_t places_count(const struct places *places);
/* Who is listed as a switch of the place, as the ledger writes it: parts of a list of TABLE_PLACES. */
struct str places_switches(const struct places *places, uint32_t place);
/* What people call it: site and facility, as written. */
struct str places_label(const struct places *places, uint32_t place);
/* Empty where the row does not say; the facility is folded. */
struct str places_facility(const struct places *places, uint32_t place);
struct str places_country(const struct places *places, uint32_t place);

enum places_comparison { PLACES_UNKNOWN, PLACES_SAME, PLACES_DIFFERENT };
/* Different sites, or different facilities of one site; what only one of them says does not count. */
enum places_comparison places_compare(const struct places *places, uint32_t a, uint32_t b);
