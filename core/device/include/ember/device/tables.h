// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/tabledefinitions.h>
#include <ember/events/value.h>

#include <QtCore/QByteArray>
#include <QtCore/QJsonArray>

#include <vector>

namespace ember {

/// The rows of one table. A cell is decoded; null where the message has nothing or something else there.
struct TableContent
{
    static constexpr std::size_t kMostRows = 1'000;

    std::vector<std::vector<Scalar>> rows;
    std::size_t leftOut = 0; ///< rows beyond kMostRows
    std::size_t leftOver = 0; ///< bytes behind the last whole row of bytes
};

/// Reads a table out of a message's bytes (JSON). A row of bytes that are all zero is an empty place and no row. Any
/// thread.
[[nodiscard]] TableContent tableOf(const TableDefinition &table, const QByteArray &message);
/// The same as an event's data has it: objects by the columns' keys.
[[nodiscard]] QJsonArray tableJson(const TableDefinition &table, const TableContent &content);
/// A cell as people read it: "2.4 kWh" stays what the profile says, "Mon, Tue", "on".
[[nodiscard]] QString cellText(const TableColumn &column, const Value &value);

} // namespace ember
