#include "http/problem_text.h"

#define WORDS(en, es, pt)                                                                                              \
    {                                                                                                                  \
        [LANGUAGE_EN] = en, [LANGUAGE_ES] = es, [LANGUAGE_PT] = pt                                                     \
    }

static const ProblemText problems[] = {
    {"invalid", WORDS("Not valid", "No es válido", "Não é válido"),
     WORDS("Something in the request breaks a rule; `errors` says what.",
           "Algo de la solicitud no cumple una regla; `errors` dice qué.",
           "Algo na solicitação não cumpre uma regra; `errors` diz o quê.")},
    {"malformed_json", WORDS("Malformed JSON", "JSON mal formado", "JSON malformado"),
     WORDS("The body is not valid JSON in UTF-8.", "El cuerpo no es JSON válido en UTF-8.",
           "O corpo não é JSON válido em UTF-8.")},
    {"malformed_request", WORDS("Malformed request", "Solicitud mal formada", "Solicitação malformada"),
     WORDS("The address or a header of the request is malformed.",
           "La dirección o una cabecera de la solicitud está mal formada.",
           "O endereço ou um cabeçalho da solicitação está malformado.")},
    {"unknown_parameter", WORDS("Unknown parameter", "Parámetro desconocido", "Parâmetro desconhecido"),
     WORDS("The address has a query parameter that is not known here; `errors` names it.",
           "La dirección tiene un parámetro que aquí no se conoce; `errors` lo nombra.",
           "O endereço tem um parâmetro que aqui não é conhecido; `errors` diz qual.")},
    {"unauthorized", WORDS("Sign in first", "Primero inicie sesión", "Primeiro entre na sua conta"),
     WORDS("This needs a session or an API key that is valid.",
           "Se necesita una sesión o una clave de API que sea válida.",
           "É preciso uma sessão ou uma chave de API que seja válida.")},
    {"forbidden", WORDS("Not allowed", "No está permitido", "Não é permitido"),
     WORDS("Your role or key does not allow this.", "Tu rol o tu clave no permite hacer esto.",
           "Seu papel ou sua chave não permite fazer isto.")},
    {"csrf", WORDS("Not from this page", "No viene de esta página", "Não vem desta página"),
     WORDS("A change made in a session needs the header X-CSRF-Token and the origin of this site. Load the page again.",
           "Un cambio hecho en una sesión necesita la cabecera X-CSRF-Token y el origen de este sitio. Recargue la "
           "página.",
           "Uma mudança feita em uma sessão precisa do cabeçalho X-CSRF-Token e da origem deste site. Recarregue a "
           "página.")},
    {"not_found", WORDS("Not found", "No se encontró", "Não encontrado"),
     WORDS("There is no such record, or none that you may see.", "Ese registro no existe, o no puedes verlo.",
           "Esse registro não existe, ou você não pode vê-lo.")},
    {"unknown_path", WORDS("No such address", "Esa dirección no existe", "Esse endereço não existe"),
     WORDS("Nothing answers at this path.", "Nada responde en esta dirección.", "Nada responde neste endereço.")},
    {"method_not_allowed", WORDS("Method not allowed", "Método no permitido", "Método não permitido"),
     WORDS("This path does not take that method; the header Allow lists those it takes.",
           "Esta dirección no acepta ese método; la cabecera Allow dice cuáles acepta.",
           "Este endereço não aceita esse método; o cabeçalho Allow diz quais aceita.")},
    {"too_slow", WORDS("Too slow", "Demasiado lento", "Lento demais"),
     WORDS("The body did not arrive in time.", "El cuerpo no llegó a tiempo.", "O corpo não chegou a tempo.")},
    {"conflict", WORDS("Contradiction", "Contradicción", "Contradição"),
     WORDS("It contradicts what is stored.", "Contradice lo que ya está guardado.",
           "Contradiz o que já está guardado.")},
    {"stale", WORDS("Changed meanwhile", "Cambió mientras tanto", "Mudou enquanto isso"),
     WORDS("Somebody changed it first; `current` is how it stands now.",
           "Alguien lo cambió antes; `current` es como está ahora.",
           "Alguém mudou antes; `current` é como está agora.")},
    {"too_large", WORDS("Too large", "Demasiado grande", "Grande demais"),
     WORDS("It is larger than what is taken here.", "Es más grande de lo que aquí se acepta.",
           "É maior do que se aceita aqui.")},
    {"unsupported_type",
     WORDS("Content type not taken", "Tipo de contenido no aceptado", "Tipo de conteúdo não aceito"),
     WORDS("The body must be sent as application/json.", "El cuerpo debe enviarse como application/json.",
           "O corpo deve ser enviado como application/json.")},
    {"body_required", WORDS("A body is needed", "Falta el cuerpo", "Falta o corpo"),
     WORDS("The request needs a JSON object as its body.", "La solicitud necesita un objeto JSON como cuerpo.",
           "A solicitação precisa de um objeto JSON como corpo.")},
    {"filter_too_broad", WORDS("Too broad", "Demasiado amplio", "Amplo demais"),
     WORDS(
         "The question reads more than its budget allows. Narrow it by status, agent, team, customer or time.",
         "La consulta lee más de lo que permite su presupuesto. Acótala por estado, agente, equipo, cliente o tiempo.",
         "A consulta lê mais do que o seu orçamento permite. Restrinja por estado, agente, equipe, cliente ou "
         "tempo.")},
    {"idempotency_key_reused", WORDS("Key used before", "Clave ya usada", "Chave já usada"),
     WORDS("This Idempotency-Key was used before with another request.",
           "Esta Idempotency-Key ya se usó con otra solicitud.",
           "Esta Idempotency-Key já foi usada com outra "
           "solicitação.")},
    {"precondition_required", WORDS("Version needed", "Falta la versión", "Falta a versão"),
     WORDS("A change must say which version it is based on: send If-Match with the record's ETag, such as \"7\".",
           "Un cambio debe decir en qué versión se basa: envíe If-Match con el ETag del registro, por ejemplo \"7\".",
           "Uma mudança deve dizer em que versão se baseia: envie If-Match com o ETag do registro, por exemplo "
           "\"7\".")},
    {"malformed_version", WORDS("Version not understood", "Versión no comprendida", "Versão não compreendida"),
     WORDS("If-Match takes exactly one strong tag, the record's own ETag, such as \"7\"; not a weak one, a list or *.",
           "If-Match lleva exactamente una etiqueta fuerte, el ETag del registro, por ejemplo \"7\"; ni débil, ni una "
           "lista, ni *.",
           "If-Match leva exatamente uma etiqueta forte, o ETag do registro, por exemplo \"7\"; nem fraca, nem uma "
           "lista, nem *.")},
    {"too_many_requests", WORDS("Too many requests", "Demasiadas solicitudes", "Solicitações demais"),
     WORDS("Wait for the seconds in Retry-After and try again.",
           "Espera los segundos de Retry-After e intenta de nuevo.",
           "Espere os segundos de Retry-After e tente de novo.")},
    {"busy", WORDS("Busy", "Ocupado", "Ocupado"),
     WORDS("There is more to do than fits right now. Try again shortly.",
           "Hay más trabajo del que cabe ahora. Intenta de nuevo en un momento.",
           "Há mais trabalho do que cabe agora. Tente de novo em um momento.")},
    {"storage_unavailable",
     WORDS("Storage unavailable", "El almacenamiento no responde", "O armazenamento não responde"),
     WORDS("The database let us down; nothing of this request was kept. Try again shortly.",
           "La base de datos falló; no se guardó nada de esta solicitud. Intenta de nuevo en un momento.",
           "O banco de dados falhou; nada desta solicitação foi guardado. Tente de novo em um momento.")},
};

