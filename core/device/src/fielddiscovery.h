// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jsonreader.h"

#include <ember/device/discoveredmessage.h>

#include <optional>
#include <string>

namespace ember {

/// Finds the fields of one message that nobody described; the rules stand at DiscoveredMessage. One thread.
class FieldDiscovery
{
public:
    FieldDiscovery(DiscoveredMessage::Content &content, const MessageDefinition &definition);

    /// A message that is JSON, or the part of one that is its body, its reader having parsed it.
    void readJson(JsonReader::Element body, const JsonReader &json);
    /// Any other message.
    void readText();

private:
    struct Description
    {
        int field = -1; // the profile's
        bool isNamed = false; // by the whole path, and not only its last name
    };
    [[nodiscard]] Description described(const Value &value) const;
    void walk(JsonReader::Element element, int depth);
    void add(Scalar value);
    void addText(QString text);
    void dropEarlierOfSameName();

    DiscoveredMessage::Content &m_content;
    const MessageDefinition &m_definition;
    const JsonReader *m_json = nullptr;
    std::string m_path;
};

/// Whether it is worth the parser's time: an object, a list, a text in quotes, true, false or null. A number is read
/// without it.
[[nodiscard]] bool looksLikeJson(const QByteArray &payload);
/// The number that a whole payload is, if it is one; without a look at the rest of a long one.
[[nodiscard]] std::optional<Scalar> numberOf(const QByteArray &payload);
/// The first bytes of a payload, escaped.
[[nodiscard]] QString escapedHead(const QByteArray &payload);

} // namespace ember
