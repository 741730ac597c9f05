// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/theme.h"

#include <QtGui/QPalette>

namespace ember {

QPalette themePalette(bool dark)
{
    const auto color = [dark](ColorRole role) { return themeColor(role, dark); };
    const QColor window = color(ColorRole::Window);
    const QColor text = color(ColorRole::Text);
    const QColor button = dark ? QColor(0x2A, 0x2C, 0x30) : QColor(0xFC, 0xFC, 0xFB);

    QPalette palette;
    palette.setColor(QPalette::Window, window);
    palette.setColor(QPalette::WindowText, text);
    palette.setColor(QPalette::Base, color(ColorRole::Base));
    palette.setColor(QPalette::AlternateBase, color(ColorRole::AlternateBase));
    palette.setColor(QPalette::Text, text);
    palette.setColor(QPalette::PlaceholderText, color(ColorRole::DimText));
    palette.setColor(QPalette::Button, button);
    palette.setColor(QPalette::ButtonText, text);
    palette.setColor(QPalette::BrightText, color(ColorRole::Bad));
    palette.setColor(QPalette::ToolTipBase, color(ColorRole::Base));
    palette.setColor(QPalette::ToolTipText, text);
    palette.setColor(QPalette::Highlight, color(ColorRole::SelectedRow));
    palette.setColor(QPalette::HighlightedText, text);
    palette.setColor(QPalette::Link, color(ColorRole::Information));
    palette.setColor(QPalette::LinkVisited, color(ColorRole::Information));

    // What Fusion makes its bevels from; near the window's own colour, so that they stay quiet.
    palette.setColor(QPalette::Light, dark ? QColor(0x2E, 0x30, 0x34) : QColor(0xFF, 0xFF, 0xFF));
    palette.setColor(QPalette::Midlight, dark ? QColor(0x26, 0x28, 0x2B) : QColor(0xEE, 0xEE, 0xEB));
    palette.setColor(QPalette::Mid, color(ColorRole::Hairline));
    palette.setColor(QPalette::Dark, dark ? QColor(0x12, 0x13, 0x15) : QColor(0xB8, 0xB8, 0xB2));
    palette.setColor(QPalette::Shadow, dark ? QColor(0x0A, 0x0A, 0x0B) : QColor(0x8A, 0x8A, 0x85));

    const QColor disabled = color(ColorRole::DisabledText);
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText,
             QPalette::HighlightedText, QPalette::PlaceholderText, QPalette::Link}) {
        palette.setColor(QPalette::Disabled, role, disabled);
    }
    palette.setColor(QPalette::Disabled, QPalette::Base, window);
    palette.setColor(QPalette::Disabled, QPalette::Button, window);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, color(ColorRole::Hover));
    return palette;
}

} // namespace ember
