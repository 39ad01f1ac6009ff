/* Dates of mail headers: RFC 5322 with its obsolete forms (RFC 822 zones, short years, comments anywhere), and what
 * programs write instead (ISO 8601, ctime, "GMT+0100", months of other languages). */
#ifndef LAZO_MAIL_MAIL_DATE_H
#define LAZO_MAIL_MAIL_DATE_H

#include "base/text.h"

#define MAIL_DATE_BYTES_MAX 200

/* UTC milliseconds; without a zone the time is UTC. False when there is no day, month and year that exist, or the line
 * is longer than MAIL_DATE_BYTES_MAX. */
bool mail_date_read(Text line, int64_t *out_ms);

#endif
