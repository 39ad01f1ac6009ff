#include "app/wiring.h"

#include <stdatomic.h>

#include "attention/attention.h"
#include "attention/notification.h"
#include "attention/presence.h"
#include "attention/team_live.h"
#include "base/log.h"
#include "channel/account_mail.h"
#include "bulk/bulk_action.h"
#include "bulk/list_csv.h"
#include "channel/channel.h"
#include "mail/html_sanitise.h"
#include "mail/html_text.h"
#include "channel/mail_receive.h"
#include "channel/mail_out.h"
#include "channel/message_mail.h"
#include "commerce/commerce_mover.h"
#include "commerce/commerce_totals.h"
#include "commerce/contract.h"
#include "commerce/invoice.h"
#include "commerce/order.h"
#include "commerce/payment.h"
#include "commerce/product.h"
#include "commerce/rate.h"
#include "commerce/rate_reconvert.h"
#include "commerce/setting.h"
#include "desk/attachment.h"
#include "desk/calendar.h"
#include "desk/calendar_due.h"
#include "desk/custom_field.h"
#include "desk/customer_file.h"
#include "desk/custom_field_care.h"
#include "desk/desk.h"
#include "desk/draft.h"
#include "desk/hand_over.h"
#include "desk/macro.h"
#include "desk/message.h"
#include "desk/message_redact.h"
#include "desk/quick_reply.h"
#include "desk/search_api.h"
#include "desk/tag.h"
#include "desk/task.h"
#include "desk/tag_care.h"
#include "desk/ticket.h"
#include "desk/ticket_follower.h"
#include "desk/ticket_link.h"
#include "desk/ticket_merge.h"
#include "desk/ticket_state.h"
#include "desk/ticket_story.h"
#include "desk/time_entry.h"
#include "desk/view.h"
#include "desk/view_place.h"
#include "insight/journey_api.h"
#include "insight/report_api.h"
#include "insight/threshold.h"
#include "jobs/jobs.h"
#include "lifecycle/company_summary.h"
#include "lifecycle/customer_standing.h"
#include "lifecycle/lifecycle.h"
#include "lifecycle/stage_members.h"
#include "lifecycle/stage_stay.h"
#include "people/agent.h"
#include "people/api_key.h"
#include "people/audit.h"
#include "people/company.h"
#include "people/consent.h"
#include "people/consent_record.h"
#include "people/customer.h"
#include "people/customer_duplicate.h"
#include "people/customer_merge.h"
#include "people/customer_note.h"
#include "people/customer_timeline.h"
#include "people/customer_view.h"
#include "people/identity.h"
#include "people/identity_api.h"
#include "people/password_link.h"
#include "people/preferences.h"
#include "people/session.h"
#include "people/setup.h"
#include "people/skill.h"
#include "people/team.h"
#include "people/two_factor.h"
#include "privacy/erasure.h"
#include "selfserve/site.h"
#include "selfserve/ticket_page.h"
#include "store/blob.h"
#include "store/lane.h"
#include "voice/response.h"
#include "webhook/webhook_send.h"
#include "store/workspace_secret.h"

static const Entity *const entities[] = {
    &customer_entity,
    &company_entity,
    &identity_entity,
    &consent_entity,
    &agent_entity,
    &team_entity,
    &api_key_entity,
    &product_entity,
    &order_entity,
    &payment_entity,
    &invoice_entity,
    &contract_entity,
    &rate_entity,
    &ticket_entity,
    &message_entity,
    &tag_entity,
    &attachment_entity,
    &custom_field_entity,
    &view_entity,
    &bulk_action_entity,
    &bulk_item_entity,
    &macro_entity,
    &calendar_entity,
    &response_entity,
    &lifecycle_rule_entity,
    &setting_entity,
    &job_entity,
    &customer_note_entity,
    &task_entity,
    &duplicate_entity,
    &consent_record_entity,
    &outbox_entity,
    &channel_entity,
    &mail_spool_entity,
    &site_entity,
    &erasure_entity,
    &customer_look_entity,
    &ticket_follower_entity,
    &ticket_link_entity,
    &time_entry_entity,
    &preferences_entity,
    &stage_stay_entity,
    &threshold_entity,
    &draft_entity,
    &quick_reply_entity,
    &skill_entity,
    &webhook_entity,
    &webhook_delivery_entity,
    &notification_entity, &availability_entity,
};

/* Set in the transaction that changes settings; what is kept of them in memory is read again after the commit. */
static _Atomic bool settings_changed;

static Result settings_react(Work *work, const Event *event)
{
    (void)work;
    if (strcmp(event->kind, "settings.changed") == 0)
        atomic_store(&settings_changed, true);
    return done();
}

