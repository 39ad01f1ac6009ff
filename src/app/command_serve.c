/* serve: opens the workspace, and runs the server, the jobs and the socket for commands until it is told to end. */
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/command_demo.h"
#include "app/commands.h"
#include "app/files.h"
#include "app/wiring.h"
#include "base/log.h"
#include "channel/mail_receiver.h"
#include "channel/mail_lmtp.h"
#include "channel/mail_receive.h"
#include "jobs/jobs.h"
#include "people/authenticate.h"
#include "people/setup.h"
#include "store/lane.h"

typedef struct Serving {
    Command *command;
    Workspace *workspace;
    Server *server;
    RemoteServer *remote;
    Jobs *jobs;
    MailReceiver *receiver;
    LmtpServer *lmtp;
    Text public_url;
} Serving;

static Result setup_token(Work *work, void *context)
{
    Text *token = context;
    Text made;
    TRY(people_setup_link(work, &made));
    *token = made;
    return done();
}

/* On a workspace without people: the link for the first administrator, new at every start until it is used. */
static Result setup_link_print(Serving *serving)
{
    Arena *arena = serving->command->arena;
    Text token = TEXT_NONE;
    TRY(lane_do(workspace_lane(serving->workspace), arena, &actor_system, WORK_LIVE, false, setup_token, &token));
    if (!text_is_empty(token))
        fprintf(serving->command->out, "Set up the first administrator at %.*s/app/setup?token=%.*s\n",
                TEXT_ARG(serving->public_url), TEXT_ARG(token));
    return done();
}

static Result demo_if_empty(Serving *serving)
{
    bool is_empty = false;
    TRY(demo_workspace_is_empty(serving->workspace, serving->command->arena, &is_empty));
    if (is_empty) {
        DemoOptions options = {0};
        Progress progress = progress_start(serving->command, "demo data", 0);
        Result result = demo_fill(serving->workspace, serving->command->arena, &options, &progress);
        progress_end(&progress);
        TRY(result);
    }
    return done();
}

static Result server_open(Serving *serving, Text listen, const AppOptions *shared)
{
    ServerOptions options = {
        .listen = listen,
        .public_url = shared->public_url,
        .requests_per_minute = shared->requests_per_minute,
        .tables = wired_routes,
        .table_count = wired_route_count,
        .files = embedded_files,
        .file_count = embedded_file_count,
        .authenticate = people_authenticate,
        .check_csrf = people_check_csrf,
        .ears = wired_ears,
    };
    TRY(server_start(serving->workspace, &options, &serving->server));
    serving->public_url = text_is_empty(shared->public_url) ? server_url(serving->server) : shared->public_url;
    workspace_set_public_url(serving->workspace, serving->public_url);
    return done();
}

static void open_browser(Text url)
{
    char address[512];
    if ((size_t)snprintf(address, sizeof address, "%.*s", TEXT_ARG(url)) >= sizeof address)
        return;
    pid_t child = fork();
    if (child == 0) {
        execlp("xdg-open", "xdg-open", address, (char *)NULL);
        _exit(127);
    }
    if (child > 0)
        waitpid(child, NULL, WNOHANG);
}

static void wait_for_the_end(void)
{
    sigset_t ends;
    int which = 0;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    while (sigwait(&ends, &which) != 0) {
    }
}

/* After the recovery: what waits belongs to nobody then. */
static Result lmtp_open(Serving *serving, Text where)
{
    if (text_is_empty(where))
        return done();
    TRY(lmtp_start(serving->workspace, serving->command->arena, where, &serving->lmtp));
    fprintf(serving->command->out, "Lazo takes mail by LMTP at %.*s\n", TEXT_ARG(lmtp_address(serving->lmtp)));
    return done();
}

typedef struct ServeWishes {
    Text listen;
    Text lmtp;
    bool demo;
    bool opens;
} ServeWishes;

