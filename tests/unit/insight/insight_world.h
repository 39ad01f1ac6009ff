/* The world of desk's tests, with rows put in by SQL and reports read as the API shows them. */
#ifndef LAZO_TESTS_INSIGHT_WORLD_H
#define LAZO_TESTS_INSIGHT_WORLD_H

#include <math.h>

#include "../desk/desk_world.h"
#include "insight/report.h"

/* "2026-01-31" or RFC 3339, as milliseconds. */
int64_t at_time(const char *text);
/* Statements separated by semicolons, in one step. */
void world_sql(World *world, const char *format, ...) PRINTF_LIKE(2, 3);
/* Customers 1 to count, named "c1", …, created on 2020-01-01. */
void some_customers(World *world, int count);
/* A ticket of customer 1; times as text, NULL: null. */
void insight_ticket(World *world, int64_t id, const char *columns, const char *values, const char *created,
                    const char *solved);
void insight_order(World *world, int64_t customer_id, const char *ordered, int64_t base_total);
void insight_contract(World *world, int64_t customer_id, const char *started, const char *ended, int64_t amount);
void insight_response(World *world, const char *kind, const char *scale, double score, const char *answered,
                      const char *stage);
/* The workspace's zone. */
void world_zone(World *world, const char *name);

/* The words of a report as `key=value` pairs separated by spaces: "nps by=stage,month from=2026-01-01". */
Result world_try_report(World *world, const Actor *actor, const char *words, const JsonValue **out_answer);
const JsonValue *world_report(World *world, const char *words);
/* The report itself, for its other forms. */
Report *world_report_made(World *world, const char *words);
/* The group whose dimension has the value; "" for null. Fails when there is none. */
const JsonValue *group_of(const JsonValue *answer, const char *dimension, const char *value);
size_t group_count(const JsonValue *answer);
/* A number at a path of "a.b"; NaN for null or absent. */
double number_at(const JsonValue *value, const char *path);
#define assert_number(value, path, expected)                                                                           \
    do {                                                                                                               \
        double number_ = number_at((value), (path));                                                                   \
        double expected_ = (expected);                                                                                 \
        if (!(fabs(number_ - expected_) <= 1e-9 * fmax(1, fabs(expected_))))                                           \
            blame("%s is %.17g, not %.17g", (path), number_, expected_);                                               \
    } while (0)
#define assert_no_number(value, path)                                                                                  \
    do {                                                                                                               \
        if (!isnan(number_at((value), (path))))                                                                        \
            blame("%s is %.17g, not null", (path), number_at((value), (path)));                                        \
    } while (0)

#endif
