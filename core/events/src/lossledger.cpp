// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "lossledger.h"

namespace ember {

using namespace Qt::StringLiterals;

void LossLedger::note(Kind kind, const QString &name, const QString &reason)
{
    const std::lock_guard lock(m_mutex);
    Book &book = m_books[kind];
    ++book.total;
    std::pair key(name, reason);
    auto at = book.byKey.constFind(key);
    if (at == book.byKey.constEnd()) {
        if (book.rows.size() >= kMaxRows - 1) {
            key = {u"(others)"_s, QString()};
            at = book.byKey.constFind(key);
        }
        if (at == book.byKey.constEnd()) {
            at = book.byKey.insert(key, book.rows.size());
            book.rows.push_back({key.first, key.second, 0});
        }
    }
    ++book.rows[at.value()].count;
}

quint64 LossLedger::total(Kind kind) const
{
    const std::lock_guard lock(m_mutex);
    return m_books[kind].total;
}

std::vector<LossCount> LossLedger::list(Kind kind) const
{
    const std::lock_guard lock(m_mutex);
    return m_books[kind].rows;
}

} // namespace ember
