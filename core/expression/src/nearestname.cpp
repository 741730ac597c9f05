// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/expression/nearestname.h>

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

namespace ember {

int editDistance(QStringView a, QStringView b)
{
    constexpr qsizetype kLongest = 64;
    using Row = std::array<int, std::size_t(kLongest) + 1>;
    a = a.first(std::min(a.size(), kLongest));
    b = b.first(std::min(b.size(), kLongest));
    Row beforeLast = {};
    Row last = {};
    Row current = {};
    std::iota(last.begin(), last.end(), 0);
    const auto width = std::size_t(b.size());
    for (qsizetype i = 1; i <= a.size(); ++i) {
        current[0] = int(i);
        for (std::size_t j = 1; j <= width; ++j) {
            const QChar left = a[i - 1].toLower();
            const QChar above = b[qsizetype(j) - 1].toLower();
            current[j] = std::min({last[j] + 1, current[j - 1] + 1, last[j - 1] + (left == above ? 0 : 1)});
            if (i > 1 && j > 1 && left == b[qsizetype(j) - 2].toLower() && a[i - 2].toLower() == above) {
                current[j] = std::min(current[j], beforeLast[j - 2] + 1);
            }
        }
        beforeLast = last;
        last = current;
    }
    return last[width];
}

QStringView nearestName(QStringView word, std::span<const QStringView> candidates)
{
    QStringView nearest;
    int smallest = std::numeric_limits<int>::max();
    for (const QStringView candidate : candidates) {
        if (const int distance = editDistance(word, candidate); distance < smallest) {
            smallest = distance;
            nearest = candidate;
        }
    }
    return nearest;
}

QStringList nearestFirst(QStringView word, const QStringList &known)
{
    std::vector<std::pair<int, QString>> measured;
    measured.reserve(std::size_t(known.size()));
    for (const QString &candidate : known) {
        measured.emplace_back(editDistance(word, candidate), candidate);
    }
    std::ranges::stable_sort(measured, {}, &std::pair<int, QString>::first);
    QStringList sorted;
    sorted.reserve(known.size());
    for (auto &[distance, candidate] : measured) {
        sorted.append(std::move(candidate));
    }
    return sorted;
}

} // namespace ember
