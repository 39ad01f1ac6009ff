/* JSON in: an object against its dictionary. Every fault is noted, so that an answer names all of them at once. */
#include "model/check.h"
#include "model/filter.h"
#include "model/plan.h"
#include "model/value.h"

#define RECORD_TEXT_BYTES 255

static Text at(Work *work, Text pointer, Text name)
{
    Buffer out = buffer_new(work->arena, 4096);
    buffer_add_text(&out, pointer);
    buffer_add_byte(&out, '/');
    for (size_t i = 0; i < name.length && i < 200; i++) {
        if (name.data[i] == '~' || name.data[i] == '/')
            buffer_add_string(&out, name.data[i] == '~' ? "~0" : "~1");
        else
            buffer_add_byte(&out, name.data[i]);
    }
    return buffer_text(&out);
}

static Text at_index(Work *work, Text pointer, size_t index)
{
    return text_format(work->arena, "%.*s/%zu", TEXT_ARG(pointer), index);
}

static bool has_control(Text text)
{
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c < 0x20 || c == 0x7f)
            return true;
    }
    return false;
}

static bool format_holds(Work *work, const Field *field, Text *text)
{
    const Zone *zone;
    switch (field->format) {
    case FORMAT_ANY: return true;
    case FORMAT_LINE: return !has_control(*text);
    case FORMAT_EMAIL: *text = text_trim(*text); return email_is_valid(*text);
    case FORMAT_LANGUAGE: return language_is_valid(*text);
    case FORMAT_COUNTRY: return country_is_valid(*text);
    case FORMAT_CURRENCY: return currency_exponent(*text) >= 0;
    case FORMAT_ZONE: return !has_control(*text) && is_ok(zone_open(*text, &zone));
    case FORMAT_FILTER: return true; /* checked by the use case, which knows the entity it speaks of */
    }
    (void)work;
    return true;
}

static const char *format_words(TextFormat format)
{
    static const char *const words[] = {
        [FORMAT_ANY] = "any text",
        [FORMAT_LINE] = "one line without control characters",
        [FORMAT_EMAIL] = "an e-mail address",
        [FORMAT_LANGUAGE] = "a language code such as es, en or pt-BR",
        [FORMAT_COUNTRY] = "a country code such as MX",
        [FORMAT_CURRENCY] = "a currency code such as MXN",
        [FORMAT_ZONE] = "a time zone such as America/Bogota",
        [FORMAT_FILTER] = "a filter",
    };
    return words[format];
}

bool check_text(Work *work, const Field *field, Text *text, Text pointer)
{
    size_t bytes_max = field->bytes_max ? field->bytes_max : RECORD_TEXT_BYTES;
    bool is_good = true;
    if (!text_is_utf8(*text)) {
        work_note_fault(work, pointer, "invalid_utf8", "This is not valid UTF-8.");
        return false;
    }
    if (text_find_byte(*text, '\0', 0) != SIZE_MAX) {
        work_note_fault(work, pointer, "nul_character", "A NUL character is not allowed.");
        is_good = false;
    }
    if (text->length > bytes_max) {
        work_note_fault(work, pointer, "too_long", "At most %zu bytes are allowed.", bytes_max);
        is_good = false;
    }
    if (is_good && !format_holds(work, field, text)) {
        work_note_fault(work, pointer, "wrong_format", "This must be %s.", format_words(field->format));
        is_good = false;
    }
    if (is_good && field->is_required && text_is_empty(text_trim(*text))) {
        work_note_fault(work, pointer, "required", "This must not be empty.");
        is_good = false;
    }
    return is_good;
}

bool check_int(Work *work, const Field *field, int64_t value, Text pointer)
{
    if (field->low < field->high && (value < field->low || value > field->high)) {
        work_note_fault(work, pointer, "out_of_range", "This must be from %lld to %lld.", (long long)field->low,
                        (long long)field->high);
        return false;
    }
    return true;
}

bool check_time(Work *work, int64_t at_ms, Text pointer)
{
    if (at_ms >= TIME_MS_MIN && at_ms <= TIME_MS_MAX)
        return true;
    work_note_fault(work, pointer, "out_of_range", "Times must lie between the years 1900 and 2200.");
    return false;
}

