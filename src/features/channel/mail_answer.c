#include "channel/mail_answer.h"

static Result has_had_one(Work *work, int64_t customer_id, bool *out_has)
{
    int64_t count;
    TRY(db_one_int(work->db,
                   DB_SQL("SELECT COUNT(*) FROM (SELECT m.id FROM tickets t JOIN messages m ON m.ticket_id = t.id "
                          "WHERE t.customer_id = $1 AND m.created_at > $2 AND m.direction = 'out' "
                          "AND m.is_public = 1 AND m.author_kind IN ('bot', 'system') LIMIT 1) answered"),
                   DB_VALUES(db_int(customer_id), db_int(work->now - MAIL_ANSWER_EVERY_MS)), &count));
    *out_has = count > 0;
    return done();
}

Result mail_may_answer(Work *work, const MailMessage *message, Text envelope_from, int64_t customer_id, bool *out_may)
{
    bool has_had = false;
    *out_may = false;
    if (!message->may_answer || message->kind != MAIL_MESSAGE || text_is_empty(envelope_from))
        return done();
    TRY(has_had_one(work, customer_id, &has_had));
    *out_may = !has_had;
    return done();
}
