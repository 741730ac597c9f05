// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/encoding.h>

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <vector>

/// Lists inside of messages, for which fields are no place: energy by day, schedules (the `tables` of a profile). Plain
/// data, never changed once the profile is made; any thread.
namespace ember {

struct TableColumn
{
    QString key; ///< its name in an event's data
    QString label;
    QString unit;
    int decimals = -1;
    EncodingPtr encoding; ///< null: as it is
    int level = -1; ///< of `rows`: in which of the nested lists' entries it stands
    std::vector<QByteArray> path; ///< below that entry; empty: the entry's place in its list, from 1, or a byte
    /// To a list in that entry; then `path` is below that list's entries, and the cell is the sum of what stands there.
    std::vector<QByteArray> sumOf;
    std::vector<QByteArray> pointPath; ///< to how many digits of the number stand behind the point; empty: none
    int byte = -1; ///< of a row of bytes
};

struct TableDefinition
{
    QString id;
    QString label;
    QString command; ///< that asks for it; may be empty
    int message = -1;
    std::vector<std::vector<QByteArray>> rows; ///< from the top of the message to a list, from its entries to a list …
    int bytesPerRow = 0; ///< above 0: the last path leads to hexadecimal digits, so many bytes a row
    std::vector<TableColumn> columns;
};

} // namespace ember
