#include "../desk/desk_world.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "import/import_run.h"
#include "commerce/order.h"
#include "people/customer.h"
#include "voice/response.h"

/* A file in the world's folder. */
static const char *a_file(World *world, const char *name, const char *rows)
{
    const char *path = arena_printf(world->arena, "%s/%s", world->folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(rows, file);
    fclose(file);
    return path;
}

static const char *content_of(World *world, const char *path)
{
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return NULL;
    char *bytes = arena_alloc(world->arena, 100000);
    size_t length = fread(bytes, 1, 99999, file);
    fclose(file);
    bytes[length] = '\0';
    return bytes;
}

typedef struct Import {
    const char *kind;
    const char *map;
    const char *set;
    const char *values;
    bool is_dry_run;
} Import;

static Result try_import(World *world, const Import *import, const char *path, ImportCounts *out_counts)
{
    FILE *err = fopen("/dev/null", "w");
    ImportOptions options = {.workspace = world->workspace,
                             .actor = actor_system,
                             .kind = import_kind_named(text_of(import->kind)),
                             .wishes = {text_of(import->map), text_of(import->set), text_of(import->values)},
                             .is_dry_run = import->is_dry_run,
                             .folder_fd = AT_FDCWD,
                             .input_fd = -1,
                             .err = err};
    ImportTouched *touched = import_touched_new();
    *out_counts = (ImportCounts){0};
    Result result = import_file(world->arena, &options, path, touched, out_counts);
    if (is_ok(result) && !import->is_dry_run)
        result = import_settle(world->workspace, &actor_system, touched, NULL, NULL);
    import_touched_free(touched);
    fclose(err);
    return result;
}

/* "created updated unchanged rejected" */
static const char *counts_of(World *world, const Import *import, const char *path)
{
    ImportCounts counts;
    must(try_import(world, import, path, &counts));
    return arena_printf(world->arena, "%lld %lld %lld %lld", (long long)counts.created, (long long)counts.updated,
                        (long long)counts.unchanged, (long long)counts.rejected);
}

#define assert_counts(world, import, path, expected) assert_string_equal(counts_of(world, import, path), expected)

static void spanish_orders_bring_their_customers(void **state)
{
    World *world = world_of(state);
    const Import import = {"orders", "", "currency=EUR,time_zone=Europe/Madrid", ""};
    const char *path = a_file(world, "pedidos.csv",
                              "Número de pedido;Cliente;Correo electrónico;Ciudad;Fecha de pedido;Importe;Estado\n"
                              "A-1;C7;Ana@Example.com;Lima;13/02/2025 10:00;1.234,50 €;Entregado\n"
                              "A-2;C8;;Quito;02/03/2025;99,9;cancelado\n"
                              "A-3;C7;;Lima;03/03/2025 08:00;10;pagado\n");
    assert_counts(world, &import, path, "3 0 0 0");
    assert_counts(world, &import, path, "0 0 3 0");
    int64_t order = world_int(world, "SELECT id FROM orders WHERE external_id = 'A-1' AND $1 = 0", 0);
    const JsonValue *shown = world_get(world, &order_entity, order);
    assert_int_equal(json_int_at(shown, "total.amount"), 123450);
    assert_text(json_text_at(shown, "status"), "delivered");
    assert_text(json_text_at(shown, "ordered_at"), "2025-02-13T09:00:00Z");
    const JsonValue *customer = world_get(world, &customer_entity, json_int_at(shown, "customer_id"));
    assert_text(json_text_at(customer, "email"), "Ana@Example.com");
    assert_text(json_text_at(customer, "external_id"), "C7");
    assert_int_equal(json_int_at(customer, "orders"), 2);
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM customers WHERE id > $1", 0), 2);
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM stage_stays WHERE customer_id = $1",
                               json_int_at(shown, "customer_id")) > 0,
                     1);
}