static Result serve_all(Serving *serving, const ServeWishes *wishes, const AppOptions *shared, RemoteRun run_by_name)
{
    TRY(wire_workspace(serving->workspace));
    if (wishes->demo)
        TRY(demo_if_empty(serving));
    TRY(mail_receive_recover(serving->workspace));
    TRY(server_open(serving, wishes->listen, shared));
    TRY(jobs_start(serving->workspace, wired_jobs(), &serving->jobs));
    TRY(mail_receiver_start(serving->workspace, &serving->receiver));
    Text folder = workspace_folder(serving->workspace);
    if (!text_is_empty(folder))
        TRY(remote_serve(folder, serving->workspace, run_by_name, &serving->remote));
    fprintf(serving->command->out, "Lazo serves at %.*s/app/\n", TEXT_ARG(serving->public_url));
    if (wishes->demo)
        fprintf(serving->command->out, "Sign in as %s with password %s\n", DEMO_EMAIL, DEMO_PASSWORD);
    TRY(lmtp_open(serving, wishes->lmtp));
    TRY(setup_link_print(serving));
    (void)fflush(serving->command->out);
    log_entry(LOG_INFO, "serving", LOG_TEXT("at", server_url(serving->server)));
    if (wishes->opens)
        open_browser(serving->public_url);
    wait_for_the_end();
    return done();
}

static void serve_end(Serving *serving)
{
    if (serving->receiver)
        mail_receiver_stop(serving->receiver);
    if (serving->lmtp)
        lmtp_stop(serving->lmtp);
    if (serving->remote)
        remote_stop(serving->remote);
    if (serving->server)
        server_stop(serving->server);
    if (serving->jobs)
        jobs_stop(serving->jobs);
    workspace_close(serving->workspace);
}

/* Short waits, so that a server comes in between commands that follow each other closely. */
#define OWNER_WAIT_US 2000
#define OWNER_WAITS_US INT64_C(10000000)

/* A command that owns the workspace for a moment (a piped mail, a backup) is waited for; another server is not. */
static Result workspace_take(Command *command, Text database, Workspace **out_workspace)
{
    WorkspaceOptions opening = {.database = database};
    Text folder = app_database_folder(command->arena, database);
    int64_t began_us = clock_monotonic_us();
    bool was_free = false; /* a conflict without an owner, twice: it is about something else */
    for (;;) {
        Result result = workspace_open(&opening, out_workspace);
        bool is_free = !workspace_is_owned(database);
        if (result.fault != FAULT_CONFLICT || (is_free && was_free) || remote_answers(folder) ||
            clock_monotonic_us() - began_us > OWNER_WAITS_US)
            return result;
        was_free = is_free;
        usleep(OWNER_WAIT_US);
    }
}

int command_serve(Command *command, const AppOptions *options, RemoteRun run_by_name)
{
    enum { WORD_LISTEN, WORD_DEMO, WORD_OPEN, WORD_LMTP, WORD_COUNT };
    CommandOption words[WORD_COUNT] = {
        {.name = "listen"}, {.name = "demo", .is_flag = true}, {.name = "open", .is_flag = true}, {.name = "lmtp"}};
    Text *operands;
    size_t operand_count;
    if (!command_options(command, words, WORD_COUNT, &operands, &operand_count))
        return EXIT_USAGE;
    if (operand_count > 0)
        return command_fail(command, EXIT_USAGE, "'%.*s' is one word too many", TEXT_ARG(operands[0]));
    ServeWishes wishes = {.listen = options->listen,
                          .lmtp = words[WORD_LMTP].is_set ? words[WORD_LMTP].value : options->lmtp,
                          .demo = words[WORD_DEMO].is_set,
                          .opens = words[WORD_OPEN].is_set};
    if (words[WORD_LISTEN].is_set)
        wishes.listen = words[WORD_LISTEN].value;
    if (text_is_empty(wishes.listen))
        wishes.listen = TEXT("127.0.0.1:8080");
    /* Before any thread: they all inherit the mask, and the main one waits for the two signals. */
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ends, NULL);
    Serving serving = {.command = command};
    Result result = workspace_take(command, options->database, &serving.workspace);
    if (!is_ok(result))
        return command_fail(command, EXIT_FAILED, "%s", result.why);
    result = serve_all(&serving, &wishes, options, run_by_name);
    int status = EXIT_DONE;
    if (!is_ok(result))
        status = command_fail(command, EXIT_FAILED, "%s", result.why ? result.why : fault_name(result.fault));
    serve_end(&serving);
    return status;
}
