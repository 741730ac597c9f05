// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/definitions.h>

#include <QtCore/QByteArray>
#include <QtCore/QJsonValue>
#include <QtCore/QString>

#include <simdjson.h>

#include <optional>
#include <vector>

namespace ember {

/// Parses one message after the other into the same memory. One thread at a time.
class JsonReader
{
public:
    using Element = simdjson::dom::element;

    /// Parses a text. Nullopt if it went well, root() then being valid until the next call; else what is wrong.
    [[nodiscard]] std::optional<QString> parse(const QByteArray &text, int maxDepth);
    [[nodiscard]] Element root() const noexcept { return m_root; }

    /// The number in the text that no integer or double holds, if that is what the element stands for: simdjson refuses
    /// a whole document for one such number, so it is parsed again with those numbers as marked texts.
    [[nodiscard]] std::optional<QString> unholdableNumber(Element element) const;
    /// The element as JSON for people; marked numbers as texts.
    [[nodiscard]] QJsonValue toJson(Element element) const;

    /// The member at a path below an element; nullopt if it is not there. Of a member that stands twice, the last.
    [[nodiscard]] static std::optional<Element> at(Element element, const JsonPath &path);
    /// A text, or a whole number in digits; nullopt for everything else and for an empty text.
    [[nodiscard]] static std::optional<QString> identityText(Element element);
    /// "a text", "an object" …: for reasons.
    [[nodiscard]] static QString typeName(Element element);

private:
    [[nodiscard]] simdjson::error_code parseBuffer(qsizetype size, int maxDepth);

    simdjson::dom::parser m_parser;
    std::vector<char> m_buffer;
    Element m_root;
    bool m_hasMarkedNumbers = false;
};

} // namespace ember
