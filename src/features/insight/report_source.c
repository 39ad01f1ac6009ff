#include "insight/report_source.h"

#include "commerce/order.h"
#include "desk/ticket.h"
#include "people/customer.h"
#include "voice/response.h"

static const SourceDimension response_dimensions[] = {
    {BY_STAGE, "r.stage", 0},
    {BY_VALUE_STAGE, "r.value_stage", 0},
    {BY_RELATIONSHIP, "r.relationship", 0},
    {BY_CHANNEL, "r.channel", 0},
    {BY_TOUCHPOINT, "r.touchpoint", 0},
    {BY_ASPECT, "r.aspect", 0},
    {BY_SOURCE, "c.source", JOIN_CUSTOMER},
    {BY_COUNTRY, "c.country", JOIN_CUSTOMER},
    {BY_COMPANY, "c.company_id", JOIN_CUSTOMER},
    {BY_TOPIC, "t.topic", JOIN_TICKET},
    {BY_TEAM, "t.team_id", JOIN_TICKET},
    {BY_AGENT, "t.agent_id", JOIN_TICKET},
    {BY_PRODUCT, "t.product_id", JOIN_TICKET},
    {BY_PRIORITY, "t.priority", JOIN_TICKET},
    {BY_TYPE, "t.type", JOIN_TICKET},
};
const ReportSource response_source = {
    .entity = &response_entity,
    .alias = "r",
    .customer_join = " LEFT JOIN customers c ON c.id = r.customer_id",
    .ticket_join = " LEFT JOIN tickets t ON t.id = r.ticket_id",
    .dimensions = response_dimensions,
    .dimension_count = sizeof(response_dimensions) / sizeof(response_dimensions[0]),
};

static const SourceDimension ticket_dimensions[] = {
    {BY_STAGE, "t.stage", 0},
    {BY_VALUE_STAGE, "t.value_stage", 0},
    {BY_RELATIONSHIP, "t.relationship", 0},
    {BY_CHANNEL, "t.channel", 0},
    {BY_TOPIC, "t.topic", 0},
    {BY_SOURCE, "c.source", JOIN_CUSTOMER},
    {BY_COUNTRY, "c.country", JOIN_CUSTOMER},
    {BY_TEAM, "t.team_id", 0},
    {BY_AGENT, "t.agent_id", 0},
    {BY_COMPANY, "t.company_id", 0},
    {BY_PRODUCT, "t.product_id", 0},
    {BY_PRIORITY, "t.priority", 0},
    {BY_TYPE, "t.type", 0},
    {BY_STATUS, "t.status", 0},
    {BY_TAG, "n.name", JOIN_TAGS},
};
const ReportSource ticket_source = {
    .entity = &ticket_entity,
    .alias = "t",
    .customer_join = " LEFT JOIN customers c ON c.id = t.customer_id",
    .tags_join =
        " LEFT JOIN taggings g ON g.entity = 'ticket' AND g.record_id = t.id LEFT JOIN tags n ON n.id = g.tag_id",
    .only = "t.is_spam = 0 AND t.deleted_at IS NULL",
    .dimensions = ticket_dimensions,
    .dimension_count = sizeof(ticket_dimensions) / sizeof(ticket_dimensions[0]),
};

/* The stage held when it was ordered. */
#define STAGE_THEN(ladder)                                                                                             \
    "(SELECT s.stage FROM stage_stays s WHERE s.customer_id = o.customer_id AND s.ladder = '" ladder                   \
    "' AND s.entered_at <= o.ordered_at ORDER BY s.entered_at DESC LIMIT 1)"
