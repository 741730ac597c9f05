// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/trace.h>

#include "durationhistogram.h"
#include "listenerrecord.h"

#include <QtCore/QList>

#include <memory>
#include <mutex>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ember {

/// Every HandlerInfo of an emitter by number, with its running figures. Any thread; one mutex.
class HandlerTable
{
public:
    /// The number of a listener, given at the first time it is asked for. Emitter's thread.
    HandlerId idOf(ListenerRecord &record)
    {
        if (record.id == ListenerRecord::kNoId) [[unlikely]] {
            record.id = add(record);
        }
        return record.id;
    }
    /// The number of a middleware. Emitter's thread.
    HandlerId idOfMiddleware(const QString &name, const std::source_location &place);
    [[nodiscard]] std::shared_ptr<const HandlerInfo> info(HandlerId id) const;
    /// The same of a number that was given. Emitter's thread, which alone adds to the table: no lock.
    [[nodiscard]] const std::shared_ptr<const HandlerInfo> &infoHere(HandlerId id) const { return m_rows[id].info; }
    /// Adds runs to the figures, under the table's mutex.
    class Folding;
    [[nodiscard]] QList<HandlerStatistics> statistics() const;
    [[nodiscard]] QList<DurationBucket> durations(HandlerId id) const;
    /// Of all handlers.
    [[nodiscard]] QList<DurationBucket> durations() const;
    void reset();

private:
    struct Figures
    {
        quint64 calls = 0;
        quint64 failures = 0;
        quint64 totalNs = 0;
        quint64 maxNs = 0;
        DurationHistogram durations;
    };
    struct Row
    {
        std::shared_ptr<const HandlerInfo> info;
        std::unique_ptr<Figures> figures; // made at the first run
    };
    /// What makes two registrations the same handler. The file name lives as long as the program.
    struct Identity
    {
        std::string_view file;
        quint32 line = 0;
        int priority = 0;
        bool isAsynchronous = false;
        Symbol pattern = {};
        QString name = {};
        bool isMiddleware = false;
        friend bool operator==(const Identity &, const Identity &) = default;
    };
    struct IdentityHash
    {
        std::size_t operator()(const Identity &identity) const noexcept;
    };

    HandlerId add(const ListenerRecord &record);
    HandlerId add(Identity identity, const std::source_location &place);

    mutable std::mutex m_mutex;
    std::vector<Row> m_rows;
    std::unordered_map<Identity, HandlerId, IdentityHash> m_byIdentity;
};

class HandlerTable::Folding
{
public:
    explicit Folding(HandlerTable &table)
        : m_lock(table.m_mutex)
        , m_rows(table.m_rows.data())
    {
    }

    void add(HandlerId handler, quint32 durationNs, Outcome outcome)
    {
        if (outcome == Outcome::Abandoned) [[unlikely]] {
            return; // it did not run
        }
        auto &figures = m_rows[handler].figures;
        if (!figures) [[unlikely]] {
            figures = std::make_unique<Figures>();
        }
        Figures &f = *figures;
        ++f.calls;
        f.totalNs += durationNs;
        f.durations.add(durationNs);
        if (durationNs > f.maxNs) [[unlikely]] {
            f.maxNs = durationNs;
        }
        if (outcome == Outcome::Failed) [[unlikely]] {
            ++f.failures;
        }
    }

private:
    const std::lock_guard<std::mutex> m_lock;
    Row *const m_rows;
};

/// "file.cpp:42", what a handler without a name is called.
[[nodiscard]] QString placeText(const std::source_location &place);

} // namespace ember
