#include "tests/bench/draw.h"

uint64_t draw_bits(uint64_t number) {
    uint64_t z = number + UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

struct shuffle shuffle_of(uint64_t count, uint64_t seed) {
    struct shuffle shuffle = {.count = count, .key = draw_bits(seed), .bits = 1};

    while (UINT64_C(1) << shuffle.bits < count) {
        shuffle.bits++;
    }
    return shuffle;
}

/* Each step can be undone, so that no two numbers become one: adding, multiplying by an odd number, mixing high bits
 * into low ones. */
static uint64_t scatter(const struct shuffle *shuffle, uint64_t number) {
    uint64_t mask = (UINT64_C(1) << shuffle->bits) - 1;
    unsigned half = (shuffle->bits + 1) / 2;

    for (unsigned round = 0; round < 3; round++) {
        number = (number + (shuffle->key >> round * 8)) & mask;
        number = number * UINT64_C(0xd6e8feb86659fd93) & mask;
        number ^= number >> half;
    }
    return number;
}

/* A number that is scattered beyond COUNT goes on until it falls below; that cannot lead two numbers to one place. */
uint64_t shuffle_at(const struct shuffle *shuffle, uint64_t place) {
    do {
        place = scatter(shuffle, place);
    } while (place >= shuffle->count);
    return place;
}