static const SourceDimension order_dimensions[] = {
    {BY_STAGE, STAGE_THEN("stage"), 0},
    {BY_VALUE_STAGE, STAGE_THEN("value_stage"), 0},
    {BY_RELATIONSHIP, STAGE_THEN("relationship"), 0},
    {BY_CHANNEL, "o.channel", 0},
    {BY_SOURCE, "c.source", JOIN_CUSTOMER},
    {BY_COUNTRY, "c.country", JOIN_CUSTOMER},
    {BY_COMPANY, "COALESCE(o.company_id, c.company_id)", JOIN_CUSTOMER},
    {BY_STATUS, "o.status", 0},
    {BY_PRODUCT, "l.product_id", JOIN_LINES},
};
const ReportSource order_source = {
    .entity = &order_entity,
    .alias = "o",
    .customer_join = " LEFT JOIN customers c ON c.id = o.customer_id",
    .lines_join = " LEFT JOIN order_lines l ON l.order_id = o.id",
    .dimensions = order_dimensions,
    .dimension_count = sizeof(order_dimensions) / sizeof(order_dimensions[0]),
};

static const SourceDimension customer_dimensions[] = {
    {BY_CHANNEL, "c.preferred_channel", 0},
    {BY_SOURCE, "c.source", 0},
    {BY_COUNTRY, "c.country", 0},
    {BY_COMPANY, "c.company_id", 0},
};
const ReportSource customer_source = {
    .entity = &customer_entity,
    .alias = "c",
    .dimensions = customer_dimensions,
    .dimension_count = sizeof(customer_dimensions) / sizeof(customer_dimensions[0]),
};

static const SourceDimension *source_dimension(const ReportSource *source, Dimension dimension)
{
    for (size_t i = 0; i < source->dimension_count; i++)
        if (source->dimensions[i].dimension == dimension)
            return &source->dimensions[i];
    return NULL;
}

static bool dimension_is_id(Dimension dimension)
{
    return dimension == BY_AGENT || dimension == BY_TEAM || dimension == BY_COMPANY || dimension == BY_PRODUCT;
}

static bool asks_for(const ReportQuery *query, DimensionSet set)
{
    for (size_t i = 0; i < query->by_count; i++)
        if (set & DIMENSION_BIT(query->by[i]))
            return true;
    return false;
}

bool groups_overlap(const ReportQuery *query)
{
    return asks_for(query, DIMENSION_BIT(BY_TAG));
}

/* An open window is as wide as the data, so that its days can be known. */
static Result window_close(Work *work, const ReportSource *source, const char *time, ReportWindow *window)
{
    if (window->has_from && window->has_to)
        return done();
    const char *sql = arena_printf(work->arena, "SELECT (SELECT MIN(%s) FROM %s %s), (SELECT MAX(%s) FROM %s %s)", time,
                                   source->entity->table, source->alias, time, source->entity->table, source->alias);
    WITH_CURSOR cursor = {0};
    TRY(db_query(work->db, db_made_sql(sql), DB_NO_VALUES, &cursor));
    bool has_row;
    TRY(db_next(&cursor, &has_row));
    bool is_empty = !has_row || db_is_null(&cursor, 0);
    if (!window->has_from)
        window->from = is_empty ? work->now : db_column_int(&cursor, 0);
    if (!window->has_to)
        window->to = is_empty ? work->now : db_column_int(&cursor, 1) + 1;
    return done();
}

static void add_window(Scan *scan, const char *time, const ReportWindow *window)
{
    Buffer *where = &scan->builder.where;
    if (window->has_from) {
        buffer_addf(where, " AND %s >= ", time);
        sql_bind(&scan->builder, where, db_int(window->from));
    }
    if (window->has_to) {
        buffer_addf(where, " AND %s < ", time);
        sql_bind(&scan->builder, where, db_int(window->to));
    }
    if (!window->has_from && !window->has_to)
        buffer_addf(where, " AND %s IS NOT NULL", time);
}

static void add_column(Scan *scan, const char *expression)
{
    buffer_addf(&scan->columns, "%s%s", scan->column_count > 0 ? ", " : "", expression);
    scan->column_count++;
}