static void rejected_rows_come_out_with_their_reasons_and_the_rest_goes_in(void **state)
{
    World *world = world_of(state);
    const Import import = {"orders", "", "", ""};
    const char *path = a_file(world, "orders.csv",
                              "order_id,customer,date,total,note\n"
                              "1,C1,2025-01-05,10.50,=SUM(A1)\n"
                              "2,C1,32/01/2025,10.50,\"a, b\"\n"
                              "3,,2025-01-06,10.50,x\n"
                              "4,C1,2025-01-06,ten,x\n"
                              "5,C1,2025-01-06,10,x,more\n");
    assert_counts(world, &import, path, "1 0 0 4");
    const char *rejected_path = arena_printf(world->arena, "%s.rejected.csv", path);
    const char *rejected = content_of(world, rejected_path);
    assert_non_null(rejected);
    assert_non_null(strstr(rejected, "order_id,customer,date,total,note,reason\n"));
    assert_non_null(strstr(rejected, "2,C1,32/01/2025,10.50,\"a, b\",\"ordered_at: This is no date"));
    assert_non_null(strstr(rejected, "3,,2025-01-06,10.50,x,customer: The row does not say whose it is.\n"));
    assert_non_null(strstr(rejected, "total: This is no number."));
    assert_non_null(strstr(rejected, "has 6 cells"));
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM orders WHERE id > $1", 0), 1);
    a_file(world, "orders.csv", "order_id,customer,date,total\n1,C1,2025-01-05,10.50\n");
    assert_counts(world, &import, path, "0 0 1 0");
    assert_null(content_of(world, rejected_path));
}

static void a_row_is_in_whole_or_not_at_all(void **state)
{
    World *world = world_of(state);
    const Import import = {"payments", "", "", ""};
    /* The customer is made before the payment turns out to be for another's order. */
    const Import orders = {"orders", "", "", ""};
    assert_counts(world, &orders, a_file(world, "o.csv", "order_id,customer,total\n1,C1,5\n"), "1 0 0 0");
    int64_t events = world_int(world, "SELECT COUNT(*) FROM events WHERE id > $1", 0);
    assert_counts(world, &import, a_file(world, "p.csv", "payment_id,customer,order_id,amount\np1,NEW,1,5\n"),
                  "0 0 0 1");
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM customers WHERE external_id = 'NEW' AND id > $1", 0), 0);
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM events WHERE id > $1", 0), events);
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM search_documents WHERE customer_id > $1", 0), 1);
}

static void a_dry_run_counts_and_writes_nothing(void **state)
{
    World *world = world_of(state);
    Import import = {"customers", "", "", "", true};
    const char *path =
        a_file(world, "c.csv", "id,nombre,email\n1,Ana,ana@example.com\n1,Ana María,ana@example.com\n2,Luis,bad\n");
    assert_counts(world, &import, path, "1 1 0 1");
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM customers WHERE id > $1", 0), 0);
    assert_null(content_of(world, arena_printf(world->arena, "%s.rejected.csv", path)));
    import.is_dry_run = false;
    assert_counts(world, &import, path, "1 1 0 1");
    assert_counts(world, &import, path, "0 0 2 1"); /* the later row stands, and stands the next time */
}

/* More rows than one batch holds; every `bad_every`th costs more than anything may. */
static const char *many_orders(World *world, const char *name, int rows, int bad_every)
{
    Buffer file = buffer_new(world->arena, 1 << 20);
    buffer_add_string(&file, "order_id,customer,date,total\n");
    for (int i = 1; i <= rows; i++)
        buffer_addf(&file, "%d,C%d,2025-01-05,%s\n", i, i % 7, i % bad_every == 0 ? "99999999999999999" : "10.50");
    return a_file(world, name, file.data);
}

