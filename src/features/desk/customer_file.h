/* Files of a customer: attachments that no message holds. One comes in as any attachment does (POST /attachments) and is
 * given to the customer; one that was taken away can be brought back for a day. */
#ifndef LAZO_DESK_CUSTOMER_FILE_H
#define LAZO_DESK_CUSTOMER_FILE_H

#include "desk/attachment.h"

#define CUSTOMER_FILES_MAX 1000

/* Gives the customer an unbound attachment of the actor, or brings back one that was taken from this customer. FAULT_INVALID
 * for any other, FAULT_LIMIT over CUSTOMER_FILES_MAX. Appends customer.file_added. */
MUST_CHECK Result customer_file_add(Work *work, int64_t customer_id, int64_t attachment_id);
/* FAULT_NOT_FOUND, and FAULT_CONFLICT for a file that proves a consent. Appends customer.file_removed. */
MUST_CHECK Result customer_file_remove(Work *work, int64_t customer_id, int64_t attachment_id);

extern const CustomerMover customer_file_mover;
extern const Route customer_file_routes[];

#endif
