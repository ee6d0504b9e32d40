#include "bom/bom_write.h"

#include "bom/bom_serial.h"
#include "inventory/row_cells.h"
#include "products/product_id.h"
#include "products/recognition.h"

/* What stands for the snapshot itself, on which all machines hang. */
#define ROOT STR("snapshot")

struct writing {
    const struct bom_content *content;
    struct json_writer *json;
    struct title_matcher *matcher; /* NULL without rules */
    struct buffer reference, text;
    struct err *err;
};

/* --- small parts ---------------------------------------------------------------------------------------------------
 */

static void member(struct writing *writing, const char *key, struct str text) {
    if (text.n) {
        json_member_string(writing->json, key, text);
    }
}

static void begin_list(struct writing *writing, const char *key) {
    json_key(writing->json, key);
    json_begin_array(writing->json);
}

static void property(struct writing *writing, const char *name, struct str value) {
    if (value.n) {
        json_begin_object(writing->json);
        json_member_string(writing->json, "name", str_from(name));
        json_member_string(writing->json, "value", value);
        json_end_object(writing->json);
    }
}

static void property_number(struct writing *writing, const char *name, uint64_t value) {
    char digits[STR_U64_SIZE];

    property(writing, name, str_format_u64(value, digits));
}

/* What CycloneDX allows; a longer version is told as a property. */
enum { VERSION_MAX = 1024 };

static void member_version(struct writing *writing, struct str version) {
    member(writing, "version", version.n <= VERSION_MAX ? version : STR_NONE);
}

static void property_version(struct writing *writing, struct str version) {
    property(writing, "genkyo:version", version.n > VERSION_MAX ? version : STR_NONE);
}

static void begin_component(struct writing *writing, const char *type, struct str reference, struct str name) {
    json_begin_object(writing->json);
    json_member_string(writing->json, "type", str_from(type));
    json_member_string(writing->json, "bom-ref", reference);
    json_member_string(writing->json, "name", name);
}

/* Of which software or system: into the writing's reference; so are the two below. */
static enum err_code refer_to(struct writing *writing, const char *prefix, const struct intern *records,
                              uint32_t number) {
    return bom_reference(prefix, intern_text(records, number), &writing->reference, writing->err);
}

static enum err_code refer_to_piece(struct writing *writing, uint32_t number) {
    return refer_to(writing, "software-", writing->content->software->pieces, number);
}

static enum err_code refer_to_system(struct writing *writing, uint32_t number) {
    return refer_to(writing, "os-", writing->content->systems->names, number);
}

static struct str machine_id(const struct writing *writing, uint32_t machine) {
    return intern_text(writing->content->systems->ids, machine);
}

/* By its id, whatever that is: the prefix keeps it apart from all other references. */
static struct str machine_reference(struct writing *writing, uint32_t machine) {
    buffer_reset(&writing->reference);
    buffer_append_cstr(&writing->reference, "device-");
    buffer_append(&writing->reference, machine_id(writing, machine));
    return buffer_view(&writing->reference);
}

/* --- metadata ------------------------------------------------------------------------------------------------------
 */

static void write_tool(struct writing *writing) {
    json_key(writing->json, "tools");
    json_begin_object(writing->json);
    begin_list(writing, "components");
    json_begin_object(writing->json);
    json_member_string(writing->json, "type", STR("application"));
    json_member_string(writing->json, "name", STR("genkyo"));
    json_member_string(writing->json, "version", writing->content->request->version);
    json_end_object(writing->json);
    json_end_array(writing->json);
    json_end_object(writing->json);
}

