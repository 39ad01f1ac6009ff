#include "desk/message_recipients.h"

#include "base/json.h"
#include "model/value.h"

/* ---- as it is kept ---- */

static void write_list(Json *json, const char *name, const RecipientList *list)
{
    json_name(json, name);
    json_list(json);
    for (size_t i = 0; i < list->count && i < RECIPIENTS_KEPT_MAX; i++) {
        const Recipient *recipient = &list->items[i];
        json_object(json);
        json_put_text(json, "name", text_cut(recipient->name, RECIPIENT_NAME_BYTES_MAX));
        json_put_text(json, "address", text_cut(recipient->address, RECIPIENT_ADDRESS_BYTES_MAX));
        json_end_object(json);
    }
    json_end_list(json);
}

Text recipients_write(Arena *arena, const Recipients *recipients)
{
    Buffer out = buffer_new(arena, RECIPIENTS_JSON_BYTES_MAX);
    Json json = json_writer(&out);
    json_object(&json);
    write_list(&json, "from", &recipients->from);
    write_list(&json, "to", &recipients->to);
    write_list(&json, "cc", &recipients->cc);
    write_list(&json, "bcc", &recipients->bcc);
    json_end_object(&json);
    return buffer_text(&out);
}

static Result read_list(Arena *arena, const JsonValue *object, const char *name, RecipientList *out)
{
    const JsonValue *list = json_member(object, name);
    *out = (RecipientList){0};
    if (list == NULL)
        return done();
    if (list->kind != JSON_LIST)
        return fail(FAULT_INVALID, "Recipients are lists.");
    Recipient *items = ARENA_ARRAY(arena, Recipient, list->list.count);
    for (size_t i = 0; i < list->list.count; i++) {
        const JsonValue *item = &list->list.items[i];
        items[i] = (Recipient){json_text_member(item, "name"), json_text_member(item, "address")};
    }
    *out = (RecipientList){items, list->list.count, true};
    return done();
}

Result recipients_read(Arena *arena, Text source, Recipients *out_recipients)
{
    const JsonValue *object;
    Recipients recipients;
    TRY(json_read(arena, source, &object));
    if (object->kind != JSON_OBJECT)
        return fail(FAULT_INVALID, "Recipients are an object of lists.");
    TRY(read_list(arena, object, "from", &recipients.from));
    TRY(read_list(arena, object, "to", &recipients.to));
    TRY(read_list(arena, object, "cc", &recipients.cc));
    TRY(read_list(arena, object, "bcc", &recipients.bcc));
    *out_recipients = recipients;
    return done();
}

bool recipient_list_has(const RecipientList *list, Text address)
{
    for (size_t i = 0; i < list->count; i++) {
        if (text_equals_ascii_case(list->items[i].address, address))
            return true;
    }
    return false;
}

/* ---- from a request ---- */

static bool has_control(Text text)
{
    for (size_t i = 0; i < text.length; i++) {
        if ((unsigned char)text.data[i] < 0x20 || text.data[i] == 0x7f)
            return true;
    }
    return false;
}

static bool is_address(Arena *arena, Text address)
{
    return email_is_valid(address) || !text_is_empty(phone_key(arena, address));
}

static Result read_recipient(Work *work, const JsonValue *value, Text pointer, Recipient *out)
{
    Recipient recipient = {0};
    if (value->kind == JSON_TEXT)
        recipient.address = value->text;
    else if (value->kind == JSON_OBJECT)
        recipient = (Recipient){json_text_member(value, "name"), json_text_member(value, "address")};
    else
        return work_fault(work, pointer, "wrong_type", "This must be an address, or an object with name and address.");
    recipient.address = text_trim(recipient.address);
    recipient.name = text_trim(recipient.name);
    if (recipient.name.length > RECIPIENT_NAME_BYTES_MAX)
        return work_fault(work, pointer, "too_long", "At most %d bytes of a name are allowed.",
                          RECIPIENT_NAME_BYTES_MAX);
    if (recipient.address.length > RECIPIENT_ADDRESS_BYTES_MAX || has_control(recipient.address) ||
        has_control(recipient.name) || !is_address(work->arena, recipient.address))
        return work_fault(work, pointer, "wrong_format", "This is no address that can be written to.");
    *out = recipient;
    return done();
}

Result recipient_list_read(Work *work, Text source, Text pointer, RecipientList *out_list)
{
    const JsonValue *list;
    TRY(json_read(work->arena, source, &list));
    if (list->kind != JSON_LIST)
        return work_fault(work, pointer, "wrong_type", "This must be a list of addresses.");
    if (list->list.count > RECIPIENTS_GIVEN_MAX)
        return work_fault(work, pointer, "too_many", "At most %d are allowed.", RECIPIENTS_GIVEN_MAX);
    Recipient *items = ARENA_ARRAY(work->arena, Recipient, list->list.count);
    RecipientList read = {.items = items, .is_given = true};
    for (size_t i = 0; i < list->list.count; i++) {
        Text at = text_format(work->arena, "%.*s/%zu", TEXT_ARG(pointer), i);
        TRY(read_recipient(work, &list->list.items[i], at, &items[read.count]));
        if (!recipient_list_has(&read, items[read.count].address))
            read.count++;
    }
    *out_list = read;
    return done();
}
