/* One act of a life, written into the workspace at its instant. */
#ifndef LAZO_APP_DEMO_ACT_H
#define LAZO_APP_DEMO_ACT_H

#include "app/demo_life.h"
#include "app/demo_shop.h"

typedef struct DemoStage {
    DemoLives *lives;
    DemoShop *shop;
    int64_t now; /* what a ticket has still before it stays open */
} DemoStage;

/* Sets work->now and the actor to whoever does it. */
MUST_CHECK Result demo_act(Work *work, DemoStage *stage, const DemoAct *act);
/* The desk this morning: cases in every state, in three languages, one with an attachment. */
MUST_CHECK Result demo_today(Work *work, DemoStage *stage);

#endif
