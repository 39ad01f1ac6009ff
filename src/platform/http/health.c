#include "http/health.h"

#include <stdio.h>
#include <unistd.h>

#include "http/exchange.h"
#include "http/stream.h"

const char health_marks[2] = {'h', 'r'};

struct MHD_Response *health_response(void)
{
    static char words[] = "ok\n";
    struct MHD_Response *response = MHD_create_response_from_buffer(sizeof(words) - 1, words, MHD_RESPMEM_PERSISTENT);
    if (response != NULL) {
        MHD_add_response_header(response, "Content-Type", "text/plain; charset=utf-8");
        MHD_add_response_header(response, "Cache-Control", "no-store");
        MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    }
    return response;
}

enum MHD_Result health_answer(Server *server, struct MHD_Connection *connection, const char *method,
                              size_t *upload_bytes, void **context)
{
    if (*upload_bytes > 0 || *context == HEALTH_EXCHANGE) {
        *upload_bytes = 0;
        *context = HEALTH_READ;
        return MHD_YES;
    }
    bool is_get = strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
    measure_health(server->measures);
    return MHD_queue_response(connection, is_get ? 200 : 405, server->health);
}

Result ready_show(Work *work, const Request *request, Answer *answer)
{
    (void)request;
    LaneState lane = lane_state(workspace_lane(work->workspace));
    Work read;
    int64_t one = 0;
    Result reading = work_begin_read(work->workspace, work->arena, &work->actor, &read);
    if (is_ok(reading)) {
        reading = db_one_int(read.db, DB_SQL("SELECT 1"), DB_NO_VALUES, &one);
        work_end_read(&read);
    }
    bool is_ready = lane.is_healthy && is_ok(reading) && one == 1;
    answer->status = is_ready ? 200 : 503;
    json_object(&answer->json);
    json_put_string(&answer->json, "status", is_ready ? "ready" : "not_ready");
    json_put_string(&answer->json, "writing", lane.is_healthy ? "ready" : "failing");
    json_put_string(&answer->json, "reading", is_ok(reading) ? "ready" : "failing");
    json_end_object(&answer->json);
    return done();
}

static void metric(Buffer *out, const char *name, const char *type, const char *about, int64_t value)
{
    buffer_addf(out, "# HELP %s %s\n# TYPE %s %s\n%s %lld\n", name, about, name, type, name, (long long)value);
}

/* Resident bytes, the second number of statm; 0 where /proc is not there. */
static int64_t resident_bytes(void)
{
    char line[128];
    FILE *file = fopen("/proc/self/statm", "re");
    int64_t pages = 0;
    if (file == NULL)
        return 0;
    if (fgets(line, sizeof(line), file) != NULL) {
        size_t space = text_find_byte(text_of(line), ' ', 0);
        Text rest = text_slice(text_of(line), space == SIZE_MAX ? 0 : space + 1, strlen(line));
        if (!text_to_int(text_slice(rest, 0, text_find_byte(rest, ' ', 0)), &pages))
            pages = 0;
    }
    (void)fclose(file);
    return pages * sysconf(_SC_PAGESIZE);
}

static int64_t connections_now(const Server *server)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);
    return info ? (int64_t)info->num_connections : 0;
}

Result metrics_show(Work *work, const Request *request, Answer *answer)
{
    Server *server = exchange_of(request)->server;
    LaneState lane = lane_state(workspace_lane(work->workspace));
    Buffer *out = &answer->body;
    answer->content_type = "text/plain; version=0.0.4; charset=utf-8";
    measures_write(server->measures, out);
    metric(out, "lazo_lane_healthy", "gauge", "1 when the last commit was durable.", lane.is_healthy);
    metric(out, "lazo_lane_waiting", "gauge", "Writes that wait for the lane.", lane.waiting);
    metric(out, "lazo_lane_groups_total", "counter", "Commits.", lane.groups);
    metric(out, "lazo_lane_pieces_total", "counter", "Writes.", lane.pieces);
    metric(out, "lazo_lane_failures_total", "counter", "Commits that failed.", lane.failures);
    metric(out, "lazo_slow_reads_waiting", "gauge", "Slow reads that wait for a worker.",
           (int64_t)worker_waiting(server->slow));
    metric(out, "lazo_connections", "gauge", "Open connections.", connections_now(server));
    metric(out, "lazo_streams", "gauge", "Live event streams.", stream_count(server->hub));
    metric(out, "lazo_suspended", "gauge", "Requests that wait for a worker or the lane.", atomic_load(&server->away));
    metric(out, "process_resident_memory_bytes", "gauge", "Resident memory.", resident_bytes());
    if (server->options.metrics)
        server->options.metrics(work->workspace, out);
    return done();
}
