/* Encodings. What must hold for any bytes: the guess does not depend on how the file was cut; what decodes without a
 * bad byte and encodes again decodes to the same text; decoded text is well-formed UTF-8. The first byte says where to
 * cut. */

#include "base/encoding_detector.h"
#include "base/text.h"
#include "tests/fuzz/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct encoding_guess guess(struct str bytes, size_t cut) {
    CLEANUP(encoding_detector_free_cleanup) struct encoding_detector *detector = encoding_detector_new();

    CHECK(detector);
    encoding_detector_feed(detector, str_sub(bytes, 0, cut));
    encoding_detector_feed(detector, str_sub(bytes, cut, SIZE_MAX));
    return encoding_detector_result(detector);
}

static void check_guess(struct str bytes, size_t cut) {
    struct encoding_guess whole = guess(bytes, bytes.n), parts = guess(bytes, cut);

    CHECK(whole.encoding == parts.encoding && whole.bom_length == parts.bom_length &&
          whole.bad_offset == parts.bad_offset);
}

static void check_decoder(enum encoding encoding, struct str bytes) {
    CLEANUP(decoder_free_cleanup) struct decoder *decoder = NULL;
    struct buffer text = {0}, encoded = {0}, again = {0};
    struct err err;

    CHECK(decoder_new(encoding, &decoder, &err) == ERR_OK);
    size_t bad = decoder_decode(decoder, bytes, &text);
    CHECK(text_first_invalid(buffer_view(&text)) == SIZE_MAX);
    if (bad == SIZE_MAX && encoding_encode(encoding, buffer_view(&text), &encoded)) {
        CHECK(decoder_decode(decoder, buffer_view(&encoded), &again) == SIZE_MAX);
        CHECK(str_eq(buffer_view(&text), buffer_view(&again)));
    }
    buffer_done(&text);
    buffer_done(&encoded);
    buffer_done(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 1 || size > 4096) {
        return 0;
    }
    struct str bytes = {(const char *)data + 1, size - 1};
    check_guess(bytes, bytes.n ? data[0] % (bytes.n + 1) : 0);
    for (enum encoding encoding = 0; encoding < ENCODING_COUNT; encoding++) {
        check_decoder(encoding, bytes);
    }
    return 0;
}
