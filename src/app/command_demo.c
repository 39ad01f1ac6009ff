#include "app/command_demo.h"

#include "app/demo_act.h"
#include "base/digest.h"
#include "import/import_settle.h"
#include "people/agent.h"
#include "store/lane.h"

#define CUSTOMERS_USUAL 600
#define ACTS_PER_PIECE 12

Result demo_workspace_is_empty(Workspace *workspace, Arena *arena, bool *out_is_empty)
{
    Work work;
    int64_t count = 0;
    TRY(work_begin_read(workspace, arena, &actor_system, &work));
    Result result = db_one_int(work.db,
                               DB_SQL("SELECT COUNT(*) FROM (SELECT id FROM agents UNION ALL SELECT id FROM customers "
                                      "LIMIT 1) AS anybody"),
                               DB_NO_VALUES, &count);
    work_end_read(&work);
    *out_is_empty = count == 0;
    return result;
}

typedef struct Filling {
    Workspace *workspace;
    Arena *arena;
    DemoLives lives;
    DemoShop shop;
    DemoStage stage;
    size_t next; /* act */
    size_t end;
    Chance *said; /* the persons' chances as they were before the piece: it may run twice */
} Filling;

static Result shop_piece(Work *work, void *context)
{
    Filling *filling = context;
    work->now = filling->lives.act_count ? filling->lives.acts[0].at - DAY_MS : filling->stage.now;
    return demo_shop_open(work, &filling->shop);
}

static Result acts_piece(Work *work, void *context)
{
    Filling *filling = context;
    for (size_t i = filling->next; i < filling->end; i++)
        filling->lives.people[filling->lives.acts[i].person].chance = filling->said[i - filling->next];
    for (size_t i = filling->next; i < filling->end; i++)
        TRY(demo_act(work, &filling->stage, &filling->lives.acts[i]));
    return done();
}

static Result today_piece(Work *work, void *context)
{
    Filling *filling = context;
    return demo_today(work, &filling->stage);
}

static Result run_piece(Filling *filling, Result (*apply)(Work *work, void *context))
{
    WITH_ARENA arena = arena_new();
    Result result =
        lane_do(workspace_lane(filling->workspace), arena, &actor_system, WORK_IMPORT, true, apply, filling);
    if (is_ok(result))
        return result;
    return failf(filling->arena, result.fault, "%s", result.why ? result.why : fault_name(result.fault));
}

/* A piece ends early at a person's second act, so that each one's chance before the piece is known. */
static void piece_choose(Filling *filling)
{
    filling->end = filling->next;
    while (filling->end < filling->lives.act_count && filling->end - filling->next < ACTS_PER_PIECE) {
        int person = filling->lives.acts[filling->end].person;
        for (size_t i = filling->next; i < filling->end; i++) {
            if (filling->lives.acts[i].person == person)
                return;
        }
        filling->said[filling->end - filling->next] = filling->lives.people[person].chance;
        filling->end++;
    }
}

static void settle_shown(void *owner, const char *what, int64_t done_count, int64_t total)
{
    (void)what;
    (void)total;
    if (owner)
        progress_show(owner, done_count);
}

/* Totals and stage histories of all, as after any import. */
static Result settle(Filling *filling, Progress *progress)
{
    ImportTouched *touched = import_touched_new();
    for (int i = 0; i < filling->lives.person_count; i++)
        import_touched_add(touched, filling->lives.people[i].id);
    Result result = import_settle(filling->workspace, &actor_system, touched, settle_shown, progress);
    import_touched_free(touched);
    return result;
}

static Result fill(Filling *filling, Progress *progress)
{
    TRY(run_piece(filling, shop_piece));
    TRY(workspace_reload_settings(filling->workspace));
    while (filling->next < filling->lives.act_count) {
        piece_choose(filling);
        TRY(run_piece(filling, acts_piece));
        filling->next = filling->end;
        if (progress)
            progress_show(progress, (int64_t)filling->next);
    }
    if (filling->lives.act_count > 0)
        TRY(run_piece(filling, today_piece));
    return settle(filling, NULL);
}

Result demo_fill(Workspace *workspace, Arena *arena, const DemoOptions *options, Progress *progress)
{
    bool is_empty;
    TRY(demo_workspace_is_empty(workspace, arena, &is_empty));
    if (!is_empty)
        return fail(FAULT_CONFLICT, "There are people or customers in this workspace already; the demo fills only an "
                                    "empty one. Choose another with --data or --database.");
    Filling *filling = ARENA_NEW(arena, Filling);
    filling->workspace = workspace;
    filling->arena = arena;
    filling->said = ARENA_ARRAY(arena, Chance, ACTS_PER_PIECE);
    int64_t now = clock_now() / MINUTE_MS * MINUTE_MS;
    demo_live(arena, options->seed ? options->seed : 1,
              (int)(options->customers ? options->customers : CUSTOMERS_USUAL), now, &filling->lives);
    TRY(agent_hash_password(arena, TEXT(DEMO_PASSWORD), &filling->shop.password_hash));
    filling->stage = (DemoStage){&filling->lives, &filling->shop, now};
    if (progress)
        progress->total = (int64_t)filling->lives.act_count;
    return fill(filling, progress);
}

static bool number_option(Command *command, const CommandOption *option, int64_t low, int64_t high, int64_t *out)
{
    if (!option->is_set)
        return true;
    if (text_to_int(option->value, out) && *out >= low && *out <= high)
        return true;
    command_fail(command, EXIT_USAGE, "--%s takes a whole number from %lld to %lld", option->name, (long long)low,
                 (long long)high);
    return false;
}

int command_demo(Command *command)
{
    CommandOption words[] = {{.name = "customers"}, {.name = "seed"}};
    Text *operands;
    size_t operand_count;
    int64_t customers = 0;
    int64_t seed = 1;
    if (!command_options(command, words, 2, &operands, &operand_count))
        return EXIT_USAGE;
    if (operand_count > 0)
        return command_fail(command, EXIT_USAGE, "'%.*s' is one word too many", TEXT_ARG(operands[0]));
    if (!number_option(command, &words[0], 1, DEMO_CUSTOMERS_MAX, &customers) ||
        !number_option(command, &words[1], 1, INT64_MAX, &seed))
        return EXIT_USAGE;
    DemoOptions options = {customers, (uint64_t)seed};
    Progress progress = progress_start(command, "demo", 0);
    Result result = demo_fill(command->workspace, command->arena, &options, &progress);
    progress_end(&progress);
    if (!is_ok(result))
        return command_fail(command, EXIT_FAILED, "%s", result.why ? result.why : fault_name(result.fault));
    fprintf(command->out, "Sign in as %s with password %s\n", DEMO_EMAIL, DEMO_PASSWORD);
    return EXIT_DONE;
}