bool check_choice(Work *work, const Field *field, Text code, Text pointer, int64_t *out_index)
{
    int index = choice_index(field->choices, code);
    if (index >= 0) {
        *out_index = index;
        return true;
    }
    Buffer words = buffer_new(work->arena, 2048);
    for (int i = 0; field->choices[i] != NULL; i++)
        buffer_addf(&words, "%s%s", i ? ", " : "", field->choices[i]);
    work_note_fault(work, pointer, "unknown_choice", "This must be one of: %.*s.", TEXT_ARG(buffer_text(&words)));
    return false;
}

Result check_reference(Work *work, const Field *field, int64_t id, Text pointer, bool *out_is_good)
{
    void *record = arena_alloc(work->arena, field->to->record_bytes);
    Result result = entity_find(work, field->to, id, record);
    *out_is_good = is_ok(result);
    if (result.fault == FAULT_NOT_FOUND) {
        work_note_fault(work, pointer, "unknown_reference", "There is no %s with this id.", field->to->name);
        return done();
    }
    return result;
}

bool day_read(Text text, int64_t *out_day)
{
    int64_t at_ms;
    bool is_day;
    if (text.length != 10 || !is_ok(time_read(text, &at_ms, &is_day)) || !is_day)
        return false;
    *out_day = at_ms / DAY_MS - (at_ms % DAY_MS < 0);
    return true;
}

static bool wrong_type(Work *work, Text pointer, const char *wanted)
{
    work_note_fault(work, pointer, "wrong_type", "This must be %s.", wanted);
    return false;
}

static bool set_int(const Field *field, void *record, int64_t value)
{
    *record_int(field, record) = value;
    return true;
}

/* {"amount": 1999, "currency": "MXN"}; the currency goes into the record's currency field, where it has one. */
static bool read_money(Work *work, EntityInput *input, const Field *field, const JsonValue *value, Text pointer)
{
    const JsonValue *amount = json_member(value, "amount");
    if (value->kind != JSON_OBJECT || amount == NULL || amount->kind != JSON_INT)
        return wrong_type(work, pointer, "{\"amount\": minor units, \"currency\": \"MXN\"}");
    const JsonValue *currency_given = json_member(value, "currency");
    Text currency = json_text_member(value, "currency");
    if (currency_given && currency_given->kind != JSON_TEXT)
        return wrong_type(work, at(work, pointer, TEXT("currency")), "a currency code such as MXN");
    for (size_t i = 0; i < value->object.count; i++) {
        Text name = value->object.members[i].name;
        if (!text_is(name, "amount") && !text_is(name, "currency")) {
            work_note_fault(work, at(work, pointer, name), "unknown_field", "Money has an amount and a currency only.");
            return false;
        }
    }
    if (!check_int(work, field, amount->integer, at(work, pointer, TEXT("amount"))))
        return false;
    char base[4];
    memcpy(base, workspace_settings(work->workspace).base_currency, sizeof base);
    if (text_is_empty(currency))
        currency = text_copy(work->arena, text_of(base));
    if (currency_exponent(currency) < 0) {
        work_note_fault(work, at(work, pointer, TEXT("currency")), "wrong_format",
                        "This is no ISO 4217 currency code.");
        return false;
    }
    if (field->currency == NULL && !text_is(currency, base)) {
        work_note_fault(work, at(work, pointer, TEXT("currency")), "currency_mismatch",
                        "This amount is kept in the workspace's currency, %s.", base);
        return false;
    }
    if (field->currency) {
        const Field *holder = entity_field(input->entity, field->currency);
        FieldSet bit = entity_bit(input->entity, field->currency);
        if ((input->given & bit) && !text_equals(*record_text(holder, input->record), currency)) {
            work_note_fault(work, at(work, pointer, TEXT("currency")), "currency_mismatch",
                            "All amounts of one record have one currency.");
            return false;
        }
        *record_text(holder, input->record) = currency;
        input->given |= bit;
        *(FieldSet *)input->record |= bit;
    }
    return set_int(field, input->record, amount->integer);
}

static bool read_text(Work *work, const Field *field, const JsonValue *value, Text pointer, void *record)
{
    if (value->kind != JSON_TEXT)
        return wrong_type(work, pointer, "a text");
    Text text = value->text;
    if (!check_text(work, field, &text, pointer))
        return false;
    *record_text(field, record) = text;
    return true;
}

