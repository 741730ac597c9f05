// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "profilecommand.h"

#include "complaint.h"

#include <ember/device/profilelibrary.h>

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

/// The exit code. That whoever reads has gone is no failure.
int print(const QByteArray &text)
{
    const bool written = std::fwrite(text.constData(), 1, std::size_t(text.size()), stdout) == std::size_t(text.size())
        && std::fflush(stdout) == 0;
    if (written || errno == EPIPE) {
        return kDone;
    }
    return complain(kCouldNotBeDone, u"the output could not be written: %1"_s.arg(qt_error_string(errno)));
}

int wrongUsage(const QString &message)
{
    return complain(kWrongUsage, message + u"\nSee: emberscope-cli profile --help"_s);
}

QByteArray listAsTable()
{
    qsizetype idWidth = 0;
    qsizetype nameWidth = 0;
    for (const ProfilePtr &profile : ProfileLibrary::builtIn()) {
        idWidth = std::max(idWidth, profile->id().size());
        nameWidth = std::max(nameWidth, profile->name().size());
    }
    QString table;
    for (const ProfilePtr &profile : ProfileLibrary::builtIn()) {
        table += u"%1  %2  %3\n"_s.arg(profile->id().leftJustified(idWidth), profile->name().leftJustified(nameWidth),
            profile->topicFilters().join(u' '));
    }
    return table.toUtf8();
}

QByteArray listAsJson()
{
    QJsonArray list;
    for (const ProfilePtr &profile : ProfileLibrary::builtIn()) {
        list.append(QJsonObject{{u"id"_s, profile->id()}, {u"name"_s, profile->name()},
            {u"version"_s, profile->version()}, {u"topics"_s, QJsonArray::fromStringList(profile->topicFilters())}});
    }
    return QJsonDocument(list).toJson();
}

int list(const QStringList &arguments)
{
    const bool isFormat = arguments.size() == 2 && arguments.first() == u"--format";
    const QString format = isFormat ? arguments.last() : arguments.value(0).section(u"--format="_s, 1);
    if (arguments.size() > (isFormat ? 2 : format.isEmpty() ? 0 : 1)) {
        return wrongUsage(u"\"profile list\" takes nothing but --format table|json"_s);
    }
    if (!format.isEmpty() && format != u"table" && format != u"json") {
        return wrongUsage(u"--format is table or json, not \"%1\""_s.arg(format));
    }
    return print(format == u"json" ? listAsJson() : listAsTable());
}

int show(const QString &idOrFile)
{
    const auto text = ProfileLibrary::text(idOrFile);
    if (!text) {
        return complain(kCouldNotBeDone, text.error());
    }
    return print(*text);
}

int check(const QString &file)
{
    const auto loaded = loadProfile(file);
    if (!loaded) {
        return complain(kCouldNotBeDone, loaded.error());
    }
    const Profile &profile = **loaded;
    const QString counts = u"%1 messages, %2 fields, %3 events"_s.arg(profile.messages().size())
                               .arg(profile.fields().size())
                               .arg(profile.events().size());
    return print(u"%1: profile \"%2\" is right: %3\n"_s.arg(file, profile.id(), counts).toUtf8());
}

} // namespace

QString profileUsageText()
{
    return uR"(Usage: emberscope-cli profile list [--format table|json]
       emberscope-cli profile show ID|FILE
       emberscope-cli profile check FILE

A profile says what the messages of one kind of device mean.

  list         the profiles that come with the program: id, name, topics
  show         a profile's file, to read or to begin one's own with
  check        whether a file is a right profile; if not, line, column and reason

Data goes to stdout, messages to stderr. Exit code 0: done; 1: could not be done, or not a right profile;
2: wrong usage.
)"_s;
}

int runProfileCommand(const QStringList &arguments)
{
    std::signal(SIGPIPE, SIG_IGN); // a reader that has gone shows when we write
    if (arguments.contains(u"--help"_s) || arguments.contains(u"-h"_s)) {
        return print(profileUsageText().toUtf8());
    }
    const QString command = arguments.value(0);
    if (command == u"list") {
        return list(arguments.sliced(1));
    }
    if (command != u"show" && command != u"check") {
        return wrongUsage(command.isEmpty() ? u"profile wants one of: list, show, check"_s
                                            : u"there is no \"profile %1\", only list, show, check"_s.arg(command));
    }
    const bool isShow = command == u"show";
    if (arguments.size() != 2) {
        return wrongUsage(
            isShow ? u"\"profile show\" wants one profile's id or file"_s : u"\"profile check\" wants one file"_s);
    }
    return isShow ? show(arguments[1]) : check(arguments[1]);
}

} // namespace ember
