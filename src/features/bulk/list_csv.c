#include "bulk/list_csv.h"

#include "base/csv.h"
#include "desk/ticket.h"
#include "model/value.h"
#include "people/customer.h"

#define PAGE_ROWS 100
#define AFTER_BYTES_MAX 4096
#define PAGE_STEPS_MAX INT64_C(200000000)
#define PAGE_MS_MAX 10000

typedef struct Column {
    Text head;       /* "customer", "custom"; empty: the record's own */
    const char *key; /* in the object */
    Text title;
    FieldType type;
} Column;

/* Between pages: where the next begins. In the request's arena. */
typedef struct ListCsv {
    const Entity *entity;
    const JsonValue *filter;
    Text sort;
    Text include;
    Column columns[CSV_COLUMNS_MAX];
    size_t column_count;
    char after[AFTER_BYTES_MAX];
    size_t after_length;
    bool is_begun;
    bool is_over;
} ListCsv;

/* ---- columns ---- */

static const Field *field_named(const Entity *entity, Text name)
{
    const EntityExtension *extension;
    size_t index_in;
    int index = entity_field_index(entity, name);
    const Field *field =
        index >= 0 ? &entity->fields[index] : entity_extension_field(entity, name, &extension, &index_in);
    return field && !(field->can & IS_HIDDEN) ? field : NULL;
}

static bool column_find(Work *work, const Entity *entity, Text name, Column *out)
{
    size_t dot = text_find_byte(name, '.', 0);
    Text head = dot == SIZE_MAX ? TEXT_NONE : text_slice(name, 0, dot);
    Text key = dot == SIZE_MAX ? name : text_slice(name, dot + 1, name.length);
    *out = (Column){.head = head, .key = text_string(work->arena, key), .title = name, .type = FIELD_TEXT};
    if (text_is(name, "tags"))
        return entity->has_tags;
    if (text_is(head, "custom"))
        return entity->has_custom;
    const Entity *holder = entity;
    if (head.length > 0) {
        int hop = entity_field_index(entity, text_format(work->arena, "%.*s_id", TEXT_ARG(head)));
        holder = hop < 0 ? NULL : entity->fields[hop].to;
    }
    const Field *field = holder ? field_named(holder, key) : NULL;
    if (field)
        out->type = field->type;
    return field != NULL;
}

static bool is_included(Text include, Text head)
{
    Text part;
    while (include.length > 0 && text_next_part(&include, ',', &part)) {
        if (text_equals(part, head))
            return true;
    }
    return false;
}

static Result columns_read(Work *work, Text names, Text titles, ListCsv *csv)
{
    Buffer include = buffer_new(work->arena, 4096);
    Text name;
    Text title;
    while (names.length > 0 && text_next_part(&names, ',', &name)) {
        Column *column = &csv->columns[csv->column_count];
        if (csv->column_count == CSV_COLUMNS_MAX)
            return work_fault(work, TEXT("columns"), "too_many", "At most %d columns.", CSV_COLUMNS_MAX);
        if (!column_find(work, csv->entity, text_trim(name), column))
            return work_fault(work, TEXT("columns"), "unknown_field", "There is no column \"%.*s\".",
                              TEXT_ARG(text_slice(name, 0, 60)));
        if (titles.length > 0 && text_next_part(&titles, '|', &title))
            column->title = title;
        if (column->head.length > 0 && !text_is(column->head, "custom") &&
            !is_included(buffer_text(&include), column->head)) {
            buffer_add_string(&include, include.length ? "," : "");
            buffer_add_text(&include, column->head);
        }
        csv->column_count++;
    }
    csv->include = include.length ? buffer_text(&include) : TEXT_NONE;
    if (csv->column_count == 0)
        return work_fault(work, TEXT("columns"), "required", "Name the columns.");
    return done();
}

/* ---- cells ---- */

static void add_money(Work *work, Buffer *out, const JsonValue *money)
{
    int64_t amount = json_int_member(money, "amount", 0);
    Text currency = json_text_member(money, "currency");
    int exponent = currency_exponent(currency);
    int64_t unit = exponent < 0 ? 1 : currency_unit(currency);
    Text text = unit == 1 ? text_from_int(work->arena, amount)
                          : text_format(work->arena, "%s%lld.%0*lld", amount < 0 ? "-" : "",
                                        (long long)(amount < 0 ? -(amount / unit) : amount / unit), exponent,
                                        (long long)(amount < 0 ? -(amount % unit) : amount % unit));
    buffer_add_text(out, text);
}

static void add_time(Work *work, Buffer *out, Text text)
{
    int64_t at_ms;
    bool is_day;
    if (!is_ok(time_read(text, &at_ms, &is_day))) {
        csv_add_cell(out, text);
        return;
    }
    char local[TIME_TEXT_BYTES]; /* "2026-01-05T09:00:00Z", of which the first 19 bytes are wanted */
    time_write(at_ms + zone_offset_ms(workspace_settings(work->workspace).zone, at_ms), local);
    local[10] = ' ';
    buffer_add(out, local, 19);
}

static void add_list(Work *work, Buffer *out, const JsonValue *list)
{
    Buffer joined = buffer_new(work->arena, 65536);
    for (size_t i = 0; i < list->list.count; i++) {
        buffer_add_string(&joined, i ? "; " : "");
        if (list->list.items[i].kind == JSON_TEXT)
            buffer_add_text(&joined, list->list.items[i].text);
    }
    csv_add_cell(out, buffer_text(&joined));
}

