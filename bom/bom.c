#include "bom/bom.h"

#include "bom/bom_serial.h"
#include "bom/bom_write.h"

static enum err_code write_content(const struct bom_content *content, struct output *output, struct err *err) {
    CLEANUP(json_writer_free_cleanup) struct json_writer *json = json_writer_new(output, 1);
    enum err_code code = json ? bom_write_json(content, json, err) : err_no_memory(err);

    output_cstr(output, "\n");
    return code;
}

enum err_code bom_write(const struct bom_request *request, struct output *output, struct bom_counts *ret_counts,
                        struct err *err) {
    CLEANUP(bom_systems_done) struct bom_systems systems = {0};
    CLEANUP(bom_software_done) struct bom_software software = {0};
    char serial[BOM_SERIAL_SIZE];
    enum err_code code = bom_systems_read(request, &systems, err);

    if (code == ERR_OK) {
        code = bom_software_read(request, &systems, &software, err);
    }
    if (code == ERR_OK) {
        code = bom_serial(request, serial, err);
    }
    if (code == ERR_OK) {
        const struct bom_content content = {
            .request = request, .systems = &systems, .software = &software, .serial = serial};
        code = write_content(&content, output, err);
    }
    if (code == ERR_OK) {
        code = row_readers_error((const struct row_reader *const[]){systems.reader}, 1, err);
    }
    if (code == ERR_OK) {
        *ret_counts = (struct bom_counts){bom_machine_count(&systems), intern_count(software.pieces)};
    }
    return code;
}
