// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme/theme.h"

#ifdef EMBER_HAS_DBUS
#include <QtDBus/QDBusVariant>
#endif

namespace ember {

/// Whether the desktop prefers dark. Qt 6.4 does not tell, so: the platform's own palette at the start, then, where a
/// session bus answers, the portal's setting `org.freedesktop.appearance color-scheme`, also when it changes later.
/// Never waits for the bus. GUI thread.
class Theme::SystemScheme : public QObject
{
    Q_OBJECT

public:
    explicit SystemScheme(QObject *parent = nullptr);

    [[nodiscard]] bool isDark() const noexcept { return m_dark; }

Q_SIGNALS:
    void schemeChanged();

#ifdef EMBER_HAS_DBUS
private Q_SLOTS:
    void settingChanged(const QString &group, const QString &key, const QDBusVariant &value);
#endif

private:
    void askPortal();
    void setDark(bool dark);

    bool m_dark = false;
};

} // namespace ember
