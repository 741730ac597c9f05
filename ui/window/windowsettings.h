// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme/theme.h"

#include <QtCore/QByteArray>
#include <QtCore/QString>

namespace ember {

/// What the window remembers from run to run, in the user's settings. Made with Use::Untouched it reads nothing (all is
/// as at first) and writes nothing: for screenshots. GUI thread.
class WindowSettings
{
public:
    enum class Use : bool
    {
        Kept,
        Untouched
    };

    /// All of it as bytes that the widgets themselves understand; empty where nothing is remembered.
    struct Layout
    {
        QByteArray geometry;
        QByteArray docks;
        QByteArray log; ///< columns and earlier filters
        QByteArray inspector;
    };

    explicit WindowSettings(Use use)
        : m_use(use)
    {
    }

    [[nodiscard]] Layout layout() const;
    void saveLayout(const Layout &layout) const;
    /// The file of saved connections, and the one of those secrets that the person wants in a file
    /// (ember/session/keptsecrets.h). Empty where nothing is to be read or written.
    [[nodiscard]] QString connectionsFile() const;
    [[nodiscard]] QString secretsFile() const;
    [[nodiscard]] Theme::Mode themeMode() const;
    void saveThemeMode(Theme::Mode mode) const;

private:
    Use m_use;
};

} // namespace ember
