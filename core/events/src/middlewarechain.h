// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/middleware.h>

#include <atomic>
#include <memory>
#include <source_location>
#include <unordered_map>
#include <vector>

namespace ember {

/// One added middleware. Other threads touch `active` alone.
struct MiddlewareRecord
{
    std::atomic<bool> active = true;
    Middleware middleware;
    HandlerId id = 0;
};

/// The way of one emission through the middleware.
struct MiddlewarePassage
{
    using List = std::vector<std::shared_ptr<MiddlewareRecord>>;

    std::shared_ptr<const List> list; // as it was when the emission began
    std::size_t begun = 0; // how many had their `before`
    quint64 startTicks = 0;
    Event given = {}; // the emission's own event while a changed one stands in its place
    Emission soFar = {}; // of a suspended emission
};

/// The middleware of an emitter, by registration, and the passages of its suspended emissions. Emitter's thread.
class MiddlewareChain
{
public:
    using List = MiddlewarePassage::List;

    void add(std::shared_ptr<MiddlewareRecord> record);
    /// The list of now, without those that were removed; it stays as it is when others are added. Null for an empty
    /// one.
    [[nodiscard]] std::shared_ptr<const List> list();
    void deactivateAll() noexcept;

    /// Keeps the passage of a suspended emission until it goes on.
    void setAside(quint64 sequence, MiddlewarePassage &&passage) { m_waiting.emplace(sequence, std::move(passage)); }
    /// The one set aside for that emission; without a list if there is none.
    [[nodiscard]] MiddlewarePassage take(quint64 sequence);

private:
    std::shared_ptr<const List> m_list;
    std::unordered_map<quint64, MiddlewarePassage> m_waiting; // by sequence
};

} // namespace ember