static bool read_time(Work *work, const Field *field, const JsonValue *value, Text pointer, void *record)
{
    int64_t at_ms;
    bool is_day;
    if (value->kind != JSON_TEXT)
        return wrong_type(work, pointer, "a time such as \"2026-01-05T09:00:00Z\"");
    if (!is_ok(time_read(value->text, &at_ms, &is_day)) || is_day) {
        work_note_fault(work, pointer, "wrong_format", "This must be an RFC 3339 time such as 2026-01-05T09:00:00Z.");
        return false;
    }
    return check_time(work, at_ms, pointer) && set_int(field, record, at_ms);
}

static bool read_real(Work *work, const Field *field, const JsonValue *value, Text pointer, void *record)
{
    if (value->kind != JSON_INT && value->kind != JSON_REAL)
        return wrong_type(work, pointer, "a number");
    double number = value->kind == JSON_INT ? (double)value->integer : value->real;
    if (field->low < field->high && (number < (double)field->low || number > (double)field->high)) {
        work_note_fault(work, pointer, "out_of_range", "This must be from %lld to %lld.", (long long)field->low,
                        (long long)field->high);
        return false;
    }
    *record_real(field, record) = number;
    return true;
}

static bool read_day(Work *work, const Field *field, const JsonValue *value, Text pointer, void *record)
{
    int64_t day;
    if (value->kind != JSON_TEXT || !day_read(value->text, &day))
        return wrong_type(work, pointer, "a day such as \"2026-01-05\"");
    return check_time(work, day * DAY_MS, pointer) && set_int(field, record, day);
}

/* References are looked up by the caller, because that asks the database. */
static bool read_value(Work *work, EntityInput *input, const Field *field, const JsonValue *value, Text pointer)
{
    void *record = input->record;
    int64_t index;
    switch (field->type) {
    case FIELD_TEXT: return read_text(work, field, value, pointer, record);
    case FIELD_JSON: {
        Text text = json_to_text(work->arena, value);
        if (text.length > (field->bytes_max ? field->bytes_max : 65536)) {
            work_note_fault(work, pointer, "too_long", "This is too large.");
            return false;
        }
        *record_text(field, record) = text;
        return true;
    }
    case FIELD_REAL: return read_real(work, field, value, pointer, record);
    case FIELD_BOOL:
        return value->kind == JSON_BOOL ? set_int(field, record, value->boolean ? 1 : 0)
                                        : wrong_type(work, pointer, "true or false");
    case FIELD_TIME: return read_time(work, field, value, pointer, record);
    case FIELD_DAY: return read_day(work, field, value, pointer, record);
    case FIELD_MONEY: return read_money(work, input, field, value, pointer);
    case FIELD_CHOICE:
        if (value->kind != JSON_TEXT)
            return wrong_type(work, pointer, "a text");
        return check_choice(work, field, value->text, pointer, &index) && set_int(field, record, index);
    case FIELD_ID:
    case FIELD_VERSION:
    case FIELD_REFERENCE:
    case FIELD_INT:
        if (value->kind != JSON_INT)
            return wrong_type(work, pointer, "an integer");
        return check_int(work, field, value->integer, pointer) && set_int(field, record, value->integer);
    }
    return false;
}

static Result read_field(Work *work, EntityInput *input, size_t index, const JsonValue *value, Text pointer)
{
    const Field *field = &input->entity->fields[index];
    FieldSet bit = FIELD_BIT(index);
    input->given |= bit;
    if (value->kind == JSON_NULL) {
        if (field_is_never_null(field))
            work_note_fault(work, pointer, "required", "This must not be null.");
        return done();
    }
    bool is_good = read_value(work, input, field, value, pointer);
    if (is_good && field->type == FIELD_REFERENCE && field->to)
        TRY(check_reference(work, field, value->integer, pointer, &is_good));
    if (is_good)
        *(FieldSet *)input->record |= bit;
    return done();
}

#define TAGS_MAX 50
#define TAG_BYTES_MAX 60

