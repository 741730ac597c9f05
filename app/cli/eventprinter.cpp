// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "eventprinter.h"

#include <ember/device/formatting.h>

#include <QtCore/QDateTime>
#include <QtCore/QJsonDocument>

#include <algorithm>
#include <cerrno>
#include <climits>

#include <poll.h>
#include <unistd.h>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLookMs = 100; // between two looks whether the program ends while nobody reads

} // namespace

EventPrinter::EventPrinter(OutputFormat format, std::optional<Expression> filter, std::optional<quint64> count,
    std::function<QString(const Event &)> summary, HandlerLookup handlers)
    : m_format(format)
    , m_filter(std::move(filter))
    , m_summary(std::move(summary))
    , m_handlers(std::move(handlers))
    , m_left(count)
{
}

EventPrinter::State EventPrinter::print(const TraceBatch &batch)
{
    QByteArray text;
    for (const EmissionTrace &trace : batch.emissions) {
        if (m_state != State::Printing) {
            break;
        }
        const LogEntry entry{
            .event = trace.event, .durationNs = trace.durationNs, .runs = batch.runsOf(trace), .failures = nullptr};
        if (m_filter && !m_filter->matches(LogScope(entry, eventTimeNow(), m_handlers))) {
            continue;
        }
        text += line(entry);
        if (m_left && --*m_left == 0) {
            m_state = State::CountReached;
        }
    }
    if (!text.isEmpty() && !write(text)) {
        m_state = State::OutputClosed;
    }
    return m_state;
}

QByteArray EventPrinter::line(const LogEntry &entry) const
{
    if (m_format == OutputFormat::JsonLines) {
        return QJsonDocument(toCloudEvent(entry.event)).toJson(QJsonDocument::Compact) + '\n';
    }
    return tableRow(entry);
}

QByteArray EventPrinter::tableRow(const LogEntry &entry) const
{
    const Event &event = entry.event;
    const qint64 ms = event.time().time_since_epoch().count() / 1000;
    const QString time = QDateTime::fromMSecsSinceEpoch(ms).toString(u"HH:mm:ss.zzz"_s);
    // What an event caused stands indented beneath it.
    const QString name = (event.generation() > 0 ? u"  "_s : QString()) + event.name();
    const QString cost = u"%1 %2 ms"_s.arg(entry.runs.size()).arg(double(entry.durationNs) / 1e6, 0, 'f', 2);
    return u"%1  %2  %3  %4  %5\n"_s
        .arg(time, shownText(event.source()).leftJustified(28), name.leftJustified(30), cost.rightJustified(10),
            m_summary(event))
        .toUtf8();
}

bool EventPrinter::waitForReader()
{
    for (;;) {
        pollfd output{.fd = STDOUT_FILENO, .events = POLLOUT, .revents = 0};
        if (::poll(&output, 1, kLookMs) != 0) {
            return true; // or an error, which write() will tell
        }
        if (std::chrono::steady_clock::now() >= m_deadline.load()) {
            m_cutShort = true;
            return false;
        }
    }
}

bool EventPrinter::write(const QByteArray &text)
{
    const char *next = text.constData();
    qsizetype left = text.size();
    while (left > 0) {
        if (!waitForReader()) {
            return false;
        }
        // Not more than a pipe takes without blocking, once it takes something.
        const ssize_t written = ::write(STDOUT_FILENO, next, size_t(std::min<qsizetype>(left, PIPE_BUF)));
        if (written < 0) {
            if (errno == EINTR) {
                continue;
            }
            return false;
        }
        next += written;
        left -= written;
    }
    return true;
}

} // namespace ember
