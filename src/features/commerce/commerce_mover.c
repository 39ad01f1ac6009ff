#include "commerce/commerce_mover.h"

#include "commerce/commerce_totals.h"

static Result orders_move(Work *work, int64_t from_id, int64_t into_id, int64_t *out_rows)
{
    TRY(db_run(work->db, DB_SQL("UPDATE orders SET customer_id = $2 WHERE customer_id = $1"),
               DB_VALUES(db_int(from_id), db_int(into_id)), out_rows));
    TRY(db_run(work->db, DB_SQL("DELETE FROM customer_commerce WHERE customer_id = $1"), DB_VALUES(db_int(from_id)),
               NULL));
    return commerce_recompute(work, into_id);
}

static Result contracts_move(Work *work, int64_t from_id, int64_t into_id, int64_t *out_rows)
{
    return db_run(work->db, DB_SQL("UPDATE contracts SET customer_id = $2 WHERE customer_id = $1"),
                  DB_VALUES(db_int(from_id), db_int(into_id)), out_rows);
}

static Result invoices_move(Work *work, int64_t from_id, int64_t into_id, int64_t *out_rows)
{
    return db_run(work->db, DB_SQL("UPDATE invoices SET customer_id = $2 WHERE customer_id = $1"),
                  DB_VALUES(db_int(from_id), db_int(into_id)), out_rows);
}

static Result payments_move(Work *work, int64_t from_id, int64_t into_id, int64_t *out_rows)
{
    return db_run(work->db, DB_SQL("UPDATE payments SET customer_id = $2 WHERE customer_id = $1"),
                  DB_VALUES(db_int(from_id), db_int(into_id)), out_rows);
}

const CustomerMover order_mover = {"orders", orders_move};
const CustomerMover contract_mover = {"contracts", contracts_move};
const CustomerMover invoice_mover = {"invoices", invoices_move};
const CustomerMover payment_mover = {"payments", payments_move};
