// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cellwriter.h"

#include <ember/device/definitions.h>

#include <QtCore/QByteArray>

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace ember {

/// How a JSON message looks, byte by byte, but for the whole numbers of its body and for the numbers and texts beside
/// it that nobody asks for (a running number, a time). A device writes the same members in the same order each time, so
/// its next message mostly looks like that too; then reading it is comparing bytes and reading those numbers, about
/// three times as fast as parsing it.
///
/// What looks like a message that was JSON is JSON with the same members: whatever does not hang on those numbers and
/// texts is as it was there. Immutable; any thread.
class BodyLayout
{
public:
    static constexpr qsizetype kLongestText = 16'384; ///< bytes; longer messages have none
    /// Whether a member beside the body must stay as it is, because something hangs on it.
    using IsAskedFor = std::function<bool(const JsonPath &)>;

    /// The layout of a text that was parsed and is JSON, with its body at that path. Nullopt if the body has anything
    /// but whole numbers of fields that the message knows: then it has to be parsed each time.
    [[nodiscard]] static std::optional<BodyLayout> of(
        const QByteArray &text, const JsonPath &body, const MessageDefinition &message, const IsAskedFor &isAskedFor);

    /// Writes the numbers of a text that looks so. False if it looks otherwise, or if one of its numbers is too long:
    /// the writer may hold some of them by then and is of no more use.
    [[nodiscard]] bool read(const QByteArray &text, CellWriter &writer) const;

private:
    static constexpr int kAnyNumber = -1;
    static constexpr int kAnyText = -2;

    /// A value that may be another one, and the bytes before it.
    struct Value
    {
        std::size_t begin = 0; // in m_fixed
        std::size_t size = 0;
        int cell = kAnyNumber;
    };
    /// The same while it is looked for.
    struct Place;

    [[nodiscard]] static std::optional<Place> changeable(const char *bytes, std::size_t begin, std::size_t end);
    [[nodiscard]] static bool findBody(
        const QByteArray &text, const JsonPath &body, const IsAskedFor &isAskedFor, std::vector<Place> &places);
    [[nodiscard]] static bool findNumbers(
        std::string_view text, const MessageDefinition &message, std::vector<Place> &places);

    QByteArray m_fixed; // all bytes but those of the values
    std::vector<Value> m_values;
    std::size_t m_tail = 0; // in m_fixed: the bytes behind the last value
};

} // namespace ember
