/* Answers for a slow network: gzip (RFC 1952) where the caller takes it and it is worth it. */
#ifndef LAZO_HTTP_COMPRESS_H
#define LAZO_HTTP_COMPRESS_H

#include "http/exchange.h"

#define COMPRESS_BYTES_MIN 1400 /* smaller ones fit a packet as they are */

/* Replaces the answer's body by its gzip form and says so in its headers. Left alone: what is small, secret (its length
 * must not tell what stands beside it), encoded already, of a kind that does not shrink, or not asked for. */
void compress_answer(Exchange *exchange);

#endif
