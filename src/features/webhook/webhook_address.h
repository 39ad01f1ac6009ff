/* Where a webhook may post to: https, and never into this house's own networks, which a stranger's address could otherwise
 * reach through us. The operator lifts both with LAZO_WEBHOOK_PRIVATE=yes. */
#ifndef LAZO_WEBHOOK_WEBHOOK_ADDRESS_H
#define LAZO_WEBHOOK_WEBHOOK_ADDRESS_H

#include "base/text.h"

#define WEBHOOK_PRIVATE_VARIABLE "LAZO_WEBHOOK_PRIVATE"

struct sockaddr;
/* Globally reachable by IANA's special-purpose registries (RFC 6890): not loopback, private, link-local, shared, multicast,
 * reserved or for documentation; of IPv6 also no address that carries such an IPv4 one. Pure. */
bool address_is_public(const struct sockaddr *address);
/* Whether private networks and http are allowed here. */
bool webhook_address_is_free(void);
/* FAULT_INVALID, in words, for what is no such URL, has a user name, or says in plain letters that it leads inside. What the
 * name leads to is looked at when the connection is made. */
MUST_CHECK Result webhook_address_check(Arena *arena, Text url);

#endif
