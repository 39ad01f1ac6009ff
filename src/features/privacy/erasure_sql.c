#include "privacy/erasure_sql.h"

/* The customer and everybody that was merged into it. */
#define PEOPLE "WITH people (id) AS (SELECT id FROM customers WHERE id = $1 OR merged_into = $1) "
#define OURS "customer_id IN (SELECT id FROM people)"
#define TICKETS "(SELECT id FROM tickets WHERE " OURS ")"
#define MESSAGES "(SELECT id FROM messages WHERE ticket_id IN " TICKETS ")"
#define RESPONSES "(SELECT id FROM responses WHERE " OURS ")"
#define COUNT(code, rest)                                                                                              \
    {                                                                                                                  \
        code,                                                                                                          \
        {                                                                                                              \
            PEOPLE "SELECT COUNT(*) FROM " rest, true                                                                  \
        }                                                                                                              \
    }

const ErasureCount erasure_removed[] = {
    COUNT("identities", "identities WHERE " OURS),
    COUNT("messages", "messages WHERE redacted_at IS NULL AND ticket_id IN " TICKETS),
    COUNT("files", "attachments WHERE " OURS " OR ticket_id IN " TICKETS),
    COUNT("notes", "customer_notes WHERE " OURS),
    COUNT("tasks", "tasks WHERE " OURS),
    COUNT("fields", "custom_values WHERE (entity = 'customer' AND record_id IN (SELECT id FROM people)) OR "
                    "(entity = 'ticket' AND record_id IN " TICKETS ")"),
    COUNT("comments", "responses WHERE comment IS NOT NULL AND " OURS),
};
const size_t erasure_removed_count = sizeof(erasure_removed) / sizeof(erasure_removed[0]);

const ErasureCount erasure_kept[] = {
    COUNT("orders", "orders WHERE " OURS),
    COUNT("invoices", "invoices WHERE " OURS),
    COUNT("payments", "payments WHERE " OURS),
    COUNT("contracts", "contracts WHERE " OURS),
    COUNT("consents", "consent_records WHERE " OURS),
    COUNT("tickets", "tickets WHERE " OURS),
    COUNT("scores", "responses WHERE " OURS),
};
const size_t erasure_kept_count = sizeof(erasure_kept) / sizeof(erasure_kept[0]);

#define STEP(values, rest)                                                                                             \
    {                                                                                                                  \
        {PEOPLE rest, true}, values                                                                                    \
    }

/* Events that say nothing but where a ticket or a customer stood, and those of what the law keeps, stay whole. */
#define TELLING                                                                                                        \
    " AND kind NOT IN ('customer.stage_changed', 'ticket.status_changed', 'ticket.assigned', 'ticket.reopened') AND "  \
    "entity NOT IN ('order', 'invoice', 'payment', 'contract') AND changes <> '{}'"

const ErasureStep erasure_steps[] = {
    /* what is said about the person in other places, while their events can still be found */
    STEP(1, "UPDATE webhook_deliveries SET request = NULL, answer = NULL WHERE event_id IN (SELECT id FROM events "
            "WHERE " OURS " OR ticket_id IN " TICKETS ")"),
    STEP(1, "UPDATE events SET changes = '{}' WHERE " OURS TELLING),
    STEP(1, "UPDATE events SET changes = '{}' WHERE ticket_id IN " TICKETS TELLING),
    STEP(1,
         "UPDATE events SET changes = '{}' WHERE entity = 'customer' AND entity_id IN (SELECT id FROM people)" TELLING),
    STEP(1, "UPDATE bulk_items SET was = NULL, became = NULL, reason = NULL WHERE bulk_id IN (SELECT id FROM "
            "bulk_actions WHERE entity = 'customers') AND record_id IN (SELECT id FROM people)"),
    STEP(1, "UPDATE bulk_items SET was = NULL, became = NULL, reason = NULL WHERE bulk_id IN (SELECT id FROM "
            "bulk_actions WHERE entity = 'tickets') AND record_id IN " TICKETS),
    STEP(1, "DELETE FROM notifications WHERE ticket_id IN " TICKETS),
    STEP(1, "DELETE FROM ticket_drafts WHERE ticket_id IN " TICKETS),
    STEP(1,
         "UPDATE attachments SET draft_id = NULL WHERE draft_id IN (SELECT id FROM drafts WHERE ticket_id IN " TICKETS
         ")"),
    STEP(1, "DELETE FROM drafts WHERE ticket_id IN " TICKETS),
    /* words and files */
    STEP(1, "UPDATE consent_records SET words = NULL, address = NULL, attachment_id = NULL, reason = NULL WHERE " OURS),
    STEP(1, "DELETE FROM attachments WHERE ticket_id IN " TICKETS),
    STEP(1, "DELETE FROM attachments WHERE " OURS),
    STEP(1, "DELETE FROM attachments WHERE removed_from IN (SELECT id FROM people)"),
    STEP(3, "UPDATE messages SET subject = CASE WHEN subject IS NULL THEN NULL ELSE $2 END, text = NULL, html = NULL, "
            "reply = NULL, raw_blob_id = NULL, recipients = NULL, delivery_detail = NULL, author_name = CASE WHEN "
            "author_kind = 'customer' THEN NULL ELSE author_name END, redacted_at = COALESCE(redacted_at, $3) WHERE "
            "ticket_id IN " TICKETS),
    STEP(1, "UPDATE message_mail SET dmarc_domain = NULL, warnings = NULL WHERE message_id IN " MESSAGES),
    STEP(1, "DELETE FROM mail_reports WHERE mail_id IN (SELECT id FROM mail_ids WHERE ticket_id IN " TICKETS ")"),
    STEP(1, "DELETE FROM mail_reports WHERE " OURS),
    STEP(1, "UPDATE mail_ids SET raw_blob_id = NULL WHERE ticket_id IN " TICKETS),
    STEP(1, "UPDATE time_entries SET note = NULL WHERE ticket_id IN " TICKETS),
    STEP(1, "DELETE FROM custom_values WHERE entity = 'ticket' AND record_id IN " TICKETS),
    STEP(2, "UPDATE tickets SET subject = $2, version = version + 1 WHERE " OURS),
    STEP(1, "UPDATE ticket_merges SET from_before = '{}', into_before = '{}' WHERE into_id IN " TICKETS),
    STEP(1, "DELETE FROM tasks WHERE " OURS),
    STEP(1, "UPDATE response_answers SET value = NULL WHERE response_id IN " RESPONSES),
    STEP(1, "UPDATE responses SET comment = NULL, version = version + 1 WHERE " OURS),
    /* the person */
    STEP(1, "DELETE FROM custom_values WHERE entity = 'customer' AND record_id IN (SELECT id FROM people)"),
    STEP(1, "DELETE FROM taggings WHERE entity = 'customer' AND record_id IN (SELECT id FROM people)"),
    STEP(1, "DELETE FROM customer_notes WHERE " OURS),
    STEP(1, "DELETE FROM customer_match_keys WHERE " OURS),
    STEP(1, "DELETE FROM duplicates WHERE " OURS " OR other_id IN (SELECT id FROM people)"),
    STEP(1, "UPDATE customer_merges SET reason = NULL, evidence = '{}' WHERE into_id IN (SELECT id FROM people)"),
    STEP(1, "DELETE FROM identities WHERE " OURS),
    STEP(1, "DELETE FROM consents WHERE " OURS),
    STEP(1, "UPDATE customer_lifecycle SET override_reason = NULL WHERE " OURS),
};
const size_t erasure_step_count = sizeof(erasure_steps) / sizeof(erasure_steps[0]);
