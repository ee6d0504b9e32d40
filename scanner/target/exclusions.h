#pragma once
/* What is not to be scanned: addresses, blocks, ranges and names. Pure data; a name excludes what goes by that name,
 * not the addresses it may resolve to, as nothing is looked up. One thread at a time. */

#include "base/compiler.h"
#include "scanner/target/net_range.h"

struct exclusions;
/* NULL when memory is out. */
struct exclusions *exclusions_new(void);
void exclusions_free(struct exclusions *exclusions);
DEFINE_CLEANUP(exclusions, exclusions_free)

/* One entry. NET_RANGE_READ and NET_RANGE_IS_NAME: it was added; whether a name is a possible one is the caller's. Any
 * other result: it was not. */
enum net_range_result exclusions_add(struct exclusions *exclusions, struct str entry);
/* Memory ran out while adding: what is here is not all. */
bool exclusions_failed(const struct exclusions *exclusions);
/* To be called behind the last entry, before the first question. More may be added behind it, and then again. */
void exclusions_finish(struct exclusions *exclusions);
/* Is the address or name excluded? The case of names plays no part. */
bool exclusions_hold(const struct exclusions *exclusions, struct str address);
bool exclusions_hold_address(const struct exclusions *exclusions, const struct net_address *address);