typedef struct FieldText {
    const char *code;
    const char *words[LANGUAGE_COUNT];
} FieldText;

static const FieldText field_faults[] = {
    {"required", WORDS("It is required.", "Es obligatorio.", "É obrigatório.")},
    {"too_long", WORDS("It is too long.", "Es demasiado largo.", "É longo demais.")},
    {"too_short", WORDS("It is too short.", "Es demasiado corto.", "É curto demais.")},
    {"too_large", WORDS("It is too large.", "Es demasiado grande.", "É grande demais.")},
    {"not_allowed", WORDS("It is not allowed here.", "Aquí no se permite.", "Não é permitido aqui.")},
    {"too_many", WORDS("There are too many.", "Son demasiados.", "São demais.")},
    {"too_deep", WORDS("It is nested too deeply.", "Está anidado demasiado hondo.", "Está aninhado fundo demais.")},
    {"wrong_type", WORDS("It has the wrong type.", "Es de otro tipo.", "É de outro tipo.")},
    {"wrong_format",
     WORDS("It does not have the right form.", "No tiene la forma correcta.", "Não tem a forma correta.")},
    {"out_of_range", WORDS("It is out of range.", "Está fuera de los límites.", "Está fora dos limites.")},
    {"nul_character", WORDS("It contains a NUL character.", "Contiene un carácter NUL.", "Contém um caractere NUL.")},
    {"unknown_field", WORDS("There is no such field.", "Ese campo no existe.", "Esse campo não existe.")},
    {"unknown_operator", WORDS("There is no such operator.", "Ese operador no existe.", "Esse operador não existe.")},
    {"unknown_choice", WORDS("It is none of the choices.", "No es una de las opciones.", "Não é uma das opções.")},
    {"unknown_reference", WORDS("It names a record that does not exist.", "Nombra un registro que no existe.",
                                "Nomeia um registro que não existe.")},
    {"unknown_parameter", WORDS("This parameter is not known here.", "Este parámetro no se conoce aquí.",
                                "Este parâmetro não é conhecido aqui.")},
    {"read_only", WORDS("It cannot be written.", "No se puede escribir.", "Não pode ser escrito.")},
    {"taken", WORDS("It is taken.", "Ya está en uso.", "Já está em uso.")},
    {"malformed", WORDS("It is malformed.", "Está mal formado.", "Está malformado.")},
    {"currency", WORDS("The currency does not match.", "La moneda no coincide.", "A moeda não coincide.")},
};

const ProblemText *problem_text(const char *code)
{
    for (size_t i = 0; i < sizeof(problems) / sizeof(problems[0]); i++)
        if (strcmp(problems[i].code, code) == 0)
            return &problems[i];
    return NULL;
}

const char *field_fault_text(const char *code, Language language)
{
    for (size_t i = 0; i < sizeof(field_faults) / sizeof(field_faults[0]); i++)
        if (strcmp(field_faults[i].code, code) == 0)
            return field_faults[i].words[language];
    return NULL;
}

size_t problem_text_count(void)
{
    return sizeof(problems) / sizeof(problems[0]);
}

const ProblemText *problem_text_at(size_t index)
{
    return &problems[index];
}
