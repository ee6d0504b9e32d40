#include "lifecycle/hardware_end.h"

enum err_code hardware_end_read(struct calendar_finder *finder, struct row_reader *asset, struct row_reader *device,
                                struct date as_of, struct arena *arena, struct hardware_end *ret_end, struct err *err) {
    (void)finder;
    (void)asset;
    (void)device;
    (void)as_of;
    (void)arena;
    (void)err;
    *ret_end = (struct hardware_end){.end = MILESTONE_NONE};
    return ERR_OK;
}
