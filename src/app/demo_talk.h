/* What people write in the demo: whole conversations from templates, by topic, language and the way a country speaks. */
#ifndef LAZO_APP_DEMO_TALK_H
#define LAZO_APP_DEMO_TALK_H

#include "app/demo_random.h"
#include "app/demo_words.h"
#include "base/template.h"

typedef enum DemoTurn {
    TURN_SUBJECT,      /* of the ticket */
    TURN_OPENING,      /* the customer begins */
    TURN_ANSWER,       /* the agent's first answer */
    TURN_FOLLOW,       /* the customer asks again */
    TURN_RESOLVE,      /* the agent settles it */
    TURN_THANKS,       /* the customer is content */
    TURN_AGAIN,        /* it came back */
    TURN_NOTE,         /* internal */
    TURN_COMMENT_GOOD, /* of a survey */
    TURN_COMMENT_BAD,
    TURN_COUNT,
} DemoTurn;

typedef struct DemoSpeech {
    DemoTopic topic;
    const char *language; /* es, en, pt */
    DemoVoice voice;
    Text customer; /* first name */
    Text agent;
    Text product;
    Text order;   /* "C-10443" */
    int64_t days; /* of delay, warranty, … */
} DemoSpeech;

/* Never empty; texts of one place may be the same by chance. */
MUST_CHECK Result demo_say(Arena *arena, Chance *chance, const DemoSpeech *speech, DemoTurn turn, Text *out_text);

#endif