static void bad_rows_among_many_leave_the_others_in(void **state)
{
    World *world = world_of(state);
    const Import import = {"orders", "", "", ""};
    const char *path = many_orders(world, "many.csv", 700, 97);
    assert_counts(world, &import, path, "693 0 0 7");
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM orders WHERE id > $1", 0), 693);
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM events WHERE kind = 'order.created' AND id > $1", 0), 693);
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM customers WHERE source = 'import' AND id > $1", 0), 7);
    assert_counts(world, &import, path, "0 0 693 7");
}

static void a_dry_run_of_many_rows_trusts_nothing_that_it_took_back(void **state)
{
    World *world = world_of(state);
    const Import import = {"orders", "", "", "", true};
    assert_counts(world, &import, many_orders(world, "many.csv", 700, 1000), "700 0 0 0");
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM customers WHERE source = 'import' AND id > $1", 0), 0);
}

static void a_later_file_changes_what_it_says_and_nothing_else(void **state)
{
    World *world = world_of(state);
    const Import orders = {"orders", "", "", ""};
    assert_counts(world, &orders,
                  a_file(world, "a.csv", "order_id,customer,date,total,status\n1,C1,2025-01-05,10,shipped\n"),
                  "1 0 0 0");
    const Import update = {"orders", "", "", ""};
    assert_counts(world, &update,
                  a_file(world, "b.csv", "order_id,customer,delivered_at,status\n1,C1,2025-01-09,delivered\n"),
                  "0 1 0 0");
    const JsonValue *order = world_get(world, &order_entity, 1);
    assert_text(json_text_at(order, "status"), "delivered");
    assert_int_equal(json_int_at(order, "total.amount"), 1000);
    assert_text(json_text_at(order, "ordered_at"), "2025-01-05T00:00:00Z");
}

static void sales_without_a_number_count_each_and_once(void **state)
{
    World *world = world_of(state);
    const Import import = {"orders", "", "", ""};
    const char *path =
        a_file(world, "sales.csv",
               "customer_id,date,amount\n00004,1997-01-01,29.33\n00004,1997-01-01,29.33\n4,1997-01-01,5\n");
    assert_counts(world, &import, path, "3 0 0 0");
    assert_counts(world, &import, path, "0 0 3 0");
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM customers WHERE id > $1", 0), 2);
    assert_int_equal(
        world_int(world, "SELECT COUNT(*) FROM orders WHERE status = 'paid' AND paid_at = ordered_at AND id > $1", 0),
        3);
}

static void a_subscription_that_ends_later_is_the_same_one(void **state)
{
    World *world = world_of(state);
    const Import import = {"contracts", "", "period=month", ""};
    assert_counts(world, &import,
                  a_file(world, "s.csv", "customer_id,start_date,end_date,monthly_fee\nA,2024-01-31,,9.9\n"),
                  "1 0 0 0");
    assert_counts(world, &import,
                  a_file(world, "s.csv", "customer_id,start_date,end_date,monthly_fee\nA,2024-01-31,2025-01-31,9.9\n"),
                  "0 1 0 0");
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM contracts WHERE ended_at IS NOT NULL AND id > $1", 0), 1);
}

static void one_questionnaire_has_several_answers(void **state)
{
    World *world = world_of(state);
    const char *path = a_file(world, "q.csv", "respondent,Q1,Q2\n1,9,4\n2,3,5\n");
    const Import nps = {"responses", "external_id=respondent,score=Q1", "kind=nps,scale=1-10", ""};
    const Import csat = {"responses", "external_id=respondent,score=Q2", "kind=csat,scale=1-5", ""};
    assert_counts(world, &nps, path, "2 0 0 0");
    assert_counts(world, &csat, path, "2 0 0 0");
    assert_counts(world, &nps, path, "0 0 2 0");
    assert_counts(world, &csat, path, "0 0 2 0");
}

