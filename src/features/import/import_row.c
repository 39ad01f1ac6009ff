#include "import/import_row.h"

#include "import/import_row_own.h"
#include "commerce/order.h"
#include "desk/message.h"
#include "model/event.h"
#include "model/search.h"
#include "people/customer.h"
#include "people/identity.h"
#include "voice/response.h"

#define ROW_SAVEPOINT 1

/* ---- finding ---- */

static Result find_by_text(RowReader *reader, const char *field, void *out_before, bool *out_found)
{
    *out_found = false;
    if (!row_has(reader, field))
        return done();
    Text value = *(const Text *)(const void *)((const char *)reader->input->record +
                                               entity_field(reader_entity(reader), field)->offset);
    return entity_find_by(reader->work, reader_entity(reader), field, db_text(value), out_before, out_found);
}

static Result find_customer(RowReader *reader, void *out_before, bool *out_found)
{
    const Customer *said = reader->input->record;
    int64_t id = 0;
    if (row_has(reader, "external_id"))
        TRY(identity_find(reader->work, IDENTITY_EXTERNAL, said->external_id, &id));
    if (id == 0 && row_has(reader, "email"))
        TRY(identity_find(reader->work, IDENTITY_EMAIL, said->email, &id));
    if (id == 0 && row_has(reader, "phone") && !row_has(reader, "external_id") && !row_has(reader, "email"))
        TRY(identity_find(reader->work, IDENTITY_PHONE, said->phone, &id));
    *out_found = id != 0;
    return id != 0 ? entity_find(reader->work, &customer_entity, id, out_before) : done();
}

static Result find_by_name(RowReader *reader, void *out_before, bool *out_found)
{
    int64_t id = 0;
    Text name = *(const Text *)(const void *)((const char *)reader->input->record +
                                              entity_field(reader_entity(reader), "name")->offset);
    if (row_has(reader, "name"))
        TRY(import_find(reader->work, reader->job->cache, SAYS_COMPANY, name, false, &id));
    *out_found = id != 0;
    return id != 0 ? entity_find(reader->work, reader_entity(reader), id, out_before) : done();
}

/* One questionnaire has several answers, and a shop may number them anew: an answer is the same one when its kind, aspect
 * and order are the same too. */
static Result find_response(RowReader *reader, Response *out_before, bool *out_found)
{
    Response *said = reader->input->record;
    Arena *arena = reader->work->arena;
    Text order = row_says(reader, SAYS_ORDER);
    Text whole = text_format(arena, "%.*s+%s", TEXT_ARG(said->external_id), response_kind_names[said->kind]);
    const Text parts[] = {said->aspect, said->touchpoint, order};
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (!text_is_empty(parts[i]))
            whole = text_format(arena, "%.*s+%.*s", TEXT_ARG(whole), TEXT_ARG(parts[i]));
    }
    TRY(entity_find_by(reader->work, &response_entity, "external_id", db_text(whole), out_before, out_found));
    if (*out_found) {
        row_set_text(reader, "external_id", whole);
        return done();
    }
    TRY(find_by_text(reader, "external_id", out_before, out_found));
    bool is_same = !*out_found || (out_before->kind == said->kind && text_equals(out_before->aspect, said->aspect) &&
                                   text_equals(out_before->touchpoint, said->touchpoint) &&
                                   (text_is_empty(order) || out_before->order_id == said->order_id));
    bool is_loose = !text_is_empty(order) && reader->order.id == 0;
    if (is_same && !(is_loose && !*out_found))
        return done();
    *out_found = false;
    row_set_text(reader, "external_id", whole);
    return done();
}

Result row_find_stored(RowReader *reader, void *out_before, bool *out_found)
{
    const Entity *entity = reader_entity(reader);
    if (entity == &customer_entity)
        return find_customer(reader, out_before, out_found);
    if (entity == &response_entity)
        return find_response(reader, out_before, out_found);
    TRY(find_by_text(reader, "external_id", out_before, out_found));
    if (!*out_found && strcmp(entity->name, "company") == 0)
        return find_by_name(reader, out_before, out_found);
    if (!*out_found && strcmp(entity->name, "product") == 0)
        return find_by_text(reader, "sku", out_before, out_found);
    return done();
}

/* ---- comparing ---- */

static bool member_differs(const Field *field, FieldSet bit, const void *a, const void *b)
{
    const void *at_a = (const char *)a + field->offset;
    const void *at_b = (const char *)b + field->offset;
    if ((record_has(a) & bit) != (record_has(b) & bit))
        return true;
    if (!(record_has(a) & bit))
        return false;
    if (field->type == FIELD_TEXT || field->type == FIELD_JSON)
        return !text_equals(*(const Text *)at_a, *(const Text *)at_b);
    return memcmp(at_a, at_b, sizeof(int64_t)) != 0; /* a real is as long */
}

