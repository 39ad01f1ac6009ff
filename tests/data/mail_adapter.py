#!/usr/bin/python3
"""Gives a scorer what `lazo mail parse` and `lazo mail reply` say: mail_adapter.py LAZO FILE KIND.

KIND is message, body_text or body_html. One JSON object goes to standard output, with the scorer's field names."""
import datetime
import json
import subprocess
import sys


def run(lazo, *arguments):
    answer = subprocess.run([lazo, "mail", *arguments], capture_output=True, check=True)
    return json.loads(answer.stdout)


def epoch(date):
    if not date:
        return None
    return int(datetime.datetime.fromisoformat(date.replace("Z", "+00:00")).timestamp())


def message(lazo, file):
    mail = run(lazo, "parse", file)
    recipients = (mail["report"] or {}).get("recipients", [])
    sender = mail["from"] or {}
    return {
        "from": sender.get("address") or None,
        "from_name": sender.get("name"),
        "to": [x["address"] for x in mail["to"] if x["address"]],
        "cc": [x["address"] for x in mail["cc"] if x["address"]],
        "subject": mail["subject"],
        "message_id": mail["message_id"],
        "date": epoch(mail["date"]),
        "body_text": mail["text"],
        "html": mail["html"],
        "reply_text": mail["reply"],
        "attachments": mail["attachments"],
        "is_autoreply": mail["kind"] in ("auto_reply", "auto_generated"),
        # The suites call every report of non-delivery a bounce, those that say "not yet" too.
        "is_bounce": mail["kind"] in ("bounce", "delay"),
        "is_delayed": mail["kind"] == "delay",
        "is_feedback_report": mail["kind"] == "feedback",
        "is_delivery_success": mail["kind"] == "delivered",
        "failed_recipients": [x["address"] for x in recipients if x["action"] == "failed"],
        "delayed_recipients": [x["address"] for x in recipients if x["action"] == "delayed"],
        "statuses": [x["status"] for x in recipients if x["status"]],
        "actions": [x["action"] for x in recipients],
    }


def body(lazo, file, is_html):
    split = run(lazo, "reply", file, *(["--html"] if is_html else []))
    return {"reply_text": split["reply"], "elided_text": split["quote"], "forwarded_part": split["forwarded"]}


def main():
    lazo, file, kind = sys.argv[1:4]
    answer = message(lazo, file) if kind == "message" else body(lazo, file, kind == "body_html")
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