static void add_value(Work *work, Buffer *out, const Column *column, const JsonValue *value)
{
    if (value == NULL || value->kind == JSON_NULL)
        return;
    if (value->kind == JSON_LIST)
        add_list(work, out, value);
    else if (value->kind == JSON_OBJECT && json_member(value, "amount"))
        add_money(work, out, value);
    else if (value->kind == JSON_TEXT && column->type == FIELD_TIME)
        add_time(work, out, value->text);
    else if (value->kind == JSON_TEXT)
        csv_add_cell(out, value->text);
    else if (value->kind != JSON_OBJECT)
        buffer_add_text(out, json_to_text(work->arena, value)); /* numbers, true and false */
}

static void add_row(Work *work, Buffer *out, const ListCsv *csv, const JsonValue *record)
{
    for (size_t i = 0; i < csv->column_count; i++) {
        const Column *column = &csv->columns[i];
        const JsonValue *holder =
            column->head.length > 0 ? json_member(record, text_string(work->arena, column->head)) : record;
        buffer_add_string(out, i ? "," : "");
        if (holder && holder->kind == JSON_OBJECT)
            add_value(work, out, column, json_member(holder, column->key));
    }
    buffer_add_string(out, "\r\n");
}

static void add_titles(Buffer *out, const ListCsv *csv)
{
    buffer_add_string(out, "\xEF\xBB\xBF");
    for (size_t i = 0; i < csv->column_count; i++) {
        buffer_add_string(out, i ? "," : "");
        csv_add_cell(out, csv->columns[i].title);
    }
    buffer_add_string(out, "\r\n");
}

/* ---- pages ---- */

static Result page_read(Work *work, const ListCsv *csv, int64_t rows, Buffer *out, Text *out_next)
{
    Buffer text = buffer_new(work->arena, 64 << 20);
    Json json = json_writer(&text);
    const ListQuery query = {.filter = csv->filter,
                             .sort = csv->sort,
                             .limit = rows,
                             .after = {csv->after, csv->after_length},
                             .include = csv->include};
    const JsonValue *page;
    TRY(entity_list(work, csv->entity, &query, &json));
    TRY(json_read(work->arena, buffer_text(&text), &page));
    const JsonValue *data = json_member(page, "data");
    if (!csv->is_begun)
        add_titles(out, csv);
    for (size_t i = 0; data && i < data->list.count; i++)
        add_row(work, out, csv, &data->list.items[i]);
    *out_next = json_text_member(page, "next");
    return done();
}

/* Fewer rows until they fit: a single one always does. */
static Result csv_more(Work *work, void *context, int64_t offset, size_t bytes_max, Text *out_bytes)
{
    ListCsv *csv = context;
    (void)offset;
    *out_bytes = TEXT_NONE;
    if (csv->is_over)
        return done();
    for (int64_t rows = PAGE_ROWS; rows > 0; rows /= 2) {
        Buffer out = buffer_new(work->arena, bytes_max);
        Text next;
        db_set_budget(work->db, PAGE_STEPS_MAX, PAGE_MS_MAX);
        Result result = page_read(work, csv, rows, &out, &next);
        db_set_budget(work->db, 0, 0);
        TRY(result);
        if (out.is_full)
            continue;
        csv->is_begun = true;
        csv->is_over = next.length == 0 || next.length >= sizeof csv->after;
        csv->after_length = csv->is_over ? 0 : next.length;
        if (csv->after_length > 0)
            memcpy(csv->after, next.data, next.length);
        *out_bytes = buffer_text(&out);
        return done();
    }
    return fail(FAULT_LIMIT, "A row is too long for a spreadsheet.");
}

/* ---- over HTTP ---- */

static Result csv_get(Work *work, const Request *request, Answer *answer)
{
    ListCsv *csv = ARENA_NEW(work->arena, ListCsv);
    csv->entity = request->route->entity;
    csv->sort = request_query(request, "sort");
    Text filter = request_query(request, "filter");
    if (!text_is_empty(filter)) {
        Result read = json_read(work->arena, filter, &csv->filter);
        if (!is_ok(read))
            return work_fault(work, TEXT("filter"), "wrong_type", "%s", read.why);
    }
    TRY(columns_read(work, request_query(request, "columns"), request_query(request, "titles"), csv));
    /* What is wrong with filter or order is said now, not in the middle of a file. */
    Buffer first = buffer_new(work->arena, 1 << 20);
    Json json = json_writer(&first);
    const ListQuery query = {.filter = csv->filter, .sort = csv->sort, .limit = 1, .include = csv->include};
    TRY(entity_list(work, csv->entity, &query, &json));
    answer->content_type = "text/csv; charset=utf-8";
    answer_header(answer, "Content-Disposition",
                  text_format(work->arena, "attachment; filename=\"%s.csv\"", csv->entity->plural));
    answer->read_more = csv_more;
    answer->read_context = csv;
    answer->read_bytes = ANSWER_BYTES_UNKNOWN;
    return done();
}

static const RouteParameter csv_parameters[] = {
    {"filter", "string", "The filter language, as JSON."},
    {"sort", "string", "As of the list."},
    {"columns", "string", "Fields, separated by commas: number,subject,customer.name,tags,custom.size."},
    {"titles", "string", "What stands above the columns, separated by |; their names without."},
};

#define CSV_ROUTE(path_, entity_)                                                                                      \
    {                                                                                                                  \
        .method = "GET", .path = (path_), .entity = (entity_), .right = RIGHT_READ | RIGHT_EXPORT, .runs = RUNS_SLOW,  \
        .handle = csv_get, .gives = SHAPE_BYTES, .parameters = csv_parameters, .parameter_count = 4,                   \
        .about = "The list as CSV, for spreadsheets: times in the workspace's zone, amounts in units."                 \
    }
const Route list_csv_routes[] = {
    CSV_ROUTE("/api/v1/tickets/export", &ticket_entity),
    CSV_ROUTE("/api/v1/customers/export", &customer_entity),
    {.path = NULL},
};
