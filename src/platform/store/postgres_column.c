/* Values of PostgreSQL's binary format: network byte order; numeric in digits of base 10000. */
#include <endian.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "store/postgres_db.h"

enum {
    TYPE_BOOL = 16,
    TYPE_INT8 = 20,
    TYPE_INT2 = 21,
    TYPE_INT4 = 23,
    TYPE_OID = 26,
    TYPE_FLOAT4 = 700,
    TYPE_FLOAT8 = 701,
    TYPE_NUMERIC = 1700,
};

typedef struct Column {
    Oid type;
    const char *data;
    size_t length;
} Column;

/* The kinds that a value is read as. */
typedef enum ColumnKind { COLUMN_INT, COLUMN_REAL, COLUMN_BYTES } ColumnKind;

static Column column_of(const DbCursor *cursor, int at)
{
    const PGresult *answer = cursor->statement;
    int row = (int)cursor->row;
    if (at < 0 || at >= PQnfields(answer) || row < 0 || row >= PQntuples(answer) || PQgetisnull(answer, row, at))
        return (Column){0, "", 0};
    return (Column){PQftype(answer, at), PQgetvalue(answer, row, at), (size_t)PQgetlength(answer, row, at)};
}

bool postgres_is_null(const DbCursor *cursor, int column)
{
    const PGresult *answer = cursor->statement;
    return column < 0 || column >= PQnfields(answer) || PQgetisnull(answer, (int)cursor->row, column);
}

static uint64_t read_unsigned(const char *data, size_t length)
{
    uint64_t value = 0;
    for (size_t i = 0; i < length && i < sizeof value; i++)
        value = value << 8 | (unsigned char)data[i];
    return value;
}

static double read_double(const char *data)
{
    uint64_t bits = read_unsigned(data, sizeof bits);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static double read_float(const char *data)
{
    uint32_t bits = (uint32_t)read_unsigned(data, sizeof bits);
    float value;
    memcpy(&value, &bits, sizeof value);
    return (double)value;
}

/* numeric: count, weight of the first digit, sign and scale, each of 16 bits, then the digits. A whole one within 64
 * bits is exact. */
#define NUMERIC_HEAD_BYTES 8
#define NUMERIC_BASE 10000
#define NUMERIC_NEGATIVE 0x4000
#define NUMERIC_SPECIAL 0x8000
static ColumnKind read_numeric(Column column, int64_t *out_integer, double *out_real)
{
    *out_integer = 0;
    *out_real = 0;
    if (column.length < NUMERIC_HEAD_BYTES)
        return COLUMN_INT;
    int count = (int)read_unsigned(column.data, 2);
    int weight = (int16_t)read_unsigned(column.data + 2, 2);
    unsigned sign = (unsigned)read_unsigned(column.data + 4, 2);
    if ((sign & NUMERIC_SPECIAL) || column.length < NUMERIC_HEAD_BYTES + 2 * (size_t)count)
        return COLUMN_REAL;
    long double real = 0;
    int64_t integer = 0;
    bool is_whole = count - 1 <= weight;
    int digits = is_whole ? weight + 1 : count;
    bool is_exact = is_whole && digits <= 5;
    for (int i = 0; i < digits; i++) {
        int digit = i < count ? (int)read_unsigned(column.data + NUMERIC_HEAD_BYTES + 2 * i, 2) : 0;
        real = real * NUMERIC_BASE + digit;
        is_exact = is_exact && !__builtin_mul_overflow(integer, NUMERIC_BASE, &integer) &&
                   !__builtin_add_overflow(integer, digit, &integer);
    }
    if (!is_whole)
        real *= powl(NUMERIC_BASE, weight - count + 1);
    *out_integer = sign == NUMERIC_NEGATIVE ? -integer : integer;
    *out_real = (double)(sign == NUMERIC_NEGATIVE ? -real : real);
    return is_exact ? COLUMN_INT : COLUMN_REAL;
}

static ColumnKind column_read(Column column, int64_t *out_integer, double *out_real)
{
    *out_integer = 0;
    *out_real = 0;
    switch (column.type) {
    case TYPE_BOOL: *out_integer = column.data[0] != 0; return COLUMN_INT;
    case TYPE_INT2: *out_integer = (int16_t)read_unsigned(column.data, 2); return COLUMN_INT;
    case TYPE_INT4: *out_integer = (int32_t)read_unsigned(column.data, 4); return COLUMN_INT;
    case TYPE_OID: *out_integer = (int64_t)read_unsigned(column.data, 4); return COLUMN_INT;
    case TYPE_INT8: *out_integer = (int64_t)read_unsigned(column.data, 8); return COLUMN_INT;
    case TYPE_FLOAT4: *out_real = read_float(column.data); return COLUMN_REAL;
    case TYPE_FLOAT8: *out_real = read_double(column.data); return COLUMN_REAL;
    case TYPE_NUMERIC: return read_numeric(column, out_integer, out_real);
    default: return COLUMN_BYTES;
    }
}

/* As SQLite: cut towards zero, held within 64 bits. */
static int64_t real_to_int(double real)
{
    if (isnan(real))
        return 0;
    if (real >= 0x1p63)
        return INT64_MAX;
    return real <= -0x1p63 ? INT64_MIN : (int64_t)real;
}

int64_t postgres_column_int(const DbCursor *cursor, int at)
{
    Column column = column_of(cursor, at);
    int64_t integer;
    double real;
    switch (column_read(column, &integer, &real)) {
    case COLUMN_INT: return integer;
    case COLUMN_REAL: return real_to_int(real);
    case COLUMN_BYTES: break;
    }
    return text_to_int((Text){column.data, column.length}, &integer) ? integer : 0;
}

double postgres_column_real(const DbCursor *cursor, int at)
{
    Column column = column_of(cursor, at);
    int64_t integer;
    double real;
    switch (column_read(column, &integer, &real)) {
    case COLUMN_INT: return (double)integer;
    case COLUMN_REAL: return real;
    case COLUMN_BYTES: break;
    }
    return text_to_real((Text){column.data, column.length}, &real) ? real : 0;
}

Text postgres_column_text(const DbCursor *cursor, int at)
{
    Column column = column_of(cursor, at);
    int64_t integer;
    double real;
    ColumnKind kind = column_read(column, &integer, &real);
    if (kind == COLUMN_BYTES)
        return (Text){column.data, column.length};
    PostgresDb *postgres = (PostgresDb *)cursor->db;
    char *scratch = postgres->scratch[postgres->scratch_next];
    postgres->scratch_next = (postgres->scratch_next + 1) % SCRATCH_COUNT;
    int length = kind == COLUMN_INT ? snprintf(scratch, SCRATCH_BYTES, "%" PRId64, integer)
                                    : snprintf(scratch, SCRATCH_BYTES, "%.17g", real);
    return (Text){scratch, (size_t)length};
}

Text postgres_column_bytes(const DbCursor *cursor, int at)
{
    return postgres_column_text(cursor, at);
}
