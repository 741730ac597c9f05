// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "arguments.h"

#include <ember/session/durationtext.h>
#include <ember/session/logbudget.h>

#include <QtCore/QCommandLineParser>
#include <QtCore/QRegularExpression>

namespace ember {

using namespace Qt::StringLiterals;

QString windowUsageText()
{
    return uR"(emberscope: Wireshark for device events

Usage: emberscope [URL…] [options]

URLs:
  sim:                                  the built-in simulator
  mqtt://[user[:password]@]host[:1883]  an MQTT broker; also mqtts://, ws://, wss://
  navilink:EMAIL                        a NaviLink account; the password is asked for, or taken from
                                        EMBERSCOPE_PASSWORD
  Without one the start page shows the ways in.

Options:
  --theme light|dark     instead of what the desktop says
  --size 1280x800        the window's size
  --log-budget 512MB     memory for the newest events; older ones leave the log, which says how many
  --screenshot FILE.png  save a picture of the window and end; neither reads nor writes your settings
  --after 5s             when the picture is taken (ms, s, m, h)
  --check-display        exit code 0 if a window can be opened here
  --help, --version
)"_s;
}

namespace {

Error complaint(const QString &message)
{
    return Error{message + u"\nSee: emberscope --help"_s};
}

std::optional<QSize> parseSize(const QString &text)
{
    static const QRegularExpression form(u"^(\\d{3,5})x(\\d{3,5})$"_s);
    const auto match = form.match(text);
    return match.hasMatch() ? std::optional(QSize(match.captured(1).toInt(), match.captured(2).toInt())) : std::nullopt;
}

} // namespace

Result<WindowArguments> parseWindowArguments(const QStringList &arguments)
{
    QCommandLineParser parser;
    const QCommandLineOption help(QStringList{u"h"_s, u"help"_s});
    const QCommandLineOption version(u"version"_s);
    const QCommandLineOption checkDisplay(u"check-display"_s);
    const QCommandLineOption open(u"open"_s, {}, u"file"_s);
    const QCommandLineOption theme(u"theme"_s, {}, u"theme"_s);
    const QCommandLineOption size(u"size"_s, {}, u"size"_s);
    const QCommandLineOption screenshot(u"screenshot"_s, {}, u"file"_s);
    const QCommandLineOption after(u"after"_s, {}, u"duration"_s);
    const QCommandLineOption logBudget(u"log-budget"_s, {}, u"size"_s);
    parser.addOptions({help, version, checkDisplay, open, theme, size, screenshot, after, logBudget});
    if (!parser.parse(QStringList{u"emberscope"_s} + arguments)) {
        return complaint(parser.errorText());
    }
    WindowArguments result;
    if (parser.isSet(help) || parser.isSet(version) || parser.isSet(checkDisplay)) {
        result.task = parser.isSet(help) ? WindowArguments::Task::Help
            : parser.isSet(version)      ? WindowArguments::Task::Version
                                         : WindowArguments::Task::CheckDisplay;
        return result;
    }
    if (parser.isSet(open)) {
        return Error{u"--open comes with a later version of Emberscope"_s};
    }
    if (const QString name = parser.value(theme); parser.isSet(theme)) {
        if (name != "light"_L1 && name != "dark"_L1) {
            return complaint(u"--theme is light or dark, not \"%1\""_s.arg(name));
        }
        result.dark = name == "dark"_L1;
    }
    if (parser.isSet(size)) {
        result.size = parseSize(parser.value(size));
        if (!result.size) {
            return complaint(
                u"--size wants width x height, for example 1280x800, not \"%1\""_s.arg(parser.value(size)));
        }
    }
    if (parser.isSet(after)) {
        const auto parsed = parseDuration(parser.value(after));
        if (!parsed) {
            return complaint(u"--after: "_s + parsed.error());
        }
        result.after = parsed.value();
    }
    if (parser.isSet(logBudget)) {
        const auto parsed = parseLogBudget(parser.value(logBudget));
        if (!parsed) {
            return complaint(u"--log-budget: "_s + parsed.error());
        }
        result.logBudget = parsed.value();
    }
    result.screenshot = parser.value(screenshot);
    for (const QString &text : parser.positionalArguments()) {
        auto url = ConnectionUrl::parse(text);
        if (!url) {
            return complaint(url.error());
        }
        result.urls.append(std::move(url.value()));
    }
    return result;
}

} // namespace ember
