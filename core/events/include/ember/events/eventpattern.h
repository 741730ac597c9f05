// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QString>
#include <QtCore/QStringView>

namespace ember {

/// Which event names a listener hears: a dotted name in which `*` stands for exactly one segment and `**` for any
/// number of segments, none included. "device.*" hears "device.lost"; "device.**" hears "device" as well.
class EventPattern
{
public:
    /// Why `text` cannot be a pattern or name ("" if it can): empty segments, spaces, a `*` inside a segment.
    [[nodiscard]] static QString complaint(QStringView text);

    explicit EventPattern(QStringView text);

    [[nodiscard]] const QString &text() const noexcept { return m_text; }
    /// Whether it holds a wildcard; without one it hears only its own text.
    [[nodiscard]] bool isWildcard() const noexcept { return m_wildcard; }
    /// Allocates nothing.
    [[nodiscard]] bool matches(QStringView name) const noexcept;

private:
    QString m_text;
    bool m_wildcard = false;
};

} // namespace ember
