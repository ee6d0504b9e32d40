#pragma once
/* Which releases a number is one of. Internal to products/release_*. */

#include "products/release_set.h"

/* TUPLE read out of the texts of ASKING. HIT is overwritten: FOUND, SEVERAL, or OLDER, NEWER, BETWEEN, UNREADABLE. */
void release_keys_find(const struct release_asking *asking, const struct release_tuple *tuple, struct release_hit *hit);
/* The releases whose names have no number and are said: "ROS Noetic"; or whose codenames are. */
void release_keys_find_words(const struct release_asking *asking, struct release_hit *hit);