static void read_tags(Work *work, EntityInput *input, const JsonValue *value, Text pointer)
{
    if (value->kind != JSON_LIST) {
        wrong_type(work, pointer, "a list of texts");
        return;
    }
    if (value->list.count > TAGS_MAX) {
        work_note_fault(work, pointer, "too_many", "At most %d tags are allowed.", TAGS_MAX);
        return;
    }
    static const Field tag = {
        .name = "tag", .type = FIELD_TEXT, .bytes_max = TAG_BYTES_MAX, .is_required = true, .format = FORMAT_LINE};
    Text *tags = ARENA_ARRAY(work->arena, Text, value->list.count);
    for (size_t i = 0; i < value->list.count; i++) {
        const JsonValue *item = &value->list.items[i];
        Text item_pointer = at_index(work, pointer, i);
        if (item->kind != JSON_TEXT) {
            wrong_type(work, item_pointer, "a text");
            continue;
        }
        tags[i] = text_trim(item->text);
        check_text(work, &tag, &tags[i], item_pointer);
    }
    input->tags_given = true;
    input->tags = tags;
    input->tag_count = value->list.count;
}

#define CUSTOM_MAX 100

static bool custom_value_holds(Work *work, Text type, Text choices, const JsonValue *value, Text pointer)
{
    int64_t day;
    if (value->kind == JSON_NULL)
        return true;
    if (text_is(type, "number"))
        return value->kind == JSON_INT || value->kind == JSON_REAL || wrong_type(work, pointer, "a number");
    if (text_is(type, "boolean"))
        return value->kind == JSON_BOOL || wrong_type(work, pointer, "true or false");
    if (text_is(type, "choices")) {
        if (value->kind != JSON_LIST || value->list.count > TAGS_MAX)
            return wrong_type(work, pointer, "a list of texts");
        for (size_t i = 0; i < value->list.count; i++) {
            if (!custom_value_holds(work, TEXT("choice"), choices, &value->list.items[i], at_index(work, pointer, i)))
                return false;
        }
        return true;
    }
    static const Field custom = {.name = "custom", .type = FIELD_TEXT, .bytes_max = 4000};
    Text text = value->text;
    if (value->kind != JSON_TEXT)
        return wrong_type(work, pointer, "a text");
    if (!check_text(work, &custom, &text, pointer))
        return false;
    if (text_is(type, "day"))
        return day_read(value->text, &day) || wrong_type(work, pointer, "a day such as \"2026-01-05\"");
    if (!text_is(type, "choice"))
        return true;
    Text line;
    while (text_next_line(&choices, &line)) {
        if (text_equals(line, value->text))
            return true;
    }
    work_note_fault(work, pointer, "unknown_choice", "This is none of the field's choices.");
    return false;
}

static Result read_custom(Work *work, EntityInput *input, const JsonValue *value, Text pointer)
{
    if (value->kind != JSON_OBJECT) {
        wrong_type(work, pointer, "an object");
        return done();
    }
    if (value->object.count > CUSTOM_MAX) {
        work_note_fault(work, pointer, "too_many", "At most %d custom fields are allowed.", CUSTOM_MAX);
        return done();
    }
    CustomInput *custom = ARENA_ARRAY(work->arena, CustomInput, value->object.count);
    size_t count = 0;
    for (size_t i = 0; i < value->object.count; i++) {
        const JsonMember *member = &value->object.members[i];
        Text member_pointer = at(work, pointer, member->name);
        WITH_CURSOR cursor = {0};
        bool has_row = false;
        if (text_find_byte(member->name, '\0', 0) == SIZE_MAX) {
            TRY(db_query(work->db, DB_SQL("SELECT id, type, choices FROM custom_fields WHERE entity = $1 AND key = $2"),
                         DB_VALUES(db_string(input->entity->name), db_text(member->name)), &cursor));
            TRY(db_next(&cursor, &has_row));
        }
        if (!has_row) {
            work_note_fault(work, member_pointer, "unknown_field", "There is no custom field with this key.");
            continue;
        }
        if (custom_value_holds(work, db_column_text(&cursor, 1), db_column_text(&cursor, 2), member->value,
                               member_pointer))
            custom[count++] = (CustomInput){db_column_int(&cursor, 0), member->name, member->value};
    }
    input->custom = custom;
    input->custom_count = count;
    return done();
}

static Result read_object(Work *work, EntityInput *input, const JsonValue *source, Text pointer, bool is_new,
                          int depth);

