// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme/roles.h"

#include <QtCore/QObject>
#include <QtGui/QFont>
#include <QtGui/QIcon>
#include <QtGui/QPalette>

#include <memory>

namespace ember {

/// How the window looks: colours, palette, style, type and icons, all from here. Lives on the GUI thread; made on first
/// use (after QApplication) and owned by the application.
class Theme : public QObject
{
    Q_OBJECT

public:
    enum class Mode : quint8
    {
        System, ///< as the desktop asks, also when it changes its mind later
        Light,
        Dark,
    };
    Q_ENUM(Mode)

    [[nodiscard]] static Theme &instance();
    ~Theme() override;

    /// Chooses light or dark and dresses the application: Fusion, palette, style, tool tips. Emits changed() when the
    /// outcome differs. The first call is what makes the theme take hold.
    void setMode(Mode mode);
    [[nodiscard]] Mode mode() const noexcept { return m_mode; }
    [[nodiscard]] bool isDark() const noexcept { return m_dark; }

    [[nodiscard]] QColor color(ColorRole role) const { return themeColor(role, m_dark); }
    [[nodiscard]] QFont font(FontRole role) const;
    /// The row height for the current font: metric::kRowHeight, or more where larger type asks for it.
    [[nodiscard]] int rowHeight() const;

    /// The icon resources/icons/<name>.svg in the colour of a role. It follows the theme by itself, dims when disabled
    /// and takes the accent while checked. An unknown name gives a null icon and a warning.
    [[nodiscard]] static QIcon icon(const QString &name, ColorRole role = ColorRole::Text);
    /// The mark of a state; keeps its colour in a selected row.
    [[nodiscard]] static QIcon markIcon(StateMark mark);

    /// False when the desktop asks for no animations. What moves for less than 150 ms may ask this first.
    [[nodiscard]] static bool motionAllowed();

Q_SIGNALS:
    /// Colours are others now. Palette users are repainted by Qt; those that keep colours themselves listen here.
    void changed();

private:
    explicit Theme(QObject *parent);
    void apply(bool dark);
    void dressApplication();

    class SystemScheme;
    std::unique_ptr<SystemScheme> m_system;
    Mode m_mode = Mode::System;
    bool m_dark = false;
    bool m_dressed = false;
};

/// The palette of a theme, Disabled group included.
[[nodiscard]] QPalette themePalette(bool dark);

/// "60.0 °C": a figure and its unit with a thin space (U+2009) between; only the figure where there is no unit.
[[nodiscard]] QString withUnit(const QString &figure, const QString &unit);

} // namespace ember
