#include "model/value.h"

#include <ctype.h>

#include "base/buffer.h"

bool email_is_valid(Text address)
{
    if (address.length < 3 || address.length > 254 || !text_is_utf8(address))
        return false;
    size_t at = text_find_byte(address, '@', 0);
    if (at == SIZE_MAX || at == 0 || at > 64 || at + 1 >= address.length)
        return false;
    if (text_find_byte(address, '@', at + 1) != SIZE_MAX)
        return false;
    for (size_t i = 0; i < address.length; i++) {
        unsigned char c = (unsigned char)address.data[i];
        if (c <= ' ' || c == 0x7f || strchr("()<>[]:;,\\\"", c) != NULL)
            return false;
        if (c == '.' && (i == 0 || i + 1 == address.length || i + 1 == at || i == at + 1 || address.data[i + 1] == '.'))
            return false;
        if (i > at && c < 0x80 && !isalnum(c) && c != '.' && c != '-')
            return false;
    }
    return true;
}

Text email_key(Arena *arena, Text address)
{
    return text_lower(arena, text_normalize(arena, text_trim(address)));
}

Text phone_key(Arena *arena, Text phone)
{
    Buffer key = buffer_new(arena, 40);
    for (size_t i = 0; i < phone.length && i < 64; i++) {
        char c = phone.data[i];
        if (c >= '0' && c <= '9')
            buffer_add_byte(&key, c);
        else if (c == '+' && key.length == 0)
            buffer_add_byte(&key, '+');
    }
    Text made = buffer_text(&key);
    size_t digits = made.length - (made.length > 0 && made.data[0] == '+');
    return digits >= 6 && digits <= 20 ? made : TEXT_NONE;
}

bool language_is_valid(Text code)
{
    if (code.length != 2 && code.length != 5)
        return false;
    if (!islower((unsigned char)code.data[0]) || !islower((unsigned char)code.data[1]))
        return false;
    return code.length == 2 ||
           (code.data[2] == '-' && isupper((unsigned char)code.data[3]) && isupper((unsigned char)code.data[4]));
}

bool country_is_valid(Text code)
{
    return code.length == 2 && isupper((unsigned char)code.data[0]) && isupper((unsigned char)code.data[1]);
}

/* ISO 4217, list one of 2024: every active code of a country; those whose exponent is not 2 stand in their own lists. */
static const char currencies_two[] =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF "
    "CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF "
    "IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN "
    "MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS "
    "SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD YER ZAR ZMW ZWG";
static const char currencies_none[] = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
static const char currencies_three[] = "BHD IQD JOD KWD LYD OMR TND";
static const char currencies_four[] = "CLF UYW";

static bool is_listed(const char *list, Text code)
{
    for (const char *at = list; *at != '\0'; at += at[3] == ' ' ? 4 : 3) {
        if (memcmp(at, code.data, 3) == 0)
            return true;
    }
    return false;
}

int currency_exponent(Text code)
{
    if (code.length != 3)
        return -1;
    if (is_listed(currencies_two, code))
        return 2;
    if (is_listed(currencies_none, code))
        return 0;
    if (is_listed(currencies_three, code))
        return 3;
    return is_listed(currencies_four, code) ? 4 : -1;
}

int64_t currency_unit(Text code)
{
    int64_t unit = 1;
    for (int exponent = currency_exponent(code); exponent > 0; exponent--)
        unit *= 10;
    return unit;
}
