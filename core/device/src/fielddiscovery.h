// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jsonreader.h"

#include <ember/device/discoveredmessage.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ember {

/// The fields of a message: the next one of its topic has mostly the same.
struct FieldsBefore
{
    ProfilePtr profile;
    int message = -1;
    std::vector<std::string> paths; ///< as they stand in the message
    std::shared_ptr<const DiscoveredMessage::Fields> fields; ///< the same ones
};

/// Finds the fields of one message that nobody described; the rules stand at DiscoveredMessage. Of one that has the
/// fields of the one before only the values are new. One thread.
class FieldDiscovery
{
public:
    FieldDiscovery(
        DiscoveredMessage::Content &content, const MessageDefinition &definition, const FieldsBefore &before);

    /// A message that is JSON, or the part of one that is its body, its reader having parsed it.
    void readJson(JsonReader::Element body, const JsonReader &json);
    /// Any other message.
    void readText();
    /// The fields, where they are others than before and can be compared with: to be called once, at the end.
    [[nodiscard]] std::optional<FieldsBefore> learnt();

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
    [[nodiscard]] bool isAsBefore(int profileField) const;
    void divergeFromBefore();
    void finish();
    void dropEarlierOfSameName();

    DiscoveredMessage::Content &m_content;
    const MessageDefinition &m_definition;
    const FieldsBefore &m_before;
    const JsonReader *m_json = nullptr;
    std::string m_path;
    bool m_asBefore = false; // so far
    DiscoveredMessage::Fields m_fields; // if not
    std::vector<std::string> m_paths; // theirs; empty if one came twice
};

/// Whether it is worth the parser's time: an object, a list, a text in quotes, true, false or null. A number is read
/// without it.
[[nodiscard]] bool looksLikeJson(const QByteArray &payload);
/// The number that a whole payload is, if it is one; without a look at the rest of a long one.
[[nodiscard]] std::optional<Scalar> numberOf(const QByteArray &payload);
/// The first bytes of a payload, escaped.
[[nodiscard]] QString escapedHead(const QByteArray &payload);

} // namespace ember
