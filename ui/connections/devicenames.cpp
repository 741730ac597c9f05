// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/devicenames.h"

namespace ember {

using namespace Qt::StringLiterals;

QString deviceId(const QString &source)
{
    return source.mid(source.indexOf(u'/') + 1);
}

QString deviceName(const QString &source, const QString &ownersName)
{
    const QString id = deviceId(source);
    return ownersName.isEmpty() ? id : u"%1 (%2)"_s.arg(ownersName, id);
}

QString deviceTitle(const DeviceState &device, const QString &ownersName)
{
    const QString name = deviceName(device.source().text(), ownersName);
    return device.profile() ? QString(device.profile()->name() + u" · "_s + name) : name;
}

} // namespace ember
