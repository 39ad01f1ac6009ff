/* A PostgreSQL server that dies under the lane. Its own cluster, by scripts/postgres (the first argument). */
#include "world.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"

static const char *script;
static char folder[200];
static char url[200];

/* Runs the script with its standard output in a pipe. */
static int cluster(const char *command, bool wants_url)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return -1;
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        execl(script, script, command, folder, (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    FILE *output = fdopen(ends[0], "r");
    char line[300];
    while (output && fgets(line, sizeof line, output))
        if (wants_url && strncmp(line, "postgresql://", 13) == 0) {
            line[strcspn(line, "\n")] = '\0';
            snprintf(url, sizeof url, "%.150s?schema=crash", line);
        }
    int status = -1;
    waitpid(child, &status, 0);
    return output && fclose(output) == 0 ? status : -1;
}

static int cluster_start(void **state)
{
    (void)state;
    const char *place = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%.150s/crash-%ld", place ? place : "/tmp", (long)getpid());
    return cluster("start", true); /* durable: what was acknowledged must survive */
}

static int cluster_stop(void **state)
{
    (void)state;
    return cluster("stop", false);
}

static Result tag_add(Work *work, void *context)
{
    return db_run(work->db, DB_SQL("INSERT INTO tags (name, name_key, created_at, updated_at) VALUES ($1, $1, $2, $2)"),
                  DB_VALUES(db_string(context), db_int(work->now)), NULL);
}

static Result tag(Workspace *workspace, Arena *arena, int number)
{
    return lane_do(workspace_lane(workspace), arena, &actor_system, WORK_LIVE, false, tag_add,
                   arena_printf(arena, "tag %d", number));
}

static void await_health(Workspace *workspace)
{
    for (int i = 0; i < 20000 && !lane_state(workspace_lane(workspace)).is_healthy; i++)
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    assert_true(lane_state(workspace_lane(workspace)).is_healthy);
}

static void writing_and_reading_go_on_after_the_server_died_and_came_back(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    WorkspaceOptions options = {.database = text_of(url)};
    Workspace *workspace;
    must(workspace_open(&options, &workspace));
    int64_t acknowledged = 0;
    for (int i = 0; i < 20; i++) {
        must(tag(workspace, arena, i));
        acknowledged++;
    }
    assert_int_equal(cluster("kill", false), 0);
    must_fail(tag(workspace, arena, 100), FAULT_BROKEN);
    for (int i = 101; i < 110; i++)
        must_fail(tag(workspace, arena, i), FAULT_BROKEN);
    assert_false(lane_state(workspace_lane(workspace)).is_healthy);
    Work work;
    Result result = work_begin_read(workspace, arena, &actor_system, &work);
    assert_false(is_ok(result));
    assert_int_equal(cluster("again", false), 0);
    await_health(workspace);
    for (int i = 200; i < 220; i++) {
        must(tag(workspace, arena, i));
        acknowledged++;
    }
    must(work_begin_read(workspace, arena, &actor_system, &work));
    int64_t count;
    must(db_one_int(work.db, DB_SQL("SELECT COUNT(id) FROM tags"), DB_NO_VALUES, &count));
    work_end_read(&work);
    assert_int_equal(count, acknowledged);
    workspace_close(workspace);
}

static void closing_while_the_server_is_away_does_not_hang(void **state)
{
    (void)state;
    WITH_ARENA arena = arena_new();
    WorkspaceOptions options = {.database = text_of(url)};
    Workspace *workspace;
    must(workspace_open(&options, &workspace));
    assert_int_equal(cluster("kill", false), 0);
    must_fail(tag(workspace, arena, 1000), FAULT_BROKEN);
    workspace_close(workspace);
    must_fail(workspace_open(&options, &workspace), FAULT_BROKEN);
    assert_int_equal(cluster("again", false), 0);
}

static void skipped(void **state)
{
    (void)state;
    skip();
}

int main(int argc, char **argv)
{
    const char *wanted = getenv("LAZO_TEST_POSTGRES");
    script = argc > 1 ? argv[1] : "scripts/postgres";
    log_setup(LOG_ERROR + 1, false);
    if (!wanted || !*wanted) {
        const struct CMUnitTest none[] = {
            cmocka_unit_test(skipped),
        };
        return cmocka_run_group_tests_name("store: server crash", none, NULL, NULL);
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writing_and_reading_go_on_after_the_server_died_and_came_back),
        cmocka_unit_test(closing_while_the_server_is_away_does_not_hang),
    };
    return cmocka_run_group_tests_name("store: server crash", tests, cluster_start, cluster_stop);
}
