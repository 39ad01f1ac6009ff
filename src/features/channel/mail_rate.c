#include "channel/mail_rate.h"

/* The newest that is still open, else the newest. */
static Result newest_of(Work *work, int64_t customer_id, int64_t since, int64_t *out_ticket_id)
{
    return db_one_int(
        work->db,
        DB_SQL("SELECT id FROM (SELECT id, status FROM tickets WHERE customer_id = $1 AND created_at > $2 AND "
               "merged_into IS NULL ORDER BY created_at DESC, id DESC LIMIT 100) AS newest "
               "ORDER BY CASE WHEN status IN ('solved', 'closed') THEN 1 ELSE 0 END, id DESC LIMIT 1"),
        DB_VALUES(db_int(customer_id), db_int(since)), out_ticket_id);
}

Result mail_rate_ticket(Work *work, int64_t customer_id, int64_t *out_ticket_id)
{
    int64_t count = 0;
    int64_t since = work->now - MAIL_RATE_WINDOW_MS;
    *out_ticket_id = 0;
    TRY(db_one_int(work->db,
                   DB_SQL("SELECT COUNT(*) FROM (SELECT id FROM tickets WHERE customer_id = $1 AND created_at > $2 AND "
                          "channel = 'mail' ORDER BY created_at DESC, id DESC LIMIT $3) AS recent"),
                   DB_VALUES(db_int(customer_id), db_int(since), db_int(MAIL_RATE_TICKETS_MAX)), &count));
    if (count < MAIL_RATE_TICKETS_MAX)
        return done();
    Result result = newest_of(work, customer_id, since, out_ticket_id);
    return result.fault == FAULT_NOT_FOUND ? done() : result;
}