static void an_answer_belongs_to_its_orders_customer(void **state)
{
    World *world = world_of(state);
    const Import orders = {"orders", "", "", ""};
    const Import reviews = {"responses", "", "kind=csat", ""};
    const char *path = a_file(world, "r.csv", "review_id,order_id,review_score\nr1,1,5\nr1,2,3\nr2,9,1\n");
    assert_counts(world, &orders, a_file(world, "o.csv", "order_id,customer,total\n1,C1,5\n2,C2,5\n"), "2 0 0 0");
    assert_counts(world, &reviews, path, "3 0 0 0");
    assert_counts(world, &reviews, path, "0 0 3 0");
    assert_int_equal(
        world_int(world,
                  "SELECT COUNT(*) FROM responses r JOIN orders o ON o.id = r.order_id AND o.customer_id = "
                  "r.customer_id WHERE r.id > $1",
                  0),
        2);
    const Import named = {"responses", "order=order_id", "kind=csat", ""};
    assert_counts(world, &named, path, "0 0 2 1"); /* what the caller named must be there */
}

static void tickets_know_when_they_were_settled(void **state)
{
    World *world = world_of(state);
    const Import import = {"tickets", "", "", "status:en cola=pending"};
    const char *path = a_file(world, "t.csv",
                              "case_id,opened,resolved,closed,estado,descripcion,producto\n"
                              "1,2025-01-05 10:00,2025-01-06 10:00,2025-01-07 10:00,,No enciende\\nnada,Molino\n"
                              "2,2025-01-05 10:00,,2025-01-07 10:00,,,\n"
                              "3,2025-01-05 10:00,,,en cola,,Molino\n"
                              "4,2025-01-05 10:00,2025-01-05 11:00,,,,\n");
    assert_counts(world, &import, path, "4 0 0 0");
    assert_counts(world, &import, path, "0 0 4 0");
    assert_int_equal(
        world_int(world, "SELECT COUNT(*) FROM tickets WHERE status = 'closed' AND closed_at IS NOT NULL AND id > $1",
                  0),
        2);
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM tickets WHERE solved_at IS NULL AND id > $1", 0), 2);
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM tickets WHERE status = 'pending' AND id > $1", 0), 1);
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM messages WHERE id > $1", 0), 1);
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM products WHERE id > $1", 0), 1);
    assert_int_equal(world_int(world, "SELECT reopens FROM tickets WHERE external_id = '1' AND $1 = 0", 0), 0);
}

static void lines_count_into_a_total_that_is_theirs(void **state)
{
    World *world = world_of(state);
    const Import orders = {"orders", "", "", ""};
    const Import lines = {"order_lines", "external_id=order_id+line", "", ""};
    const char *path = a_file(
        world, "l.csv", "order_id,line,sku,quantity,price\n1,1,A,2,5.00\n1,2,B,1,2.50\n2,1,A,1,5.00\n9,1,A,1,5\n");
    assert_counts(world, &orders,
                  a_file(world, "o.csv", "order_id,customer,date,total\n1,C1,2025-01-05,\n2,C1,2025-01-05,99\n"),
                  "2 0 0 0");
    assert_counts(world, &lines, path, "3 0 0 1");
    assert_counts(world, &lines, path, "0 0 3 1");
    assert_int_equal(world_int(world, "SELECT total FROM orders WHERE external_id = '1' AND $1 = 0", 0), 1250);
    assert_int_equal(world_int(world, "SELECT total FROM orders WHERE external_id = '2' AND $1 = 0", 0), 9900);
}

static void an_order_can_be_told_by_its_lines(void **state)
{
    World *world = world_of(state);
    const Import import = {"orders", "", "currency=GBP", ""};
    const char *path = a_file(world, "retail.csv",
                              "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
                              "536365,85123A,HEART,6,2010-12-01 08:26:00,2.55,17850,United Kingdom\n"
                              "536365,71053,LANTERN,6,2010-12-01 08:26:00,3.39,17850,United Kingdom\n"
                              "536365,71053,LANTERN,6,2010-12-01 08:26:00,3.39,17850,United Kingdom\n"
                              "536366,22633,WARMER,1,2010-12-01 08:28:00,1.85,17850,United Kingdom\n");
    assert_counts(world, &import, path, "2 2 0 0");
    assert_counts(world, &import, path, "0 0 4 0");
    assert_int_equal(world_int(world, "SELECT total FROM orders WHERE external_id = '536365' AND $1 = 0", 0), 5598);
    assert_int_equal(world_int(world, "SELECT COUNT(*) FROM order_lines WHERE id > $1", 0), 4);
    assert_text(json_text_at(world_get(world, &customer_entity, 1), "country"), "GB");
}

