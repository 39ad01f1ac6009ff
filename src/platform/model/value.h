/* Values of people: e-mail addresses, phones, languages, countries, currencies. Pure; used by the dictionary's checks and
 * by import. */
#ifndef LAZO_MODEL_VALUE_H
#define LAZO_MODEL_VALUE_H

#include "base/text.h"

/* RFC 5321 mailbox without quoted local parts or address literals, RFC 6531 UTF-8 allowed; at most 254 bytes. */
bool email_is_valid(Text address);
/* For comparison: trimmed, NFC, lower case. */
Text email_key(Arena *arena, Text address);
/* Digits with a leading +; empty when there are fewer than 6 digits. */
Text phone_key(Arena *arena, Text phone);
bool language_is_valid(Text code);
bool country_is_valid(Text code);
/* Minor units of an ISO 4217 currency (JPY and CLP 0, USD 2, KWD 3); -1 for an unknown code. */
int currency_exponent(Text code);
/* 10^exponent. */
int64_t currency_unit(Text code);

#endif
