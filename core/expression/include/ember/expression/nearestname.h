// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QStringList>
#include <QtCore/QStringView>

#include <span>

namespace ember {

// What was probably meant by a misspelt word: the filter's fields and operators, a URL's parameters and schemes. Pure
// functions; any thread.

/// How many single changes (insert, remove, replace, swap two neighbours) lead from one word to the other, regardless
/// of case. Only the first 64 characters of a word count.
[[nodiscard]] int editDistance(QStringView a, QStringView b);

/// The candidate with the smallest edit distance, the first of equal ones; empty without candidates. Borrowed.
[[nodiscard]] QStringView nearestName(QStringView word, std::span<const QStringView> candidates);

/// `known` with those most like `word` first, equal ones in the order given.
[[nodiscard]] QStringList nearestFirst(QStringView word, const QStringList &known);

} // namespace ember
