// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "lossledger.h"

#include <QtCore/QStringList>

#include <algorithm>

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
            book.told.push_back(0);
        }
    }
    ++book.rows[at.value()].count;
    if (kind != Dropped) {
        m_hasNews.store(true, std::memory_order_release);
    }
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

std::array<LossLedger::News, LossLedger::kKinds> LossLedger::takeNews()
{
    std::array<News, kKinds> news;
    const std::lock_guard lock(m_mutex);
    m_hasNews.store(false, std::memory_order_relaxed);
    std::ranges::transform(m_books, news.begin(), &LossLedger::newsOf);
    return news;
}

LossLedger::News LossLedger::newsOf(Book &book)
{
    News news;
    std::vector<std::pair<quint64, std::size_t>> fresh; // how many, of which row
    for (std::size_t i = 0; i < book.rows.size(); ++i) {
        const quint64 count = book.rows[i].count - std::exchange(book.told[i], book.rows[i].count);
        if (count > 0) {
            fresh.emplace_back(count, i);
            news.count += count;
        }
    }
    std::ranges::stable_sort(fresh, std::ranges::greater(), &std::pair<quint64, std::size_t>::first);
    constexpr std::size_t kMostNames = 5;
    QStringList names;
    for (std::size_t i = 0; i < std::min(fresh.size(), kMostNames); ++i) {
        const LossCount &row = book.rows[fresh[i].second];
        const QString name = row.reason.isEmpty() ? row.name : u"%1 (%2)"_s.arg(row.name, row.reason);
        names << u"%1 × %2"_s.arg(name).arg(fresh[i].first);
    }
    if (fresh.size() > kMostNames) {
        names << u"and %1 more names"_s.arg(fresh.size() - kMostNames);
    }
    news.names = names.join(u", ");
    return news;
}

} // namespace ember