static Result read_children(Work *work, EntityInput *input, size_t index, const JsonValue *value, Text pointer,
                            int depth)
{
    const ChildList *list = &input->entity->children[index];
    if (value->kind != JSON_LIST) {
        wrong_type(work, pointer, "a list of objects");
        return done();
    }
    if (value->list.count > list->count_max) {
        work_note_fault(work, pointer, "too_many", "At most %zu are allowed.", list->count_max);
        return done();
    }
    ChildInput *child = &input->children[index];
    child->is_given = true;
    child->count = value->list.count;
    child->records = arena_alloc_array(work->arena, value->list.count, list->entity->record_bytes);
    child->given = ARENA_ARRAY(work->arena, FieldSet, value->list.count);
    for (size_t i = 0; i < value->list.count; i++) {
        EntityInput *item = entity_new_input(work, list->entity);
        item->record = (char *)child->records + i * list->entity->record_bytes;
        TRY(read_object(work, item, &value->list.items[i], at_index(work, pointer, i), true, depth + 1));
        child->given[i] = item->given;
    }
    return done();
}

static Result read_member(Work *work, EntityInput *input, const JsonMember *member, Text pointer, bool is_new,
                          int depth)
{
    const Entity *entity = input->entity;
    Text here = at(work, pointer, member->name);
    if (entity->has_tags && text_is(member->name, "tags")) {
        read_tags(work, input, member->value, here);
        return done();
    }
    if (entity->has_custom && text_is(member->name, "custom"))
        return read_custom(work, input, member->value, here);
    for (size_t i = 0; i < entity->child_count; i++) {
        if (entity->children[i].can_write && text_is(member->name, entity->children[i].name))
            return read_children(work, input, i, member->value, here, depth);
    }
    for (size_t i = 0; is_new && i < entity->part_count; i++) {
        if (!text_is(member->name, entity->parts[i].name))
            continue;
        input->parts[i] = entity_new_input(work, entity->parts[i].entity);
        return read_object(work, input->parts[i], member->value, here, true, depth + 1);
    }
    int index = entity_field_index(entity, member->name);
    const EntityExtension *extension;
    size_t extension_index;
    bool is_known = (index >= 0 && !(entity->fields[index].can & IS_HIDDEN)) ||
                    entity_extension_field(entity, member->name, &extension, &extension_index) != NULL;
    unsigned needed = is_new ? CAN_WRITE | CAN_CREATE : CAN_WRITE;
    if (!is_known)
        work_note_fault(work, here, "unknown_field", "There is no such field.");
    else if (index < 0 || (entity->fields[index].can & needed) == 0)
        work_note_fault(work, here, "read_only", "This field cannot be written.");
    else
        return read_field(work, input, (size_t)index, member->value, here);
    return done();
}

static Result read_object(Work *work, EntityInput *input, const JsonValue *source, Text pointer, bool is_new, int depth)
{
    if (source == NULL || source->kind != JSON_OBJECT) {
        wrong_type(work, pointer, "an object");
        return done();
    }
    if (depth > 4) {
        work_note_fault(work, pointer, "too_deep", "This is nested too deeply.");
        return done();
    }
    for (size_t i = 0; i < source->object.count; i++)
        TRY(read_member(work, input, &source->object.members[i], pointer, is_new, depth));
    if (!is_new)
        return done();
    const Entity *entity = input->entity;
    for (size_t i = 0; i < entity->field_count; i++) {
        const Field *field = &entity->fields[i];
        if (field->is_required && (field->can & (CAN_WRITE | CAN_CREATE)) && !(field->can & IS_HIDDEN) &&
            !(input->given & FIELD_BIT(i)))
            work_note_fault(work, at(work, pointer, text_of(field->name)), "required", "This field is required.");
    }
    for (size_t i = 0; i < entity->part_count; i++) {
        if (entity->parts[i].is_required && input->parts[i] == NULL)
            work_note_fault(work, at(work, pointer, text_of(entity->parts[i].name)), "required", "This is required.");
    }
    return done();
}

Result entity_read_json(Work *work, const Entity *entity, const JsonValue *source, Text pointer, bool is_new,
                        EntityInput *out_input)
{
    size_t faults_before = work->field_fault_count;
    *out_input = *entity_new_input(work, entity);
    TRY(read_object(work, out_input, source, pointer, is_new, 0));
    if (work->field_fault_count > faults_before)
        return fail(FAULT_INVALID, "Some fields are not right.");
    return done();
}
