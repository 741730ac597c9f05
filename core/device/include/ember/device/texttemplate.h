// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/result.h>
#include <ember/events/symbol.h>

#include <QtCore/QString>

#include <functional>
#include <optional>
#include <vector>

namespace ember {

/// A text with placeholders: `{path}`, `{path:03}` (a whole number with at least three digits), `{{` for one brace.
/// Immutable once parsed; any thread.
class TextTemplate
{
public:
    struct Placeholder
    {
        QString path; ///< what stands between the braces, without the width
        Symbol symbol; ///< the same, interned
        int width = 0; ///< digits to fill up with zeros; 0: shown as the value's own format says
    };
    /// The text for a placeholder; nullopt if there is none.
    using Lookup = std::function<std::optional<QString>(const Placeholder &)>;

    /// The empty text.
    TextTemplate() = default;
    /// Reads a template; the error names what is wrong and at which column (from 1).
    [[nodiscard]] static Result<TextTemplate> parse(const QString &text);

    [[nodiscard]] bool isEmpty() const noexcept { return m_parts.empty(); }
    /// The text as it was written.
    [[nodiscard]] const QString &source() const noexcept { return m_source; }
    [[nodiscard]] std::vector<Placeholder> placeholders() const;
    /// The text with every placeholder replaced; nullopt if `lookup` has no text for one of them.
    [[nodiscard]] std::optional<QString> fill(const Lookup &lookup) const;

private:
    struct Part
    {
        QString literal; // stands before the placeholder
        std::optional<Placeholder> placeholder;
    };
    QString m_source;
    std::vector<Part> m_parts;
};

} // namespace ember
