// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/rowtext.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

struct LogText
{
    Q_DECLARE_TR_FUNCTIONS(ember::EventLog)
};

QString handlersText(const LogEntry &entry, int failed)
{
    const QString count = countText(entry.runs.size());
    return failed == 0 ? count : LogText::tr("%1 · %2 failed").arg(count, countText(quint64(failed)));
}

} // namespace

QString columnTitle(LogColumn column)
{
    switch (column) {
    case LogColumn::Time:
        return LogText::tr("Time");
    case LogColumn::Source:
        return LogText::tr("Source");
    case LogColumn::Event:
        return LogText::tr("Event");
    case LogColumn::Summary:
        return LogText::tr("Summary");
    case LogColumn::Handlers:
        return LogText::tr("Handlers");
    case LogColumn::Duration:
        return LogText::tr("Duration");
    }
    return {};
}

QString columnTip(LogColumn column)
{
    switch (column) {
    case LogColumn::Time:
        return LogText::tr("When the event happened, on this computer's clock; hover a time for date and zone");
    case LogColumn::Source:
        return LogText::tr("The device or program the event is about; hover it for its full name");
    case LogColumn::Event:
        return LogText::tr("What happened; indented beneath the event that caused it");
    case LogColumn::Summary:
        return LogText::tr("What it says, in words");
    case LogColumn::Handlers:
        return LogText::tr("How many handlers ran for the event, and how many of them failed");
    case LogColumn::Duration:
        return LogText::tr("From the start of the first handler to the end of the last");
    }
    return {};
}

RowText rowText(const LogEntry &entry, const QString &summary)
{
    RowText text;
    const auto failed = std::ranges::count(entry.runs, Outcome::Failed, &HandlerRun::outcome);
    text.failedHandlers = int(failed);
    text.mark = eventMark(entry.event.name());
    text.depth = entry.event.causeSequence() == 0 ? 0 : qMax(1, entry.event.generation());
    text.dim = entry.event.isReplayed();
    const auto set = [&](LogColumn column, QString cell) { text.cells[std::size_t(column)] = std::move(cell); };
    set(LogColumn::Time, clockText(entry.event.time()));
    set(LogColumn::Source, entry.event.source());
    set(LogColumn::Event, entry.event.name());
    set(LogColumn::Summary, QString(summary).replace(u'\n', u' '));
    set(LogColumn::Handlers, handlersText(entry, text.failedHandlers));
    // An emission without handlers has no duration worth a figure.
    set(LogColumn::Duration, entry.runs.empty() ? u"–"_s : millisecondsFigure(entry.durationNs).number);
    return text;
}

std::optional<StateMark> eventMark(QStringView name)
{
    static constexpr std::pair<QStringView, StateMark> kMarks[] = {
        {u"connection.established", StateMark::Alive},
        {u"connection.resumed", StateMark::Alive},
        {u"connection.interrupted", StateMark::Connecting},
        {u"connection.lost", StateMark::Bad},
        {u"connection.closed", StateMark::Disconnected},
        {u"connection.stale", StateMark::Attention},
        {u"message.undecodable", StateMark::Attention},
        {u"device.error_detected", StateMark::Bad},
        {u"device.error_cleared", StateMark::Alive},
        {u"emitter.handler_failed", StateMark::Bad},
        {u"emitter.dead_lettered", StateMark::Bad},
        {u"emitter.overflowed", StateMark::Attention},
        {u"emitter.expired", StateMark::Attention},
        {u"emitter.refused", StateMark::Attention},
        {u"command.refused", StateMark::Bad},
        {u"command.expired", StateMark::Attention},
    };
    const auto *const found = std::ranges::find(kMarks, name, &std::pair<QStringView, StateMark>::first);
    return found == std::end(kMarks) ? std::nullopt : std::optional(found->second);
}

QString markWord(StateMark mark)
{
    switch (mark) {
    case StateMark::Alive:
        return LogText::tr("good");
    case StateMark::Connecting:
        return LogText::tr("connecting");
    case StateMark::Disconnected:
        return LogText::tr("not connected");
    case StateMark::Attention:
        return LogText::tr("attention");
    case StateMark::Bad:
        return LogText::tr("bad");
    }
    return {};
}

} // namespace ember
