// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "profilereading.h"

#include <algorithm>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

TableColumn columnOf(const ProfileReading &reading, const JsonNode &node, const TableDefinition &table)
{
    TableColumn column;
    column.key = textOf(node, u"key");
    column.label = textOf(node, u"label");
    if (const JsonNode *const encoding = node.member(u"encoding")) {
        column.encoding = reading.encodings.value(encoding->text());
        if (!column.encoding) {
            failAt(*encoding,
                u"there is no encoding \"%1\"; there are %2"_s.arg(
                    encoding->text(), quotedList(reading.encodings.keys())));
        }
    }
    column.unit = textOf(node, u"unit", column.encoding ? column.encoding->unit : QString());
    column.decimals = column.encoding ? column.encoding->decimals : -1;
    column.level = intOf(node, u"level", -1);
    column.byte = intOf(node, u"byte", -1);
    if (const JsonNode *const path = node.member(u"path")) {
        column.path = jsonPathOf(*path);
    }
    if (const JsonNode *const list = node.member(u"sumOf")) {
        column.sumOf = jsonPathOf(*list);
        if (column.path.empty()) {
            failAt(*list, u"what is to be added up? Give its \"path\" in the list's entries"_s);
        }
    }
    if (const JsonNode *const path = node.member(u"pointPath")) {
        column.pointPath = jsonPathOf(*path);
    }
    if (column.level >= int(table.rows.size())) {
        failAt(node, u"there are only %1 lists, numbered from 0"_s.arg(table.rows.size()));
    }
    if (column.byte >= table.bytesPerRow) {
        failAt(node,
            table.bytesPerRow == 0 ? u"the rows are no bytes; give \"bytesPerRow\""_s
                                   : u"a row has only %1 bytes, numbered from 0"_s.arg(table.bytesPerRow));
    }
    return column;
}

} // namespace

void readTables(ProfileReading &reading)
{
    const JsonNode *const nodes = reading.root.member(u"tables");
    for (std::size_t i = 0; nodes && i < nodes->keys.size(); ++i) {
        const JsonNode &node = nodes->items[i];
        TableDefinition table;
        table.id = nodes->keys[i];
        table.label = textOf(node, u"label");
        table.bytesPerRow = intOf(node, u"bytesPerRow", 0);
        if (const JsonNode *const message = node.member(u"message")) {
            table.message = messageIndex(reading, *message, message->text());
        }
        if (const JsonNode *const command = node.member(u"command")) {
            table.command = command->text();
            const auto &commands = reading.content.commands;
            if (std::none_of(commands.begin(), commands.end(),
                    [&](const CommandDefinition &known) { return known.name == table.command; })) {
                failAt(*command, u"there is no command \"%1\""_s.arg(table.command));
            }
        }
        for (const JsonNode *path : listOf(node, u"rows")) {
            table.rows.push_back(jsonPathOf(*path));
        }
        for (const JsonNode *column : listOf(node, u"columns")) {
            table.columns.push_back(columnOf(reading, *column, table));
        }
        // What stands beside the fields in the message's body and is a table is not unknown.
        MessageDefinition &message = reading.content.messages[std::size_t(table.message)];
        for (const JsonPath &body : message.bodies) {
            const JsonPath &list = table.rows.front();
            if (list.size() == body.size() + 1 && std::equal(body.begin(), body.end(), list.begin())) {
                message.tableKeys.emplace_back(list.back().constData(), std::size_t(list.back().size()));
            }
        }
        reading.content.tables.push_back(std::move(table));
    }
}

} // namespace ember
