/* The analysis of search: language, words, stems. */
#include <assert.h>
#include <libstemmer.h>
#include <pthread.h>

#include "model/search_words.h"

static const char *const languages[] = {"es", "en", "pt"};
enum { LANGUAGES = 3 };

/* Folded words that are frequent in one of the three and rare in the others. */
static const char *const frequent[LANGUAGES] = {
    " el la los las del que y es por para con una su mi pedido hola gracias muy pero ya lo al cuando donde este esta hay "
    "porque no me se un como mas todavia tengo quiero necesito llego factura ",
    " the of and to is for with you your my order hello thanks very but it when where this that have has i we are not "
    "please want need would was be on at from by can ",
    " o os as do da dos das que e nao para com uma seu meu minha pedido ola obrigado obrigada muito mas ja ao quando onde "
    "esta tem porque um como mais ainda tenho quero preciso chegou voce voces nota fiscal foi ",
};

static bool next_word(Text text, size_t *at, Text *out_word)
{
    while (*at < text.length) {
        size_t start = *at;
        size_t end = start;
        while (end < text.length) {
            size_t next = end;
            if (!codepoint_is_word(text_next_codepoint(text, &next)))
                break;
            end = next;
        }
        if (end > start) {
            *at = end;
            *out_word = text_slice(text, start, end);
            return true;
        }
        (void)text_next_codepoint(text, at);
    }
    return false;
}

#define LANGUAGE_SAMPLE_BYTES 4000
#define FREQUENT_BYTES_MAX 20

/* The same words to look up: a table with open addressing, made once; each word with a bit a language. */
#define FREQUENT_SLOTS 1024
typedef struct FrequentWord {
    Text word;
    unsigned languages;
} FrequentWord;
static FrequentWord frequent_words[FREQUENT_SLOTS];
static pthread_once_t frequent_once = PTHREAD_ONCE_INIT;

static FrequentWord *frequent_slot(Text word)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < word.length; i++)
        hash = (hash ^ (unsigned char)word.data[i]) * 16777619u;
    size_t at = hash % FREQUENT_SLOTS;
    while (frequent_words[at].word.length > 0 && !text_equals(frequent_words[at].word, word))
        at = (at + 1) % FREQUENT_SLOTS;
    return &frequent_words[at];
}

static void frequent_make(void)
{
    for (unsigned i = 0; i < LANGUAGES; i++) {
        Text rest = text_of(frequent[i]);
        Text word;
        while (text_next_part(&rest, ' ', &word)) {
            if (word.length == 0)
                continue;
            FrequentWord *slot = frequent_slot(word);
            slot->word = word;
            slot->languages |= 1u << i;
        }
    }
}

static unsigned frequent_in(Text word)
{
    return word.length > FREQUENT_BYTES_MAX ? 0 : frequent_slot(word)->languages;
}

const char *search_language(Text text, const char *otherwise)
{
    pthread_once(&frequent_once, frequent_make);
    WITH_ARENA arena = arena_new();
    int scores[LANGUAGES] = {0};
    Text sample = text_cut(text, LANGUAGE_SAMPLE_BYTES);
    /* Letters that only one of them has. */
    static const char *const letters[LANGUAGES] = {"ñ¿¡", "", "ãõç"};
    for (size_t at = 0; at < sample.length;) {
        size_t start = at;
        if ((unsigned char)sample.data[at] < 0x80) {
            at++;
            continue;
        }
        (void)text_next_codepoint(sample, &at);
        for (int i = 0; i < LANGUAGES; i++)
            scores[i] += text_find(text_of(letters[i]), text_slice(sample, start, at), 0) != SIZE_MAX ? 2 : 0;
    }
    Text folded = text_fold(arena, sample);
    Text word;
    for (size_t at = 0; next_word(folded, &at, &word);) {
        unsigned found = frequent_in(word);
        for (int i = 0; found != 0 && i < LANGUAGES; i++)
            scores[i] += found >> i & 1;
    }
    int best = 0;
    for (int i = 1; i < LANGUAGES; i++)
        best = scores[i] > scores[best] ? i : best;
    for (int i = 0; i < LANGUAGES; i++) {
        if (i != best && scores[i] == scores[best])
            return otherwise;
    }
    return scores[best] >= 2 ? languages[best] : otherwise;
}

