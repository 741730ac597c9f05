// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/visiblerows.h"

#include <ember/events/eventemitter.h>
#include <ember/session/eventlog.h>
#include <ember/session/filteredlog.h>

#include <QtTest/QTest>

#include <memory>

namespace ember {

/// A log filled by hand, and the filtered rows of it.
class LogFixture
{
public:
    explicit LogFixture(qint64 budget = EventLog::kDefaultBudget)
        : m_log(std::make_shared<EventLog>(budget))
        , m_filtered(m_log, [](HandlerId) { return std::make_shared<const HandlerInfo>(); })
    {
    }

    [[nodiscard]] EventLog &log() { return *m_log; }
    [[nodiscard]] FilteredLog &filtered() { return m_filtered; }

    /// Appends so many events of that name, without handlers.
    void append(quint64 count, QStringView name = u"device.status_received")
    {
        TraceBatch batch;
        for (quint64 i = 0; i < count; ++i) {
            batch.emissions.push_back(
                {.event = Event(name, Record::make({{u"n", qint64(m_next++)}}), u"test/aabbccddeeff")});
        }
        m_log->append(batch);
    }

    /// Appends one event with handlers of these outcomes, each taking 1 µs.
    void appendRuns(const Event &event, std::initializer_list<Outcome> outcomes)
    {
        TraceBatch batch;
        EmissionTrace trace{.event = event, .durationNs = 1'000 * outcomes.size()};
        trace.runCount = quint32(outcomes.size());
        HandlerId handler = 0;
        for (const Outcome outcome : outcomes) {
            batch.runs.push_back({handler, handler * 1'000, 1'000, outcome});
            if (outcome == Outcome::Failed) {
                batch.failures.push_back({.handler = handler,
                    .handlerName = QStringLiteral("alerts"),
                    .exceptionType = QStringLiteral("std::runtime_error"),
                    .message = QStringLiteral("no route to the pager"),
                    .file = {},
                    .eventId = {}});
                ++trace.failureCount;
            }
            ++handler;
        }
        batch.emissions.push_back(trace);
        m_log->append(batch);
        ++m_next;
    }

    /// The rows once the filter has caught up.
    [[nodiscard]] FilteredRows rows()
    {
        FilteredRows rows = m_filtered.rows();
        [&] { QTRY_VERIFY((rows = m_filtered.rows()).isComplete() && rows.log().end() == m_log->size()); }();
        return rows;
    }
    [[nodiscard]] VisibleRows visible() { return VisibleRows(rows()); }

    void setFilter(const QString &text)
    {
        m_filtered.setFilter(
            text.isEmpty() ? std::nullopt : std::optional(*Expression::parse(text, ExpressionRoots::Log)));
    }

private:
    std::shared_ptr<EventLog> m_log;
    FilteredLog m_filtered;
    quint64 m_next = 0;
};

/// An emitter on this thread whose traces go into a log: events with numbers, causes and handler runs.
class EmitterFixture
{
public:
    EmitterFixture()
    {
        QObject::connect(&m_emitter, &EventEmitter::traced, [this](const TraceBatch &batch) { m_log.append(batch); });
    }

    [[nodiscard]] EventEmitter &emitter() { return m_emitter; }
    [[nodiscard]] LogSnapshot snapshot()
    {
        m_emitter.flushBatch();
        return m_log.snapshot();
    }

private:
    EventLog m_log;
    EventEmitter m_emitter;
};

} // namespace ember