static void add_slices(Scan *scan, const char *time, const ReportWindow *window)
{
    scan->slices = slices_of(scan->query->zone, window->from, window->to);
    if (asks_for(scan->query, DIMENSION_BIT(BY_HOUR)) && scan->slices.width > HOUR_MS)
        scan->slices.width = HOUR_MS; /* days are whole hours long here: else the slices are narrower already */
    scan->has_slices = true;
    buffer_addf(&scan->columns, "%s(%s - ", scan->column_count > 0 ? ", " : "", time);
    sql_bind(&scan->builder, &scan->columns, db_int(scan->slices.origin));
    buffer_add_string(&scan->columns, ") / ");
    sql_bind(&scan->builder, &scan->columns, db_int(scan->slices.width));
    scan->column_count++;
}

/* Columns of the dimensions; all of time share the last one. */
static unsigned add_dimensions(Scan *scan)
{
    unsigned joins = 0;
    for (size_t i = 0; i < scan->query->by_count; i++) {
        const SourceDimension *dimension = source_dimension(scan->source, scan->query->by[i]);
        scan->by_columns[i] = dimension ? (int)scan->column_count : -1;
        if (dimension == NULL)
            continue;
        add_column(scan, dimension->expression);
        joins |= dimension->joins;
    }
    return joins;
}

static Result add_filter(Scan *scan)
{
    Work *work = scan->work;
    const Entity *entity = scan->source->entity;
    const Filter *filter = NULL;
    const Filter *visible = NULL;
    if (scan->query->filter)
        TRY(filter_read(work, entity, scan->query->filter, TEXT("filter"), &filter));
    if (entity->visible)
        TRY(entity->visible(work, &visible));
    filter = filter_both(work, filter, visible);
    if (filter == NULL)
        return done();
    buffer_add_string(&scan->builder.where, " AND ");
    return filter_compile(work, entity, filter, scan->source->alias, &scan->builder);
}

Result scan_begin(Work *work, const ReportQuery *query, const ReportSource *source, const char *time,
                  const ReportWindow *window, Scan *out_scan)
{
    Scan scan = {.work = work,
                 .query = query,
                 .source = source,
                 .builder = sql_builder(work->arena),
                 .columns = buffer_new(work->arena, 65536),
                 .day = INT64_MIN};
    buffer_add_string(&scan.builder.where, source->only ? source->only : "1 = 1");
    unsigned joins = add_dimensions(&scan);
    if (time && window)
        add_window(&scan, time, window);
    Grain grain;
    scan.has_clock = asks_for(query, BY_CLOCK);
    if (time && window && (query_grain(query, &grain) || scan.has_clock)) {
        ReportWindow closed = *window;
        TRY(window_close(work, source, time, &closed));
        add_slices(&scan, time, &closed);
    }
    if (joins & JOIN_CUSTOMER)
        buffer_add_string(&scan.builder.joins, source->customer_join);
    if (joins & JOIN_TICKET)
        buffer_add_string(&scan.builder.joins, source->ticket_join);
    if (joins & JOIN_TAGS)
        buffer_add_string(&scan.builder.joins, source->tags_join);
    if (joins & JOIN_LINES)
        buffer_add_string(&scan.builder.joins, source->lines_join);
    TRY(add_filter(&scan));
    *out_scan = scan;
    return done();
}

void scan_where(Scan *scan, const char *condition)
{
    buffer_addf(&scan->builder.where, " AND %s", condition);
}

