/* Full-text search whose analysis is ours: fold, tokenise, stem by detected language into one string, which FTS5 and
 * PostgreSQL index alike; query words are the union of the three stemmings; rank is computed here over the newest
 * SEARCH_CANDIDATES_MAX matches. */
#ifndef LAZO_MODEL_SEARCH_H
#define LAZO_MODEL_SEARCH_H

#include "model/entity.h"

#define SEARCH_CANDIDATES_MAX 1000
#define SEARCH_TERMS_BYTES_MAX 65536 /* of one document */

/* "es", "en" or "pt" by stop words and letters; `otherwise` when there is too little to tell. */
const char *search_language(Text text, const char *otherwise);
/* Folded, stemmed words, separated by spaces, at most SEARCH_TERMS_BYTES_MAX. */
Text search_terms(Arena *arena, Text text, const char *language);

/* Queues the document of a record; written once at the end of the lane's group. Several texts are joined by the caller. */
void search_put(Work *work, const Entity *entity, int64_t record_id, int64_t ticket_id, int64_t customer_id, Text text);
void search_remove(Work *work, const Entity *entity, int64_t record_id);
/* Where the queue ends now, and back to there: for a part of a write that a savepoint undid. */
void *search_queue_end(const Work *work);
void search_queue_cut(Work *work, void *end);
/* For the lane's end_group hook. */
MUST_CHECK Result search_write_group(Work *const *works, size_t count);

typedef struct SearchHit {
    const Entity *entity;
    int64_t record_id;
    int64_t ticket_id;   /* 0 for none */
    int64_t customer_id; /* 0 for none */
    double score;
} SearchHit;
/* Best first; every word must match (by any of the three stems), the last word also as a prefix. Any syntax in `query` is
 * only words. Rows that the actor may not see are the caller's to drop (it loads them anyway). */
MUST_CHECK Result search_find(Work *work, Text query, const Entity *const *entities, size_t entity_count, size_t limit,
                              SearchHit **out_hits, size_t *out_count);
/* HTML-escaped excerpt of at most `codepoints` with the query's words in <mark>. */
Text search_snippet(Arena *arena, Text text, Text query, size_t codepoints);

#endif
