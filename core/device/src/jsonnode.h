// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/result.h>

#include <QtCore/QByteArray>
#include <QtCore/QJsonValue>
#include <QtCore/QString>

#include <vector>

namespace ember {

/// One value of a JSON file with its place in the text and its members in the file's order: what profile errors and
/// the order of display need, and QJsonDocument does not keep.
struct JsonNode
{
    enum class Type : quint8
    {
        Null,
        Boolean,
        Number,
        Text,
        Array,
        Object
    };

    Type type = Type::Null;
    int line = 0; ///< from 1; 0 for a node that is not in the file
    int column = 0; ///< in characters, from 1
    QJsonValue scalar; ///< Null, Boolean, Number, Text
    std::vector<QString> keys; ///< Object: the member names, beside `items`
    std::vector<JsonNode> items; ///< Array: elements, Object: member values

    [[nodiscard]] bool isObject() const noexcept { return type == Type::Object; }
    /// The member of that name; null if there is none. Borrowed.
    [[nodiscard]] const JsonNode *member(QStringView key) const noexcept;
    [[nodiscard]] QString text() const { return scalar.toString(); }
    [[nodiscard]] QJsonValue toJson() const;

    /// Parses a whole file. Stricter than JSON: a member name may stand only once in an object. The error starts with
    /// "line 3, column 7: ".
    [[nodiscard]] static Result<JsonNode> parse(const QByteArray &text);
};

} // namespace ember
