#include "http/measure.h"

#include <stdatomic.h>

#define CLASSES 5 /* 1xx to 5xx */

static const int64_t bounds_us[] = {500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 1000000, 5000000};
#define BOUNDS (sizeof(bounds_us) / sizeof(bounds_us[0]))

typedef struct RouteMeasure {
    atomic_int_least64_t by_class[CLASSES];
    atomic_int_least64_t total_us;
} RouteMeasure;

struct Measures {
    const Router *router;
    size_t route_count;
    RouteMeasure *routes; /* the last: no route */
    atomic_int_least64_t buckets[BOUNDS + 1];
    atomic_int_least64_t total_us;
    atomic_int_least64_t health;
};

Measures *measures_new(Arena *arena, const Router *router)
{
    Measures *measures = ARENA_NEW(arena, Measures);
    measures->router = router;
    measures->route_count = router_count(router);
    measures->routes = ARENA_ARRAY(arena, RouteMeasure, measures->route_count + 1);
    return measures;
}

static void add(atomic_int_least64_t *counter, int64_t value)
{
    atomic_fetch_add_explicit(counter, value, memory_order_relaxed);
}

void measure_request(Measures *measures, const Route *route, int status, int64_t duration_us)
{
    size_t index = route ? router_index(measures->router, route) : measures->route_count;
    int class = status / 100 - 1;
    size_t bucket = 0;
    if (class >= 0 && class < CLASSES)
        add(&measures->routes[index].by_class[class], 1);
    add(&measures->routes[index].total_us, duration_us);
    while (bucket < BOUNDS && duration_us > bounds_us[bucket])
        bucket++;
    add(&measures->buckets[bucket], 1);
    add(&measures->total_us, duration_us);
}

void measure_health(Measures *measures)
{
    add(&measures->health, 1);
}

static int64_t read_counter(const atomic_int_least64_t *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

static void routes_write(const Measures *measures, Buffer *out)
{
    buffer_add_string(out, "# HELP lazo_http_requests_total Requests by route and status class.\n"
                           "# TYPE lazo_http_requests_total counter\n");
    for (size_t i = 0; i <= measures->route_count; i++) {
        const Route *route = i < measures->route_count ? router_at(measures->router, i) : NULL;
        for (int class = 0; class < CLASSES; class ++) {
            int64_t count = read_counter(&measures->routes[i].by_class[class]);
            if (count > 0)
                buffer_addf(out, "lazo_http_requests_total{method=\"%s\",route=\"%s\",status=\"%dxx\"} %lld\n",
                            route ? route->method : "", route ? route->path : "none", class + 1, (long long)count);
        }
    }
    buffer_add_string(out, "# HELP lazo_http_seconds_total Time spent by route.\n"
                           "# TYPE lazo_http_seconds_total counter\n");
    for (size_t i = 0; i < measures->route_count; i++) {
        const Route *route = router_at(measures->router, i);
        int64_t total_us = read_counter(&measures->routes[i].total_us);
        if (total_us > 0)
            buffer_addf(out, "lazo_http_seconds_total{method=\"%s\",route=\"%s\"} %.6f\n", route->method, route->path,
                        (double)total_us / 1e6);
    }
}

void measures_write(const Measures *measures, Buffer *out)
{
    int64_t sum = 0;
    routes_write(measures, out);
    buffer_add_string(out, "# HELP lazo_http_request_seconds Duration of requests.\n"
                           "# TYPE lazo_http_request_seconds histogram\n");
    for (size_t i = 0; i < BOUNDS; i++) {
        sum += read_counter(&measures->buckets[i]);
        buffer_addf(out, "lazo_http_request_seconds_bucket{le=\"%g\"} %lld\n", (double)bounds_us[i] / 1e6,
                    (long long)sum);
    }
    sum += read_counter(&measures->buckets[BOUNDS]);
    buffer_addf(out,
                "lazo_http_request_seconds_bucket{le=\"+Inf\"} %lld\nlazo_http_request_seconds_sum %.6f\n"
                "lazo_http_request_seconds_count %lld\n",
                (long long)sum, (double)read_counter(&measures->total_us) / 1e6, (long long)sum);
    buffer_addf(out, "# TYPE lazo_health_checks_total counter\nlazo_health_checks_total %lld\n",
                (long long)read_counter(&measures->health));
}