static void one_customer_stands_behind_id_and_address(void **state)
{
    World *world = world_of(state);
    const Import import = {"customers", "", "", ""};
    int64_t id = a_customer(world, "ana@example.com");
    assert_counts(world, &import, a_file(world, "c.csv", "id,name,email,tags\n7,Ana,ANA@example.com,vip;lima\n"),
                  "0 1 0 0");
    assert_counts(world, &import, a_file(world, "c.csv", "id,name,email,tags\n7,Ana,ANA@example.com,vip;lima\n"),
                  "0 0 1 0");
    const JsonValue *customer = world_get(world, &customer_entity, id);
    assert_text(json_text_at(customer, "external_id"), "7");
    assert_text(json_text_at(customer, "tags.0"), "lima");
}

static void what_cannot_be_mapped_is_said(void **state)
{
    World *world = world_of(state);
    static const struct {
        Import import;
        const char *says;
    } cases[] = {
        {{"orders", "nonsense=a", "", "", false}, "have no field"},
        {{"orders", "customer=z", "", "", false}, "There is no column"},
        {{"orders", "total=b", "", "", false}, "No column says the customer"},
        {{"orders", "customer=a", "time_zone=Mars/Base", "", false}, ""},
        {{"orders", "customer", "", "", false}, "must be NAME=VALUE"},
        {{"responses", "score=a", "", "", false}, "No column says the kind"},
    };
    const char *path = a_file(world, "x.csv", "a,b\n1,2\n");
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        ImportCounts counts;
        Result result = try_import(world, &cases[i].import, path, &counts);
        must_fail(result, FAULT_INVALID);
        assert_non_null(strstr(result.why, cases[i].says));
    }
    ImportCounts counts;
    must_fail(try_import(world, &cases[0].import, "/nonexistent/file.csv", &counts), FAULT_NOT_FOUND);
}

int main(void)
{
    const WorldTest tests[] = {
        {"Spanish orders bring their customers", spanish_orders_bring_their_customers},
        {"rejected rows come out with their reasons and the rest goes in",
         rejected_rows_come_out_with_their_reasons_and_the_rest_goes_in},
        {"a row is in whole or not at all", a_row_is_in_whole_or_not_at_all},
        {"a dry run counts and writes nothing", a_dry_run_counts_and_writes_nothing},
        {"bad rows among many leave the others in", bad_rows_among_many_leave_the_others_in},
        {"a dry run of many rows trusts nothing that it took back",
         a_dry_run_of_many_rows_trusts_nothing_that_it_took_back},
        {"a later file changes what it says and nothing else", a_later_file_changes_what_it_says_and_nothing_else},
        {"sales without a number count each, and once", sales_without_a_number_count_each_and_once},
        {"a subscription that ends later is the same one", a_subscription_that_ends_later_is_the_same_one},
        {"one questionnaire has several answers", one_questionnaire_has_several_answers},
        {"an answer belongs to its order's customer", an_answer_belongs_to_its_orders_customer},
        {"tickets know when they were settled", tickets_know_when_they_were_settled},
        {"lines count into a total that is theirs", lines_count_into_a_total_that_is_theirs},
        {"an order can be told by its lines", an_order_can_be_told_by_its_lines},
        {"one customer stands behind id and address", one_customer_stands_behind_id_and_address},
        {"what cannot be mapped is said", what_cannot_be_mapped_is_said},
    };
    desk_world_use();
    return world_run_all("import", tests, sizeof(tests) / sizeof(tests[0]));
}
