#include "app/command_agent.h"
#include "app/command_apikey.h"
#include "app/command_demo.h"
#include "app/command_import.h"
#include "app/command_mail.h"
#include "app/command_report.h"
#include "app/command_sla.h"
#include "app/commands.h"

const CommandEntry command_table[] = {
    {.name = "serve",
     .arguments = "[--listen 127.0.0.1:8080] [--lmtp 127.0.0.1:2424|unix:PATH] [--demo] [--open]",
     .summary = "runs everything; the first start creates the workspace",
     .help = "Prints the address, and on a workspace without people a one-time link to set up the first\n"
             "administrator. --demo fills an empty workspace with demo data and prints the sign-in.\n"
             "--lmtp (LAZO_LMTP) takes mail from a mail server on this machine, for the channels whose addresses it\n"
             "hands over.\n"
             "--public-url URL (LAZO_PUBLIC_URL) is the address people use, behind a proxy that terminates TLS.\n"
             "--rate-limit N (LAZO_RATE_LIMIT) requests a minute of one person, key or address; default 60000.",
     .run_serve = command_serve},
    {.name = "demo",
     .arguments = "[--customers N] [--seed S]",
     .summary = "fills an empty workspace with a lively, reproducible business",
     .needs_workspace = true,
     .run = command_demo},
    {.name = "agent",
     .arguments = "add|list|passwd|disable …",
     .summary = "people of the desk",
     .help = "agent add --email E --name N [--role admin|lead|agent|collaborator|analyst] [--language es]\n"
             "          [--password-stdin]\n"
             "agent list [--json]\nagent passwd --email E --password-stdin\nagent disable --email E",
     .needs_workspace = true,
     .run = command_agent},
    {.name = "apikey",
     .arguments = "create|list|revoke …",
     .summary = "keys for programs",
     .help = "apikey create --name N [--role admin] [--scopes \"read write\"]   prints the key once\n"
             "apikey list [--json]\napikey revoke ID",
     .needs_workspace = true,
     .run = command_apikey},
    {.name = "import",
     .arguments = "KIND FILE… [--map FIELD=COLUMN,…] [--set FIELD=VALUE,…] [--dry-run] [--json]",
     .summary = "brings in mail, customers, orders, tickets and answers",
     .help =
         "KIND: mail (mbox, Maildir, .eml, -), customers, companies, products, orders, order_lines, payments,\n"
         "invoices, contracts, tickets, responses; from CSV, TSV, JSON Lines and JSON. Run twice, nothing doubles.\n"
         "--map names the column of a field (by its name or its number from 1; several joined by +; nothing after =\n"
         "leaves the field alone); columns that are called like a field, in Spanish, Portuguese or English, need no\n"
         "naming. --set gives a field the same value in every row; time_zone is that of times without an offset.\n"
         "--values \"status:lista=solved,…\" says what words mean. --encoding NAME when it is guessed wrong.\n"
         "Rejected rows go to FILE.rejected.csv with a reason each, and the rest is imported.",
     .needs_workspace = true,
     .run = command_import},
    {.name = "mail",
     .arguments = "parse FILE|- | reply FILE|- [--html] | deliver --channel NAME [--from ADDRESS] [--to ADDRESS]",
     .summary = "prints what intake understands of a message or a body; takes one from a pipe",
     .help =
         "parse and reply print JSON. deliver takes one message of at most 64 MiB from standard input, as a pipe of\n"
         "Postfix or Exim hands it over, for the channel of that name or address: status 0 once it is durable, 75\n"
         "(try again) on any doubt. --from and --to are the envelope's. It works beside a running 'lazo serve' too.",
     .workspace_verb = COMMAND_MAIL_DELIVER,
     .verb_failed = EXIT_TRY_AGAIN,
     .run = command_mail},
    {.name = "report",
     .arguments = "METRIC [--by D,…] [--from D] [--to D] [--at T] [--filter JSON] [--compare previous|year] "
                  "[--format table|json|csv|xlsx] [--output FILE]",
     .summary = "prints a number: nps, csat, ces, churn, retention, clv, frt, ttr, volume, …",
     .help =
         "METRIC: nps, csat, ces, churn, retention, clv, frt, ttr, volume, backlog, reopen, stage, sales_growth,\n"
         "frequency. `lazo report` alone says what each means. --by cuts it: stage, channel, team, month, …, several at\n"
         "once. A day in --to belongs to the window; a day in --at means its close.\n"
         "--unit hours|business_hours|days|business_days   of frt and ttr\n"
         "--average month_ends|start_end|daily   of churn      --top N   boxes of csat\n"
         "--ladder stage|value_stage|relationship   of stage   --language es|en|pt   of the table",
     .needs_workspace = true,
     .must_exist = true,
     .run = command_report},
    {.name = "sla",
     .arguments = "due --calendar FILE --from T --minutes N [--json]",
     .summary = "when a promise falls due in business time",
     .run = command_sla},
    {.name = "backup",
     .arguments = "FILE",
     .summary = "writes a consistent copy of the workspace, also while it is served",
     .needs_workspace = true,
     .must_exist = true,
     .run = command_backup},
    {.name = "check",
     .arguments = "",
     .summary = "verifies the integrity of the workspace and says what it found",
     .needs_workspace = true,
     .must_exist = true,
     .run = command_check},
    {.name = "migrate",
     .arguments = "",
     .summary = "brings the workspace to this program's schema",
     .needs_workspace = true,
     .must_exist = true,
     .run = command_migrate},
    {.name = "openapi",
     .arguments = "",
     .summary = "prints the OpenAPI 3.1 document that the server also serves",
     .run = command_openapi},
    {.name = "help", .arguments = "[COMMAND]", .summary = "says how to use a command", .run = command_help},
    {0},
};
