// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jsonreader.h"
#include "keyorder.h"

#include <ember/device/decodedmessage.h>

#include <bit>
#include <unordered_map>
#include <vector>

namespace ember {

/// Fills the cells of one message and judges whether each value fits its field. A cell written twice keeps the last.
class CellWriter
{
public:
    CellWriter(ProfilePtr profile, int message, QByteArray bytes);

    /// The body of a JSON message: every member, known or not.
    void writeObject(simdjson::dom::object object, const JsonReader &json, KeyOrder &order);
    /// A whole number of the body.
    void writeInteger(int cell, qint64 number)
    {
        if (m_message.takesEveryInteger[std::size_t(cell)]) { // nearly all of them
            set(cell, CellState::Integer, std::bit_cast<quint64>(number));
        } else {
            writeNumber(cell, number);
        }
    }
    /// The payload of a message that is one number.
    void writeNumber(int cell, qint64 number);
    void writeNumber(int cell, double number, const QString &asWritten);
    void writeText(int cell, QString text);

    [[nodiscard]] DecodedMessage::Content take() { return std::move(m_content); }

private:
    void writeNested(simdjson::dom::object object, const JsonReader &json, KeyOrder &order);
    template <typename Key>
    void keepUnknown(const std::vector<Key> &unknown, const std::unordered_map<Key, JsonReader::Element> &members,
        const JsonReader &json);
    void writeElement(int cell, JsonReader::Element element, const JsonReader &json);
    void writeInvalid(int cell, QString reason, QJsonValue raw, Scalar scalar);
    [[nodiscard]] const FieldDefinition &field(int cell) const;
    /// Forgets why an earlier member of the same name was invalid.
    void forgetInvalid(int cell);
    void set(int cell, CellState state, quint64 bits)
    {
        if (m_content.cells.state(cell) == CellState::Invalid) [[unlikely]] {
            forgetInvalid(cell);
        }
        m_content.cells.set(cell, state, bits);
    }

    const MessageDefinition &m_message;
    DecodedMessage::Content m_content;
};

} // namespace ember
