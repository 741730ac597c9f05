// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/encoding.h>
#include <ember/device/texttemplate.h>
#include <ember/events/symbol.h>
#include <ember/expression/expression.h>

#include <QtCore/QByteArray>
#include <QtCore/QJsonValue>
#include <QtCore/QString>
#include <QtCore/QStringList>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// The parts of a profile (design.md §4 "A profile"), checked and with every name resolved to an index. Plain data,
/// never changed once the profile is made; any thread. An index of -1 means "none".
namespace ember {

/// The member names from the top of a JSON object down, as UTF-8.
using JsonPath = std::vector<QByteArray>;

/// A mark in the body that tells whether a message is for a profile: the member at `path` has that value.
struct BodyMark
{
    JsonPath path;
    QJsonValue equals; ///< text, number or boolean
};

/// Where a text about the device is found: a level of the topic behind a fixed prefix, or a member of the message.
struct TextSource
{
    int topicSegment = -1; ///< level of the topic from 0; -1: use `path`
    int levels = 1; ///< so many levels from there on, as far as the topic has them, with the slashes between
    QString prefix; ///< the text must begin with it, and it is cut off
    QString startsWith; ///< the text must begin with it, and it stays
    JsonPath path;
};

enum class PayloadKind : quint8
{
    Json,
    Number,
    Text,
    Any ///< whatever comes: its fields are found in it, see DiscoveredMessage
};

/// One kind of message a device sends.
struct MessageDefinition
{
    struct KeyHash
    {
        using is_transparent = void;
        std::size_t operator()(std::string_view key) const noexcept { return std::hash<std::string_view>()(key); }
    };
    using WireKeys = std::unordered_map<std::string, int, KeyHash, std::equal_to<>>;

    QString id;
    QStringList topics; ///< topic filters
    PayloadKind payload = PayloadKind::Json;
    /// Json, Any: the first of them that is present is the body; none given: the whole message.
    std::vector<JsonPath> bodies;
    QStringList onlyTexts; ///< Text: any other payload is not this message; empty: every text is
    bool ofKnownDevice = false; ///< Number, Text: beside other profiles only of a device that is known already
    bool nested = false; ///< Json: members of objects inside are read too, by their dotted paths
    bool complete = false; ///< a full picture: what is absent is reported as missing
    Symbol event;
    TextTemplate summary;
    int singleField = -1; ///< Number and Text: the field that the payload is
    std::vector<int> fields; ///< fields of this message in the profile's order; a place in this list is a "cell"
    std::vector<int> cells; ///< by field index: its cell (or its variant's here); -1: not a field of this message
    std::vector<bool> takesEveryInteger; ///< by cell: any integer of 64 bits is valid there
    std::vector<int> remembered; ///< fields of this message that change detection remembers
    std::vector<int> derived; ///< derived values of this message; a place in this list is a "derived cell"
    WireKeys wireKeys; ///< key and aliases on the wire → cell
    WireKeys lastNames; ///< Any: last name of a dotted path ("*.Temperature") → cell whose words describe it
    std::vector<std::string> tableKeys; ///< members of the body that tables read
};

/// Where a path below `data` leads: to a field (by index), or to a derived value.
struct FieldPath
{
    enum class Kind : quint8
    {
        Value,
        Raw,
        Label,
        Derived
    };
    Kind kind = Kind::Value;
    int index = -1;
    friend bool operator==(const FieldPath &, const FieldPath &) = default;
};

/// A group of fields; their order is the order of display.
struct GroupDefinition
{
    QString id;
    QString label;
    std::vector<FieldPath> members; ///< fields (Value) in the file's order, then derived values
};

/// A value the device sends.
struct FieldDefinition
{
    Symbol key; ///< the device's own name for it
    QString label;
    QString unit; ///< empty: none
    int decimals = -1;
    EncodingPtr encoding;
    int group = -1;
    QString hint; ///< one sentence: meaning and rule
    bool primary = false; ///< shown in the short live state
    QStringList aliases; ///< other names on the wire
    std::vector<int> messages;
    int variantOf = -1; ///< the field of the same key that this one replaces in its message
    int baseline = -1; ///< its place among the values that change detection remembers; -1: no condition reads it
};

/// A value computed from a message's fields.
struct DerivedDefinition
{
    struct Alternative
    {
        std::vector<int> required; ///< cells of the message
        std::optional<Expression> when;
        std::optional<Expression> expression; ///< always there in a loaded profile
    };
    Symbol key;
    QString label;
    QString unit;
    int decimals = -1;
    int group = -1;
    QString hint;
    bool primary = false;
    int message = -1;
    int cell = -1; ///< its place in the message's list of derived values
    std::optional<double> minimum; ///< smaller results become this
    std::vector<Alternative> alternatives; ///< the first whose requirements are met counts
    int baseline = -1;
};

} // namespace ember