bool row_differs(const EntityInput *input, const void *before)
{
    for (size_t i = 1; i < input->entity->field_count; i++) {
        FieldSet bit = FIELD_BIT(i);
        if ((input->given & bit) && member_differs(&input->entity->fields[i], bit, input->record, before))
            return true;
    }
    return false;
}

/* ---- writing ---- */

static void read_tags(RowReader *reader)
{
    enum { TAGS_MAX = 50 };
    Text cell = row_says(reader, SAYS_TAGS);
    if (text_is_empty(cell) || !reader_entity(reader)->has_tags)
        return;
    Text *tags = ARENA_ARRAY(reader->work->arena, Text, TAGS_MAX);
    char separator = text_find_byte(cell, ';', 0) != SIZE_MAX   ? ';'
                     : text_find_byte(cell, '|', 0) != SIZE_MAX ? '|'
                                                                : ',';
    Text tag;
    while (reader->input->tag_count < TAGS_MAX && text_next_part(&cell, separator, &tag)) {
        tag = text_cut(text_trim(tag), 60);
        if (!text_is_empty(tag))
            tags[reader->input->tag_count++] = tag;
    }
    reader->input->tags = tags;
    reader->input->tags_given = true;
}

/* A ticket with its first words; one that is settled stays so, whatever its customer once wrote. */
static Result add_ticket(RowReader *reader, Ticket *ticket)
{
    Text text = row_says(reader, SAYS_TEXT);
    Ticket *draft = reader->input->record;
    bool changed = false;
    if (!row_has(reader, "channel"))
        row_set_text(reader, "channel", TEXT("import"));
    MessageDraft first = {.author_kind = AUTHOR_CUSTOMER,
                          .author_id = draft->customer_id,
                          .author_name = row_says(reader, SAYS_CUSTOMER_NAME),
                          .direction = DIRECTION_IN,
                          .is_public = true,
                          .kind = MESSAGE_PLAIN,
                          .text = text_cut(text, MESSAGE_TEXT_BYTES_MAX)};
    if (!text_is_empty(text) && !row_has(reader, "contacts"))
        draft->contacts = 1;
    TRY(ticket_add(reader->work, draft, NULL, ticket));
    if (!text_is_empty(text)) {
        Message message;
        first.created_at = ticket->created_at;
        TRY(message_store(reader->work, ticket, &first, &message));
    }
    return entity_write_lists(reader->work, reader->input, ticket->id, &changed);
}

static Result add_record(RowReader *reader, void *record)
{
    const Entity *entity = reader_entity(reader);
    if (entity == &ticket_entity)
        return add_ticket(reader, record);
    return entity->add ? entity->add(reader->work, reader->input, record)
                       : entity_add_plain(reader->work, reader->input, record);
}

static Result change_record(RowReader *reader, const void *before, void *record)
{
    const Entity *entity = reader_entity(reader);
    return entity->change ? entity->change(reader->work, before, reader->input, record)
                          : entity_change_plain(reader->work, before, reader->input, record);
}

static void note_customer(RowReader *reader, const void *record)
{
    const Entity *entity = reader_entity(reader);
    int index = entity_field_index(entity, TEXT("customer_id"));
    if (entity == &customer_entity)
        reader->out->customer_id = record_id(record);
    else if (index >= 0 && (record_has(record) & FIELD_BIT(index)))
        reader->out->customer_id =
            *(const int64_t *)(const void *)((const char *)record + entity->fields[index].offset);
}

static Result write_record(RowReader *reader, int64_t present, int64_t *out_id)
{
    const Entity *entity = reader_entity(reader);
    void *before = arena_alloc(reader->work->arena, entity->record_bytes);
    void *record = arena_alloc(reader->work->arena, entity->record_bytes);
    bool is_found = false;
    row_identify(reader);
    TRY(row_find_stored(reader, before, &is_found));
    TRY(row_complete(reader, !is_found));
    read_tags(reader);
    if (!is_found) {
        TRY(add_record(reader, record));
        reader->out->fate = FATE_CREATED;
    } else if (reader->item->is_superseded || (!row_differs(reader->input, before) && !reader->input->tags_given)) {
        memcpy(record, before, entity->record_bytes);
        reader->out->fate = FATE_UNCHANGED;
    } else {
        bool differs = row_differs(reader->input, before);
        int index = entity_field_index(entity, TEXT("version"));
        size_t offset = index >= 0 ? entity->fields[index].offset : sizeof(FieldSet);
        reader->work->now = row_newest(reader, present);
        TRY(change_record(reader, before, record));
        bool has_moved = memcmp((char *)record + offset, (char *)before + offset, sizeof(int64_t)) != 0;
        reader->out->fate = differs || has_moved ? FATE_UPDATED : FATE_UNCHANGED;
    }
    note_customer(reader, record);
    *out_id = record_id(record);
    return done();
}

