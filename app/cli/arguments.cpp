// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "arguments.h"

#include <ember/session/durationtext.h>
#include <ember/session/logbudget.h>

#include <QtCore/QCommandLineParser>

namespace ember {

using namespace Qt::StringLiterals;

QString usageText()
{
    return uR"(emberscope-cli: Wireshark for device events, in the terminal

Usage: emberscope-cli COMMAND …

Commands:
  watch URL…    show live events; "emberscope-cli watch --help" tells more
  profile …     list, show and check profiles; "emberscope-cli profile --help" tells more

Options:
  --help        this text
  --version     the version
)"_s;
}

QString watchUsageText()
{
    return uR"(Usage: emberscope-cli watch URL… [options]

Shows the events of one or more connections as they happen, until Ctrl-C.

URLs:
  sim:                                  the built-in simulator
  sim:navien-nwp500?seed=7&speed=60&rate=1000&devices=3&fault=E799@30s
  mqtt://[user[:password]@]host[:1883]  an MQTT broker; encrypted mqtts://…:8883,
                                        by WebSocket ws://…:80/mqtt, wss://…:443/mqtt
      ?profile=ID &topic=FILTER &device=MAC &poll=300|off &clientid= &maxpayload=16MiB
      &mqtt=5|3.1.1 &session=clean|persistent
      encrypted: &ca=FILE &cert=FILE &key=FILE &keypasswordfile=FILE
  navilink:EMAIL                        the devices of a NaviLink account; the password is asked for, or taken
                                        from EMBERSCOPE_PASSWORD
      ?profile=ID &poll=300|off &clientid= &maxpayload=16MiB

Options:
  --profile ID|FILE      how messages are decoded; without it they are recognised by topic, and of any other
                         message the fields are found ("emberscope-cli profile list" names the profiles)
  --filter EXPR          print only these: 'name == "device.temperature_changed" and data.new > 50'
  --for 10s              end after this time (ms, s, m, h)
  --count N              end after N printed events
  --format table|jsonl   for people (default), or one CloudEvents object a line
  --report FILE          write counts, handlers and connections as JSON at the end
  --log-budget 64MB      memory for the newest events; older ones leave, and the report counts them

Data goes to stdout, messages to stderr. Exit code 0: done; 1: could not be done; 2: wrong usage.
)"_s;
}

namespace {

Error complaint(const QString &message)
{
    return Error{message + u"\nSee: emberscope-cli watch --help"_s};
}

Result<std::optional<quint64>> parseCount(const QString &text)
{
    bool ok = false;
    const quint64 count = text.toULongLong(&ok);
    if (!ok || count == 0) {
        return Error{u"--count wants a number of 1 or more, not \"%1\""_s.arg(text)};
    }
    return std::optional(count);
}

} // namespace

Result<WatchArguments> parseWatchArguments(const QStringList &arguments)
{
    QCommandLineParser parser;
    const QCommandLineOption profile(u"profile"_s, {}, u"id"_s);
    const QCommandLineOption filter(u"filter"_s, {}, u"expression"_s);
    const QCommandLineOption duration(u"for"_s, {}, u"duration"_s);
    const QCommandLineOption count(u"count"_s, {}, u"number"_s);
    const QCommandLineOption format(u"format"_s, {}, u"format"_s);
    const QCommandLineOption report(u"report"_s, {}, u"file"_s);
    const QCommandLineOption record(u"record"_s, {}, u"file"_s);
    const QCommandLineOption logBudget(u"log-budget"_s, {}, u"size"_s);
    parser.addOptions({profile, filter, duration, count, format, report, record, logBudget});
    if (!parser.parse(QStringList{u"watch"_s} + arguments)) {
        return complaint(parser.errorText());
    }
    if (parser.isSet(record)) {
        return Error{u"--record comes with a later version of Emberscope"_s};
    }
    WatchArguments result;
    result.profile = parser.value(profile);
    result.report = parser.value(report);
    for (const QString &text : parser.positionalArguments()) {
        auto url = ConnectionUrl::parse(text);
        if (!url) {
            return complaint(url.error());
        }
        result.urls.append(std::move(url.value()));
    }
    if (result.urls.isEmpty()) {
        return complaint(u"watch needs a URL, for example sim: or mqtt://localhost"_s);
    }
    if (parser.isSet(filter)) {
        auto expression = Expression::parse(parser.value(filter), ExpressionRoots::Log);
        if (!expression) {
            return Error{u"--filter: "_s + expression.error()};
        }
        result.filter = std::move(expression.value());
    }
    if (parser.isSet(duration)) {
        auto parsed = parseDuration(parser.value(duration));
        if (!parsed) {
            return complaint(u"--for: "_s + parsed.error());
        }
        result.duration = parsed.value();
    }
    if (parser.isSet(count)) {
        auto parsed = parseCount(parser.value(count));
        if (!parsed) {
            return complaint(parsed.error());
        }
        result.count = parsed.value();
    }
    if (parser.isSet(logBudget)) {
        auto parsed = parseLogBudget(parser.value(logBudget));
        if (!parsed) {
            return complaint(u"--log-budget: "_s + parsed.error());
        }
        result.logBudget = parsed.value();
    }
    if (parser.isSet(format)) {
        const QString name = parser.value(format);
        if (name != "table"_L1 && name != "jsonl"_L1) {
            return complaint(u"--format is table or jsonl, not \"%1\""_s.arg(name));
        }
        result.format = name == "jsonl"_L1 ? OutputFormat::JsonLines : OutputFormat::Table;
    }
    return result;
}

} // namespace ember