Result scan_query(Scan *scan, const char *measures, int group_count, const char *order_by, DbCursor *out_cursor)
{
    Buffer sql = buffer_new(scan->work->arena, 4 << 20);
    bool has_columns = scan->column_count > 0;
    buffer_addf(&sql, "SELECT %.*s%s%s FROM %s %s%.*s WHERE %.*s", TEXT_ARG(buffer_text(&scan->columns)),
                has_columns ? ", " : "", measures, scan->source->entity->table, scan->source->alias,
                TEXT_ARG(buffer_text(&scan->builder.joins)), TEXT_ARG(buffer_text(&scan->builder.where)));
    size_t grouped = group_count < 0 ? 0 : scan->column_count + (size_t)group_count;
    for (size_t i = 1; i <= grouped; i++)
        buffer_addf(&sql, "%s%zu", i == 1 ? " GROUP BY " : ", ", i);
    if (order_by)
        buffer_addf(&sql, " ORDER BY %s", order_by);
    if (sql.is_full)
        return fail(FAULT_LIMIT, "The filter is too long.");
    return db_query(scan->work->db, db_made_sql(sql.data), scan->builder.values, scan->builder.value_count, out_cursor);
}

Result scan_unconverted(Scan *scan, const char *currency, const char *amount, Json *json)
{
    const char *measures = arena_printf(scan->work->arena, "%s, COUNT(*), CAST(SUM(%s) AS BIGINT)", currency, amount);
    WITH_CURSOR cursor = {0};
    TRY(scan_query(scan, measures, 1, "1", &cursor));
    for (;;) {
        bool has_row;
        TRY(db_next(&cursor, &has_row));
        if (!has_row)
            return done();
        json_object(json);
        json_put_text(json, "currency", db_column_text(&cursor, 0));
        json_put_int(json, "count", db_column_int(&cursor, 1));
        json_put_int(json, "total", db_column_int(&cursor, 2));
        json_end_object(json);
    }
}

int64_t scan_day(const Scan *scan, const DbCursor *cursor)
{
    return slice_day(&scan->slices, db_column_int(cursor, (int)scan->column_count - 1));
}

void scan_set_day(Scan *scan, int64_t day, GroupValue *out_by)
{
    for (size_t i = 0; i < scan->query->by_count; i++) {
        if (!dimension_is_time(scan->query->by[i]))
            continue;
        if (day != scan->day)
            scan->name_lengths[i] = period_write(dimension_grain(scan->query->by[i]), day, scan->names[i]);
        out_by[i] = (GroupValue){.text = {scan->names[i], scan->name_lengths[i]}};
    }
    scan->day = day;
}

/* The wall clock of the current row's slice: "1" to "7", and "00" to "23". */
static void set_clock(const Scan *scan, int64_t slice, GroupValue *out_by)
{
    static const char weekdays[] = "1234567";
    static const char hours[] = "000102030405060708091011121314151617181920212223";
    int64_t at = scan->slices.origin + slice * scan->slices.width;
    int64_t local = at + zone_offset_ms(scan->slices.zone, at);
    int64_t day = local / DAY_MS - (local % DAY_MS < 0 ? 1 : 0);
    for (size_t i = 0; i < scan->query->by_count; i++) {
        if (scan->query->by[i] == BY_WEEKDAY)
            out_by[i] = (GroupValue){.text = {weekdays + weekday_of_days(day), 1}};
        else if (scan->query->by[i] == BY_HOUR)
            out_by[i] = (GroupValue){.text = {hours + (local - day * DAY_MS) / HOUR_MS * 2, 2}};
    }
}

void scan_values(Scan *scan, const DbCursor *cursor, GroupValue *out_by)
{
    for (size_t i = 0; i < scan->query->by_count; i++) {
        int column = scan->by_columns[i];
        out_by[i] = (GroupValue){.is_null = true};
        if (column < 0 || db_is_null(cursor, column))
            continue;
        if (dimension_is_id(scan->query->by[i]))
            out_by[i] = (GroupValue){.is_id = true, .id = db_column_int(cursor, column)};
        else
            out_by[i] = (GroupValue){.text = db_column_text(cursor, column)};
    }
    if (scan->has_slices)
        scan_set_day(scan, scan_day(scan, cursor), out_by);
    if (scan->has_slices && scan->has_clock)
        set_clock(scan, db_column_int(cursor, (int)scan->column_count - 1), out_by);
}
