/* The second factor of signing in: codes of an app (TOTP, RFC 6238: SHA-1, 6 digits, 30 s; a step of clock drift either way)
 * and ten recovery codes for when the phone is gone. The secret is sealed, recovery codes are stored hashed, no code is
 * taken twice, and after TWO_FACTOR_FAILURES_MAX wrong ones in a row none is for TWO_FACTOR_LOCK_MS. */
#ifndef LAZO_PEOPLE_TWO_FACTOR_H
#define LAZO_PEOPLE_TWO_FACTOR_H

#include "people/agent.h"

#define RECOVERY_CODES 10
#define TWO_FACTOR_FAILURES_MAX 10
#define TWO_FACTOR_LOCK_MS (15 * MINUTE_MS)

typedef struct TwoFactor {
    bool is_on;
    int64_t since;         /* when it came into force */
    int64_t recovery_left; /* codes that were not used */
} TwoFactor;
MUST_CHECK Result two_factor_state(Work *work, int64_t agent_id, TwoFactor *out_state);

/* Makes a new secret, not yet in force: in base32 to be typed, and as otpauth:// address to be drawn. FAULT_CONFLICT when
 * one is in force. On the lane. */
MUST_CHECK Result two_factor_begin(Work *work, const Agent *agent, Text *out_secret, Text *out_uri);

typedef enum CodeVerdict { CODE_RIGHT, CODE_WRONG, CODE_LOCKED } CodeVerdict;
/* A code of the app or a recovery code of who has a second factor. Wrong ones are counted, so the caller commits this
 * whatever the verdict. On the lane. */
MUST_CHECK Result two_factor_check(Work *work, int64_t agent_id, Text code, CodeVerdict *out_verdict);
/* The same for a secret that was begun: a right code puts it in force and gives the recovery codes (RECOVERY_CODES texts). */
MUST_CHECK Result two_factor_confirm(Work *work, int64_t agent_id, Text code, Text *out_codes,
                                     CodeVerdict *out_verdict);
/* New recovery codes; the ones before are worthless. */
MUST_CHECK Result two_factor_new_codes(Work *work, int64_t agent_id, Text *out_codes);
MUST_CHECK Result two_factor_remove(Work *work, int64_t agent_id);

/* The field fault of a code that was not taken; `pointer` names it. */
MUST_CHECK Result two_factor_fault(Work *work, Text pointer, CodeVerdict verdict);

extern const Route two_factor_routes[];

#endif
