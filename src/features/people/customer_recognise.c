/* Who wrote, called or stands in a row: found by an identity, or made. */
#include "people/customer.h"

#include "model/event.h"
#include "model/value.h"

#define HINT_BYTES_MAX 255
#define PHONE_BYTES_MAX 40

/* Names come from mail headers and files: one clean line of bounded length. */
static Text hint_line(Work *work, Text text, size_t bytes_max)
{
    Buffer line = buffer_new(work->arena, 4 * HINT_BYTES_MAX);
    Text cut = text_cut(text, bytes_max);
    for (size_t i = 0; i < cut.length; i++) {
        unsigned char c = (unsigned char)cut.data[i];
        buffer_add_byte(&line, c < 0x20 || c == 0x7f ? ' ' : cut.data[i]);
    }
    return text_trim(text_cut(text_make_utf8(work->arena, buffer_text(&line)), bytes_max));
}

static void set_text(EntityInput *input, const char *field, Text value)
{
    if (text_is_empty(value))
        return;
    FieldSet bit = entity_bit(&customer_entity, field);
    *(Text *)(void *)((char *)input->record + entity_field(&customer_entity, field)->offset) = value;
    *(FieldSet *)input->record |= bit;
    input->given |= bit;
}

static Result customer_make(Work *work, const CustomerHint *hint, int64_t *out_id)
{
    static const char *const fields[] = {
        [IDENTITY_EMAIL] = "email", [IDENTITY_PHONE] = "phone", [IDENTITY_EXTERNAL] = "external_id"};
    EntityInput *input = entity_new_input(work, &customer_entity);
    set_text(input, "name", hint_line(work, hint->name, HINT_BYTES_MAX));
    Text phone = hint_line(work, hint->phone, PHONE_BYTES_MAX);
    if (!text_is_empty(phone_key(work->arena, phone)))
        set_text(input, "phone", phone);
    set_text(input, fields[hint->kind], hint->kind == IDENTITY_EMAIL ? text_trim(hint->value) : hint->value);
    if (language_is_valid(hint->language))
        set_text(input, "language", hint->language);
    set_text(input, "source", hint_line(work, hint->source, 80));
    Customer customer;
    TRY(customer_add(work, input, &customer));
    *out_id = customer.id;
    return done();
}

/* Whether the customer's name is only the local part of the address: nobody has told one yet. */
static Result name_is_made(Work *work, int64_t id, bool *out_is_made)
{
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, DB_SQL("SELECT name, email FROM customers WHERE id = $1"), DB_VALUES(db_int(id)), &cursor));
    bool has_row;
    TRY(db_next(&cursor, &has_row));
    Text email = has_row ? db_column_text(&cursor, 1) : TEXT_NONE;
    Text local = text_slice(email, 0, text_find_byte(email, '@', 0));
    *out_is_made = !text_is_empty(local) && text_equals(db_column_text(&cursor, 0), local);
    return done();
}

static Result name_improve(Work *work, int64_t id, const CustomerHint *hint)
{
    bool is_made;
    TRY(name_is_made(work, id, &is_made));
    Text name = hint_line(work, hint->name, HINT_BYTES_MAX);
    if (!is_made || text_is_empty(name))
        return done();
    Customer before;
    TRY(entity_find(work, &customer_entity, id, &before));
    Customer after = before;
    bool is_changed;
    after.name = name;
    TRY(entity_update(work, &customer_entity, &before, &after, &is_changed));
    if (!is_changed)
        return done();
    TRY(customer_index(work, &after));
    return event_add(work, "customer.changed", &customer_entity, &before, &after);
}

static Result hint_check(Work *work, const CustomerHint *hint)
{
    size_t bytes_max = hint->kind == IDENTITY_PHONE ? PHONE_BYTES_MAX : hint->kind == IDENTITY_EXTERNAL ? 200 : 254;
    bool is_good = hint->value.length <= bytes_max && text_is_utf8(hint->value) &&
                   !text_is_empty(identity_key(work->arena, hint->kind, hint->value));
    for (size_t i = 0; i < hint->value.length && is_good; i++)
        is_good = (unsigned char)hint->value.data[i] >= 0x20 && hint->value.data[i] != 0x7f;
    if (is_good)
        return done();
    return failf(work->arena, FAULT_INVALID, "This is no %s that somebody could be recognised by.",
                 hint->kind == IDENTITY_EMAIL   ? "e-mail address"
                 : hint->kind == IDENTITY_PHONE ? "phone number"
                                                : "external id");
}

Result customer_recognise(Work *work, const CustomerHint *hint, int64_t *out_id, bool *out_created)
{
    TRY(hint_check(work, hint));
    int64_t id;
    TRY(identity_find(work, hint->kind, hint->value, &id));
    if (id == 0) {
        TRY(customer_make(work, hint, out_id));
        *out_created = true;
        return done();
    }
    *out_id = id;
    *out_created = false;
    return text_is_empty(hint->name) || work->mode == WORK_IMPORT ? done() : name_improve(work, id, hint);
}
