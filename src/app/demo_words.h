/* The tables that the demo's people, goods and conversations are made of. */
#ifndef LAZO_APP_DEMO_WORDS_H
#define LAZO_APP_DEMO_WORDS_H

#include <stdint.h>

typedef enum DemoVoice { VOICE_TU, VOICE_VOS, VOICE_USTED } DemoVoice;

typedef struct DemoCountry {
    const char *code;
    const char *language; /* es, en, pt */
    DemoVoice voice;
    const char *currency;
    double rate;       /* one unit in US dollars */
    double per_dollar; /* a round price level, in major units of the currency */
    const char *zone;
    int zone_hours;    /* usual offset, for hours of the day */
    const char *phone; /* prefix */
    const char *const *cities;
    int weight;
} DemoCountry;
extern const DemoCountry demo_countries[];
extern const int demo_country_count;

extern const char *const demo_first_es[];
extern const char *const demo_last_es[];
extern const char *const demo_first_pt[];
extern const char *const demo_last_pt[];
extern const char *const demo_first_en[];
extern const char *const demo_last_en[];
int demo_count(const char *const *words); /* of a list that ends with NULL */

typedef struct DemoProduct {
    const char *sku;
    const char *name;
    const char *category; /* maquina | molinillo | cafe | accesorio | suscripcion */
    int64_t price_cents;  /* US dollars */
    int64_t cost_cents;
} DemoProduct;
extern const DemoProduct demo_products[];
extern const int demo_product_count;

typedef struct DemoSource {
    const char *name;
    int64_t cost_cents;
    int weight;
} DemoSource;
extern const DemoSource demo_sources[];
extern const int demo_source_count;

typedef struct DemoAgent {
    const char *email;
    const char *name;
    const char *role;
    const char *language;
    int skill; /* 1 slow … 5 quick */
} DemoAgent;
extern const DemoAgent demo_agents[];
extern const int demo_agent_count;

/* What a ticket can be about. */
typedef enum DemoTopic {
    TOPIC_LATE,
    TOPIC_BROKEN,
    TOPIC_INVOICE,
    TOPIC_SUBSCRIPTION,
    TOPIC_RETURN,
    TOPIC_QUESTION,
    TOPIC_WRONG,
    TOPIC_PRAISE,
    TOPIC_CANCEL,
    TOPIC_COUNT,
} DemoTopic;
typedef struct DemoTopicWords {
    const char *code; /* the ticket's topic */
    const char *type;
    const char *tag;
    int team; /* 1 attention, 2 workshop, 3 billing */
} DemoTopicWords;
extern const DemoTopicWords demo_topics[TOPIC_COUNT];

extern const char *const demo_companies[];

#endif