static pthread_key_t stemmers_key;
static pthread_once_t stemmers_once = PTHREAD_ONCE_INIT;

static void stemmers_free(void *value)
{
    struct sb_stemmer **stemmers = value;
    for (int i = 0; i < LANGUAGES; i++)
        sb_stemmer_delete(stemmers[i]); /* NULL is fine */
}

static void stemmers_key_make(void)
{
    int failed = pthread_key_create(&stemmers_key, stemmers_free);
    assert(failed == 0);
    (void)failed;
}

static struct sb_stemmer *stemmer_of(const char *language)
{
    /* Snowball's state is not shared between threads, so each has its own; they go with the thread. */
    static _Thread_local struct sb_stemmer *stemmers[LANGUAGES];
    for (int i = 0; i < LANGUAGES; i++) {
        if (strcmp(language, languages[i]) != 0)
            continue;
        if (stemmers[i] == NULL) {
            static const char *const names[LANGUAGES] = {"spanish", "english", "portuguese"};
            pthread_once(&stemmers_once, stemmers_key_make);
            pthread_setspecific(stemmers_key, stemmers);
            stemmers[i] = sb_stemmer_new(names[i], "UTF_8");
        }
        return stemmers[i];
    }
    return NULL;
}

#define WORD_BYTES_MAX 64

/* Endings that Snowball knows by their accents only; without them devolucion and devoluciones would not meet. */
static Text accents_restore(Arena *arena, Text folded, const char *language)
{
    static const struct {
        const char *language, *plain, *accented;
    } endings[] = {{"es", "ion", "ión"},
                   {"pt", "cao", "ção"},
                   {"pt", "coes", "ções"},
                   {"pt", "sao", "são"},
                   {"pt", "soes", "sões"}};
    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        Text plain = text_of(endings[i].plain);
        if (strcmp(language, endings[i].language) == 0 && text_ends_with(folded, plain))
            return text_format(arena, "%.*s%s", TEXT_ARG(text_slice(folded, 0, folded.length - plain.length)),
                               endings[i].accented);
    }
    return folded;
}

Text search_stem(Arena *arena, Text word, const char *language)
{
    struct sb_stemmer *stemmer = stemmer_of(language);
    Text folded = text_fold(arena, word);
    if (stemmer == NULL || word.length > WORD_BYTES_MAX)
        return text_cut(folded, WORD_BYTES_MAX);
    /* Snowball would like the accents, but people leave them out: stemming what is folded makes "envió" and "envio" meet. */
    Text whole = accents_restore(arena, folded, language);
    const sb_symbol *stem = sb_stemmer_stem(stemmer, (const sb_symbol *)whole.data, (int)whole.length);
    if (stem == NULL)
        return folded;
    return text_fold(arena, (Text){(const char *)stem, (size_t)sb_stemmer_length(stemmer)});
}

Text search_terms(Arena *arena, Text text, const char *language)
{
    Buffer terms = buffer_new(arena, SEARCH_TERMS_BYTES_MAX + WORD_BYTES_MAX * 2);
    Text sample = text_cut(text, SEARCH_TERMS_BYTES_MAX);
    Text word;
    for (size_t at = 0; next_word(sample, &at, &word) && terms.length < SEARCH_TERMS_BYTES_MAX;) {
        ArenaMark mark = arena_mark(arena);
        char bytes[WORD_BYTES_MAX * 4];
        Text stem = search_stem(arena, word, language);
        size_t length = stem.length < sizeof bytes ? stem.length : 0;
        memcpy(bytes, stem.data ? stem.data : "", length);
        arena_rewind(arena, mark);
        if (length == 0)
            continue;
        if (terms.length > 0)
            buffer_add_byte(&terms, ' ');
        buffer_add(&terms, bytes, length);
    }
    return buffer_text(&terms);
}

bool search_next_word(Text text, size_t *at, Text *out_word)
{
    return next_word(text, at, out_word);
}
