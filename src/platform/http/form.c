#include "http/form.h"

#include <microhttpd.h>

#include "http/exchange.h"

#define PROCESSOR_BYTES ((size_t)64 << 10)

typedef struct FormReading {
    Arena *arena;
    Form *form;
    Buffer value; /* of the last part */
    size_t body_bytes;
    bool is_over;
} FormReading;

static void part_end(FormReading *reading)
{
    if (reading->form->count > 0)
        reading->form->parts[reading->form->count - 1].value = buffer_text(&reading->value);
}

static Text kept(Arena *arena, const char *words)
{
    return words ? text_make_utf8(arena, text_of(words)) : TEXT("");
}

static enum MHD_Result part_take(void *context, enum MHD_ValueKind kind, const char *key, const char *file_name,
                                 const char *type, const char *coding, const char *data, uint64_t offset, size_t size)
{
    (void)kind;
    (void)coding;
    FormReading *reading = context;
    if (key == NULL)
        return MHD_YES;
    if (offset == 0) {
        part_end(reading);
        if (reading->form->count == FORM_PARTS_MAX) {
            reading->is_over = true;
            return MHD_NO;
        }
        reading->form->parts[reading->form->count++] = (FormPart){.name = kept(reading->arena, key),
                                                                  .file_name = kept(reading->arena, file_name),
                                                                  .type = kept(reading->arena, type)};
        reading->value = buffer_new(reading->arena, reading->body_bytes + 1);
    }
    buffer_add_text(&reading->value, (Text){data, size});
    return MHD_YES;
}

Result form_read(Arena *arena, const Request *request, Form *out_form)
{
    FormReading reading = {.arena = arena, .form = out_form, .body_bytes = request->body.length};
    *out_form = (Form){.parts = ARENA_ARRAY(arena, FormPart, FORM_PARTS_MAX)};
    struct MHD_PostProcessor *processor =
        MHD_create_post_processor(exchange_of(request)->connection, PROCESSOR_BYTES, part_take, &reading);
    if (processor == NULL)
        return fail(FAULT_INVALID, "This address takes forms: urlencoded or multipart.");
    enum MHD_Result taken = MHD_YES;
    if (request->body.length > 0)
        taken = MHD_post_process(processor, request->body.data, request->body.length);
    if (MHD_destroy_post_processor(processor) != MHD_YES)
        taken = MHD_NO;
    part_end(&reading);
    if (reading.is_over)
        return failf(arena, FAULT_LIMIT, "A form has at most %d fields and files.", FORM_PARTS_MAX);
    return taken == MHD_YES ? done() : fail(FAULT_INVALID, "The form was cut on its way; send it again.");
}

Text form_text(Arena *arena, const Form *form, const char *name)
{
    for (size_t i = 0; i < form->count; i++) {
        if (!text_is(form->parts[i].name, name) || !text_is_empty(form->parts[i].file_name))
            continue;
        Text value = text_make_utf8(arena, form->parts[i].value);
        Buffer out = buffer_new(arena, value.length + 1);
        for (size_t at = 0; at < value.length; at++) {
            bool is_end = value.data[at] == '\r';
            if (is_end && at + 1 < value.length && value.data[at + 1] == '\n')
                continue;
            buffer_add_byte(&out, is_end ? '\n' : value.data[at]);
        }
        return buffer_text(&out);
    }
    return TEXT("");
}