/* The one visible order of ARCHITECTURE.md: lifecycle first; what later features add stands behind it. */
static const Reactor reactors[] = {
    {.name = "lifecycle", .react = lifecycle_react},
    {.name = "settings", .react = settings_react, .runs_on_import = true},
    {.name = "mail-out", .react = mail_out_react},
    {.name = "attention", .react = notification_react},
};

static void settings_reload(Workspace *workspace)
{
    Result result = workspace_reload_settings(workspace);
    if (!is_ok(result))
        log_entry(LOG_WARN, "settings were not read again", LOG_STRING("why", result.why));
}

static void committed(Workspace *workspace, int64_t last_event_id)
{
    (void)last_event_id;
    if (atomic_exchange(&settings_changed, false))
        settings_reload(workspace);
    server_published(workspace);
    jobs_committed(workspace);
}

static const ModelWiring wiring = {
    .entities = entities,
    .entity_count = sizeof(entities) / sizeof(entities[0]),
    .reactors = reactors,
    .reactor_count = sizeof(reactors) / sizeof(reactors[0]),
    .committed = committed,
};

/* ---- what the clock does ---- */

#define SWEEP_ROWS 500

static Result in_steps(Workspace *workspace, Arena *arena, Result (*apply)(Work *work, void *context))
{
    for (int step = 0; step < 1000; step++) {
        int64_t count = 0;
        TRY(lane_do(workspace_lane(workspace), arena, &actor_system, WORK_LIVE, true, apply, &count));
        if (count == 0)
            break;
    }
    return done();
}

static Result sessions_sweep(Work *work, void *context)
{
    int64_t removed = 0;
    TRY(session_sweep(work, SWEEP_ROWS, &removed));
    *(int64_t *)context = removed == SWEEP_ROWS;
    return done();
}

static Result sessions_task(Workspace *workspace, Arena *arena)
{
    return in_steps(workspace, arena, sessions_sweep);
}

static Result blobs_sweep(Work *work, void *context)
{
    int64_t removed = 0;
    TRY(blob_sweep(work,
                   DB_SQL("SELECT b.id FROM blobs b WHERE b.created_at < $1 "
                          "AND NOT EXISTS (SELECT 1 FROM attachments a WHERE a.blob_id = b.id) "
                          "AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.raw_blob_id = b.id) "
                          "AND NOT EXISTS (SELECT 1 FROM mail_ids i WHERE i.raw_blob_id = b.id) "
                          "AND NOT EXISTS (SELECT 1 FROM mail_spool s WHERE s.raw_blob_id = b.id) LIMIT $2"),
                   work->now - DAY_MS, SWEEP_ROWS, &removed));
    *(int64_t *)context = removed == SWEEP_ROWS;
    return done();
}

static Result blobs_task(Workspace *workspace, Arena *arena)
{
    return in_steps(workspace, arena, blobs_sweep);
}

/* Another node may have changed them. */
static Result settings_task(Workspace *workspace, Arena *arena)
{
    (void)arena;
    return workspace_reload_settings(workspace);
}

static const PeriodicTask tasks[] = {
    {"lifecycle", MINUTE_MS, lifecycle_run_clock},
    {"lifecycle-nightly", DAY_MS, lifecycle_run_nightly},
    {"attachments", HOUR_MS, attachment_run_sweep},
    {"ticket-wake", TICKET_WAKE_EVERY_MS, ticket_run_wake},
    {"ticket-purge", HOUR_MS, ticket_run_purge},
    {"sessions", HOUR_MS, sessions_task},
    {"erasures", MINUTE_MS, erasure_run_due},
    {"blobs", HOUR_MS, blobs_task},
    {"customer-match", 5 * SECOND_MS, customer_match_run},
    {"customer-views", CUSTOMER_VIEWS_EVERY_MS, customer_views_write},
    {"tasks", 10 * SECOND_MS, task_run_due},
    {"settings", 30 * SECOND_MS, settings_task},
    {"bulk-wake", 5 * SECOND_MS, bulk_run_wake},
    {"bulk-sweep", HOUR_MS, bulk_run_sweep},
    {"mail-waiting", MAIL_WAITING_EVERY_MS, mail_receive_waiting},
    {"drafts-late", DRAFT_LATE_EVERY_MS, draft_run_late},
    {"webhooks", WEBHOOK_LOOK_MS, webhook_look},
    {"webhook-log", HOUR_MS, webhook_log_sweep},
    {"promises", MINUTE_MS, promise_run_watch},
    {"notifications", HOUR_MS, notification_run_sweep},
    {"notification-mail", MINUTE_MS, notification_run_mail},
};

static Result mail_read_again(const JobRun *run)
{
    return mail_receive_waiting(run->workspace, run->arena);
}

static const OutboxSender senders[] = {
    {.kind = MAIL_OUT_KIND, .send = mail_out_send, .gave_up = mail_out_gave_up, .lease_ms = MAIL_OUT_LEASE_MS},
    {.kind = WEBHOOK_KIND, .send = webhook_send, .gave_up = webhook_gave_up, .lease_ms = WEBHOOK_LEASE_MS},
    {.kind = WEBHOOK_ONCE_KIND, .send = webhook_once_send, .gave_up = webhook_once_gave_up},
};

