/* What can be imported: each kind is an entity of the dictionary, and what a row may say of it: the entity's own fields,
 * and names by which other records are known (its customer, order, product …). */
#ifndef LAZO_IMPORT_IMPORT_KIND_H
#define LAZO_IMPORT_IMPORT_KIND_H

#include "model/entity.h"

typedef enum ImportRole {
    SAYS_NONE,
    SAYS_FIELD,    /* of the entity */
    SAYS_CUSTOMER, /* its id in the other system, or an address */
    SAYS_CUSTOMER_EMAIL,
    SAYS_CUSTOMER_PHONE,
    SAYS_CUSTOMER_NAME,
    SAYS_CUSTOMER_CITY,
    SAYS_CUSTOMER_COUNTRY,
    SAYS_COMPANY,
    SAYS_PRODUCT,
    SAYS_ORDER,
    SAYS_INVOICE,
    SAYS_TICKET,
    SAYS_AGENT,
    SAYS_TEAM,
    SAYS_LINE_SKU, /* of the one line that a row of orders tells of */
    SAYS_LINE_NAME,
    SAYS_LINE_QUANTITY,
    SAYS_LINE_PRICE,
    SAYS_TEXT, /* a ticket's first message */
    SAYS_TAGS,
    SAYS_ZONE, /* of times without an offset */
    SAYS_COUNT
} ImportRole;

typedef struct ImportTarget {
    ImportRole role;
    const char *name;   /* as in --map */
    const Field *field; /* of SAYS_FIELD */
} ImportTarget;

typedef struct ImportWords {
    const char *name;  /* of a target */
    const char *words; /* other names for it, folded, separated by spaces */
} ImportWords;

#define IMPORT_KEYS_MAX 6
typedef struct ImportKind {
    const Entity *entity; /* its plural is the command's word */
    unsigned roles;       /* bits of ImportRole that a row may have besides fields */
    const char *when;     /* field with the row's historic instant; NULL: none */
    const char *needs[3]; /* fields and roles without which nothing can be imported */
    /* What makes a row without an id in the other system the same row the next time; none: all that it says. */
    const char *keys[IMPORT_KEYS_MAX];
    const ImportWords *words; /* ends with a name of NULL */
} ImportKind;

/* NULL for an unknown kind. */
const ImportKind *import_kind_named(Text name);

#define IMPORT_TARGETS_MAX 80
/* Everything that a row of the kind may say. */
size_t import_targets(const ImportKind *kind, ImportTarget targets[IMPORT_TARGETS_MAX]);
/* "Fecha de Pedido", "fecha_de_pedido" and "fecha.de.pedido" are one name. */
Text import_fold_name(Arena *arena, Text name);
/* The target that a folded name says, in --map or as a column; NULL. */
const ImportTarget *import_target_named(const ImportKind *kind, const ImportTarget *targets, size_t count, Text folded);

/* The code of a choice for a word of another system ("canceled" is cancelled); the folded word itself when none is known. */
Text import_choice(Arena *arena, const ImportKind *kind, const Field *field, Text value);
/* ISO code of a country's Spanish, Portuguese or English name; the text itself when none is known. */
Text import_country(Arena *arena, Text value);

#endif
