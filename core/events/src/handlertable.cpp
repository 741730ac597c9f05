// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "handlertable.h"

#include "topic.h"

#include <algorithm>

namespace ember {

using namespace Qt::StringLiterals;

QString placeText(const std::source_location &place)
{
    const QString file = QString::fromUtf8(place.file_name());
    return u"%1:%2"_s.arg(file.sliced(file.lastIndexOf(u'/') + 1)).arg(place.line());
}

std::size_t HandlerTable::IdentityHash::operator()(const Identity &identity) const noexcept
{
    return qHashMulti(std::size_t(0), std::hash<std::string_view>()(identity.file), identity.line, identity.priority,
        identity.pattern, identity.name);
}

HandlerId HandlerTable::add(const ListenerRecord &record)
{
    Identity identity{.file = record.place.file_name(),
        .line = record.place.line(),
        .priority = record.priority,
        .isAsynchronous = record.handler.isAsynchronous(),
        .pattern = record.topic->name,
        .name = record.extras ? record.extras->name : QString()};
    return add(std::move(identity), record.place);
}

HandlerId HandlerTable::idOfMiddleware(const QString &name, const std::source_location &place)
{
    return add({.file = place.file_name(), .line = place.line(), .name = name, .isMiddleware = true}, place);
}

HandlerId HandlerTable::add(Identity identity, const std::source_location &place)
{
    const std::lock_guard lock(m_mutex);
    const auto [at, isNew] = m_byIdentity.try_emplace(std::move(identity), HandlerId(m_rows.size()));
    if (isNew) {
        m_rows.push_back({std::make_shared<const HandlerInfo>(
                              HandlerInfo{.name = at->first.name.isEmpty() ? placeText(place) : at->first.name,
                                  .pattern = at->first.pattern.text(),
                                  .priority = at->first.priority,
                                  .file = QString::fromUtf8(place.file_name()),
                                  .line = int(place.line()),
                                  .isMiddleware = at->first.isMiddleware,
                                  .asynchronous = at->first.isAsynchronous}),
            nullptr});
    }
    return at->second;
}

std::shared_ptr<const HandlerInfo> HandlerTable::info(HandlerId id) const
{
    static const auto unknown = std::make_shared<const HandlerInfo>();
    const std::lock_guard lock(m_mutex);
    return id < m_rows.size() ? m_rows[id].info : unknown;
}

QList<HandlerStatistics> HandlerTable::statistics() const
{
    QList<HandlerStatistics> list;
    const std::lock_guard lock(m_mutex);
    for (const Row &row : m_rows) {
        if (row.figures) {
            const Figures &f = *row.figures;
            list.append({.info = *row.info,
                .id = HandlerId(&row - m_rows.data()),
                .calls = f.calls,
                .failures = f.failures,
                .totalNs = f.totalNs,
                .p50Ns = std::min(f.durations.quantile(0.5), f.maxNs),
                .p99Ns = std::min(f.durations.quantile(0.99), f.maxNs),
                .maxNs = f.maxNs});
        }
    }
    return list;
}

QList<DurationBucket> HandlerTable::durations(HandlerId id) const
{
    DurationHistogram::Counts counts{};
    {
        const std::lock_guard lock(m_mutex);
        if (id < m_rows.size() && m_rows[id].figures) {
            m_rows[id].figures->durations.addTo(counts);
        }
    }
    return DurationHistogram::bucketsOf(counts);
}

QList<DurationBucket> HandlerTable::durations() const
{
    DurationHistogram::Counts counts{};
    {
        const std::lock_guard lock(m_mutex);
        for (const Row &row : m_rows) {
            if (row.figures) {
                row.figures->durations.addTo(counts);
            }
        }
    }
    return DurationHistogram::bucketsOf(counts);
}

void HandlerTable::reset()
{
    const std::lock_guard lock(m_mutex);
    for (Row &row : m_rows) {
        row.figures.reset();
    }
}

} // namespace ember
