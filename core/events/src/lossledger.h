// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/losscount.h>

#include <QtCore/QHash>

#include <array>
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
        kKinds
    };
    /// Most different rows of a kind; what exceeds them is counted under "(others)".
    static constexpr std::size_t kMaxRows = 256;

    void note(Kind kind, const QString &name, const QString &reason = {});
    [[nodiscard]] quint64 total(Kind kind) const;
    [[nodiscard]] std::vector<LossCount> list(Kind kind) const;

private:
    struct Book
    {
        std::vector<LossCount> rows;
        QHash<std::pair<QString, QString>, std::size_t> byKey;
        quint64 total = 0;
    };

    mutable std::mutex m_mutex;
    std::array<Book, kKinds> m_books;
};

} // namespace ember