static void write_metadata(struct writing *writing) {
    const struct bom_request *request = writing->content->request;
    const struct snapshot_info *info = snapshot_info(request->snapshot);
    char ended[26];

    instant_format(info->ended, ended);
    json_key(writing->json, "metadata");
    json_begin_object(writing->json);
    json_member_string(writing->json, "timestamp", str_from(ended));
    write_tool(writing);
    json_key(writing->json, "component");
    begin_component(writing, "platform", ROOT, request->title.n ? request->title : info->scope);
    json_end_object(writing->json);
    begin_list(writing, "properties");
    property(writing, "genkyo:scope", info->scope);
    property(writing, "genkyo:scanner", info->scanner_version);
    json_end_array(writing->json);
    json_end_object(writing->json);
}

/* --- machines ------------------------------------------------------------------------------------------------------
 */

/* Moves to a machine. Was its list of software read to the end? */
static bool is_complete(struct writing *writing, uint32_t machine) {
    const struct bom_systems *systems = writing->content->systems;

    row_reader_move(systems->reader, systems->machines[machine].row);
    return device_section_is_read(systems->reader, SECTION_OF_SOFTWARE);
}

static const struct {
    const char *name;
    unsigned column;
} machine_properties[] = {
    {"genkyo:kind", DEVICES_KIND},
    {"genkyo:model", DEVICES_MODEL},
    {"genkyo:model_number", DEVICES_MODEL_NUMBER},
    {"genkyo:serial", DEVICES_SERIAL},
    {"genkyo:uuid", DEVICES_UUID},
    {"genkyo:asset_tag", DEVICES_ASSET_TAG},
    {"genkyo:firmware_version", DEVICES_FIRMWARE_VERSION},
    {"genkyo:observed_at", DEVICES_OBSERVED_AT},
};

static void write_machine(struct writing *writing, uint32_t machine) {
    struct row_reader *reader = writing->content->systems->reader;
    bool is_whole = is_complete(writing, machine);
    struct str id = machine_id(writing, machine), hostname = row_reader_text(reader, DEVICES_HOSTNAME);
    struct str manufacturer = row_reader_text(reader, DEVICES_MANUFACTURER);

    begin_component(writing, "device", machine_reference(writing, machine), hostname.n ? hostname : id);
    if (manufacturer.n) {
        json_key(writing->json, "manufacturer");
        json_begin_object(writing->json);
        json_member_string(writing->json, "name", manufacturer);
        json_end_object(writing->json);
    }
    begin_list(writing, "properties");
    for (size_t i = 0; i < ARRAY_LEN(machine_properties); i++) {
        property(writing, machine_properties[i].name, row_reader_text(reader, machine_properties[i].column));
    }
    if (!is_whole) {
        property(writing, "genkyo:complete", STR("false"));
    }
    json_end_array(writing->json);
    json_end_object(writing->json);
}

/* --- software ------------------------------------------------------------------------------------------------------
 */

/* What CycloneDX calls the classes of the rules. A package of a distribution is a library there as a rule, and so is
 * what is a part of something. The class itself is a property. */
static const struct {
    const char *type, *word;
} classes[TITLE_CLASS_COUNT] = {
    [TITLE_PRODUCT] = {"application", "product"}, [TITLE_OS_PACKAGE] = {"library", "os-package"},
    [TITLE_COMPONENT] = {"library", "component"}, [TITLE_UPDATE] = {"file", "update"},
    [TITLE_DRIVER] = {"device-driver", "driver"}, [TITLE_RUNTIME] = {"framework", "runtime"},
    [TITLE_UNKNOWN] = {"application", ""},
};

/* What was observed goes before what the rules say, which goes before what follows from the package. */
static void write_purl(struct writing *writing, const struct bom_piece *piece,
                       const struct title_recognition *recognition, struct str version) {
    const struct package package = {.source = piece->source,
                                    .name = piece->name,
                                    .version = piece->version,
                                    .arch = piece->arch,
                                    .distribution = piece->distribution};

    buffer_reset(&writing->text);
    if (piece->purl.n) {
        buffer_append(&writing->text, piece->purl);
    } else if (!product_purl_at_version(recognition->purl, version, &writing->text)) {
        (void)package_url(&package, &writing->text);
    }
    member(writing, "purl", buffer_view(&writing->text));
}

