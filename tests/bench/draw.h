#pragma once
/* Chance that repeats: the same on every machine and in every run. Pure functions; any thread. */

#include <stdint.h>

/* 64 bits that look drawn, for NUMBER and for nothing else (SplitMix64). */
uint64_t draw_bits(uint64_t number);

/* The numbers below COUNT in an order that looks drawn, without keeping a list of them. */
struct shuffle {
    uint64_t count;
    uint64_t key;
    unsigned bits; /* of the smallest power of two that is not below COUNT */
};

/* Other seeds give other orders. */
struct shuffle shuffle_of(uint64_t count, uint64_t seed);
/* What stands at PLACE, below COUNT: each number once. */
uint64_t shuffle_at(const struct shuffle *shuffle, uint64_t place);