static const JobKind job_kinds[] = {
    {.name = RATE_RECONVERT_JOB, .run = rate_reconvert_run},
    {.name = BULK_JOB, .run = bulk_run, .tries_max = 20, .back_off_ms = 2 * SECOND_MS},
    {.name = MAIL_SPOOL_JOB, .run = mail_read_again},
    {.name = DRAFT_JOB, .run = draft_send_run},
    {.name = ACCOUNT_MAIL_JOB, .run = account_mail_run},
};

const JobsWiring *wired_jobs(void)
{
    static const JobsWiring jobs = {.kinds = job_kinds,
                                    .kind_count = sizeof(job_kinds) / sizeof(job_kinds[0]),
                                    .tasks = tasks,
                                    .task_count = sizeof(tasks) / sizeof(tasks[0]),
                                    .senders = senders,
                                    .sender_count = sizeof(senders) / sizeof(senders[0])};
    return &jobs;
}

static const CustomerMover *const movers[] = {
    &task_mover,    &customer_file_mover, &order_mover,    &contract_mover,  &invoice_mover,
    &payment_mover, &desk_mover,          &response_mover, &lifecycle_mover, NULL,
};

const Route *const wired_routes[] = {
    consent_routes,
    customer_note_routes,
    duplicate_routes,
    identity_routes,
    task_routes,
    customer_file_routes,
    customer_standing_routes,
    company_summary_routes,
    ticket_page_routes,
    site_routes,
    erasure_routes,
    person_export_routes,
    access_log_routes,
    widget_routes,
    customer_routes,
    customer_merge_routes,
    customer_timeline_routes,
    company_routes,
    agent_routes,
    team_routes,
    api_key_routes,
    session_routes,
    setup_routes,
    product_routes,
    order_routes,
    payment_routes,
    invoice_routes,
    contract_routes,
    rate_routes,
    ticket_routes,
    message_routes,
    tag_routes,
    attachment_routes,
    custom_field_routes,
    view_routes,
    view_place_routes,
    bulk_routes,
    list_csv_routes,
    macro_routes,
    calendar_routes,
    search_routes,
    response_routes,
    lifecycle_routes,
    setting_routes,
    jobs_routes,
    insight_routes,
    mail_out_routes,
    mail_spool_routes,
    channel_routes,
    ticket_follower_routes,
    ticket_link_routes,
    ticket_merge_routes,
    ticket_state_routes,
    ticket_story_routes,
    time_entry_routes,
    message_redact_routes,
    preferences_routes,
    password_link_routes,
    session_list_routes,
    two_factor_routes,
    account_mail_routes,
    stage_stay_routes,
    stage_members_routes,
    journey_routes,
    threshold_routes,
    draft_routes,
    quick_reply_routes,
    skill_routes,
    audit_routes,
    tag_care_routes,
    custom_field_care_routes,
    hand_over_routes,
    calendar_due_routes,
    webhook_routes,
    notification_routes, attention_routes, presence_routes, team_live_routes,
};
const size_t wired_route_count = sizeof(wired_routes) / sizeof(wired_routes[0]);

static void hear(Workspace *workspace, StreamHub *hub, Text kind, const JsonValue *data)
{
    if (text_is(kind, "presence"))
        presence_heard(workspace, hub, data);
    else if (text_is(kind, "notification"))
        notification_heard(hub, data);
}
const StreamEars wired_ears = {hear, presence_tend};

static Result seed(Work *work, void *context)
{
    (void)context;
    TRY(desk_seed(work));
    TRY(workspace_secrets_seed(work));
    return lifecycle_seed(work);
}

static Text plain_text_of(Arena *arena, Text html)
{
    return html_text(arena, html, (HtmlTextOptions){.with_links = true});
}

static void wire_process(void)
{
    entity_extend(&agent_entity, &agent_attention_extension);
    entity_extend(&customer_entity, &customer_lifecycle);
    entity_extend(&customer_entity, &customer_commerce);
    entity_extend(&customer_entity, &customer_voice);
    entity_extend(&ticket_entity, &ticket_voice);
    entity_extend(&ticket_entity, &ticket_drafts_extension);
    entity_extend(&message_entity, &message_mail_extension);
    customer_set_movers(movers);
    customer_stages_set_reader(lifecycle_stages_read);
    message_set_html_hooks(html_sanitise, plain_text_of);
}

Result wire_workspace(Workspace *workspace)
{
    wire_process();
    TRY(model_setup(workspace, &wiring));
    presence_setup(workspace);
    WITH_ARENA arena = arena_new();
    return lane_do(workspace_lane(workspace), arena, &actor_system, WORK_LIVE, false, seed, NULL);
}
