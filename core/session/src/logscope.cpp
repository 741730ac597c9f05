// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/session/logscope.h>

#include <algorithm>

namespace ember {

using namespace Qt::StringLiterals;

const QString &outcomeText(Outcome outcome)
{
    static const QString succeeded = u"succeeded"_s;
    static const QString failed = u"failed"_s;
    static const QString pending = u"pending"_s;
    static const QString dropped = u"dropped"_s;
    static const QString abandoned = u"abandoned"_s;
    switch (outcome) {
    case Outcome::Succeeded:
        return succeeded;
    case Outcome::Failed:
        return failed;
    case Outcome::Dropped:
        return dropped;
    case Outcome::Pending:
        return pending;
    case Outcome::Abandoned:
        break;
    }
    return abandoned;
}

Value LogScope::handlerField(Symbol path, int handler) const noexcept
{
    const HandlerRun &run = m_entry.runs[std::size_t(handler)];
    const QString &field = path.text();
    if (field == "failed"_L1) {
        return run.outcome == Outcome::Failed;
    }
    if (field == "duration"_L1) {
        return qint64(run.durationNs);
    }
    if (field == "outcome"_L1) {
        return QStringView(outcomeText(run.outcome));
    }
    m_info = m_handlers(run.handler);
    if (field == "name"_L1) {
        return QStringView(m_info->name);
    }
    if (field == "priority"_L1) {
        return m_info->priority;
    }
    return {};
}

Value LogScope::age() const noexcept
{
    // An event that seems to come from the future is new: the clock was set back.
    return std::max<qint64>(std::chrono::nanoseconds(m_now - m_entry.event.time()).count(), 0);
}

} // namespace ember