static void write_cpe(struct writing *writing, struct str observed, struct str of_rule, struct str version) {
    buffer_reset(&writing->text);
    if (observed.n) {
        buffer_append(&writing->text, observed);
    } else {
        (void)product_cpe_at_version(of_rule, version, &writing->text);
    }
    member(writing, "cpe", buffer_view(&writing->text));
}

static void write_piece_properties(struct writing *writing, const struct bom_piece *piece,
                                   const struct title_recognition *recognition, uint32_t machines) {
    begin_list(writing, "properties");
    property_version(writing, piece->version);
    property(writing, "genkyo:source", piece->source);
    property(writing, "genkyo:arch", piece->arch);
    property(writing, "genkyo:class", str_from(classes[recognition->title_class].word));
    property(writing, "genkyo:product", recognition->product);
    property(writing, "genkyo:edition", recognition->edition);
    property_number(writing, "genkyo:machines", machines);
    json_end_array(writing->json);
}

static enum err_code write_piece(struct writing *writing, uint32_t number) {
    const struct bom_software *software = writing->content->software;
    struct bom_piece piece = bom_piece_of(software, number);
    struct title_recognition recognition;
    enum err_code code =
        title_recognise(writing->matcher, piece.name, piece.vendor, piece.source, &recognition, writing->err);

    if (code == ERR_OK) {
        code = refer_to_piece(writing, number);
    }
    if (code != ERR_OK) {
        return code;
    }
    struct str version = piece.version.n ? piece.version : recognition.version;
    begin_component(writing, classes[recognition.title_class].type, buffer_view(&writing->reference), piece.name);
    member(writing, "publisher", piece.vendor.n ? piece.vendor : recognition.vendor);
    member_version(writing, version);
    write_cpe(writing, piece.cpe, recognition.cpe, package_upstream_version(piece.source, version));
    write_purl(writing, &piece, &recognition, version);
    write_piece_properties(writing, &piece, &recognition, software->machines[number]);
    json_end_object(writing->json);
    return ERR_OK;
}

static enum err_code write_system(struct writing *writing, uint32_t number) {
    struct bom_system system = bom_system_of(writing->content->systems, number);
    struct title_recognition recognition;
    enum err_code code = title_recognise(writing->matcher, system.name, STR_NONE, STR_NONE, &recognition, writing->err);

    if (code == ERR_OK) {
        code = refer_to_system(writing, number);
    }
    if (code != ERR_OK) {
        return code;
    }
    begin_component(writing, "operating-system", buffer_view(&writing->reference), system.name);
    member(writing, "publisher", recognition.vendor);
    member_version(writing, system.version);
    write_cpe(writing, STR_NONE, recognition.cpe, system.version);
    begin_list(writing, "properties");
    property_version(writing, system.version);
    property(writing, "genkyo:edition", system.edition);
    json_end_array(writing->json);
    json_end_object(writing->json);
    return ERR_OK;
}

static enum err_code write_components(struct writing *writing) {
    const struct bom_content *content = writing->content;
    enum err_code code = ERR_OK;

    begin_list(writing, "components");
    for (uint32_t i = 0; i < bom_machine_count(content->systems); i++) {
        write_machine(writing, i);
    }
    for (uint32_t i = 0; code == ERR_OK && i < intern_count(content->systems->names); i++) {
        code = write_system(writing, i);
    }
    for (uint32_t i = 0; code == ERR_OK && i < intern_count(content->software->pieces); i++) {
        code = write_piece(writing, i);
    }
    json_end_array(writing->json);
    return code;
}

/* --- what has what -------------------------------------------------------------------------------------------------
 */

static void begin_dependency(struct writing *writing, struct str reference) {
    json_begin_object(writing->json);
    json_member_string(writing->json, "ref", reference);
    begin_list(writing, "dependsOn");
}

/* Of a composition, too. */
static void end_dependency(struct writing *writing) {
    json_end_array(writing->json);
    json_end_object(writing->json);
}

