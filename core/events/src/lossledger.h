// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/losscount.h>

#include <QtCore/QHash>

#include <array>
#include <atomic>
#include <cstddef>
#include <mutex>
#include <utility>
#include <vector>

namespace ember {

/// What kept events from their handlers though there was room for them: counted by kind, name and reason. Any thread;
/// one mutex, which nobody takes who loses nothing.
class LossLedger
{
public:
    enum Kind : quint8
    {
        Dropped, ///< by middleware: its name, its reason
        Expired, ///< by event name
        TooOften, ///< by event name
        TooLarge, ///< by event name
        kKinds
    };
    /// Most different rows of a kind; what exceeds them is counted under "(others)".
    static constexpr std::size_t kMaxRows = 256;

    void note(Kind kind, const QString &name, const QString &reason = {});
    [[nodiscard]] quint64 total(Kind kind) const;
    [[nodiscard]] std::vector<LossCount> list(Kind kind) const;

    /// What was counted and not yet told. Drops are no news: whoever drops an event knows.
    struct News
    {
        quint64 count = 0;
        QString names = {}; ///< "a.b × 3, c × 1": the most frequent first, a few of them
    };
    /// Whether there is any. Costs one load.
    [[nodiscard]] bool hasNews() const noexcept { return m_hasNews.load(std::memory_order_acquire); }
    /// From now on it counts as told.
    [[nodiscard]] std::array<News, kKinds> takeNews();

private:
    struct Book
    {
        std::vector<LossCount> rows;
        std::vector<quint64> told; // of each row
        QHash<std::pair<QString, QString>, std::size_t> byKey;
        quint64 total = 0;
    };

    [[nodiscard]] static News newsOf(Book &book);

    mutable std::mutex m_mutex;
    std::atomic<bool> m_hasNews = false;
    std::array<Book, kKinds> m_books;
};

} // namespace ember