static bool tells_a_line(const ImportMap *map)
{
    return import_map_role(map, SAYS_LINE_PRICE) != NULL;
}

static Result apply(RowReader *reader, int64_t present)
{
    const Entity *entity = reader_entity(reader);
    int64_t id;
    if (entity == &order_line_entity) {
        ImportOrder order;
        TRY(import_order(reader->work, row_says(reader, SAYS_ORDER), &order));
        if (order.id == 0)
            return failf(reader->work->arena, FAULT_INVALID, "order: There is no \"%.*s\" here.",
                         TEXT_ARG(text_cut(row_says(reader, SAYS_ORDER), 100)));
        reader->work->now = order.at_ms < present ? order.at_ms : present;
        reader->order = order;
        reader->out->customer_id = order.customer_id;
        return row_write_line(reader, &order, &reader->out->fate);
    }
    /* An order's currency is needed to read amounts, and the row's instant to make the customers it names. */
    Text order_name = row_says(reader, SAYS_ORDER);
    if (!text_is_empty(order_name))
        TRY(import_order(reader->work, order_name, &reader->order));
    TRY(row_read_fields(reader));
    reader->work->now = row_instant(reader, present);
    TRY(row_read_references(reader));
    TRY(write_record(reader, present, &id));
    if (entity != &order_entity || !tells_a_line(reader->job->map))
        return done();
    ImportFate line_fate;
    ImportOrder order;
    TRY(import_order(reader->work, ((const Order *)reader->input->record)->external_id, &order));
    TRY(row_write_line(reader, &order, &line_fate));
    if (reader->out->fate == FATE_UNCHANGED && line_fate != FATE_UNCHANGED)
        reader->out->fate = FATE_UPDATED;
    return done();
}

static bool is_of_the_row(Fault fault)
{
    return fault == FAULT_INVALID || fault == FAULT_CONFLICT || fault == FAULT_NOT_FOUND || fault == FAULT_LIMIT ||
           fault == FAULT_DENIED || fault == FAULT_STALE;
}

static const char *reason_of(Work *work, Result result)
{
    const FieldFault *fault = work->field_faults;
    if (fault == NULL || !text_starts_with(fault->pointer, TEXT("/")))
        return arena_string(work->arena, result.why ? result.why : "", result.why ? strlen(result.why) : 0);
    return arena_printf(work->arena, "%.*s: %.*s", TEXT_ARG(text_slice(fault->pointer, 1, fault->pointer.length)),
                        TEXT_ARG(fault->detail));
}

static Result apply_guarded(RowReader *reader, int64_t present)
{
    Work *work = reader->work;
    size_t events = event_queue_length(work);
    void *searched = search_queue_end(work);
    TRY(db_savepoint(work->db, ROW_SAVEPOINT));
    Result result = apply(reader, present);
    work->now = present;
    if (is_ok(result))
        return db_release(work->db, ROW_SAVEPOINT);
    const char *why = reason_of(work, result);
    db_rollback_to(work->db, ROW_SAVEPOINT);
    event_queue_cut(work, events);
    search_queue_cut(work, searched);
    import_cache_forget(reader->job->cache);
    if (!is_of_the_row(result.fault) || !db_in_transaction(work->db))
        return fail(result.fault, why);
    *reader->out = (ImportOutcome){.fate = FATE_REJECTED, .why = why};
    return done();
}

static Result apply_plainly(RowReader *reader, int64_t present)
{
    Result result = apply(reader, present);
    reader->work->now = present;
    if (!is_ok(result) && is_of_the_row(result.fault))
        reader->out->fate = FATE_UNSURE;
    return result;
}

Result import_row_apply(Work *work, const ImportJob *job, const ImportItem *item, bool is_guarded,
                        ImportOutcome *out_outcome)
{
    const int64_t present = work->now;
    *out_outcome = (ImportOutcome){.fate = FATE_NONE};
    if (item->row.why) {
        *out_outcome = (ImportOutcome){.fate = FATE_REJECTED, .why = item->row.why};
        return done();
    }
    RowReader reader = {work, job, item, entity_new_input(work, job->map->kind->entity), out_outcome, {0}};
    work->field_faults = work->last_field_fault = NULL;
    work->field_fault_count = 0;
    return is_guarded ? apply_guarded(&reader, present) : apply_plainly(&reader, present);
}
