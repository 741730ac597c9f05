// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/previoussearch.h"

namespace ember {

PreviousSearch::PreviousSearch(QObject *parent)
    : QObject(parent)
{
    m_timer.setInterval(0);
    connect(&m_timer, &QTimer::timeout, this, &PreviousSearch::slice);
}

void PreviousSearch::start(const LogSnapshot &log, LogRow row)
{
    m_log = log;
    m_event = log.entry(row).event;
    m_row = row;
    m_next = row;
    m_end = qMax(log.begin(), row - qMin(row, kLookBack));
    m_timer.start();
    slice();
}

void PreviousSearch::stop()
{
    m_timer.stop();
    m_log = {};
    m_event = {};
}

void PreviousSearch::slice()
{
    static const Symbol connection = Symbol::intern(u"connection");
    static const Symbol topic = Symbol::intern(u"topic");
    static const Symbol field = Symbol::intern(u"field");
    const LogRow stopAt = m_next - qMin(kSlice, m_next - m_end);
    while (m_next > stopAt) {
        const Event event = m_log.entry(--m_next).event;
        if (event.nameSymbol() == m_event.nameSymbol() && event.sourceSymbol() == m_event.sourceSymbol()
            && event.metadata(connection) == m_event.metadata(connection) && event.field(topic) == m_event.field(topic)
            && event.field(field) == m_event.field(field)) {
            stop();
            Q_EMIT found(event);
            return;
        }
    }
    if (m_next == m_end) {
        const quint64 looked = m_row - m_end;
        stop();
        Q_EMIT notFound(looked);
    }
}

} // namespace ember
