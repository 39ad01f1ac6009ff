/* Pairs of customers that may be one, with a score and the reasons for it. Found by comparing keys (customer_match.h);
 * a pair that somebody said is two people stays dismissed. */
#ifndef LAZO_PEOPLE_CUSTOMER_DUPLICATE_H
#define LAZO_PEOPLE_CUSTOMER_DUPLICATE_H

#include "people/customer_match.h"

typedef enum DuplicateState { DUPLICATE_OPEN, DUPLICATE_DISMISSED } DuplicateState;

typedef struct Duplicate {
    FieldSet has;
    int64_t id;
    int64_t version;
    int64_t customer_id; /* the older of the two: the lower id */
    int64_t other_id;
    int64_t score; /* 1 to 100 */
    Text reasons;  /* space-separated: phone email name city company */
    int64_t state; /* DuplicateState */
    int64_t created_at;
    int64_t updated_at;
} Duplicate;

extern const Entity duplicate_entity;
extern const Route duplicate_routes[];

/* Reasons that two customers may be one. */
enum {
    REASON_PHONE = 1,
    REASON_EMAIL = 2, /* the same mailbox, written in another way */
    REASON_NAME = 4,
    REASON_CITY = 8,
    REASON_COMPANY = 16,
};
/* How likely, 0 to 100: each reason takes its share of what the others left open. Under DUPLICATE_SCORE_MIN a pair is not
 * worth showing: a name alone is shared by strangers. Pure. */
int64_t duplicate_score(unsigned reasons);
#define DUPLICATE_SCORE_MIN 50

/* Finds the pairs of one customer anew from the stored keys; those that hold no more go, dismissed ones stay. */
MUST_CHECK Result customer_duplicates_find(Work *work, int64_t customer_id);
/* Takes a customer that was merged away out of all pairs and keys. */
MUST_CHECK Result customer_duplicates_forget(Work *work, int64_t customer_id);

#endif