static enum err_code write_dependencies_of(struct writing *writing, uint32_t machine) {
    const struct bom_software *software = writing->content->software;
    uint32_t system = writing->content->systems->machines[machine].system;
    const uint32_t *pieces = software->of_machines + software->starts[machine];
    enum err_code code = ERR_OK;

    begin_dependency(writing, machine_reference(writing, machine));
    if (system != INTERN_NONE) {
        code = refer_to_system(writing, system);
        json_write_string(writing->json, buffer_view(&writing->reference));
    }
    for (uint32_t i = 0; code == ERR_OK && i < software->counts[machine]; i++) {
        code = refer_to_piece(writing, pieces[i]);
        json_write_string(writing->json, buffer_view(&writing->reference));
    }
    end_dependency(writing);
    return code;
}

static enum err_code write_dependencies(struct writing *writing) {
    uint32_t machines = bom_machine_count(writing->content->systems);
    enum err_code code = ERR_OK;

    begin_list(writing, "dependencies");
    begin_dependency(writing, ROOT);
    for (uint32_t i = 0; i < machines; i++) {
        json_write_string(writing->json, machine_reference(writing, i));
    }
    end_dependency(writing);
    for (uint32_t i = 0; code == ERR_OK && i < machines; i++) {
        code = write_dependencies_of(writing, i);
    }
    json_end_array(writing->json);
    return code;
}

static void begin_composition(struct writing *writing, const char *aggregate) {
    json_begin_object(writing->json);
    json_member_string(writing->json, "aggregate", str_from(aggregate));
    begin_list(writing, "dependencies");
}

static const char *aggregate_of_machines(const struct bom_request *request) {
    return request->device_count                           ? "incomplete"
           : snapshot_info(request->snapshot)->is_complete ? "complete"
                                                           : "unknown";
}

/* Are the machines all that there are, and of which is not all software known? */
static void write_compositions(struct writing *writing) {
    bool has_begun = false;

    begin_list(writing, "compositions");
    begin_composition(writing, aggregate_of_machines(writing->content->request));
    json_write_string(writing->json, ROOT);
    end_dependency(writing);
    for (uint32_t i = 0; i < bom_machine_count(writing->content->systems); i++) {
        if (!is_complete(writing, i)) {
            if (!has_begun) {
                begin_composition(writing, "incomplete");
            }
            has_begun = true;
            json_write_string(writing->json, machine_reference(writing, i));
        }
    }
    if (has_begun) {
        end_dependency(writing);
    }
    json_end_array(writing->json);
}

static enum err_code write_document(struct writing *writing) {
    json_begin_object(writing->json);
    json_member_string(writing->json, "bomFormat", STR("CycloneDX"));
    json_member_string(writing->json, "specVersion", STR("1.6"));
    json_member_string(writing->json, "serialNumber", str_from(writing->content->serial));
    json_member_number(writing->json, "version", 1);
    write_metadata(writing);
    enum err_code code = write_components(writing);
    if (code == ERR_OK) {
        code = write_dependencies(writing);
    }
    if (code == ERR_OK) {
        write_compositions(writing);
        json_end_object(writing->json);
    }
    return code;
}

enum err_code bom_write_json(const struct bom_content *content, struct json_writer *json, struct err *err) {
    CLEANUP(title_matcher_free_cleanup) struct title_matcher *matcher = NULL;
    struct writing writing = {.content = content, .json = json, .err = err};
    enum err_code code = ERR_OK;

    if (content->request->rules) {
        code = title_matcher_new(content->request->rules, &matcher, err);
    }
    if (code == ERR_OK) {
        writing.matcher = matcher;
        code = write_document(&writing);
    }
    if (code == ERR_OK && (writing.text.failed || writing.reference.failed)) {
        code = err_no_memory(err);
    }
    buffer_done(&writing.text);
    buffer_done(&writing.reference);
    return code;
}
