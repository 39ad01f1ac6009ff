/* The lives of the demo's customers: pure simulation, two years until `now`. */
#ifndef LAZO_APP_DEMO_LIFE_H
#define LAZO_APP_DEMO_LIFE_H

#include "app/demo_random.h"
#include "app/demo_words.h"
#include "base/clock.h"

typedef struct DemoPerson {
    const DemoCountry *country;
    Text name;
    Text first_name;
    Text email;
    Text phone;
    const char *city;
    const DemoSource *source;
    int company; /* index, -1 for none */
    const char *language;
    double patience; /* 0 to 1 */
    int64_t joined_at;
    int64_t id;         /* in the workspace, once it is there */
    int64_t *order_ids; /* by their number in this life */
    int64_t contract_id;
    Chance chance; /* what they say */
} DemoPerson;

typedef enum DemoActKind {
    ACT_JOIN,
    ACT_ORDER,
    ACT_DELIVER,
    ACT_CANCEL_ORDER,
    ACT_CONTRACT,
    ACT_CONTRACT_END,
    ACT_TICKET,
    ACT_NPS,
    ACT_DOUBLE,
} DemoActKind;

#define DEMO_LINES_MAX 3
typedef struct DemoAct {
    int64_t at;
    DemoActKind kind;
    int person;
    int order;                 /* number in the person's life; -1: none */
    int lines[DEMO_LINES_MAX]; /* products; -1: none */
    int quantity;
    int64_t promised_at;
    int score; /* of an answer, -1: none */
    /* of a ticket */
    DemoTopic topic;
    int agent;
    int64_t first_reply_at;
    int64_t follow_at; /* 0: none */
    int64_t solved_at;
    int64_t again_at; /* 0: not reopened */
    int64_t solved_again_at;
    int64_t days;
    int csat; /* 0: none */
    int ces;
    bool thanks;
    bool has_note;
} DemoAct;

typedef struct DemoLives {
    DemoPerson *people;
    int person_count;
    DemoAct *acts; /* in the order of their instants */
    size_t act_count;
} DemoLives;
#define DEMO_ORDERS_MAX 60

/* Everything until `now`, in `arena`. */
void demo_live(Arena *arena, uint64_t seed, int customers, int64_t now, DemoLives *out_lives);

#endif
